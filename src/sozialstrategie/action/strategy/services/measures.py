"""The life of a measure: Sachstand with its history, submission, release, impact staircase in one go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.enums import EditorialState, ReportedBy
from sozialstrategie.action.strategy.models import LogicItem, Measure, StatusUpdate
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version

PROGRESS_FIELDS = frozenset({"rating", "progress_note", "progress_on", "next_step"})


def update_progress(
    *,
    actor: Actor,
    measure: Measure,
    version: int,
    progress_on: date | None = None,
    by_words: str = "",
    way: ReportedBy = ReportedBy.HERE,
    **values: Any,
) -> Measure:
    """Report how a measure goes: rating, progress_note, next_step. Open to planners and to the responsible person.

    The report joins the history of the measure; one that says nothing new on the same day adds nothing.

    Args:
        by_words: the unit or function that reports; else the function of the actor.

    Raises:
        Conflict, Invalid, Forbidden as every edit; TypeError for any other field.
    """
    values["progress_on"] = progress_on or timezone.localdate()
    with act(
        "strategy.update_progress", actor=actor, permission="strategy.update_progress", owner=measure.owner, obj=measure
    ) as record:
        writing.change(record, measure, version=version, values=values, allowed=PROGRESS_FIELDS)
        if record.changed:
            note_update(measure, by_words or writing.function_of(actor, measure.owner), way)
    return measure


def note_update(measure: Measure, by_words: str, way: ReportedBy = ReportedBy.HERE) -> StatusUpdate:
    """Put what a measure says about itself into its history; inside a running act."""
    if measure.progress_on is None:
        raise TypeError("Ein Sachstand braucht einen Tag.")
    return writing.insert(
        StatusUpdate(
            owner=measure.owner, measure=measure, day=measure.progress_on, rating=measure.rating,
            text=measure.progress_note, next_step=measure.next_step, by_words=by_words[:160], way=way,
        )
    )  # fmt: skip


def settle_history(measure: Measure, actor: Actor) -> None:
    """After an undo the newest living entry of the history is the one that the measure tells again."""
    rows: list[StatusUpdate] = list(
        StatusUpdate.objects.filter(measure=measure, owner=measure.owner_id).order_by("-pk")
    )
    told = (measure.progress_on, measure.rating, measure.progress_note, measure.next_step)
    last = next((row for row in rows if (row.day, row.rating, row.text, row.next_step) == told), None)
    for row in rows:
        gone = measure.progress_on is None or (last is not None and row.pk > last.pk)
        if gone and row.deleted_at is None:
            save_version(row, version=row.version, values={"deleted_at": timezone.now()})
        elif last is not None and row.pk == last.pk and row.deleted_at is not None:
            save_version(row, version=row.version, values={"deleted_at": None})


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
        rows = LogicItem.objects.filter(measure=measure, owner=measure.owner, deleted_at=None)
        standing = {item.step: item for item in reversed(rows)}  # the first of each step
        changed = False
        for step, (text, indicator) in steps.items():
            item = standing.get(step)
            old = (item.text, item.indicator_text) if item else ("", "")
            new = (text.strip(), indicator.strip())
            if new == old or (not new[0] and item is None):
                continue
            changed = True
            record.note(f"step_{step}", list(new), list(old))
            if item is None:
                writing.insert(
                    LogicItem(owner=measure.owner, measure=measure, step=step, text=new[0], indicator_text=new[1])
                )
            elif new[0]:
                # changed in place: what leads from it and to it stays
                save_version(item, version=item.version, values={"text": new[0], "indicator_text": new[1]})
            else:
                save_version(item, version=item.version, values={"deleted_at": timezone.now()})
        if changed:
            save_version(measure, version=version, values={})
        else:
            record.nothing_changed()
