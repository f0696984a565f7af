"""Who may wish."""

import rules

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_system

rules.add_perm("toy.make_wish", is_system | has_role(Role.CLERK))
