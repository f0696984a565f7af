"""A list of people somewhere in a table is found wherever it begins, and nothing of it is repeated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evidence.monitoring.readers.tables.files import changed, csv, sheets, workbook
from tests.evidence.monitoring.readers.tables.places import TABLE, parsed

HEAD = ["Nr", "Name", "Vorname", "Ort"]
PEOPLE = [["1", "Musterfrau", "Erika", "Erfurt"], ["2", "Mustermann", "Max", "Jena"]]
FIGURES = [["Kreis", "2021"], *([f"160{n}", n] for n in range(51, 78))]
MAILS = [[f"Fall {n}", f"person{n}@beispiel.de"] for n in range(30)]
BIRTHS = [[f"Fall {n}", f"{n % 27 + 2:02}.04.{1950 + 2 * n}"] for n in range(30)]
EMPTY: list[list[Any]] = [["", ""]]

CASES = {
    "below many figures": workbook([*FIGURES, HEAD, *PEOPLE]),
    "after empty rows": workbook([*TABLE, *EMPTY * 400, HEAD, *PEOPLE]),
    "on another sheet": sheets({"Daten": TABLE, "Liste": [HEAD, *PEOPLE]}),
    "in other columns": workbook(
        [[*row, *[""] * 8, *(HEAD if at == 0 else PEOPLE[at - 1])] for at, row in enumerate(TABLE)]
    ),
    "heading over two lines": workbook([["Nr", "Vor-\nname"], ["1", "Erika"]]),
    "beside a wider last row": workbook([["Kreis", "Kontakt"], *MAILS, ["Summe", "", "", "", "", "x"]]),
    "addresses below figures": workbook([*FIGURES * 12, *MAILS]),
    "birth dates below figures": workbook([*FIGURES * 12, *BIRTHS]),
    "birth dates with an empty column": workbook([["Fall", "Tag"], *([*row, ""] for row in BIRTHS)]),
    "commas in remarks": csv(
        [["Nr", "Vorname", "Bemerkung"], *(["1", "Erika", "kam, sah, siegte, blieb"] for _ in range(9))]
    ),
    "semicolons in remarks": csv([["Nr", "Vorname", "Bemerkung"], ["1", "Erika", '"kam; sah; siegte; blieb"']], ","),
    "below figures in a csv": csv([*FIGURES, HEAD, *PEOPLE]),
    "addresses below figures in a csv": csv([*FIGURES * 12, *MAILS]),
}


@pytest.mark.parametrize("case", CASES)
def test_people_are_refused(case: str) -> None:
    result = parsed(CASES[case])
    assert [problem.code for problem in result.errors] == ["person_records"]
    assert result.proposal is None
    repeated = str(result.header())
    assert not any(secret in repeated for secret in ("Erika", "Muster", "beispiel.de", ".04.19"))


def test_the_address_names_sheet_and_row() -> None:
    problem = parsed(CASES["on another sheet"]).errors[0]
    assert (problem.sheet, problem.row, problem.column) == ("Liste", 1, 2)
    problem = parsed(CASES["after empty rows"]).errors[0]
    assert (problem.sheet, problem.row, problem.column) == ("Tabelle1", 404, 2)
    problem = parsed(CASES["addresses below figures"]).errors[0]
    assert (problem.sheet, problem.column) == ("Tabelle1", 2) and problem.row is not None and problem.row > 300


def test_the_table_behind_a_pivot_table_is_looked_at() -> None:
    fields = "".join(f'<cacheField name="{name}"/>' for name in HEAD)
    cache = f"<pivotCacheDefinition><cacheFields>{fields}</cacheFields></pivotCacheDefinition>"
    data = changed(workbook(TABLE), {}, **{"xl/pivotCache/pivotCacheDefinition1.xml": cache})
    assert [problem.code for problem in parsed(data).errors] == ["person_records"]


@pytest.mark.parametrize(
    "rows",
    [
        [["Region", "Stichtag", "Zahl"], *(["16062", f"31.12.{year}", year * 7] for year in range(1995, 2024))],
        [
            ["Region", "Stichtag", "Zahl"],
            *(["16062", f"01.{m:02}.{y}", y * 7 + m] for y in range(2015, 2020) for m in range(1, 13)),
        ],
        [["Name", "Gruppe", "2021"], *([f"Ort {n}", "Familienstand", n] for n in range(40))],
        [["Kreis", "Kontakt", "2021"], ["16062", "statistik@beispiel.de", 3], ["16", "", 3]],
    ],
)
def test_statistics_are_not_mistaken_for_people(rows: list[list[Any]]) -> None:
    for data in (workbook(rows), csv(rows)):
        assert "person_records" not in [problem.code for problem in parsed(data).errors]
