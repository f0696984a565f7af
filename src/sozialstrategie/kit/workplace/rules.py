"""Who moves the planning cycle on, and who sees and changes tasks.

Members of bodies see the tasks that name them and no others. A task that is not public is seen by whoever leads, keeps
the minutes or coordinates, and by the person whom it names.
"""

from __future__ import annotations

from typing import Any

import rules

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_member, is_system

_workers = has_role(
    Role.PLANNING_COORDINATOR,
    Role.SPECIALIST_PLANNER,
    Role.LEADERSHIP,
    Role.DATA_STEWARD,
    Role.MEASURE_OWNER,
    Role.CLERK,
    Role.FUNDING_OFFICER,
)
_trusted = has_role(Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.CLERK)


@rules.predicate
def is_responsible(actor: Actor, obj: Any) -> bool:
    """The person whom a task names, as long as that person has a role in its organisation."""
    person = getattr(obj, "responsible_id", None)
    return person is not None and person == actor.person_uid and bool(actor.roles_in(obj.owner_id))


@rules.predicate
def is_confidential(actor: Actor, obj: Any) -> bool:
    return bool(getattr(obj, "confidential", False))


rules.add_perm("workplace.view", is_member)
rules.add_perm("workplace.change_cycle", is_system | has_role(Role.PLANNING_COORDINATOR, Role.LEADERSHIP))
rules.add_perm("workplace.view_tasks", is_system | _workers | has_role(Role.PROCESS_CONSULTANT))
rules.add_perm("workplace.view_confidential_tasks", is_system | _trusted)
rules.add_perm("workplace.change_task", is_system | is_responsible | _trusted | (_workers & ~is_confidential))
# Handing over somebody's work needs the right to grant roles: roles move with it.
rules.add_perm("workplace.hand_over", is_system | has_role(Role.LEADERSHIP, Role.ADMIN))
# Templates decide how documents of the whole house look, as the other details of an organisation do.
rules.add_perm(
    "workplace.manage_word_templates",
    is_system | has_role(Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.ADMIN),
)
rules.add_perm("workplace.set_file_reference", is_system | _workers)
