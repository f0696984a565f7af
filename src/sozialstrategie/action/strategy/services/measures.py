"""The life of a measure: Sachstand, submission, release, impact staircase, readings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.enums import EditorialState
from sozialstrategie.action.strategy.models import LogicItem, Measure, Reading
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version

PROGRESS_FIELDS = frozenset({"rating", "progress_note", "progress_on", "next_step"})


def update_progress(
    *, actor: Actor, measure: Measure, version: int, progress_on: date | None = None, **values: Any
) -> Measure:
    """Report how a measure goes: rating, progress_note, next_step. Open to planners and to the responsible person.

    Raises:
        Conflict, Invalid, Forbidden as every edit; TypeError for any other field.
    """
    values["progress_on"] = progress_on or timezone.localdate()
    return writing.edit(
        "strategy.update_progress",
        measure,
        actor=actor,
        version=version,
        values=values,
        permission="strategy.update_progress",
        allowed=PROGRESS_FIELDS,
    )


def submit_measure(*, actor: Actor, measure: Measure, version: int) -> Measure:
    """Hand a measure to leadership for release.

    Raises:
        Refused: it is submitted or released already.
    """
    if measure.version == version and measure.editorial_state != EditorialState.DRAFT:
        raise Refused(f"Die Maßnahme ist schon {measure.editorial_state.label}.")
    return _mark("submit_measure", measure, actor, version, "submitted_version", "strategy.update_progress")


def release_measure(*, actor: Actor, measure: Measure, version: int) -> Measure:
    """Leadership releases what was submitted; from the next change on it is a draft again.

    Raises:
        Refused: nothing was submitted.
    """
    if measure.version == version and measure.editorial_state != EditorialState.SUBMITTED:
        raise Refused("Freigegeben wird, was eingereicht ist. Diese Maßnahme ist es nicht.")
    return _mark("release_measure", measure, actor, version, "released_version", "strategy.release")


def _mark(verb: str, measure: Measure, actor: Actor, version: int, column: str, permission: str) -> Measure:
    with act(f"strategy.{verb}", actor=actor, permission=permission, owner=measure.owner, obj=measure):
        # saving raises the version by one, so the mark names the version that this very act makes
        save_version(measure, version=version, values={column: version + 1})
    return measure


def set_logic(*, actor: Actor, measure: Measure, version: int, steps: Mapping[int, tuple[str, str]]) -> None:
    """Write the impact staircase; it belongs to the measure, so a change raises the version of the measure.

    Args:
        version: the version of the measure that the person saw.
        steps: step 0 to 7 -> (what shall happen, by what one notices it); an empty text takes the step away.

    Raises:
        Conflict: somebody else changed the measure or its staircase meanwhile.
    """
    with act(
        "strategy.set_logic", actor=actor, permission="strategy.change", owner=measure.owner, obj=measure
    ) as record:
        standing = {item.step: item for item in LogicItem.objects.filter(measure=measure, owner=measure.owner)}
        changed = False
        for step, (text, indicator) in steps.items():
            item = standing.get(step)
            old = (item.text, item.indicator_text) if item else ("", "")
            new = (text.strip(), indicator.strip())
            if new == old or (not new[0] and item is None):
                continue
            changed = True
            record.note(f"step_{step}", list(new), list(old))
            if item is not None:
                item.delete()
            if new[0]:
                writing.insert(
                    LogicItem(owner=measure.owner, measure=measure, step=step, text=new[0], indicator_text=new[1])
                )
        if changed:
            save_version(measure, version=version, values={})
        else:
            record.nothing_changed()


def add_reading(*, actor: Actor, measure: Measure, day: date, value: Decimal, text: str = "") -> Reading:
    """Report a Messwert; it waits for leadership.

    Raises:
        Invalid: there is one for that day.
    """
    with act(
        "strategy.add_reading", actor=actor, permission="strategy.update_progress", owner=measure.owner, obj=measure
    ) as record:
        reading = writing.insert(Reading(owner=measure.owner, measure=measure, day=day, value=value, text=text.strip()))
        record.created(reading)
    return reading


def approve_reading(*, actor: Actor, reading: Reading) -> Reading:
    """Leadership approves a Messwert."""
    with act(
        "strategy.approve_reading", actor=actor, permission="strategy.release", owner=reading.owner, obj=reading
    ) as record:
        if reading.approved_on is not None:
            record.nothing_changed()
        else:
            values = {"approved_by": actor.person_uid, "approved_on": timezone.localdate()}
            save_version(reading, version=reading.version, values=values)
    return reading


def withdraw_reading(*, actor: Actor, reading: Reading) -> Reading:
    """Take a Messwert back."""
    with act(
        "strategy.withdraw_reading", actor=actor, permission="strategy.change", owner=reading.owner, obj=reading
    ) as record:
        if reading.deleted_at is not None:
            record.nothing_changed()
        else:
            save_version(reading, version=reading.version, values={"deleted_at": timezone.now()})
    return reading
