"""Taking an edition back: who may, what is written down, and that it can come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.editions import with_importer
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.services import importing, shipping
from sozialstrategie.evidence.monitoring.services.computing import compute_all
from sozialstrategie.evidence.monitoring.services.withdrawing import withdraw_edition
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import PUBLIC, system
from sozialstrategie.kit.core.acts import VERBS
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Job, Organisation
from tests.evidence.monitoring.services.conftest import read_in, school

pytestmark = pytest.mark.django_db
PersonIn = Callable[[Organisation, str], Person]
MAY = (Role.PLANNING_COORDINATOR, Role.DATA_STEWARD)
LATER = "12.10.2018 / 10:00:00"


def imported(owner: Organisation | None, **given: str) -> Edition:
    edition = read_in(school(**given), owner=owner).edition  # type: ignore[arg-type]
    assert edition is not None
    return edition


@pytest.mark.parametrize("role", list(Role))
def test_those_who_keep_figures_take_back_what_was_read_in_here(
    role: Role, amt: Organisation, person_in: PersonIn
) -> None:
    edition, actor = imported(amt), actor_for(person_in(amt, role))
    if role in MAY:
        assert withdraw_edition(actor=actor, edition=edition, reason="falsche Tabelle").withdrawn_at is not None
    else:
        with pytest.raises(Forbidden):
            withdraw_edition(actor=actor, edition=edition, reason="falsche Tabelle")
        assert Edition.objects.get().withdrawn_at is None


def test_nobody_takes_back_what_another_read_in(amt: Organisation, person_in: PersonIn) -> None:
    other = Organisation.objects.create(slug="sued", name="Landkreis Süd", kind="local_authority")
    institute = Organisation.objects.create(slug="institut", name="Institut", kind="institute")
    edition = imported(other)
    for actor in (
        actor_for(person_in(amt, Role.DATA_STEWARD)),
        actor_for(person_in(institute, Role.DATA_STEWARD)),
        PUBLIC,
    ):
        with pytest.raises(Forbidden):
            withdraw_edition(actor=actor, edition=edition, reason="x")
    at_institute = imported(institute, stand=LATER).pk
    assert at_institute == edition.pk  # the same figures: still the edition of the other
    alone = read_in(school({("16", 2013): 50}), owner=institute).edition
    assert alone is not None
    with pytest.raises(Forbidden):  # an institute is no local authority
        withdraw_edition(
            actor=actor_for(Person.objects.get(email="data_steward@institut.example")), edition=alone, reason="x"
        )


@pytest.mark.parametrize("shipped", [True, False])
def test_what_came_without_an_organisation_is_for_the_operator(
    shipped: bool, amt: Organisation, person_in: PersonIn
) -> None:
    edition = imported(amt if shipped else None)
    Edition.objects.update(is_shipped=shipped)
    with pytest.raises(Forbidden):
        withdraw_edition(actor=actor_for(person_in(amt, Role.DATA_STEWARD)), edition=edition, reason="x")
    withdraw_edition(actor=system("Test"), edition=edition, reason="x")
    assert Edition.objects.get().withdrawn_at is not None


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_reason_is_needed(reason: str, amt: Organisation) -> None:
    edition = imported(amt)
    acts, jobs = Act.objects.count(), Job.objects.count()
    with pytest.raises(Refused, match="warum"):
        withdraw_edition(actor=system("Test"), edition=edition, reason=reason)
    assert (Edition.objects.get().withdrawn_at, Act.objects.count(), Job.objects.count()) == (None, acts, jobs)


def test_it_is_written_down_and_the_computation_asked_for(amt: Organisation, person_in: PersonIn) -> None:
    edition, actor = imported(amt), actor_for(person_in(amt, Role.DATA_STEWARD))
    withdraw_edition(actor=actor, edition=edition, reason=" falsche Tabelle ")
    act = Act.objects.get(verb="monitoring.withdraw_edition")
    assert (act.owner, act.actor_uid, act.object_uid) == (amt, actor.person_uid, edition.uid)
    assert act.changes["fields"]["reason"] == [None, "falsche Tabelle"]
    old, new = act.changes["fields"]["withdrawn_at"]
    assert old is None and new
    assert (
        list(Job.objects.order_by("pk").values_list("name", "state", "owner"))
        == [("monitoring.compute", "queued", amt.pk)] * 2
    )
    before = Act.objects.count()
    withdraw_edition(actor=actor, edition=edition, reason="noch einmal")
    assert (Act.objects.count(), Job.objects.count()) == (before, 2)


def test_the_older_figures_come_back_and_then_the_newer() -> None:
    def shown() -> dict[tuple[str, str], float | None]:
        compute_all(actor=system("Test"))
        rows = queries.series("school_leavers_without_certificate_share").payload
        return {(o.region, o.period): o.value for o in rows}

    imported(None)
    older = shown()
    changed = school({("16062", 2015): 30}, stand=LATER)
    edition = read_in(changed).edition
    assert edition is not None
    newer = shown()
    assert newer["16062", "2014/2015"] == 30.0 != older["16062", "2014/2015"]
    withdraw_edition(actor=system("Test"), edition=edition, reason="verrutschte Spalte")
    assert shown() == older
    assert read_in(changed).edition == edition
    assert shown() == newer


def test_reading_in_again_says_that_it_came_back(amt: Organisation) -> None:
    """Its own word in the history, no second creation; who brought it back may take it back."""
    edition = imported(None)
    withdraw_edition(actor=system("Test"), edition=edition, reason="x")
    jobs = Job.objects.count()
    assert imported(amt) == edition
    act = Act.objects.order_by("-sequence").first()
    assert act is not None
    assert (act.verb, act.owner, act.object_uid) == ("monitoring.return_edition", amt, edition.uid)
    assert "created" not in act.changes
    assert list(act.changes["fields"]) == ["withdrawn_at"] and act.changes["fields"]["withdrawn_at"][1] is None
    assert "wieder" in VERBS["monitoring.return_edition"]
    assert Job.objects.count() == jobs + 1
    assert with_importer().get().importer_id == amt.pk


def test_a_new_version_of_the_program_does_not_bring_back_what_was_taken_back() -> None:
    machine = system("Test")
    shipping.load_shipped(actor=machine)
    first, second = Edition.objects.order_by("pk")[:2]
    withdraw_edition(actor=machine, edition=first, reason="fehlerhaft ausgeliefert")
    Edition.objects.filter(pk=second.pk).update(
        withdrawn_at=first.imported_at
    )  # replaced by another version, then back
    assert shipping.load_shipped(actor=machine) == 1
    assert list(Edition.objects.filter(withdrawn_at__isnull=False)) == [first]
    importing.return_edition(actor=machine, edition=first)
    assert shipping.load_shipped(actor=machine) == 0
    assert not Edition.objects.filter(withdrawn_at__isnull=False).exists()
