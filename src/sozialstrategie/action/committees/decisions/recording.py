"""Making decisions: of own bodies from their votes, of the council from the step of a paper. Number per body and year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from sozialstrategie.action.committees.decisions.voting import CHANGE, COUNTED_ELSEWHERE, demand_undecided
from sozialstrategie.action.committees.enums import DecisionResult, DecisionStatus, MeetingState
from sozialstrategie.action.committees.meetings.queries import is_minuted
from sozialstrategie.action.committees.models import (
    AgendaItem,
    Committee,
    Consultation,
    Decision,
    DecisionMeasure,
    PaperMeasure,
    Vote,
)
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version

CARRIED = (DecisionResult.ADOPTED, DecisionResult.ADOPTED_AMENDED)
_NUMBER = re.compile(r"(\d+)/(\d{4})")


def next_number(committee: Committee, year: int) -> str:
    """The next free number of a body in a year, "3/2026"; withdrawn decisions keep theirs. Inside the act that gives it."""
    Committee.objects.select_for_update().get(pk=committee.pk)  # two people at once get two numbers
    rows = Decision.objects.filter(committee=committee, owner=committee.owner_id, number__endswith=f"/{year}")
    used = [int(m[1]) for n in rows.values_list("number", flat=True) if (m := _NUMBER.fullmatch(n))]
    return f"{max(used, default=0) + 1}/{year}"


def record_decision(
    *,
    actor: Actor,
    item: AgendaItem,
    title: str,
    result: DecisionResult,
    text: str = "",
    vote: Vote | None = None,
    due: date | None = None,
    lead_unit: str = "",
    proposer: str = "",
    is_public: bool | None = None,
    measures: Iterable[Measure] = (),
    without_vote: str = "",
) -> Decision:
    """Record what an own body decided at a point of its agenda; it gets the next number of the body in that year.

    Args:
        vote: the vote that it rests on; its result and this one must agree.
        without_vote: how it was adopted or rejected where nobody voted.
        is_public: None = as the point is. A point that is not public makes no public decision.

    Raises:
        Refused: the vote says something else, waits for a second person or has its decision; there is none and nobody says how
            it was decided; the body decides elsewhere.
        Invalid, Forbidden.
    """
    meeting, committee = item.meeting, item.meeting.committee
    public = item.is_public if is_public is None else is_public
    with act("committees.record_decision", actor=actor, permission=CHANGE, owner=item.owner) as record:
        if committee.kind in COUNTED_ELSEWHERE:
            raise Refused("Beschlüsse dieses Gremiums kommen aus der Beratungsfolge der Vorlage.")
        if meeting.state not in (MeetingState.RUNNING, MeetingState.CLOSED):
            raise Refused(f"Die Sitzung ist {meeting.get_state_display()}. Beschlossen wird, wenn sie läuft.")
        if is_minuted(meeting):
            raise Refused(
                "Die Niederschrift ist schon versandt oder genehmigt. Was fehlt, gehört in eine Berichtigung."
            )
        if public and not item.is_public:
            raise writing.Invalid({"is_public": ["Der Punkt ist nicht öffentlich; der Beschluss ist es auch nicht."]})
        if vote is not None:
            _demand_agreeing(item, vote, result)
        elif result in (*CARRIED, DecisionResult.REJECTED):
            _demand_explained(without_vote)
            record.note("without_vote", without_vote.strip())
        day = timezone.localdate(meeting.start)
        decision = writing.insert(
            Decision(
                owner=item.owner, committee=committee, item=item, vote=vote, number=next_number(committee, day.year),
                title=title.strip(), text=text.strip(), result=result, on=day, is_public=public, due=due,
                lead_unit=lead_unit.strip(), proposer=proposer.strip(), status=_first_status(result),
            )
        )  # fmt: skip
        for measure in measures:
            writing.insert(DecisionMeasure(owner=item.owner, decision=decision, measure=measure))
        record.created(decision)
    return decision


def _first_status(result: str) -> DecisionStatus:
    """What was rejected, put off or only noted leaves nothing to carry out."""
    return DecisionStatus.OPEN if result in CARRIED else DecisionStatus.DONE


def _demand_explained(without_vote: str) -> None:
    """Adopted or rejected is by a vote; without one somebody says how else."""
    if not without_vote.strip():
        sentence = (
            "Für diesen Beschluss gibt es keine Abstimmung. Bitte schreiben Sie, wie das Gremium entschieden hat."
        )
        raise writing.Invalid({"without_vote": [sentence]})


def _demand_agreeing(item: AgendaItem, vote: Vote, result: str) -> None:
    if vote.item_id != item.pk or vote.deleted_at is not None:
        raise Refused("Diese Abstimmung gehört nicht zu diesem Punkt.")
    if vote.overridden_by is not None and vote.override_confirmed_by is None:
        raise Refused("Für diese Abstimmung wartet ein anderes Ergebnis auf die Bestätigung durch eine zweite Person.")
    demand_undecided(vote)
    said = True if result in CARRIED else False if result == DecisionResult.REJECTED else None
    if vote.carried is not None and said is not None and vote.carried is not said:
        word = "angenommen" if vote.carried else "abgelehnt"
        raise Refused(f"Der Antrag ist nach der Abstimmung {word}. Bitte wählen Sie das Ergebnis passend dazu.")


def number_of(step: Consultation, result: str, on: date) -> str:
    """The number of an own body's decision on a paper: that which it got at the meeting, else the next one; inside an act."""
    standing = _standing(step, result)
    return standing.number if standing is not None else next_number(step.committee, on.year)


def record_council_decision(*, actor: Actor, step: Consultation) -> Decision:
    """The decision of the deciding body on a paper, from the result of its step; what was there for its point is taken up.

    Raises:
        Invalid: the body has another decision of that number.
        Forbidden: no right.
    """
    paper = step.paper
    with act("committees.record_decision", actor=actor, permission=CHANGE, owner=step.owner) as record:
        standing = _standing(step, step.result)
        if standing is not None:
            save_version(standing, version=standing.version, values={"consultation": step, "paper": paper})
            record.note("taken_up", str(standing.uid))
            decision = standing
        else:
            assert step.on is not None
            decision = writing.insert(
                Decision(
                    owner=step.owner, committee=step.committee, consultation=step, paper=paper, item=step.item,
                    number=step.number, title=paper.title, text=step.text or paper.proposed, result=step.result, on=step.on,
                    is_public=paper.is_public and (step.item is None or step.item.is_public), proposer=paper.originator, url=step.url, status=_first_status(step.result),
                )
            )  # fmt: skip
            record.created(decision)
        known = set(decision.measure_links.values_list("measure_id", flat=True))
        for link in PaperMeasure.objects.filter(paper=paper, owner=step.owner_id, deleted_at=None):
            if link.measure_id not in known:
                writing.insert(DecisionMeasure(owner=step.owner, decision=decision, measure=link.measure))
    return decision


def _standing(step: Consultation, result: str) -> Decision | None:
    """The decision that an own body has recorded at the point of this step."""
    if step.item_id is None:
        return None
    rows: Any = Decision.objects.filter(item=step.item_id, owner=step.owner_id, deleted_at=None, consultation=None)
    found: Decision | None = rows.filter(result=result).order_by("-id").first()
    return found
