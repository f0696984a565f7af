"""An erratum stands beside a version, an erasure takes words out of it; the database lets nothing else happen."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import StrategyVersion, VersionNote
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from tests.action.strategy.conftest import login, url

corrections = services.corrections


@pytest.fixture
def version(chain: SimpleNamespace, planner: Actor) -> StrategyVersion:
    services.edit_goal(
        actor=planner,
        goal=chain.goal,
        version=chain.goal.version,
        description="Gespräch mit Erika Musterfrau, Leiterin.",
    )
    return services.freeze_draft(actor=planner, strategy=chain.strategy)


def test_an_erratum_changes_nothing(version: StrategyVersion, planner: Actor, leader: Actor) -> None:
    before = (version.sha256, version.payload_text)
    with pytest.raises(Forbidden):
        corrections.note_erratum(actor=planner, version=version, text="Zahl")
    with pytest.raises(Refused):
        corrections.note_erratum(actor=leader, version=version, text="  ")
    note = corrections.note_erratum(actor=leader, version=version, text="Auf Seite 3 heißt es 14 statt 41.")
    version.refresh_from_db()
    assert (version.sha256, version.payload_text) == before and services.verify_version(version)
    assert (note.kind, note.role, note.sha256_after) == ("erratum", "Leitung", "")


def test_an_erasure_leaves_the_old_hash(version: StrategyVersion, planner: Actor, leader: Actor) -> None:
    old = version.sha256
    words = {"words": "Erika Musterfrau", "reason": "Löschung verlangt am 3. März"}
    with pytest.raises(Forbidden):
        corrections.erase_words(actor=planner, version=version, **words)
    note = corrections.erase_words(actor=leader, version=version, **words)
    version.refresh_from_db()
    assert version.sha256 == old and "Erika" not in version.payload_text and "[gelöscht]" in version.payload_text
    assert note.sha256_after == hashlib.sha256(version.payload_text.encode()).hexdigest() and note.pending_text == ""
    assert services.verify_version(version) and verify_chain() == []
    assert not [a for a in Act.objects.filter(object_uid=version.uid) if "Erika" in str(a.changes)]
    again = corrections.erase_words(actor=leader, version=version, words="Gespräch mit", reason="noch einmal")
    assert services.verify_version(version) and again.sha256_after != note.sha256_after


@pytest.mark.parametrize(
    ("words", "reason", "sentence"),
    [
        ("Er", "Grund", "mindestens 3 Zeichen"),
        ("Erika Musterfrau", " ", "Grund"),
        ("Erika Musterfrau", "Weil Erika Musterfrau es will", "nennt die Wörter selbst"),
        ("Max Mustermann", "Grund", "stehen in keinem Text"),
    ],
)
def test_what_is_not_erased(version: StrategyVersion, leader: Actor, words: str, reason: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        corrections.erase_words(actor=leader, version=version, words=words, reason=reason)
    version.refresh_from_db()
    assert services.verify_version(version) and not VersionNote.objects.exists()


def test_the_database_refuses_everything_else(version: StrategyVersion) -> None:
    rows = StrategyVersion.objects.filter(pk=version.pk)
    note = VersionNote.objects.create(
        owner=version.owner, version_of=version, kind="erasure", text="x", on=version.frozen_at.date(), sha256_after="a" * 64,
        pending_text="{}",
    )  # fmt: skip
    attempts = [{"payload_text": "{ }"}, {"payload_text": "{}", "sha256": "a" * 64}, {"note": "anders"}, {"number": 7}]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**attempt)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    VersionNote.objects.filter(pk=note.pk).update(pending_text="", kind="erratum")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(payload_text="")
    version.refresh_from_db()
    assert services.verify_version(version)


def test_the_pages(version: StrategyVersion, home: Organisation, leader: Actor) -> None:
    boss = login(home, Role.LEADERSHIP)
    assert boss.post(url("version_erratum", home, version.uid), {"text": "14 statt 41"}).status_code == 303
    erase = url("version_erase", home, version.uid)
    assert boss.post(erase, {"words": "Niemand Bekannt", "reason": "x"}).status_code == 422
    assert boss.post(erase, {"words": "Erika Musterfrau", "reason": "Schutz"}).status_code == 303
    page = boss.get(url("version", home, version.uid)).content.decode()
    assert (
        "14 statt 41" in page and version.sha256 in page and "Prüfsumme danach" in page and "Prüfsumme stimmt" in page
    )
    assert "Erika" not in page
    assert login(home, Role.PLANNING_COORDINATOR).get(erase).status_code == 404
