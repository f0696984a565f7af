"""Following decisions until they are done: day, unit, Sachstand, the steps of carrying out."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any

from django.utils import timezone

from sozialstrategie.action.committees.decisions.queries import TRACK
from sozialstrategie.action.committees.enums import DecisionStatus
from sozialstrategie.action.committees.meetings.queries import is_minuted
from sozialstrategie.action.committees.models import Decision, DecisionNote
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.workplace.models import Task

CHANGE = "committees.change"
RECORD_KIND = "committees.decision"  # how tasks name a decision
WORDS = frozenset({"title", "text", "due", "lead_unit", "proposer", "is_public", "announced_on", "url"})
_S = DecisionStatus
# state now, state then -> whether a reason is needed
STEPS: dict[tuple[DecisionStatus, DecisionStatus], bool] = {
    (_S.OPEN, _S.IN_PROGRESS): False,
    (_S.OPEN, _S.DONE): False,
    (_S.OPEN, _S.OBSOLETE): True,
    (_S.IN_PROGRESS, _S.DONE): False,
    (_S.IN_PROGRESS, _S.OBSOLETE): True,
    (_S.DONE, _S.IN_PROGRESS): True,
    (_S.OBSOLETE, _S.OPEN): True,
}


def reachable(status: str) -> list[DecisionStatus]:
    """Where a decision can go from here."""
    return [then for (now, then) in STEPS if now == status]


def edit_decision(*, actor: Actor, decision: Decision, version: int, **values: Any) -> Decision:
    """Change day, unit, wording or the day of announcement.

    Raises:
        Refused: a public decision from a point that is not public without a day of announcement, or other words than those
            in minutes that went round.
        Conflict, Invalid, Forbidden.
    """
    with act("committees.edit_decision", actor=actor, permission=CHANGE, owner=decision.owner, obj=decision) as record:
        _demand_words_free(decision, values)
        announced = values.get("announced_on", decision.announced_on)
        if announced is not None and announced > timezone.localdate():
            raise writing.Invalid({"announced_on": ["Dieser Tag liegt in der Zukunft."]})
        if announced is not None and announced < decision.on:
            sentence = f"Beschlossen wurde erst am {decision.on:%d.%m.%Y}; vorher wird nichts bekannt gemacht."
            raise writing.Invalid({"announced_on": [sentence]})
        opens = values.get("is_public", decision.is_public) and not decision.is_public
        if opens and announced is None:
            sentence = "Öffentlich wird ein nicht öffentlicher Beschluss mit dem Tag, an dem er bekannt gemacht wurde."
            raise writing.Invalid({"announced_on": [sentence]})
        writing.change(record, decision, version=version, values=values, allowed=WORDS)
    return decision


def _demand_words_free(decision: Decision, values: dict[str, Any]) -> None:
    """What the minutes say was decided does not change beside them."""
    changed = any(getattr(decision, name) != values.get(name, getattr(decision, name)) for name in ("title", "text"))
    if changed and decision.item is not None and is_minuted(decision.item.meeting):
        raise Refused(
            "Die Niederschrift ist schon versandt oder genehmigt; Gegenstand und Wortlaut bleiben, wie sie dort stehen. "
            "Ein Fehler gehört in eine Berichtigung der Niederschrift."
        )


def withdraw_decision(*, actor: Actor, decision: Decision, version: int, reason: str) -> Decision:
    """Take out a decision of an own body that was recorded by mistake; its vote is free again, its number is not given anew.

    Raises:
        Refused: no reason, minutes went round, or a paper, a Sachstand or a task rests on it.
        Conflict, Forbidden.
    """
    with act(
        "committees.withdraw_decision", actor=actor, permission=CHANGE, owner=decision.owner, obj=decision
    ) as record:
        if not reason.strip():
            raise Refused("Bitte schreiben Sie, warum der Beschluss herausgenommen wird.")
        if sentence := _against_withdrawal(decision):
            raise Refused(sentence)
        record.note("reason", reason.strip())
        save_version(decision, version=version, values={"deleted_at": timezone.now()})
    return decision


def is_withdrawable(decision: Decision) -> bool:
    """Whether nothing rests on it yet."""
    return not _against_withdrawal(decision)


def _against_withdrawal(decision: Decision) -> str:
    """Why a decision stays, as a sentence; "" where nothing rests on it."""
    if decision.deleted_at is not None:
        return "Der Beschluss ist schon herausgenommen."
    if decision.item is None or decision.consultation_id is not None:
        return "Der Beschluss kommt aus der Beratungsfolge einer Vorlage. Bitte stellen Sie ihn dort richtig."
    if is_minuted(decision.item.meeting):
        return "Die Niederschrift ist schon versandt oder genehmigt. Ein Fehler gehört in ihre Berichtigung."
    told = DecisionNote.objects.filter(decision=decision, owner=decision.owner_id, deleted_at=None)
    tasks = Task.objects.filter(
        owner=decision.owner_id, about_type=RECORD_KIND, about_uid=decision.uid, deleted_at=None
    )
    if told.exists() or tasks.exists():
        return "Zu diesem Beschluss gibt es schon Sachstände oder Aufgaben. Bitte melden Sie ihn als gegenstandslos."
    return ""


def report(
    *,
    actor: Actor,
    decision: Decision,
    version: int,
    text: str,
    to: DecisionStatus | None = None,
    on: date | None = None,
) -> DecisionNote:
    """Report how far a decision is carried out (Sachstand), and take it a step further where `to` is given.

    Args:
        text: what was done; the reason, where a step needs one.
        to: the new state; None = it stays.
        on: the day that the report is about, today by default.

    Raises:
        Refused: there is no such step, nothing is said, or the day lies ahead.
        Conflict, Invalid, Forbidden.
    """
    then = DecisionStatus(to) if to is not None else DecisionStatus(decision.status)
    with act("committees.report_decision", actor=actor, permission=TRACK, owner=decision.owner, obj=decision) as record:
        if not decision.is_public:
            demand("committees.view_non_public", actor, decision)
        day = on or timezone.localdate()
        if day > timezone.localdate():
            raise writing.Invalid({"on": ["Ein Sachstand liegt nicht in der Zukunft."]})
        if not text.strip():
            raise writing.Invalid({"text": ["Bitte schreiben Sie, was getan wurde oder warum."]})
        reason = decision.status_reason
        if then != decision.status:
            reason = text.strip()[:1000] if _demand_step(decision, then) else ""
        save_version(decision, version=version, values={"status": then, "status_reason": reason})
        note = writing.insert(
            DecisionNote(owner=decision.owner, decision=decision, on=day, text=text.strip(), status=then)
        )
        record.note("note", str(note.uid))
    return note


def _demand_step(decision: Decision, then: DecisionStatus) -> bool:
    now = DecisionStatus(decision.status)
    if (now, then) not in STEPS:
        raise Refused(f"Der Beschluss ist {now.label}; „{then.label}“ ist von dort aus kein Schritt.")
    return STEPS[now, then]


def demand_undoable(decision: Decision, values: dict[str, Any]) -> None:
    """What undo asks before it writes `values` (by column): what was decided and what was reported stays.

    Raises:
        Refused: the act was a report, or made the decision, or minutes that went round say what stands now.
    """
    if "deleted_at" in values:
        _demand_restorable(decision, values)
    if {"status", "result", "number"} & set(values):
        raise Refused("Das lässt sich so nicht zurücknehmen. Bitte schreiben Sie einen neuen Sachstand.")
    _demand_words_free(decision, values)
    writing.validate(_trial(decision, values))


def _demand_restorable(decision: Decision, values: dict[str, Any]) -> None:
    """A decision goes with a reason alone; one that was taken out comes back where nothing has taken its place."""
    if values["deleted_at"] is not None:
        raise Refused("Bitte nehmen Sie den Beschluss auf seiner Seite mit einem Grund heraus.")
    if decision.item is not None and is_minuted(decision.item.meeting):
        raise Refused("Die Niederschrift ist schon versandt oder genehmigt. Was fehlt, gehört in eine Berichtigung.")
    vote = decision.vote
    if vote is not None and (
        vote.deleted_at is not None or vote.decisions.filter(deleted_at=None, owner=decision.owner_id).exists()
    ):
        raise Refused("Die Abstimmung dazu gibt es nicht mehr, oder auf ihr beruht inzwischen ein anderer Beschluss.")


def _trial(decision: Decision, values: dict[str, Any]) -> Decision:
    trial = copy(decision)
    for column, value in values.items():
        setattr(trial, column, value)
    return trial
