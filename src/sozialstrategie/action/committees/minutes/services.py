"""Minutes: drafted from what was recorded, sent round, approved in a later meeting. Approved they never change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from sozialstrategie.action.committees.enums import MeetingState, MinutesPart, MinutesState
from sozialstrategie.action.committees.minutes.composing import compose, gaps, parts
from sozialstrategie.action.committees.minutes.facts import Part
from sozialstrategie.action.committees.minutes.gathering import facts_of
from sozialstrategie.action.committees.minutes.queries import approving_meetings, last_version
from sozialstrategie.action.committees.models import Meeting, Minutes
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act, canonical
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version

CHANGE = "committees.change"
_S = MinutesState
# state now, state then -> verb
STEPS: dict[tuple[MinutesState, MinutesState], str] = {
    (_S.DRAFT, _S.CIRCULATED): "committees.circulate_minutes",
    (_S.CIRCULATED, _S.DRAFT): "committees.reopen_minutes",
    (_S.CIRCULATED, _S.APPROVED): "committees.approve_minutes",
}


def digest(payload: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of the content."""
    return hashlib.sha256(canonical(dict(payload))).hexdigest()


def draft_minutes(*, actor: Actor, meeting: Meeting) -> list[Minutes]:
    """Write the minutes of a closed meeting from what was recorded; a draft that stands is written anew.

    Returns:
        one draft per part; a part that was sent round or approved stays as it is and is left out.

    Raises:
        Refused: the meeting is not over.
        Forbidden: no right.
    """
    with act("committees.draft_minutes", actor=actor, permission=CHANGE, owner=meeting.owner) as record:
        if meeting.state != MeetingState.CLOSED:
            raise Refused("Die Niederschrift entsteht, wenn die Sitzung beendet ist.")
        Meeting.objects.select_for_update().get(pk=meeting.pk)  # two people at once make one draft
        facts = facts_of(meeting)
        made = [m for part in parts(facts) if (m := _draft(meeting, part, compose(facts, part))) is not None]
        if not made:
            raise Refused("Die Niederschrift ist schon versandt oder genehmigt.")
        record.created(made[0])
    return made


def _draft(meeting: Meeting, part: Part, payload: dict[str, Any]) -> Minutes | None:
    standing = last_version(meeting, part.value)
    values = {"payload": payload, "sha256": digest(payload)}
    if standing is None:
        return writing.insert(Minutes(owner=meeting.owner, meeting=meeting, part=MinutesPart(part.value), **values))
    if standing.state != MinutesState.DRAFT:
        return None
    return save_version(standing, version=standing.version, values=values)


def missing_of(minutes: Minutes) -> list[str]:
    """What these minutes lack, in sentences."""
    return gaps(facts_of(minutes.meeting))


def is_stale(minutes: Minutes) -> bool:
    """Whether something was recorded since the draft was written."""
    part = Part(minutes.part)
    return minutes.state == MinutesState.DRAFT and minutes.sha256 != digest(compose(facts_of(minutes.meeting), part))


def circulate(
    *, actor: Actor, minutes: Minutes, version: int, on: date | None = None, confirmed: bool = False
) -> Minutes:
    """Send the minutes round: members of the body can read them from now on.

    Args:
        confirmed: the person has seen what is missing and sends them nevertheless.

    Raises:
        Refused: they are no draft, something changed since they were written, or something is missing and was not confirmed.
        Conflict, Forbidden.
    """
    with _step(actor, minutes, MinutesState.CIRCULATED) as record:
        if is_stale(minutes):
            raise Refused("Seit diesem Entwurf wurde etwas geändert. Bitte schreiben Sie ihn zuerst neu.")
        lacking = missing_of(minutes)
        if lacking and not confirmed:
            raise Refused(" ".join(lacking))
        if lacking:
            record.note("missing", lacking)
        day = on or timezone.localdate()
        _demand_day(minutes.meeting, day)
        save_version(minutes, version=version, values={"state": MinutesState.CIRCULATED, "circulated_on": day})
    return minutes


