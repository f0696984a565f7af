"""Computing: idempotent, written whole, then the pointer; a changed figure makes exactly its references stale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from sozialstrategie.evidence.monitoring import computation, current, queries
from sozialstrategie.evidence.monitoring.editions import computation_state
from sozialstrategie.evidence.monitoring.models import Edition, FigureReference, Result, Run
from sozialstrategie.evidence.monitoring.services import computing
from sozialstrategie.evidence.monitoring.services.computing import compute_all, write_results
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import PUBLIC, system
from sozialstrategie.kit.core.errors import Forbidden
from sozialstrategie.kit.core.models import Job, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from tests.evidence.monitoring.services.conftest import read_in, school, state

pytestmark = pytest.mark.django_db
CODE = "school_leavers_without_certificate_share"
LATER = "12.10.2018 / 10:00:00"


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


def _meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Something happens once, while a computation is at work: after it looked for editions, before it switches."""
    real = computation.compute_all
    once = [happens]

    def compute_derivations(*given: Any, **named: Any) -> Any:
        values = real(*given, **named)
        if once:
            once.pop()()
        return values

    monkeypatch.setattr(computation, "compute_all", compute_derivations)


def test_an_older_computation_that_ends_later_does_not_switch_back(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in(school())
    newer: list[Run] = []

    def another() -> None:
        read_in(school({("16062", 2015): 30}, stand=LATER))
        newer.append(compute())

    _meanwhile(monkeypatch, another)
    answered = compute()
    assert [queries.current_run()] == newer == [answered]
    assert values()["16062", "2014/2015"] == (30.0, None)
    assert list(Run.objects.all()) == newer  # nothing of the older one is left


def test_an_older_computation_does_not_win_over_what_stands_when_an_edition_came_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_in(school())
    read_in(school({("16062", 2015): 30}, stand=LATER))
    standing = compute()
    newest = Edition.objects.order_by("-pk")[0]
    Edition.objects.filter(pk=newest.pk).update(withdrawn_at=timezone.now())

    def comes_back() -> None:
        Edition.objects.filter(pk=newest.pk).update(withdrawn_at=None)
        assert compute() == standing  # nothing to do for the worker that was asked

    _meanwhile(monkeypatch, comes_back)
    assert compute() == standing == queries.current_run()
    assert values()["16062", "2014/2015"] == (30.0, None)


def test_what_was_computed_is_shown_while_the_next_edition_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """An import during a computation does not throw its result away: it is newer than what stands."""
    read_in(school())
    compute()
    read_in(school({("16062", 2015): 30}, stand=LATER))
    _meanwhile(monkeypatch, lambda: read_in(school({("16062", 2015): 31}, stand="12.10.2019 / 10:00:00")) and None)
    shown = compute()
    assert queries.current_run() == shown and values()["16062", "2014/2015"] == (30.0, None)
    assert compute() != shown and values()["16062", "2014/2015"] == (31.0, None)


def test_of_two_outdated_computations_the_shown_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in(school())
    between: list[Run] = []

    def another() -> None:
        read_in(school({("16062", 2015): 30}, stand=LATER))
        between.append(compute())
        read_in(school({("16062", 2015): 31}, stand="12.10.2019 / 10:00:00"))

    _meanwhile(monkeypatch, another)
    assert [compute()] == between == [queries.current_run()]


def test_a_pointer_without_rules_learns_them() -> None:
    """A pointer that an older version wrote: everything is protected most until the next computation."""
    read_in(school({("16062", 2015): 1}))
    run = compute()
    assert values()["16062", "2014/2015"] == (1.0, None)
    settings_store.put(current.CURRENT_RUN, {"id": run.pk, "uid": str(run.uid)})
    assert values()["16062", "2014/2015"] == (None, ".")
    assert compute() == run
    assert values()["16062", "2014/2015"] == (1.0, None)


def test_a_source_that_nobody_knows_is_protected_most() -> None:
    """One of a hundred: shown when an office published it, withheld when somebody named the source by hand."""
    read_in(school({("16062", 2015): 1}), source="Amt für Schule, eigene Zählung")
    compute()
    shown = {(o.region, o.year): o for o in queries.series(CODE).payload}
    assert (shown["16062", 2015].value, str(shown["16062", 2015].sign), shown["16062", 2015].numerator) == (
        None,
        ".",
        None,
    )
    assert shown["16061", 2015].value == 9.0
    kept = list(queries.series(CODE, regions=["16061"]).payload)
    assert queries.release_frozen(kept, audience="public").payload == tuple(kept)


def test_a_figure_that_was_frozen_is_released_by_the_rule_of_its_edition() -> None:
    read_in(school({("16062", 2015): 1}))
    compute()
    kept = queries.series(CODE, regions=["16062"]).payload
    assert queries.release_frozen(kept, audience="public").payload == kept
    Edition.objects.update(disclosure_rule="own")
    assert [o.value for o in queries.release_frozen(kept, audience="public").payload] == [8.0, 9.0, None]
    Edition.objects.all().delete()
    assert queries.release_frozen(kept, audience="public").suppressed == 1


def test_another_definition_makes_a_figure_stale_even_with_the_same_value(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = Organisation.objects.create(slug="nord", name="Landkreis Nord", kind="local_authority")
    read_in(school())
    compute()
    with owner_scope([owner]):
        used = [queries.freeze(owner, o) for o in queries.series(CODE, regions=["16062"]).payload]
        assert queries.stale_references(used) == []
        monkeypatch.setattr(queries, "definition_version", lambda code, derivation: "anders")
        found = queries.stale_references(used)
        assert len(found) == 3 and all(s.definition_changed and s.current_value == s.reference.value for s in found)
        for reference in used:
            reference.formula_version = "0" * 64  # frozen before definitions had versions of their own
        assert queries.stale_references(used) == []


def test_the_state_of_the_computation_is_told() -> None:
    def state_now() -> tuple[str, str, bool]:
        found = computation_state()
        return found.state, found.message, found.at is not None

    assert state_now() == ("missing", "", False)
    read_in(school())
    assert state_now() == ("running", "", False)
    Job.objects.update(state="failed", message="Kein Platz.", finished_at=timezone.now())
    assert state_now() == ("failed", "Kein Platz.", False)
    compute()
    assert state_now() == ("done", "", True)
    Edition.objects.update(withdrawn_at=timezone.now())
    Job.objects.update(state="done")
    assert state_now() == ("missing", "", True)


def test_a_published_ratio_names_the_source_of_its_file() -> None:
    """The catalogue says "INKAR Ausgabe 2024"; a file that names no edition must not be shown under it."""
    table = "Kennziffer;Raumeinheit;Aggregat;Schulabgänger ohne Abschluss\n;;;2021\n16062;Nordhausen;Kreise;7,9\n"
    read_in(table, name="inkar.csv")
    compute_all(actor=system("Test"))
    rows = [
        o
        for o in queries.series("school_leavers_without_certificate_share", regions=["16062"]).payload
        if o.derivation == "inkar-2024"
    ]
    assert [(o.value, o.source) for o in rows] == [(7.9, "BBSR, INKAR (dl-de/by-2-0)")]
