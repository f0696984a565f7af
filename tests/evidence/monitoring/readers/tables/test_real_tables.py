"""Tables of other builds at hand, each counted by a second reader that knows nothing of mappings."""

from __future__ import annotations

import csv
import gzip
import io
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from sozialstrategie.evidence.monitoring.readers import ParsedFile, known_regions, read
from sozialstrategie.evidence.monitoring.readers.detect import detect
from sozialstrategie.evidence.monitoring.readers.tables import TableMapping, open_grids
from sozialstrategie.evidence.monitoring.readers.tables.propose import propose

long = pytest.mark.long
INKAR_XLS = [
    pytest.param("A_Arbeitslosigkeit", marks=long),  # 263,760 cells
    "A_ArbeitslosigkeitKreis", "A_BeschaeftigtenquoteKreis", "A_Bruttoverdienst", "B_SVBeschaeftigte",
    "B_SchulabgaengerohneAbschluss", "E_Haushaltseinkommen",
]  # fmt: skip
INKAR_LONG = [
    "inkar_2024_langformat_nachgebildet_thueringen.csv", "kreise_raumwirksame_mittel.csv.gz",
    "kreise_siedlungsstruktur.csv.gz",
    *(
        pytest.param(name, marks=long)
        for name in (
            "kreise_bildung.csv.gz", "kreise_inkar2022_finanzen_einkommen_verkehr_flaeche.csv.gz",
            "kreise_medizinische_und_soziale_versorgung.csv.gz", "kreise_sozialleistungen.csv.gz",
            "kreise_wirtschaft.csv.gz", "thueringen_gemeinden.csv.gz",
        )
    ),
]  # fmt: skip
DEFINITIONS = [
    "inkar_tidy/indikatoren_metadaten.csv.gz",
    "inkar_tidy/indikatoren_metadaten_inkar2022.csv.gz",
    "kreise_zeitreihen/gerda_county_covariates_codebook.csv",
]


@lru_cache(maxsize=1)
def _regions() -> Any:
    return known_regions()


def parsed(path: Path, *mappings: TableMapping) -> ParsedFile:
    return read(path, name=path.name, regions=_regions(), mappings=mappings)


def proposed(path: Path, period: str = "") -> TableMapping:
    """What the program proposes, with the period that a person adds where the table names none."""
    data = path.read_bytes()
    found = propose(open_grids(data, detect(data))[0], _regions())
    assert found is not None
    parts = [
        part
        if part.period
        else replace(part, values=tuple(replace(value, period=value.period or period) for value in part.values))
        for part in found.parts
    ]
    return replace(found, parts=tuple(parts), name="Probe", source="Probe")


