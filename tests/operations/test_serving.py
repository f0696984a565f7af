"""The worker looks after jobs: at its start and as long as it runs."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from sozialstrategie.kit.core import jobs
from sozialstrategie.kit.core.models import Job
from sozialstrategie.operations import serving


class Ended(BaseException):
    """Ends a worker in a test."""


class Process:
    """Runs for some rounds, then ends."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds

    def wait(self, timeout: float | None = None) -> int:
        assert timeout == serving.ROUND
        self.rounds -= 1
        if self.rounds < 0:
            return 0
        raise subprocess.TimeoutExpired("db_worker", timeout)


def test_lost_jobs_are_looked_for_once_a_round(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bool] = []
    monkeypatch.setattr(serving, "look_after_jobs", lambda *, at_start=False: looked.append(at_start))
    serving.attend(Process(3))  # type: ignore[arg-type]
    assert looked == [False, False, False]


@pytest.fixture
def _signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
def test_a_worker_takes_over_and_tidies_up_before_it_begins(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    left = tmp_path / "work" / "tmpabc"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    job = Job.objects.create(name="monitoring.compute", key="k", state="running", heartbeat=timezone.now())

    def start(*arguments: Any, **given: Any) -> None:
        job.refresh_from_db()
        assert (job.state, job.attempts, left.exists()) == ("queued", 1, False)
        raise Ended

    monkeypatch.setattr(serving, "close_old_connections", lambda: None)  # it would end the transaction of this test
    monkeypatch.setattr(serving.subprocess, "Popen", start)
    with pytest.raises(Ended):
        serving.run_worker()


def test_a_database_that_is_away_does_not_end_the_worker(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> int:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(serving, "close_old_connections", lambda: None)
    monkeypatch.setattr(jobs, "reap", away)
    assert serving.look_after_jobs() == 0
    assert "server closed the connection" in caplog.text


def test_a_round_is_shorter_than_the_silence_that_counts_as_death() -> None:
    assert timedelta(seconds=serving.ROUND) < jobs.SILENCE
    assert jobs.HEARTBEAT * 2 < jobs.SILENCE
