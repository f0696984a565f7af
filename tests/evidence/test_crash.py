"""The row is the commit: a file without a row is invisible garbage that goes after a day."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring import queries, storage
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.services import importing
from sozialstrategie.kit.core import files
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.operations import checking
from sozialstrategie.operations.checking import check_instance
from tests.evidence.monitoring.readers.samples import MEANS, SCHOOL


class PowerCut(BaseException):
    """The process ends here; no handler of the program may catch it."""


pytestmark = pytest.mark.usefixtures("reads_here")


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # nobody computes
    # the database of the tests lives in memory; how a real one is set is checked in tests/operations
    monkeypatch.setattr(checking, "_database_settings", list)
    return tmp_path


def names(home: Path) -> set[str]:
    return {p.name for p in (home / "editions").iterdir()}


def read_in(text: str, name: str = "tabelle.csv") -> importing.Outcome:
    return importing.import_bytes(actor=system("Test"), data=text.encode(), name=name)


def age(home: Path, seconds: float) -> None:
    then = time.time() - seconds
    for path in (home / "editions").iterdir():
        os.utime(path, (then, then))


def _cut_before_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(**values: Any) -> None:
        raise PowerCut

    monkeypatch.setattr(Edition.objects, "create", cut)


def _cut_at_rename(number: int) -> Any:
    def prepare(monkeypatch: pytest.MonkeyPatch) -> None:
        real, count = os.replace, 0

        def replace(source: Any, target: Any) -> None:
            nonlocal count
            count += 1
            if count == number:
                raise PowerCut
            real(source, target)

        monkeypatch.setattr(files.os, "replace", replace)

    return prepare


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prepare", "left"),
    [
        pytest.param(_cut_at_rename(1), ["tmp"], id="vor dem Namen der Originaldatei"),
        pytest.param(_cut_at_rename(2), ["raw", "tmp"], id="vor dem Namen der Zahlen"),
        pytest.param(_cut_before_the_row, ["parquet", "raw"], id="beide Dateien stehen, die Zeile fehlt"),
    ],
)
def test_a_cut_between_file_and_row_leaves_nothing_visible(
    prepare: Any, left: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = read_in(MEANS).edition
    assert standing is not None
    whole, acts = names(home), Act.objects.count()
    with monkeypatch.context() as patch:
        prepare(patch)
        with pytest.raises(PowerCut):
            read_in(SCHOOL)

    orphans = names(home) - whole
    assert sorted(name.rsplit(".", 1)[-1] for name in orphans) == left
    assert list(Edition.objects.all()) == [standing]
    assert Act.objects.count() == acts
    amt = Organisation.objects.create(slug="amt", name="Amt", kind="local_authority")
    assert list(queries.editions_for(system("Test"), amt)) == [standing]

    age(home, storage.DAY - 600)
    problems, remarks = check_instance()
    assert (problems, remarks) == ([], [])
    assert names(home) == whole | orphans  # another process may be about to write the row

    age(home, storage.DAY + 600)
    problems, remarks = check_instance()
    assert problems == []
    assert remarks == [f"{len(orphans)} verwaiste Dateien entfernt."]
    assert names(home) == whole

    again = read_in(SCHOOL)
    assert again.is_new and again.edition is not None
    assert check_instance() == ([], [])
    assert names(home) == whole | {f"{again.edition.digest}.parquet", f"{again.edition.raw_sha}.raw"}


@pytest.mark.django_db
def test_the_same_figures_again_change_nothing(home: Path) -> None:
    first = read_in(SCHOOL)
    before = names(home), Act.objects.count()
    again = read_in(SCHOOL, name="andersgenannt.csv")
    assert (again.is_new, again.edition) == (False, first.edition)
    assert (names(home), Act.objects.count()) == before


@pytest.mark.django_db
def test_the_same_figures_again_bring_a_lost_file_back(home: Path) -> None:
    edition = read_in(SCHOOL).edition
    assert edition is not None
    whole = {p.name: p.read_bytes() for p in (home / "editions").iterdir()}
    for name in whole:
        (home / "editions" / name).unlink()
    assert len(check_instance()[0]) == 2
    assert read_in(SCHOOL).is_new is False
    assert {p.name: p.read_bytes() for p in (home / "editions").iterdir()} == whole
    assert check_instance() == ([], [])


@pytest.mark.django_db
def test_a_refused_file_changes_nothing(home: Path) -> None:
    read_in(MEANS)
    before = names(home), Act.objects.count(), list(Edition.objects.values())
    outcome = read_in("Name;Vorname;Geburtsdatum\nBeispiel;Mira;01.02.1990\n", name="personen.csv")
    assert outcome.refused and outcome.edition is None
    assert (names(home), Act.objects.count(), list(Edition.objects.values())) == before


@pytest.mark.django_db
def test_the_check_reads_the_figures_of_each_edition(home: Path) -> None:
    edition = read_in(MEANS).edition
    assert edition is not None and check_instance() == ([], [])
    path = storage.facts_path(edition.digest)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    assert check_instance()[0] == [f"Ausgabe {edition.short}: Die Datei mit den Zahlen lässt sich nicht lesen."]
    other = read_in(SCHOOL).edition
    assert other is not None
    path.write_bytes(storage.facts_path(other.digest).read_bytes())  # reads well, but holds something else
    assert check_instance()[0] == [f"Ausgabe {edition.short}: Die Datei mit den Zahlen wurde verändert."]
    path.unlink()
    assert check_instance()[0] == [f"Ausgabe {edition.short}: Die Datei mit den Zahlen fehlt."]
    path.write_bytes(whole)
    assert check_instance() == ([], [])


@pytest.mark.django_db
def test_the_check_sweeps_what_killed_imports_left(home: Path) -> None:
    storage.keep_pending(b"hochgeladen, nie gespeichert")
    left = home / "work" / "tmpabc"
    left.mkdir(parents=True)
    (left / "facts.parquet").write_bytes(b"x")
    assert check_instance() == ([], []) and left.exists()  # somebody may be at it
    then = time.time() - storage.DAY - 600
    for path in (*(home / "pending").iterdir(), left):
        os.utime(path, (then, then))
    assert check_instance() == ([], ["2 Reste abgebrochener Einleseversuche entfernt."])
    assert list((home / "pending").iterdir()) == list((home / "work").iterdir()) == []
