"""Every shipped value equals the raw file it was typed up from, cell by cell and complete."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.readers import key_form, read
from sozialstrategie.evidence.monitoring.readers.types import RegionForm, RegionInfo
from sozialstrategie.evidence.monitoring.shipped import ShippedTable, shipped_tables
from sozialstrategie.evidence.regions import catalogue


class EveryKey:
    """A region index for which every well-formed key exists."""

    def form(self, key: str) -> RegionForm:
        return key_form(key)

    def lookup(self, key: str) -> RegionInfo | None:
        form = key_form(key)
        return None if form == "unknown" else RegionInfo(key=key, level=form)


# short code in INKAR -> column of the collection; its English labels are partly wrong, the values are INKAR's
GERDA = {
    "q_alo": "unemployment_rate",
    "q_alo_u25": "youth_unemployment_rate",
    "a_aloLang": "share_longterm_unemployed",
    "a_bev65um": "share_65plus",
    "m_bev_alter": "median_age",
    "a_ausl_bev": "share_foreign",
    "m_mietpr": "rent_level",
    "q_wofl_bev": "living_space_per_capita",
    "q_gest_bev": "tax_revenue_per_capita",
    "a_hheink_niedrig": "share_low_income_hh",
    "q_kaufkraft": "purchasing_power",
    "q_pkw_bev": "cars_per_capita",
}
HOME = {"DG", "16", *(f"160{n}" for n in (*range(51, 56), *range(61, 78)))}
ALL = {r.code for r in catalogue.regions() if r.level == "kreis" and r.valid_to is None}
Cell = tuple[str, str, int]


@lru_cache(maxsize=1)
def tables() -> tuple[ShippedTable, ...]:
    return shipped_tables()


def shipped(file: str) -> dict[Cell, float]:
    return {
        (row["table"], row["region"], row["year"]): row["value"]
        for table in tables()
        if table.file_name == file
        for row in table.facts.to_pylist()
    }


def selected(raw: Iterable[tuple[Cell, float]], codes: set[str]) -> dict[Cell, float]:
    """What we set out to type up: home for all years, the other Kreise for the newest (the density also for 2017)."""
    cells = {cell: value for cell, value in raw if cell[0] in codes and (cell[1] in HOME or cell[1] in ALL)}
    newest = {code: max(y for c, region, y in cells if c == code and region not in HOME) for code in codes}
    return {
        (code, region, year): value
        for (code, region, year), value in cells.items()
        if region in HOME or year == newest[code] or (code, year) == ("q_bev_fl", 2017)
    }


def rows_of(file: Path, delimiter: str) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as text:
        yield from csv.DictReader(text, delimiter=delimiter)


def inkar_region(row: dict[str, str]) -> str:
    """Our key of a row: Kreise have 8 digits in one edition, 5 without leading zeros and with ".0" in the other."""
    if row["raumbezug"] == "Bund":
        return "DG"
    if row["raumbezug"] == "Bundesländer":
        return "16" if row["name"] == "Thüringen" else ""
    number = str(int(float(row["kennziffer"])))
    return number.zfill(8)[:5] if len(number) > 5 else number.zfill(5)


def inkar(folder: Path) -> Iterator[tuple[Cell, float]]:
    for file in sorted(folder.glob("kreise_*.csv.gz")):
        if "inkar2022" not in file.name:  # an older edition
            for row in rows_of(file, ";"):
                yield (row["kuerzel"], inkar_region(row), int(row["zeitbezug"])), float(row["wert"])


@pytest.mark.long
def test_inkar_values_are_exactly_the_published_ones(shared_data: Path) -> None:
    ours = shipped("inkar_2024.csv")
    theirs = selected(inkar(shared_data / "inkar_tidy"), {code for code, _region, _year in ours})
    assert len(ours) == 24048
    assert ours == theirs


def test_inkar_values_by_way_of_gerda_are_exact(shared_data: Path) -> None:
    raw: list[tuple[Cell, float]] = []
    for row in rows_of(shared_data / "kreise_zeitreihen" / "gerda_county_covariates_1995_2022.csv.gz", ","):
        for code, column in GERDA.items():
            # a Kreis without tax power or purchasing power does not exist: the collection's 0 is no value
            if row[column] and (float(row[column]) or code not in ("q_gest_bev", "q_kaufkraft")):
                raw.append(((code, row["county_code"], int(row["year"])), float(row[column])))
    ours = shipped("inkar_2024_gerda.csv")
    assert len(ours) == 9963
    assert ours == selected(raw, set(GERDA))


def test_the_edition_of_2022_is_exact(shared_data: Path) -> None:
    raw = [
        ((row["x"], inkar_region(row), int(row["zeitbezug"])), round(float(row["wert"]), 2))
        for row in rows_of(
            shared_data / "inkar_tidy" / "kreise_inkar2022_finanzen_einkommen_verkehr_flaeche.csv.gz", ";"
        )
        if row["x"] in ("x230", "x233", "x351", "x352", "x353")
    ]
    ours = shipped("inkar_2022.csv")
    assert len(ours) == 4239
    assert ours == selected(raw, {code for (code, _r, _y), _value in raw})


def facts_of(file: Path) -> list[dict[str, Any]]:
    parsed = read(file, name=file.name, regions=EveryKey())
    assert parsed.facts is not None, [str(problem) for problem in parsed.errors]
    rows: list[dict[str, Any]] = parsed.facts.to_pylist()
    return rows


def test_values_of_the_online_export_are_exact(shared_data: Path) -> None:
    raw = [
        ((row["item"], row["region"], row["year"]), round(row["value"], 2))
        for file in ("A_BeschaeftigtenquoteKreis.xls", "E_Haushaltseinkommen.xls")
        for row in facts_of(shared_data / "inkar_export_xls" / file)
    ]
    ours = shipped("inkar_2024_export.csv")
    assert len(ours) == 1790
    assert ours == selected(raw, {"Beschäftigtenquote", "Haushaltseinkommen"})


def test_the_income_is_that_of_the_national_accounts_per_month(shared_data: Path) -> None:
    """The regional atlas of the offices gives the same figure per year, before a revision of the accounts."""
    ours = shipped("inkar_2024_export.csv")
    pairs = [
        (ours["Haushaltseinkommen", row["region"], row["year"]], row["value"] / 12)
        for row in facts_of(shared_data / "genesis_klassisch" / "AI-S-01.csv")
        if ("Haushaltseinkommen", row["region"], row["year"]) in ours and row["value"] and row["region"] != "16063"
    ]
    assert len(pairs) == 21 * 15
    assert median(abs(a - b) / b for a, b in pairs) < 0.03


def test_commuters_are_counted_over_the_border_of_the_kreis(shared_data: Path) -> None:
    """INKAR's notes speak of Gemeinden; the table of the offices shows that its shares for Kreise mean Kreise."""
    count = {
        (row["region"], row["item"].partition("(")[0]): row["value"]
        for row in facts_of(shared_data / "genesis_klassisch" / "13111-09-01-4.csv")
        if (row["period"], row["category"]) == ("2015-06-30", "Insgesamt") and "(Arbeitsort)" not in row["item"]
    }
    ours = shipped("inkar_2022.csv")
    # Gehlberg and Schmiedefeld, Kaltennordheim, Piesau and Lichte moved in 2019: other areas in the edition
    moved = {"16054", "16063", "16066", "16070", "16072", "16073"}
    for region in HOME - {"DG", "16"} - moved:
        share = 100 * count[region, "Auspendler"] / count[region, "Sozialversicherungspfl. Beschäftigte "]
        assert ours["x352", region, 2015] == pytest.approx(share, abs=0.011), region


