"""Writing plans and texts: one named act each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import ReportPlan, ReportState, ReportText
from sozialstrategie.evidence.monitoring.report.outline import moved, rearranged
from sozialstrategie.evidence.monitoring.reporting.queries import WRITE, known_chapters
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation, OwnedModel
from sozialstrategie.kit.core.versions import save_version

R = TypeVar("R", bound=OwnedModel)
VERBS = {
    "monitoring.create_report": "hat einen Bericht angelegt",
    "monitoring.edit_report": "hat einen Bericht geändert",
    "monitoring.move_chapter": "hat ein Kapitel im Bericht verschoben",
    "monitoring.delete_report": "hat einen Bericht gelöscht",
    "monitoring.write_report_text": "hat einen Text für den Bericht geschrieben",
    "monitoring.edit_report_text": "hat einen Text im Bericht geändert",
    "monitoring.delete_report_text": "hat einen Text im Bericht gelöscht",
}


def create_report(
    *, actor: Actor, owner: Organisation, title: str, chapters: Collection[str], with_drafts: bool = True
) -> ReportPlan:
    """Begin a report; its chapters stand in the usual order.

    Raises:
        Refused: no title, no chapter, or a chapter that there is not.
    """
    plan = ReportPlan(owner=owner, title=_title(title), chapters=_chapters((), chapters), with_drafts=with_drafts)
    with act("monitoring.create_report", actor=actor, permission=WRITE, owner=owner) as record:
        plan.save(force_insert=True)
        record.created(plan)
    return plan


def edit_report(
    *,
    actor: Actor,
    plan: ReportPlan,
    version: int,
    title: str,
    chapters: Collection[str],
    with_drafts: bool,
    state: str,
) -> ReportPlan:
    """Change title, choice of chapters, drafts, state. Chapters that stay keep their order.

    Raises:
        Conflict: somebody else saved meanwhile.
        Refused: no title, no chapter, unknown chapter or state, or the report was deleted.
    """
    if state not in ReportState.values:
        raise Refused("Diesen Stand gibt es nicht.")
    values = {
        "title": _title(title),
        "chapters": _chapters(plan.chapters, chapters),
        "with_drafts": with_drafts,
        "state": state,
    }
    return _edit("monitoring.edit_report", plan, actor=actor, version=version, values=values)


def move_chapter(*, actor: Actor, plan: ReportPlan, version: int, key: str, up: bool) -> ReportPlan:
    """One place up or down; at the edge nothing changes.

    Raises:
        Conflict: somebody else saved meanwhile.
        Refused: the report has no such chapter.
    """
    if key not in plan.chapters:
        raise Refused("Dieses Kapitel gehört nicht zum Bericht.")
    values = {"chapters": moved(plan.chapters, key, up=up)}
    return _edit("monitoring.move_chapter", plan, actor=actor, version=version, values=values)


def delete_report(*, actor: Actor, plan: ReportPlan, version: int) -> ReportPlan:
    """Withdraw a report with its texts; the history brings it back."""
    values = {"deleted_at": timezone.now()}
    return _edit("monitoring.delete_report", plan, actor=actor, version=version, values=values)


def write_text(*, actor: Actor, plan: ReportPlan, chapter: str, text: str, heading: str = "") -> ReportText:
    """Put a text of the administration into a chapter; the function of the author goes along.

    Raises:
        Refused: no text, no such chapter, or the report was deleted.
    """
    if plan.deleted_at is not None or chapter not in {c.key for c in known_chapters()}:
        raise Refused("Dieses Kapitel gibt es nicht.")
    written = ReportText(
        owner=plan.owner,
        plan=plan,
        chapter=chapter,
        heading=heading.strip(),
        text=_text(text),
        author_function=function_of(actor, plan.owner),
    )
    with act("monitoring.write_report_text", actor=actor, permission=WRITE, owner=plan.owner, obj=plan) as record:
        written.save(force_insert=True)
        record.created(written)
    return written


def edit_text(*, actor: Actor, written: ReportText, version: int, heading: str, text: str) -> ReportText:
    """Change a text; whoever did so last answers for it.

    Raises:
        Conflict: somebody else saved meanwhile.
        Refused: the text is empty or was deleted.
    """
    values = {"heading": heading.strip(), "text": _text(text)}
    if any(getattr(written, name) != value for name, value in values.items()):
        values["author_function"] = function_of(actor, written.owner)
    return _edit("monitoring.edit_report_text", written, actor=actor, version=version, values=values)


def delete_text(*, actor: Actor, written: ReportText, version: int) -> ReportText:
    """Withdraw a text; the history brings it back."""
    values = {"deleted_at": timezone.now()}
    return _edit("monitoring.delete_report_text", written, actor=actor, version=version, values=values)


def function_of(actor: Actor, owner: Organisation) -> str:
    """The function that answers for a text in print, e.g. "Planungskoordination"; people are not named there."""
    roles = actor.roles_in(owner.pk)
    return next((str(r.label) for r in Role if r in roles), "")


def _edit(verb: str, obj: R, *, actor: Actor, version: int, values: dict[str, Any]) -> R:
    with act(verb, actor=actor, permission=WRITE, owner=obj.owner, obj=obj) as record:
        if obj.deleted_at is not None:
            raise Refused("Der Eintrag wurde gelöscht. Im Verlauf lässt sich das zurücknehmen.")
        if obj.version != version:
            raise Conflict(obj, values)
        if all(getattr(obj, name) == value for name, value in values.items()):
            record.nothing_changed()
        else:
            save_version(obj, version=version, values=values)
    return obj


def _title(title: str) -> str:
    if not title.strip():
        raise Refused("Bitte geben Sie dem Bericht einen Titel.")
    return title.strip()


def _text(text: str) -> str:
    if not text.strip():
        raise Refused("Der Text ist leer.")
    return text.replace("\r\n", "\n").strip()


def _chapters(before: Collection[str], wanted: Collection[str]) -> list[str]:
    """In order; a chapter that the catalogue no longer has may stay where it was."""
    order = [c.key for c in known_chapters()]
    if not wanted:
        raise Refused("Bitte wählen Sie mindestens ein Kapitel.")
    if set(wanted) - set(order) - set(before):
        raise Refused("Dieses Kapitel gibt es nicht.")
    return rearranged(list(before), wanted, order)
