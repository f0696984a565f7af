"""GENESIS ffcsv, on small invented archives."""

from __future__ import annotations

from typing import Any

from sozialstrategie.evidence.monitoring.readers import ParsedFile, canonical_digest, detect, read
from tests.evidence.monitoring.readers import samples

NAME = "12411-02-03-5.zip"


def _read(text: str = samples.FFCSV, *, name: str = NAME, **options: Any) -> ParsedFile:
    return read(samples.zipped(text, **options), name=name, regions=samples.regions())


def test_rows_by_code_with_the_region_in_the_second_group() -> None:
    parsed = _read()
    assert parsed.errors == []
    keys = (
        "region",
        "period",
        "item",
        "category",
        "age_from",
        "age_to",
        "value",
        "sign",
        "unit",
        "quality",
        "row",
    )
    rows = [tuple(row[k] for k in keys) for row in parsed.facts.to_pylist()]
    start = ("2024-12-31", "BEVSTD")
    assert rows == [
        ("16062", *start, "ALTX20=ALT000B03;GES=GESW", 0, 2, 9.0, None, "Anzahl", "e", 2),
        ("16062", *start, "ALTX20=ALT075UM", 75, None, 12.5, None, "1000", "()", 3),
        ("DG", *start, "", None, None, None, "/", "Anzahl", "", 4),
        ("16062041", *start, "", None, None, None, "-", "Anzahl", "", 5),
        ("09276130", *start, "", None, None, 4.0, None, "Anzahl", "", 6),
    ]
    assert parsed.facts["region_name"].to_pylist()[3] == "Nordhausen, Stadt"
    assert set(parsed.facts["column"].to_pylist()) == {18}


def test_table_source_and_assumed_licence() -> None:
    parsed = _read()
    assert (parsed.format, parsed.table, parsed.stand) == ("genesis-ffcsv", "12411-02-03-5", "")
    assert parsed.source == "Statistische Ämter des Bundes und der Länder, Tabelle 12411-02-03-5"
    assert parsed.title == "Bevölkerung: Bevölkerungsstand"
    assert {n.code for n in parsed.notes} == {"licence_assumed", "foreign_gemeinde"}


def test_table_code_from_the_file_name_when_the_member_has_none() -> None:
    assert _read(member="daten.csv").table == "12411-02-03-5"
    parsed = _read(member="daten.csv", name="upload.zip")
    assert parsed.table == "12411"
    assert "table_code_unknown" in {n.code for n in parsed.notes}


def test_unzipped_and_renamed_files_are_the_same() -> None:
    digest = canonical_digest(_read().facts)
    plain = read(samples.FFCSV.encode(), name=NAME, regions=samples.regions())
    assert canonical_digest(plain.facts) == digest
    assert canonical_digest(_read(name="12411-02-03-5.dat").facts) == digest


def test_english_labels_change_nothing_but_the_names() -> None:
    english = (
        samples.FFCSV.replace("Geschlecht", "Sex").replace("Insgesamt", "Total").replace("unter 3 Jahre", "under 3")
    )
    left, right = _read().facts.to_pylist(), _read(english).facts.to_pylist()
    assert [r["category"] for r in left] == [r["category"] for r in right]
    assert [(r["age_from"], r["age_to"]) for r in left] == [(r["age_from"], r["age_to"]) for r in right]


def test_year_as_time_and_unknown_times() -> None:
    assert set(_read(samples.FFCSV.replace("2024-12-31", "2021")).facts["period_kind"].to_pylist()) == {"year"}
    impossible = _read(samples.FFCSV.replace("2024-12-31", "2021-03"))
    assert [e.code for e in impossible.errors] == ["bad_period"]
    spelled = _read(samples.FFCSV.replace("2024-12-31", "März 2021"))
    assert set(spelled.facts["period"].to_pylist()) == {"März 2021"}
    assert "unknown_period" in {n.code for n in spelled.notes}


def test_rounded_statistics_are_flagged() -> None:
    lines = [line.rsplit(";", 1)[0] for line in samples.FFCSV.replace("12411;", "12531;").split("\n") if line]
    text = "\n".join(lines).replace(";9;Anzahl", ";15;Anzahl").replace(";12,5;", ";10;").replace(";4;", ";5;")
    parsed = _read(text + "\n", member="12531-0043_1_flat.csv")
    assert parsed.facts["quality"].to_pylist() == ["rounded5", "rounded5", "", "", "rounded5"]
    assert parsed.source == "Statistisches Bundesamt (Destatis), Tabelle 12531-0043"


def test_detect_by_content() -> None:
    assert detect(samples.zipped(samples.FFCSV)) == "genesis-ffcsv"
    assert detect(samples.FFCSV.encode("utf-8-sig")) == "genesis-ffcsv"


def test_classic_csv_in_an_archive_is_read_too() -> None:
    parsed = _read(samples.AGES, member="12411-04-02-4.csv")
    assert (parsed.format, len(parsed.facts)) == ("genesis-classic", 21)
