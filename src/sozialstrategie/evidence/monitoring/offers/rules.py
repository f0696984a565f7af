"""Who reads the register and who keeps it; bodies, clerks and everybody outside see nothing of it."""

import rules

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_system

_keepers = (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER)
_readers = (*_keepers, Role.LEADERSHIP, Role.DATA_STEWARD, Role.PROCESS_CONSULTANT)

rules.add_perm("monitoring.view_offers", is_system | has_role(*_readers))
rules.add_perm("monitoring.change_offers", is_system | has_role(*_keepers))
