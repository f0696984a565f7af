"""The template: what stands in it, and what comes back out of it, each fault with its cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.requests import workbook
from tests.evidence.monitoring.requests.conftest import KREIS, Office

FORMULA = '=HYPERLINK("http://boese.example";"x")'


@pytest.fixture
def asked(office: Office) -> DataRequest:
    return office.again(office.make(first_year=2024, last_year=2025))


def sheet_of(data: bytes, name: str = "Zahlen") -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python(skip_empty_area=False)


def written(asked: DataRequest, change: Callable[[Any, list[list[Any]]], None], *, sheet: str = "Zahlen") -> bytes:
    """The template typed anew, so that a test can put anything anywhere: rows and columns from 0."""
    import xlsxwriter  # inline: these tests alone

    rows = sheet_of(workbook.template(asked, {}, {}))
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                page.write(row, column, cell)
        change(page, rows)
    return sink.getvalue()


def read(asked: DataRequest, data: bytes) -> workbook.Filled:
    return workbook.read(asked, data, name="v.xlsx")


def test_what_stands_in_it(asked: DataRequest) -> None:
    rows = sheet_of(workbook.template(asked, {(KREIS, 2024): 250, (KREIS, 2025): "."}, {(KREIS, 2023): 240}))
    assert rows[0][:2] == ["Anfrage", "Wartezeit der Beratung"] and rows[1][1] == str(asked.uid)
    assert rows[5] == ["Schlüssel", "Gebiet", "2024", "2025", "bisher 2023"]
    assert rows[6] == [KREIS, "Landkreis Nordhausen", 250.0, ".", "240"]
    hints = dict(row[:2] for row in sheet_of(workbook.template(asked, {}, {}), "Hinweise"))
    assert hints["Was gefragt ist"] == "Wie viele Familien wurden beraten?" and hints["Zeichen -"].startswith(
        "nichts vorhanden"
    )


def test_nothing_typed_becomes_a_formula(office: Office) -> None:
    asked = office.again(office.make(title=FORMULA, question=FORMULA, item=FORMULA))
    data = workbook.template(asked, {}, {})
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert sheet_of(data)[0][1] == FORMULA and book.sheet_names == ["Zahlen", "Hinweise"]
    import zipfile  # inline: this test alone

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 2 and not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_there_and_back(asked: DataRequest) -> None:
    typed = {(KREIS, 2024): 250, (KREIS, 2025): "..."}
    assert read(asked, workbook.template(asked, typed, {(KREIS, 2023): 240})).values == typed
    assert read(asked, workbook.template(asked, {}, {})).faults  # empty


def test_every_wrong_cell_is_named(asked: DataRequest) -> None:
    def change(page: Any, rows: list[list[Any]]) -> None:
        page.write(6, 2, "zwölf")
        page.write(6, 3, "12.5")

    filled = read(asked, written(asked, change))
    assert filled.values == {} and [fault[:9] for fault in filled.faults] == ["Zelle C7:", "Zelle D7:"]
    assert "ein Text mit 5 Zeichen" in filled.faults[0] and "„12.5“ ist keine Zahl" in filled.faults[1]


@pytest.mark.parametrize(
    ("place", "text", "fault"),
    [
        ((1, 1), "andere-kennung", "Das ist nicht die Vorlage dieser Anfrage"),
        ((5, 2), "2020", "Das ist nicht die Vorlage dieser Anfrage"),
        ((6, 2), 12.5, "Zelle C7: Hier steht „12,5“, erwartet wird eine ganze Zahl"),
        ((6, 2), -4, "Zelle C7: Hier steht „-4“, erwartet wird eine Anzahl ab 0"),
        ((6, 0), "16061", "Zelle A7: Nach diesem Gebiet war nicht gefragt"),
        ((6, 0), "99999", "Zelle A7"),
    ],
)
def test_faults(asked: DataRequest, place: tuple[int, int], text: Any, fault: str) -> None:
    def change(page: Any, rows: list[list[Any]]) -> None:
        page.write(6, 3, 20)
        page.write(*place, text)

    filled = read(asked, written(asked, change))
    assert filled.values == {} and fault in filled.faults[0], filled.faults


def test_a_further_row_is_refused(asked: DataRequest) -> None:
    def change(page: Any, rows: list[list[Any]]) -> None:
        page.write(6, 2, 20)
        page.write_row(9, 0, ["16061", "Eichsfeld", 5])

    assert read(asked, written(asked, change)).faults == [
        "Zelle A10: Nach diesem Gebiet war nicht gefragt, oder die Zeilen sind vertauscht."
    ]


def test_people_are_refused_before_anything(asked: DataRequest) -> None:
    def change(page: Any, rows: list[list[Any]]) -> None:
        page.write(6, 2, 20)
        page.write_row(8, 0, ["Vorname", "Nachname", "Geburtsdatum"])
        page.write_row(9, 0, ["Anna", "Muster", "1.1.1990"])

    (fault,) = read(asked, written(asked, change)).faults
    assert "Solche Dateien werden nicht angenommen" in fault and "Muster" not in fault


def test_another_sheet_name_is_not_the_template(asked: DataRequest) -> None:
    data = written(asked, lambda page, rows: page.write(6, 2, 5), sheet="Tabelle1")
    assert read(asked, data).faults == [workbook._NOT_OURS]
