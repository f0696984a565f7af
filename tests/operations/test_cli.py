"""The command line: exit codes, German words, and the figures of the six tables against a naive computation of our own."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from sozialstrategie import cli
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.kit.core import settings_store
from tests.operations.instances import Instance, copy_of, once

ENGLISH = re.compile(
    r"Traceback|\b(usage|error|argument|invalid|required|unrecognized|expected|options|positional|exit)\b",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """`main` sets what it finds missing; later tests must not inherit it."""
    monkeypatch.setattr(os, "environ", os.environ.copy())


# -- in this process ---------------------------------------------------------------------------------------------------

WRONG = {
    "no command": [],
    "unknown command": ["quatsch"],
    "unknown option": ["check", "--quatsch"],
    "shortened option": ["export", "sgb2_rate", "--regio", "16062"],
    "import without file": ["import"],
    "unknown level": ["export", "sgb2_rate", "--level", "stadtteil"],
    "unknown format": ["export", "sgb2_rate", "--format", "pdf"],
    "no year": ["export", "sgb2_rate", "--from", "neulich"],
    "region without key": ["export", "sgb2_rate", "--region"],
    "no port": ["demo", "--port", "acht"],
    "port too large": ["serve", "--port", "99999"],
    "document without subject": ["document", "sozialbericht"],
    "document with two subjects": ["document", "sozialbericht", "--region", "16062", "--owner", "musterberg"],
    "unknown action": ["indicators", "vergessen"],
    "backup without file": ["backup"],
}


@pytest.mark.parametrize("name", list(WRONG))
def test_wrong_usage_is_2_and_german(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(WRONG[name])
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == "" and said.err.startswith("Aufruf: sozialstrategie")
    assert not ENGLISH.search(said.err), said.err


@pytest.mark.parametrize(
    "command", ["", "demo", "import", "export", "document", "indicators", "editions", "backup", "person"]
)
def test_help_is_german(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*([command] if command else []), "--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert text.startswith("Aufruf: sozialstrategie") and "diese Hilfe zeigen" in text
    assert not ENGLISH.search(text), text


@pytest.fixture
def set_up(db: None, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings_store.put("instance.kind", "real")


REFUSED = {
    "unknown indicator": (["export", "gibt_es_nicht"], "gibt_es_nicht"),
    "unknown region": (["export", "sgb2_rate", "--region", "99999"], "99999"),
    "unknown indicator to show": (["indicators", "show", "gibt_es_nicht"], "gibt_es_nicht"),
    "indicator to show forgotten": (["indicators", "show"], "Indikator"),
    "unknown document": (["document", "roman", "--region", "16062"], "roman"),
    "document for a drawer": (["document", "sozialbericht", "--region", "16062", "-o", "bericht.exe"], "exe"),
    "file that is not there": (["import", "/gibt/es/nicht.csv"], "/gibt/es/nicht.csv"),
    "a folder": (["import", "/"], "ist ein Ordner"),
    "backup that is not there": (["verify", "/gibt/es/nicht.zip"], "/gibt/es/nicht.zip"),
    "mapping that is not there": (["import", "/dev/null", "--mapping", "/gibt/es/nicht.json"], "/gibt/es/nicht.json"),
    "what is no mapping": (["import", "/dev/null", "--mapping", __file__], "ist keine Zuordnung"),
    "two tables to look at": (["import", "a.csv", "b.csv", "--propose"], "genau eine Datei"),
    "a folder as output": (["export", "sgb2_rate", "-o", "."], "ist ein Ordner"),
    "years the wrong way round": (["export", "sgb2_rate", "--from", "2020", "--to", "2015"], "--from 2020"),
    "folder that is not there": (["export", "sgb2_rate", "-o", "/gibt/es/nicht/da.csv"], "/gibt/es/nicht"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_refusals_are_1_one_german_sentence_on_stderr(
    name: str, set_up: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, word = REFUSED[name]
    assert cli.main(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("sozialstrategie: ") and word in said.err and said.err.rstrip().endswith((".", "list"))
    assert not ENGLISH.search(said.err), said.err
    assert not list(tmp_path.glob("*.exe"))


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["export", "sgb2_rate"], ["import", "a.csv"], ["indicators", "compute"], ["backup", "b.zip"]],
)
def test_without_an_instance_it_says_what_to_do(
    arguments: list[str], db: None, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME = tmp_path
    assert cli.main(arguments) == 1
    assert "Bitte zuerst: sozialstrategie init" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_disk_is_a_sentence(
    set_up: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sozialstrategie.operations import commands

    for fault, words in (
        (PermissionError(13, "Permission denied", "/da"), "/da darf hier nicht gelesen oder geschrieben werden."),
        (OSError(28, "No space left on device", "/da"), "Auf dem Datenträger ist kein Platz mehr (/da)."),
        (IsADirectoryError(21, "Is a directory", "/da"), "/da ist ein Ordner; erwartet wird eine Datei."),
    ):
        monkeypatch.setattr(commands, "run", Mock(side_effect=fault))
        assert cli.main(["check"]) == 1
        assert capsys.readouterr().err == f"sozialstrategie: {words}\n"


def test_an_own_table_by_way_of_a_proposal(
    set_up: None, reads_here: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Propose, look, add the source, read in; the series is there under its name."""
    table, mapping = tmp_path / "kita.csv", tmp_path / "kita.json"
    table.write_text("Kreis;Name;Plätze 2021;Plätze 2022\n16062;Nordhausen;12;13,5\n16061;Eichsfeld;-;20\n")
    assert cli.main(["import", str(table)]) == 1
    assert "Die Form dieser Tabelle ist nicht bekannt" in capsys.readouterr().err
    assert cli.main(["import", str(table), "--propose", "-o", str(mapping)]) == 0
    assert cli.main(["import", str(table), "--mapping", str(mapping)]) == 1
    assert "nennen keine Quelle" in capsys.readouterr().err
    assert not Edition.objects.exists()
    assert cli.main(["import", str(table), "--mapping", str(mapping), "--source", "Jugendamt, 3.2.2024"]) == 0
    assert "3 Zahlen und 1 Zeichen für 2 Gebiete" in capsys.readouterr().out
    edition = Edition.objects.get()
    assert (edition.table, edition.source, edition.disclosure_rule) == ("Plätze", "Jugendamt, 3.2.2024", "own")


