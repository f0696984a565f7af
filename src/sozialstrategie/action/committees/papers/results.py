"""What a body did with a paper: one act per step, checked before anything is written, with everything that follows from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.committees.bodies.queries import memberships_on
from sozialstrategie.action.committees.decisions.recording import number_of, record_council_decision
from sozialstrategie.action.committees.enums import (
    COUNCIL_KINDS,
    ConsultationRole,
    DecisionResult,
    Function,
    PaperState,
)
from sozialstrategie.action.committees.models import Committee, Consultation, Decision
from sozialstrategie.action.committees.papers.checks import IN_FAVOUR, PUT_OFF, Doubt, ResultFacts, doubts, impossible
from sozialstrategie.action.committees.papers.queries import is_open, measures_of, steps_of, tells_strategy, vote_behind
from sozialstrategie.action.committees.papers.services import CHANGE, demand_decider
from sozialstrategie.action.strategy.enums import StrategyStage
from sozialstrategie.action.strategy.models import StrategyDecision, StrategyVersion
from sozialstrategie.action.strategy.services import life, statuses, writing
from sozialstrategie.action.strategy.services.corrections import demand_signed_after
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import Recorder, act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.versions import save_version

COUNTS = ("yes", "no", "abstain", "present")
TOLD = ("number", "url", "text")  # what a decision repeats of its step


class NeedsConfirmation(Refused):
    """Something looks wrong; the same act with the keys of these doubts in `confirmed` is done."""

    def __init__(self, found: tuple[Doubt, ...]) -> None:
        self.doubts = found
        super().__init__(" ".join(doubt.sentence for doubt in found))


def result_facts(step: Consultation, *, result: str, on: date, **counts: int | None) -> ResultFacts:
    """What the checks need to know; the members of the body are counted on the day of the meeting."""
    before = [s for s in steps_of(step.paper) if (s.position, s.pk) < (step.position, step.pk)]
    done = [s for s in before if not is_open(s) and s.on is not None]
    seats = [m for m in memberships_on(step.committee, on) if m.voting and m.function != Function.SUBSTITUTE]
    last = done[-1] if done else None
    own, vote = not step.committee.is_of_council, vote_behind(step)
    return ResultFacts(
        result=result, on=on, today=timezone.localdate(), quorum=step.committee.quorum_rule,
        majority=step.committee.majority_rule, eligible=len(seats) or None, counts_are_ours=own,
        decides_here=own and step.is_authoritative, voted=vote.carried if own and vote is not None else None,
        previous=(str(last.committee), last.on) if last is not None and last.on else None,
        open_before=tuple(str(s.committee) for s in before if is_open(s)),
        **{name: counts.get(name) for name in COUNTS},
    )  # fmt: skip


def record_result(
    *,
    actor: Actor,
    step: Consultation,
    version: int,
    result: DecisionResult,
    on: date,
    number: str = "",
    url: str = "",
    text: str = "",
    yes: int | None = None,
    no: int | None = None,
    abstain: int | None = None,
    present: int | None = None,
    next_on: date | None = None,
    target: Committee | None = None,
    comes_back: bool = True,
    confirmed: Collection[str] = (),
    override_reason: str = "",
) -> Consultation:
    """Record what a body did with a paper.

    Put off or taken off the agenda: the step stays open and waits for `next_on`. Referred: the target body comes next, then
    (`comes_back`) this body again. The result of the deciding body is the decision on the strategy or on the measures that
    the paper is about. A step with a result keeps it; day, number, address, wording and counts can be put right.

    Args:
        on: day of the meeting.
        number: number of the decision at the body; "" = an own body that decides gives its next one.
        text: wording, where it differs from the proposal.
        next_on: day of the next meeting, for a step that was put off; None = not known yet.
        target: the body that a paper was referred to.
        confirmed: keys of the doubts that the person has seen and confirmed.
        override_reason: why it holds against the rule of an own body that decides.

    Raises:
        NeedsConfirmation: something looks wrong and was not confirmed; nothing is written.
        Refused: it cannot be, or a consequence of it cannot.
        Conflict, Invalid, Forbidden.
    """
    counts = {"yes": yes, "no": no, "abstain": abstain, "present": present}
    with act("committees.record_result", actor=actor, permission=CHANGE, owner=step.owner, obj=step) as record:
        _demand_recordable(step, version, result, on)
        facts = result_facts(step, result=result, on=on, **counts)
        if sentence := impossible(facts):
            raise Refused(sentence)
        _demand_settled(record, doubts(facts), confirmed, override_reason.strip())
        words = {"number": _number(step, number.strip(), result, on), "url": url, "text": text.strip(), **counts}
        if not is_open(step):
            before = {name: getattr(step, name) for name in ("on", *TOLD)}
            writing.change(record, step, version=version, values={"on": on, **words})
            tell_decisions(step, actor, {name: old for name, old in before.items() if getattr(step, name) != old})
            return step
        _write(record, step, version, {"result": result, "on": on, **words}, next_on)
        if result == DecisionResult.REFERRED:
            _refer(record, step, target, comes_back)
        _follow(actor, record, step)
    return step


def _number(step: Consultation, given: str, result: DecisionResult, on: date) -> str:
    """Numbers of the council come from its office; an own body that decides has its own, and keeps it."""
    if given or step.committee.is_of_council or not step.is_authoritative or result in PUT_OFF:
        return given
    return number_of(step, result, on) if is_open(step) else step.number


def _demand_settled(record: Recorder, found: tuple[Doubt, ...], confirmed: Collection[str], reason: str) -> None:
    """What looks wrong was confirmed, and has its reason where it needs one; both stand in the history."""
    left = tuple(d for d in found if d.key not in confirmed or (d.needs_reason and not reason))
    if left:
        raise NeedsConfirmation(left)
    if found:
        record.note("confirmed", [d.sentence for d in found])
    if any(d.needs_reason for d in found):
        record.note("override_reason", reason)


def _demand_recordable(step: Consultation, version: int, result: DecisionResult, on: date) -> None:
    paper = step.paper
    if step.version != version:
        return  # saving tells the conflict
    if paper.state == PaperState.DRAFT:
        raise Refused("Die Vorlage ist noch in Arbeit. Beraten wird über eine fertige Vorlage.")
    if not is_open(step):
        if result != step.result:
            raise Refused(
                f"Eingetragen ist schon: {step.get_result_display()} am {step.on:%d.%m.%Y}. Ändern lassen sich hier noch Tag, "
                "Nummer, Adresse, Wortlaut und Stimmen."
            )
        if on != step.on and step.item is not None and on != (day := timezone.localdate(step.item.meeting.start)):
            raise Refused(f"Beraten wurde in der Sitzung vom {day:%d.%m.%Y}; ein anderer Tag kann es nicht sein.")
        return
    if paper.state != PaperState.READY:
        raise Refused("Die Vorlage ist zurückgezogen.")


def _write(record: Recorder, step: Consultation, version: int, values: dict[str, Any], next_on: date | None) -> None:
    put_off = values["result"] in PUT_OFF
    before = step.item
    if next_on is not None and next_on <= values["on"]:
        raise writing.Invalid({"next_on": ["Der nächste Termin liegt nicht nach dieser Sitzung."]})
    if put_off:
        # the step waits: the day of this meeting is kept beside the next one
        values = {**values, "postponed_on": values["on"], "on": next_on, "item": None}
    writing.change(record, step, version=version, values=values)
    if not record.changed:
        record.changed = True
        save_version(step, version=version, values={})
    if put_off and before is not None:
        step.earlier_items.add(
            before
        )  # its minutes keep the paper, and the point takes it along when it is carried over


def _refer(record: Recorder, step: Consultation, target: Committee | None, comes_back: bool) -> None:
    """The target body next, then this one again; what came after moves on."""
    if target is None:
        raise writing.Invalid({"target": ["Bitte wählen Sie, an welches Gremium die Vorlage geht."]})
    if target.pk == step.committee_id:
        raise writing.Invalid({"target": ["Ein Gremium verweist nicht an sich selbst. Bitte wählen Sie ein anderes."]})
    if step.is_authoritative and not comes_back:
        sentence = "Dieses Gremium entscheidet; nach der Verweisung kommt die Vorlage hierher zurück."
        raise writing.Invalid({"comes_back": [sentence]})
    made: list[tuple[Committee, str, bool]] = [(target, ConsultationRole.PRELIMINARY, False)]
    if comes_back:
        made.append((step.committee, step.role, step.is_authoritative))
    later = Consultation.objects.filter(
        paper=step.paper_id, owner=step.owner_id, deleted_at=None, position__gt=step.position
    )
    later.update(position=F("position") + len(made))
    last = step
    for place, (committee, role, decides) in enumerate(made, start=1):
        last = writing.insert(
            Consultation(
                owner=step.owner, paper=step.paper, committee=committee, role=role, is_authoritative=decides,
                position=step.position + place, follows=last,
            )
        )  # fmt: skip
    record.note("referred_to", str(target))


def _follow(actor: Actor, record: Recorder, step: Consultation) -> None:
    """What the result means for the paper, the strategy and the measures."""
    paper, result = step.paper, DecisionResult(step.result)
    if result == DecisionResult.WITHDRAWN:
        with act("committees.withdraw_paper", actor=actor, permission=CHANGE, owner=paper.owner, obj=paper) as inner:
            inner.note("reason", f"{step.committee}: {result.label}")
            save_version(paper, version=paper.version, values={"state": PaperState.WITHDRAWN})
    if not (step.is_authoritative or result == DecisionResult.WITHDRAWN):
        return
    day = step.postponed_on if result in PUT_OFF else step.on
    assert day is not None
    _decide_strategy(actor, step, result, day)
    if step.is_authoritative and result not in PUT_OFF:
        made = record_council_decision(actor=actor, step=step)
        record.note("decision", str(made))
        if result in IN_FAVOUR:
            for link in measures_of(paper):
                statuses.record_own_decision(actor=actor, measure=link.measure, words=_words(step, day, step.number))


def _decide_strategy(actor: Actor, step: Consultation, result: DecisionResult, day: date) -> None:
    version = step.paper.strategy_version
    if version is None:
        return
    strategy = version.strategy
    # entered at the strategy itself before; or withdrawn on the way, when the strategy is no longer with the bodies
    gone = not step.is_authoritative and strategy.stage != StrategyStage.IN_COMMITTEES
    if gone or _at_strategy(version, result, day).exists():
        return
    text = step.text or (step.paper.proposed if result == DecisionResult.ADOPTED else "")
    life.record_adoption(
        actor=actor, strategy=strategy, version=version, result=result, on=day, number=step.number, text=text[:8000],
        body=step.committee.name, goes_on=result == DecisionResult.REFERRED,
    )  # fmt: skip


def _words(step: Consultation, day: date, number: str) -> str:
    said = f", Nr. {number}" if number else ""
    return f"{step.committee.name}, {day:%d.%m.%Y}{said}"


def tell_decisions(step: Consultation, actor: Actor, before: Mapping[str, Any] | None = None) -> None:
    """What stands elsewhere of a result follows the step that it came from; each with an act of its own, in a running act.

    Day, number, address and wording of the decision, unless an own body recorded it at its meeting; day and number at the
    strategy and beside the measures. What did not change at the step stays as somebody may have put it at the decision itself.

    Args:
        before: what changed at the step, with what stood there; None = anything but the day may have.
    """
    changed = TOLD if before is None else tuple(before)
    found = Decision.objects.filter(consultation=step, owner=step.owner_id, deleted_at=None)
    for decision in found.filter(Q(item=None) | Q(committee__kind__in=COUNCIL_KINDS)):
        now = {"on": step.on, "number": step.number, "url": step.url, "text": step.text or decision.text}
        _demand_announced_after(decision, step.on)
        _edit("committees.edit_decision", actor, decision, {name: now[name] for name in changed})
    if not {"on", "number"} & set(changed) or not tells_strategy(step) or step.on is None:
        return
    told = before or {}
    # a number that only the strategy or a measure has stays; one that was taken out at the step goes
    both = (told.get("on", step.on), step.on, told.get("number", "") if not step.number else "")
    _tell_strategy(step, actor, *both)
    _tell_measures(step, actor, *both)


def _tell_strategy(step: Consultation, actor: Actor, was: date, now: date, cleared: str) -> None:
    version = step.paper.strategy_version
    for known in _at_strategy(version, step.result, was) if version is not None else ():
        demand_signed_after(known, now)
        keeps = not step.number and known.number != cleared
        _edit(
            "committees.correct_decision", actor, known, {"on": now, "number": known.number if keeps else step.number}
        )


def _tell_measures(step: Consultation, actor: Actor, was: date, now: date, cleared: str) -> None:
    """A note that begins like ours is ours; what somebody else wrote there stays."""
    begins = f"{step.committee.name}, {was:%d.%m.%Y}"
    for link in measures_of(step.paper):
        note = link.measure.decision_note
        number = note.removeprefix(f"{begins}, Nr. ") if note.startswith(f"{begins}, Nr. ") else ""
        keeps = not step.number and number != cleared
        words = _words(step, now, number if keeps else step.number)
        if note != words and (note == begins or number):
            statuses.record_own_decision(actor=actor, measure=link.measure, words=words)


def _demand_announced_after(decision: Decision, on: date | None) -> None:
    if on is not None and decision.announced_on is not None and on > decision.announced_on:
        sentence = f"Bekannt gemacht wurde der Beschluss schon am {decision.announced_on:%d.%m.%Y}."
        raise writing.Invalid({"on": [sentence]})


def _at_strategy(version: StrategyVersion, result: str, day: date) -> QuerySet[StrategyDecision]:
    """What the strategy says of this result."""
    return StrategyDecision.objects.filter(
        owner=version.owner_id, strategy=version.strategy_id, decided_version=version, result=result, on=day, deleted_at=None
    )  # fmt: skip


def _edit(verb: str, actor: Actor, obj: Any, values: dict[str, Any]) -> None:
    writing.edit(verb, obj, actor=actor, version=obj.version, values=values, permission=CHANGE)


def demand_undoable(step: Consultation, values: dict[str, Any]) -> None:
    """What undo asks before it writes `values` (by column): a result from which something followed stays.

    Raises:
        Refused: the result decided something, or made the next steps; or a finished paper would lose who decides.
    """
    demand_decider(
        step, stays=values.get("deleted_at") is None and values.get("is_authoritative", step.is_authoritative)
    )
    if "on" in values and "result" not in values and not is_open(step):
        raise Refused("Bitte stellen Sie den Tag im Ergebnis der Beratung richtig; was daran hängt, folgt dann.")
    if "result" in values:
        followed = step.followed_by.filter(deleted_at=None).exists()
        if step.is_authoritative or followed or step.paper.state == PaperState.WITHDRAWN:
            raise Refused(
                "Aus diesem Ergebnis ist schon etwas gefolgt. Bitte tragen Sie eine Berichtigung von Hand ein."
            )
    if step.paper.deleted_at is not None or step.paper.state == PaperState.WITHDRAWN:
        raise Refused("Die Vorlage ist zurückgezogen.")
