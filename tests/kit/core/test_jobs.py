"""Background work: once per key, a message that people can read, and no job lost with its worker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_scopes import get_scope

from sozialstrategie.kit.core import jobs
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Job, Organisation

pytestmark = pytest.mark.django_db
calls: list[dict[str, object]] = []


@pytest.fixture(autouse=True)
def _jobs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(jobs, "_JOBS", {})
    calls.clear()

    def good(**arguments: object) -> str:
        calls.append({**arguments, "scope": get_scope().get("owner")})
        return "3 Werte gelesen"

    def refused() -> None:
        raise Refused("Die Datei hat keine Tabelle.")

    def broken() -> None:
        raise ZeroDivisionError("geheimer Inhalt")

    for function in (good, refused, broken):
        jobs.register_job(f"test.{function.__name__}", function)
    yield


def test_job_runs_and_keeps_its_message() -> None:
    job = jobs.enqueue("test.good", key="1", number=5)
    job.refresh_from_db()
    assert calls == [{"number": 5, "scope": None}]
    assert (job.state, job.message, job.attempts) == ("done", "3 Werte gelesen", 1)
    assert job.finished_at is not None


def test_same_key_runs_once_and_gives_the_same_job() -> None:
    first, second = jobs.enqueue("test.good", key="1"), jobs.enqueue("test.good", key="1")
    assert first.pk == second.pk
    assert len(calls) == 1
    assert jobs.enqueue("test.good", key="2").pk != first.pk
    assert len(calls) == 2


def test_key_counts_per_kind_of_job() -> None:
    assert jobs.enqueue("test.good", key="1").pk != jobs.enqueue("test.refused", key="1").pk


def test_owner_opens_its_scope(north: Organisation) -> None:
    jobs.enqueue("test.good", key="1", owner=north)
    assert calls == [{"scope": [north.pk]}]


def test_refusal_ends_with_its_sentence() -> None:
    job = jobs.enqueue("test.refused", key="1")
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "Die Datei hat keine Tabelle.")


def test_fault_shows_no_contents(caplog: pytest.LogCaptureFixture) -> None:
    job = jobs.enqueue("test.broken", key="1")
    job.refresh_from_db()
    assert (job.state, job.message) == (
        "failed",
        "Unerwarteter Fehler; die Betreiberin findet Näheres im Protokoll.",
    )
    assert "test.broken" in caplog.text


def test_unknown_job_is_a_programming_error() -> None:
    with pytest.raises(KeyError, match=r"test\.gone"):
        jobs.enqueue("test.gone", key="1")
    assert Job.objects.count() == 0


@pytest.mark.parametrize("state", ["running", "done", "failed"])
def test_second_worker_does_not_run_a_claimed_job(state: str) -> None:
    job = Job.objects.create(name="test.good", key="x", state=state)
    jobs.run_job.call(job.pk)
    assert calls == []


def _abandoned(attempts: int, minutes: int = 30) -> Job:
    heartbeat = timezone.now() - timedelta(minutes=minutes)
    return Job.objects.create(
        name="test.good", key=f"x{attempts}", state="running", heartbeat=heartbeat, attempts=attempts
    )


@pytest.mark.parametrize("attempts", [0, 1])
def test_abandoned_job_runs_again(attempts: int) -> None:
    job = _abandoned(attempts)
    assert jobs.reap() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, len(calls)) == ("done", attempts + 2, 1)


def test_third_abandonment_is_the_last() -> None:
    job = _abandoned(2)
    assert jobs.reap() == 1
    job.refresh_from_db()
    assert (job.state, job.message, job.attempts, calls) == ("failed", "Dreimal abgebrochen.", 3, [])
    assert job.finished_at is not None


def test_living_job_is_left_alone() -> None:
    job = _abandoned(0, minutes=9)
    assert jobs.reap() == 0
    job.refresh_from_db()
    assert job.state == "running"


@pytest.mark.parametrize(
    ("state", "minutes", "runs"),
    [
        ("failed", 0, True),
        ("running", 11, True),  # its worker is gone
        ("queued", 11, True),  # the wish was lost on its way to the worker
        ("running", 9, False),
        ("queued", 9, False),
        ("done", 999, False),
    ],
)
def test_a_failed_or_lost_job_can_be_asked_for_again(state: str, minutes: int, runs: bool) -> None:
    heartbeat = timezone.now() - timedelta(minutes=minutes)
    job = Job.objects.create(
        name="test.good",
        key="test.good:1",
        state=state,
        heartbeat=heartbeat,
        attempts=3,
        message="Dreimal abgebrochen.",
        arguments={"number": 7},
    )
    again = jobs.enqueue("test.good", key="1", number=8)
    again.refresh_from_db()
    assert again.pk == job.pk
    if runs:
        assert [c["number"] for c in calls] == [7]  # the wish that was written down, not another one
        assert (again.state, again.attempts, again.message) == ("done", 1, "3 Werte gelesen")
    else:
        assert (calls, again.state, again.heartbeat) == ([], state, heartbeat)


def test_a_job_at_work_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a thread beside it, as long as it works and no longer."""
    seen: list[int] = []
    enough = threading.Event()

    def renew(job_id: int) -> None:
        seen.append(job_id)
        if len(seen) == 3:
            enough.set()

    monkeypatch.setattr(jobs, "HEARTBEAT", timedelta(milliseconds=5))
    monkeypatch.setattr(jobs, "renew", renew)
    jobs.register_job("test.long", lambda: "fertig" if enough.wait(10) else "kein Zeichen")
    job = jobs.enqueue("test.long", key="1")
    job.refresh_from_db()
    assert job.message == "fertig"
    assert set(seen) == {job.pk}
    assert [t.name for t in threading.enumerate() if t.name.startswith("Lebenszeichen")] == []


@pytest.mark.parametrize(("state", "renewed"), [("running", True), ("queued", False), ("done", False)])
def test_a_sign_of_life_moves_the_time_of_a_running_job(state: str, renewed: bool) -> None:
    job = _abandoned(0)
    Job.objects.update(state=state)
    jobs.renew(job.pk)
    old = job.heartbeat
    job.refresh_from_db()
    assert (job.heartbeat != old) is renewed
    assert jobs.reap() == 0


def test_a_busy_database_does_not_end_the_signs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def locked(**values: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(jobs.Job.objects, "filter", locked)
    monkeypatch.setattr(jobs.connection, "close", lambda: None)
    jobs.renew(1)
    assert "Kein Lebenszeichen" in caplog.text


def test_a_new_worker_takes_over_what_runs_nowhere() -> None:
    """However young the last sign of life: the worker that gave it is gone."""
    job, gone = _abandoned(0, minutes=0), _abandoned(2, minutes=0)
    assert jobs.reap() == 0
    assert jobs.take_over() == 2
    job.refresh_from_db()
    gone.refresh_from_db()
    assert (job.state, len(calls)) == ("done", 1)
    assert (gone.state, gone.message) == ("failed", "Dreimal abgebrochen.")
    assert jobs.take_over() == 0


def test_a_job_that_gives_a_sign_meanwhile_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    job = _abandoned(0)
    real = jobs.transaction.atomic

    def sign_first() -> object:
        Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now())
        return real()

    monkeypatch.setattr(jobs.transaction, "atomic", sign_first)
    jobs.reap()
    job.refresh_from_db()
    assert (job.state, calls) == ("running", [])