def test_a_known_form_needs_no_proposal(
    set_up: None, reads_here: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = tmp_path / "inkar.csv"
    table.write_text("Kennziffer;Raumeinheit;Aggregat;Ärzte\n;;;2021\n16062;Nordhausen;Kreise;12,5\n")
    assert cli.main(["import", str(table), "--propose"]) == 1
    assert "wird ohne Zuordnung gelesen (BBSR, INKAR" in capsys.readouterr().err


def test_ctrl_c_ends_quietly(set_up: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from sozialstrategie.operations import commands

    monkeypatch.setattr(commands, "run", Mock(side_effect=KeyboardInterrupt))
    assert cli.main(["check"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from sozialstrategie.operations import commands

    def fail(arguments: Any) -> int:
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(commands, "run", fail)
    assert cli.main(["check"]) == 1
    assert capsys.readouterr().err == "sozialstrategie: Die Datenbank antwortet nicht: connection refused\n"


def test_catalogue_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["indicators", "list"]) == 0
    codes = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert {
        "population", "youth_dependency_ratio", "old_age_dependency_ratio", "unemployed_share_under_25", "unemployed_share_55_plus",
        "unemployed_share_long_term", "unemployed_share_foreign", "minimum_income_rate", "school_leavers_without_certificate_share",
        "foreign_share", "child_sgb2_rate", "sgb2_rate", "care_dependent_rate", "unemployment_rate", "share_65_plus",
    } <= codes  # fmt: skip
    assert cli.main(["indicators", "show", "sgb2_rate"]) == 0
    assert "sgb2_rate: Menschen mit SGB-II-Leistungen" in capsys.readouterr().out


# -- as a program ------------------------------------------------------------------------------------------------------


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode()), delimiter=";"))


def test_init_export_and_their_shapes(pristine: Instance, tmp_path: Path) -> None:
    german = rows(pristine.run("export", "sgb2_rate", "--region", "16062", "DG", "--from", "2020", "--to", "2021"))
    assert [(r["region"], r["level"], r["period"]) for r in german] == [
        ("16062", "kreis", "2020"), ("16062", "kreis", "2021"), ("DG", "bund", "2020"), ("DG", "bund", "2021"),
    ]  # fmt: skip
    assert list(german[0]) == ["code", "region", "name", "level", "period", "value", "sign", "numerator", "denominator", "unit",
                               "source", "edition", "territorial_status", "derivation"]  # fmt: skip
    target = tmp_path / "aus.csv"
    pristine.run(
        "export",
        "sgb2_rate",
        "--region",
        "16062",
        "DG",
        "--from",
        "2020",
        "--to",
        "2021",
        "--dialect",
        "en",
        "-o",
        target,
    )
    english = list(csv.DictReader(io.StringIO(target.read_text("utf-8"))))
    assert [r["value"] for r in english] == [r["value"].replace(",", ".") for r in german]
    assert list(tmp_path.iterdir()) == [target]  # no half file beside it
    loaded = json.loads(pristine.run("export", "sgb2_rate", "--level", "land", "--format", "json"))["values"]
    assert {v["region"] for v in loaded} == {"16"} and [v["period"] for v in loaded] == [
        str(y) for y in range(2010, 2022)
    ]


