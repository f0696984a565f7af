"""The shipped figures: exact published values, honest gaps, and nothing that the sources do not say."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from sozialstrategie.evidence.monitoring.readers import canonical_digest, fact_schema
from sozialstrategie.evidence.monitoring.readers.types import FACT_COLUMNS
from sozialstrategie.evidence.monitoring.shipped import ShippedTable, shipped_tables

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
    "q_alo",
    "q_alo_u25",
    "a_aloLang",
    "a_bev65um",
    "m_bev_alter",
    "a_ausl_bev",
    "m_mietpr",
    "a_hheink_niedrig",
    "q_kaufkraft",
    "q_pkw_bev",
    "12411-01-01-4",
}
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


def test_41_series_in_the_shape_of_the_readers(tables: dict[str, ShippedTable]) -> None:
    assert len(tables) == len(shipped_tables()) == 41
    for table in tables.values():
        assert table.facts.schema.equals(fact_schema())
        assert tuple(table.facts.column_names) == FACT_COLUMNS
        assert set(table.facts["table"].to_pylist()) == {table.table}
        assert table.facts["value"].null_count == 0
        assert table.facts["sign"].null_count == len(table.facts)


def test_every_table_is_cited(tables: dict[str, ShippedTable]) -> None:
    for table in tables.values():
        assert table.licence == "dl-de/by-2-0"
        assert table.licence in table.source
        assert table.source.startswith(("BBSR, INKAR Ausgabe 2024", "Statistische Ämter des Bundes und der Länder"))
        assert table.title and table.stand and table.territorial_status and table.reference
        parsed = table.as_parsed()
        assert (parsed.errors, parsed.format, parsed.table) == ([], "shipped", table.table)


def test_each_csv_names_source_and_licence() -> None:
    import sozialstrategie.evidence.monitoring.shipped as shipped

    for file in {table.file_name for table in shipped_tables()}:
        head = Path(shipped.__file__).with_name(file).read_text("utf-8").splitlines()[:2]
        assert head[0].startswith("# Quelle: ") and "dl-de/by-2-0" in head[1]


def test_all_22_kreise_and_where_published_land_and_bund(values: Values, tables: dict[str, ShippedTable]) -> None:
    for code in tables:
        expected = KREISE if code in ONLY_KREISE else {*KREISE, "16", "DG"}
        assert regions(values, code) == expected, code


def test_spans_of_years(values: Values) -> None:
    assert years(values, "q_newfBGu15_bev") == list(range(2016, 2023))
    assert years(values, "q_SGBII") == list(range(2012, 2022))
    assert years(values, "q_alo") == list(range(2012, 2022))
    assert years(values, "a_bev65um") == list(range(2012, 2023))
    assert years(values, "a_betr0003_bev0003") == list(range(2012, 2021))
    for code in CARE:
        assert years(values, code) == [2013, 2015, 2017, 2019, 2021], code


def test_a_gap_stays_a_gap(values: Values) -> None:
    # the source has no value for the Eichsfeld in 2014: no fact, not 0, not the mean of its neighbours
    assert ("d_Unterkunft_Lstg", "16061", 2014) not in values
    assert ("d_Unterkunft_Lstg", "16061", 2013) in values
    assert not [key for key, value in values.items() if value == 0]


def test_population_continues_the_office_table(tables: dict[str, ShippedTable]) -> None:
    (row,) = [r for r in tables["12411-01-01-4"].facts.to_pylist() if r["region"] == "16062"]
    assert (row["item"], row["category"], row["period"], row["period_kind"], row["unit"]) == (
        "BEVSTD",
        "",
        "2024-12-31",
        "date",
        "Anzahl",
    )


def test_addresses_point_into_the_csv(tables: dict[str, ShippedTable]) -> None:
    import sozialstrategie.evidence.monitoring.shipped as shipped

    table = tables["q_SGBII"]
    lines = Path(shipped.__file__).with_name(table.file_name).read_text("utf-8").splitlines()
    for row in table.facts.to_pylist():
        cells = lines[row["row"] - 1].split(";")
        assert cells[:2] == ["q_SGBII", row["region"]]
        assert float(cells[row["column"] - 1]) == row["value"]


def test_reading_twice_gives_the_same_bytes_and_digest() -> None:
    first, second = shipped_tables(), shipped_tables()
    assert [t.raw for t in first] == [t.raw for t in second]
    assert [canonical_digest(t.facts) for t in first] == [canonical_digest(t.facts) for t in second]
    assert len({canonical_digest(t.facts) for t in first}) == 41
