"""What the workplace asks this room: how a record is called, and which measures somebody would hand over."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.enums import OVER_STATUSES
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.action.strategy.opinions import queries as opinions
from sozialstrategie.action.strategy.views.kinds import Kind
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import holding
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.workplace.queries import HandoverLine, RecordWords

MEASURES = "Verantwortete Maßnahmen"


def words_of(kind: Kind) -> Callable[[Actor, Organisation, UUID], RecordWords | None]:
    """How the workplace calls records of a kind, e.g. "Maßnahme 1.1: Lotsin"; None for those who may not see it."""

    def words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
        obj = kind.one(actor, owner, uid) if allowed(queries.VIEW, actor, owner) else None
        return RecordWords(f"{kind.called(obj)}: {obj.title}", kind.url(owner.slug, obj)) if obj else None

    return words


def strategy_words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
    """A strategy by its title."""
    if not allowed(queries.VIEW, actor, owner):
        return None
    s = queries.strategy_for(actor, owner, uid)
    return RecordWords(s.title, reverse("strategy:strategy_one", args=[owner.slug, s.uid])) if s else None


def version_words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
    """A frozen version by its number."""
    if not allowed(queries.VIEW, actor, owner):
        return None
    v = queries.version_for(actor, owner, uid)
    if v is None:
        return None
    return RecordWords(f"Fassung {v.number}: {v.strategy.title}", reverse("strategy:version", args=[owner.slug, uid]))


def round_words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
    """A round of opinions by its title."""
    if not allowed(opinions.VIEW, actor, owner):
        return None
    r = opinions.round_for(actor, owner, uid)
    return RecordWords(r.title, reverse("strategy:opinion_round", args=[owner.slug, uid])) if r else None


def handover_lines(owner: Organisation, giver: Person, taker: Person) -> list[HandoverLine]:
    """Measures that the giver reports and that are not over; the successor needs the role for it."""
    today = holding(timezone.localdate())
    may = taker.role_grants.filter(today, organisation=owner, role=Role.MEASURE_OWNER).exists()
    hindrance = "" if may else "Wer übernimmt, braucht dafür die Rolle Maßnahmenverantwortung."
    rows = Measure.objects.filter(owner=owner, deleted_at=None, responsible=giver).exclude(status__in=OVER_STATUSES)
    return [
        HandoverLine(
            MEASURES,
            f"strategy.measure:{m.uid}",
            f"{m.number} {m.title}",
            reverse("strategy:measure", args=[owner.slug, m.uid]),
            f"{m.end:%d.%m.%Y}" if m.end else "",
            hindrance,
            frozenset({Role.MEASURE_OWNER}),
        )
        for m in rows.order_by("number")
    ]


def move_measure(actor: Actor, owner: Organisation, giver: Person, taker: Person, line: HandoverLine) -> None:
    """Another person reports the measure; an act of its own in the history of the measure."""
    measure = Measure.objects.select_for_update().get(owner=owner, uid=UUID(line.key.partition(":")[2]))
    with act("strategy.edit_measure", actor=actor, permission="workplace.hand_over", owner=owner, obj=measure):
        save_version(measure, version=measure.version, values={"responsible_id": taker.uid})
