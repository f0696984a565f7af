"""Own comparison groups: who may make them, what is refused, and with whom an organisation is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from sozialstrategie.evidence.monitoring.comparison import queries, services
from sozialstrategie.evidence.monitoring.models import ComparisonChoice, ComparisonGroup
from sozialstrategie.kit.core.actor import Actor, Grant
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.core.undo import undo_act

FIVE = ["16051", "16052", "16053", "16055", "16064"]


def actor_in(organisation: Organisation, role: Role) -> Actor:
    grant = Grant(organisation.pk, organisation.slug, organisation.name, organisation.kind, role)
    return Actor(person_uid=uuid4(), name="Beispielperson", grants=(grant,))


@pytest.fixture
def twin(db: None) -> Organisation:
    return Organisation.objects.create(slug="sued", name="Landkreis Süd", kind="local_authority", region_code="16051")


@pytest.fixture
def planner(amt: Organisation) -> Actor:
    return actor_in(amt, Role.PLANNING_COORDINATOR)


@pytest.fixture(autouse=True)
def _scope(amt: Organisation, twin: Organisation) -> Iterator[None]:
    """Both owners at once: what keeps them apart below is the services' own check, not the scope."""
    with owner_scope([amt, twin]):
        yield


@pytest.fixture
def make(amt: Organisation, planner: Actor) -> Callable[..., ComparisonGroup]:
    def made(name: str = "Städte", members: list[str] = FIVE, note: str = "") -> ComparisonGroup:
        return services.create_group(actor=planner, owner=amt, name=name, members=members, note=note)

    return made


def test_a_group_is_made_changed_and_deleted(
    amt: Organisation, planner: Actor, make: Callable[..., ComparisonGroup]
) -> None:
    group = make(" Städte ", [*reversed(FIVE), "16051"], "Städte unter sich")
    assert (group.name, group.members, group.note) == ("Städte", FIVE, "Städte unter sich")
    changed = services.change_group(
        actor=planner, group=group, version=1, name="Alle", members=[*FIVE, "14612"], note=""
    )
    assert queries.groups_for(planner, amt) == [changed] and "14612" in changed.members
    assert queries.group_for(planner, amt, changed.uid) == changed
    services.delete_group(actor=planner, group=changed, version=2)
    assert queries.groups_for(planner, amt) == [] and queries.group_for(planner, amt, changed.uid) is None
    verbs = list(Act.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["monitoring.create_group", "monitoring.change_group", "monitoring.delete_group"]


@pytest.mark.parametrize(
    ("name", "members", "why"),
    [
        ("  ", FIVE, "Namen"), ("x" * 121, FIVE, "120"), ("A", FIVE[:4], "5 bis 100"), ("A", [*FIVE, "16056"], "16056"),
        ("A", [*FIVE, "16"], "kein Kreis"), ("A", [*FIVE, "nichts"], "kein Kreis"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused(
    make: Callable[..., ComparisonGroup], name: str, members: list[str], why: str
) -> None:
    """16056 is Eisenach, a Kreis until June 2021."""
    with pytest.raises(Refused, match=why):
        make(name, members)
    assert not ComparisonGroup.objects.exists() and not Act.objects.exists()


def test_a_name_stands_once_until_it_is_deleted(planner: Actor, make: Callable[..., ComparisonGroup]) -> None:
    group = make()
    with pytest.raises(Refused, match="gibt es schon"):
        make()
    services.delete_group(actor=planner, group=group, version=1)
    assert make().pk != group.pk


def test_the_slower_one_gets_a_conflict_and_a_deleted_group_is_gone(
    planner: Actor, make: Callable[..., ComparisonGroup]
) -> None:
    group = make()
    services.change_group(actor=planner, group=group, version=1, name="Neu", members=FIVE)
    with pytest.raises(Conflict):
        services.change_group(actor=planner, group=group, version=1, name="Alt", members=FIVE)
    services.delete_group(actor=planner, group=group, version=2)
    with pytest.raises(Forbidden):
        services.change_group(actor=planner, group=group, version=3, name="Alt", members=FIVE)


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.PROCESS_CONSULTANT, Role.MEASURE_OWNER])
def test_who_may_not_make_groups(amt: Organisation, role: Role) -> None:
    with pytest.raises(Forbidden):
        services.create_group(actor=actor_in(amt, role), owner=amt, name="A", members=FIVE)


def test_a_foreign_organisation_sees_and_changes_nothing(
    amt: Organisation, twin: Organisation, make: Callable[..., ComparisonGroup]
) -> None:
    group, stranger = make(), actor_in(twin, Role.PLANNING_COORDINATOR)
    for forbidden in (
        lambda: queries.groups_for(stranger, amt),
        lambda: queries.group_for(stranger, amt, group.uid),
        lambda: queries.choice_for(stranger, amt),
        lambda: services.change_group(actor=stranger, group=group, version=1, name="B", members=FIVE),
        lambda: services.delete_group(actor=stranger, group=group, version=1),
        lambda: services.choose_comparison(actor=stranger, owner=amt, kind="similar"),
        lambda: services.choose_comparison(actor=stranger, owner=twin, kind="own", group=group),
    ):
        with pytest.raises(Forbidden):
            forbidden()
    assert queries.group_for(stranger, twin, group.uid) is None


def test_with_whom_an_organisation_is_compared(
    amt: Organisation, planner: Actor, make: Callable[..., ComparisonGroup]
) -> None:
    assert queries.chosen_group(amt).is_land and queries.choice_for(planner, amt) is None
    group = make("Städte", [*FIVE, "16062"])
    services.choose_comparison(actor=planner, owner=amt, kind="own", group=group)
    chosen = queries.chosen_group(amt)
    assert (chosen.phrase, chosen.members) == ("der Gruppe „Städte“", tuple(FIVE))  # never the place itself
    with pytest.raises(Refused, match="wird gerade verglichen"):
        services.delete_group(actor=planner, group=group, version=1)
    services.choose_comparison(actor=planner, owner=amt, kind="land")
    services.choose_comparison(actor=planner, owner=amt, kind="land")  # said twice, written once
    assert queries.chosen_group(amt).is_land
    assert Act.objects.filter(verb="monitoring.choose_comparison").count() == 2
    assert ComparisonChoice.objects.count() == 1


@pytest.mark.parametrize("kind", ["own", "bund", ""])
def test_a_choice_without_its_group_is_refused(amt: Organisation, planner: Actor, kind: str) -> None:
    with pytest.raises(Refused, match="angebotenen"):
        services.choose_comparison(actor=planner, owner=amt, kind=kind)


def test_without_figures_the_kreise_of_the_land_take_the_place_of_similar_ones(
    amt: Organisation, planner: Actor
) -> None:
    services.choose_comparison(actor=planner, owner=amt, kind="similar")
    assert queries.chosen_group(amt).is_land


def test_a_deletion_can_be_undone_but_not_around_the_rules(
    amt: Organisation, planner: Actor, make: Callable[..., ComparisonGroup]
) -> None:
    group = make()
    services.delete_group(actor=planner, group=group, version=1)
    undo_act(actor=planner, row=Act.objects.get(verb="monitoring.delete_group"))
    (group,) = queries.groups_for(planner, amt)
    services.choose_comparison(actor=planner, owner=amt, kind="own", group=group)
    with pytest.raises(Refused):
        undo_act(actor=planner, row=Act.objects.get(verb="monitoring.create_group"))
