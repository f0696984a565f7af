"""Rights of pages across rooms."""

import rules

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role

rules.add_perm("web.view_all_acts", has_role(Role.LEADERSHIP))
