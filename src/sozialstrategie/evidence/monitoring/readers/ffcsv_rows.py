"""Rows of a GENESIS ffcsv table: regions in whichever group holds them, categories by code, facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .cells import NO_AGE, Age, CellValue, Period, age_of_code, parse_age, parse_value, read_periods
from .facts import Coded, duplicate_text, fact_schema, repeated_positions, report_bad_cells
from .keys import check_validity, group_pairs, resolve_keys
from .names import check_names
from .problems import ProblemLog, Refusal, shown
from .text import drop_invisible, first_invisible
from .types import OutsideValidity, RegionIndex
from .units import is_unit

# Regional variables of the three databases (source: catalogue of variables, as listed by pystatis 0.5).
REGION_VARIABLES = frozenset(
    [
        *(
            "DG",
            "DINSG",
            "DLAND",
            "DLANDR",
            "DLANDS",
            "DLANDU",
            "DLANDX",
            "FDINSG",
            "FDLAND",
            "REGBEZ",
            "FREGBEZ",
        ),
        *("KREISE", "FKREISE", "GEMEIN", "FGEMEIN", "FAMTGEM", "PGEMEIN", "PGEM-2DI", "GRSTADT"),
        *("GEODL1", "GEODL3", "GEOBL1", "GEOBL3", "GEOBZ1", "GEORB1", "GEORB3", "GEOLK1", "GEOLK3", "GEOLK4"),
        *("GEOGM1", "GEOGM2", "GEOGM3", "GEOGM4", "GEOGM5", "GEOVB1", "GEOVB2", "GEOVB3", "GEOVB4", "GEOVB5"),
    ]
)
# Schutzsuchende: the office rounds every figure to a multiple of 5 and does not mark it in the file.
_ROUNDED = {"12531": "rounded5"}


@dataclass(slots=True)
class Header:
    """Names of the columns and the numbers of the groups, as the first line gives them."""

    names: list[str]
    groups: list[str]

    def column(self, name: str) -> int:
        """1-based column of a name."""
        return self.names.index(name) + 1


@dataclass(slots=True)
class _Group:
    """One group of columns, coded: variable, attribute, label of the attribute."""

    variable: Coded
    attribute: Coded
    label: Coded | None
    is_region: Any  # one bool per row
    column: int  # 1-based column of the attribute code


@dataclass(slots=True)
class _Rows:
    """Everything a fact needs, coded; codes have one entry per row of the file."""

    region: Coded
    keys: list[str]
    name: Coded
    time: Coded
    periods: list[Period]
    item: Coded
    unit: Coded
    cells: Coded
    parsed: list[CellValue]
    category_codes: Any
    categories: list[str]
    ages: list[Age]


def read_rows(
    table: str, statistic: str, columns: dict[str, Any], header: Header, regions: RegionIndex, log: ProblemLog
) -> tuple[Any, list[OutsideValidity]]:
    """Facts (None when `log` has errors) and regions outside their validity, from the columns of a table."""
    import numpy as np  # heavy: only when needed

    count = len(columns["value"])
    groups = [_group(number, columns, header) for number in header.groups]
    region, name, region_column = _region_columns(groups, count)
    first_rows = [at + 2 for at in region.first_positions()]
    keys = resolve_keys(region.texts, first_rows, region.counts(), column=region_column, regions=regions, log=log)
    time, cells, item = Coded(columns["time"]), Coded(columns["value"]), Coded(columns["value_variable_code"])
    periods = read_periods(time.texts, [at + 2 for at in time.first_positions()], header.column("time"), log)
    parsed = cells.map(lambda text: parse_value(text, grouped=False))
    value_column = header.column("value")
    report_bad_cells(cells, parsed, log, place=lambda position: (position + 2, value_column))
    unit = _units(columns, header, log)
    _refuse_invisible([(item, header.column("value_variable_code")), *((g.attribute, g.column) for g in groups)], log)
    category_codes, categories, ages = _categories(groups, count)
    same = {key: at for at, key in reversed(list(enumerate(keys)))}
    key_codes = np.array([same[key] for key in keys])[region.codes]
    _check_duplicates([key_codes, time.codes, item.codes, category_codes], region_column, log)
    if log.has_errors:
        return None, []
    is_number = np.array([cell.value is not None for cell in parsed])[cells.codes].astype(int)
    pairs = group_pairs(region.codes, time.codes, is_number, 1 - is_number, np.arange(count) + 2)
    outside = check_validity(pairs, keys, periods, column=region_column, regions=regions, log=log)
    rows = _Rows(region, keys, name, time, periods, item, unit, cells, parsed, category_codes, categories, ages)
    facts = _fact_table(table, rows, _quality(statistic, columns, rows), value_column)
    check_names(facts, column=region_column, regions=regions, log=log)
    return facts, outside


def _fact_table(table: str, rows: _Rows, quality: Any, value_column: int) -> Any:
    import numpy as np  # heavy: only when needed
    import pyarrow as pa  # heavy: only when needed

    count = len(rows.region.codes)

    def by_category(values: list[Any], kind: Any = None) -> Any:
        return pa.array(values, kind or pa.string()).take(pa.array(rows.category_codes))

    data = {
        "table": pa.repeat(table, count),
        "region": rows.region.spread(rows.keys),
        "region_name": rows.name.spread([drop_invisible(text).strip() for text in rows.name.texts]),
        "period_kind": rows.time.spread([p.kind for p in rows.periods]),
        "period": rows.time.spread([p.text for p in rows.periods]),
        "year": rows.time.spread([p.year for p in rows.periods], "int32"),
        "item": rows.item.spread(rows.item.texts),
        "category": by_category(rows.categories),
        "age_from": by_category([age[0] for age in rows.ages], pa.int32()),
        "age_to": by_category([age[1] for age in rows.ages], pa.int32()),
        "value": rows.cells.spread([cell.value for cell in rows.parsed], "float64"),
        "sign": rows.cells.spread([cell.sign for cell in rows.parsed]),
        "unit": rows.unit.spread([" ".join(text.split()) for text in rows.unit.texts]),
        "quality": quality,
        "row": pa.array(np.arange(2, count + 2, dtype=np.int32)),
        "column": pa.array(np.full(count, value_column, dtype=np.int32)),
    }
    return pa.table(data, schema=fact_schema())


def _group(number: str, columns: dict[str, Any], header: Header) -> _Group:
    import numpy as np  # heavy: only when needed

    variable = Coded(columns[f"{number}_variable_code"])
    label = columns.get(f"{number}_variable_attribute_label")
    return _Group(
        variable=variable,
        attribute=Coded(columns[f"{number}_variable_attribute_code"]),
        label=None if label is None else Coded(label),
        is_region=np.array([text in REGION_VARIABLES for text in variable.texts])[variable.codes],
        column=header.column(f"{number}_variable_attribute_code"),
    )


def _region_columns(groups: list[_Group], count: int) -> tuple[Coded, Coded, int]:
    """Region key and name of each row, from whichever group holds a regional variable there."""
    import numpy as np  # heavy: only when needed

    found = np.zeros(count, dtype=int)
    for group in groups:
        found += group.is_region
    if (wrong := np.flatnonzero(found != 1)).size:
        row = int(wrong[0])
        several = int(found[row]) > 1
        what = "Die Zeile nennt mehr als eine Region" if several else "Die Zeile nennt keine Region"
        text = f"{what}, erwartet wird genau ein regionales Merkmal wie KREISE, DLAND oder GEOGM4."
        column = groups[0].column if groups else None
        raise Refusal("several_regions" if several else "no_region", text, row=row + 2, column=column)
    keys = np.empty(count, dtype=object)
    names = np.empty(count, dtype=object)
    for group in groups:
        here = group.is_region
        keys[here] = np.array(group.attribute.texts, dtype=object)[group.attribute.codes[here]]
        label = group.label or group.attribute
        names[here] = np.array(label.texts, dtype=object)[label.codes[here]]
    return Coded(keys), Coded(names), next(g.column for g in groups if g.is_region.any())


def _units(columns: dict[str, Any], header: Header, log: ProblemLog) -> Coded:
    units = Coded(columns["value_unit"])
    for unit, at, count in zip(units.texts, units.first_positions(), units.counts(), strict=True):
        if not is_unit(unit):
            quoted = f"„{unit}“" if len(unit) <= 30 else shown(unit)
            what = f"Die Einheit {quoted} ist nicht bekannt" if unit else "Die Einheit fehlt"
            text = f"{what}, erwartet wird zum Beispiel Anzahl, Prozent oder EUR."
            log.error("unknown_unit", text, row=at + 2, column=header.column("value_unit"), count=count)
    return units


def _refuse_invisible(codes: list[tuple[Coded, int]], log: ProblemLog) -> None:
    """Codes tell facts apart: with control characters in them, two that look alike would be two different ones."""
    for coded, column in codes:
        for text, at in zip(coded.texts, coded.first_positions(), strict=True):
            if first_invisible(text):
                what = "Der Code enthält unsichtbare Steuerzeichen, erwartet werden Buchstaben und Ziffern."
                log.error("control_characters", what, row=at + 2, column=column)
                break


def _categories(groups: list[_Group], count: int) -> tuple[Any, list[str], list[Age]]:
    """Category code of each row; per code its text ("GES=GESM;NAT=NATA", no totals) and class of age."""
    import numpy as np  # heavy: only when needed

    code = np.zeros(count, dtype=np.int64)
    for group in groups:
        part = group.variable.codes.astype(np.int64) * (len(group.attribute.texts) + 1) + group.attribute.codes
        part = np.where(group.is_region, -1, part) + 1
        code = np.unique(code * (int(part.max()) + 1) + part, return_inverse=True)[1]
    first = np.unique(code, return_index=True)[1]
    described = [_describe(groups, int(row)) for row in first]
    texts = list(dict.fromkeys(text for text, _ in described))
    index = {text: at for at, text in enumerate(texts)}
    ages = {text: age for text, age in reversed(described)}
    recode = np.array([index[text] for text, _ in described])
    return recode[code], texts, [ages[text] for text in texts]


def _describe(groups: list[_Group], row: int) -> tuple[str, Age]:
    """Category and class of age of one row; two classes of age at once (of parents and child) give none."""
    parts, ages = [], []
    for group in groups:
        attribute = group.attribute.texts[group.attribute.codes[row]]
        if group.is_region[row] or not attribute:
            continue
        parts.append(f"{group.variable.texts[group.variable.codes[row]]}={attribute}")
        label = group.label.texts[group.label.codes[row]] if group.label else ""
        age = age_of_code(attribute)
        ages.append(age if age != NO_AGE else parse_age(label))
    found = [age for age in ages if age != NO_AGE]
    return ";".join(sorted(parts)), found[0] if len(found) == 1 else NO_AGE


def _check_duplicates(codes: list[Any], column: int, log: ProblemLog) -> None:
    """The same region, period, item and category in two rows is an error."""
    import numpy as np  # heavy: only when needed

    code = np.zeros(len(codes[0]), dtype=np.int64)
    for part in codes:
        code = np.unique(code * (int(part.max()) + 1) + part, return_inverse=True)[1]
    repeated, earlier = repeated_positions(code)
    if len(repeated):
        row = int(repeated[0]) + 2
        log.error("duplicate_key", duplicate_text(earlier + 2), row=row, column=column, count=len(repeated))


def _quality(statistic: str, columns: dict[str, Any], rows: _Rows) -> Any:
    """The published flag; else "()" for bracketed values, "rounded5" where a statistic rounds throughout."""
    import pyarrow.compute as pc  # heavy: only when needed

    bracketed = rows.cells.spread([cell.quality for cell in rows.parsed])
    if "value_q" in columns:
        published = columns["value_q"].combine_chunks()
        return pc.if_else(pc.equal(published, ""), bracketed, published)
    flag = _ROUNDED.get(statistic)
    if flag and all(cell.value is None or cell.value % 5 == 0 for cell in rows.parsed):
        return rows.cells.spread([flag if cell.value is not None else "" for cell in rows.parsed])
    return bracketed
