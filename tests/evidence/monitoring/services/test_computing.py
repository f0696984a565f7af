"""Computing: idempotent, written whole, then the pointer; a changed figure makes exactly its references stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.models import Edition, FigureReference, Result, Run
from sozialstrategie.evidence.monitoring.readers import read
from sozialstrategie.evidence.monitoring.readers.regions import known_regions
from sozialstrategie.evidence.monitoring.services import computing, importing
from sozialstrategie.evidence.monitoring.services.computing import compute_all, write_results
from sozialstrategie.kit.core.actor import PUBLIC, system
from sozialstrategie.kit.core.errors import Forbidden
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from tests.evidence.monitoring.services.conftest import read_in, school, state

pytestmark = pytest.mark.django_db
CODE = "school_leavers_without_certificate_share"
LATER = "12.10.2018 / 10:00:00"


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the child process, which test_importing keeps: half the time of a test."""
    monkeypatch.setattr(importing, "read_bytes", lambda data, *, name: read(data, name=name, regions=known_regions()))


def compute() -> Run:
    return compute_all(actor=system("Test"))


def values() -> dict[tuple[str, str], tuple[float | None, str | None]]:
    return {(o.region, o.period): (o.value, o.sign) for o in queries.series(CODE).payload}


def results() -> list[Any]:
    columns = [f.attname for f in Result._meta.concrete_fields if f.attname not in ("id", "run_id")]
    return sorted(map(repr, queries._results().values_list(*columns)))


def test_values_are_those_of_the_table() -> None:
    read_in(school())
    run = compute()
    assert run.results_count == Result.objects.count() == 12
    shown = {(o.region, o.year): o for o in queries.series(CODE).payload}
    assert shown["16062", 2015].value == 10.0
    assert (shown["16062", 2015].numerator, shown["16062", 2015].denominator) == (10.0, 100.0)
    low, high = shown["16062", 2015].low, shown["16062", 2015].high
    assert (low, high) == pytest.approx((5.522914, 17.436566), abs=1e-5)  # Wilson 10/100
    assert {k: o.value for k, o in shown.items()} == {
        (code, year): 5.0 + n + year - 2013
        for n, code in enumerate(("16", "16051", "16061", "16062"))
        for year in (2013, 2014, 2015)
    }


def test_computing_again_changes_nothing(home: Path) -> None:
    read_in(school())
    first = compute()
    before = state(home)
    assert compute() == first
    assert state(home) == before


def test_the_pointer_moves_and_only_the_previous_run_is_kept() -> None:
    read_in(school())
    first = compute()
    read_in(school({("16062", 2015): 30}, stand=LATER))
    second = compute()
    assert queries.current_run() == second != first
    assert set(Run.objects.all()) == {first, second}  # a page that began with the first can end with it
    read_in(school({("16062", 2015): 31}, stand="12.10.2019 / 10:00:00"))
    third = compute()
    assert set(Run.objects.all()) == {second, third}
    assert set(Result.objects.values_list("run_id", flat=True)) == {second.pk, third.pk}