@pytest.mark.parametrize(
    ("table", "file", "count"),
    [
        ("12411-03-03-4", "bevoelkerung_2019/regionalstatistik_bev_2019_21AG_mw_Kreise_12411-03-03-4.xlsx", 9246),
        ("12612-01-01-4", "genesis_klassisch/12612-01-01-4.csv", 504),
        ("12613-01-01-4", "genesis_klassisch/12613-01-01-4.csv", 504),
        ("12711-04-02-4", "genesis_klassisch/12711-04-02-4.csv", 144),
        ("13211-02-05-4", "genesis_klassisch/13211-02-05-4.csv", 3456),
    ],
)
def test_tables_of_the_offices_are_exact(table: str, file: str, count: int, shared_data: Path) -> None:
    names = ("region", "period", "period_kind", "item", "category", "age_from", "age_to", "unit", "value", "sign")
    (ours,) = [t.facts.to_pylist() for t in tables() if t.table == table]
    shown = {tuple(row[name] for name in names) for row in ours}
    cells = {(row["item"], row["category"]) for row in ours}
    city_states = {"02": "02000", "11": "11000"}  # named as Länder there
    theirs = set()
    for row in facts_of(shared_data / file):
        row["region"] = city_states.get(row["region"], row["region"])
        wanted = row["region"] in HOME or (table == "12411-03-03-4" and row["region"] in ALL)
        if wanted and (row["item"], row["category"]) in cells:
            theirs.add(tuple(row[name] for name in names))
    assert len(ours) == len(shown) == count
    assert shown == theirs


