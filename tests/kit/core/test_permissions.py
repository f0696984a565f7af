"""Permissions: default deny, and a role counts in its own organisation only."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import rules

from sozialstrategie.kit.core.actor import PUBLIC, Actor, Grant, system
from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.errors import Forbidden
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand, has_role, is_member, owner_id_of


def _actor(*roles: tuple[int, Role]) -> Actor:
    grants = tuple(Grant(o, f"o{o}", f"O {o}", OrganisationKind.LOCAL_AUTHORITY, role) for o, role in roles)
    return Actor(person_uid=None, name="x", grants=grants)


@pytest.fixture(autouse=True)
def _permission() -> object:
    rules.add_perm("test.approve", has_role(Role.LEADERSHIP, Role.CLERK))
    yield
    rules.remove_perm("test.approve")


def _thing(owner_id: int | None) -> SimpleNamespace:
    return SimpleNamespace(owner_id=owner_id)


@pytest.mark.parametrize(
    ("roles", "owner", "expected"),
    [
        ([(1, Role.LEADERSHIP)], 1, True),
        ([(1, Role.CLERK)], 1, True),
        ([(1, Role.ADMIN)], 1, False),
        ([(2, Role.LEADERSHIP)], 1, False),
        ([(2, Role.LEADERSHIP), (1, Role.ADMIN)], 1, False),
        ([(1, Role.LEADERSHIP)], None, False),
        ([], 1, False),
        ([], None, False),
    ],
)
def test_role_counts_where_it_is_held(roles: list[tuple[int, Role]], owner: int | None, expected: bool) -> None:
    assert allowed("test.approve", _actor(*roles), _thing(owner)) is expected


def test_nobody_and_nothing_are_denied() -> None:
    assert allowed("test.approve", PUBLIC, _thing(1)) is False
    assert allowed("test.approve", _actor((1, Role.LEADERSHIP)), None) is False
    with pytest.raises(Forbidden):
        demand("test.approve", PUBLIC, None)


def test_unknown_permission_is_an_error_not_a_no() -> None:
    with pytest.raises(KeyError, match=r"test\.aprove"):
        allowed("test.aprove", system("x"), None)


def test_organisation_belongs_to_itself() -> None:
    assert owner_id_of(Organisation(pk=7)) == 7
    assert owner_id_of(_thing(3)) == 3
    assert owner_id_of(object()) is None


def test_member_has_any_role_there() -> None:
    assert is_member(_actor((1, Role.BODY_MEMBER)), _thing(1)) is True
    assert is_member(_actor((1, Role.BODY_MEMBER)), _thing(2)) is False
    assert is_member(PUBLIC, _thing(1)) is False


def test_owner_ids_name_each_organisation_once() -> None:
    assert _actor((2, Role.CLERK), (1, Role.ADMIN), (2, Role.ADMIN)).owner_ids == [1, 2]
    assert PUBLIC.owner_ids == []
    assert (PUBLIC.is_authenticated, system("x").is_authenticated) == (False, True)
