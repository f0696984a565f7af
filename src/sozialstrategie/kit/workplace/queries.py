"""The planning cycle as the start page shows it, and the next steps that the rooms propose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.workplace.models import CyclePhase, Phase, PhaseState, Visit

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
    """Let a room propose next steps; called in `AppConfig.ready()`."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def next_steps(actor: Actor, owner: Organisation) -> list[Step]:
    """All proposals for this actor, most urgent first."""
    return sorted((s for p in _PROVIDERS for s in p(actor, owner)), key=lambda s: (s.weight, s.title))


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
