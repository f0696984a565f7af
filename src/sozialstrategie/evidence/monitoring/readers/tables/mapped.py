"""From grids and a mapping to facts, by the same rules as the readers of the offices' own formats."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

from ..cells import SIGNS, VALUE_PROBLEMS, CellValue, Period, parse_age, read_periods
from ..facts import duplicate_text, fact_schema
from ..keys import check_validity, group_pairs, resolve_keys
from ..names import check_names
from ..plausible import check_figures
from ..problems import ProblemLog, Refusal, shown
from ..text import drop_invisible
from ..types import FACT_COLUMNS, OutsideValidity, ParsedFile, RegionIndex
from ..units import is_unit
from .grid import Cell, Grid, text_of
from .mapping import Part, TableMapping, ValueColumn, fits, grid_of
from .values import read_value, tidy_keys

_SIGNS = (None, *sorted(SIGNS))
_QUALITIES = ("", "()")
_POINT_PROBLEM = "{cell} ist keine Zahl; erwartet wird nach der Zuordnung ein Dezimalpunkt, zum Beispiel 12.5."


def read_mapped(
    grids: Sequence[Grid], mapping: TableMapping, *, name: str, encoding: str, regions: RegionIndex
) -> ParsedFile:
    """Read a table by a mapping: one fact for each cell of a value column that is not empty.

    Rows without key and without figures are left out; rows with figures and without key are told. Raises Refusal where
    nothing is left to read.
    """
    log = ProblemLog(name)
    found: list[tuple[Any, list[OutsideValidity]]] = []
    if fits(mapping, grids, log):
        for part in mapping.parts:
            grid = grid_of(part, grids)
            if grid is not None:
                log.sheet = grid.sheet
                found.append(_Reader(grid, part, mapping, regions, log).read())
    log.sheet = ""
    facts = _together([facts for facts, _ in found if facts is not None])
    if facts is not None and not log.has_errors:
        check_figures(facts, mapping.title, {}, log)
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
        outside_validity=[one for _, outside in found for one in outside],
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
        self.rows = self._rows_to_read()

    def read(self) -> tuple[Any, list[OutsideValidity]]:
        """Facts of this part (None when there are none or errors) and regions outside their validity."""
        import numpy as np  # heavy: only when needed

        self._tell_what_is_hidden()
        if not self.rows:
            return None, []
        region, keys = self._regions()
        blocks = [self._block(value) for value in self.part.values]
        at = np.concatenate([block.at for block in blocks])
        if not len(at):
            return None, []
        period, periods = self._periods(blocks)
        if self.log.has_errors:
            return None, []
        rows = np.array(self.rows, dtype=np.int32)[at]
        numbers = np.concatenate([~np.isnan(block.values) for block in blocks]).astype(np.int8)
        order = np.argsort(rows, kind="stable")
        pairs = group_pairs(region.codes[at][order], period[order], numbers[order], 1 - numbers[order], rows[order])
        column = self.part.region[0]
        outside = check_validity(pairs, keys, periods, column=column, regions=self.regions, log=self.log)
        facts = self._facts(blocks, at, rows, (region, keys), (period, periods))
        self._refuse_duplicates(facts)
        check_names(facts, column=column, regions=self.regions, log=self.log)
        return facts, outside

    # -- rows --------------------------------------------------------------------------------------------------------

    def _rows_to_read(self) -> list[int]:
        """1-based rows with a key and at least one figure; figures without a key are told."""
        part, grid = self.part, self.grid
        columns = [value.column - 1 for value in part.values]
        keys = [column - 1 for column in part.region]
        only = part.only
        kept: list[int] = []
        lost: list[int] = []
        for number in range(part.first_row, min(part.last_row or len(grid.rows), len(grid.rows)) + 1):
            cells = grid.rows[number - 1]
            if only and grid.text(number, only[0]) not in only[1]:
                continue
            if any(_is_filled(cells, at) for at in columns):
                (kept if any(_is_filled(cells, at) for at in keys) else lost).append(number)
        if lost:
            text = "Zeilen mit Zahlen, aber ohne Regionalschlüssel (etwa Summen), werden nicht eingelesen."
            self.log.note("row_without_key", text, row=lost[0], column=part.region[0], count=len(lost))
        return kept

    def _tell_what_is_hidden(self) -> None:
        used = {*self.part.region, *(v.column for v in self.part.values), self.part.period} - {0}
        hidden = sorted(used & set(self.grid.hidden_columns))
        if hidden:
            text = "Eine Spalte, die eingelesen wird, ist in der Mappe ausgeblendet; bitte prüfen, ob sie gemeint ist."
            self.log.note("hidden_column", text, row=1, column=hidden[0], count=len(hidden))
        rows = sorted(set(self.rows) & set(self.grid.hidden_rows))
        if rows:
            text = "Zeilen, die eingelesen werden, sind in der Mappe ausgeblendet; bitte prüfen, ob sie gemeint sind."
            self.log.note("hidden_row", text, row=rows[0], count=len(rows))
        columns = {value.column for value in self.part.values}
        empty = [place for place in self.grid.without_value if place[1] in columns and place[0] >= self.part.first_row]
        if empty:
            text = (
                "Hier steht eine Formel ohne gespeichertes Ergebnis; bitte die Mappe öffnen, rechnen lassen, speichern."
            )
            self.log.error("formula_without_value", text, row=empty[0][0], column=empty[0][1], count=len(empty))

    def _texts(self, column: int) -> list[str]:
        """A column over the rows that are read, as text; empty texts for column 0."""
        if not column:
            return [""] * len(self.rows)
        at, texts = column - 1, []
        known: dict[Cell, str] = {}
        for row in self.rows:
            cells = self.grid.rows[row - 1]
            cell = cells[at] if at < len(cells) else ""
            text = known.get(cell)
            if text is None:
                text = known[cell] = text_of(cell)
            texts.append(text)
        return texts

    def _distinct(self, texts: Sequence[Any]) -> _Distinct:
        """Texts (or tuples of texts) of the rows that are read, coded."""
        import numpy as np  # heavy: only when needed

        number = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        codes = np.fromiter((number[text] for text in texts), dtype=np.int32, count=len(texts))
        _, first = np.unique(codes, return_index=True)
        return _Distinct(codes, list(number), [self.rows[at] for at in first.tolist()])

    def _column(self, column: int) -> _Distinct:
        return self._distinct(self._texts(column))

    # -- regions and periods -----------------------------------------------------------------------------------------

    def _regions(self) -> tuple[_Distinct, list[str]]:
        """Distinct regions and their canonical keys."""
        part = self.part
        parts = [self._texts(column) for column in part.region]
        raw = ["".join(texts) for texts in zip(*parts, strict=True)]
        found = self._distinct(list(zip(raw, self._texts(part.level), strict=True)))
        keys = tidy_keys([entry[0] for entry in found.texts], [entry[1] for entry in found.texts], self.regions)
        column = part.region[0]
        counts = found.counts()
        return found, resolve_keys(keys, found.first_rows, counts, column=column, regions=self.regions, log=self.log)

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
        for position, row in enumerate(self.rows):
            cells = self.grid.rows[row - 1]
            cell = cells[column.column - 1] if column.column <= len(cells) else ""
            if cell not in known:
                is_empty = isinstance(cell, str) and not cell.strip()
                known[cell] = None if is_empty else read_value(cell, self.mapping.decimal)
            read = known[cell]
            if read is None:
                continue
            if read.problem:
                wrong.setdefault(read.problem, []).append((row, cell))
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
        return _Block(column, *(np.array(one) for one in (at, values, signs, qualities)))

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
        labels = [self._texts(column) for column in part.categories or (0,)]
        categories = self._distinct([" > ".join(texts) for texts in zip(*labels, strict=True)])
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

    def _units(self, unit: Any, table: Any) -> Any:
        """The unit of the series where the column names none."""
        import pyarrow as pa  # heavy: only when needed
        import pyarrow.compute as pc  # heavy: only when needed

        series, units = zip(*self.mapping.units, strict=True)
        at = pc.index_in(table, value_set=pa.array(series, pa.string()))
        return pc.if_else(pc.equal(unit, ""), pc.fill_null(pa.array(units, pa.string()).take(at), ""), unit)

    def _refuse_duplicates(self, facts: Any) -> None:
        """The same series, region, period and category may have one figure only."""
        import numpy as np  # heavy: only when needed

        code, size = np.zeros(len(facts), dtype=np.int64), 1
        for name in ("table", "region", "period", "item", "category"):
            coded = facts[name].combine_chunks().dictionary_encode()
            size *= len(coded.dictionary)
            if size > 2**62:  # more combinations than a number can tell apart: number those that occur
                code = np.unique(code, return_inverse=True)[1]
                size = len(code) * len(coded.dictionary)
            code = code * len(coded.dictionary) + coded.indices.to_numpy()
        in_order = np.sort(code)
        if not np.any(in_order[1:] == in_order[:-1]):
            return
        _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
        again = np.setdiff1d(np.arange(len(code)), first)
        place = int(again[0])
        earlier = int(facts["row"][int(first[inverse[place]])].as_py())
        where = {name: facts[name][place].as_py() for name in ("row", "column")}
        self.log.error("duplicate_key", duplicate_text(earlier), **where, count=len(again))


def _is_filled(cells: Sequence[Cell], at: int) -> bool:
    return at < len(cells) and (not isinstance(cells[at], str) or bool(cells[at].strip()))  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class _Block:
    """The filled cells of a value column, as arrays: positions among the rows that are read, figures (nan for signs),
    places in _SIGNS and in _QUALITIES.
    """

    column: ValueColumn
    at: Any
    values: Any
    signs: Any
    qualities: Any
