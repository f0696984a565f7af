"""GENESIS ffcsv: long rows with codes, as the web services of Destatis, the Länder and the census deliver
them.

Columns are found by their code names; labels are used for names and classes of age only, never as keys.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Any

from .cells import NO_AGE, Age, Period, age_of_code, parse_age, parse_period, parse_value, unknown_period
from .classic import group_pairs, report_unknown_period
from .facts import Coded, fact_schema, report_bad_cells
from .footer import LICENCE, publisher_of
from .keys import check_validity, resolve_keys
from .problems import ProblemLog, Refusal, shown
from .text import check_columns
from .types import OutsideValidity, ParsedFile, RegionIndex
from .units import is_unit

# Regional variables of the three databases (source: catalogue of variables, as listed by pystatis 0.5).
REGION_VARIABLES = frozenset(
    "DG DINSG DLAND DLANDR DLANDS DLANDU DLANDX FDINSG FDLAND REGBEZ FREGBEZ KREISE FKREISE GEMEIN FGEMEIN FAMTGEM PGEMEIN "
    "PGEM-2DI GRSTADT GEOBL1 GEOBL3 GEOBZ1 GEODL1 GEODL3 GEOGM1 GEOGM2 GEOGM3 GEOGM4 GEOGM5 GEOLK1 GEOLK3 GEOLK4 GEORB1 GEORB3 "
    "GEOVB1 GEOVB2 GEOVB3 GEOVB4 GEOVB5".split()
)
_REQUIRED = ("statistics_code", "time", "value", "value_unit", "value_variable_code")
_OPTIONAL = ("statistics_label", "value_variable_label", "value_q")
_GROUP = re.compile(r"(\d+)_variable_code")
# Schutzsuchende: the office rounds every figure to a multiple of 5 and does not mark it in the file.
_ROUNDED = {"12531": "rounded5"}
_TABLE_CODE = re.compile(r"[0-9A-Z]{4,6}(?:-[0-9A-Z]{1,6}){1,4}")


@dataclass(slots=True)
class _Group:
    """Codes of one group of columns: variable, attribute, label of the attribute."""

    variable: Coded
    attribute: Coded
    label: Coded | None
    is_region: Any  # one bool per row
    column: int  # 1-based column of the attribute code


@dataclass(slots=True)
class _Header:
    """Names of the columns and the numbers of the groups, as the first line gives them."""

    names: list[str]
    groups: list[str]

    def column(self, name: str) -> int:
        """1-based column of a name."""
        return self.names.index(name) + 1


def is_ffcsv(text: str) -> bool:
    """True when the first line has the columns of an ffcsv table."""
    return text.startswith("statistics_code;")


def read_ffcsv(
    data: bytes, *, name: str, member: str, encoding: str, regions: RegionIndex, checked_text: str
) -> ParsedFile:
    """Read an unpacked ffcsv table. `data` are its UTF-8 bytes without BOM, `member` its name in the archive.

    Raises Refusal where nothing more can be read.
    """
    log = ProblemLog(name)
    header = _read_header(checked_text)
    columns = _read_columns(data, header, checked_text)
    rows = len(columns["value"])
    if rows == 0:
        raise Refusal(
            "no_rows",
            "Unter dem Tabellenkopf stehen keine Werte, erwartet wird mindestens eine Zeile.",
            row=1,
        )
    statistic, label = _one_statistic(columns, header)
    table = _table_code(member, name, statistic, log)
    facts, outside = _facts(table, statistic, columns, header, regions, log)
    text = "Die Datei nennt keine Lizenz; eingetragen wird die der Datenbanken der amtlichen Statistik (dl-de/by-2-0)."
    log.note("licence_assumed", text)
    contents = (
        sorted(set(columns["value_variable_label"].unique().to_pylist()))
        if "value_variable_label" in columns
        else []
    )
    return ParsedFile(
        format="genesis-ffcsv",
        table=table,
        title=": ".join(part for part in (label, ", ".join(contents)) if part),
        source=f"{publisher_of(table)}, Tabelle {table}",
        licence=LICENCE,
        stand="",
        encoding=encoding,
        facts=None if log.has_errors else facts,
        problems=log.sorted(),
        outside_validity=outside,
    )


def _read_header(text: str) -> _Header:
    line = text.split("\n", 1)[0].rstrip("\r")
    names = [name.strip() for name in next(csv.reader([line], delimiter=";"), [])]
    check_columns(len(names), 1)
    missing = [name for name in _REQUIRED if name not in names]
    groups = [match[1] for name in names if (match := _GROUP.fullmatch(name))]
    missing += [f"{g}_variable_attribute_code" for g in groups if f"{g}_variable_attribute_code" not in names]
    if missing:
        text = f"Im Tabellenkopf fehlt die Spalte {missing[0]}, erwartet werden die Spalten des GENESIS-Formats ffcsv."
        raise Refusal("no_table", text, row=1)
    if len(set(names)) != len(names):
        column = next(at for at, name in enumerate(names) if name in names[:at]) + 1
        raise Refusal("duplicate_column", "Ein Spaltenkopf kommt doppelt vor.", row=1, column=column)
    return _Header(names, groups)


def _read_columns(data: bytes, header: _Header, text: str) -> dict[str, Any]:
    """The needed columns as text, by name."""
    import pyarrow as pa  # heavy: only when needed
    from pyarrow import csv as pa_csv  # heavy: only when needed

    wanted = [*_REQUIRED, *(n for n in _OPTIONAL if n in header.names)]
    for group in header.groups:
        names = (
            f"{group}_variable_code",
            f"{group}_variable_attribute_code",
            f"{group}_variable_attribute_label",
        )
        wanted += [n for n in names if n in header.names]
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(data),
            read_options=pa_csv.ReadOptions(use_threads=False, column_names=header.names, skip_rows=1),
            parse_options=pa_csv.ParseOptions(delimiter=";"),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(header.names, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        # Its message may quote cells; find the row ourselves.
        raise _wrong_row(text, len(header.names)) from None
    return {name: table.column(name) for name in wanted}


def _wrong_row(text: str, width: int) -> Refusal:
    for number, line in enumerate(text.split("\n")[1:], 2):
        if line.strip():
            cells = next(csv.reader([line.rstrip("\r")], delimiter=";"), [])
            if len(cells) != width:
                what = f"Die Zeile hat {len(cells)} Felder, erwartet werden {width} wie im Tabellenkopf."
                return Refusal("wrong_column_count", what, row=number)
    return Refusal(
        "wrong_column_count",
        f"Eine Zeile passt nicht zum Tabellenkopf, erwartet werden je Zeile {width} Felder.",
    )


def _one_statistic(columns: dict[str, Any], header: _Header) -> tuple[str, str]:
    """Code and label of the statistic; a file with several is refused."""
    statistics = Coded(columns["statistics_code"])
    if len(statistics.texts) > 1:
        row = statistics.first_positions()[1] + 2
        text = "Die Datei enthält mehrere Statistiken, erwartet wird eine Tabelle je Datei."
        raise Refusal("several_tables", text, row=row, column=header.column("statistics_code"))
    label = columns["statistics_label"][0].as_py() if "statistics_label" in columns else ""
    return statistics.texts[0], label


def _table_code(member: str, name: str, statistic: str, log: ProblemLog) -> str:
    """The code stands in file names only ("12411-01-01-4_1773175772751_de_flat.csv"), the rows name the
    statistic.
    """
    for candidate in (member, name):
        stem = candidate.replace("\\", "/").rsplit("/", 1)[-1].split("_")[0].split(".")[0]
        if _TABLE_CODE.fullmatch(stem) and stem.startswith(f"{statistic}-"):
            return stem
    text = f"Der Code der Tabelle steht nicht im Dateinamen; verwendet wird der Code der Statistik, {shown(statistic)}."
    log.note("table_code_unknown", text)
    return statistic


def _facts(
    table: str,
    statistic: str,
    columns: dict[str, Any],
    header: _Header,
    regions: RegionIndex,
    log: ProblemLog,
) -> tuple[Any, list[OutsideValidity]]:
    import numpy as np  # heavy: only when needed

    rows = len(columns["value"])
    groups = [_group(number, columns, header) for number in header.groups]
    region, name, region_column = _region_columns(groups, rows)
    keys = resolve_keys(
        region.texts,
        [at + 2 for at in region.first_positions()],
        region.counts(),
        column=region_column,
        regions=regions,
        log=log,
    )
    time, periods = _periods(columns, header, log)
    cells = Coded(columns["value"])
    parsed = cells.map(lambda text: parse_value(text, grouped=False))
    column = header.column("value")
    report_bad_cells(cells, parsed, log, place=lambda position: (position + 2, column))
    units = _units(columns, header, log)
    item = Coded(columns["value_variable_code"])
    category_codes, categories, ages = _categories(groups, rows)
    same_key = {key: at for at, key in reversed(list(enumerate(keys)))}
    key_codes = np.array([same_key[key] for key in keys])[region.codes]
    _check_duplicates([key_codes, time.codes, item.codes, category_codes], region_column, log)
    if log.has_errors:
        return None, []
    is_number = np.array([cell.value is not None for cell in parsed])[cells.codes]
    pairs = group_pairs(region.codes, time.codes, is_number.astype(int), 1 - is_number, np.arange(rows) + 2)
    outside = check_validity(pairs, keys, periods, column=region_column, regions=regions, log=log)

    import pyarrow as pa  # heavy: only when needed

    def by(codes: Any, values: list[Any], kind: Any = None) -> Any:
        return pa.array(values, kind or pa.string()).take(pa.array(codes))

    data = {
        "table": pa.repeat(table, rows),
        "region": by(region.codes, keys),
        "region_name": by(name.codes, [text.strip() for text in name.texts]),
        "period_kind": by(time.codes, [p.kind for p in periods]),
        "period": by(time.codes, [p.text for p in periods]),
        "year": by(time.codes, [p.year for p in periods], pa.int32()),
        "item": by(item.codes, item.texts),
        "category": by(category_codes, categories),
        "age_from": by(category_codes, [a[0] for a in ages], pa.int32()),
        "age_to": by(category_codes, [a[1] for a in ages], pa.int32()),
        "value": by(cells.codes, [c.value for c in parsed], pa.float64()),
        "sign": by(cells.codes, [c.sign for c in parsed]),
        "unit": by(units.codes, [" ".join(text.split()) for text in units.texts]),
        "quality": _quality(statistic, columns, rows, parsed, cells),
        "row": pa.array(np.arange(2, rows + 2, dtype=np.int32)),
        "column": pa.array(np.full(rows, column, dtype=np.int32)),
    }
    return pa.table(data, schema=fact_schema()), outside


def _group(number: str, columns: dict[str, Any], header: _Header) -> _Group:
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


def _region_columns(groups: list[_Group], rows: int) -> tuple[Coded, Coded, int]:
    """Region key and name of each row, from whichever group holds a regional variable there."""
    import numpy as np  # heavy: only when needed

    found = np.zeros(rows, dtype=int)
    for group in groups:
        found += group.is_region
    if (wrong := np.flatnonzero(found != 1)).size:
        row = int(wrong[0])
        several = int(found[row]) > 1
        what = "Die Zeile nennt mehr als eine Region" if several else "Die Zeile nennt keine Region"
        code = "several_regions" if several else "no_region"
        text = f"{what}, erwartet wird genau ein regionales Merkmal wie KREISE, DLAND oder GEOGM4."
        raise Refusal(code, text, row=row + 2, column=groups[0].column if groups else None)
    keys = np.empty(rows, dtype=object)
    names = np.empty(rows, dtype=object)
    for group in groups:
        here = group.is_region
        keys[here] = np.array(group.attribute.texts, dtype=object)[group.attribute.codes[here]]
        label = group.label or group.attribute
        names[here] = np.array(label.texts, dtype=object)[label.codes[here]]
    return Coded(keys), Coded(names), next(g.column for g in groups if g.is_region.any())


def _periods(columns: dict[str, Any], header: _Header, log: ProblemLog) -> tuple[Coded, list[Period]]:
    time = Coded(columns["time"])
    periods = []
    for raw, at in zip(time.texts, time.first_positions(), strict=True):
        period = parse_period(raw)
        if period is None:
            period = unknown_period(raw)
            report_unknown_period(period, raw, at + 2, header.column("time"), log)
        periods.append(period)
    return time, periods


def _units(columns: dict[str, Any], header: _Header, log: ProblemLog) -> Coded:
    units = Coded(columns["value_unit"])
    for unit, at, count in zip(units.texts, units.first_positions(), units.counts(), strict=True):
        if not is_unit(unit):
            quoted = f"„{unit}“" if len(unit) <= 30 else shown(unit)
            what = f"Die Einheit {quoted} ist nicht bekannt" if unit else "Die Einheit fehlt"
            text = f"{what}, erwartet wird zum Beispiel Anzahl, Prozent oder EUR."
            log.error("unknown_unit", text, row=at + 2, column=header.column("value_unit"), count=count)
    return units


def _categories(groups: list[_Group], rows: int) -> tuple[Any, list[str], list[Age]]:
    """Category of each row as a code, and per code its text ("GES=GESM;NAT=NATA", totals left out) and class
    of age.
    """
    import numpy as np  # heavy: only when needed

    code = np.zeros(rows, dtype=np.int64)
    for group in groups:
        part = (
            group.variable.codes.astype(np.int64) * (len(group.attribute.texts) + 1) + group.attribute.codes
        )
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
    first = np.unique(code, return_index=True)[1]
    if len(first) < len(code):
        repeated = np.setdiff1d(np.arange(len(code)), first)
        earlier = int(first[code[repeated[0]]])
        text = f"Region, Zeit und Merkmale stehen schon in Zeile {earlier + 2}, erwartet wird jede Kombination nur einmal."
        log.error("duplicate_key", text, row=int(repeated[0]) + 2, column=column, count=len(repeated))


def _quality(statistic: str, columns: dict[str, Any], rows: int, parsed: list[Any], cells: Coded) -> Any:
    """The published flag; "rounded5" for numbers of statistics that are rounded throughout; "()" for
    bracketed values.
    """
    import pyarrow as pa  # heavy: only when needed
    import pyarrow.compute as pc  # heavy: only when needed

    bracketed = cells.spread([c.quality for c in parsed])
    if "value_q" in columns:
        published = columns["value_q"].combine_chunks()
        return pc.if_else(pc.equal(published, ""), bracketed, published)
    rounded = _ROUNDED.get(statistic)
    if rounded and all(c.value is None or c.value % 5 == 0 for c in parsed):
        return cells.spread([rounded if c.value is not None else "" for c in parsed])
    return bracketed if rows else pa.array([], pa.string())
