"""The list of acts: what one act writes, that the chain shows every later change, and that the database refuses them."""

from __future__ import annotations

import hashlib
import importlib
import json

import pytest
from django.db import DatabaseError, connection, transaction

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.services import change_organisation
from sozialstrategie.kit.core.actor import PUBLIC, Actor, system
from sozialstrategie.kit.core.acts import act, canonical, row_hash, verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden
from sozialstrategie.kit.core.models import Act, ChainHead, Job, Organisation
from tests.kit.conftest import MakeActor

MACHINE = system("Prüfung")
PERMISSION = "accounts.change_organisation"


def _rename(organisation: Organisation, name: str, actor: Actor = MACHINE) -> Act:
    organisation.refresh_from_db()
    change_organisation(actor=actor, organisation=organisation, version=organisation.version, values={"name": name})
    return Act.objects.get(sequence=ChainHead.objects.get().sequence)


@pytest.fixture
def three_acts(north: Organisation) -> list[Act]:
    return [_rename(north, name) for name in ("Eins", "Zwei", "Drei")]


class Unprotected:
    """What somebody with the rights of the database's owner could do: take the triggers away."""

    def __enter__(self) -> None:
        self._run("unprotect")

    def __exit__(self, *_: object) -> None:
        self._run("protect")

    def _run(self, step: str) -> None:
        protection = importlib.import_module("sozialstrategie.kit.core.migrations.0002_append_only")

        class Editor:
            connection = globals()["connection"]

            @staticmethod
            def execute(statement: str) -> None:
                with connection.cursor() as cursor:
                    cursor.execute(statement)

        getattr(protection, step)(None, Editor)


def test_act_records_who_did_what(north: Organisation, make_actor: MakeActor) -> None:
    actor = make_actor(north, Role.LEADERSHIP)
    row = _rename(north, "Landkreis Mitte", actor)
    assert (row.sequence, row.verb, row.owner) == (1, "accounts.change_organisation", north)
    assert (row.actor_uid, row.actor_name) == (actor.person_uid, "")
    assert (row.object_type, row.object_uid, row.object_label) == (
        "core.organisation",
        north.uid,
        "Landkreis Mitte",
    )
    assert row.changes is not None
    assert row.changes["fields"] == {"name": ["Landkreis Nord", "Landkreis Mitte"]}
    assert row.previous_hash == "0" * 64


def test_machine_is_named_people_are_not(north: Organisation) -> None:
    row = _rename(north, "X")
    assert (row.actor_uid, row.actor_name) == (None, "Prüfung")


