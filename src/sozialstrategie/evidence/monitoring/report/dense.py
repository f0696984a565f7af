"""Many figures on little room: one row per indicator with comparison, place among the Kreise and course over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from uuid import UUID

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.gaps import ABSENT, BUND, LAND
from sozialstrategie.evidence.monitoring.report.content import Entry, Subject
from sozialstrategie.evidence.monitoring.report.sentences import shown
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.documents.model import Cell, Picture, TableBlock
from sozialstrategie.kit.figures import sparks
from sozialstrategie.kit.figures.format import SIGN_SPELLING, period
from sozialstrategie.kit.figures.released import Observations, Released
from sozialstrategie.kit.figures.sparks import Spark

Spread = Mapping[str, Released[Observations]]
NOTHING_DRAWN = ""  # a dash would be a sign of the offices
NOT_THERE = "fehlt"
LEGEND = (
    "Lage: der große Punkt ist der eigene Ort, die kleinen sind die übrigen Kreise und Städte Thüringens, der Strich ist Thüringen. "
    "Verlauf: der eigene Ort kräftig, Thüringen dünn, jede Zeile mit eigener Werteachse. Hohler Punkt und gepunktete Linie: eigene Berechnung"
)
_PICTURE = 22.0  # millimetres


def load_spread() -> Spread:
    """Default series of all indicators for all Kreise of Thüringen, Land and Bund; kept until the next run."""
    return _spread(queries.current_run_uid())


@lru_cache(maxsize=2)
def _spread(run: UUID | None) -> Spread:
    kreise = [r.code for r in regions.regions() if r.level == "kreis" and r.parent == LAND[0] and r.valid_to is None]
    return queries.many_series(list(catalogue()), regions=[*kreise, LAND[0], BUND[0]])


def dense_table(
    entries: Sequence[Entry],
    subject: Subject,
    spread: Spread,
    *,
    caption: str = "",
    source: str = "",
    notes: Sequence[str] = (),
) -> TableBlock:
    """One row per indicator: name with unit, newest period, own value, Land, Bund, place among the Kreise, course."""
    return TableBlock(
        caption=caption,
        header=("Kennzahl", "Zeit", subject.short, LAND[1], BUND[1], "Lage", "Verlauf", "seit"),
        rows=tuple(_row(e, subject, spread) for e in entries),
        numeric=frozenset({1, 2, 3, 4, 7}),
        own_column=2,
        widths=(1, 0, 0, 0, 0, 0, 0, 0),
        source=source,
        notes=tuple(notes),
        dense=True,
    )


def _row(entry: Entry, subject: Subject, spread: Spread) -> tuple[Cell, ...]:
    own = entry.own[-1]
    pair = (subject.code, subject.short)
    everyone = spread.get(entry.info.code, entry.released)
    return (
        f"{entry.info.name}\n{entry.info.unit_phrase}",
        period(own.period),
        *(_short(shown(entry.of(key, own.period), entry.info)) for key in (subject.code, LAND[0], BUND[0])),
        _picture(sparks.dots(everyone, entry.info, when=own.period, own=pair)),
        _picture(sparks.line(entry.released, entry.info, own=pair)),
        period(entry.own[0].period)[-4:] if len(entry.own) > 1 else NOTHING_DRAWN,
    )


def _short(text: str) -> str:
    """Three words do not fit into a narrow column."""
    return NOT_THERE if text == ABSENT else text


def _picture(spark: Spark | None) -> Cell:
    if spark is None:
        return NOTHING_DRAWN
    return Picture(spark.svg, spark.alt, _PICTURE, partial(_png, spark.svg))


@lru_cache(maxsize=512)
def _png(svg: str) -> bytes:
    from sozialstrategie.kit.figures.svg import png_of  # heavy: brings the chart renderer

    return png_of(svg, scale=4)


def sign_notes(entries: Sequence[Entry]) -> list[str]:
    """What the signs in the comparison mean."""
    signs = {
        o.sign
        for e in entries
        for key in (LAND[0], BUND[0])
        if (o := e.of(key, e.own[-1].period)) and o.sign is not None
    }
    return [f"{SIGN_SPELLING[s]} {s.meaning}" for s in sorted(signs)]


def missing_cells(entries: Sequence[Entry]) -> bool:
    """Whether Land or Bund has neither value nor sign for a compared period."""
    return any(e.of(key, e.own[-1].period) is None for e in entries for key in (LAND[0], BUND[0]))
