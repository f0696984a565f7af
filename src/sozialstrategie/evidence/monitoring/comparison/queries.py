"""Reading comparison groups: those of an organisation, and with whom it is compared."""

from __future__ import annotations

from uuid import UUID

from sozialstrategie.evidence.monitoring.comparison.group import OWN, Group, land_group
from sozialstrategie.evidence.monitoring.comparison.similar import similar_kreise
from sozialstrategie.evidence.monitoring.models import ComparisonChoice, ComparisonGroup
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand

VIEW, CHANGE = "monitoring.view_comparison", "monitoring.change_comparison"


def groups_for(actor: Actor, organisation: Organisation) -> list[ComparisonGroup]:
    """The organisation's own groups by name."""
    demand(VIEW, actor, organisation)
    return list(ComparisonGroup.objects.filter(owner=organisation, deleted_at__isnull=True))


def group_for(actor: Actor, organisation: Organisation, uid: UUID) -> ComparisonGroup | None:
    demand(VIEW, actor, organisation)
    found: ComparisonGroup | None = ComparisonGroup.objects.filter(
        owner=organisation, uid=uid, deleted_at__isnull=True
    ).first()
    return found


def choice_for(actor: Actor, organisation: Organisation) -> ComparisonChoice | None:
    """What the organisation chose; None = nothing yet, which means the Kreise of its Land."""
    demand(VIEW, actor, organisation)
    return _choice(organisation)


def chosen_group(organisation: Organisation) -> Group:
    """With whom figures of the organisation's place are compared; inside its scope. One query, and none for the Land.

    Where similar Kreise cannot be found (no figures yet) the Kreise of the Land take their place.
    """
    region, choice = organisation.region_code, _choice(organisation)
    if choice is None or choice.kind == "land":
        return land_group(region)
    if choice.kind == "own":
        own: ComparisonGroup | None = choice.group
        return land_group(region) if own is None or own.deleted_at is not None else as_group(own, region)
    land_only = choice.kind == "similar_land"
    try:
        return similar_kreise(region, land_only=land_only, audience="internal").group(land_only=land_only)
    except ValueError:
        return land_group(region)


def as_group(group: ComparisonGroup, region: str) -> Group:
    """An own group as figures need it: without the place itself."""
    members = tuple(code for code in group.members if code != region)
    return Group(OWN, group.name, f"der Gruppe „{group.name}“", members)


def _choice(organisation: Organisation) -> ComparisonChoice | None:
    found: ComparisonChoice | None = (
        ComparisonChoice.objects.filter(owner=organisation, deleted_at__isnull=True).select_related("group").first()
    )
    return found
