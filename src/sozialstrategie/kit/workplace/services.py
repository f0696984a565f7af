"""Moving the planning cycle on."""

from __future__ import annotations

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import CyclePhase, Phase, PhaseState


def set_phase(*, actor: Actor, owner: Organisation, phase: str, state: str, note: str = "") -> CyclePhase:
    """Set the state of one phase; the note is a short remark such as a date.

    Raises:
        Refused: unknown phase or state, or a skipped phase without a reason.
    """
    if phase not in Phase.values or state not in PhaseState.values:
        raise Refused("Diese Phase oder diesen Stand gibt es nicht.")
    if state == PhaseState.SKIPPED and not note.strip():
        raise Refused("Bitte schreiben Sie dazu, warum die Phase übersprungen wird.")
    with act("workplace.set_phase", actor=actor, permission="workplace.change_cycle", owner=owner) as record:
        row, created = CyclePhase.objects.get_or_create(
            owner=owner, phase=phase, defaults={"state": state, "note": note.strip()}
        )
        if created:
            record.created(row)
        elif (row.state, row.note) == (state, note.strip()):
            record.nothing_changed()
        else:
            record.note("state", state, row.state)
            record.note("note", note.strip(), row.note)
            row.state, row.note = state, note.strip()
            row.version += 1
            row.save(update_fields=["state", "note", "version", "updated_at"])
            record.obj = row
    return row
