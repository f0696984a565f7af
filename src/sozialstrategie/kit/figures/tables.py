"""The same figures as a table: neutral structure, drawn by templates and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sozialstrategie.kit.figures.format import SIGN_SPELLING, figure, number, period, rounded, signed, sort_key
from sozialstrategie.kit.figures.released import (
    IndicatorInfo,
    Observation,
    Observations,
    Origin,
    Released,
    Sign,
    one_series,
)


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Caption, columns, rows of text, source, and notes that explain the signs that occur."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str = ""
    subtitle: str = ""
    notes: tuple[str, ...] = ()


def time_table(
    released: Released[Observations],
    info: IndicatorInfo,
    *,
    own: tuple[str, str],
    references: Sequence[tuple[str, str]] = (("16", "Thüringen"), ("DG", "Deutschland")),
    caption: str = "",
) -> Table:
    """One row per period, newest first; own place, references, distance to the first reference from shown values.
    Where the own place has 95 % ranges, they stand in a last column.

    Args:
        own, references: (key, name) pairs.
    """
    _check(released)
    by_place: dict[str, dict[str, Observation]] = {}
    for o in released.payload:
        by_place.setdefault(o.region, {})[o.period] = o
    shown = [(key, name) for key, name in references if by_place.get(key)]
    periods = sorted({p for key in (own[0], *(k for k, _ in shown)) for p in by_place.get(key, {})}, reverse=True)
    columns = [Column("Zeit"), Column(own[1], True), *(Column(name, True) for _, name in shown)]
    if shown:
        columns.append(Column(f"Abstand zu {shown[0][1]}", True))
    ranged = any(o.low is not None for o in by_place.get(own[0], {}).values())
    if ranged:
        columns.append(Column("95-Prozent-Bereich", True))
    rows = []
    for p in periods:
        cells = [by_place.get(key, {}).get(p) for key in (own[0], *(k for k, _ in shown))]
        texts = [figure_text(o, info) for o in cells]
        if shown:
            texts.append(_distance(cells[0], cells[1], info))
        if ranged:
            texts.append(interval(cells[0], info))
        rows.append(Row((period(p), *texts)))
    return Table(
        caption=caption or info.name,
        subtitle=info.unit_phrase,
        columns=tuple(columns),
        rows=tuple(rows),
        source=sources(released.payload),
        notes=(*sign_notes(released.payload), *(["Abstand: eigene Berechnung aus gerundeten Werten"] if shown else [])),
    )


def region_table(
    released: Released[Observations], info: IndicatorInfo, *, year: int, own: str, caption: str = ""
) -> Table:
    """All places of one year in the order of their names: no ranking."""
    _check(released)
    rows = sorted((o for o in released.payload if o.year == year), key=lambda o: sort_key(o.region_name))
    return Table(
        caption=caption or f"{info.name}, {year}",
        subtitle=info.unit_phrase,
        columns=(Column("Gebiet"), Column(str(year), True)),
        rows=tuple(Row((o.region_name, figure_text(o, info)), own=o.region == own) for o in rows),
        source=sources(rows),
        notes=sign_notes(rows),
    )


def sources(observations: Sequence[Observation]) -> str:
    """Citations in order of appearance, each once."""
    return "; ".join(dict.fromkeys(o.source for o in observations))


def sign_notes(observations: Sequence[Observation]) -> tuple[str, ...]:
    """An explanation for each sign that occurs; none of them is zero unless it says so."""
    present = [s for s in Sign if any(o.sign == s for o in observations)]
    notes = [f"{SIGN_SPELLING[s]} {s.meaning}" for s in present]
    if any(o.sign == Sign.UNKNOWN for o in observations):
        notes.append("Ein Punkt ist nicht null.")
    return tuple(notes)


def figure_text(o: Observation | None, info: IndicatorInfo) -> str:
    """Value or sign; in words where there is neither."""
    return figure(o, info.decimals) if o is not None else "liegt nicht vor"


def interval(o: Observation | None, info: IndicatorInfo) -> str:
    """The 95 % range of a figure: "12,1 bis 14,9"; empty where there is none."""
    if o is None or o.low is None or o.high is None:
        return ""
    return f"{number(o.low, info.decimals)} bis {number(o.high, info.decimals)}"


def interval_note(rows: Sequence[Observation]) -> str:
    """What the range in a picture of these figures is, or why there is none; empty without figures."""
    shown = [o for o in rows if o.value is not None]
    ranged = [o for o in shown if o.low is not None]
    if ranged:
        where = "" if len(ranged) == len(shown) else ", wo Fallzahlen vorliegen"
        return f"Heller Streifen: 95-Prozent-Bereich nach Wilson{where}. So weit kann eine Quote bei dieser Fallzahl durch Zufall schwanken."
    if any(o.origin is Origin.OFFICIAL for o in shown):
        return "Ohne Bereich: Die Quelle veröffentlicht den fertigen Wert ohne Fallzahlen; daraus lässt sich keiner rechnen."
    return "Ohne Bereich: Er lässt sich nur für Anteile aus Fallzahlen rechnen." if shown else ""


def _distance(a: Observation | None, b: Observation | None, info: IndicatorInfo) -> str:
    if a is None or b is None or a.value is None or b.value is None:
        return ""
    return signed(float(rounded(a.value, info.decimals) - rounded(b.value, info.decimals)), info.decimals)


def _check(released: object) -> None:
    one_series(released, "eine Tabelle")
