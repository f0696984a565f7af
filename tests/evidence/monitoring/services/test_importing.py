"""Reading figures in: new, again, withdrawn, tried only; whatever is refused changes nothing."""

from __future__ import annotations

import time
import zipfile
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.services import importing
from sozialstrategie.evidence.monitoring.services.computing import compute_all
from sozialstrategie.kit.core.actor import PUBLIC, system
from sozialstrategie.kit.core.errors import Forbidden
from sozialstrategie.kit.core.models import Act, Job
from tests.evidence.monitoring.readers import samples
from tests.evidence.monitoring.services.conftest import read_in, school, state

pytestmark = pytest.mark.django_db


def bomb() -> bytes:
    """A small archive that would unfold to 600 MB."""
    target = BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.csv", "w") as member,
    ):
        block = b"0;" * 500_000
        for _ in range(600):
            member.write(block)
    return target.getvalue()


A, M = samples.AGES, samples.MEANS
BAD = {
    "no table": ("Liebe Kollegin,\nanbei die Zahlen.\n", "no_table"),
    "wrong encoding": (A.encode("utf-16"), "wrong_encoding"),
    "truncated zip": (samples.zipped(samples.FFCSV)[:-60], None),
    "unknown region": (A.replace(";16062;", ";16999;"), "unknown_region"),
    "duplicate key": (A.replace("16056;", "16062;").replace("1 bis unter 2 Jahre", "unter 1 Jahr"), "duplicate_key"),
    "wrong decimal sign": (M.replace("6,1", "6.1"), "wrong_decimal"),
    "unknown unit": (M.replace("Anzahl;Prozent", "Anzahl;Furlong"), "unknown_unit"),
    "one row per person": ("Name;Vorname;Geburtsdatum\nMusterfrau;Erika;12.08.1964\n", "person_records"),
    "empty": (b"", None),
    "only a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), None),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_refused_file_changes_nothing(name: str, home: Path) -> None:
    content, code = BAD[name]
    read_in(school())
    before = state(home)
    assert [k for k in before if k.startswith("file editions/")]
    outcome = read_in(content, name="schlecht.csv")
    assert outcome.edition is None and not outcome.is_new and outcome.refused
    if code:
        assert outcome.refused[0].code == code
    for problem in outcome.refused:
        sentence = str(problem)
        assert sentence.startswith("Datei schlecht.csv") and sentence.rstrip().endswith((".", "!", "?", "“", ")")), (
            sentence
        )
        assert "Traceback" not in sentence and "Error" not in sentence
    assert state(home) == before


def test_a_zip_bomb_is_refused_and_changes_nothing(home: Path) -> None:
    read_in(school())
    data, before = bomb(), state(home)
    assert len(data) < 2_000_000
    begin = time.monotonic()
    outcome = read_in(data, name="bombe.zip")
    assert outcome.refused and outcome.edition is None
    assert time.monotonic() - begin < 20  # a second alone, more beside other tests; measured in benchmarks
    assert state(home) == before


def test_new_figures_become_an_edition(home: Path) -> None:
    outcome = read_in(school(), name="21111-02-06-4.csv")
    assert outcome.is_new and outcome.edition is not None
    assert outcome.counts == {"values": 24, "signs": 0, "regions": 4, "first_year": 2013, "last_year": 2015}
    edition = Edition.objects.get()
    assert (edition.table, edition.values_count, edition.signs_count) == ("21111-02-06-4", 24, 0)
    assert (edition.first_year, edition.last_year, edition.file_name) == (2013, 2015, "21111-02-06-4.csv")
    assert {p.name for p in (home / "editions").iterdir()} == {f"{edition.digest}.parquet", f"{edition.raw_sha}.raw"}
    assert (home / "editions" / f"{edition.raw_sha}.raw").read_text("utf-8") == school()
    act = Act.objects.get(verb="monitoring.import_edition")
    assert act.object_uid == edition.uid


def test_the_same_figures_again_change_nothing_and_say_so(home: Path) -> None:
    first = read_in(school())
    before = state(home)
    again = read_in(school(), name="anders.csv")
    assert (again.is_new, again.edition, again.refused) == (False, first.edition, [])
    assert state(home) == before


def test_same_rows_in_another_order_are_the_same_edition(home: Path) -> None:
    first = read_in(school())
    lines = school().split("\n")
    lines[8:20] = lines[19:7:-1]
    assert lines != school().split("\n")
    again = read_in("\n".join(lines))
    assert (again.is_new, again.edition) == (False, first.edition)


def test_a_withdrawn_edition_comes_back(home: Path) -> None:
    edition = read_in(school()).edition
    assert edition is not None
    Edition.objects.update(withdrawn_at=timezone.now())
    tried = read_in(school(), dry_run=True)
    assert (tried.is_new, tried.edition) == (False, None)  # it would be read in again: not "stands here already"
    assert Edition.objects.get().withdrawn_at is not None
    files = sorted(p.name for p in (home / "editions").iterdir())
    again = read_in(school())
    assert again.is_new and again.edition == edition
    assert Edition.objects.get().withdrawn_at is None
    assert sorted(p.name for p in (home / "editions").iterdir()) == files


def test_a_trial_writes_nothing(home: Path) -> None:
    before = state(home)
    outcome = read_in(school(), dry_run=True)
    assert (outcome.edition, outcome.is_new, outcome.refused) == (None, False, [])
    assert outcome.counts["values"] == 24
    assert state(home) == before
    assert not (home / "editions").exists() or not list((home / "editions").iterdir())


def test_a_trial_of_what_stands_here_says_so() -> None:
    first = read_in(school())
    assert read_in(school(), dry_run=True).edition == first.edition


def test_nothing_stays_in_the_workroom(home: Path) -> None:
    read_in(school())
    read_in("Name;Vorname;Geburtsdatum\nMusterfrau;Erika;12.08.1964\n")
    assert list((home / "work").iterdir()) == []


def test_only_those_who_keep_figures_may(home: Path) -> None:
    before = state(home)
    for dry_run in (True, False):
        with pytest.raises(Forbidden):
            importing.import_bytes(actor=PUBLIC, data=school().encode(), name="t.csv", dry_run=dry_run)
    assert state(home) == before


def test_a_file_from_disk_and_a_source_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(school(), "utf-8")
    outcome = importing.import_file(actor=system("Test"), path=path, source="Landesamt, Auskunft vom 3.2.2024")
    assert outcome.edition is not None and outcome.edition.source == "Landesamt, Auskunft vom 3.2.2024"


def test_the_reader_says_how_figures_are_protected() -> None:
    """A table of an office is published; a source that a person names is not known to be."""
    assert read_in(school()).edition.disclosure_rule == "published"  # type: ignore[union-attr]
    Edition.objects.all().delete()
    assert read_in(school(), source="Amt für Schule, eigene Zählung").edition.disclosure_rule == "own"  # type: ignore[union-attr]
    assert Edition._meta.get_field("disclosure_rule").default == "own"


def test_what_was_read_in_before_keeps_its_rule() -> None:
    """The step of the database: published tables stay published, whatever else there is gets the strictest rule."""
    migration = import_module("sozialstrategie.evidence.monitoring.migrations.0003_edition_disclosure_rule")
    edition = read_in(school()).edition
    assert edition is not None
    for form, rule in (
        ("genesis-classic", "published"),
        ("genesis-ffcsv", "published"),
        ("shipped", "published"),
        ("tabelle", "own"),
    ):
        Edition.objects.update(format=form, disclosure_rule="own")
        migration.mark_published(apps, None)
        assert Edition.objects.get().disclosure_rule == rule


def test_no_edition_without_its_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for in the same transaction: when asking fails, the edition is not there either."""
    edition = read_in(school()).edition
    assert edition is not None
    job = Job.objects.get()
    assert (job.name, job.state, job.key) == ("monitoring.compute", "queued", f"monitoring.compute:{edition.uid}:0")

    def fail(*given: object) -> None:
        raise RuntimeError("Strom weg")

    monkeypatch.setattr(importing, "ask_for_computation", fail)
    with pytest.raises(RuntimeError):
        read_in(school({("16", 2013): 50}))
    assert list(Edition.objects.all()) == [edition] and Act.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "asked"),
    [pytest.param("queued", 0, marks=pytest.mark.long), pytest.param("running", 0, marks=pytest.mark.long),
     ("failed", 1), pytest.param("done", 1, marks=pytest.mark.long)],
)  # fmt: skip
def test_reading_in_again_asks_again_while_pages_do_not_show_the_figures(state: str, asked: int) -> None:
    read_in(school())
    Job.objects.update(state=state, heartbeat=timezone.now())
    assert read_in(school()).is_new is False
    waiting = Job.objects.filter(state="queued").count()
    assert waiting == asked + (state == "queued")
    read_in(school())
    assert Job.objects.filter(state="queued").count() == waiting  # one wish is enough
    compute_all(actor=system("Test"))
    Job.objects.update(state="done")
    read_in(school())
    assert not Job.objects.filter(state="queued").exists()


def test_a_trial_asks_for_nothing() -> None:
    read_in(school())
    Job.objects.update(state="failed")
    read_in(school(), dry_run=True)
    assert Job.objects.get().state == "failed"
