"""Loading into the database and reading from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from sozialstrategie.evidence.regions import catalogue, queries, services
from sozialstrategie.evidence.regions.models import Region, TerritorialEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> services.LoadResult:
    return services.load_regions()


def test_loading_twice_changes_nothing(loaded: services.LoadResult) -> None:
    assert loaded == (again := services.load_regions())
    assert (again.regions, again.events) == (len(catalogue.regions()), len(catalogue.events()))


def test_loading_repairs_and_keeps_rows_of_others(loaded: services.LoadResult) -> None:
    Region.objects.filter(pk="16062").update(name="falsch")
    Region.objects.create(
        pk="99999",
        level="kreis",
        kind="landkreis",
        name="Eigen",
        short_name="Eigen",
        sort_name="eigen",
        parent_id="16",
    )
    TerritorialEvent.objects.first().delete()  # type: ignore[union-attr]
    services.load_regions()
    assert queries.get("16062").name == "Landkreis Nordhausen"
    assert Region.objects.filter(pk="99999").exists()
    assert TerritorialEvent.objects.count() == loaded.events


def test_loading_needs_few_statements(django_assert_max_num_queries: object) -> None:
    # about 1,500 regions and 500 events in batches; SQLite takes 999 values a statement
    with django_assert_max_num_queries(50):  # type: ignore[operator]
        services.load_regions()


def test_names_and_children(loaded: services.LoadResult) -> None:
    assert queries.name_of("16074", date(1994, 12, 31)) == "Holzlandkreis"
    assert queries.name_of("16074") == "Saale-Holzland-Kreis"
    assert queries.name_of("16074", date(1995, 1, 1)) == "Saale-Holzland-Kreis"
    assert queries.short_name_of("16062") == "Nordhausen"
    assert queries.children("DG").count() == 16
    assert queries.children("16062", date(2024, 12, 31)).count() == 15
    assert set(queries.children("03", date(2024, 12, 31)).values_list("level", flat=True)) == {"kreis"}
    with pytest.raises(Region.DoesNotExist):
        queries.get("99999")


def test_kreise_of_thueringen_by_day(loaded: services.LoadResult) -> None:
    assert queries.kreise_of("16", on=date(2020, 12, 31)).count() == 23
    today = list(queries.kreise_of("16").values_list("code", flat=True))
    assert len(today) == 22 and "16056" not in today


def test_project_authorities_in_order(loaded: services.LoadResult) -> None:
    names = [region.short_name for region in queries.project_authorities()]
    assert names[0] == "Altenburger Land" and names[9] == "Sömmerda" and names[-1] == "Weimar" and len(names) == 12


def test_where_a_kreis_went(loaded: services.LoadResult) -> None:
    assert [(r.code, w) for r, w in queries.successors("16056")] == [("16063", Decimal(1))]
    assert [(r.code, w) for r, w in queries.successors("13052")] == [
        ("13071", Decimal("0.824453")),
        ("13075", Decimal("0.175547")),
    ]
    assert queries.successors("16062") == []
    kinds = [(e.date.year, e.kind) for e in queries.events_for("16063") if e.date.year > 1994]
    assert kinds == [(1998, "split"), (2019, "boundary_shift"), (2021, "merge"), (2024, "boundary_shift")]


@pytest.mark.parametrize(
    "change",
    [
        {"weight_population": Decimal("1.2")},
        {"weight_population": Decimal(0)},
        {"source_id": "16063", "target_id": "16063"},
        {"kind": "rename", "new_name": "Neu"},
    ],
)
def test_impossible_events_are_refused(loaded: services.LoadResult, change: dict[str, object]) -> None:
    values = {
        "kind": "merge",
        "date": date(2030, 1, 1),
        "precision": "day",
        "source_id": "16062",
        "target_id": "16063",
        "target_status": date(2030, 1, 1),
        "weight_population": Decimal(1),
        "basis": "Test",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        TerritorialEvent.objects.create(**(values | change))


def test_a_region_needs_a_parent_and_an_orderly_validity(loaded: services.LoadResult) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(pk="16062").update(parent=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(pk="16062").update(valid_to=date(1990, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(pk="DG").update(parent_id="16")
