"""GENESIS as a workbook: the key stands once for each region, so a lost row must not mix two of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evidence.monitoring.readers.tables.files import SHEET, Rows, changed, workbook
from tests.evidence.monitoring.readers.tables.places import parsed, told, values

NAME = "12411-04-02-4"
HEAD: list[list[Any]] = [
    ["Bevölkerungsstand", "", "", "", ""],
    ["Bevölkerungsstand (Anzahl)", "", "", "", ""],
    ["Stichtag", "", "", "Insgesamt", "Deutsche"],
    ["31.12.2019", "", "", "", ""],
]
AGES = ["unter 3 Jahre", "3 bis unter 6 Jahre", "6 bis unter 10 Jahre", "Insgesamt"]
REGIONS = [
    ("DG", "Deutschland", 100),
    ("01", "", 10),
    ("16", "Thüringen", 20),
    ("16056", "Eisenach", 3),
    ("16062", "Nordhausen", 7),
]
FOOT: list[list[Any]] = [
    ["__________", "", "", "", ""],
    ["1) ein Hinweis"],
    ["© Statistische Ämter, 2020. | Stand: 03.12.2020 / 16:15:33"],
]


def body() -> list[list[Any]]:
    rows: list[list[Any]] = []
    for key, name, size in [*REGIONS, *((f"{n:02}", "", n) for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))]:
        parts = [size + 1, size + 2, size + 3]
        for at, (age, figure) in enumerate(zip(AGES, [*parts, sum(parts)], strict=True)):
            rows.append([key if at == 0 else "", name if at == 0 else "", age, figure, figure])
    return rows


def book(rows: Rows) -> bytes:
    return workbook(rows, name=NAME)


def test_the_sample_is_read() -> None:
    result = parsed(book([*HEAD, *body(), *FOOT]))
    assert (result.format, len(values(result)), result.facts["region"][0].as_py()) == ("genesis-xlsx", 16 * 4 * 2, "DG")


def test_an_empty_row_does_not_end_the_table() -> None:
    rows = body()
    result = parsed(book([*HEAD, *rows[:6], ["", "", "", "", ""], *rows[6:], *FOOT]))
    assert len(values(result)) == 16 * 4 * 2
    assert result.facts["row"].to_pylist()[-1] == len(HEAD) + len(rows) + 1


@pytest.mark.parametrize("lost", [[16], [17], [19], [16, 17], [18, 19, 20], [17, 18, 19, 20]])
def test_a_deleted_row_refuses(lost: list[int]) -> None:
    """Rows 16 to 19 are those of the fifth region, the next begins with row 20."""
    rows = [row for at, row in enumerate(body()) if at not in lost]
    assert parsed(book([*HEAD, *rows, *FOOT])).errors


def test_rows_of_two_regions_that_make_a_whole_are_told() -> None:
    """From the fifth region the last two rows are gone, from the sixth the first two: the rest looks like one region."""
    rows = [row for at, row in enumerate(body()) if at not in (18, 19, 20, 21)]
    assert told(parsed(book([*HEAD, *rows, *FOOT]))) == [("rows_mixed", NAME, len(HEAD) + 17, 1)]


def test_a_name_without_key() -> None:
    rows = body()
    rows[16] = ["", *rows[16][1:]]
    assert ("name_without_key", NAME, len(HEAD) + 17, 1) in told(parsed(book([*HEAD, *rows, *FOOT])))


def test_figures_below_the_end() -> None:
    rows = body()
    result = parsed(book([*HEAD, *rows[:8], *FOOT[:1], *rows[8:]]))
    assert ("figures_after_end", NAME, len(HEAD) + 10, 4) in told(result)


def test_headings_that_moved_refuse() -> None:
    two = [*HEAD[:3], ["", "", "", "männlich", "weiblich"], HEAD[3]]
    two[2] = ["Stichtag", "", "", "Insgesamt", ""]
    assert told(parsed(book([*two, *body(), *FOOT]))) == [("no_header", NAME, 4, 5)]
    wide = [[*row[:3], row[2] if at >= len(HEAD) else "", *row[3:]] for at, row in enumerate([*HEAD, *body()])]
    assert told(parsed(book([*wide, *FOOT]))) == [("no_header", NAME, 3, 4)]


def test_an_error_value() -> None:
    data = book([*HEAD, *body(), *FOOT])
    broken = changed(
        data, {SHEET: lambda text: text.replace('<c r="D5"><v>101</v></c>', '<c r="D5" t="e"><v>#N/A</v></c>')}
    )
    assert ("error_cell", NAME, 5, 4) in told(parsed(broken))
