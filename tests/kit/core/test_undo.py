"""Undo: puts back what one act changed, never more, and only while nobody has changed it since."""

from __future__ import annotations

import pytest

from sozialstrategie.kit.accounts.services import change_organisation, grant_role
from sozialstrategie.kit.core import undo
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.acts import act, verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from tests.kit.conftest import MakeActor

MACHINE = system("Prüfung")


def _change(organisation: Organisation, **values: object) -> Act:
    organisation.refresh_from_db()
    change_organisation(actor=MACHINE, organisation=organisation, version=organisation.version, values=values)
    return Act.objects.order_by("-sequence")[0]


def test_undo_puts_back_and_is_an_act_itself(north: Organisation) -> None:
    row = _change(north, name="Neu", contact_phone="1")
    undo.undo_act(actor=MACHINE, row=row)
    north.refresh_from_db()
    assert (north.name, north.contact_phone, north.version) == ("Landkreis Nord", "", 3)
    last = Act.objects.order_by("-sequence")[0]
    assert last.verb == "core.undo" and last.changes is not None
    assert last.changes["fields"] == {
        "name": ["Neu", "Landkreis Nord"],
        "contact_phone": ["1", ""],
        "undone_act": [None, str(row.uid)],
    }
    assert verify_chain() == []


def test_undo_of_undo_brings_the_change_back(north: Organisation) -> None:
    undo.undo_act(actor=MACHINE, row=_change(north, name="Neu"))
    undo.undo_act(actor=MACHINE, row=Act.objects.order_by("-sequence")[0])
    north.refresh_from_db()
    assert north.name == "Neu"


def test_later_change_is_never_overwritten(north: Organisation) -> None:
    row = _change(north, name="Neu")
    _change(north, name="Noch neuer")
    with pytest.raises(Refused, match="„Name“ wurde inzwischen erneut geändert"):
        undo.undo_act(actor=MACHINE, row=row)
    north.refresh_from_db()
    assert north.name == "Noch neuer"


def test_later_change_of_another_field_stays(north: Organisation) -> None:
    row = _change(north, name="Neu")
    _change(north, contact_phone="2")
    undo.undo_act(actor=MACHINE, row=row)
    north.refresh_from_db()
    assert (north.name, north.contact_phone) == ("Landkreis Nord", "2")


def test_filling_empty_fields_is_not_mistaken_for_making_the_record(north: Organisation) -> None:
    """Only the mark of the act says that it made the record; values that were empty before do not."""
    row = _change(north, accessibility_checked_on="2026-02-03")
    assert row.changes is not None and "created" not in row.changes
    undo.undo_act(actor=MACHINE, row=row)
    north.refresh_from_db()
    assert north.accessibility_checked_on is None


def test_made_record_without_soft_delete_cannot_be_undone(north: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(undo._RULES, "accounts.rolegrant", undo.UndoRule("accounts.grant_role", "accounts.grant_role"))
    grant_role(actor=MACHINE, organisation=north, email="a@b.example", name="A", role=Role.CLERK)
    row = Act.objects.get()
    assert undo.can_undo(row) is False
    with pytest.raises(Refused, match="lässt sich nicht rückgängig machen"):
        undo.undo_act(actor=MACHINE, row=row)


def test_erased_act_cannot_be_undone(north: Organisation) -> None:
    row = _change(north, name="Neu")
    Act.objects.update(changes=None)
    row.refresh_from_db()
    assert undo.can_undo(row) is False


def test_unregistered_kind_cannot_be_undone(north: Organisation) -> None:
    with act("a.b", actor=MACHINE, permission="accounts.change_organisation", owner=north) as record:
        record.note("reason", "x")
    assert undo.can_undo(Act.objects.get()) is False


def test_permission_is_asked_before_anything_is_said(
    north: Organisation, south: Organisation, make_actor: MakeActor
) -> None:
    row = _change(north, name="Neu")
    _change(north, name="Noch neuer")
    for actor in (make_actor(south, Role.LEADERSHIP), make_actor(north, Role.CLERK)):
        with pytest.raises(Forbidden):
            undo.undo_act(actor=actor, row=row)


def test_old_value_that_is_taken_meanwhile_is_refused(north: Organisation, south: Organisation) -> None:
    with act("a.b", actor=MACHINE, permission="accounts.change_organisation", owner=north, obj=north):
        Organisation.objects.filter(pk=north.pk).update(slug="frei")
    row = Act.objects.get()
    Organisation.objects.filter(pk=south.pk).update(slug="nord")
    with pytest.raises(Refused, match="passt nicht mehr zu anderen Einträgen"):
        undo.undo_act(actor=MACHINE, row=row)
    north.refresh_from_db()
    assert north.slug == "frei"


def _refuse(obj: object, values: dict[str, object]) -> None:
    raise Refused(f"steht im Weg: {sorted(values)}")


def test_a_guard_of_the_room_is_asked_and_nothing_is_written(
    north: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = undo.UndoRule("accounts.change_organisation", "accounts.change_organisation", guard=_refuse)
    monkeypatch.setitem(undo._RULES, "core.organisation", rule)
    row = _change(north, name="Neu")
    with pytest.raises(Refused, match=r"steht im Weg: \['name'\]"):
        undo.undo_act(actor=MACHINE, row=row)
    north.refresh_from_db()
    assert north.name == "Neu" and Act.objects.count() == 1


def test_what_hangs_on_a_record_is_settled_in_the_same_act(
    north: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[str] = []
    rule = undo.UndoRule(
        "accounts.change_organisation",
        "accounts.change_organisation",
        settle=lambda obj, actor: settled.append(obj.name),
    )
    monkeypatch.setitem(undo._RULES, "core.organisation", rule)
    undo.undo_act(actor=MACHINE, row=_change(north, name="Neu"))
    assert settled == ["Landkreis Nord"]
