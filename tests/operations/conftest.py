"""A prepared instance, built once for all tests of a run, and copies of it to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operations.instances import Instance, copy_of, once


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all test processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def pristine(shared_folder: Path) -> Instance:
    """A real instance as `init` leaves it. Not to be changed."""
    return Instance(once(shared_folder, "pristine", lambda target: Instance(target).run("init")))


@pytest.fixture
def instance(pristine: Instance, tmp_path: Path) -> Instance:
    """A copy that a test may change."""
    return copy_of(pristine, tmp_path / "home")


@pytest.fixture(scope="session")
def read_in(pristine: Instance, school_file: Path, shared_folder: Path) -> Instance:
    """An instance into which something was read, computed. Not to be changed."""

    def build(target: Path) -> None:
        made = copy_of(pristine, target)
        made.run("import", school_file)
        made.run("indicators", "compute")
        own = "indicator = 'school_leavers_without_certificate_share' AND derivation = '21111-02-06-4'"
        assert made.rows(f"SELECT count(*) FROM monitoring_result WHERE {own}") != [(0,)]

    return Instance(once(shared_folder, "read_in", build))


@pytest.fixture(scope="session")
def saved(read_in: Instance, shared_folder: Path) -> Path:
    """A backup of `read_in`. Not to be changed."""
    return once(shared_folder, "sicherung.zip", lambda target: read_in.run("backup", target))


@pytest.fixture(scope="session")
def school_file(shared_folder: Path) -> Path:
    """A small table of invented figures in the form of GENESIS."""

    def build(target: Path) -> None:
        target.mkdir()
        (target / "21111-02-06-4.csv").write_text(_school_table(), encoding="utf-8")

    return once(shared_folder, "school", build) / "21111-02-06-4.csv"


def _school_table() -> str:
    places = [("16062", "Nordhausen, Kreis"), ("16061", "Eichsfeld, Kreis"), ("16065", "Kyffhäuserkreis")]
    lines = [
        f"{year};{code};      {name};{200 + year - 2000};{n + 10}"
        for year in range(2008, 2016)
        for n, (code, name) in enumerate(places)
    ]
    head = [
        "GENESIS-Tabelle: 21111-02-06-4",
        "Allgemeinbildende Schulen: Absolventen/Abgänger;;;;",
        "nach dem Schulabschluss - Schuljahr -;;;;",
        "Statistik der allgemein bildenden Schulen;;;;",
        "Absolventen/Abgänger (Anzahl);;;;",
        ";;;Schulabschluss;Schulabschluss",
        ";;;Insgesamt;ohne Hauptschulabschluss",
        ";;;Insgesamt;Insgesamt",
    ]
    foot = [
        "__________",
        "© Statistische Ämter des Bundes und der Länder, Deutschland, 2017.",
        "Stand: 10.10.2017 / 15:05:29",
    ]
    return "\n".join([*head, *lines, *foot]) + "\n"
