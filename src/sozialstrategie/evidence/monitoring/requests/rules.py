"""Who sees data requests, who makes them, and who may answer one."""

import rules

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_system

_askers = (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.DATA_STEWARD)

rules.add_perm("monitoring.view_requests", is_system | has_role(*_askers, Role.LEADERSHIP))
rules.add_perm("monitoring.change_requests", is_system | has_role(*_askers))
# An answer comes without a login: the service has compared the secret of the link and acts for the machine.
rules.add_perm("monitoring.answer_request", is_system)
