"""Who moves the planning cycle on."""

import rules

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_member, is_system

rules.add_perm("workplace.view", is_member)
rules.add_perm("workplace.change_cycle", is_system | has_role(Role.PLANNING_COORDINATOR, Role.LEADERSHIP))
