"""Who may see and change members."""

import rules

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_system

_sees = has_role(
    Role.PLANNING_COORDINATOR,
    Role.SPECIALIST_PLANNER,
    Role.LEADERSHIP,
    Role.DATA_STEWARD,
    Role.ADMIN,
    Role.PROCESS_CONSULTANT,
)
_grants = has_role(Role.LEADERSHIP, Role.ADMIN)

rules.add_perm("accounts.view_members", is_system | _sees)
rules.add_perm("accounts.grant_role", is_system | _grants)
rules.add_perm("accounts.found_organisation", is_system)
rules.add_perm(
    "accounts.change_organisation",
    is_system | has_role(Role.LEADERSHIP, Role.ADMIN, Role.PLANNING_COORDINATOR),
)
rules.add_perm(
    "accounts.view_history",
    is_system | has_role(*[r for r in Role if r not in (Role.STATE_VIEWER, Role.FUNDING_AUTHORITY)]),
)