def _demand_day(meeting: Meeting, on: date) -> None:
    """Minutes go round after the meeting and not in the future. Raises: writing.Invalid."""
    first = timezone.localdate(meeting.start)
    if not first <= on <= timezone.localdate():
        sentence = f"Erwartet wird ein Tag vom Tag der Sitzung ({first:%d.%m.%Y}) bis heute."
        raise writing.Invalid({"on": [sentence]})


def reopen(*, actor: Actor, minutes: Minutes, version: int, reason: str) -> Minutes:
    """Take circulated minutes back because somebody objected.

    Raises:
        Refused: they were not sent round, or no reason is given.
    """
    with _step(actor, minutes, MinutesState.DRAFT) as record:
        if not reason.strip():
            raise Refused("Bitte schreiben Sie, was eingewandt wurde.")
        record.note("reason", reason.strip())
        save_version(minutes, version=version, values={"state": MinutesState.DRAFT, "circulated_on": None})
    return minutes


def approve(*, actor: Actor, minutes: Minutes, version: int, approved_in: Meeting) -> Minutes:
    """A later meeting of the body approves the minutes; from now on they are frozen.

    Raises:
        Refused: they were not sent round, or the meeting is none that can approve them.
        Conflict, Forbidden.
    """
    with _step(actor, minutes, MinutesState.APPROVED):
        if not approving_meetings(minutes).filter(pk=approved_in.pk).exists():
            raise Refused("Genehmigt wird in einer späteren Sitzung desselben Gremiums, die schon begonnen hat.")
        if digest(minutes.payload) != minutes.sha256:
            raise Refused("Die Prüfsumme passt nicht zum Inhalt. Bitte nehmen Sie die Niederschrift zurück in Arbeit.")
        values = {
            "state": MinutesState.APPROVED,
            "approved_in": approved_in,
            "approved_on": timezone.localdate(approved_in.start),
        }
        save_version(minutes, version=version, values=values)
    return minutes


def correct(*, actor: Actor, minutes: Minutes, correction: str) -> Minutes:
    """Begin the next version of approved minutes; the approved one stays as it is.

    Args:
        correction: what was wrong and is right now.

    Raises:
        Refused: they are not approved, a later version stands already, or nothing is said.
        Forbidden: no right.
    """
    with act("committees.correct_minutes", actor=actor, permission=CHANGE, owner=minutes.owner) as record:
        if minutes.state != MinutesState.APPROVED:
            raise Refused("Berichtigt wird, was genehmigt ist. Diese Fassung lässt sich noch ändern.")
        if not correction.strip():
            raise Refused("Bitte schreiben Sie, was berichtigt wird.")
        newest = last_version(minutes.meeting, minutes.part)
        assert newest is not None
        if newest.pk != minutes.pk:
            raise Refused(f"Es gibt schon Fassung {newest.number}.")
        payload = compose(facts_of(minutes.meeting), Part(minutes.part))
        made = writing.insert(
            Minutes(
                owner=minutes.owner, meeting=minutes.meeting, part=minutes.part, number=minutes.number + 1, payload=payload,
                sha256=digest(payload), correction=correction.strip(),
            )
        )  # fmt: skip
        record.created(made)
    return made


def _step(actor: Actor, minutes: Minutes, then: MinutesState) -> Any:
    """The act of one step of the machine.

    Raises:
        Refused: the machine knows no such step from here.
    """
    now = MinutesState(minutes.state)
    verb = STEPS.get((now, then))
    if verb is None:
        demand(CHANGE, actor, minutes)
        raise Refused(f"Die Niederschrift ist {now.label}; „{then.label}“ ist von dort aus kein Schritt.")
    return act(verb, actor=actor, permission=CHANGE, owner=minutes.owner, obj=minutes)