def test_hash_is_what_the_docstring_says(north: Organisation) -> None:
    """Recomputed here from the stored columns by hand, so that nobody changes the formula unnoticed."""
    row = _rename(north, "X")
    digest = hashlib.sha256(
        json.dumps(row.changes, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()
    assert row.changes_digest == digest
    payload = [1, str(row.uid), row.time.isoformat(), north.pk, "None", "Prüfung", row.verb]
    payload += ["core.organisation", str(north.uid), "X", digest]
    expected = hashlib.sha256(("0" * 64).encode() + canonical(payload)).hexdigest()
    assert row.hash == expected == row_hash(row)


def test_chain_links_every_row_to_the_one_before(three_acts: list[Act]) -> None:
    assert [a.sequence for a in three_acts] == [1, 2, 3]
    assert [a.previous_hash for a in three_acts[1:]] == [a.hash for a in three_acts[:2]]
    head = ChainHead.objects.get()
    assert (head.sequence, head.hash) == (3, three_acts[2].hash)
    assert verify_chain() == []


def test_empty_chain_is_whole(db: None) -> None:
    assert verify_chain() == []


@pytest.mark.parametrize("actor", [PUBLIC, Actor(person_uid=None, name="niemand")])
def test_without_permission_nothing_is_written(north: Organisation, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        _rename(north, "Y", actor)
    north.refresh_from_db()
    assert north.name == "Landkreis Nord"
    assert Act.objects.count() == 0


def test_twin_may_not(north: Organisation, south: Organisation, make_actor: MakeActor) -> None:
    with pytest.raises(Forbidden):
        _rename(north, "Y", make_actor(south, Role.LEADERSHIP))
    assert Act.objects.count() == 0


def test_failed_act_leaves_neither_change_nor_row(north: Organisation) -> None:
    with pytest.raises(ZeroDivisionError), act("a.b", actor=MACHINE, permission=PERMISSION, owner=north, obj=north):
        Organisation.objects.filter(pk=north.pk).update(name="halb")
        raise ZeroDivisionError
    north.refresh_from_db()
    assert (north.name, Act.objects.count(), verify_chain()) == ("Landkreis Nord", 0, [])


def test_fulfilled_wish_writes_nothing(north: Organisation) -> None:
    with act("a.b", actor=MACHINE, permission=PERMISSION, owner=north, obj=north) as record:
        record.nothing_changed()
    assert Act.objects.count() == 0


def test_notes_stand_beside_fields(north: Organisation) -> None:
    with act("a.b", actor=MACHINE, permission=PERMISSION, owner=north) as record:
        record.note("reason", "Umzug")
    changes = Act.objects.get().changes
    assert changes is not None
    assert changes["fields"] == {"reason": [None, "Umzug"]}


def test_created_record_is_marked_and_kept_as_stored(north: Organisation) -> None:
    with act("a.b", actor=MACHINE, permission=PERMISSION, owner=north) as record:
        made = Organisation.objects.create(
            slug="neu", name="Neu", kind="provider", accessibility_checked_on="2026-01-31"
        )
        record.created(made)
    changes = Act.objects.get().changes
    assert changes is not None and changes["created"] is True
    assert changes["fields"]["name"] == [None, "Neu"]
    assert changes["fields"]["accessibility_checked_on"] == [None, "2026-01-31"]


@pytest.mark.parametrize("by_query", [True, False])
def test_removed_record_keeps_its_old_values(north: Organisation, by_query: bool) -> None:
    job = Job.objects.create(name="a.job", key="a.job:1", owner=north)
    with act("a.b", actor=MACHINE, permission=PERMISSION, owner=north, obj=job):
        _ = Job.objects.filter(pk=job.pk).delete() if by_query else job.delete()
    changes = Act.objects.get().changes
    assert changes is not None
    assert changes["fields"]["name"] == ["a.job", None]
    assert changes["fields"]["key"] == ["a.job:1", None]


def test_password_never_reaches_the_history(north: Organisation) -> None:
    with act("a.b", actor=MACHINE, permission=PERMISSION, owner=north) as record:
        record.created(Person.objects.create_user("a@b.example", "ein langes Kennwort", name="A"))
    changes = Act.objects.get().changes
    assert changes is not None
    assert sorted(changes["fields"]) == ["date_joined", "email", "is_active", "is_example", "name"]


def test_erasure_blanks_changes_and_the_chain_still_verifies(three_acts: list[Act]) -> None:
    Act.objects.filter(sequence=2).update(changes=None)
    assert Act.objects.get(sequence=2).changes is None
    assert verify_chain() == []


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "a.c"},
        {"object_label": "anderer Name"},
        {"hash": "f" * 64},
        {"changes": {"salt": "", "fields": {}}},
        {"changes": None, "verb": "a.c"},
        {"sequence": 9},
        {"id": 999},
    ],
)
def test_database_refuses_to_change_an_act(three_acts: list[Act], change: dict[str, object]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Act.objects.filter(sequence=2).update(**change)
    assert verify_chain() == []


def test_database_refuses_to_delete_an_act(three_acts: list[Act]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Act.objects.filter(sequence=3).delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_act")
    assert Act.objects.count() == 3


def test_database_refuses_to_replace_an_act(three_acts: list[Act]) -> None:
    statement = {
        "sqlite": "INSERT OR REPLACE INTO core_act SELECT * FROM core_act WHERE sequence = 2",
        "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE core_act",
    }[connection.vendor]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Act.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"verb": "a.c"}, "Verlauf: Eintrag 2 passt nicht zu seiner Prüfsumme."),
        ({"actor_name": "jemand"}, "Verlauf: Eintrag 2 passt nicht zu seiner Prüfsumme."),
        (
            {"changes": {"salt": "", "fields": {"name": ["a", "b"]}}},
            "Verlauf: Die Änderungen in Eintrag 2 wurden nachträglich verändert.",
        ),
    ],
)
def test_change_behind_the_triggers_is_found(three_acts: list[Act], change: dict[str, object], sentence: str) -> None:
    with Unprotected():
        Act.objects.filter(sequence=2).update(**change)
    assert verify_chain() == [sentence]


def test_rehashed_row_breaks_the_next_one(three_acts: list[Act]) -> None:
    """Whoever changes a row and its own checksum still leaves the following row without its predecessor."""
    forged = Act.objects.get(sequence=2)
    forged.verb = "a.c"
    with Unprotected():
        Act.objects.filter(sequence=2).update(verb="a.c", hash=row_hash(forged))
    assert verify_chain() == ["Verlauf: Eintrag 3 passt nicht zu seiner Prüfsumme."]


def test_removed_row_is_found(three_acts: list[Act]) -> None:
    with Unprotected():
        Act.objects.filter(sequence=2).delete()
    assert verify_chain() == [
        "Verlauf: Nach Eintrag 1 folgt 3; Einträge fehlen.",
        "Verlauf: Eintrag 3 passt nicht zu seiner Prüfsumme.",
    ]


def test_cut_tail_is_found(three_acts: list[Act]) -> None:
    with Unprotected():
        Act.objects.filter(sequence=3).delete()
    assert verify_chain() == ["Verlauf: Das Ende passt nicht zum Anker; am Schluss fehlen Einträge."]


def test_missing_anchor_is_found(three_acts: list[Act]) -> None:
    ChainHead.objects.all().delete()
    assert verify_chain() == ["Verlauf: Der Anker fehlt; ob am Schluss Einträge fehlen, lässt sich nicht sagen."]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_acts_vanish_between_tests_only(turn: int) -> None:
    """The cleaning between tests works, and afterwards the protection stands again."""
    assert Act.objects.count() == 0
    owner = Organisation.objects.create(slug=f"o{turn}", name="O", kind="provider")
    _rename(owner, "P")
    with pytest.raises(DatabaseError, match="append-only"):
        Act.objects.all().delete()
