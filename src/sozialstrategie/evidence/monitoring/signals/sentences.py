"""From a hit to the draft of a sentence: the catalogue's statement, the comparison, the caveat, exactly the figures used."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.signals.detectors import BUND, Comparison, Hit
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft
from sozialstrategie.evidence.monitoring.signals.phrases import land_name, region_in, shown, when
from sozialstrategie.kit.figures.released import Observation

__all__ = ["draft", "region_in"]


def draft(
    c: Comparison, hit: Hit, *, sentence: str, place: str, short: str, chance: float = 0.0, rare: bool = False
) -> SignalDraft:
    """Write the draft for a hit.

    Args:
        sentence: the catalogue's sentence with {region_in}, {year}, {value}.
        place: full name of the place; short: name for labels.
        chance: p after the correction for all comparisons; rare: whether the distance itself is seldom among the Kreise.
    """
    own = c.latest
    assert own is not None and own.value is not None
    statement = sentence.format(region_in=region_in(place), year=when(own), value=shown(own, c.info))
    figures = [own, hit.reference]
    values = [(f"{short} {own.year}", _cell(own, c), True)]
    if hit.reference.region == c.region and hit.reference is not own:
        values.append((f"{short} {hit.reference.year}", _cell(hit.reference, c), False))
    for code, label in ((c.land, land_name(c.land)), (BUND, "Deutschland")):
        reference = c.of(code).get(own.year)
        if reference is not None:
            values.append((label, _cell(reference, c), False))
            figures.append(reference)
    values += [(label, _cell(o, c), False) for label, o in hit.values]
    caveat, extremes = _caveat(c, own)
    return SignalDraft(
        key=f"{hit.detector}:{c.info.code}",
        kind=hit.kind,
        indicator=c.info.code,
        theme=c.info.theme,
        title=_end(statement),
        text=hit.text,
        caveat=caveat,
        unusual=abs(hit.unusual),
        values=tuple(values),
        figures=tuple(dict.fromkeys([*figures, *hit.others, *extremes])),
        series=c.course,
        own=own,
        chance=chance,
        rare=rare,
        basis=hit.basis,
    )


def _end(statement: str) -> str:
    return statement if statement.endswith(".") else statement + "."


def _cell(o: Observation, c: Comparison) -> str:
    text = shown(o, c.info)
    return f"{text}\N{NO-BREAK SPACE}%" if c.info.unit == "%" else text


def _caveat(c: Comparison, own: Observation) -> tuple[str, list[Observation]]:
    """What the figure does not carry, and the figures that the words name."""
    parts: list[str] = []
    extremes: list[Observation] = []
    past = [o for year, o in c.own.items() if year < own.year and not c.broken_between(year, own.year)]
    if len(past) >= 4:
        low = min(past, key=lambda o: o.value or 0.0)
        high = max(past, key=lambda o: o.value or 0.0)
        extremes = [low, high]
        first, last = min(o.year for o in past), max(o.year for o in past)
        unit = "\N{NO-BREAK SPACE}%" if c.info.unit == "%" else ""
        least, most = shown(low, c.info), shown(high, c.info)
        span = f"bei {least}" if least == most else f"zwischen {least} und {most}"
        parts.append(f"{first} bis {last} lag der Wert {span}{unit}.")
    begun = [(year, word) for year, word in c.info.breaks if year <= own.year and any(y < year for y in c.own)]
    if begun:
        year, word = max(begun)
        parts.append(f"Werte vor {year} sind nur eingeschränkt vergleichbar – {word}.")
    if not parts:
        parts.append(_end(f"Nicht enthalten: {c.info.not_shown}") if c.info.not_shown else "")
    return " ".join(p for p in parts if p), extremes
