"""What an organisation has added itself. Own figures are private to it, so each question names actor and organisation."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.editions import used_editions
from sozialstrategie.evidence.monitoring.models import Edition, OwnIndicator, SavedMapping
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand

VIEW, CHANGE = "monitoring.view_own", "monitoring.own_indicators"


def indicators_for(actor: Actor, organisation: Organisation) -> list[OwnIndicator]:
    """The organisation's own indicators, by theme and name."""
    demand(VIEW, actor, organisation)
    return list(OwnIndicator.objects.filter(owner=organisation, deleted_at__isnull=True))


def indicator_for(actor: Actor, organisation: Organisation, code: str) -> OwnIndicator | None:
    demand(VIEW, actor, organisation)
    found: OwnIndicator | None = OwnIndicator.objects.filter(
        owner=organisation, code=code, deleted_at__isnull=True
    ).first()
    return found


def mappings_for(actor: Actor, organisation: Organisation) -> list[SavedMapping]:
    """Saved mappings, those used last first: the first that fits a file is offered."""
    demand(CHANGE, actor, organisation)
    return list(SavedMapping.objects.filter(owner=organisation, deleted_at__isnull=True).order_by("-updated_at"))


def tables_for(actor: Actor, organisation: Organisation) -> dict[str, Edition]:
    """The newest edition of each table of the organisation's own."""
    demand(VIEW, actor, organisation)
    return {e.table: e for e in used_editions(organisation).order_by("imported_at")}
