"""From grids and a mapping to facts, by the same rules as the readers of the offices' own formats."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

from ..cells import SIGNS, VALUE_PROBLEMS, CellValue, Period, parse_age, read_periods
from ..facts import fact_schema
from ..keys import check_validity, group_pairs, resolve_keys
from ..names import check_names
from ..plausible import check_figures
from ..problems import ProblemLog, Refusal, shown
from ..text import drop_invisible
from ..types import FACT_COLUMNS, OutsideValidity, ParsedFile, RegionIndex
from ..units import is_unit
from .grid import Cell, Grid, text_of
from .mapped_checks import Places, refuse_duplicates, tell_missing_codes, tell_unread_sheets
from .mapped_rows import Rows, is_total
from .mapping import Part, TableMapping, ValueColumn, fits, grid_of
from .values import other_level, read_value, tidy_keys

_SIGNS = (None, *sorted(SIGNS))
_QUALITIES = ("", "()")
_POINT_PROBLEM = "{cell} ist keine Zahl; erwartet wird nach der Zuordnung ein Dezimalpunkt, zum Beispiel 12.5."


def read_mapped(
    grids: Sequence[Grid], mapping: TableMapping, *, name: str, encoding: str, regions: RegionIndex
) -> ParsedFile:
    """Read a table by a mapping: one fact for each cell of a value column that is not empty.

    Rows without key and without figures are left out; rows with figures and without key are told, and so are sums among
    the rows. Raises Refusal where nothing is left to read.
    """
    log = ProblemLog(name)
    found: list[tuple[str, Any, list[OutsideValidity]]] = []
    if fits(mapping, grids, log):
        for part in mapping.parts:
            grid = grid_of(part, grids)
            if grid is not None:
                log.sheet = grid.sheet
                found.append((grid.sheet, *_Reader(grid, part, mapping, regions, log).read()))
    log.sheet = ""
    tell_unread_sheets(grids, mapping, regions, log)
    read = [(sheet, facts) for sheet, facts, _ in found if facts is not None]
    facts = _together([facts for _, facts in read])
    if facts is not None and not log.has_errors:
        places = Places(read)
        refuse_duplicates(facts, places, log)
        check_figures(facts, mapping.title, {}, log, sheet_of=places.sheet)
        tell_missing_codes(facts, places, log)
    elif facts is None and not log.has_errors:
        raise Refusal("no_rows", "In den zugeordneten Spalten stehen keine Werte, erwartet wird mindestens einer.")
    tables = sorted(set(facts["table"].unique().to_pylist())) if facts is not None else []
    return ParsedFile(
        format="mapped",
        table=mapping.table or (tables[0] if len(tables) == 1 else mapping.name),
        title=mapping.title,
        source=mapping.source,
        licence=mapping.licence,
        stand=mapping.stand,
        encoding=encoding,
        facts=None if log.has_errors else facts,
        problems=log.sorted(),
        outside_validity=[one for _, _, outside in found for one in outside],
        disclosure_rule=mapping.disclosure_rule,
    )


def _together(tables: list[Any]) -> Any:
    import pyarrow as pa  # heavy: only when needed

    return pa.concat_tables(tables).combine_chunks() if tables else None


@dataclass(frozen=True, slots=True)
class _Distinct:
    """Texts of a column over the rows that are read: a code per row into the distinct texts, and each one's first row."""

    codes: Any
    texts: list[Any]
    first_rows: list[int]

    def counts(self) -> list[int]:
        import numpy as np  # heavy: only when needed

        return np.bincount(self.codes, minlength=len(self.texts)).tolist()


