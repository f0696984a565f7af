"""Writing the register: rules of the record, refuges, the version, deletion, undo, who may."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers import services
from sozialstrategie.evidence.monitoring.offers.services import CONFIRM
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import PUBLIC
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Invalid, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.core.undo import undo_act
from tests.evidence.monitoring.offers.conftest import Register, refuge, values

pytestmark = pytest.mark.django_db


def errors_of(register: Register, **changed: object) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refusal:
        services.create_offer(actor=register.planner, owner=register.organisation, **values(name="Anders", **changed))
    return refusal.value.errors


def test_numbers_count_on_and_are_never_given_twice(register: Register) -> None:
    assert (register.open.number, register.refuge.number) == (1, 2)
    services.delete_offer(actor=register.planner, offer=register.refuge)
    made = services.create_offer(actor=register.planner, owner=register.organisation, **values(name="Neu"))
    assert made.number == 3


def test_unknown_places_are_not_null(register: Register) -> None:
    for places in (None, 0):
        made = services.create_offer(
            actor=register.planner, owner=register.organisation, **values(name=f"P{places}", places=places)
        )
        assert Offer.objects.get(pk=made.pk).places is places or Offer.objects.get(pk=made.pk).places == places == 0


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"gemeinde": "16061018"}, "gemeinde", "gehört nicht zu Ihrem Gebiet"),
        ({"gemeinde": "99999999"}, "gemeinde", "gehört nicht zu Ihrem Gebiet"),
        ({"target_groups": []}, "target_groups", "mindestens einen"),
        ({"target_groups": ["nobody"]}, "target_groups", "nur aus der Liste"),
        ({"life_phases": "youth"}, "life_phases", "nur aus der Liste"),
        ({"latitude": Decimal("51.5")}, "", "gehören zusammen"),
        ({"latitude": Decimal("12.5"), "longitude": Decimal("10.5")}, "latitude", "47"),
        ({"contact": "Frau Muster, 03000 1"}, "contact", "keinen Menschen"),
        ({"places": -1}, "places", "0"),
        ({"source": ""}, "source", "leer"),
        ({"link": "https://name:wort@amt.example/"}, "link", "ohne Namen und Kennwort"),
        ({"link": "unsinn"}, "link", "gültige"),
    ],
)
def test_rules_of_a_record(changed: dict[str, object], field: str, words: str, register: Register) -> None:
    found = errors_of(register, **changed)
    assert list(found) == [field] and words in " ".join(found[field])


def test_days_in_order(register: Register) -> None:
    from datetime import date

    found = errors_of(register, valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 31))
    assert found == {"": ["Der letzte Tag der Gültigkeit liegt vor dem ersten."]}


@pytest.mark.parametrize("name", ["Frauenhaus Nord", "Schutzwohnung", "Mädchenzuflucht", "Inobhutnahmestelle"])
def test_what_sounds_like_a_refuge_needs_a_word(name: str, register: Register) -> None:
    common = {"actor": register.planner, "owner": register.organisation}
    with pytest.raises(Invalid) as refusal:
        services.create_offer(**common, **values(name=name))
    assert refusal.value.errors == {"protected": [CONFIRM]}
    assert services.create_offer(**common, open_place=True, **values(name=name)).protected is False
    assert services.create_offer(**common, **values(name=name, provider="Andere", protected=True)).protected


def test_a_protected_place_opens_only_by_confirmation(register: Register) -> None:
    offer = register.refuge
    with pytest.raises(Invalid, match="geschützten Ort"):
        services.edit_offer(actor=register.planner, offer=offer, version=1, protected=False)
    services.edit_offer(actor=register.planner, offer=offer, version=1, protected=False, open_place=True)
    # settled now: the next change of something else asks no more
    services.edit_offer(actor=register.planner, offer=offer, version=2, places=9)
    assert (offer.protected, offer.places, offer.version) == (False, 9, 3)


def test_undo_does_not_open_a_protected_place(register: Register) -> None:
    services.edit_offer(actor=register.planner, offer=register.open, version=1, protected=True)
    row = Act.objects.get(verb="monitoring.edit_offer")
    with pytest.raises(Refused, match="geschützter Ort"):
        undo_act(actor=register.planner, row=row)
    register.open.refresh_from_db()
    assert register.open.protected


@pytest.mark.parametrize("field", ["name", "provider", "note", "contact", "access_note", "source", "funding"])
def test_no_address_in_what_everybody_reads(field: str, register: Register) -> None:
    with pytest.raises(Invalid) as refusal:
        services.create_offer(
            actor=register.planner, owner=register.organisation, **refuge(**{field: "Notruf, Geheimweg 7"})
        )
    assert list(refusal.value.errors) == [field]


def test_stale_version(register: Register) -> None:
    services.edit_offer(actor=register.planner, offer=register.open, version=1, places=21)
    with pytest.raises(Conflict) as conflict:
        services.edit_offer(actor=register.planner, offer=register.open, version=1, places=22)
    assert conflict.value.obj.places == 21


def test_nothing_changed_writes_nothing(register: Register) -> None:
    acts = Act.objects.count()
    services.edit_offer(actor=register.planner, offer=register.open, version=1, places=20)
    assert (Act.objects.count(), register.open.version) == (acts, 1)


def test_delete_restore_and_undo(register: Register) -> None:
    services.delete_offer(actor=register.planner, offer=register.open, version=1)
    with pytest.raises(Refused, match="gelöscht"):
        services.edit_offer(actor=register.planner, offer=register.open, version=2, places=1)
    services.restore_offer(actor=register.planner, offer=register.open)
    undo_act(actor=register.planner, row=Act.objects.get(verb="monitoring.restore_offer"))
    register.open.refresh_from_db()
    assert register.open.deleted_at is not None
    services.restore_offer(actor=register.planner, offer=register.open)
    services.edit_offer(actor=register.planner, offer=register.open, version=register.open.version, places=None)
    undo_act(actor=register.planner, row=Act.objects.filter(verb="monitoring.edit_offer").latest("sequence"))
    register.open.refresh_from_db()
    assert (register.open.places, register.open.deleted_at) == (20, None)


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER)])
def test_nobody_else_writes(role: Role, register: Register) -> None:
    actor = actor_for(register.people[role])
    with pytest.raises(Forbidden):
        services.create_offer(actor=actor, owner=register.organisation, **values(name="X"))
    for act in (services.delete_offer, services.restore_offer):
        with pytest.raises(Forbidden):
            act(actor=actor, offer=register.open)
    with pytest.raises(Forbidden):
        services.edit_offer(actor=actor, offer=register.open, version=1, places=3)
    with pytest.raises(Forbidden):
        services.import_offers(actor=actor, owner=register.organisation, new=[], changed=[], open_places=False)


def test_another_authority_writes_nothing_here(register: Register, person_in) -> None:  # type: ignore[no-untyped-def]
    other = Organisation.objects.create(slug="sued", name="Landkreis Süd", kind="local_authority", region_code="16069")
    stranger = actor_for(person_in(other, Role.PLANNING_COORDINATOR))
    for actor in (stranger, PUBLIC):
        with pytest.raises(Forbidden):
            services.edit_offer(actor=actor, offer=register.open, version=1, places=3)
    with owner_scope(other):
        assert not Offer.objects.exists()
        # numbers count for each authority; the name of another's Gemeinde does not fit
        with pytest.raises(Invalid, match="Gebiet"):
            services.create_offer(actor=stranger, owner=other, **values())
        assert services.create_offer(actor=stranger, owner=other, **values(gemeinde="")).number == 1


def test_import_is_whole_or_nothing(register: Register) -> None:
    acts = Act.objects.count()
    with pytest.raises(Invalid):
        services.import_offers(
            actor=register.planner,
            owner=register.organisation,
            new=[values(name="Gut"), values(name="Schlecht", target_groups=[])],
            changed=[(register.open, 1, {"places": 99})],
            open_places=False,
        )
    assert Act.objects.count() == acts
    assert sorted(Offer.objects.values_list("name", "places")) == [("Frauenhaus", 8), ("Schuldnerberatung", 20)]
