"""GENESIS ffcsv: long rows with codes, as the web services of Destatis, the Länder and the census deliver
them.

Columns are found by their code names; labels are used for names and classes of age only, never as keys.
"""

from __future__ import annotations

import re
from typing import Any

from .facts import Coded
from .ffcsv_rows import Header, read_rows
from .footer import LICENCE, publisher_of
from .plausible import check_figures
from .problems import ProblemLog, Refusal, check_table_code, shown
from .text import check_columns, drop_invisible, split_cells, split_lines
from .types import ParsedFile, RegionIndex

_REQUIRED = ("statistics_code", "time", "value", "value_unit", "value_variable_code")
_OPTIONAL = ("statistics_label", "value_variable_label", "value_q")
_GROUP = re.compile(r"(\d+)_variable_code")
_TABLE_CODE = re.compile(r"[0-9A-Z]{4,6}(?:-[0-9A-Z]{1,6}){1,4}")


def is_ffcsv(text: str) -> bool:
    """True when the first line has the columns of an ffcsv table."""
    return text.startswith("statistics_code;")


def read_ffcsv(text: str, *, name: str, member: str, encoding: str, regions: RegionIndex) -> ParsedFile:
    """Read an unpacked ffcsv table from its decoded text; `member` is its name in the archive, "" without
    one.

    Raises Refusal where nothing more can be read.
    """
    text = text.rstrip("\r\n")
    log = ProblemLog(name)
    header = _read_header(text)
    if not re.search(r"[\r\n]", text):
        what = "Unter dem Tabellenkopf stehen keine Werte, erwartet wird mindestens eine Zeile."
        raise Refusal("no_rows", what, row=1)
    columns = _read_columns(text, header)
    statistic = _one_statistic(columns, header)
    table = _table_code(member, name, statistic, log)
    facts, outside = read_rows(table, statistic, columns, header, regions, log)
    if facts is not None:
        check_figures(facts, _labels_of(columns, "statistics_label"), _item_labels(columns), log)
    log.note(
        "licence_assumed",
        "Die Datei nennt keine Lizenz; eingetragen wird die der Datenbanken der amtlichen Statistik (dl-de/by-2-0).",
    )
    return ParsedFile(
        format="genesis-ffcsv",
        table=table,
        title=_title(columns),
        source=f"{publisher_of(table)}, Tabelle {table}",
        licence=LICENCE,
        stand="",
        encoding=encoding,
        facts=None if log.has_errors else facts,
        problems=log.sorted(),
        outside_validity=outside,
        disclosure_rule="published",
    )


def _read_header(text: str) -> Header:
    names = [name.strip() for name in split_cells(re.split(r"[\r\n]", text, maxsplit=1)[0])]
    check_columns(len(names), 1)
    groups = [match[1] for name in names if (match := _GROUP.fullmatch(name))]
    missing = [name for name in _REQUIRED if name not in names]
    missing += [f"{g}_variable_attribute_code" for g in groups if f"{g}_variable_attribute_code" not in names]
    if missing:
        what = f"Im Tabellenkopf fehlt die Spalte {missing[0]}, erwartet werden die Spalten des Formats ffcsv."
        raise Refusal("no_table", what, row=1)
    if len(set(names)) != len(names):
        column = next(at for at, name in enumerate(names) if name in names[:at]) + 1
        what = "Ein Spaltenkopf kommt doppelt vor, erwartet wird jeder nur einmal."
        raise Refusal("duplicate_column", what, row=1, column=column)
    return Header(names, groups)


def _read_columns(text: str, header: Header) -> dict[str, Any]:
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
            pa.BufferReader(text.encode()),
            read_options=pa_csv.ReadOptions(use_threads=False, column_names=header.names, skip_rows=1),
            # Row numbers must be those of the file, so an empty line inside is not skipped but refused.
            parse_options=pa_csv.ParseOptions(delimiter=";", ignore_empty_lines=False),
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
    for number, line in enumerate(split_lines(text)[1:], 2):
        count = len(split_cells(line))
        if count != width:
            what = f"Die Zeile hat {count} Felder, erwartet werden {width} wie im Tabellenkopf."
            return Refusal("wrong_column_count", what, row=number)
    what = f"Eine Zeile passt nicht zum Tabellenkopf, erwartet werden je Zeile {width} Felder."
    return Refusal("wrong_column_count", what)


def _one_statistic(columns: dict[str, Any], header: Header) -> str:
    """Code of the statistic; a file with several is refused."""
    statistics = Coded(columns["statistics_code"])
    if len(statistics.texts) > 1:
        row = statistics.first_positions()[1] + 2
        what = "Die Datei enthält mehrere Statistiken, erwartet wird eine Tabelle je Datei."
        raise Refusal("several_tables", what, row=row, column=header.column("statistics_code"))
    check_table_code(statistics.texts[0], row=2, column=header.column("statistics_code"))
    return statistics.texts[0]


def _title(columns: dict[str, Any]) -> str:
    """Statistic and what is counted, as labelled in the file."""
    parts = [_labels_of(columns, name) for name in ("statistics_label", "value_variable_label")]
    return ": ".join(part for part in parts if part)


def _labels_of(columns: dict[str, Any], name: str) -> str:
    """The different labels in a column, joined; "" without the column."""
    return drop_invisible(", ".join(sorted(columns[name].unique().to_pylist()))) if name in columns else ""


def _item_labels(columns: dict[str, Any]) -> dict[str, str]:
    """What each code of a counted variable is called in the file."""
    if "value_variable_label" not in columns:
        return {}
    codes = Coded(columns["value_variable_code"])
    labels = columns["value_variable_label"]
    return {text: labels[at].as_py() for text, at in zip(codes.texts, codes.first_positions(), strict=True)}


def _table_code(member: str, name: str, statistic: str, log: ProblemLog) -> str:
    """The code stands in file names only ("12411-01-01-4_1773_de_flat.csv"); rows name the statistic."""
    for candidate in (member, name):
        stem = candidate.replace("\\", "/").rsplit("/", 1)[-1].split("_")[0].split(".")[0]
        if _TABLE_CODE.fullmatch(stem) and stem.startswith(f"{statistic}-"):
            return stem
    what = f"Der Code der Tabelle steht nicht im Dateinamen; verwendet wird der der Statistik, {shown(statistic)}."
    log.note("table_code_unknown", what)
    return statistic