@pytest.mark.long
def test_import_says_what_it_did(instance: Instance, school_file: Path, tmp_path: Path) -> None:
    def said(*arguments: str | Path, code: int = 0) -> tuple[str, str]:
        done = instance.try_run(*arguments)
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.decode(), done.stderr.decode()

    before = instance.state()
    assert "Probelauf, nichts gespeichert." in said("import", school_file, "--dry-run")[0]
    assert instance.state() == before
    assert "eingelesen als Ausgabe" in said("import", school_file)[0]
    after = instance.state()
    assert after != before
    assert "Nichts geändert." in said("import", school_file)[0]
    bad = tmp_path / "kinder.csv"
    bad.write_text("Name;Vorname;Geburtsdatum\nMusterfrau;Erika;12.08.1964\n", encoding="utf-8")
    out, err = said("import", bad, code=1)
    assert err.startswith("sozialstrategie: Nicht eingelesen. Datei kinder.csv") and "Erika" not in out + err
    assert instance.state() == after
    assert "Alles in Ordnung." in said("check")[0]


def test_xlsx_to_a_pipe(pristine: Instance) -> None:
    with zipfile.ZipFile(io.BytesIO(pristine.run("export", "sgb2_rate", "--format", "xlsx"))) as book:
        assert "xl/worksheets/sheet2.xml" in book.namelist()


# -- the six tables against a naive computation ------------------------------------------------------------------------

Cells = dict[tuple[str, ...], list[str]]


def lines(folder: Path, table: str, labels: int) -> Cells:
    """(time, region[, row label]) -> value cells, by splitting lines; nothing of the product is used."""
    cells: Cells = {}
    for line in (folder / f"{table}.csv").read_text("utf-8").splitlines():
        parts = line.split(";")
        code = parts[1].strip() if len(parts) > labels else ""
        if code == "DG" or (code.isdigit() and len(code) in (2, 5)):
            cells[(parts[0], code, *parts[3:labels])] = parts[labels:]
    return cells


def count(text: str) -> int | None:
    """A count; `-` is nothing at all."""
    return 0 if text == "-" else int(text) if text.isdigit() else None


def by_age(folder: Path, table: str, first: int, last: int) -> dict[str, int | None]:
    """People of `first` to `last` years of each region at the end of 2015, from the labels "a bis unter b Jahre"."""
    found: dict[str, list[int | None]] = {}
    for (time, place, label), values in lines(folder, table, 4).items():
        numbers = [int(n) for n in re.findall(r"\d+", label)]
        if time != "31.12.2015" or not numbers:
            continue
        low = 0 if label.startswith("unter") else numbers[0]
        high = 10**6 if "und mehr" in label else numbers[-1] - 1
        if first <= low and high <= last:
            found.setdefault(place, []).append(count(values[0]))
    return {place: None if None in cells else sum(n for n in cells if n is not None) for place, cells in found.items()}


def share(folder: Path, table: str, upper: int, lower: int) -> Iterator[tuple[str, int, int | None, int | None]]:
    for (time, region), values in lines(folder, table, 3).items():
        yield region, int(time[-4:]), count(values[upper]), count(values[lower])


def dependency(folder: Path, table: str, first: int, last: int) -> Iterator[tuple[str, int, int | None, int | None]]:
    upper, lower = by_age(folder, table, first, last), by_age(folder, table, 20, 64)
    for region in upper:
        yield region, 2015, upper[region], lower[region]


def foreign(folder: Path) -> Iterator[tuple[str, int, int | None, int | None]]:
    for (time, region, label), values in lines(folder, "12411-03-03-4", 4).items():
        if label == "Insgesamt":
            yield region, int(time[-4:]), count(values[6]), count(values[0])


def minimum_income(folder: Path) -> Iterator[tuple[str, int, int | None, int | None]]:
    people = {(k[0], k[1]): count(v[0]) for k, v in lines(folder, "12411-02-03-4", 4).items() if k[2] == "Insgesamt"}
    for (time, region), values in lines(folder, "22811-01-01-4", 3).items():
        if (time, region) in people:  # only 2015: no other year has a population of the same date
            yield region, int(time[-4:]), count(values[0]), people[time, region]


