"""Every shipped value equals the raw file it was typed up from, cell by cell and complete."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sozialstrategie.evidence.monitoring.shipped import shipped_tables

# short code in INKAR -> column of the collection; its English labels are partly wrong, the values are INKAR's
GERDA = {
    "q_alo": "unemployment_rate",
    "q_alo_u25": "youth_unemployment_rate",
    "a_aloLang": "share_longterm_unemployed",
    "a_bev65um": "share_65plus",
    "m_bev_alter": "median_age",
    "a_ausl_bev": "share_foreign",
    "m_mietpr": "rent_level",
    "a_hheink_niedrig": "share_low_income_hh",
    "q_kaufkraft": "purchasing_power",
    "q_pkw_bev": "cars_per_capita",
}
Cell = tuple[str, str, int]


def shipped(file: str) -> dict[Cell, float]:
    return {
        (row["table"], row["region"], row["year"]): row["value"]
        for table in shipped_tables()
        if table.file_name == file
        for row in table.facts.to_pylist()
    }


def inkar(folder: Path) -> Iterator[tuple[Cell, float]]:
    for file in sorted(folder.glob("kreise_*.csv.gz")):
        if "inkar2022" in file.name:  # an older edition
            continue
        with gzip.open(file, "rt", encoding="utf-8") as text:
            for row in csv.DictReader(text, delimiter=";"):
                key = row["kennziffer"]
                if row["raumbezug"] == "Bund":
                    region = "DG"
                elif row["raumbezug"] == "Bundesländer":
                    region = "16" if row["name"] == "Thüringen" else ""
                else:
                    region = key[:5] if key.startswith("16") else ""
                if region and 2012 <= int(row["zeitbezug"]) <= 2022:
                    yield (row["kuerzel"], region, int(row["zeitbezug"])), float(row["wert"])


def test_inkar_values_are_exactly_the_published_ones(shared_data: Path) -> None:
    ours = shipped("inkar_2024.csv")
    codes = {code for code, _region, _year in ours}
    theirs = {cell: value for cell, value in inkar(shared_data / "inkar_tidy") if cell[0] in codes}
    assert len(ours) == 6407
    assert ours == theirs


def test_inkar_values_by_way_of_gerda_are_exact(shared_data: Path) -> None:
    theirs = {}
    file = shared_data / "kreise_zeitreihen" / "gerda_county_covariates_1995_2022.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            if row["county_code"].startswith("16") and 2012 <= int(row["year"]) <= 2022:
                for code, column in GERDA.items():
                    if row[column]:
                        theirs[code, row["county_code"], int(row["year"])] = float(row[column])
    assert shipped("inkar_2024_gerda.csv") == theirs


def test_population_is_exact(shared_data: Path) -> None:
    theirs = {}
    with zipfile.ZipFile(shared_data / "genesis_ffcsv" / "12411-01-01-4.zip") as archive:
        text = io.TextIOWrapper(archive.open(archive.namelist()[0]), encoding="utf-8-sig")
        for row in csv.DictReader(text, delimiter=";"):
            key = row["1_variable_attribute_code"]
            if key.startswith("16") and not row["2_variable_attribute_code"] and row["value"] != "-":
                theirs["12411-01-01-4", key, 2024] = float(row["value"])
    assert len(theirs) == 22
    assert shipped("bevoelkerung_2024.csv") == theirs


def test_the_twelve_authorities_agree_with_the_independent_selection(shared_data: Path) -> None:
    ours = {**shipped("inkar_2024.csv"), **shipped("inkar_2024_gerda.csv")}
    file = shared_data / "demo_fakten" / "indikatoren_12_gk_th_de_2012_2022.csv"
    with open(file, encoding="utf-8") as text:
        rows = list(csv.DictReader(text, delimiter=";"))
    assert len(rows) > 4900
    for row in rows:
        assert ours[row["kuerzel"], row["ags"], int(row["zeitbezug"])] == float(row["wert"]), row
