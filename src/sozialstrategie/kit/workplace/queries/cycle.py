"""The planning cycle as the start page shows it, and the next steps that the rooms propose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.workplace.models import CyclePhase, Phase, PhaseState, Visit
from sozialstrategie.kit.workplace.queries.inbox import open_items
from sozialstrategie.kit.workplace.queries.tasks import due_words

_STATUS = {PhaseState.DONE: "done", PhaseState.SKIPPED: "done", PhaseState.ACTIVE: "now", PhaseState.OPEN: "later"}


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a person can do next. Lower weight comes first."""

    weight: int
    title: str
    text: str
    action: str
    url: str
    note: str = ""


StepProvider = Callable[[Actor, Organisation], list[Step]]
_PROVIDERS: list[StepProvider] = []


def register_steps(provider: StepProvider) -> None:
    """Let a room propose steps that nothing waits for, such as beginning; called in `AppConfig.ready()`.

    What waits for somebody is an open item (`inbox.register_open_items`) and stands among the steps by itself.
    """
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def next_steps(actor: Actor, owner: Organisation) -> list[Step]:
    """What waits for this actor (see `inbox.open_items`) and what the rooms propose besides, most urgent first."""
    today = timezone.localdate()
    waiting = [
        Step(i.weight, i.title, i.text, i.action, i.url, due_words(i.due, today) if i.due else "")
        for i in open_items(actor, owner)
    ]
    proposed = [s for p in _PROVIDERS for s in p(actor, owner)]
    return sorted([*waiting, *proposed], key=lambda s: (s.weight, s.title))


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole cycle of an organisation: per phase state and note; phases that nobody has set are absent.

    `version` grows with every change, so that two people who edit at once notice each other.
    """

    phases: dict[str, tuple[str, str]]
    version: int


def standing_for(actor: Actor, owner: Organisation) -> Standing:
    """How the cycle stands, for whoever edits it."""
    demand("workplace.change_cycle", actor, owner)
    rows = list(CyclePhase.objects.filter(owner=owner))
    return Standing(
        phases={row.phase: (row.state, row.note) for row in rows if row.deleted_at is None},
        version=sum(row.version for row in rows),
    )


def cycle_for(actor: Actor, owner: Organisation) -> list[dict[str, str]]:
    """Eight steps with label, note and status done/now/later; in order, also before anything was set."""
    rows = {row.phase: row for row in CyclePhase.objects.filter(owner=owner, deleted_at=None)}
    steps = []
    for phase in Phase:
        row = rows.get(phase)
        state = PhaseState(row.state) if row else PhaseState.OPEN
        steps.append(
            {
                "label": str(phase.label),
                "note": (row.note if row else "") or str(state.label),
                "status": _STATUS[state],
                "phase": str(phase),
            }
        )
    return steps


def seen_until(actor: Actor, owner: Organisation, page: str) -> datetime | None:
    """Up to when this person has said to have seen a page of news; None before the first time, and for the machine."""
    demand("workplace.view", actor, owner)
    if actor.person_uid is None:
        return None
    row = Visit.objects.filter(owner=owner, person=actor.person_uid, page=page, deleted_at=None).first()
    return row.seen_at if row else None
