"""Who may import, withdraw and decide about signals."""

from typing import Any

import rules

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.permissions import has_role, is_system

_stewards = has_role(Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.DATA_STEWARD)


@rules.predicate
def stewards_somewhere(actor: Actor, obj: object) -> bool:
    """Official editions belong to the instance: whoever keeps figures in one local authority may read one in for all."""
    return any(
        g.role in (Role.PLANNING_COORDINATOR, Role.DATA_STEWARD) and g.organisation_kind == "local_authority"
        for g in actor.grants
    )


@rules.predicate
def keeps_it(actor: Actor, edition: Any) -> bool:
    """Keeps figures in the organisation that a private edition belongs to."""
    return edition.owner is not None and bool(_stewards(actor, edition.owner))


@rules.predicate
def read_it_in(actor: Actor, edition: Any) -> bool:
    """Keeps figures in the local authority that read the edition in (`editions.with_importer`); shipped ones are nobody's."""
    if edition.owner_id is not None:
        return bool(keeps_it(actor, edition))
    importer = edition.importer_id
    if importer is None or edition.is_shipped:
        return False
    return any(
        g.organisation_id == importer
        and g.organisation_kind == "local_authority"
        and g.role in (Role.PLANNING_COORDINATOR, Role.DATA_STEWARD)
        for g in actor.grants
    )


rules.add_perm("monitoring.import_edition", is_system | stewards_somewhere)
rules.add_perm("monitoring.import_own", is_system | _stewards)
rules.add_perm("monitoring.return_own", is_system | keeps_it)
rules.add_perm("monitoring.own_indicators", is_system | _stewards)
rules.add_perm("monitoring.withdraw_edition", is_system | read_it_in)
rules.add_perm(
    "monitoring.view_own",
    is_system | has_role(Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.LEADERSHIP, Role.DATA_STEWARD),
)
rules.add_perm("monitoring.compute", is_system)
rules.add_perm(
    "monitoring.view_editions",
    is_system
    | has_role(
        *[
            Role.PLANNING_COORDINATOR,
            Role.SPECIALIST_PLANNER,
            Role.LEADERSHIP,
            Role.DATA_STEWARD,
        ]
    ),
)
rules.add_perm(
    "monitoring.view_signals",
    is_system
    | has_role(
        *[
            Role.PLANNING_COORDINATOR,
            Role.SPECIALIST_PLANNER,
            Role.LEADERSHIP,
            Role.DATA_STEWARD,
            Role.PROCESS_CONSULTANT,
        ]
    ),
)
rules.add_perm("monitoring.decide_signal", is_system | _stewards)
rules.add_perm(
    "monitoring.view_reports",
    is_system | has_role(Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.LEADERSHIP),
)
rules.add_perm("monitoring.write_report", is_system | has_role(Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER))
