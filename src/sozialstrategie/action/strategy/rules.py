"""Who may see, change and release what of findings, needs, goals and measures.

The Land, the funding authority and the administration of accounts see nothing here: they read released versions elsewhere.
Clerks and members of bodies read a draft only after it was submitted to their body; until then they read what is released.
"""

from __future__ import annotations

from typing import Any

import rules

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_system

_readers = has_role(
    Role.PLANNING_COORDINATOR,
    Role.SPECIALIST_PLANNER,
    Role.LEADERSHIP,
    Role.DATA_STEWARD,
    Role.MEASURE_OWNER,
    Role.FUNDING_OFFICER,
    Role.PROCESS_CONSULTANT,
)
_planners = has_role(Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER)
_leadership = has_role(Role.LEADERSHIP)


@rules.predicate
def is_responsible(actor: Actor, obj: Any) -> bool:
    """The person that a measure names, as long as that person holds the role in its organisation."""
    responsible = getattr(obj, "responsible_id", None)
    return (
        responsible is not None and responsible == actor.person_uid and actor.has_role(obj.owner_id, Role.MEASURE_OWNER)
    )


@rules.predicate
def is_asked(actor: Actor, obj: Any) -> bool:
    """The person whom a request for an opinion names, as long as that person has a role in its organisation."""
    person = getattr(obj, "person_id", None)
    return person is not None and person == actor.person_uid and bool(actor.roles_in(obj.owner_id))


rules.add_perm("strategy.view_drafts", is_system | _readers)
rules.add_perm("strategy.change", is_system | _planners)
rules.add_perm("strategy.withdraw", is_system | has_role(Role.PLANNING_COORDINATOR))
rules.add_perm("strategy.release", is_system | _leadership)
rules.add_perm("strategy.update_progress", is_system | _planners | is_responsible)
# The life of a strategy: planners write, one of them leads it on; the results of bodies are recorded by whoever sat there.
rules.add_perm("strategy.lead", is_system | has_role(Role.PLANNING_COORDINATOR))
rules.add_perm("strategy.record_decision", is_system | has_role(Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.CLERK))
# What offices said stays among those who weigh it; an answer comes under a link, or from the person who was asked.
rules.add_perm("strategy.view_opinions", is_system | _planners | _leadership | has_role(Role.PROCESS_CONSULTANT))
rules.add_perm("strategy.ask_opinions", is_system | _planners)
rules.add_perm("strategy.answer_opinion", is_system | is_asked)
# The few figures of the overview; members of bodies see there what is released, and nothing of the working copy.
rules.add_perm("strategy.view_overview", is_system | _planners | _leadership | has_role(Role.BODY_MEMBER))
rules.add_perm("strategy.choose_overview", is_system | _planners | _leadership)
# Carrying out: planners ask units and take over what they answered; periods are closed and opened by one who leads.
rules.add_perm("strategy.ask_progress", is_system | _planners)
rules.add_perm("strategy.lock_readings", is_system | has_role(Role.PLANNING_COORDINATOR, Role.LEADERSHIP))
rules.add_perm("strategy.change_budget", is_system | _planners | has_role(Role.FUNDING_OFFICER))
