"""Chapters of the report: what stands out, the themes, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.gaps import BUND, LAND, gap_sentence, missing_references, with_gaps
from sozialstrategie.evidence.monitoring.report.content import Entry, Subject
from sozialstrategie.evidence.monitoring.report.dense import (
    LEGEND,
    NOT_THERE,
    Spread,
    dense_table,
    missing_cells,
    sign_notes,
)
from sozialstrategie.evidence.monitoring.report.sentences import (
    headline,
    in_words,
    missing_years,
    sentences,
    span,
    statement,
)
from sozialstrategie.evidence.monitoring.signals import SignalDraft, SignalList
from sozialstrategie.kit.documents.model import (
    Block,
    BulletList,
    DefinitionList,
    Heading,
    Lead,
    Notice,
    Paragraph,
    SideNote,
    table_block,
)
from sozialstrategie.kit.figures.format import number, period

CHARTS_PER_THEME = 2
ROOM, PER_ROW, WHOLE_PAGE = 135, 6.3, 220  # millimetres: sentence, picture and table of a section stand on one page
LONG = 14  # rows from which a table of years is set close
CHART_YEARS = 4  # a line needs at least so many values
OLD_AFTER = 3  # years behind the newest figure from which a figure is named as old
NOT_IN_CATALOGUE = (
    "Zahlen unterhalb des Kreises: Gemeinden, Ortsteile, Sozialräume",
    "Engagement, Vereine, Teilhabe am kulturellen Leben",
    "Wohnungslosigkeit",
    "Wie es den Menschen geht: Zufriedenheit, Einsamkeit, Vertrauen. Dazu gibt es Befragungen, keine amtlichen Kreiszahlen",
)


def example_notice(subject: Subject) -> list[Block]:
    """Said once in full, besides the mark on every page."""
    blocks: list[Block] = []
    if subject.example:
        blocks.append(
            Notice(
                "Erfundenes Beispiel",
                f"{subject.author} gibt es nicht. Die Zahlen sind amtlich und gehören zu {subject.name}.",
                example=True,
            )
        )
    return blocks


def key_figures(subject: Subject, entries: Sequence[Entry]) -> list[Block]:
    """The first figure of each theme, for readers who may not see drafted observations: figures, no selection by us."""
    first = {theme: _able(found)[:1] or found[:1] for theme, found in _by_theme(entries).items()}
    chosen = [e for found in first.values() for e in found]
    return [
        Lead(f"{in_words(len(chosen)).capitalize()} Zahlen, aus jedem Thema die erste."),
        SideNote(
            "Zahlen, keine Befunde",
            "Was davon auffällt und warum, prüfen Fachleute vor Ort. Öffentlich wird ein Befund erst, wenn sie ihn angenommen "
            "und freigegeben haben; Entwürfe eines Programms stehen hier nicht.",
        ),
        DefinitionList(
            tuple((headline(e), f"{sentences(e, subject)}\nThema {e.info.theme}. Quelle: {e.own[-1].source}".strip()) for e in chosen),
            small=True,
        ),
    ]  # fmt: skip


def _by_theme(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    themes: dict[str, list[Entry]] = {}
    for entry in entries:
        themes.setdefault(entry.info.theme, []).append(entry)
    return themes


def _able(entries: Sequence[Entry]) -> list[Entry]:
    """Those with enough values for a line."""
    return [e for e in entries if len(e.own) >= CHART_YEARS]


def summary(signals: SignalList) -> list[Block]:
    """What stands out: drafted observations, marked as such, with the number of comparisons."""
    if not signals.drafts:
        return [
            Paragraph("In den vorliegenden Zahlen fällt nichts auf, das über gewöhnliche Unterschiede hinausgeht."),
        ]
    return [
        Lead(f"Was in den Zahlen auffällt: {in_words(len(signals.drafts))} Beobachtungen."),
        SideNote(
            "Aus Daten entworfen, von niemandem geprüft.",
            "Ein Programm hat verglichen, nicht geurteilt. Ursachen stehen nicht in den Zahlen. Erst wenn Fachleute eine "
            "Beobachtung annehmen, wird sie ein Befund.",
            "observation",
            "Beobachtungen",
        ),
        SideNote(
            "Wie ausgewählt wurde",
            f"{number(signals.comparisons)} Vergleiche in {signals.indicators} Kennzahlen, {signals.found} davon auffällig. Gezeigt "
            "werden höchstens sieben, verteilt über die Themen. Bei so vielen Vergleichen fällt manches durch Zufall auf.",
        ),
        DefinitionList(
            tuple(
                (d.title, f"{d.text} {d.caveat}\n{d.kind}, Thema {d.theme}. Quelle: {d.own.source}")
                for d in signals.drafts
            ),
            small=True,  # seven observations with their sources fit on one page
        ),
    ]


def about(subject: Subject, used: Sequence[Entry]) -> list[Block]:
    """How to read the report, and where its figures come from."""
    sources = list(dict.fromkeys(o.source for e in used for o in e.own))
    return [
        Paragraph(
            f"Der Bericht stellt {len(used)} Kennzahlen für {subject.name} neben die Werte für Thüringen und für Deutschland. "
            "Er beschreibt Umstände, in denen Menschen leben. Er erklärt sie nicht und ordnet keine Orte in eine Rangfolge."
        ),
        SideNote("Gleicher Wert, gleiche Zahl", "Gerundet wird erst am Ende und kaufmännisch. Abstände sind aus den gezeigten Werten gerechnet."),
        Paragraph(
            "Jede Abbildung hat eine Tabelle mit denselben Zahlen. Unter beiden stehen Quelle und Ausgabe. Was eine Zahl nicht "
            "zeigt, steht am Rand; wie sie entstanden ist, in Anhang A. Zeichen wie „.“ und „–“ erklärt Anhang B, den Stand der "
            "Zahlen Anhang C."
        ),
        Paragraph("In den Abbildungen ist der eigene Ort die kräftige Linie mit Punkten, Thüringen die dunkle, Deutschland die gestrichelte. "
                  "Eine gepunktete eigene Linie sagt: eigene Berechnung aus amtlichen Zahlen."),
        Paragraph("Die Zahlen stammen aus diesen Veröffentlichungen:"),
        BulletList(tuple(sources)),
    ]  # fmt: skip


def theme_chapter(
    index: int,
    entries: Sequence[Entry],
    subject: Subject,
    drafts: Sequence[SignalDraft],
    spread: Spread,
    *,
    after: int = 0,
) -> list[Block]:
    """One theme: a page of profile, comparison and development, then at most CHARTS_PER_THEME indicators with picture and table.

    Args:
        after: sections of the chapter that stand before these.
    """
    noted = {d.indicator for d in drafts}
    able = _able(entries)
    # The first of the theme always, so that reports of two years can be laid side by side; then what stands out.
    ranked = able[:1] + sorted(able[1:], key=lambda e: e.info.code not in noted)
    charted = [e for e in entries if e in ranked[:CHARTS_PER_THEME]]
    blocks = _at_a_glance(f"{index}.{after + 1}", entries, charted, subject, spread)
    for number_, entry in enumerate(charted, start=after + 2):
        blocks += _section(f"{index}.{number_}", entry, subject, drafts)
    return blocks


def _at_a_glance(
    number_: str, entries: Sequence[Entry], charted: Sequence[Entry], subject: Subject, spread: Spread
) -> list[Block]:
    """All indicators in one table with place and course, and a sentence on each that gets no section of its own."""
    newest = [e.own[-1] for e in entries]
    sources = "; ".join(dict.fromkeys(o.source for o in newest))
    absent = [f"{NOT_THERE}: liegt für dieses Gebiet und diese Zeit nicht vor"] if missing_cells(entries) else []
    table = dense_table(
        entries,
        subject,
        spread,
        caption="Alle Kennzahlen des Themas: Vergleich und Entwicklung",
        source=sources,
        notes=(
            LEGEND,
            *sign_notes(entries),
            *absent,
            f"Ausgaben: {', '.join(dict.fromkeys(o.edition for o in newest))}. Gebietsstand und Ableitung: Anhang A",
        ),
    )
    # what gets a section of its own has its sentence there; the comparison stands in the table
    words = tuple(text for e in entries if e not in charted and (text := statement(e, subject)))
    return [Heading("Auf einen Blick", 2, number_), table, *([BulletList(words, small=True)] if words else [])]


def _section(number_: str, entry: Entry, subject: Subject, all_drafts: Sequence[SignalDraft]) -> list[Block]:
    from sozialstrategie.kit.documents.charts import chart_figure  # heavy: brings the chart renderer
    from sozialstrategie.kit.figures.charts import PRINT, time_series, value_axis_start
    from sozialstrategie.kit.figures.tables import sources, time_table

    info, own = entry.info, (subject.code, subject.short)
    drafts = [d for d in all_drafts if d.indicator == info.code]
    references = [
        ref for ref in (LAND, BUND) if any(o.region == ref[0] and o.value is not None for o in entry.released.payload)
    ]
    chart = time_series(
        entry.released,
        info,
        own=own,
        land=LAND if LAND in references else None,
        bund=BUND if BUND in references else None,
        size=PRINT,
    )
    zero = ". Die Werteachse beginnt nicht bei null" if value_axis_start(chart) > 0 else ""
    missing = missing_references(entry.released)
    rows = with_gaps(time_table(entry.released, info, own=own, caption=f"{info.name}, {span(entry)}"), missing)
    table = table_block(rows, own_column=1, full=False, dense=len(rows.rows) > LONG)
    edition = f"{sources(entry.own)}, Ausgabe {', '.join(dict.fromkeys(o.edition for o in entry.own))}"
    return [
        Heading(info.name, 2, number_, room=_room(len(rows.rows))),
        *([Paragraph(text)] if (text := sentences(entry, subject) or gap_sentence(missing)) else []),
        *(
            SideNote(
                d.kind, f"{d.text} Aus Daten entworfen, fachliche Prüfung steht aus.", "observation", "Beobachtung"
            )
            for d in drafts
        ),
        SideNote("Was die Zahl nicht zeigt", info.not_shown),
        *([SideNote("Bruch in der Reihe", " ".join(f"Seit {y}: {w}." for y, w in info.breaks))] if info.breaks else []),
        chart_figure(
            chart,
            title=headline(entry),
            subtitle=f"{info.unit_phrase[:1].upper()}{info.unit_phrase[1:]}{zero}",
            source=edition,
        ),
        table,
    ]


def _room(rows: int) -> int:
    return min(WHOLE_PAGE, round(ROOM + PER_ROW * rows))


def gaps(index: int, subject: Subject, entries: Sequence[Entry], newest: date, *, after: int = 0) -> list[Block]:
    """What is missing, said in full: a reader must not take silence for zero."""
    shown = {e.info.code for e in entries if e.own}
    absent = [d.name for d in catalogue().values() if d.code not in shown]
    old = [e for e in entries if e.own and e.own[-1].year <= newest.year - OLD_AFTER]
    signs = [f"{e.info.name}: {text}" for e in entries if e.own and (text := missing_years(e))]
    blocks: list[Block] = [Lead("Was dieser Bericht nicht weiß.")]
    blocks += [
        Heading("Themen ohne Zahlen", 2, f"{index}.{after + 1}"),
        Paragraph("Für diese Themen führt der Katalog noch keine Kennzahl:"),
        BulletList(NOT_IN_CATALOGUE),
    ]
    if absent:
        blocks += [
            Paragraph(f"Diese Kennzahlen des Katalogs liegen für {subject.name} nicht vor:"),
            BulletList(tuple(absent)),
        ]
    blocks.append(Heading("Fehlende und ältere Werte", 2, f"{index}.{after + 2}"))
    if signs:
        blocks += [
            Paragraph("In diesen Reihen fehlen Jahre oder stehen Zeichen statt Zahlen. Das ist nicht null."),
            BulletList(tuple(signs)),
        ]
    if old:
        names = tuple(f"{e.info.name}: {period(e.own[-1].period)}" for e in old)
        blocks += [
            Paragraph(
                "Bei diesen Kennzahlen liegt der jüngste Wert mindestens drei Jahre vor der jüngsten Zahl des Berichts:"
            ),
            BulletList(names),
        ]
    doubtful = tuple(
        f"{e.info.name}, {y}: {why.rstrip('.')}." for e in entries if e.own for y, why in e.definition.doubtful
    )
    if doubtful:
        blocks += [Paragraph("Diese Werte sind gezeigt, tragen aber keinen Satz:"), BulletList(doubtful)]
    return blocks