def test_a_failed_computation_leaves_the_pages_as_they_are(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    read_in(school())
    compute()
    read_in(school({("16062", 2015): 30}, stand=LATER))
    before = state(home)

    def fail(run_id: int, table: Any) -> None:
        write_results(run_id, table)
        raise RuntimeError("Strom weg")

    monkeypatch.setattr(computing, "write_results", fail)
    with pytest.raises(RuntimeError):
        compute()
    assert state(home) == before


def test_order_of_two_editions_makes_no_difference() -> None:
    older, newer = school(), school({("16062", 2015): 30}, stand=LATER)
    read_in(older)
    read_in(newer)
    compute()
    one = values(), results()
    Edition.objects.all().delete()
    read_in(newer)
    read_in(older)
    compute()
    assert (values(), results()) == one
    assert one[0]["16062", "2014/2015"] == (30.0, None)


def test_withdrawing_the_newer_edition_brings_the_older_figures_back() -> None:
    read_in(school())
    compute()
    before = values()
    newer = read_in(school({("16062", 2015): 30}, stand=LATER)).edition
    assert newer is not None
    compute()
    assert values() != before
    Edition.objects.filter(pk=newer.pk).update(withdrawn_at=timezone.now())
    compute()
    assert values() == before


def test_exactly_the_changed_figure_is_stale() -> None:
    """One cell of twelve changes; of the twelve used figures exactly that one is marked, with old and new value."""
    owner = Organisation.objects.create(slug="nord", name="Landkreis Nord", kind="local_authority")
    read_in(school())
    compute()
    with owner_scope([owner]):
        used = [queries.freeze(owner, o) for o in queries.series(CODE).payload]
        for reference in used:
            reference.save()
        assert len(used) == 12
        assert queries.stale_references(FigureReference.objects.all()) == []

        second = read_in(school({("16061", 2014): 23}, stand=LATER)).edition
        assert second is not None
        assert queries.stale_references(used) == []  # read in, not yet computed: pages still show the old figure
        compute()
        (stale,) = queries.stale_references(FigureReference.objects.all())
    assert (stale.reference.region, stale.reference.period, stale.reference.value) == ("16061", "2013/2014", 8.0)
    assert (stale.current_value, stale.current_sign) == (23.0, None)
    assert stale.current_edition == second.digest[: len(stale.current_edition or "")]


def test_a_new_edition_with_the_same_figures_marks_nothing() -> None:
    """A column that this indicator does not use changes."""
    owner = Organisation.objects.create(slug="nord", name="Landkreis Nord", kind="local_authority")
    read_in(school())
    compute()
    with owner_scope([owner]):
        used = [queries.freeze(owner, o) for o in queries.series(CODE).payload]
        read_in(
            school(stand=LATER).replace(
                "2013;16;  Thüringen;100", "2012;16;  Thüringen;100;5\n2013;16;  Thüringen;100", 1
            )
        )
        compute()
        assert ("16", "2011/2012") in values()
        assert queries.stale_references(used) == []


@pytest.mark.parametrize(("cell", "value", "sign"), [(".", None, "."), ("-", 0.0, None), ("x", None, "x")])
def test_a_figure_that_becomes_a_sign_is_stale(cell: str, value: float | None, sign: str | None) -> None:
    owner = Organisation.objects.create(slug="nord", name="Landkreis Nord", kind="local_authority")
    read_in(school())
    compute()
    with owner_scope([owner]):
        used = [queries.freeze(owner, o) for o in queries.series(CODE).payload]
        read_in(school({("16062", 2015): cell}, stand=LATER))
        compute()
        (stale,) = queries.stale_references(used)
    assert (stale.current_value, stale.current_sign) in {(value, sign), (None, cell)}


def test_a_figure_that_is_gone_is_stale() -> None:
    owner = Organisation.objects.create(slug="nord", name="Landkreis Nord", kind="local_authority")
    edition = read_in(school()).edition
    compute()
    with owner_scope([owner]):
        used = [queries.freeze(owner, o) for o in queries.series(CODE, regions=["16062"]).payload]
        Edition.objects.filter(pk=edition and edition.pk).update(withdrawn_at=timezone.now())
        compute()
        stale = queries.stale_references(used)
        assert len(stale) == 3 and {(s.current_value, s.current_edition) for s in stale} == {(None, None)}
        assert queries.stale_references([]) == []


def test_signs_and_doubles_survive_the_way_into_the_database() -> None:
    """COPY on PostgreSQL, executemany on SQLite: the same bits."""
    read_in(
        school({("16062", 2015): ".", ("16061", 2015): 7}).replace(
            ";16061;      Eichsfeld, Kreis;100;7", ";16061;      Eichsfeld, Kreis;93;7"
        )
    )
    compute()
    found = values()
    assert found["16062", "2014/2015"] == (None, ".")
    assert found["16061", "2014/2015"] == (100 * 7 / 93, None)


def test_without_editions_there_is_an_empty_run() -> None:
    run = compute()
    assert (run.results_count, queries.series(CODE).payload, queries.default_derivation(CODE, "kreis")) == (0, (), None)


def test_before_the_first_run_nothing_is_shown() -> None:
    assert queries.current_run() is None
    assert (
        queries.series(CODE).payload == ()
        and queries.available("16062") == []
        and queries.default_derivations("kreis") == {}
    )


def test_only_worker_and_command_line_compute() -> None:
    with pytest.raises(Forbidden):
        compute_all(actor=PUBLIC)
