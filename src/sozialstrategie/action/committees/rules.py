"""Who may see and change what of bodies, meetings, papers and decisions.

Members of bodies read the meetings and papers of their own bodies, the non-public part too; `views` asks for the membership.
The Land, the funding authority and the administration of accounts see nothing here.
"""

from __future__ import annotations

from typing import Any

import rules

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_system


@rules.predicate
def is_invited(actor: Actor, obj: Any) -> bool:
    """The person whom an invitation names, as long as that person has a role in its organisation."""
    membership = getattr(obj, "membership", None)
    named = membership is not None and membership.person_id is not None and membership.person_id == actor.person_uid
    return named and bool(actor.roles_in(obj.owner_id))


_staff = has_role(Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.CLERK)
_readers = has_role(
    Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.CLERK, Role.SPECIALIST_PLANNER, Role.PROCESS_CONSULTANT
)
_clerks = has_role(Role.CLERK, Role.PLANNING_COORDINATOR)

# Public points, papers and decisions; members of bodies come in by `committees.enter` and see what their bodies deal with.
rules.add_perm("committees.view", is_system | _readers)
rules.add_perm("committees.enter", is_system | _readers | has_role(Role.BODY_MEMBER))
rules.add_perm("committees.view_non_public", is_system | _staff)
rules.add_perm("committees.change", is_system | _clerks)
rules.add_perm("committees.confirm", is_system | _staff)
rules.add_perm("committees.track", is_system | _staff | has_role(Role.SPECIALIST_PLANNER))
# Whether somebody comes: said by the invited person, by the clerk who was called, or under the link of an invitation.
rules.add_perm("committees.answer", is_system | is_invited | _clerks)