AGES, GROUPS, WORK, SCHOOL = "12411-04-02-4", "12411-02-03-4", "13211-02-05-4", "21111-02-06-4"
TABLES = (AGES, GROUPS, "12411-03-03-4", WORK, "22811-01-01-4", SCHOOL)
OLD = 10**6
NAIVE: dict[tuple[str, str], Callable[[Path], Iterator[tuple[str, int, int | None, int | None]]]] = {
    ("youth_dependency_ratio", GROUPS): lambda f: dependency(f, GROUPS, 0, 19),
    ("old_age_dependency_ratio", GROUPS): lambda f: dependency(f, GROUPS, 65, OLD),
    ("foreign_share", "12411-03-03-4"): foreign,
    ("minimum_income_rate", "22811-01-01-4"): minimum_income,
    ("unemployed_share_foreign", WORK): lambda f: share(f, WORK, 1, 0),
    ("unemployed_share_under_25", WORK): lambda f: share(f, WORK, 4, 0),
    ("unemployed_share_55_plus", WORK): lambda f: share(f, WORK, 5, 0),
    ("unemployed_share_long_term", WORK): lambda f: share(f, WORK, 6, 0),
    ("school_leavers_without_certificate_share", SCHOOL): lambda f: share(f, SCHOOL, 2, 0),
}


def compare(instance: Instance, folder: Path, code: str, derivation: str) -> int:
    """Every exported row against the naive one; the number of values."""
    exported = {}
    for row in rows(instance.run("export", code)):
        if row["derivation"] == derivation:
            year = int(re.findall(r"\d{4}", row["period"])[-1 if "/" in row["period"] else 0])
            exported[row["region"], year] = row
    expected = {(region, year): (a, b) for region, year, a, b in NAIVE[code, derivation](folder)}
    read_in = {year for _, year in expected}
    assert set(exported) >= set(expected)
    # the program ships this table for 2019; the file is of 2015
    assert {year for _, year in exported.keys() - expected.keys()} <= ({2019} - read_in)
    values = 0
    for key, (upper, lower) in expected.items():
        row = exported[key]
        if upper is None or not lower:
            assert row["value"] == "" and row["sign"], key
        else:
            assert float(row["value"].replace(",", ".")) == pytest.approx(100 * upper / lower, rel=1e-12), key
            assert row["sign"] == "", key
            values += 1
    return values


@pytest.fixture(scope="module")
def one_table(pristine: Instance, shared_data: Path, shared_folder: Path) -> Instance:
    def build(target: Path) -> None:
        made = copy_of(pristine, target)
        made.run("import", shared_data / "genesis_klassisch" / f"{SCHOOL}.csv")
        made.run("indicators", "compute")

    return Instance(once(shared_folder, "one_table", build))


@pytest.mark.long
def test_school_leavers_of_all_kreise(one_table: Instance, shared_data: Path) -> None:
    code = "school_leavers_without_certificate_share"
    assert compare(one_table, shared_data / "genesis_klassisch", code, SCHOOL) > 800
    nordhausen = [r for r in rows(one_table.run("export", code, "--region", "16062")) if r["derivation"] == SCHOOL]
    assert {r["unit"] for r in nordhausen} == {"%"} and all(r["numerator"] and r["denominator"] for r in nordhausen)


@pytest.fixture(scope="module")
def six_tables(pristine: Instance, shared_data: Path, shared_folder: Path) -> Instance:
    def build(target: Path) -> None:
        made = copy_of(pristine, target)
        made.run("import", *(shared_data / "genesis_klassisch" / f"{table}.csv" for table in TABLES))
        made.run("indicators", "compute")

    return Instance(once(shared_folder, "six_tables", build))


@pytest.mark.long
@pytest.mark.parametrize(("code", "derivation"), list(NAIVE), ids=[code for code, _ in NAIVE])
def test_all_kreise_of_the_six_tables(code: str, derivation: str, six_tables: Instance, shared_data: Path) -> None:
    assert compare(six_tables, shared_data / "genesis_klassisch", code, derivation) >= 400


@pytest.mark.long
def test_both_population_tables_say_the_same(six_tables: Instance, shared_data: Path) -> None:
    for code in ("population", "youth_dependency_ratio", "old_age_dependency_ratio"):
        found: dict[str, dict[str, str]] = {AGES: {}, GROUPS: {}}
        for row in rows(six_tables.run("export", code)):
            if row["derivation"] in found and row["period"] == "2015-12-31":
                found[row["derivation"]][row["region"]] = row["value"] or row["sign"]
        assert found[AGES] == found[GROUPS] and len(found[AGES]) >= 430
    people = {k[1]: v[0] for k, v in lines(shared_data / "genesis_klassisch", AGES, 4).items() if k[2] == "Insgesamt"}
    exported = {
        r["region"]: r["value"] or r["sign"]
        for r in rows(six_tables.run("export", "population"))
        if r["derivation"] == AGES
    }
    assert exported == people


@pytest.mark.long
def test_dissolved_kreise_stand_there_with_their_figures(six_tables: Instance) -> None:
    """03152 Göttingen (old) and 13001 Greifswald: gone, but they have figures before."""
    found = {(r["region"], r["period"]): r for r in rows(six_tables.run("export", "unemployed_share_under_25"))}
    assert found["03152", "2010"]["value"]
    assert {r for r, _ in found} >= {"03152", "13001", "16056"}
