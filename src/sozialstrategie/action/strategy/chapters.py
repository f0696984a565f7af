"""The chapters of a strategy as a tree of blocks, from the plain content of a version (outline: reference/domain.md section 8).

No database here: what is printed is what was frozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sozialstrategie.action.strategy.enums import FindingOrigin, GoalKind, ImpactStep, MeasureStatus, Priority, Urgency
from sozialstrategie.kit.documents.model import (
    Block,
    BulletList,
    DefinitionList,
    Heading,
    Lead,
    Notice,
    Paragraph,
    SideNote,
    TableBlock,
    table_block,
)
from sozialstrategie.kit.figures.format import figure as figure_text
from sozialstrategie.kit.figures.format import number, period
from sozialstrategie.kit.figures.released import IndicatorInfo, Observations, Released

EMPTY = "Dazu enthält diese Fassung noch keinen Text."
NO_THEME = "Weitere Befunde"


@dataclass(frozen=True, slots=True)
class Series:
    """A frozen time series behind findings, with the definition of its indicator."""

    info: IndicatorInfo
    released: Released[Observations]

    @property
    def editions(self) -> str:
        return ", ".join(dict.fromkeys(o.edition for o in self.released.payload))


@dataclass(frozen=True)
class Book:
    """The content of a version with what is looked up again and again."""

    content: dict[str, Any]
    series: tuple[Series, ...]
    region: str
    region_name: str

    def by_uid(self, kind: str) -> dict[str, dict[str, Any]]:
        return {row["uid"]: row for row in self.content[kind]}

    def linked(self, link: str, uid: str, *, back: bool = False) -> list[str]:
        """Uids on the other side of a link, in reading order."""
        pairs = self.content["links"][link]
        found = [a if back else b for a, b in pairs if (b if back else a) == uid]
        return sorted(found, key=lambda other: self._places.get(other, 0))

    @cached_property
    def _places(self) -> dict[str, int]:
        rows = [row for kind in ("findings", "needs", "goals", "measures") for row in self.content[kind]]
        return {row["uid"]: place for place, row in enumerate(rows)}


def paragraphs(text: str) -> list[Block]:
    """A text of a form: blank lines part paragraphs; an empty one says that it is empty."""
    parts = [" ".join(part.split("\n")).strip() for part in (text or "").replace("\r", "").split("\n\n")]
    return [Paragraph(part) for part in parts if part] or [Paragraph(EMPTY)]


def chapters(book: Book) -> list[Block]:
    """All chapters and appendices in their order."""
    s = book.content["strategy"]
    blocks: list[Block] = []
    blocks += _opening(book)
    blocks += [Heading("Auftrag, Rechts- und Förderrahmen", 1, "2"), *paragraphs(s["mandate"])]
    blocks += [Heading("Vorgehen", 1, "3"), *paragraphs(s["procedure"])]
    blocks += _situation(book)
    blocks += [Heading("Bilanz der Vorgängerstrategie", 1, "5"), *paragraphs(s["review"])]
    blocks += _vision(book)
    blocks += _fields(book)
    blocks += _implementation(book)
    blocks += _monitoring(book)
    blocks += _decisions(book)
    blocks += _appendix_indicators(book)
    blocks += _appendix_thread(book)
    return blocks


def _opening(book: Book) -> list[Block]:
    s, organisation = book.content["strategy"], book.content["organisation"]
    blocks: list[Block] = [Heading("Vorwort und Kurzfassung", 1, "1")]
    if organisation["is_example"]:
        text = f"{organisation['name']} gibt es nicht, die Strategie ist erfunden."
        if book.region_name:
            text += f" Die Zahlen sind amtlich und gehören zu {book.region_name}."
        blocks.append(Notice("Erfundenes Beispiel", text, example=True))
    blocks += [Heading("Vorwort", 2, "1.1"), *paragraphs(s["preface"])]
    blocks += [Heading("Kurzfassung", 2, "1.2")]
    counts = [
        (len(book.content["findings"]), "Befund", "Befunde"),
        (len(book.content["needs"]), "Bedarf", "Bedarfe"),
        (sum(g["kind"] == GoalKind.GOAL for g in book.content["goals"]), "Ziel", "Ziele"),
        (len(book.content["measures"]), "Maßnahme", "Maßnahmen"),
    ]
    said = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts)
    blocks += [Lead(f"{said} in {len(book.content['fields'])} Handlungsfeldern."), *paragraphs(s["summary"])]
    blocks.append(SideNote("Leichte Sprache", "Eine Fassung in Leichter Sprache liegt noch nicht vor."))
    return blocks


# --- 4 ------------------------------------------------------------------------------------------------------------


def _situation(book: Book) -> list[Block]:
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
    from sozialstrategie.kit.figures.charts import PRINT, starts_at_zero, time_series
    from sozialstrategie.kit.figures.tables import sources, time_table

    series = next((s for s in book.series if s.info.code == code), None)
    if series is None:
        return []
    payload = series.released.payload
    if len([o for o in payload if o.region == book.region and o.value is not None]) < 3:
        return []  # no line from one or two points; the table of figures says it all
    names = {o.region: o.region_name for o in payload}
    land, bund = (("16", "Thüringen") if "16" in names else None), (("DG", "Deutschland") if "DG" in names else None)
    own = (book.region, names[book.region])
    chart = time_series(series.released, series.info, own=own, land=land, bund=bund, size=PRINT)
    zero = "" if starts_at_zero(series.info) else ". Die Werteachse beginnt nicht bei null"
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


def shown(figure: dict[str, Any]) -> str:
    """A frozen figure as a reader sees it: rounded value or sign."""
    if figure["value"] is None:
        return str(figure["sign"] or "")
    return number(Decimal(figure["value"]), int(figure["decimals"]))


def german(iso: str | None) -> str:
    """ "2025-06-30" as 30.06.2025."""
    return f"{date.fromisoformat(iso):%d.%m.%Y}" if iso else ""


def amount(text: str | None) -> str:
    """A frozen decimal with German comma, with as many places as it has."""
    if text is None:
        return ""
    value = Decimal(text)
    return number(value, max(0, -int(value.as_tuple().exponent)))


# --- 6 and 7 -------------------------------------------------------------------------------------------------------


def _vision(book: Book) -> list[Block]:
    blocks: list[Block] = [Heading("Leitbild und Leitziele", 1, "6"), Heading("Leitbild", 2, "6.1")]
    blocks += paragraphs(book.content["strategy"]["vision"])
    guiding = [g for g in book.content["goals"] if g["kind"] == GoalKind.GUIDING_GOAL]
    blocks.append(Heading("Leitziele", 2, "6.2"))
    if not guiding:
        return [*blocks, Paragraph("Diese Fassung fasst Ziele nicht in Leitzielen zusammen.")]
    return [
        *blocks,
        DefinitionList(tuple((f"Leitziel {g['number']}", _lines(g["title"], g["description"])) for g in guiding)),
    ]


def _lines(*texts: str) -> str:
    return "\n".join(t.strip() for t in texts if t and t.strip())


def _fields(book: Book) -> list[Block]:
    blocks: list[Block] = [Heading("Handlungsfelder", 1, "7")]
    if not book.content["fields"]:
        return [*blocks, Paragraph("Diese Fassung hat noch kein Handlungsfeld.")]
    blocks.append(Lead("Je Handlungsfeld: Ausgangslage, Bestand, Bedarf, Ziele, Maßnahmen und wie sie wirken sollen."))
    for n, field in enumerate(book.content["fields"], start=1):
        blocks += _field(book, field, f"7.{n}")
    return blocks


def _field(book: Book, field: dict[str, Any], number_: str) -> list[Block]:
    goals = [g for g in book.content["goals"] if g["field"] == field["uid"] and g["kind"] == GoalKind.GOAL]
    measures = [m for m in book.content["measures"] if m["field"] == field["uid"]]
    needs = _needs_of(book, field, goals)
    blocks: list[Block] = [
        Heading(f"Handlungsfeld {field['number']}: {field['title']}", 2, number_),
        Heading("Ausgangslage", 3),
        *paragraphs(field["challenge"]),
        Heading("Bestand", 3),
        *paragraphs(field["inventory"]),
        Heading("Bedarf", 3),
        DefinitionList(tuple((f"Bedarf {n['number']}: {n['title']}", _need_words(book, n)) for n in needs))
        if needs
        else Paragraph("Für dieses Handlungsfeld ist noch kein Bedarf festgehalten."),
        Heading("Ziele", 3),
        DefinitionList(tuple((f"Ziel {g['number']}: {g['title']}", _goal_words(g)) for g in goals))
        if goals
        else Paragraph("Für dieses Handlungsfeld ist noch kein Ziel gesetzt."),
        Heading("Maßnahmen", 3),
    ]
    if not measures:
        return [*blocks, Paragraph("Für dieses Handlungsfeld steht in dieser Fassung noch keine Maßnahme.")]
    blocks += [
        _measure_table(book, field, measures),
        DefinitionList(tuple((f"{m['number']} {m['title']}", _measure_words(m)) for m in measures)),
    ]
    blocks += _logic(measures)
    return blocks


def _needs_of(book: Book, field: dict[str, Any], goals: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    linked = {u for g in goals for u in book.linked("need_goal", g["uid"], back=True)}
    return [n for n in book.content["needs"] if n["field"] == field["uid"] or n["uid"] in linked]


def _need_words(book: Book, need: dict[str, Any]) -> str:
    findings = book.by_uid("findings")
    supports = [
        f"Befund {findings[u]['number']}" for u in book.linked("finding_need", need["uid"], back=True) if u in findings
    ]
    return _lines(
        need["description"],
        _labelled(
            ("Für wen", need["target_group"]),
            ("Gebiet", need["region"]),
            ("Dringlichkeit", str(Urgency(need["urgency"]).label)),
        ),
        f"Beruht auf {', '.join(supports)}." if supports else "",
    )


def _labelled(*pairs: tuple[str, str]) -> str:
    return ". ".join(f"{label}: {text}" for label, text in pairs if text)


def _goal_words(goal: dict[str, Any]) -> str:
    year = f"Erreicht bis Ende {goal['target_year']}." if goal["target_year"] else ""
    return (
        _lines(goal["description"], year, _labelled(("Woran wir es merken", goal["measured_by"])))
        or "ohne weitere Angaben"
    )


def _measure_table(book: Book, field: dict[str, Any], measures: Sequence[dict[str, Any]]) -> TableBlock:
    goals = book.by_uid("goals")
    rows = []
    for m in measures:
        served = [goals[u]["number"] for u in book.linked("goal_measure", m["uid"], back=True) if u in goals]
        rows.append(
            (
                m["number"],
                m["title"],
                ", ".join(served) or "–",
                _comma(m["target_group"], m["social_area"]) or "–",
                _comma(m["lead_unit"], m["partners"] and f"mit {m['partners']}") or "–",
                duration(m) or "–",
                str(MeasureStatus(m["status"]).label),
            )
        )
    return TableBlock(
        caption=f"Maßnahmen im Handlungsfeld {field['title']}",
        header=(
            "Nr.",
            "Maßnahme",
            "Ziel",
            "Zielgruppe, Sozialraum",
            "Federführung, Mitwirkende",
            "Laufzeit",
            "Umsetzung",
        ),
        rows=tuple(rows),
        widths=(0, 1.4, 0, 1.1, 1.2, 0.8, 0.8),
    )


def _comma(*texts: str) -> str:
    return ", ".join(t for t in texts if t)


def duration(m: dict[str, Any]) -> str:
    """ "9/2023 bis 12/2028", "Daueraufgabe seit 9/2023"."""
    start, end = (
        f"{date.fromisoformat(d).month}/{date.fromisoformat(d).year}" if d else "" for d in (m["start"], m["end"])
    )
    if m["permanent"]:
        return f"Daueraufgabe seit {start}" if start else "Daueraufgabe"
    if start and end:
        return f"{start} bis {end}"
    return f"ab {start}" if start else f"bis {end}" if end else ""


def _measure_words(m: dict[str, Any]) -> str:
    sachstand = (
        f"Sachstand{' vom ' + german(m['progress_on']) if m['progress_on'] else ''}: {m['progress_note']}"
        if m["progress_note"]
        else ""
    )
    return (
        _lines(m["description"], sachstand, _labelled(("Nächster Schritt", m["next_step"]))) or "ohne weitere Angaben"
    )


def _logic(measures: Sequence[dict[str, Any]]) -> list[Block]:
    described = [m for m in measures if m["logic"]]
    if not described:
        return []
    blocks: list[Block] = [Heading("Wirkungslogik", 3)]
    for m in described:
        rows = tuple(
            (
                str(ImpactStep(i["step"]).label),
                ImpactStep(i["step"]).level,
                i["text"],
                i["indicator_text"] or "Indikator fehlt",
            )
            for i in sorted(m["logic"], key=lambda i: i["step"])
        )
        blocks.append(
            TableBlock(
                caption=f"Wirkungstreppe der Maßnahme {m['number']}: {m['title']}",
                header=("Stufe", "Ebene", "Was geschehen soll", "Woran man es merkt"),
                rows=rows,
                widths=(0, 0, 1.4, 1.2),
                notes=("Stufen nach der Wirkungstreppe von Phineo. Stufe 7 wird beobachtet, nicht zugerechnet.",),
            )
        )
    return blocks


# --- 8 to 10 -------------------------------------------------------------------------------------------------------


def _implementation(book: Book) -> list[Block]:
    measures = sorted(book.content["measures"], key=lambda m: m["priority"])
    blocks: list[Block] = [
        Heading("Umsetzung", 1, "8"),
        Lead("Wer zuständig ist, wann es geschieht, was es kostet. Nach Priorität geordnet."),
    ]
    if not measures:
        return [*blocks, Paragraph("Diese Fassung enthält noch keine Maßnahme.")]
    rows = tuple(
        (
            m["number"],
            m["title"],
            str(Priority(m["priority"]).label),
            m["lead_unit"] or "offen",
            duration(m) or "offen",
            m["cost_note"] or "offen",
            m["funding"] or "offen",
        )
        for m in measures
    )
    return [
        *blocks,
        TableBlock(
            caption="Zuständigkeit, Zeit und Finanzierung",
            header=("Nr.", "Maßnahme", "Priorität", "Federführung", "Laufzeit", "Kosten", "Deckung"),
            rows=rows,
            widths=(0, 1.4, 0, 0.9, 0.8, 1, 1),
        ),
    ]


def _monitoring(book: Book) -> list[Block]:
    blocks: list[Block] = [
        Heading("Monitoring, Evaluation, Fortschreibung", 1, "9"),
        *paragraphs(book.content["strategy"]["evaluation"]),
    ]
    rows = []
    for m in book.content["measures"]:
        if m["indicator_text"] or m["target_value"] is not None or m["target_text"]:
            last = m["readings"][-1] if m["readings"] else None
            reading = f"{amount(last['value'])} ({german(last['day'])})" if last else "noch keiner"
            target = _comma(amount(m["target_value"]), m["target_text"]) + (
                f" bis {m['target_year']}" if m["target_year"] else ""
            )
            rows.append(
                (
                    m["number"],
                    m["indicator_text"] or m["title"],
                    _comma(amount(m["baseline_value"]), m["baseline_text"]) or "–",
                    target or "fehlt",
                    reading,
                )
            )
    if rows:
        blocks.append(
            TableBlock(
                caption="Indikatoren der Maßnahmen",
                header=("Nr.", "Indikator", "Ausgangswert", "Zielwert", "Letzter Messwert"),
                rows=tuple(rows),
                widths=(0, 1.6, 1, 1, 1),
                notes=(
                    "Messwerte: Meldungen der zuständigen Stellen."
                    + ("" if book.content["organisation"]["is_example"] is False else " Erfundenes Beispiel."),
                ),
            )
        )
    else:
        blocks.append(Paragraph("Zielwerte sind in dieser Fassung noch nicht festgelegt."))
    return blocks


def _decisions(book: Book) -> list[Block]:
    blocks: list[Block] = [Heading("Beschlüsse", 1, "10"), *paragraphs(book.content["strategy"]["decision_note"])]
    blocks.append(SideNote("Was gilt", "Maßgeblich ist die Niederschrift des Sitzungsdienstes."))
    rows = [
        (m["number"], m["title"], m["decision_note"] or "eigener Beschluss fehlt noch")
        for m in book.content["measures"]
        if m["decision_note"] or m["needs_own_decision"]
    ]
    if rows:
        blocks.append(
            TableBlock(
                "Beschlüsse zu einzelnen Maßnahmen", ("Nr.", "Maßnahme", "Beschluss"), tuple(rows), widths=(0, 1.5, 1.5)
            )
        )
    return blocks


# --- appendices ----------------------------------------------------------------------------------------------------


def _appendix_indicators(book: Book) -> list[Block]:
    blocks: list[Block] = [Heading("Indikatoren", 1, "Anhang A")]
    if not book.series:
        return [*blocks, Paragraph("Die Befunde dieser Fassung ruhen auf keiner amtlichen Zahlenreihe.")]
    blocks.append(Paragraph("Wie jede verwendete Kennzahl bestimmt ist, was sie nicht zeigt, woher sie kommt."))
    items = []
    for s in book.series:
        own = [o for o in s.released.payload if o.region == book.region] or list(s.released.payload)
        last = own[-1]
        items.append(
            (
                s.info.name,
                _lines(
                    f"{s.info.definition} Einheit: {s.info.unit_phrase}.",
                    f"Nicht enthalten: {s.info.not_shown}",
                    f"Quelle: {last.source}. Gebietsstand: {last.territorial_status}. Ausgabe: {s.editions}.",
                    f"Jüngster Wert: {period(last.period)}, {figure_text(last, s.info.decimals)}. Kennung: {s.info.code}.",
                ),
            )
        )
    return [*blocks, DefinitionList(tuple(items), small=True)]


def _appendix_thread(book: Book) -> list[Block]:
    findings, needs, goals = (book.by_uid(k) for k in ("findings", "needs", "goals"))

    def words(kind: dict[str, dict[str, Any]], uids: Iterable[str]) -> str:
        return "; ".join(f"{kind[u]['number']} {kind[u]['title']}" for u in uids if u in kind) or "–"

    rows = []
    for m in book.content["measures"]:
        own_goals = book.linked("goal_measure", m["uid"], back=True)
        own_needs = list(dict.fromkeys(n for g in own_goals for n in book.linked("need_goal", g, back=True)))
        own_findings = list(dict.fromkeys(f for n in own_needs for f in book.linked("finding_need", n, back=True)))
        rows.append(
            (
                words(findings, own_findings),
                words(needs, own_needs),
                words(goals, own_goals),
                f"{m['number']} {m['title']}",
            )
        )
    blocks: list[Block] = [
        Heading("Der rote Faden", 1, "Anhang B"),
        Paragraph(
            "Zu jeder Maßnahme: welchem Ziel sie dient, auf welchen Bedarf es antwortet, auf welchen Befunden der ruht."
        ),
    ]
    if not rows:
        return [*blocks, Paragraph("Diese Fassung enthält noch keine Maßnahme.")]
    return [
        *blocks,
        TableBlock(
            "Von der Maßnahme zurück zum Befund",
            ("Befund", "Bedarf", "Ziel", "Maßnahme"),
            tuple(rows),
            widths=(1, 1, 1, 1),
        ),
    ]
