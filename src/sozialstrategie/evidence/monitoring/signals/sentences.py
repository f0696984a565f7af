"""From a hit to sentences. Distances are computed from the shown values, so that a reader can check them."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.signals.detectors import BUND, LAND, Comparison, Hit
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft
from sozialstrategie.kit.figures.format import figure, rounded, signed
from sozialstrategie.kit.figures.released import Observation

_PLACES = {LAND: "Thüringen", BUND: "Deutschland"}


def region_in(name: str) -> str:
    """The place at the beginning of a sentence: "Im Landkreis Nordhausen", "In der Stadt Gera"."""
    if name.startswith("Stadt "):
        return f"In der {name}"
    if name in _PLACES.values():
        return f"In {name}"
    return f"Im {name}"


def draft(c: Comparison, hit: Hit, *, sentence: str, place: str, short: str) -> SignalDraft:
    """Write the draft for a hit.

    Args:
        sentence: the catalogue's sentence with {region_in}, {year}, {value}.
        place: full name of the place; short: name for labels.
    """
    own = c.latest
    assert own is not None and own.value is not None
    decimals = c.info.decimals
    statement = sentence.format(region_in=region_in(place), year=_when(own), value=figure(own, decimals))
    figures = [own, hit.reference]
    if hit.detector == "change5":
        kind, text = _change(c, hit, own)
    else:
        other = _PLACES[hit.reference.region]
        kind = "Abstand zum Land" if hit.detector == "land" else "Abstand zum Bund"
        shown = figure(hit.reference, decimals)
        text = f"{other}: {shown}. Abstand: {_distance(own, hit.reference, decimals, c.info.unit)}."
    values = [(f"{short} {own.year}", _cell(own, c), True)]
    if hit.detector == "change5":
        values.append((f"{short} {hit.reference.year}", _cell(hit.reference, c), False))
    for code, label in _PLACES.items():
        reference = c.of(code).get(own.year)
        if reference is not None:
            values.append((label, _cell(reference, c), False))
            if reference not in figures:
                figures.append(reference)
    caveat, extremes = _caveat(c, own)
    figures += [o for o in extremes if o not in figures]
    return SignalDraft(
        key=f"{hit.detector}:{c.info.code}",
        kind=kind,
        indicator=c.info.code,
        theme=c.info.theme,
        title=_end(statement),
        text=text,
        caveat=caveat,
        unusual=abs(hit.unusual),
        values=tuple(values),
        figures=tuple(figures),
        series=c.series.map(lambda rows: tuple(o for o in rows if o.region in (c.region, LAND, BUND))),
        own=own,
    )


def _when(o: Observation) -> str:
    return o.period if "/" in o.period else str(o.year)


def _end(statement: str) -> str:
    return statement if statement.endswith(".") else statement + "."


def _cell(o: Observation, c: Comparison) -> str:
    text = figure(o, c.info.decimals)
    return f"{text}\N{NO-BREAK SPACE}%" if c.info.unit == "%" else text


def _distance(own: Observation, other: Observation, decimals: int, unit: str) -> str:
    assert own.value is not None and other.value is not None
    distance = rounded(own.value, decimals) - rounded(other.value, decimals)
    word = " Punkte" if unit in ("%", "je 100") else ""
    return f"{signed(float(distance), decimals)}{word}"


def _change(c: Comparison, hit: Hit, own: Observation) -> tuple[str, str]:
    earlier = hit.reference
    assert own.value is not None and earlier.value is not None
    down = own.value < earlier.value
    if c.info.direction == "none":
        kind = "Rückgang" if down else "Zunahme"
    else:
        better = down == (c.info.direction == "lower")
        kind = "Entlastung" if better else ("Rückgang" if down else "Anstieg")
    years = own.year - earlier.year
    words = {4: "Vier", 5: "Fünf"}[years]
    text = (
        f"{words} Jahre zuvor, {_when(earlier)}, waren es {figure(earlier, c.info.decimals)}. "
        f"Veränderung: {_distance(own, earlier, c.info.decimals, c.info.unit)}."
    )
    return kind, text


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
        least, most = figure(low, c.info.decimals), figure(high, c.info.decimals)
        span = f"bei {least}" if least == most else f"zwischen {least} und {most}"
        parts.append(f"{first} bis {last} lag der Wert {span}{unit}.")
    for year, word in c.info.breaks:
        if any(y < year for y in c.own) and year <= own.year:
            parts.append(f"Seit {year}: {word}. Werte davor sind nur eingeschränkt vergleichbar.")
    if not parts:
        parts.append(_end(f"Nicht enthalten: {c.info.not_shown}") if c.info.not_shown else "")
    return " ".join(p for p in parts if p), extremes
