"""All real files at hand, against a second reader that works in another way."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from sozialstrategie.evidence.monitoring.readers import ParsedFile, canonical_digest, known_regions, read

CLASSIC = [
    "12411-01-01-4__latin1",
    "12411-02-03-4",
    "12411-03-03-4",
    "12411-04-02-4",
    "12612-01-01-4",
    "12612-02-01-4",
    "12613-01-01-4",
    "12613-02-02-4",
    "12711-02-02-4",
    "12711-04-02-4",
    "13111-06-02-4",
    "13111-09-01-4",
    "13111-12-03-4",
    "13211-02-05-4",
    "14111-01-02-4",
    "21111-02-06-4",
    "21111-02-06-4__latin1",
    "22131-01-02-4",
    "22151-01-02-4",
    "22221-01-01-4",
    "22311-01-02-4",
    "22411-01-01-4",
    "22411-02-03-4",
    "22543-01-02-4",
    "22811-01-01-4",
    "22811-02-02-4",
    "71327-01-05-4",
    "AI-N-05",
    "AI-S-01",
    "AI014-1",
]
FFCSV = ["1000A-0000", "12211-Z-11", "12411-01-01-4", "12531-0043", "13111-01-03-4", "73111-01-01-4"]
ANSWERS = {
    "12531-0043__data": "genesis_answer_98",
    "12531-0043__results": "genesis_answer_104",
    "61111-0021__data": "genesis_answer_-1",
    "63121-0001__data": "genesis_answer_104",
    "12411-01-01-4__meta": "genesis_metadata",
}


@lru_cache(maxsize=2)
def _read(path: Path) -> ParsedFile:
    return read(path, name=path.name, regions=known_regions())


def _count(facts: Any) -> tuple[Counter[str], float]:
    """Numbers and each sign, and the sum of the numbers."""
    signs = facts["sign"].to_pylist()
    values = [v for v in facts["value"].to_pylist() if v is not None]
    found = Counter(s for s in signs if s is not None)
    found["number"] = len(values)
    assert len(values) + len(signs) - signs.count(None) == len(facts)
    return found, sum(values)


def _naive_classic(data: bytes) -> tuple[Counter[str], float]:
    """Look at cells alone: in lines with a region key, count what looks like a value, wherever it stands."""
    found: Counter[str] = Counter()
    total = 0.0
    for line in data.decode("iso-8859-1").split("\n")[1:]:
        if line.startswith("____"):
            return found, total
        fields = line.split(";")
        key = next((at for at in (1, 0) if at < len(fields) and re.fullmatch(r"DG|\d{2,8}", fields[at])), None)
        for field in fields[key + 1 :] if key is not None else ():
            if re.fullmatch(r"-?[0-9]+(,[0-9]+)?", field):
                found["number"] += 1
                total += float(field.replace(",", "."))
            elif field in ("-", ".", "...", "/", "x"):
                found[field] += 1
    raise AssertionError("no end of the table")


def _naive_ffcsv(data: bytes) -> tuple[Counter[str], float]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    found: Counter[str] = Counter()
    total = 0.0
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        value = row["value"]
        if value in ("-", ".", "...", "/", "x"):
            found[value] += 1
        else:
            found["number"] += 1
            total += float(value.replace(",", "."))
    return found, total


def test_the_list_is_complete(shared_data: Path) -> None:
    assert sorted(p.stem for p in (shared_data / "genesis_klassisch").glob("*.csv")) == sorted(CLASSIC)
    assert sorted(p.stem for p in (shared_data / "genesis_ffcsv").glob("*.zip")) == sorted(FFCSV)
    assert len(CLASSIC) == 30


# a third of them in every run, all in the long one
@pytest.mark.parametrize(
    "table", [pytest.param(t, marks=[] if n % 3 == 0 else pytest.mark.long) for n, t in enumerate(CLASSIC)]
)
def test_classic_facts_and_signs_equal_the_value_cells(table: str, shared_data: Path) -> None:
    path = shared_data / "genesis_klassisch" / f"{table}.csv"
    parsed = _read(path)
    assert parsed.errors == []
    expected, total = _naive_classic(path.read_bytes())
    found, own_total = _count(parsed.facts)
    assert found == expected
    assert own_total == pytest.approx(total, rel=1e-12)
    assert parsed.table == table.split("__")[0]
    assert parsed.licence == "dl-de/by-2-0"
    assert re.fullmatch(r"201[78]-\d\d-\d\dT\d\d:\d\d:\d\d", parsed.stand)
    assert parsed.encoding == ("iso-8859-1" if "latin1" in table else "utf-8")
    assert parsed.source == f"Statistische Ämter des Bundes und der Länder, Tabelle {parsed.table}"
    assert parsed.facts["year"].null_count == 0
    for name in ("item", "unit", "region", "region_name", "period"):
        assert "" not in parsed.facts[name].unique().to_pylist()


@pytest.mark.parametrize("table", FFCSV)
def test_ffcsv_facts_and_signs_equal_the_value_cells(table: str, shared_data: Path) -> None:
    path = shared_data / "genesis_ffcsv" / f"{table}.zip"
    parsed = _read(path)
    assert parsed.errors == []
    expected, total = _naive_ffcsv(path.read_bytes())
    found, own_total = _count(parsed.facts)
    assert found == expected
    assert own_total == pytest.approx(total, rel=1e-12)
    assert parsed.table == table


@pytest.mark.parametrize("name", ANSWERS)
def test_recorded_answers_are_explained(name: str, shared_data: Path) -> None:
    parsed = _read(shared_data / "genesis_ffcsv" / f"{name}.json")
    assert [e.code for e in parsed.errors] == [ANSWERS[name]]
    assert parsed.facts is None
    assert name.split("__")[0] in parsed.errors[0].text


def _one(parsed: ParsedFile, **wanted: Any) -> dict[str, Any]:
    """The one fact that has these values."""
    facts = parsed.facts
    for name, value in wanted.items():
        facts = facts.filter(pc.equal(facts[name], value))
    assert len(facts) == 1
    return facts.to_pylist()[0]


# Read off the files by eye: table, row, column -> what the fact must say.
CELLS = [
    (
        "12411-04-02-4",
        8,
        5,
        {
            "region": "DG",
            "period": "2015-12-31",
            "period_kind": "date",
            "year": 2015,
            "item": "Insgesamt",
            "category": "unter 1 Jahr",
            "age_from": 0,
            "age_to": 0,
            "value": 744721.0,
            "unit": "Anzahl",
        },
    ),
    (
        "12411-04-02-4",
        40808,
        7,
        {
            "region": "16062",
            "region_name": "Nordhausen, Kreis",
            "item": "weiblich",
            "value": 363.0,
            "age_to": 0,
        },
    ),
    (
        "12411-04-02-4",
        86,
        6,
        {"category": "90 Jahre und mehr", "age_from": 90, "age_to": None, "value": 163672.0},
    ),
    (
        "12411-02-03-4",
        9204,
        5,
        {
            "region": "16062",
            "category": "75 Jahre und mehr",
            "age_from": 75,
            "age_to": None,
            "value": 11177.0,
        },
    ),
    (
        "12411-03-03-4",
        11206,
        11,
        {
            "region": "16056",
            "region_name": "Eisenach, krsfr. Stadt",
            "item": "Ausländer(innen) > Insgesamt",
            "category": "Insgesamt",
            "age_from": None,
            "value": 2344.0,
        },
    ),
    (
        "13211-02-05-4",
        519,
        7,
        {
            "region": "16062",
            "period": "2016",
            "period_kind": "yearly_mean",
            "item": "Arbeitslose > 15 bis unter 20 Jahre",
            "age_from": 15,
            "age_to": 19,
            "value": 68.0,
            "unit": "Anzahl",
        },
    ),
    (
        "13211-02-05-4",
        519,
        15,
        {
            "item": "Arbeitslosenquote bez. auf alle zivile Erwerbsp. > Ausländer",
            "value": 32.5,
            "unit": "Prozent",
        },
    ),
    ("13211-02-05-4", 8407, 13, {"region": "16056", "year": 2001, "value": None, "sign": "-"}),
    (
        "22811-01-01-4",
        535,
        4,
        {"region": "16077", "item": "Empfänger von sozialen Mindestsicherungsleistungen", "value": 10612.0},
    ),
    (
        "22811-01-01-4",
        535,
        10,
        {"item": "Davon > Regelleist. n.d. Asylbewerberleistungsgesetz", "value": 866.0},
    ),
    (
        "21111-02-06-4",
        515,
        6,
        {
            "region": "16053",
            "period": "2014/2015",
            "period_kind": "school_year",
            "year": 2015,
            "item": "Schulabschluss > ohne Hauptschulabschluss > Insgesamt",
            "value": 30.0,
        },
    ),
    ("21111-02-06-4", 515, 14, {"value": 0.0, "sign": None}),
    ("21111-02-06-4", 28, 14, {"region": "03", "value": None, "sign": "."}),
    ("21111-02-06-4", 459, 12, {"region": "14524", "value": None, "sign": "x"}),
]


@pytest.mark.parametrize(("table", "row", "column", "expected"), CELLS)
def test_exact_cells_of_the_six_tables(
    table: str, row: int, column: int, expected: dict[str, Any], shared_data: Path
) -> None:
    fact = _one(_read(shared_data / "genesis_klassisch" / f"{table}.csv"), row=row, column=column)
    assert {key: fact[key] for key in expected} == expected
    assert fact["table"] == table


def test_exact_rows_of_the_archives(shared_data: Path) -> None:
    folder = shared_data / "genesis_ffcsv"
    jena = _one(_read(folder / "12411-01-01-4.zip"), region="16053", category="GES=GESW")
    assert (jena["value"], jena["period"], jena["item"], jena["row"]) == (
        55927.0,
        "2024-12-31",
        "BEVSTD",
        459,
    )
    census = _read(folder / "1000A-0000.zip")
    assert _one(census, region="16062041")["value"] == 40732.0
    assert _one(census, region="DG")["value"] == 82719540.0
    assert sum(key.startswith("16") and len(key) == 8 for key in set(census.facts["region"].to_pylist())) == 631
    forms = _read(folder / "12211-Z-11.zip")
    remscheid = _one(forms, region="05120", category="LBFORM01=FAMILIEN")
    assert (remscheid["value"], remscheid["quality"], remscheid["unit"]) == (14.0, "()", "1000")
    assert _one(forms, region="03455", category="LBFORM01=ALLEINST")["sign"] == "/"
    tax = _one(_read(folder / "73111-01-01-4.zip"), region="16077", item="EKF002")
    assert (tax["value"], tax["unit"], tax["period_kind"]) == (1518902.0, "Tsd. EUR", "year")
    syria = "GES=GESM;SCHST2=SCHUTZST-AK-3;STAAG5=ST475"
    refuge = _one(_read(folder / "12531-0043.zip"), region="16053", category=syria)
    assert (refuge["value"], refuge["quality"], refuge["row"]) == (480.0, "rounded5", 13400)
    work = _one(_read(folder / "13111-01-03-4.zip"), region="DG", category="NAT=NATA")
    assert work["value"] == 5837916.0


def test_known_regions_explain_every_key(shared_data: Path) -> None:
    """Areas of other levels and dissolved Kreise are notes; figures of 16056 before 1998 are named."""
    parsed = _read(shared_data / "genesis_klassisch" / "12612-01-01-4.csv")
    codes = {n.code for n in parsed.notes}
    assert codes == {"other_level", "outside_validity_signs", "outside_validity_numbers"}
    named = {(o.region, o.period) for o in parsed.outside_validity}
    assert {("16056", "1995"), ("16056", "1997")} <= named
    assert ("16056", "1998") not in named


# Notes that are explained: other levels, dissolved Kreise, no licence in ffcsv. No name that belongs to another key,
# no sum that does not add up, no control characters.
EXPLAINED = {
    "other_level",
    "foreign_gemeinde",
    "licence_assumed",
    "outside_validity_signs",
    "outside_validity_numbers",
}


@pytest.mark.long
@pytest.mark.parametrize(
    "path", [f"genesis_klassisch/{t}.csv" for t in CLASSIC] + [f"genesis_ffcsv/{t}.zip" for t in FFCSV]
)
def test_real_files_raise_no_doubt_but_one(path: str, shared_data: Path) -> None:
    """The office published two counts below zero for 1995 (women with Fachhochschulreife in 06432 and 06631)."""
    doubts = [n for n in _read(shared_data / path).notes if n.code not in EXPLAINED]
    found = [(n.code, n.row, n.column, n.count) for n in doubts]
    assert found == ([("published_negative_count", 10672, 15, 2)] if path.endswith("21111-02-06-4__latin1.csv") else [])


def test_two_editions_of_one_table_differ(shared_data: Path) -> None:
    folder = shared_data / "genesis_klassisch"
    tables = [_read(folder / f"{name}.csv") for name in ("21111-02-06-4", "21111-02-06-4__latin1")]
    assert len({canonical_digest(parsed.facts) for parsed in tables}) == 2
