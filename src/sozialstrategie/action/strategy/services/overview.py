"""Which indicators the overview for leadership and councillors shows."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from sozialstrategie.action.strategy.models import OverviewChoice
from sozialstrategie.action.strategy.queries.figures import citable
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version


def choose_overview(*, actor: Actor, owner: Organisation, version: int, indicators: Sequence[str]) -> OverviewChoice:
    """Keep a choice of indicators in its order; an empty one lets the page choose again.

    Args:
        version: of the choice that the person saw; 0 = there was none yet.

    Raises:
        Invalid: more than the page can hold, one twice, or one without figures for the region of the organisation.
        Conflict: somebody else chose meanwhile.
        Forbidden: no right.
    """
    permission = "strategy.choose_overview"
    with transaction.atomic():
        # one after the other: two people may both have seen that there was no choice yet
        Organisation.objects.select_for_update().get(pk=owner.pk)
        row = OverviewChoice.objects.filter(owner=owner).first()
        with act("strategy.choose_overview", actor=actor, permission=permission, owner=owner, obj=row) as record:
            chosen = _checked(owner, indicators)
            if (row.version if row else 0) != version:
                raise Conflict(row, {"indicators": chosen})
            if row is not None and (row.indicators, row.deleted_at) == (chosen, None):
                record.nothing_changed()
            elif row is not None:
                save_version(row, version=version, values={"indicators": chosen, "deleted_at": None})
            else:
                row = OverviewChoice.objects.create(owner=owner, indicators=chosen)
                record.created(row)
    return row


def _checked(owner: Organisation, indicators: Sequence[str]) -> list[str]:
    chosen = list(indicators)
    if len(chosen) > OverviewChoice.MOST:
        raise writing.Invalid({"": [f"Bitte höchstens {OverviewChoice.MOST} Kennzahlen: wenige, die zählen."]})
    if len(set(chosen)) < len(chosen):
        raise writing.Invalid({"": ["Eine Kennzahl steht zweimal in der Auswahl."]})
    known = {code for _, rows in citable(owner) for code, _ in rows}
    if set(chosen) - known:
        raise writing.Invalid({"": ["Zu einer der Kennzahlen liegt für Ihr Gebiet kein Wert vor."]})
    return chosen
