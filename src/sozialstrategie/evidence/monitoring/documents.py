"""The Sozialbericht of a Kreis: what the figures say by themes, how each came about, and what they do not show.

Every sentence with a figure is made from the catalogue's wording and released figures; distances are computed from
the shown values. Nothing here judges people or places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sozialstrategie.evidence.disclosure.gate import log_release
from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.model import (
    Attachment,
    Block,
    BulletList,
    DefinitionList,
    Document,
    Heading,
    Lead,
    Notice,
    Outline,
    Paragraph,
    SideNote,
    TableBlock,
    table_block,
)
from sozialstrategie.kit.documents.registry import DocumentKind
from sozialstrategie.kit.figures.format import SIGN_SPELLING, figure, number, period, rounded
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released, Sign

LAND, BUND = ("16", "Thüringen"), ("DG", "Deutschland")
CHARTS_PER_THEME = 2
CHART_YEARS = 4  # a line needs at least so many values
OLD_AFTER = 3  # years behind the newest figure from which a figure is named as old
NOT_IN_CATALOGUE = (
    "Zahlen unterhalb des Kreises: Gemeinden, Ortsteile, Sozialräume",
    "Hilfen zur Erziehung, Beratung und Kinderschutz",
    "Engagement, Vereine, Teilhabe am kulturellen Leben",
    "Wohnungslosigkeit und Überschuldung",
    "Wie es den Menschen geht: Zufriedenheit, Einsamkeit, Vertrauen. Dazu gibt es Befragungen, keine amtlichen Kreiszahlen",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose report this is."""

    code: str
    name: str
    short: str
    author: str
    cofunding: str
    example: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator with the figures the report shows."""

    definition: Any
    info: IndicatorInfo
    released: Released[Observations]
    own: tuple[Observation, ...]  # with a value, by time
    key: str

    @property
    def latest(self) -> Observation | None:
        """The newest value that may carry a sentence."""
        doubtful = {year for year, _ in self.definition.doubtful}
        return next((o for o in reversed(self.own) if o.year not in doubtful), None)

    def of(self, region: str, when: str) -> Observation | None:
        return next((o for o in self.released.payload if o.region == region and o.period == when), None)


def build_sozialbericht(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """The report as PDF (or Word file).

    Raises:
        Refused: the key is not a Kreis of Thüringen, or there are no figures yet.
    """
    subject = _subject(region, owner)
    entries = _entries(subject.code)
    if not any(e.own for e in entries):
        raise Refused(f"Für {subject.name} liegen noch keine Zahlen vor. Bitte zuerst Zahlen einlesen und berechnen.")
    document = sozialbericht(subject, entries)
    for entry in entries:
        if entry.released.payload:
            log_release(entry.released, channel="document:sozialbericht", actor=actor)
    if format == "docx":
        from sozialstrategie.kit.documents.docx_writer import to_docx  # heavy: only when a Word file is asked for

        return to_docx(document)
    from sozialstrategie.kit.documents.typst_writer import to_pdf  # heavy: only when a PDF is asked for

    return to_pdf(document)


SOZIALBERICHT = DocumentKind("sozialbericht", "Sozialbericht", ("pdf", "docx"), build_sozialbericht)


def sozialbericht(subject: Subject, entries: Sequence[Entry]) -> Document:
    """The whole content; needs the database only for the drafted observations."""
    from sozialstrategie.evidence.monitoring.signals import signals_for  # here: signals read queries too

    signals = signals_for(subject.code, audience="public")
    used = [e for e in entries if e.own]
    newest = max(_day(o) for e in used for o in e.own)
    blocks: list[Block] = [Outline(depth=2)]
    blocks += _summary(subject, signals)
    blocks += _about(subject, used)
    themes = list(dict.fromkeys(e.info.theme for e in used))
    for index, theme in enumerate(themes, start=3):
        blocks += _theme(index, theme, [e for e in used if e.info.theme == theme], subject, signals)
    blocks += _gaps(len(themes) + 3, subject, entries, newest)
    blocks += _appendix_indicators(used)
    blocks += _appendix_signs()
    blocks += _appendix_state(used)
    return Document(
        title=f"Sozialbericht {subject.name}",
        subtitle="Was die amtlichen Zahlen zeigen, im Vergleich mit Thüringen und Deutschland",
        date=newest,
        blocks=tuple(blocks),
        author=subject.author,
        state="Aus Daten entworfen. Von niemandem fachlich geprüft, nicht beschlossen.",
        date_label=f"Jüngste Zahl vom {newest:%d.%m.%Y}. Jede Zahl trägt ihr eigenes Jahr.",
        cofunding=subject.cofunding,
        footer="Amtliche Zahlen. Alle Werte liegen der Datei als csv bei. Aus Daten entworfen, nicht beschlossen.",
        keywords=("Sozialbericht", subject.name, "Sozialplanung", *themes),
        attachments=(_csv(subject, used),),
        example=subject.example,
    )


def _subject(region: str | None, owner: str | None) -> Subject:
    organisation = Organisation.objects.filter(slug=owner).first() if owner else None
    if owner and organisation is None:
        raise Refused(f"Die Organisation „{owner}“ gibt es nicht.")
    code = organisation.region_code if organisation else region or ""
    record = regions.record(code)
    if record is None or record.level != "kreis" or record.parent != "16" or record.valid_to is not None:
        raise Refused(
            f"„{code}“ ist kein Kreis und keine kreisfreie Stadt in Thüringen. Erwartet wird ein Schlüssel wie 16062."
        )
    example = organisation is not None and organisation.is_example
    if organisation is None:
        candidates = Organisation.objects.filter(region_code=code, is_example=False).order_by("pk")
        organisation = candidates.exclude(cofunding_notice="").first()
    notice = organisation.cofunding_notice if organisation else ""
    author = organisation.name if organisation and owner else record.name
    return Subject(code, record.name, record.short_name, author, notice, example)


def _entries(code: str) -> list[Entry]:
    found = []
    series = queries.many_series(list(catalogue()), regions=[code, LAND[0], BUND[0]])
    for key, definition in catalogue().items():
        released = series.get(key)
        if released is None:
            continue
        own = sorted((o for o in released.payload if o.region == code and o.value is not None), key=lambda o: (o.year, o.period))
        found.append(Entry(definition, queries.info(key), released, tuple(own), code))
    return found


def _day(o: Observation) -> date:
    """The last day of the period that a figure describes."""
    parts = o.period.split("-")
    return date(*map(int, parts)) if len(parts) == 3 else date(o.year, 12, 31)


def _summary(subject: Subject, signals: Any) -> list[Block]:
    blocks: list[Block] = [Heading("Kurzfassung", 1, "1")]
    if subject.example:
        blocks.append(
            Notice(
                "Erfundenes Beispiel",
                f"{subject.author} gibt es nicht. Die Zahlen sind amtlich und gehören zu {subject.name}.",
                example=True,
            )
        )
    if not signals.drafts:
        return [*blocks, Paragraph("In den vorliegenden Zahlen fällt nichts auf, das über gewöhnliche Unterschiede hinausgeht.")]
    blocks += [
        Lead(f"Was in den Zahlen für {subject.name} auffällt: {_count(len(signals.drafts))} Beobachtungen."),
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
            tuple((d.title, f"{d.text} {d.caveat}\n{d.kind}, Thema {d.theme}. Quelle: {d.own.source}") for d in signals.drafts)
        ),
    ]
    return blocks


def _count(n: int) -> str:
    words = ("null", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben")
    return words[n] if n < len(words) else str(n)


def _about(subject: Subject, used: Sequence[Entry]) -> list[Block]:
    sources = list(dict.fromkeys(o.source for e in used for o in e.own))
    return [
        Heading("Zu diesem Bericht", 1, "2"),
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


def _theme(index: int, theme: str, entries: Sequence[Entry], subject: Subject, signals: Any) -> list[Block]:
    blocks: list[Block] = [Heading(theme, 1, str(index))]
    noted = {d.indicator for d in signals.drafts}
    able = [e for e in entries if len(e.own) >= CHART_YEARS]
    charted = sorted(able, key=lambda e: e.info.code not in noted)[:CHARTS_PER_THEME]
    charted = [e for e in entries if e in charted]
    rest = [e for e in entries if e not in charted]
    for number_, entry in enumerate(charted, start=1):
        blocks += _section(f"{index}.{number_}", entry, subject, signals)
    blocks.append(Heading("Alle Kennzahlen des Themas", 2, f"{index}.{len(charted) + 1}"))
    sentences = [s for e in rest if (s := _sentences(e, subject))]
    blocks += [Paragraph(s) for s in sentences]
    blocks.append(_comparison(theme, entries, subject))
    return blocks


def _section(number_: str, entry: Entry, subject: Subject, signals: Any) -> list[Block]:
    from sozialstrategie.kit.documents.charts import chart_figure  # heavy: brings the chart renderer
    from sozialstrategie.kit.figures.charts import PRINT, starts_at_zero, time_series
    from sozialstrategie.kit.figures.tables import sources, time_table

    info, own = entry.info, (subject.code, subject.short)
    drafts = [d for d in signals.drafts if d.indicator == info.code]
    references = [ref for ref in (LAND, BUND) if any(o.region == ref[0] and o.value is not None for o in entry.released.payload)]
    chart = time_series(
        entry.released, info, own=own, land=LAND if LAND in references else None, bund=BUND if BUND in references else None, size=PRINT
    )
    zero = "" if starts_at_zero(info) else ". Die Werteachse beginnt nicht bei null"
    table = table_block(
        time_table(entry.released, info, own=own, references=references, caption=f"{info.name}, {_span(entry)}"), own_column=1, full=False
    )
    edition = f"{sources(entry.own)}, Ausgabe {', '.join(dict.fromkeys(o.edition for o in entry.own))}"
    return [
        Heading(info.name, 2, number_),
        *([Paragraph(text)] if (text := _sentences(entry, subject)) else []),
        *(SideNote(_change_word(d), "Aus Daten entworfen, fachliche Prüfung steht aus.", "observation", "Beobachtung") for d in drafts),
        SideNote("Was die Zahl nicht zeigt", info.not_shown),
        *([SideNote("Bruch in der Reihe", " ".join(f"Seit {y}: {w}." for y, w in info.breaks))] if info.breaks else []),
        chart_figure(chart, title=_headline(entry), subtitle=f"{info.unit_phrase[:1].upper()}{info.unit_phrase[1:]}{zero}", source=edition),
        table,
    ]


def _change_word(draft: Any) -> str:
    return f"{draft.kind}: {draft.text}"


def _span(entry: Entry) -> str:
    first, last = period(entry.own[0].period), period(entry.own[-1].period)
    return first if first == last else f"{first} bis {last}"


def _headline(entry: Entry) -> str:
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


def _sentences(entry: Entry, subject: Subject) -> str:
    from sozialstrategie.evidence.monitoring.signals.sentences import region_in

    own = entry.latest
    if own is None or own.value is None or not entry.definition.sentence:
        return ""
    decimals = entry.info.decimals
    when = own.period if "/" in own.period else str(own.year)
    parts = [entry.definition.sentence.format(region_in=region_in(subject.name), year=when, value=number(own.value, decimals)).rstrip(".") + "."]
    others = [(name, o) for key, name in (LAND, BUND) if (o := entry.of(key, own.period)) and o.value is not None]
    if others and entry.info.unit != "Personen":
        values = ", ".join(f"in {name} {number(o.value, decimals)}" for name, o in others if o.value is not None)
        parts.append(f"{values[:1].upper()}{values[1:]}.".replace("In ", "Zum Vergleich: in ", 1))
        parts.append(_distances(own, others, entry.info))
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
            parts.append(f"{number(abs(distance), info.decimals)}{word} {'mehr' if distance > 0 else 'weniger'} als in {name}")
    return f"Das sind {' und '.join(parts)}."


def _comparison(theme: str, entries: Sequence[Entry], subject: Subject) -> TableBlock:
    rows = []
    for e in entries:
        own = e.own[-1]
        texts = [_text(e.of(key, own.period), e.info) for key in (subject.code, LAND[0], BUND[0])]
        rows.append((e.info.name, e.info.unit_phrase, period(own.period), *texts))
    observations = [e.own[-1] for e in entries]
    sources = "; ".join(dict.fromkeys(o.source for o in observations))
    signs = {o.sign for e in entries for key in (LAND[0], BUND[0]) if (o := e.of(key, e.own[-1].period)) and o.sign is not None}
    return TableBlock(
        caption=f"{theme}: die jüngsten Werte im Vergleich",
        header=("Kennzahl", "Einheit", "Zeit", subject.short, LAND[1], BUND[1]),
        rows=tuple(rows),
        numeric=frozenset({2, 3, 4, 5}),
        own_column=3,
        widths=(1.15, 1, 0, 0, 0, 0),
        source=sources,
        notes=(
            *(f"{SIGN_SPELLING[s]} {s.meaning}" for s in sorted(signs)),
            f"Ausgaben: {', '.join(dict.fromkeys(o.edition for o in observations))}. Gebietsstand und Ableitung: Anhang A",
        ),
    )


def _text(o: Observation | None, info: IndicatorInfo) -> str:
    return figure(o, info.decimals) if o is not None else "liegt nicht vor"


def _gaps(index: int, subject: Subject, entries: Sequence[Entry], newest: date) -> list[Block]:
    """What is missing, said in full: a reader must not take silence for zero."""
    shown = {e.info.code for e in entries if e.own}
    absent = [d.name for d in catalogue().values() if d.code not in shown]
    old = [e for e in entries if e.own and e.own[-1].year <= newest.year - OLD_AFTER]
    signs = [f"{e.info.name}: {text}" for e in entries if e.own and (text := _missing_years(e))]
    blocks: list[Block] = [Heading("Datenlücken", 1, str(index)), Lead("Was dieser Bericht nicht weiß.")]
    blocks += [
        Heading("Themen ohne Zahlen", 2, f"{index}.1"),
        Paragraph("Für diese Themen führt der Katalog noch keine Kennzahl:"),
        BulletList(NOT_IN_CATALOGUE),
    ]
    if absent:
        blocks += [Paragraph(f"Diese Kennzahlen des Katalogs liegen für {subject.name} nicht vor:"), BulletList(tuple(absent))]
    blocks.append(Heading("Fehlende und ältere Werte", 2, f"{index}.2"))
    if signs:
        blocks += [Paragraph("In diesen Reihen fehlen Jahre oder stehen Zeichen statt Zahlen. Das ist nicht null."), BulletList(tuple(signs))]
    if old:
        names = tuple(f"{e.info.name}: {period(e.own[-1].period)}" for e in old)
        blocks += [Paragraph("Bei diesen Kennzahlen liegt der jüngste Wert mindestens drei Jahre vor der jüngsten Zahl des Berichts:"), BulletList(names)]
    doubtful = tuple(f"{e.info.name}, {y}: {why.rstrip('.')}." for e in entries if e.own for y, why in e.definition.doubtful)
    if doubtful:
        blocks += [Paragraph("Diese Werte sind gezeigt, tragen aber keinen Satz:"), BulletList(doubtful)]
    return blocks


def _missing_years(entry: Entry) -> str:
    own = sorted((o for o in entry.released.payload if o.region == entry.key), key=lambda o: o.year)
    signs = [f"{period(o.period)} steht „{SIGN_SPELLING[o.sign]}“" for o in own if o.sign is not None]
    years = sorted({o.year for o in own})
    steps = [b - a for a, b in zip(years, years[1:], strict=False)]
    usual = max(set(steps), key=steps.count) if steps else 1
    holes = [f"keine Werte zwischen {a} und {b}" for a, b in zip(years, years[1:], strict=False) if b - a > usual]
    return "; ".join([*signs, *holes])


def _appendix_indicators(used: Sequence[Entry]) -> list[Block]:
    blocks: list[Block] = [
        Heading("Indikatoren", 1, "Anhang A"),
        Paragraph("Wie jede Kennzahl bestimmt ist, was sie nicht zeigt, woher sie kommt."),
    ]
    for n, theme in enumerate(dict.fromkeys(e.info.theme for e in used), start=1):
        blocks.append(Heading(theme, 2, f"A.{n}"))
        blocks.append(DefinitionList(tuple((e.info.name, _profile(e)) for e in used if e.info.theme == theme), small=True))
    return blocks


def _profile(entry: Entry) -> str:
    info, last = entry.info, entry.own[-1]
    derivation = entry.definition.derivation(last.derivation)
    origin = "amtlich veröffentlicht" if derivation.origin == "official" else "eigene Berechnung"
    lines = [
        f"{info.definition} Einheit: {info.unit_phrase}.",
        f"Nicht enthalten: {info.not_shown}",
        f"Quelle: {last.source}. Ableitung: {derivation.label} ({origin}). Gebietsstand: {last.territorial_status}.",
        f"Jüngster Wert: {period(last.period)}. Reihe: {_span(entry)}. Ausgabe: {last.edition}. Kennung: {info.code}.",
    ]
    if derivation.note:
        lines.append(f"Hinweis: {derivation.note}")
    return "\n".join(lines)


def _appendix_signs() -> list[Block]:
    rows = tuple((SIGN_SPELLING[s], s.meaning) for s in Sign)
    return [
        Heading("Zeichen", 1, "Anhang B"),
        Paragraph("Die Zeichen der amtlichen Statistik bleiben stehen. Sie sind keine Null, außer wo es dabeisteht, und werden nie mitgerechnet."),
        TableBlock("Zeichen statt Zahlen", ("Zeichen", "Bedeutung"), rows, widths=(1, 5), full=False),
    ]  # fmt: skip


def _appendix_state(used: Sequence[Entry]) -> list[Block]:
    rows = tuple(
        (e.info.name, period(e.own[-1].period), str(len(e.own)), e.own[-1].source, e.own[-1].edition) for e in used
    )
    return [
        Heading("Stand der Zahlen", 1, "Anhang C"),
        Paragraph("Jede Ausgabe ist unveränderlich. Ihre Kennung macht jede Zahl dieses Berichts nachprüfbar."),
        TableBlock(
            "Jüngster Wert, Quelle und Ausgabe je Kennzahl",
            ("Kennzahl", "Jüngster Wert", "Werte", "Quelle", "Ausgabe"),
            rows,
            numeric=frozenset({1, 2}),
            widths=(1.2, 0, 0, 1.4, 0),
        ),
    ]


def _csv(subject: Subject, used: Sequence[Entry]) -> Attachment:
    from sozialstrategie.kit.figures.export import to_csv

    lines: list[str] = []
    for entry in used:
        header, _, body = to_csv(entry.released).partition("\n")
        lines = lines or [header + "\n"]
        lines.append(body)
    return Attachment(
        f"zahlen-{subject.code}.csv",
        "".join(lines).encode("utf-8"),
        f"Alle Zahlen des Sozialberichts {subject.name}: ungerundet, mit Zeichen, Quelle und Ausgabe; Trennzeichen Semikolon, Dezimalkomma",
    )
