"""The poster: the strategy on one A1 page, to be read from three metres."""

from __future__ import annotations

from sozialstrategie.action.strategy.enums import GoalKind
from sozialstrategie.action.strategy.printed.sheets import Copy, Printed, written
from sozialstrategie.action.strategy.printed.short_version import shortened
from sozialstrategie.action.strategy.report.book import Series
from sozialstrategie.evidence.disclosure.gate import log_release
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.documents.model import Block, BulletList, Document, Heading, KeyFigures, Lead, Paragraph
from sozialstrategie.kit.figures.format import figure, period

MOST_FIGURES = 3
# How many goals a column may show and how long the vision may be, until all fits on the page.
_STEPS = ((12, 320), (8, 260), (6, 220), (4, 200), (3, 160), (2, 120), (1, 1), (1, 0))


def shown_series(copy: Copy) -> list[Series]:
    """The series whose newest own value stands on the poster: in the order of the findings, each indicator once."""
    chosen: dict[str, Series] = {}
    for series in copy.book.series:
        own = [o for o in series.released.payload if o.region == copy.book.region and o.value is not None]
        if own:
            chosen.setdefault(series.info.code, series)
    order = {f["indicator"]: at for at, f in reversed(list(enumerate(_figures(copy))))}
    return sorted(chosen.values(), key=lambda s: order.get(s.info.code, 999))[:MOST_FIGURES]


def _figures(copy: Copy) -> list[dict[str, str]]:
    return [figure for finding in copy.content["findings"] for figure in finding["figures"]]


def key_figures(copy: Copy) -> KeyFigures | None:
    """Few released figures, big: what, how much, when and from whom."""
    items = []
    for series in shown_series(copy):
        last = max(
            (o for o in series.released.payload if o.region == copy.book.region and o.value is not None),
            key=lambda o: o.period,
        )
        unit = "\u00a0%" if series.info.unit == "%" else ""
        where = f"{copy.book.region_name or last.region_name}, {period(last.period)}"
        said = f"{series.info.unit_phrase}. " if series.info.unit_phrase else ""
        items.append(
            (series.info.name, figure(last, series.info.decimals) + unit, f"{said}{where}. Quelle: {last.source}")
        )
    return KeyFigures(tuple(items)) if items else None


def poster_document(copy: Copy, goals_each: int = 12, letters: int = 320) -> Document:
    """The content tree of the poster with at most so many goals in a column and letters of the vision."""
    blocks: list[Block] = []
    vision = shortened(copy.content["strategy"]["vision"], letters)
    if vision:
        blocks.append(Lead(vision))
    if (figures := key_figures(copy)) is not None:
        blocks.append(figures)
    for field in copy.content["fields"]:
        goals = [g for g in copy.content["goals"] if g["field"] == field["uid"] and g["kind"] == GoalKind.GOAL]
        count = sum(m["field"] == field["uid"] for m in copy.content["measures"])
        blocks.append(Heading(field["title"], 1, f"Handlungsfeld {field['number']}"))
        lines = [g["title"] for g in goals[:goals_each]]
        if left := len(goals) - len(lines):
            lines.append("und ein weiteres Ziel" if left == 1 else f"und {left} weitere Ziele")
        blocks.append(BulletList(tuple(lines)) if lines else Paragraph("Noch ohne Ziel."))
        if count:
            blocks.append(Paragraph("Eine Maßnahme" if count == 1 else f"{count} Maßnahmen", small=True))
    if not copy.content["fields"]:
        blocks.append(Paragraph("Diese Fassung hat noch kein Handlungsfeld."))
    strategy = copy.content["strategy"]
    period_ = f"{strategy['period_from']} bis {strategy['period_to']}"
    subtitle = "" if period_ in copy.title else f"Sozialstrategie {period_}"
    return copy.document(
        blocks=tuple(blocks),
        paper="a1",
        subtitle=subtitle,
        keywords=("Sozialstrategie", "Plakat", copy.organisation["name"]),
    )


def draw(actor: Actor, copy: Copy, ending: str) -> bytes:
    """The fullest poster that fits.

    Raises:
        Refused: so many fields or so long titles that one page cannot hold them.
    """
    from sozialstrategie.kit.documents.typst_writer import PosterTooFull  # heavy: only when asked for

    for goals_each, letters in _STEPS:
        try:
            pdf = written(poster_document(copy, goals_each, letters), "pdf")
        except PosterTooFull:
            continue
        for series in shown_series(copy):
            log_release(series.released, channel="document:plakat", actor=actor)
        return pdf
    raise Refused("Die Handlungsfelder und Ziele passen nicht lesbar auf ein Plakat. Bitte kürzen Sie ihre Titel.")


POSTER = Printed(
    "plakat",
    "Plakat (A1)",
    "Eine Seite zum Aufhängen: Handlungsfelder, Ziele und wenige große Zahlen.",
    ("pdf",),
    draw,
)
