"""People and roles: periods include their last day, consulting and deciding stay apart, an organisation never locks itself out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import actor_for, names_of, role_grants_for
from sozialstrategie.kit.accounts.services import change_organisation, end_role, grant_role, roles_for
from sozialstrategie.kit.core.actor import PUBLIC, system
from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from tests.kit.conftest import MakeActor

MACHINE = system("Prüfung")
TODAY = timezone.localdate
DAY = timedelta(days=1)


def _grant(organisation: Organisation, role: Role | str, email: str = "a@b.example", **period: date) -> RoleGrant:
    return grant_role(actor=MACHINE, organisation=organisation, email=email, name="A", role=role, **period)


# --- periods


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_period_includes_first_and_last_day(north: Organisation, on: date, holds: bool) -> None:
    grant = _grant(north, Role.CLERK, valid_from=date(2026, 3, 1), valid_until=date(2026, 6, 30))
    assert actor_for(grant.person, on).has_role(north.pk, Role.CLERK) is holds


def test_open_period_holds_on(north: Organisation) -> None:
    grant = _grant(north, Role.CLERK, valid_from=date(2026, 3, 1))
    assert actor_for(grant.person, date(2099, 1, 1)).roles_in(north.pk) == {Role.CLERK}


def test_closed_login_has_no_roles(north: Organisation) -> None:
    grant = _grant(north, Role.LEADERSHIP)
    Person.objects.update(is_active=False)
    grant.person.refresh_from_db()
    assert actor_for(grant.person).grants == ()


def test_actor_carries_what_the_scope_needs(north: Organisation, south: Organisation) -> None:
    person = _grant(north, Role.CLERK).person
    _grant(north, Role.ADMIN)
    _grant(south, Role.CLERK)
    actor = actor_for(person)
    assert actor.owner_ids == sorted([north.pk, south.pk])
    assert actor.roles_in(north.pk) == {Role.CLERK, Role.ADMIN}
    assert actor.person_uid == person.uid


@pytest.mark.parametrize(("start", "end"), [(date(2026, 3, 2), date(2026, 3, 1))])
def test_empty_period_is_refused_here_and_by_the_database(north: Organisation, start: date, end: date) -> None:
    with pytest.raises(Refused, match="liegt vor ihrem Beginn"):
        _grant(north, Role.CLERK, valid_from=start, valid_until=end)
    person = Person.objects.create_user("x@y.example", None, name="X")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=person, organisation=north, role=Role.CLERK, valid_from=start, valid_until=end)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((date(2026, 1, 1), None), (date(2026, 1, 1), None)),
        ((date(2026, 1, 1), None), (date(2026, 5, 1), date(2026, 6, 1))),
        ((date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 3, 31), date(2026, 4, 30))),
        ((date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 1, 1), None)),
    ],
)
def test_same_role_twice_on_one_day_is_refused(
    north: Organisation, first: tuple[date, date | None], second: tuple[date, date | None]
) -> None:
    for period, refused in ((first, False), (second, True)):
        arguments = {"valid_from": period[0], **({"valid_until": period[1]} if period[1] else {})}
        if refused:
            with pytest.raises(Refused, match="schon vergeben"):
                _grant(north, Role.CLERK, **arguments)
        else:
            _grant(north, Role.CLERK, **arguments)
    assert RoleGrant.objects.count() == 1


def test_same_role_again_after_its_end(north: Organisation) -> None:
    _grant(north, Role.CLERK, valid_from=date(2026, 1, 1), valid_until=date(2026, 3, 31))
    _grant(north, Role.CLERK, valid_from=date(2026, 4, 1))
    assert RoleGrant.objects.count() == 2


# --- who gets which role


def test_roles_of_each_kind_of_organisation() -> None:
    def names(kind: OrganisationKind) -> set[str]:
        return {role.value for role in roles_for(Organisation(kind=kind))}

    everything = {role.value for role in Role}
    assert names(OrganisationKind.LAND) == {"state_viewer", "funding_authority", "admin"}
    assert names(OrganisationKind.INSTITUTE) == {"process_consultant", "leadership", "admin"}
    for kind in (OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.PROVIDER, OrganisationKind.GEMEINDE):
        assert names(kind) == everything - {"state_viewer", "funding_authority"}


@pytest.mark.parametrize("role", [Role.STATE_VIEWER, Role.FUNDING_AUTHORITY, "superuser", ""])
def test_land_gets_no_role_in_an_authority_and_nobody_an_unknown_one(north: Organisation, role: Role | str) -> None:
    with pytest.raises(Refused):
        _grant(north, role)
    assert (RoleGrant.objects.count(), Person.objects.count(), Act.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    "other", [r for r in roles_for(Organisation(kind="local_authority")) if r != Role.PROCESS_CONSULTANT]
)
def test_consultant_never_decides_in_the_same_authority(north: Organisation, other: Role) -> None:
    _grant(north, Role.PROCESS_CONSULTANT)
    with pytest.raises(Refused, match="Wer hier berät, entscheidet nicht mit"):
        _grant(north, other)
    _grant(north, other, email="b@b.example")
    with pytest.raises(Refused, match="Wer hier berät, entscheidet nicht mit"):
        _grant(north, Role.PROCESS_CONSULTANT, email="b@b.example")


def test_consultant_may_lead_the_institute_and_consult_many(
    north: Organisation, south: Organisation, institute: Organisation
) -> None:
    for organisation in (north, south, institute):
        _grant(organisation, Role.PROCESS_CONSULTANT)
    _grant(institute, Role.LEADERSHIP)
    assert RoleGrant.objects.count() == 4


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.ADMIN])
def test_leadership_and_administration_grant_roles(north: Organisation, make_actor: MakeActor, role: Role) -> None:
    actor = make_actor(north, role)
    grant = grant_role(actor=actor, organisation=north, email=" Neu@B.example ", name=" N ", role=Role.CLERK)
    assert (grant.person.email, grant.person.name) == ("neu@b.example", "N")
    assert grant.granted_by is not None and grant.granted_by.uid == actor.person_uid
    assert grant.person.has_usable_password() is False
    assert Act.objects.get().verb == "accounts.grant_role"


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.LEADERSHIP, Role.ADMIN)])
def test_no_other_role_grants_or_ends(north: Organisation, make_actor: MakeActor, role: Role) -> None:
    actor, grant = make_actor(north, role), _grant(north, Role.ADMIN)
    with pytest.raises(Forbidden):
        grant_role(actor=actor, organisation=north, email="c@b.example", name="C", role=Role.CLERK)
    with pytest.raises(Forbidden):
        end_role(actor=actor, grant=grant)
    assert not Person.objects.filter(email="c@b.example").exists()


def test_twin_grants_ends_changes_and_sees_nothing(
    north: Organisation, south: Organisation, make_actor: MakeActor
) -> None:
    """Whoever rules one organisation is a stranger in its twin."""
    grant = _grant(north, Role.CLERK)
    before = Act.objects.count()
    for actor in (make_actor(south, Role.ADMIN), make_actor(south, Role.LEADERSHIP), PUBLIC):
        with pytest.raises(Forbidden):
            grant_role(actor=actor, organisation=north, email="c@b.example", name="C", role=Role.CLERK)
        with pytest.raises(Forbidden):
            end_role(actor=actor, grant=grant)
        with pytest.raises(Forbidden):
            change_organisation(actor=actor, organisation=north, version=1, values={"name": "X"})
        with pytest.raises(Forbidden):
            role_grants_for(actor, north)
    north.refresh_from_db()
    grant.refresh_from_db()
    assert (north.name, grant.valid_until, Act.objects.count()) == ("Landkreis Nord", None, before)


def test_known_address_gets_the_role_and_keeps_name_and_password(north: Organisation, south: Organisation) -> None:
    grant_role(actor=MACHINE, organisation=north, email="a@b.example", name="A", role=Role.CLERK, password="x" * 14)
    grant_role(actor=MACHINE, organisation=south, email="A@B.example", name="Z", role=Role.CLERK, password="y" * 14)
    person = Person.objects.get()
    assert (person.name, person.check_password("x" * 14)) == ("A", True)


# --- ending


def test_ended_role_is_gone_today(north: Organisation) -> None:
    _grant(north, Role.ADMIN, email="keeper@b.example")
    grant = _grant(north, Role.CLERK, valid_from=date(2026, 1, 1))
    end_role(actor=MACHINE, grant=grant)
    grant.refresh_from_db()
    assert grant.valid_until == TODAY() - DAY
    assert actor_for(grant.person).grants == ()


def test_role_granted_by_mistake_today_can_be_ended_today(north: Organisation) -> None:
    grant = _grant(north, Role.CLERK)
    end_role(actor=MACHINE, grant=grant)
    assert actor_for(grant.person).grants == ()


def test_named_last_day_still_holds(north: Organisation) -> None:
    grant = _grant(north, Role.CLERK)
    end_role(actor=MACHINE, grant=grant, last_day=TODAY())
    assert actor_for(grant.person).roles_in(north.pk) == {Role.CLERK}
    assert actor_for(grant.person, TODAY() + DAY).grants == ()


@pytest.mark.parametrize("last_day", [None, date(2099, 1, 1), date(2026, 2, 28)])
def test_ending_never_lengthens(north: Organisation, last_day: date | None) -> None:
    grant = _grant(north, Role.CLERK, valid_from=date(2026, 1, 1), valid_until=date(2026, 1, 31))
    with pytest.raises(Refused, match=r"endet schon am 31\.01\.2026"):
        end_role(actor=MACHINE, grant=grant, last_day=last_day)
    grant.refresh_from_db()
    assert grant.valid_until == date(2026, 1, 31)


@pytest.mark.parametrize("last_day", [None, date(2099, 12, 31)])
def test_last_keeper_stays_now_and_later(north: Organisation, last_day: date | None) -> None:
    """Neither today nor on a day to come may nobody be left who can grant roles."""
    grant = _grant(north, Role.ADMIN, valid_from=date(2026, 1, 1))
    _grant(north, Role.CLERK, email="clerk@b.example")
    with pytest.raises(Refused, match="mindestens eine Person bleiben"):
        end_role(actor=MACHINE, grant=grant, last_day=last_day)
    grant.refresh_from_db()
    assert grant.valid_until is None


@pytest.mark.parametrize(
    ("active", "valid_from", "refused"),
    [(True, date(2026, 1, 1), False), (False, date(2026, 1, 1), True), (True, date(2099, 1, 1), True)],
)
def test_only_somebody_who_can_act_replaces_the_keeper(
    north: Organisation, active: bool, valid_from: date, refused: bool
) -> None:
    grant = _grant(north, Role.ADMIN, valid_from=date(2026, 1, 1))
    other = _grant(north, Role.LEADERSHIP, email="b@b.example", valid_from=valid_from)
    Person.objects.filter(pk=other.person_id).update(is_active=active)
    if refused:
        with pytest.raises(Refused):
            end_role(actor=MACHINE, grant=grant)
    else:
        end_role(actor=MACHINE, grant=grant)
    assert (actor_for(grant.person).grants == ()) is not refused


def test_other_roles_end_even_where_nobody_keeps(north: Organisation) -> None:
    grant = _grant(north, Role.CLERK, valid_from=date(2026, 1, 1))
    end_role(actor=MACHINE, grant=grant)
    assert actor_for(grant.person).grants == ()


def test_keeper_of_the_twin_does_not_count(north: Organisation, south: Organisation) -> None:
    grant = _grant(north, Role.ADMIN, valid_from=date(2026, 1, 1))
    _grant(south, Role.ADMIN, email="b@b.example")
    with pytest.raises(Refused):
        end_role(actor=MACHINE, grant=grant)


# --- the organisation itself


def test_stale_form_conflicts(north: Organisation) -> None:
    change_organisation(actor=MACHINE, organisation=north, version=1, values={"name": "A"})
    with pytest.raises(Conflict):
        change_organisation(actor=MACHINE, organisation=north, version=1, values={"name": "B"})
    assert Act.objects.count() == 1


@pytest.mark.parametrize("field", ["kind", "slug", "region_code", "is_example", "version"])
def test_members_do_not_change_what_the_operator_sets(north: Organisation, field: str) -> None:
    with pytest.raises(KeyError):
        change_organisation(actor=MACHINE, organisation=north, version=1, values={field: "x"})


def test_names_of_people_and_of_the_erased(north: Organisation) -> None:
    person, gone = _grant(north, Role.CLERK).person, _grant(north, Role.CLERK, email="b@b.example").person
    uids = {person.uid, gone.uid}
    gone.delete()
    assert names_of(uids) == {person.uid: "A"}


# --- the person


def test_nobody_is_superuser_or_staff(north: Organisation) -> None:
    person = _grant(north, Role.ADMIN).person
    assert (person.is_superuser, person.is_staff) == (False, False)
    with pytest.raises(AttributeError):
        person.is_superuser = True  # type: ignore[misc]


def test_address_is_unique_whatever_its_case(db: None) -> None:
    Person.objects.create_user("A@B.example", None, name="A")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user("a@b.EXAMPLE", None, name="B")
