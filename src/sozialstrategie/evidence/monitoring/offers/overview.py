"""Offers per target group and life phase, what is empty there in words, and offers per Gemeinde. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sozialstrategie.evidence.monitoring.offers.places import Land
from sozialstrategie.evidence.monitoring.offers.queries import NO_PLACE, PROTECTED, ShownOffer
from sozialstrategie.evidence.monitoring.offers.words import LifePhase, TargetGroup

BY_PHASE, BY_THEME = "lebensphase", "thema"


@dataclass(frozen=True, slots=True)
class Cell:
    """How many entries name a target group in a column, their known places, and how many do not say theirs."""

    column: str
    label: str
    offers: int
    places: int
    unknown: int

    @property
    def place_words(self) -> str:
        """ "45 Plätze", "45 Plätze, bei 1 unbekannt", "Plätze unbekannt"; "" for an empty cell."""
        if not self.offers:
            return ""
        if self.unknown == self.offers:
            return "Plätze unbekannt"
        words = f"{self.places} {'Platz' if self.places == 1 else 'Plätze'}"
        return f"{words}, bei {self.unknown} unbekannt" if self.unknown else words


@dataclass(frozen=True, slots=True)
class Row:
    """One target group: its cells in the order of the columns, and its entries counted once."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    offers: int


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


def matrix(offers: Sequence[ShownOffer], *, by: str = BY_PHASE, themes: Sequence[str] = ()) -> Matrix:
    """Target groups in rows, life phases (or `themes`) in columns.

    An entry for several groups or phases counts in each of them; one for all life phases counts in every column. "Alle
    Menschen" is a row of its own: it fills no gap of another group.
    """
    if by == BY_THEME:
        columns = tuple((theme, theme) for theme in themes)
    else:
        columns = tuple((str(p.value), str(p.label)) for p in LifePhase if p != LifePhase.ANY)
    rows = []
    for group in TargetGroup:
        mine = [o for o in offers if group in o.target_groups]
        cells = tuple(_cell(key, label, [o for o in mine if _stands_in(o, key, by)]) for key, label in columns)
        rows.append(Row(str(group.value), str(group.label), cells, len(mine)))
    return Matrix(columns, tuple(rows))


def _stands_in(offer: ShownOffer, column: str, by: str) -> bool:
    if by == BY_THEME:
        return offer.theme == column
    return column in offer.life_phases or LifePhase.ANY in offer.life_phases


def places_in_words(offers: Sequence[ShownOffer]) -> str:
    """The places of some entries as a cell says them; "" without any entry."""
    return _cell("", "", offers).place_words


def _cell(key: str, label: str, offers: Sequence[ShownOffer]) -> Cell:
    known = [o.places for o in offers if o.places is not None]
    return Cell(key, label, len(offers), sum(known), len(offers) - len(known))


def gap_sentences(found: Matrix) -> list[tuple[str, str]]:
    """(group, sentence) for each row with empty cells: "Für Menschen mit Schulden ist kein Angebot eingetragen."

    A row that is empty altogether gets one sentence; "alle Menschen" none, because nothing is missing there.
    """
    sentences = []
    for row in found.rows:
        empty = [cell.label for cell in row.cells if not cell.offers]
        if row.key == TargetGroup.EVERYONE or not empty:
            continue
        subject = f"Für {row.label}"
        if not row.offers:
            sentences.append((row.key, f"{subject} ist kein Angebot eingetragen."))
        elif len(empty) == len(row.cells):
            sentences.append((row.key, f"{subject} ist in keiner dieser Spalten ein Angebot eingetragen."))
        else:
            listed = ", ".join(f"„{label}“" for label in empty)
            sentences.append((row.key, f"{subject} ist kein Angebot eingetragen bei: {listed}."))
    return sentences


@dataclass(frozen=True, slots=True)
class Located:
    """Entries per Gemeinde (key -> number), without a fixed place, and protected ones, which are located nowhere."""

    by_place: Mapping[str, int]
    anywhere: int
    protected: int


def located(offers: Sequence[ShownOffer]) -> Located:
    """Count entries by place. A protected one is located for nobody, whoever asks."""
    open_ones = [o for o in offers if not o.protected]
    counts = Counter(o.gemeinde for o in open_ones)
    anywhere = counts.pop("", 0)
    return Located(dict(counts), anywhere, len(offers) - len(open_ones))


def place_rows(found: Located, land: Land, names: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """(key, name, number) for the table beside the map: every Gemeinde, also with 0; former ones and the rest below."""
    rows = [(p.code, p.name, found.by_place.get(p.code, 0)) for p in land.places]
    known = {p.code for p in land.places}
    rows += [(code, names.get(code, code), n) for code, n in sorted(found.by_place.items()) if code not in known]
    if found.anywhere:
        rows.append(("", f"{NO_PLACE} oder ohne festen Ort", found.anywhere))
    if found.protected:
        rows.append(("", PROTECTED, found.protected))
    return rows
