"""Who may see and make comparison groups."""

import rules

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_system

_PLANNERS = (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.DATA_STEWARD)

rules.add_perm("monitoring.view_comparison", is_system | has_role(*_PLANNERS, Role.LEADERSHIP, Role.PROCESS_CONSULTANT))
rules.add_perm("monitoring.change_comparison", is_system | has_role(*_PLANNERS))
