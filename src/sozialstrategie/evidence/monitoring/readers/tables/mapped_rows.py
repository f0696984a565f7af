"""Which rows of a sheet a mapping reads, and everything that a person must know about them before anything is stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from ..problems import ProblemLog, shown
from ..types import column_letters
from ..units import unit_kind
from .grid import NO_RESULT, Cell, Grid, text_of
from .mapping import Part, TableMapping
from .sheet_notes import Place

_TOTAL = re.compile(
    r"(?:insgesamt|gesamt|summe|zusammen|total|gesamtsumme|zwischensumme|endsumme|alle)(?: .{0,40})?|.{1,40} (?:insgesamt|zusammen)",
    re.I,
)
_TOTAL_LABEL = re.compile(r"(?:insgesamt|gesamt|gesamtsumme|summe|zusammen|total|alle)", re.I)
_BEGINS_LIKE_A_KEY = re.compile(r"DG|\d{2}|\d$")
_MAX_LISTED = 12


def is_total(label: str) -> bool:
    """True for a label that means all categories together."""
    return bool(_TOTAL_LABEL.fullmatch(label.strip(" :")))


def label_columns(part: Part) -> list[int]:
    """Columns that say what a row is about."""
    only = part.only[0] if part.only else 0
    columns = (*part.region, part.name, part.level, part.period, part.table, part.item, *part.categories, only)
    return sorted(set(columns) - {0})


class Rows:
    """The rows of one part of a mapping. `cells` has the grid's rows with merged labels filled in; `numbers` are the
    1-based rows that have a key and at least one figure.
    """

    def __init__(self, grid: Grid, part: Part, mapping: TableMapping, log: ProblemLog) -> None:
        self.grid, self.part, self.mapping, self.log = grid, part, mapping, log
        self._values = [value.column for value in part.values]
        self.cells = self._with_merged_labels()
        self._check_lengths()
        self.numbers = self._choose()
        self._tell_faults()
        self._tell_percentages()
        self._tell_hidden()
        self._tell_merged()

    def texts(self, column: int) -> list[str]:
        """A column over the rows that are read, as text; empty texts for column 0."""
        if not column:
            return [""] * len(self.numbers)
        at, texts = column - 1, []
        known: dict[Cell, str] = {}
        for number in self.numbers:
            cells = self.cells[number - 1]
            cell = cells[at] if at < len(cells) else ""
            text = known.get(cell)
            if text is None:
                text = known[cell] = text_of(cell)
            texts.append(text)
        return texts

    # -- which rows --------------------------------------------------------------------------------------------------

    def _range(self) -> range:
        last = min(self.part.last_row or len(self.cells), len(self.cells))
        return range(self.part.first_row, last + 1)

    def _with_merged_labels(self) -> list[list[Cell]]:
        """A key, name or category that is merged over several rows holds for each of them."""
        if not self.grid.merged:
            return self.grid.rows
        rows, filled = list(self.grid.rows), []
        labels = set(label_columns(self.part))
        for (row, column), (top, left) in self.grid.covered.items():
            if column == left and column in labels and self.part.first_row <= top < row:
                filled.append((top, column))
                cells = rows[row - 1] = list(rows[row - 1])
                cells[column - 1] = rows[top - 1][column - 1]
        if filled:
            text = (
                "Verbundene Zellen gelten beim Einlesen für jede Zeile, die sie überdecken; bitte prüfen, ob das so "
                f"gemeint ist (Spalten {_listed(column for _, column in filled)})."
            )
            row, column = min(filled)
            self.log.note("merged_labels", text, row=row, column=column, count=len(filled))
        return rows

    def _choose(self) -> list[int]:
        keys = self.part.region
        kept: list[int] = []
        without_key: list[int] = []
        totals: list[int] = []
        for number in self._range():
            cells = self.cells[number - 1]
            has_figures = any(_is_filled(cells, column) for column in self._values)
            if not self._is_wanted(number, cells, has_figures) or not has_figures:
                continue
            if not any(_is_filled(cells, column) for column in keys):
                without_key.append(number)
            elif _TOTAL.fullmatch("".join(text_of(_cell(cells, column)) for column in keys)):
                totals.append(number)
            else:
                kept.append(number)
        self._tell_left_out(without_key, totals)
        return kept

    def _is_wanted(self, number: int, cells: Sequence[Cell], has_figures: bool) -> bool:
        """Does the row belong to those that the mapping wants? A kind of row that it does not know is an error."""
        only, keys = self.part.only, self.part.region
        if not only:
            return True
        column, wanted = only
        kind = text_of(_cell(cells, column))
        is_whole = all(_is_filled(cells, key) for key in keys)
        expected = ", ".join((*wanted, *self.part.others))
        if kind in wanted:
            if has_figures and not is_whole and any(_is_filled(cells, key) for key in keys):
                text = "Der Regionalschlüssel ist unvollständig, erwartet wird ein Eintrag in jeder seiner Spalten."
                self.log.error("incomplete_key", text, row=number, column=keys[0])
            return True
        if not self.part.others:
            return False
        if kind not in self.part.others and (has_figures or any(_is_filled(cells, key) for key in keys)):
            text = f"Diese Art von Zeile ist nicht bekannt: Hier steht {shown(kind)}, erwartet wird {expected}."
            self.log.error("unknown_kind_of_row", text, row=number, column=column)
        elif has_figures and is_whole and len(keys) > 1:
            text = (
                f"Die Zeile hat einen vollständigen Schlüssel und Zahlen, aber die Art {shown(kind)}; erwartet wird "
                f"{', '.join(wanted)}."
            )
            self.log.error("unknown_kind_of_row", text, row=number, column=column)
        return False

    def _tell_left_out(self, without_key: Sequence[int], totals: Sequence[int]) -> None:
        column, name = self.part.region[0], self.part.name
        if self.part.complete:
            lost = [n for n in without_key if not name or not is_total(text_of(_cell(self.cells[n - 1], name)))]
            if lost:
                text = "Der Regionalschlüssel fehlt, erwartet wird er in jeder Zeile mit Zahlen."
                self.log.error("row_without_key", text, row=lost[0], column=column, count=len(lost))
        elif without_key:
            text = "Zeilen mit Zahlen, aber ohne Regionalschlüssel (etwa Summen), werden nicht eingelesen."
            self.log.note("row_without_key", text, row=without_key[0], column=column, count=len(without_key))
        if totals:
            text = (
                "Hier steht statt eines Regionalschlüssels eine Summe; Summenzeilen werden nicht eingelesen, gezählt "
                "werden nur ihre Teile."
            )
            self.log.note("total_row", text, row=totals[0], column=column, count=len(totals))

    def _check_lengths(self) -> None:
        """In a csv file every row of the table has as many fields as the others; a lost separator would shift values."""
        if not self.grid.is_text:
            return
        heads = {row for row, _, _ in self.part.headings if row <= len(self.cells)}
        filled = [number for number in self._range() if any(text_of(cell) for cell in self.cells[number - 1])]
        of_table = [number for number in filled if self._is_of_table(self.cells[number - 1])]
        sizes = Counter(len(self.cells[number - 1]) for number in (*heads, *of_table))
        if not sizes:
            return
        width = max(sizes, key=lambda size: (sizes[size], size))
        # Notes stand below a table; an office's own form has none.
        last = max(filled, default=0) if self.part.complete else max(of_table, default=0)
        checked = [*heads, *(number for number in filled if number <= last)]
        wrong = sorted({row for row in checked if _has_other_length(self.cells[row - 1], width)})
        if wrong:
            first = wrong[0]
            text = (
                f"Die Zeile hat {len(self.cells[first - 1])} Felder, erwartet werden {width} wie in den anderen Zeilen; "
                "vermutlich fehlt ein Trennzeichen, oder es ist eines zu viel."
            )
            self.log.error("wrong_column_count", text, row=first, count=len(wrong))
        # A line that was cut off looks like a note with fewer fields.
        below = [number for number in filled if number > last and _has_other_length(self.cells[number - 1], width)]
        if below:
            text = (
                "Unter der Tabelle stehen Zeilen ohne Schlüssel und Zahlen, etwa Hinweise; sie werden nicht eingelesen."
            )
            self.log.note("rows_below", text, row=below[0], count=len(below))

    def _is_of_table(self, cells: Sequence[Cell]) -> bool:
        """Has something like a key, or figures."""
        if any(_is_filled(cells, column) for column in self._values):
            return True
        return any(_BEGINS_LIKE_A_KEY.match(text_of(_cell(cells, column))) for column in self.part.region)

    # -- what to tell ------------------------------------------------------------------------------------------------

    def _tell_faults(self) -> None:
        """Cells without a result in what is read: error values, and formulas that were never computed."""
        values, used = set(self._values), {*self._values, *label_columns(self.part)}
        errors = {place for place, what in self.grid.faults.items() if not is_formula(what)}
        if self.part.skip_errors and (empty := self._read_places(errors, values)):
            text = "Hier steht der Fehlerwert {cell}; nach der Zuordnung zählt er als leere Zelle."
            self._tell(self.log.note, "error_cell", text, empty)
            errors -= set(empty)
        text = (
            "Hier steht der Fehlerwert {cell}, erwartet wird eine Zahl oder ein Text; bitte in der Mappe berichtigen oder "
            "die Zelle leeren."
        )
        self._tell(self.log.error, "error_cell", text, self._read_places(errors, used))
        formulas = {place for place, what in self.grid.faults.items() if is_formula(what)}
        text = "Hier steht eine Formel ohne gespeichertes Ergebnis; bitte die Mappe öffnen, rechnen lassen, speichern."
        self._tell(self.log.error, "formula_without_value", text, self._read_places(formulas, used))
        text = (
            "Das Zahlenformat zeigt diese Zahl geteilt durch 1.000 oder mehr; bitte ein Format ohne Kürzung wählen und die "
            "Einheit in die Überschrift schreiben."
        )
        self._tell(self.log.error, "scaled_format", text, self._read_places(self.grid.scaled, values))

    def _read_places(self, places: Collection[Place], columns: Collection[int]) -> list[Place]:
        """Those of the places that lie in rows that are read and in one of the columns."""
        read = set(self.numbers) if places else set()
        return sorted(place for place in places if place[0] in read and place[1] in columns)

    def _tell(self, add: Callable[..., None], code: str, text: str, places: Sequence[Place]) -> None:
        """One problem for all places, with the address of the first."""
        if places:
            row, column = places[0]
            add(code, text.format(cell=shown(self.grid.text(row, column))), row=row, column=column, count=len(places))

    def _tell_percentages(self) -> None:
        """Numbers that the workbook shows times 100 are read as shown; a column with both kinds is an error."""
        if not self.grid.percent:
            return
        for value in self.part.values:
            marked = [number for number in self.numbers if (number, value.column) in self.grid.percent]
            if not marked:
                continue
            cells = ((number, _cell(self.cells[number - 1], value.column)) for number in self.numbers)
            plain = [
                n
                for n, cell in cells
                if isinstance(cell, float) and cell and (n, value.column) not in self.grid.percent
            ]
            if plain:
                text = (
                    "In dieser Spalte sind manche Zahlen als Prozent formatiert und andere nicht, erwartet wird ein "
                    "Format für alle."
                )
                self.log.error("mixed_percent", text, row=plain[0], column=value.column, count=len(plain))
            elif value.unit and unit_kind(value.unit) not in ("share", None):
                text = (
                    "Die Zahlen sind als Prozent formatiert, die Zuordnung nennt aber eine andere Einheit als Prozent."
                )
                self.log.error("percent_unit", text, row=marked[0], column=value.column, count=len(marked))
            else:
                text = (
                    "Die Zahlen dieser Spalte sind als Prozent formatiert; gelesen wird, was die Mappe zeigt, hier "
                    f"{shown(text_of(_cell(self.cells[marked[0] - 1], value.column)))} Prozent."
                )
                self.log.note("percent_format", text, row=marked[0], column=value.column, count=len(marked))

    def _tell_hidden(self) -> None:
        if self.grid.is_hidden:
            text = "Das Blatt ist in der Mappe ausgeblendet; bitte prüfen, ob es gemeint ist."
            self.log.note("hidden_sheet", text)
        hidden = sorted({*self._values, *label_columns(self.part)} & set(self.grid.hidden_columns))
        if hidden:
            one = len(hidden) == 1
            what = f"Die Spalte {_listed(hidden)} ist" if one else f"Die Spalten {_listed(hidden)} sind"
            rest = "wird trotzdem eingelesen; bitte prüfen, ob sie gemeint ist"
            if not one:
                rest = "werden trotzdem eingelesen; bitte prüfen, ob sie gemeint sind"
            text = f"{what} in der Mappe ausgeblendet und {rest}."
            self.log.note("hidden_column", text, row=1, column=hidden[0], count=len(hidden))
        rows = sorted(set(self.numbers) & set(self.grid.hidden_rows))
        if rows:
            text = "Zeilen, die eingelesen werden, sind in der Mappe ausgeblendet; bitte prüfen, ob sie gemeint sind."
            self.log.note("hidden_row", text, row=rows[0], count=len(rows))

    def _tell_merged(self) -> None:
        """A figure in a merged cell belongs to several rows or columns at once; a merged heading to several columns."""
        if not self.grid.merged:
            return
        read, values = set(self.numbers), set(self._values)
        figures, headings = [], []
        for (top, left), (_, right) in self.grid.merged:
            row, column = top + 1, left + 1
            if row in read and column in values and _is_filled(self.cells[row - 1], column):
                figures.append((row, column))
            elif row < self.part.first_row and len(values & set(range(column, right + 2))) > 1:
                headings.append((row, column))
        if figures:
            text = "Eine Zahl steht in verbundenen Zellen, erwartet wird jede Zahl in einer eigenen Zelle."
            row, column = min(figures)
            self.log.error("merged_value", text, row=row, column=column, count=len(figures))
        if headings and not self.part.complete:
            text = "Eine Überschrift steht in verbundenen Zellen; sie gilt für jede Spalte darunter. Bitte prüfen."
            row, column = min(headings)
            self.log.note("merged_heading", text, row=row, column=column, count=len(headings))


def is_formula(fault: str) -> bool:
    """True for the mark of a formula without a result, not for an error value."""
    return fault == NO_RESULT


def _listed(columns: Iterable[int]) -> str:
    """Letters of columns, as a spreadsheet names them."""
    different: Collection[int] = sorted(set(columns))
    letters = [column_letters(column) for column in list(different)[:_MAX_LISTED]]
    return ", ".join(letters) + (" und weitere" if len(different) > _MAX_LISTED else "")


def _has_other_length(cells: Sequence[Cell], width: int) -> bool:
    """Another number of fields; empty ones at the end do not count."""
    return len(cells) < width or any(text_of(cell) for cell in cells[width:])


def _cell(cells: Sequence[Cell], column: int) -> Cell:
    return cells[column - 1] if column <= len(cells) else ""


def _is_filled(cells: Sequence[Cell], column: int) -> bool:
    cell = _cell(cells, column)
    return not isinstance(cell, str) or bool(cell.strip())