class _Reader:
    """One part of a mapping over one grid."""

    def __init__(self, grid: Grid, part: Part, mapping: TableMapping, regions: RegionIndex, log: ProblemLog) -> None:
        self.grid, self.part, self.mapping, self.regions, self.log = grid, part, mapping, regions, log
        self.chosen = Rows(grid, part, mapping, log)
        self.rows = self.chosen.numbers

    def read(self) -> tuple[Any, list[OutsideValidity]]:
        """Facts of this part (None when there are none or errors) and regions outside their validity."""
        import numpy as np  # heavy: only when needed

        if not self.rows:
            return None, []
        region, keys = self._regions()
        blocks = [self._block(value) for value in self.part.values]
        self._tell_numbers_as_text(blocks)
        at = np.concatenate([block.at for block in blocks])
        if not len(at):
            return None, []
        period, periods = self._periods(blocks)
        self._check_labels()
        if self.log.has_errors:
            return None, []
        rows = np.array(self.rows, dtype=np.int32)[at]
        numbers = np.concatenate([~np.isnan(block.values) for block in blocks]).astype(np.int8)
        order = np.argsort(rows, kind="stable")
        pairs = group_pairs(region.codes[at][order], period[order], numbers[order], 1 - numbers[order], rows[order])
        column = self.part.region[0]
        outside = check_validity(pairs, keys, periods, column=column, regions=self.regions, log=self.log)
        facts = self._facts(blocks, at, rows, (region, keys), (period, periods))
        check_names(facts, column=column, regions=self.regions, log=self.log)
        return facts, outside

    def _distinct(self, texts: Sequence[Any]) -> _Distinct:
        """Texts (or tuples of texts) of the rows that are read, coded."""
        import numpy as np  # heavy: only when needed

        number = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        codes = np.fromiter((number[text] for text in texts), dtype=np.int32, count=len(texts))
        _, first = np.unique(codes, return_index=True)
        return _Distinct(codes, list(number), [self.rows[at] for at in first.tolist()])

    def _column(self, column: int) -> _Distinct:
        return self._distinct(self.chosen.texts(column))

    # -- regions and periods -----------------------------------------------------------------------------------------

    def _regions(self) -> tuple[_Distinct, list[str]]:
        """Distinct regions and their canonical keys."""
        part = self.part
        parts = [self.chosen.texts(column) for column in part.region]
        raw = ["".join(texts) for texts in zip(*parts, strict=True)]
        found = self._distinct(list(zip(raw, self.chosen.texts(part.level), self.chosen.texts(part.name), strict=True)))
        columns = [[entry[at] for entry in found.texts] for at in range(3)]
        keys = tidy_keys(columns[0], columns[1], self.regions, columns[2])
        column, counts = part.region[0], found.counts()
        kept = [at for at, level in enumerate(columns[1]) if not other_level(level)]
        known = resolve_keys(
            [keys[at] for at in kept], [found.first_rows[at] for at in kept], [counts[at] for at in kept],
            column=column, regions=self.regions, log=self.log,
        )  # fmt: skip
        for at, key in zip(kept, known, strict=True):
            keys[at] = key
        others = [at for at in range(len(keys)) if other_level(columns[1][at])]
        if others:
            text = (
                f"{len(others)} Schlüssel einer Ebene, die hier nicht geführt wird: Ihre Werte bleiben unter der Ebene und "
                "dem Schlüssel der Datei erhalten, werden aber nicht ausgewertet."
            )
            row = min(found.first_rows[at] for at in others)
            self.log.note("other_level", text, row=row, column=part.level, count=sum(counts[at] for at in others))
        return found, [drop_invisible(key) for key in keys]

    def _check_labels(self) -> None:
        """A row without the name of its series, and in an office's form without its level, says too little."""
        part = self.part
        needed = [(part.table, "Reihe"), (part.item, "Reihe"), (part.level if part.complete else 0, "Ebene")]
        for column, what in needed:
            if not column:
                continue
            empty = [row for row, text in zip(self.rows, self.chosen.texts(column), strict=True) if not text]
            if empty and (
                column != part.level or len(empty) < len(self.rows)
            ):  # a table may leave the level to its keys
                text = f"Hier fehlt die {what}, erwartet wird sie in jeder Zeile mit Zahlen."
                self.log.error("missing_label", text, row=empty[0], column=column, count=len(empty))
        labels = [self.chosen.texts(column) for column in part.categories]
        for column, texts in zip(part.categories, labels, strict=True):
            # A sum may leave its other labels empty; any other row without a label would pass for one.
            empty = [
                row
                for row, text, all_texts in zip(self.rows, texts, zip(*labels, strict=True), strict=True)
                if not text and not any(map(is_total, all_texts))
            ]
            if empty:
                text = "Hier fehlt das Merkmal, erwartet wird es in jeder Zeile mit Zahlen."
                self.log.error("missing_label", text, row=empty[0], column=column, count=len(empty))

    def _periods(self, blocks: Sequence[_Block]) -> tuple[Any, list[Period]]:
        """A code per fact into the periods: those of the rows, or those of the value columns."""
        import numpy as np  # heavy: only when needed

        kind = self.mapping.year_kind
        if self.part.period:
            found = self._column(self.part.period)
            periods = read_periods(found.texts, found.first_rows, self.part.period, self.log, year_kind=kind)
            return np.concatenate([found.codes[block.at] for block in blocks]), periods
        periods, codes = [], []
        for at, block in enumerate(blocks):
            row = max(self.part.first_row - 1, 1)
            periods += read_periods([block.column.period], [row], block.column.column, self.log, year_kind=kind)
            codes.append(np.full(len(block.at), at, dtype=np.int32))
        return np.concatenate(codes), periods

    # -- figures -----------------------------------------------------------------------------------------------------

    def _block(self, column: ValueColumn) -> _Block:
        """The filled cells of one value column."""
        import numpy as np  # heavy: only when needed

        known: dict[Cell, CellValue | None] = {}
        at, values = array("i"), array("d")
        signs, qualities = array("b"), array("b")  # places in _SIGNS and _QUALITIES
        wrong: dict[str, list[tuple[int, Cell]]] = {}
        as_text: list[tuple[int, Cell, float]] = []
        # In a workbook a figure as text is a surprise; in csv files and in an office's own form it is not.
        tells_texts = not self.grid.is_text and not self.part.complete
        for position, row in enumerate(self.rows):
            cells = self.chosen.cells[row - 1]
            cell = cells[column.column - 1] if column.column <= len(cells) else ""
            if cell not in known:
                is_empty = isinstance(cell, str) and not cell.strip()
                known[cell] = None if is_empty else read_value(cell, self.mapping.decimal)
            read = known[cell]
            if read is None or (row, column.column) in self.grid.faults:  # faults are told elsewhere
                continue
            if read.problem:
                wrong.setdefault(read.problem, []).append((row, cell))
            elif tells_texts and read.value is not None and isinstance(cell, str):
                as_text.append((row, cell, read.value))
            at.append(position)
            values.append(nan if read.value is None else read.value)
            signs.append(_SIGNS.index(read.sign))
            qualities.append(_QUALITIES.index(read.quality))
        if column.unit and not is_unit(column.unit):
            text = "Diese Einheit ist nicht bekannt, erwartet wird zum Beispiel Anzahl, Prozent oder EUR."
            self.log.error("unknown_unit", text, column=column.column)
        for code, places in wrong.items():
            template = (
                _POINT_PROBLEM if (code, self.mapping.decimal) == ("wrong_decimal", ".") else VALUE_PROBLEMS[code]
            )
            text = template.format(cell=shown(text_of(places[0][1])))
            self.log.error(code, text, row=places[0][0], column=column.column, count=len(places))
        return _Block(column, as_text, *(np.array(one) for one in (at, values, signs, qualities)))

    def _tell_numbers_as_text(self, blocks: Sequence[_Block]) -> None:
        """Say how the first of them is read."""
        found = [(row, block.column.column, cell, value) for block in blocks for row, cell, value in block.as_text]
        if not found:
            return
        row, column, cell, value = min(found, key=lambda one: one[:2])
        text = f"Zahlen stehen als Text in der Mappe; hier wird {shown(text_of(cell))} als {text_of(value)} gelesen."
        self.log.note("number_as_text", text, row=row, column=column, count=len(found))

    def _facts(
        self, blocks: Sequence[_Block], at: Any, rows: Any, region: tuple[_Distinct, list[str]], period: tuple[Any, Any]
    ) -> Any:
        """The table of facts in the order of the cells: row by row, from left to right."""
        import numpy as np  # heavy: only when needed
        import pyarrow as pa  # heavy: only when needed

        part = self.part
        sizes = [len(block.at) for block in blocks]
        column = np.repeat(np.array([block.column.column for block in blocks], dtype=np.int32), sizes)
        order = np.lexsort((column, rows))

        def spread(codes: Any, texts: Sequence[Any], kind: str = "string") -> Any:
            return pa.array(list(texts), getattr(pa, kind)()).take(pa.array(codes[order]))

        def of_block(texts: Sequence[str]) -> Any:
            return spread(np.repeat(np.arange(len(blocks), dtype=np.int32), sizes), texts)

        def of_row(column: int, otherwise: Callable[[ValueColumn], str]) -> Any:
            if not column:
                return of_block([drop_invisible(otherwise(block.column)) for block in blocks])
            found = self._column(column)
            return spread(found.codes[at], [drop_invisible(text) for text in found.texts])

        names = self._column(part.name)
        categories = self._categories()
        ages = [parse_age(text) for text in categories.texts]
        period_codes, periods = period
        values = np.concatenate([block.values for block in blocks])[order]
        columns = {
            "table": of_row(part.table, lambda value: value.table or self.mapping.table),
            "region": spread(region[0].codes[at], region[1]),
            "region_name": spread(names.codes[at], [drop_invisible(text) for text in names.texts]),
            "period_kind": spread(period_codes, [p.kind for p in periods]),
            "period": spread(period_codes, [p.text for p in periods]),
            "year": spread(period_codes, [p.year for p in periods], "int32"),
            "item": of_row(part.item or part.table, lambda value: value.item or value.table or self.mapping.table),
            "category": (
                spread(categories.codes[at], categories.texts)
                if part.categories
                else of_block([block.column.category for block in blocks])
            ),
            "age_from": spread(categories.codes[at], [age[0] for age in ages], "int32"),
            "age_to": spread(categories.codes[at], [age[1] for age in ages], "int32"),
            "value": pa.array(values, pa.float64(), mask=np.isnan(values)),
            "sign": spread(np.concatenate([block.signs for block in blocks]), _SIGNS),
            "unit": of_block([" ".join(block.column.unit.split()) for block in blocks]),
            "quality": spread(np.concatenate([block.qualities for block in blocks]), _QUALITIES),
            "row": pa.array(rows[order], pa.int32()),
            "column": pa.array(column[order], pa.int32()),
        }
        if self.mapping.units:
            columns["unit"] = self._units(columns["unit"], columns["table"])
        return pa.table([columns[name] for name in FACT_COLUMNS], schema=fact_schema())

    def _categories(self) -> _Distinct:
        """Labels of the rows joined; a row for all together has none, so that nothing adds it to its parts."""
        labels = [self.chosen.texts(column) for column in self.part.categories or (0,)]
        told: dict[int, int] = {}
        for column, texts in zip(self.part.categories, labels, strict=False):
            for row, text in zip(self.rows, texts, strict=True):
                if is_total(text):
                    told.setdefault(row, column)
        if told:
            text = "Hier steht eine Summe über die Merkmale; sie wird als Summe eingelesen und nie neben ihren Teilen gezählt."
            row = min(told)
            self.log.note("total_row", text, row=row, column=told[row], count=len(told))
        parts = zip(*labels, strict=True)
        return self._distinct(
            [" > ".join(drop_invisible(text) for text in texts if text and not is_total(text)) for texts in parts]
        )

    def _units(self, unit: Any, table: Any) -> Any:
        """The unit of the series where the column names none."""
        import pyarrow as pa  # heavy: only when needed
        import pyarrow.compute as pc  # heavy: only when needed

        series, units = zip(*self.mapping.units, strict=True)
        at = pc.index_in(table, value_set=pa.array(series, pa.string()))
        return pc.if_else(pc.equal(unit, ""), pc.fill_null(pa.array(units, pa.string()).take(at), ""), unit)


@dataclass(frozen=True, slots=True)
class _Block:
    """The filled cells of a value column, as arrays: positions among the rows that are read, figures (nan for signs),
    places in _SIGNS and in _QUALITIES. `as_text`: rows, cells and figures of numbers that stand as text.
    """

    column: ValueColumn
    as_text: list[tuple[int, Cell, float]]
    at: Any
    values: Any
    signs: Any
    qualities: Any
