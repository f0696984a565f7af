"""Sentences of the report: the catalogue's wording, released figures, distances from the shown values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sozialstrategie.evidence.monitoring.gaps import ABSENT, REFERENCES, gap_sentence, missing_references
from sozialstrategie.evidence.monitoring.report.content import Entry, Subject
from sozialstrategie.evidence.monitoring.signals.sentences import region_in
from sozialstrategie.kit.figures.format import SIGN_SPELLING, figure, number, period, rounded
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation


def in_words(n: int) -> str:
    """Small counts as words."""
    words = ("null", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben")
    return words[n] if n < len(words) else str(n)


def span(entry: Entry) -> str:
    """First and last period of the series."""
    first, last = period(entry.own[0].period), period(entry.own[-1].period)
    return first if first == last else f"{first} bis {last}"


def headline(entry: Entry) -> str:
    """The statement of the picture: from where to where, within one definition and without doubtful years."""
    last = entry.latest or entry.own[-1]
    breaks = [year for year, _ in entry.info.breaks if year <= last.year]
    doubtful = {year for year, _ in entry.definition.doubtful}
    steady = [o for o in entry.own if o.year >= max(breaks, default=0) and o.year not in doubtful] or [last]
    first, decimals = steady[0], entry.info.decimals
    assert first.value is not None and last.value is not None
    a, b = rounded(first.value, decimals), rounded(last.value, decimals)
    subject = entry.definition.subject or entry.info.name
    subject = subject[:1].upper() + subject[1:]
    if first.period == last.period:
        return f"{subject} lag {period(last.period)} bei {number(b, decimals)}"
    if a == b:
        return f"{subject} lag {period(first.period)} und {period(last.period)} bei {number(b, decimals)}"
    verb = "stieg" if b > a else "sank"
    return f"{subject} {verb} von {number(a, decimals)} ({period(first.period)}) auf {number(b, decimals)} ({period(last.period)})"


def statement(entry: Entry, subject: Subject) -> str:
    """The newest value in words; empty where no sentence may be made."""
    own = entry.latest
    if own is None or own.value is None or not entry.definition.sentence:
        return ""
    when = own.period if "/" in own.period else str(own.year)
    value = number(own.value, entry.info.decimals)
    text: str = entry.definition.sentence.format(region_in=region_in(subject.name), year=when, value=value)
    return text.rstrip(".") + "."


def sentences(entry: Entry, subject: Subject) -> str:
    """The newest value in words, beside Land and Bund; empty where no sentence may be made."""
    own = entry.latest
    first = statement(entry, subject)
    if own is None or not first:
        return ""
    decimals = entry.info.decimals
    parts = [first]
    others = [(name, o) for key, name in REFERENCES if (o := entry.of(key, own.period)) and o.value is not None]
    if others and entry.info.unit != "Personen":
        values = ", ".join(f"in {name} {number(o.value, decimals)}" for name, o in others if o.value is not None)
        parts.append(f"{values[:1].upper()}{values[1:]}.".replace("In ", "Zum Vergleich: in ", 1))
        parts.append(_distances(own, others, entry.info))
    parts.append(gap_sentence(missing_references(entry.released)))
    return " ".join(p for p in parts if p)


def _distances(own: Observation, others: Sequence[tuple[str, Observation]], info: IndicatorInfo) -> str:
    """ "Das sind 2,8 Punkte mehr als in Thüringen und 1,8 Punkte mehr als in Deutschland." """
    word = " Punkte" if info.unit in ("%", "je 100") else ""
    parts = []
    for name, other in others:
        assert own.value is not None and other.value is not None
        distance = rounded(own.value, info.decimals) - rounded(other.value, info.decimals)
        if distance == 0:
            parts.append(f"so viel wie in {name}")
        else:
            parts.append(
                f"{number(abs(distance), info.decimals)}{word} {'mehr' if distance > 0 else 'weniger'} als in {name}"
            )
    return f"Das sind {' und '.join(parts)}."


def shown(o: Observation | None, info: IndicatorInfo) -> str:
    """The value or its sign; a value that is not there is said to be so."""
    return figure(o, info.decimals) if o is not None else ABSENT


def missing_years(entry: Entry) -> str:
    """Signs and holes in the series of the own place; empty when there are none."""
    own = sorted((o for o in entry.released.payload if o.region == entry.key), key=lambda o: o.year)
    signs = [f"{period(o.period)} steht „{SIGN_SPELLING[o.sign]}“" for o in own if o.sign is not None]
    years = sorted({o.year for o in own})
    steps = [b - a for a, b in pairwise(years)]
    usual = max(set(steps), key=steps.count) if steps else 1
    holes = [f"keine Werte zwischen {a} und {b}" for a, b in pairwise(years) if b - a > usual]
    return "; ".join([*signs, *holes])
