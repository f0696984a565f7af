"""The shipped figures: exact published values, honest gaps, and nothing that the sources do not say."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from sozialstrategie.evidence.monitoring.readers import canonical_digest, fact_schema
from sozialstrategie.evidence.monitoring.readers.types import FACT_COLUMNS
from sozialstrategie.evidence.monitoring.shipped import ShippedTable, loader, shipped_tables
from sozialstrategie.evidence.monitoring.shipped.loader import FAMILIES, FOLDER
from sozialstrategie.evidence.regions import catalogue as regions_known

# 16051 to 16055 without the dissolved 16056, and the 17 Landkreise
KREISE = {*map(str, range(16051, 16056)), *map(str, range(16061, 16078))}
# Published values of the latest years (BBSR INKAR 2024; Destatis 12411-01-01-4):
# child SGB II 2022, SGB II 2021, Mindestsicherung 2021, without certificate 2022, care 2021,
# unemployment 2021, foreign 2022, 65+ 2022, population 31.12.2024
ANCHORS = """
16077 13.28  9.50  7.81  9.24  8.53 6.61  6.35 31.56  87508
16051 14.24  8.89  8.63  8.31  6.28 6.12 11.24 23.10 218793
16052 18.35 12.65 10.67 13.79  8.35 7.88 11.16 30.17  95608
16053  8.95  6.12  6.01  5.33  5.31 5.64 12.29 21.90 109725
16065 12.40  9.35  8.32 11.50 10.56 7.47  5.20 28.76  71738
16062 14.22  9.49  8.19 13.95 10.20 7.38  7.27 27.80  80762
16073  8.78  6.36  5.52  9.62  8.10 5.75  4.76 30.30 100105
16075  7.52  5.09  4.98  7.15  6.85 4.74  5.16 28.42  77341
16066  5.95  4.22  4.11 10.93  9.28 4.49  6.01 27.87 120214
16068  8.44  6.11  5.77 11.04  8.87 6.24  5.44 26.26  67693
16063  7.98  5.68  5.36  7.88  7.77 5.34  6.58 27.24 154957
16055 12.60  8.54  8.26  7.32  7.69 6.14 11.22 23.95  65954
"""
COLUMNS = (
    ("q_newfBGu15_bev", 2022),
    ("q_SGBII", 2021),
    ("a_sMin", 2021),
    ("a_schul_oA", 2022),
    ("q_pfl", 2021),
    ("q_alo", 2021),
    ("a_ausl_bev", 2022),
    ("a_bev65um", 2022),
    ("12411-01-01-4", 2024),
)
ONLY_KREISE = {
    "q_alo", "q_alo_u25", "a_aloLang", "a_bev65um", "m_bev_alter", "a_ausl_bev", "m_mietpr", "a_hheink_niedrig", "q_kaufkraft",
    "q_pkw_bev", "q_wofl_bev", "q_gest_bev", "Beschäftigtenquote", "Haushaltseinkommen", "12411-01-01-4", "bundestagswahl",
}  # fmt: skip
# Tables of which only the home Land was typed up; one has no Landkreise at all.
HOME_ONLY = {"12612-01-01-4", "12613-01-01-4", "12711-04-02-4", "13211-02-05-4"}
CITIES = {*map(str, range(16051, 16056))}
ALL = {r.code for r in regions_known.regions() if r.level == "kreis" and r.valid_to is None}
# Kreise outside Thüringen for which a source has no figure in its newest year.
HOLES = {"a_HHwg": 1, "a_hheink_niedrig": 1, "q_kaufkraft": 1}
CARE = {"q_pfl", "a_pfl_amb", "a_pfl_st", "a_pfl_geld", "q_pflpl_bev", "q_pers_ph_pfl", "q_pers_pd_pfl"}
Values = dict[tuple[str, str, int], float]


@pytest.fixture(scope="module")
def tables() -> dict[str, ShippedTable]:
    return {table.table: table for table in shipped_tables()}


@pytest.fixture(scope="module")
def values(tables: dict[str, ShippedTable]) -> Values:
    return {
        (row["table"], row["region"], row["year"]): row["value"]
        for table in tables.values()
        for row in table.facts.to_pylist()
        if row["value"] is not None
    }


def years(values: Values, code: str) -> list[int]:
    return sorted({year for table, _region, year in values if table == code})


def regions(values: Values, code: str) -> set[str]:
    return {region for table, region, _year in values if table == code}


@pytest.mark.parametrize("line", ANCHORS.strip().splitlines())
def test_anchor_values(values: Values, line: str) -> None:
    region, *published = line.split()
    shown = [
        str(Decimal(str(values[code, region, year])).quantize(Decimal(text), ROUND_HALF_UP))
        for (code, year), text in zip(COLUMNS, published, strict=True)
    ]
    assert shown == published


def test_61_tables_in_the_shape_of_the_readers(tables: dict[str, ShippedTable]) -> None:
    assert len(tables) == len(shipped_tables()) == 61
    for table in tables.values():
        assert table.facts.schema.equals(fact_schema())
        assert tuple(table.facts.column_names) == FACT_COLUMNS
        assert set(table.facts["table"].to_pylist()) == {table.table}
        values, signs = table.facts["value"].to_pylist(), table.facts["sign"].to_pylist()
        assert all((value is None) != (sign is None) for value, sign in zip(values, signs, strict=True))
    assert {table.table for table in tables.values() if table.facts["value"].null_count} == {"13211-02-05-4"}


def test_every_table_is_cited(tables: dict[str, ShippedTable]) -> None:
    for table in tables.values():
        assert table.licence == ("MIT" if table.table == "bundestagswahl" else "dl-de/by-2-0")
        assert f"({table.licence})" in table.source
        publishers = (
            "BBSR, INKAR Ausgabe 202",
            "Statistische Ämter des Bundes und der Länder",
            "Ergebnisse der Bundestagswahlen",
        )
        assert table.source.startswith(publishers)
        assert table.title and table.stand and table.territorial_status and table.reference
        parsed = table.as_parsed()
        assert (parsed.errors, parsed.format, parsed.table) == ([], "shipped", table.table)


def test_each_csv_names_source_and_licence_and_none_is_left_unread() -> None:
    read = {name for family in FAMILIES for name in family.files}
    assert {path.name for path in FOLDER.glob("*.csv")} == read | {"series.csv", "columns.csv"}
    for family in FAMILIES:
        for name in family.files:
            head = (FOLDER / name).read_text("utf-8").splitlines()[:2]
            assert head[0].startswith("# Quelle: ") and family.licence in head[1], name
    assert sum(path.stat().st_size for path in FOLDER.glob("*.csv")) < 500_000


def test_all_22_kreise_and_where_published_land_and_bund(values: Values, tables: dict[str, ShippedTable]) -> None:
    for code in tables:
        home = {key for key in regions(values, code) if key[:2] in ("16", "DG") and len(key) <= 5}
        kreise = CITIES if code == "zensus-2022" else KREISE
        alone = code in ONLY_KREISE or code == "zensus-2022"
        assert home == (kreise if alone else {*kreise, "16", "DG"}), code


def test_all_400_kreise_have_the_newest_year(values: Values, tables: dict[str, ShippedTable]) -> None:
    assert len(ALL) == 400
    for code in tables.keys() - HOME_ONLY - {"zensus-2022"}:
        newest = max(years(values, code))
        found = {region for table, region, year in values if (table, year) == (code, newest) and len(region) == 5}
        assert len(ALL - found) == HOLES.get(code, 0) and not found - ALL, code
        elsewhere = {year for table, region, year in values if table == code and region in ALL - KREISE}
        assert elsewhere == ({2017, 2022} if code == "q_bev_fl" else {newest}), code
    for code in HOME_ONLY:
        assert regions(values, code) & ALL == KREISE


def test_the_census_names_every_gemeinde(values: Values) -> None:
    gemeinden = {key for key in regions(values, "zensus-2022") if len(key) == 8}
    assert len(gemeinden) == 631
    assert all(key.startswith("16") and regions_known.record(key) for key in gemeinden)


def test_spans_of_years(values: Values) -> None:
    assert years(values, "q_newfBGu15_bev") == list(range(2016, 2023))
    assert years(values, "q_SGBII") == list(range(2010, 2022))
    assert years(values, "q_alo") == list(range(1998, 2022))
    assert years(values, "a_bev65um") == list(range(1995, 2023))
    assert years(values, "a_betr0003_bev0003") == list(range(2006, 2021))
    assert years(values, "a_schul_oA") == list(range(1995, 2023))
    assert years(values, "x353") == list(range(1997, 2020))
    assert years(values, "bundestagswahl") == [1990, 1994, 1998, 2002, 2005, 2009, 2013, 2017, 2021]
    for code in CARE - {"q_pflpl_bev"}:
        assert years(values, code) == list(range(2009, 2022, 2)), code
    assert years(values, "q_pflpl_bev") == list(range(2003, 2022, 2))


def test_a_gap_stays_a_gap(values: Values) -> None:
    # the source has no value for the Eichsfeld in 2014: no fact, not 0, not the mean of its neighbours
    assert ("d_Unterkunft_Lstg", "16061", 2014) not in values
    assert ("d_Unterkunft_Lstg", "16061", 2013) in values
    # a town has no thinly settled Gemeinde; two Kreise in Bayern have no Gymnasium; else nobody has nothing
    nothing = {key for key, value in values.items() if value == 0}
    assert {table for table, _region, _year in nothing} == {"a_bevd150_", "a_schul_abi"}
    assert {key[1] for key in nothing if key[0] == "a_schul_abi"} == {"09471", "09678"}


def test_signs_of_the_office_stay_signs(tables: dict[str, ShippedTable]) -> None:
    rows = tables["13211-02-05-4"].facts.to_pylist()
    assert Counter(row["sign"] for row in rows if row["sign"]) == {"-": 384, ".": 12}
    (long,) = [
        row for row in rows
        if (row["region"], row["period"], row["item"]) == ("16", "2005", "Arbeitslose > langzeitarbeitslos")
    ]  # fmt: skip
    assert (long["value"], long["sign"]) == (None, ".")


def test_columns_of_a_table_carry_its_names_and_ages(tables: dict[str, ShippedTable]) -> None:
    rows = [r for r in tables["12411-03-03-4"].facts.to_pylist() if r["region"] == "16062"]
    ages = {(r["age_from"], r["age_to"]) for r in rows if r["category"] != "Insgesamt"}
    assert len(rows) == 23 and min(ages) == (0, 2) and (90, None) in ages and len(ages) == 21
    by_age = sum(r["value"] for r in rows if r["category"] != "Insgesamt")
    (total,) = [r["value"] for r in rows if r["category"] == "Insgesamt" and r["item"] == "Insgesamt > Insgesamt"]
    assert by_age == total
    young = [r for r in tables["13211-02-05-4"].facts.to_pylist() if r["item"] == "Arbeitslose > 15 bis unter 25 Jahre"]
    assert {(r["age_from"], r["age_to"], r["category"]) for r in young} == {(15, 24, "")}


def test_population_continues_the_office_table(tables: dict[str, ShippedTable]) -> None:
    (row,) = [r for r in tables["12411-01-01-4"].facts.to_pylist() if r["region"] == "16062"]
    assert (row["item"], row["category"], row["period"], row["period_kind"], row["unit"]) == (
        "BEVSTD",
        "",
        "2024-12-31",
        "date",
        "Anzahl",
    )


def test_addresses_point_into_what_an_edition_keeps(tables: dict[str, ShippedTable]) -> None:
    for code in ("q_SGBII", "12411-03-03-4"):
        lines = tables[code].raw.decode().splitlines()
        for row in tables[code].facts.to_pylist():
            cells = lines[row["row"] - 1].split(";")
            assert cells[:4] == [row["region"], row["period"], row["item"], row["category"]]
            assert float(cells[row["column"] - 1]) == row["value"]


def test_an_unknown_key_or_series_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(FOLDER, tmp_path / "shipped", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(loader, "FOLDER", tmp_path / "shipped")
    file = tmp_path / "shipped" / "bevoelkerung_2024.csv"
    whole = file.read_text("utf-8")
    file.write_text(whole.replace("12411-01-01-4;16051;", "12411-01-01-4;16999;"), "utf-8")
    with pytest.raises(ValueError, match=r"bevoelkerung_2024.csv: .*16999"):
        shipped_tables()
    file.write_text(whole.replace("12411-01-01-4;16051;", "12411-01-01-5;16051;"), "utf-8")
    with pytest.raises(ValueError, match=r"12411-01-01-5 steht weder in series.csv"):
        shipped_tables()


def test_reading_twice_gives_the_same_bytes_and_digest() -> None:
    first, second = shipped_tables(), shipped_tables()
    assert [t.raw for t in first] == [t.raw for t in second]
    assert [canonical_digest(t.facts) for t in first] == [canonical_digest(t.facts) for t in second]
    assert len({canonical_digest(t.facts) for t in first}) == 61
