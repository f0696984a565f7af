"""The profile of a Kreis: all themes close together on exactly two A4 pages."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from sozialstrategie.evidence.monitoring.gaps import LAND
from sozialstrategie.evidence.monitoring.report import appendix
from sozialstrategie.evidence.monitoring.report.content import Entry, Subject, last_day
from sozialstrategie.evidence.monitoring.report.dense import (
    LEGEND,
    NOT_THERE,
    Spread,
    dense_table,
    missing_cells,
    sign_notes,
)
from sozialstrategie.evidence.monitoring.report.sentences import shown
from sozialstrategie.evidence.monitoring.signals import SignalDraft, SignalList
from sozialstrategie.kit.documents.model import (
    Block,
    BulletList,
    Document,
    Heading,
    KeyFigures,
    Notice,
    Paragraph,
)
from sozialstrategie.kit.figures.format import period

PAGES = 2
FIRST = ("population", "share_65_plus", "child_sgb2_rate", "unemployment_rate")  # what readers look for first
MOST_DRAFTS = 3
REMEMBERED = 200  # numbers of rows kept, two per Kreis and run
Limits = Mapping[str, int]  # theme -> rows
Fitted = tuple[Document, bytes]
_LIMITS: dict[Hashable, Limits] = {}
FULL = "Das Profil passt nicht auf zwei Seiten."


def fitted_profile(
    subject: Subject,
    entries: Sequence[Entry],
    spread: Spread,
    drafted: SignalList | None,
    *,
    key: Hashable = None,
) -> tuple[Document, bytes]:
    """The profile with as many rows per theme as two pages hold, and its PDF.

    First the same number for every theme, then one more where there is still room, in the order of the themes.

    Args:
        key: under which the numbers are remembered in this process, such as run and place; None = not at all.

    Raises:
        ValueError: even one row per theme is too much.
    """
    used = [e for e in entries if e.own]

    def fitting(limits: Limits) -> Fitted | None:
        return _fitting(profile(subject, used, spread, drafted, limits=limits))

    if key in _LIMITS and (known := fitting(_LIMITS[key])):
        return known
    limits, best = _most({theme: len(rows) for theme, rows in _themes(used)}, fitting)
    if key is not None:
        if len(_LIMITS) >= REMEMBERED:
            _LIMITS.clear()
        _LIMITS[key] = limits
    return best


def _fitting(document: Document) -> Fitted | None:
    from sozialstrategie.kit.documents.typst_writer import page_count, to_pdf  # heavy: only when a PDF is asked for

    pdf = to_pdf(document)
    return (document, pdf) if page_count(pdf) <= PAGES else None


def _most(lengths: Limits, fitting: Callable[[Limits], Fitted | None]) -> tuple[Limits, Fitted]:
    low, high = 0, max(lengths.values(), default=1)
    best: Fitted | None = None
    while low < high:
        middle = (low + high + 1) // 2
        found = fitting(dict.fromkeys(lengths, middle))
        low, high, best = (middle, high, found) if found else (low, middle - 1, best)
    if best is None:
        raise ValueError(FULL)
    limits = dict.fromkeys(lengths, low)
    for theme in (theme for theme, length in lengths.items() if length > low):
        found = fitting({**limits, theme: low + 1})
        if found:
            limits[theme], best = low + 1, found
    return limits, best


def profile(
    subject: Subject,
    used: Sequence[Entry],
    spread: Spread,
    drafted: SignalList | None,
    *,
    limits: Limits | None = None,
) -> Document:
    """The content, without the database.

    Args:
        drafted: None = the reader may not see drafts.
        limits: rows per theme, None = all; what is left out is named by number.
    """
    newest = max(last_day(o) for e in used for o in e.own)
    printed = [e for theme, rows in _themes(used) for e in (rows if limits is None else rows[: limits[theme]])]
    blocks: list[Block] = [*_example(subject), KeyFigures(tuple(_key_figure(e) for e in _first(used)))]
    if drafted is not None:
        blocks += _stands_out(drafted.drafts[:MOST_DRAFTS])
    blocks.append(Heading("Die Zahlen nach Themen", 1))
    for theme, rows in _themes(printed):
        blocks += [Heading(theme, 2), dense_table(rows, subject, spread)]
    blocks += _foot(printed, len(used) - len(printed))
    return Document(
        title=f"Profil {subject.name}",
        subtitle="Die soziale Lage in amtlichen Zahlen, neben Thüringen und Deutschland",
        date=newest,
        blocks=tuple(blocks),
        author=subject.author,
        state="" if drafted is None else "Mit Entwürfen aus Daten, von niemandem fachlich geprüft.",
        date_label=f"Jüngste Zahl vom {newest:%d.%m.%Y}.",
        cofunding=subject.cofunding,
        footer=f"Profil {subject.name}. Amtliche Zahlen, alle Werte liegen der Datei als csv bei.",
        keywords=("Profil", subject.name, "Sozialplanung", *(theme for theme, _ in _themes(used))),
        attachments=(appendix.attachment(subject, used, document="Profils", spread=spread),),
        example=subject.example,
        compact=True,
    )


def _themes(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    found: dict[str, list[Entry]] = {}
    for e in entries:
        found.setdefault(e.info.theme, []).append(e)
    return list(found.items())


def _example(subject: Subject) -> list[Block]:
    if not subject.example:
        return []
    text = f"{subject.author} gibt es nicht. Die Zahlen sind amtlich und gehören zu {subject.name}."
    return [Notice("Erfundenes Beispiel", text, example=True)]


def _first(used: Sequence[Entry]) -> list[Entry]:
    """The four of FIRST; where one has no figures, the next of the catalogue."""
    by_code = {e.info.code: e for e in used}
    chosen = [by_code[code] for code in FIRST if code in by_code]
    return [*chosen, *(e for e in used if e not in chosen)][: len(FIRST)]


def _key_figure(entry: Entry) -> tuple[str, str, str]:
    own = entry.own[-1]
    land = entry.of(LAND[0], own.period)
    beside = f"; {LAND[1]} {shown(land, entry.info)}" if land is not None and not entry.info.counts_people else ""
    return entry.info.name, shown(own, entry.info), f"{entry.info.unit_phrase}, {period(own.period)}{beside}"


def _stands_out(drafts: Sequence[SignalDraft]) -> list[Block]:
    if not drafts:
        return []
    return [
        Heading("Was auffällt: aus Daten entworfen, von niemandem geprüft", 1),
        BulletList(tuple(f"{d.title} {d.text}" for d in drafts)),
    ]


def _foot(printed: Sequence[Entry], left_out: int) -> list[Block]:
    """How to read the tables, where the figures come from, which editions they are."""
    newest = [e.own[-1] for e in printed]
    sources = list(dict.fromkeys(o.source for o in newest))
    editions = sorted({part for o in newest for part in o.edition.split("+")})
    notes = [LEGEND, *sign_notes(printed)]
    if missing_cells(printed):
        notes.append(f"{NOT_THERE}: liegt für dieses Gebiet und diese Zeit nicht vor")
    if left_out:
        notes.append(f"{left_out} weitere Kennzahlen stehen im Sozialbericht")
    return [
        Heading("Zum Lesen, Quellen und Ausgaben", 2),
        Paragraph(
            ". ".join(notes) + ". Definitionen und was die Zahlen nicht zeigen: Sozialbericht, Anhang A.", small=True
        ),
        Paragraph(f"Quellen: {'; '.join(sources)}. Ausgaben: {', '.join(editions)}.", small=True),
    ]
