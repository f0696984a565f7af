"""Background work: once per key, a message that people can read, and no job lost with its worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
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
