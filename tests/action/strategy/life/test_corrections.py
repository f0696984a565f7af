"""An erratum stands beside a version, an erasure takes words out of it, a decision keeps all but what was mistyped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import StrategyDecision, StrategyVersion, VersionNote
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from tests.action.strategy.conftest import actor_in, login, url

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


def test_a_mistyped_decision_is_put_right(
    adopted: Callable[[], StrategyVersion], clerk: Actor, home: Organisation, twin: Organisation
) -> None:
    """Day, body and number; result, wording, version and checksum stay."""
    version = adopted()
    decision, before = StrategyDecision.objects.get(), (version.sha256, version.payload_text)
    right: dict[str, Any] = {"on": date(2025, 6, 26), "body": "Stadtrat", "number": "48/2025"}
    put = {"decision": decision, "version": decision.version, **right}
    for wrong in (actor_in(home, Role.PROCESS_CONSULTANT), actor_in(twin, Role.PLANNING_COORDINATOR)):
        with pytest.raises(Forbidden):
            corrections.correct_decision(actor=wrong, **put)
    with pytest.raises(Refused, match="Zukunft"):
        corrections.correct_decision(actor=clerk, **put | {"on": timezone.localdate() + timedelta(days=1)})
    corrections.correct_decision(actor=clerk, **put)
    with pytest.raises(Conflict):
        corrections.correct_decision(actor=clerk, **put | {"number": "49/2025"})
    decision.refresh_from_db()
    version.refresh_from_db()
    assert (decision.on, decision.body, decision.number) == tuple(right.values())
    assert (decision.result, decision.text) == ("adopted", "Die Strategie wird beschlossen.")
    assert (version.sha256, version.payload_text) == before and services.verify_version(version)
    row = Act.objects.get(verb="strategy.correct_decision")
    assert row.changes is not None and row.changes["fields"]["number"] == ["47/2025", "48/2025"]
    assert verify_chain() == []


def test_nobody_signs_before_the_decision(adopted: Callable[[], StrategyVersion], clerk: Actor) -> None:
    adopted()
    StrategyDecision.objects.update(signed_on=date(2025, 7, 1))
    decision = StrategyDecision.objects.get()
    values: dict[str, Any] = {"body": "Kreistag", "number": "47/2025", "version": decision.version}
    with pytest.raises(Refused, match=r"Abgezeichnet wurde schon am 01\.07\.2025"):
        corrections.correct_decision(actor=clerk, decision=decision, on=date(2025, 7, 2), **values)
    assert corrections.correct_decision(actor=clerk, decision=decision, on=date(2025, 7, 1), **values).on.day == 1


def test_the_page_that_puts_a_decision_right(
    adopted: Callable[[], StrategyVersion], home: Organisation, twin: Organisation, web: Client
) -> None:
    adopted()
    decision = StrategyDecision.objects.get()
    address = url("decision_correct", home, decision.uid)
    assert address in web.get(url("strategy", home)).content.decode()
    consultant = login(home, Role.PROCESS_CONSULTANT)
    assert address not in consultant.get(url("strategy", home)).content.decode()
    assert consultant.get(address).status_code == 404
    assert login(twin, Role.PLANNING_COORDINATOR).get(url("decision_correct", twin, decision.uid)).status_code == 404
    assert "2025-06-25" in web.get(address).content.decode()
    typed = {"version": decision.version, "on": "2025-06-26", "body": "Kreistag", "number": "48/2025"}
    assert web.post(address, {**typed, "on": ""}).status_code == 422
    assert web.post(address, typed).status_code == 303
    stale = web.post(address, {**typed, "number": "49/2025"})
    assert stale.status_code == 409 and "49/2025" in stale.content.decode()
    page = web.get(url("strategy", home)).content.decode()
    assert "26.06.2025" in page and "48/2025" in page and "25.06.2025" not in page