def test_votes_are_exact(shared_data: Path) -> None:
    theirs = {}
    with open(shared_data / "wahlen" / "bundestagswahl_beteiligung_kreise_1990_2021.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["county_code"] in HOME or row["election_year"] == "2021":
                key = row["county_code"], row["election_year"]
                theirs[*key, "Wahlberechtigte"] = float(row["eligible_voters"])
                theirs[*key, "Wählende"] = float(row["number_voters"])
    (table,) = [t for t in tables() if t.table == "bundestagswahl"]
    ours = {(r["region"], r["period"], r["item"]): r["value"] for r in table.facts.to_pylist()}
    assert len(ours) == 2 * (22 * 9 + 378) and ours == theirs


def test_the_census_is_exact_and_its_mislabelled_ages_are_not_there(shared_data: Path) -> None:
    columns = {
        "Menschen mit Einwanderungsgeschichte": "share_migration_bg_census22",
        "leer stehende Wohnungen": "vacancy_rate_census22",
        "von Eigentümern bewohnte Wohnungen": "share_owner_occupied_census22",
        "Personen je Haushalt": "avg_household_size_census22",
    }
    theirs = {}
    with open(shared_data / "zensus2022" / "gerda_census2022_thueringen_gemeinden.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for item, column in columns.items():
                if row[column]:
                    theirs[row["ags"], item] = float(row[column])
                    if row["ags"][:5] in HOME and row["ags"].endswith("000"):
                        theirs[row["ags"][:5], item] = float(row[column])
    (table,) = [t for t in tables() if t.table == "zensus-2022"]
    ours = {(r["region"], r["item"]): r["value"] for r in table.facts.to_pylist()}
    assert len(ours) == 2320 and ours == theirs


def test_population_is_exact(shared_data: Path) -> None:
    theirs = {}
    with zipfile.ZipFile(shared_data / "genesis_ffcsv" / "12411-01-01-4.zip") as archive:
        text = io.TextIOWrapper(archive.open(archive.namelist()[0]), encoding="utf-8-sig")
        for row in csv.DictReader(text, delimiter=";"):
            key = row["1_variable_attribute_code"]
            if key in ALL and not row["2_variable_attribute_code"] and row["value"] != "-":
                theirs["12411-01-01-4", key, 2024] = float(row["value"])
    assert len(theirs) == 400
    assert shipped("bevoelkerung_2024.csv") == theirs


def test_the_twelve_authorities_agree_with_the_independent_selection(shared_data: Path) -> None:
    ours = {**shipped("inkar_2024.csv"), **shipped("inkar_2024_gerda.csv")}
    file = shared_data / "demo_fakten" / "indikatoren_12_gk_th_de_2012_2022.csv"
    with open(file, encoding="utf-8") as text:
        rows = list(csv.DictReader(text, delimiter=";"))
    assert len(rows) > 4900
    for row in rows:
        assert ours[row["kuerzel"], row["ags"], int(row["zeitbezug"])] == float(row["wert"]), row
