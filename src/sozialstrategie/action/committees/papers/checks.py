"""What looks wrong in the result of one step, as sentences, before anything is written. Pure: plain data in, sentences out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sozialstrategie.action.committees.enums import DecisionResult
from sozialstrategie.methods.voting import Base, Counts, MajorityRule, QuorumRule, Tie, carried, quorum

IN_FAVOUR = (DecisionResult.ADOPTED, DecisionResult.ADOPTED_AMENDED)
# The body has not dealt with the paper for good: the step stays open and waits for its next day.
PUT_OFF = (DecisionResult.POSTPONED, DecisionResult.REMOVED_FROM_AGENDA)


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """The result of a step as somebody typed it, and what is known of the body. None: not given or not known.

    Args:
        eligible: how many members with a vote the body had on that day; None where nobody entered its members.
        counts_are_ours: the body is kept here, so that its counts are ours to get right.
        decides_here: such a body, and it decides: against its own rule the result needs a reason.
        voted: whether the motion was carried in the vote that was recorded at its meeting.
        previous: name and day of the last step before this one that has a result.
        open_before: names of bodies before this one that have not dealt with the paper yet.
    """

    result: str
    on: date
    today: date
    quorum: QuorumRule
    majority: MajorityRule
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    present: int | None = None
    eligible: int | None = None
    counts_are_ours: bool = False
    decides_here: bool = False
    voted: bool | None = None
    previous: tuple[str, date] | None = None
    open_before: tuple[str, ...] = ()

    @property
    def votes(self) -> int:
        return (self.yes or 0) + (self.no or 0) + (self.abstain or 0)

    @property
    def has_counts(self) -> bool:
        return self.yes is not None or self.no is not None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that looks wrong and may still be true; `key` names it for the confirmation, which may need a reason."""

    key: str
    sentence: str
    needs_reason: bool = False


def impossible(facts: ResultFacts) -> str:
    """Why this cannot be, as a sentence; "" where it can."""
    counts = [n for n in (facts.yes, facts.no, facts.abstain, facts.present) if n is not None]
    if any(n < 0 for n in counts):
        return "Eine Anzahl ist nie kleiner als null."
    if facts.on > facts.today:
        return "Der Tag der Sitzung liegt in der Zukunft. Ein Ergebnis gibt es erst danach."
    if facts.abstain is not None and not facts.has_counts:
        return "Enthaltungen allein sind kein Ergebnis. Bitte tragen Sie auch Ja und Nein ein."
    if facts.counts_are_ours and facts.present is not None and facts.votes > facts.present:
        return f"Es sind {facts.votes} Stimmen gezählt, aber nur {facts.present} Mitglieder anwesend."
    if facts.eligible is not None and facts.counts_are_ours:
        most = max(facts.votes, facts.present or 0)
        if most > facts.eligible:
            return f"Gezählt sind {most}, das Gremium hatte an diesem Tag aber nur {facts.eligible} stimmberechtigte Mitglieder."
    return ""


def doubts(facts: ResultFacts) -> tuple[Doubt, ...]:
    """What looks wrong, in the order in which one would check it."""
    found = [
        _more_votes(facts),
        _more_members(facts),
        _no_quorum(facts),
        _uncounted(facts),
        _contradiction(facts),
        *_order(facts),
    ]
    return tuple(d for d in found if d is not None)


def _more_votes(f: ResultFacts) -> Doubt | None:
    if f.present is None or f.votes <= f.present:
        return None
    return Doubt("votes", f"Es sind {f.votes} Stimmen gezählt, aber nur {f.present} Mitglieder anwesend.")


def _more_members(f: ResultFacts) -> Doubt | None:
    most = max(f.votes, f.present or 0)
    if f.eligible is None or most <= f.eligible:
        return None
    words = f"Gezählt sind {most}, eingetragen sind für diesen Tag {f.eligible} stimmberechtigte Mitglieder."
    return Doubt("members", words)


def _no_quorum(f: ResultFacts) -> Doubt | None:
    if f.present is None or f.eligible is None or f.present > f.eligible or f.result in PUT_OFF:
        return None
    outcome = quorum(f.quorum, eligible=f.eligible, present=f.present)
    return None if outcome.met else Doubt("quorum", f"Beschlussfähigkeit: {outcome.reason}", f.decides_here)


def _uncounted(f: ResultFacts) -> Doubt | None:
    if not f.decides_here or f.has_counts or f.voted is not None or _said(f) is None:
        return None
    return Doubt("counts", "Hier entscheidet ein eigenes Gremium, aber Stimmen sind nicht eingetragen.")


def _said(f: ResultFacts) -> bool | None:
    """Whether the result says that the motion was carried; None where it says neither."""
    return True if f.result in IN_FAVOUR else False if f.result == DecisionResult.REJECTED else None


def _contradiction(f: ResultFacts) -> Doubt | None:
    """The result beside what the rule of the body makes of the counts; None where that cannot be told."""
    said = _said(f)
    if said is None:
        return None
    word = DecisionResult(f.result).label
    if f.voted is not None:  # judged when it was taken, another result by two persons included
        was = "angenommen" if f.voted else "abgelehnt"
        sentence = f"Eingetragen ist „{word}“. Nach der Abstimmung in der Sitzung ist der Antrag {was}."
        return None if f.voted is said else Doubt("result", sentence, f.decides_here)
    counts = _counts(f) if f.has_counts else None
    if counts is None:
        return None
    outcome = carried(f.majority, counts)
    if outcome.met == said or (f.majority.tie is Tie.CHAIR and counts.yes == counts.no):
        return None
    return Doubt("result", f"Eingetragen ist „{word}“. Nach der Regel des Gremiums: {outcome.reason}", f.decides_here)


def _counts(f: ResultFacts) -> Counts | None:
    base = f.majority.base
    if (base is Base.PRESENT and f.present is None) or (base is Base.ELIGIBLE and f.eligible is None):
        return None
    present = max(f.present or 0, f.votes)
    return Counts(f.yes or 0, f.no or 0, f.abstain or 0, present=present, eligible=max(f.eligible or 0, present))


def _order(f: ResultFacts) -> list[Doubt]:
    found = []
    if f.previous is not None and f.on < f.previous[1]:
        name, day = f.previous
        found.append(Doubt("day", f"Der Tag liegt vor der Beratung davor: {name}, {day:%d.%m.%Y}."))
    if f.open_before:
        found.append(Doubt("before", f"Davor steht noch aus: {', '.join(f.open_before)}."))
    return found
