"""Moving the planning cycle on, and the mark of what a person has seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.workplace.models import CyclePhase, Phase, PhaseState, Visit
from sozialstrategie.kit.workplace.queries.cycle import standing_for


def set_phase(*, actor: Actor, owner: Organisation, phase: str, state: str, note: str = "") -> CyclePhase:
    """Set the state of one phase; the note is a short remark such as a date.

    Raises:
        Refused: unknown phase or state, or a skipped phase without a reason.
    """
    note = note.strip()
    if phase not in Phase.values or state not in PhaseState.values:
        raise Refused("Diese Phase oder diesen Stand gibt es nicht.")
    if state == PhaseState.SKIPPED and not note:
        raise Refused("Bitte schreiben Sie dazu, warum die Phase übersprungen wird.")
    row = CyclePhase.objects.filter(owner=owner, phase=phase).first()
    with act("workplace.set_phase", actor=actor, permission="workplace.change_cycle", owner=owner, obj=row) as record:
        if row is None:
            row = CyclePhase.objects.create(owner=owner, phase=phase, state=state, note=note)
            record.created(row)
        elif (row.state, row.note, row.deleted_at) == (state, note, None):
            record.nothing_changed()
        else:
            save_version(row, version=row.version, values={"state": state, "note": note, "deleted_at": None})
    return row


def set_cycle(*, actor: Actor, owner: Organisation, version: int, phases: Mapping[str, tuple[str, str]]) -> None:
    """Set several phases at once, all or none; each changed phase is an act of its own.

    Args:
        version: the version of the whole cycle that the person saw (`Standing.version`).
        phases: phase -> (state, note).

    Raises:
        Conflict: somebody else moved the cycle meanwhile; `obj` is the `Standing` as stored now.
        Refused: see `set_phase`.
    """
    demand("workplace.change_cycle", actor, owner)
    with transaction.atomic():
        # One after the other: two people may see the same version.
        Organisation.objects.select_for_update().get(pk=owner.pk)
        standing = standing_for(actor, owner)
        if standing.version != version:
            raise Conflict(standing, dict(phases))
        for phase, (state, note) in phases.items():
            if standing.phases.get(phase, (PhaseState.OPEN, "")) != (state, note.strip()):
                set_phase(actor=actor, owner=owner, phase=phase, state=state, note=note)


def mark_seen(*, actor: Actor, owner: Organisation, page: str, until: datetime) -> datetime:
    """Note that a person has seen a page of news as it stood at `until`; the mark never goes back. Returns where it stands.

    Raises:
        Refused: `until` lies in the future.
        Forbidden: no role here, or no person.
    """
    with act("workplace.mark_seen", actor=actor, permission="workplace.view", owner=owner) as record:
        record.nothing_changed()  # when somebody reads is nobody's business: it never enters the history
        if actor.person_uid is None:
            raise Forbidden("Nur ein Mensch kann etwas gesehen haben.")
        if until > timezone.now():
            raise Refused("Dieser Stand liegt in der Zukunft. Bitte laden Sie die Seite neu.")
        row, made = Visit.objects.get_or_create(
            owner=owner, person_id=actor.person_uid, page=page, defaults={"seen_at": until}
        )
        if not made and row.seen_at < until:
            save_version(row, version=row.version, values={"seen_at": until})
    return max(row.seen_at, until)
