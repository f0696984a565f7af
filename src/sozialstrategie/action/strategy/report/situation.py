"""Chapter 4: the findings by themes, with charts, the figures as they were used, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sozialstrategie.action.strategy.enums import FindingOrigin
from sozialstrategie.action.strategy.report.book import Book, german, paragraphs, shown
from sozialstrategie.kit.documents.model import (
    Block,
    BulletList,
    Heading,
    Lead,
    Paragraph,
    SideNote,
    TableBlock,
    table_block,
)
from sozialstrategie.kit.figures.format import period

NO_THEME = "Weitere Befunde"


def situation(book: Book) -> list[Block]:
    blocks: list[Block] = [
        Heading("Soziale Lage", 1, "4"),
        Paragraph(
            "Die Befunde beschreiben Umstände, in denen Menschen leben, nicht die Menschen. Jede Zahl steht so da, wie sie beim "
            "Annehmen des Befunds veröffentlicht war, mit Zeitbezug, Quelle und Ausgabe."
        ),
    ]
    themes: dict[str, list[dict[str, Any]]] = {}
    for finding in book.content["findings"]:
        themes.setdefault(finding["theme"] or NO_THEME, []).append(finding)
    if not themes:
        return [*blocks, Paragraph("Diese Fassung enthält noch keinen angenommenen Befund.")]
    drawn: set[str] = set()
    for n, (theme, findings) in enumerate(themes.items(), start=1):
        blocks.append(Heading(theme, 2, f"4.{n}"))
        for finding in findings:
            blocks += _finding(book, finding, drawn)
    blocks += [
        Heading("Datenlücken", 2, f"4.{len(themes) + 1}"),
        Paragraph(
            "Was die Zahlen nicht zeigen, steht bei jedem Befund am Rand. Zu diesen Befunden liegt keine amtliche Zahl vor:"
        ),
        _list(f"Befund {f['number']}: {f['title']}" for f in book.content["findings"] if not f["figures"]),
    ]
    return blocks


def _list(items: Iterable[str]) -> Block:
    found = tuple(items)
    return BulletList(found) if found else Paragraph("keine")


def _finding(book: Book, finding: dict[str, Any], drawn: set[str]) -> list[Block]:
    origin = str(FindingOrigin(finding["origin"]).label)
    signed = f"{origin[:1].upper()}{origin[1:]}"
    if finding["checked_on"]:
        by = f" von {finding['checked_role']}" if finding["checked_role"] else ""
        signed += f", geprüft{by} am {german(finding['checked_on'])}."
    else:
        signed += ", noch nicht geprüft."
    blocks: list[Block] = [
        Heading(f"Befund {finding['number']}", 3),
        Lead(finding["title"]),
        SideNote("Woher der Satz kommt", signed),
        *([SideNote("Was er nicht zeigt", finding["caveat"])] if finding["caveat"] else []),
        *(paragraphs(finding["statement"]) if finding["statement"] else []),
    ]
    for code in dict.fromkeys(f["indicator"] for f in finding["figures"]):
        if code not in drawn:
            drawn.add(code)
            blocks += _chart(book, code)
    if finding["figures"]:
        blocks.append(_figures_table(finding))
    needs = book.by_uid("needs")
    followed = [needs[u] for u in book.linked("finding_need", finding["uid"])]
    if followed:
        blocks.append(
            Paragraph("Daraus folgt: " + "; ".join(f"Bedarf {n['number']}, {n['title']}" for n in followed) + ".")
        )
    return blocks


def _chart(book: Book, code: str) -> list[Block]:
    from sozialstrategie.kit.documents.charts import chart_figure  # heavy: brings the chart renderer
    from sozialstrategie.kit.figures.charts import PRINT, time_series, value_axis_start
    from sozialstrategie.kit.figures.tables import sources, time_table

    series = next((s for s in book.series if s.info.code == code), None)
    if series is None:
        return []
    payload = series.released.payload
    if len([o for o in payload if o.region == book.region and o.value is not None]) < 3:
        return []  # no line from one or two points; the table of figures says it all
    names = {o.region: o.region_name for o in payload}
    land, bund = (("16", "Thüringen") if "16" in names else None), (("DG", "Deutschland") if "DG" in names else None)
    own = (book.region, book.region_short)
    chart = time_series(series.released, series.info, own=own, land=land, bund=bund, size=PRINT)
    zero = ". Die Werteachse beginnt nicht bei null" if value_axis_start(chart) > 0 else ""
    references = [r for r in (land, bund) if r]
    return [
        chart_figure(
            chart,
            title=f"{series.info.name} im Verlauf",
            subtitle=f"{series.info.unit_phrase[:1].upper()}{series.info.unit_phrase[1:]}{zero}",
            source=f"{sources(payload)}, Ausgabe {series.editions}",
        ),
        table_block(time_table(series.released, series.info, own=own, references=references), own_column=1, full=False),
    ]


def _figures_table(finding: dict[str, Any]) -> TableBlock:
    rows = tuple((f["name"], f["unit"], f["region_name"], period(f["period"]), shown(f)) for f in finding["figures"])
    sources = "; ".join(dict.fromkeys(f["source"] for f in finding["figures"] if f["source"]))
    editions = ", ".join(dict.fromkeys(f["edition"] for f in finding["figures"]))
    return TableBlock(
        caption=f"Die Zahlen von Befund {finding['number']}",
        header=("Kennzahl", "Einheit", "Gebiet", "Zeit", "Wert"),
        rows=rows,
        numeric=frozenset({4}),
        widths=(1.6, 0, 1.2, 0, 0),
        source=sources,
        notes=(f"Ausgabe: {editions}",),
    )