def records(path: Path, separator: str, encoding: str = "utf-8") -> list[list[str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode(encoding)
    return list(csv.reader(io.StringIO(text), delimiter=separator))


def count(result: ParsedFile) -> int:
    assert result.errors == []
    assert result.facts is not None
    assert sum(result.facts["value"].is_valid().to_pylist()) + sum(result.facts["sign"].is_valid().to_pylist()) == len(
        result.facts
    )
    return len(result.facts)


def value_of(result: ParsedFile, **wanted: object) -> float:
    rows = [row for row in result.facts.to_pylist() if all(row[name] == value for name, value in wanted.items())]
    assert len(rows) == 1, rows
    return rows[0]["value"]


@pytest.mark.parametrize("name", INKAR_XLS)
def test_inkar_export(name: str, shared_data: Path) -> None:
    path = shared_data / "inkar_export_xls" / f"{name}.xls"
    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("Daten").to_python()
    result = parsed(path)
    assert count(result) == sum(value != "" for row in sheet[2:] for value in row[3:])
    assert (result.source, result.disclosure_rule) == ("BBSR, INKAR Ausgabe 2024 (dl-de/by-2-0)", "published")
    # the figure in the sheet's last row and last column
    last = result.facts.slice(len(result.facts) - 1).to_pylist()[0]
    assert (last["region_name"], last["value"]) == (sheet[-1][1], sheet[-1][-1])


def test_inkar_export_feeds_the_series_of_the_catalogue(shared_data: Path) -> None:
    result = parsed(shared_data / "inkar_export_xls" / "B_SchulabgaengerohneAbschluss.xls")
    wanted = {"table": "a_schul_oA", "item": "a_schul_oA", "region": "16062", "period": "2021", "unit": "%"}
    assert value_of(result, **wanted) == 7.74  # as in INKAR's own series a_schul_oA


def test_inkar_csv_wide(shared_data: Path) -> None:
    path = shared_data / "inkar_csv_wide" / "inkar_sdg_etc.csv"
    result = parsed(path)
    rows = records(path, ";", "utf-8-sig")
    assert count(result) == sum(value != "" for row in rows[2:] for value in row[3:]) == 10426
    assert value_of(result, table="Einwohnerdichte", region="01001") == 1560  # "1.560" in the file
    assert value_of(result, table=rows[0][16], region="16076") == -13.7


@pytest.mark.parametrize("name", INKAR_LONG)
def test_inkar_long(name: str, shared_data: Path) -> None:
    path = shared_data / "inkar_tidy" / name
    rows = records(path, ";")
    result = parsed(path)
    at = [column.casefold() for column in rows[0]].index("wert")
    assert count(result) == sum(row[at] != "" for row in rows[1:]) == len(rows) - 1
    numbers = sorted(float(row[at].replace(",", ".")) for row in rows[1:])
    assert sorted(result.facts["value"].to_pylist()) == numbers


def test_inkar_keys_of_all_levels(shared_data: Path) -> None:
    result = parsed(shared_data / "inkar_tidy" / "kreise_siedlungsstruktur.csv.gz")
    keys = set(result.facts["region"].to_pylist())
    assert len([k for k in keys if len(k) == 5]) == 400 and len([k for k in keys if len(k) == 2 and k != "DG"]) == 16
    assert {"DG", "16", "16077"} <= keys and "16077000" not in keys


@long
def test_older_edition_with_keys_as_decimals_and_means_of_years(shared_data: Path) -> None:
    """ "1002.0" is Kiel, "1.0" of the Bund is Germany, "2016/2017/2018" a mean of three years."""
    result = parsed(shared_data / "inkar_tidy" / "kreise_inkar2022_finanzen_einkommen_verkehr_flaeche.csv.gz")
    wanted = {"table": "x343", "region": "01002", "period": "2016-2018", "period_kind": "years", "year": 2018}
    assert value_of(result, **wanted) == 590
    assert value_of(result, table="x343", region="DG", period="2016-2018") == 1030


@pytest.mark.long
def test_municipality_register(shared_data: Path) -> None:
    path = shared_data / "gemeindeverzeichnis" / "AuszugGV4QAktuell_2024.xlsx"
    result = parsed(path)
    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(1).to_python(skip_empty_area=False)
    own = [row for row in sheet if row[0] == "60"]
    assert len(own) == 10959
    assert count(result) == sum(value != "" for row in own for value in row[8:13])
    total = value_of(result, region="16062041", item="Insgesamt")
    assert total == next(row[9] for row in own if "".join(row[2:7]) == "160620041041" or row[7] == "Nordhausen, Stadt")


def test_kreise_of_the_register(shared_data: Path) -> None:
    path = shared_data / "gemeindeverzeichnis" / "04-kreise.xlsx"
    result = parsed(path)
    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(1).to_python(skip_empty_area=False)
    kreise = [row for row in sheet[7:] if re.fullmatch(r"\d{5}", str(row[0]))]
    assert len(kreise) == 401
    assert count(result) == sum(value != "" for row in kreise for value in row[4:9]) == 2005
    assert value_of(result, region="01001", item="Insgesamt") == 89504


@pytest.mark.long
def test_genesis_as_a_workbook(shared_data: Path) -> None:
    """The same items and categories as the classic csv of this table; the key stands in the first row of a Kreis only."""
    name = "regionalstatistik_bev_2019_21AG_mw_Kreise_12411-03-03-4.xlsx"
    result = parsed(shared_data / "bevoelkerung_2019" / name)
    sheet = (
        python_calamine.CalamineWorkbook.from_path(shared_data / "bevoelkerung_2019" / name)
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )
    end = next(at for at, row in enumerate(sheet) if at > 10 and str(row[0]).startswith("____"))
    assert count(result) == sum(value != "" for row in sheet[6:end] for value in row[3:])
    classic = parsed(shared_data / "genesis_klassisch" / "12411-03-03-4.csv")
    for column in ("table", "item", "category", "unit"):
        assert set(result.facts[column].to_pylist()) == set(classic.facts[column].to_pylist())
    found = {"region": "DG", "item": "Insgesamt > Insgesamt", "category": "unter 3 Jahre"}
    assert value_of(result, **found) == 2371417
    row = next(row for row in result.facts.to_pylist() if row["region"] == "16" and row["category"] == "Insgesamt")
    assert sheet[row["row"] - 1][row["column"] - 1] == row["value"]  # addresses are those of the sheet


@pytest.mark.long
def test_tax_by_verband(shared_data: Path) -> None:
    """Two rows of headings, years inside them, ISO-8859-1 with one Sorbian name, "-,14"."""
    path = shared_data / "inkar_export_xls" / "IRIS_Einkommenssteuer_Gemeindeverbaende_2022.csv"
    result = parsed(path, proposed(path))
    rows = records(path, ";", "cp1252")
    assert count(result) == sum(value.strip() != "" for row in rows[2:] for value in row[2:])
    assert value_of(result, region="010010000", period="1998") == 297.44
    assert value_of(result, region="120640317", period="2010") == -0.14


@pytest.mark.parametrize(
    ("name", "separator"),
    [
        pytest.param("gerda_county_covariates_1995_2022.csv.gz", 2, marks=long),
        pytest.param("gerda_cty_area_pop_emp_1990_2021.csv.gz", 3),
    ],
)
def test_series_of_kreise(name: str, separator: int, shared_data: Path) -> None:
    path = shared_data / "kreise_zeitreihen" / name
    rows = records(path, ",")
    result = parsed(path, proposed(path))
    assert count(result) == sum(value != "" for row in rows[1:] for value in row[separator:])
    assert value_of(result, table=rows[0][separator], region="01001", period=rows[1][separator - 1]) == float(
        rows[1][separator]
    )


def test_population_by_age_without_leading_zeros(shared_data: Path) -> None:
    path = shared_data / "bevoelkerung_2019" / "destatis_12411-0017_rein_2019.csv"
    rows = records(path, ";", "cp1252")
    result = parsed(path, proposed(path, "31.12.2019"))
    assert count(result) == sum(value.strip() != "" for row in rows[1:] for value in row[2:])
    assert value_of(result, region="16077", item="Insgesamt", period="2019-12-31") == 89393


@long
def test_deutschlandatlas(shared_data: Path) -> None:
    """All nine sheets; the columns whose values are classes in words stay out."""
    path = shared_data / "deutschlandatlas" / "Deutschlandatlas-Daten.xlsx"
    mapping = proposed(path, "2022")
    errors = [(p.code, p.sheet, p.row, p.column, p.count) for p in parsed(path, mapping).errors]
    assert errors == [("error_cell", "Deutschlandatlas_GEM1222", 279, 11, 4)]  # #VALUE!, as the office publishes it
    mapping = replace(mapping, parts=tuple(replace(part, skip_errors=True) for part in mapping.parts))
    book = python_calamine.CalamineWorkbook.from_path(path)
    expected, in_words = 0, []
    for name in book.sheet_names[1:]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for column in range(2, len(rows[0])):
            cells = [row[column] for row in rows[1:] if row[column] != ""]
            if any(isinstance(cell, str) for cell in cells):
                in_words.append(rows[0][column])
            else:
                expected += sum(row[column] != "" and row[0] != "" for row in rows[1:])
    # sheets of one unit in several editions hold the same series once
    assert len(mapping.parts) == 9
    assert count(parsed(path, mapping)) == expected
    assert in_words == ["preis_miet", "preis_baul"]


def test_names_without_keys_are_refused(shared_data: Path) -> None:
    """Eurostat's workbook names its regions but gives no keys; joining by name needs a person."""
    result = parsed(shared_data / "bevoelkerung_2019" / "PROJ_19RP3__custom_13386841632821589108.xlsx")
    assert [problem.code for problem in result.errors] == ["no_table"]
    assert "keine Spalte mit Regionalschlüsseln" in result.errors[0].text


@pytest.mark.parametrize("name", DEFINITIONS)
def test_definitions_are_no_figures(name: str, shared_data: Path) -> None:
    result = parsed(shared_data / name)
    assert [problem.code for problem in result.errors] == ["definitions"]
    assert "erklärt Kennzahlen und enthält selbst keine Zahlen je Gebiet" in result.errors[0].text


def test_every_data_file_is_tried(shared_data: Path) -> None:
    """26 data files: 25 are read (24 are asked for), one is refused; three files hold definitions."""
    folders = [
        "inkar_export_xls", "inkar_csv_wide", "inkar_tidy", "kreise_zeitreihen", "gemeindeverzeichnis",
        "deutschlandatlas", "bevoelkerung_2019",
    ]  # fmt: skip
    files = [path for folder in folders for path in (shared_data / folder).iterdir() if path.name != "README.md"]
    assert len(files) == 26 + len(DEFINITIONS)
