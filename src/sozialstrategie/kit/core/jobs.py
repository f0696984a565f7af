"""Background work: `enqueue` writes the wish into the same transaction; the worker runs it at least once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django_tasks import task

from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Job, Organisation
from sozialstrategie.kit.core.scopes import owner_scope

log = logging.getLogger(__name__)
_JOBS: dict[str, Callable[..., str | None]] = {}
MAX_ATTEMPTS = 3
HEARTBEAT = timedelta(seconds=60)
SILENCE = HEARTBEAT * 10  # a job that gave no sign for so long is lost


def register_job(name: str, function: Callable[..., str | None]) -> None:
    """Make `function(**arguments)` known as `name` ("room.job"); rooms call this in `ready()`. Its return is the message shown."""
    _JOBS[name] = function


_DAILY: list[str] = []


def register_daily(name: str) -> None:
    """Have a registered job without arguments and owner asked for once a day; rooms call this in `ready()`."""
    if name not in _DAILY:
        _DAILY.append(name)


def ask_daily() -> int:
    """Ask for the jobs of today that nobody has asked for yet; returns how many. For the worker, as often as it likes."""
    today = timezone.localdate().isoformat()
    wanted = {f"{name}:{today}": name for name in _DAILY}
    known = set(Job.objects.filter(key__in=wanted).values_list("key", flat=True))
    missing = [name for key, name in wanted.items() if key not in known]
    for name in missing:
        with transaction.atomic():
            enqueue(name, key=today)
    return len(missing)


_ROUNDS: list[Callable[[], None]] = []


def register_round(look: Callable[[], None]) -> None:
    """Have `look` called about once a minute beside the worker, to ask for a job that is due; rooms call this in `ready()`.

    It must be quick: one cheap question, and `enqueue` where the answer is yes.
    """
    if look not in _ROUNDS:
        _ROUNDS.append(look)


def go_round() -> None:
    """Let every room look whether something is due."""
    for look in _ROUNDS:
        look()


def enqueue(name: str, *, key: str, owner: Organisation | None = None, **arguments: Any) -> Job:
    """Ask for a job. Arguments are ids only, never contents.

    The same key runs once: a job that waits, runs or is done is left alone. One that failed, or gave no sign of life for
    ten minutes, is asked for again with the arguments it had.

    Call inside the service's transaction: rolled back with it, visible at its commit.
    """
    if name not in _JOBS:
        raise KeyError(f"Unbekannter Auftrag {name}")
    job, created = Job.objects.get_or_create(
        key=f"{name}:{key}", defaults={"name": name, "arguments": arguments, "owner": owner}
    )
    if created:
        run_job.enqueue(job.pk)
    elif _over(job):
        seen = Job.objects.filter(pk=job.pk, state=job.state, heartbeat=job.heartbeat)
        if seen.update(state="queued", attempts=0, message="", heartbeat=timezone.now(), finished_at=None):
            run_job.enqueue(job.pk)
        job.refresh_from_db()
    return job


def _over(job: Job) -> bool:
    """Failed, or lost: neither done nor alive. (A wish that is lost while it waits leaves no trace but its age.)"""
    last_sign: datetime = job.heartbeat or job.created_at
    return job.state == "failed" or (job.state != "done" and last_sign < timezone.now() - SILENCE)


@task()
def run_job(job_id: int) -> None:
    """Run one job: claim it, do it, keep the message. A refusal ends it with the sentence.

    A job with an owner runs in that owner's scope; one without opens the scope it needs itself.
    """
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state="queued").update(state="running", heartbeat=now)
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    job.attempts += 1
    try:
        with _alive(job.pk), owner_scope(job.owner) if job.owner else nullcontext():
            message = _JOBS[job.name](**job.arguments) or ""
        job.state, job.message = "done", message
    except Refused as refusal:
        job.state, job.message = "failed", str(refusal)
    except Exception:
        # Any fault of a job must end as a state that a person can see; details go to the log without arguments.
        log.exception("Auftrag %s ist fehlgeschlagen", job.name)
        job.state, job.message = "failed", "Unerwarteter Fehler; die Betreiberin findet Näheres im Protokoll."
    job.finished_at = timezone.now()
    job.save(update_fields=["state", "message", "attempts", "finished_at"])


@contextmanager
def _alive(job_id: int) -> Iterator[None]:
    """Give a sign of life every minute while the job is at work, from a thread beside it."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(HEARTBEAT.total_seconds()):
                renew(job_id)
        finally:
            connection.close()  # the connection of this thread

    thread = threading.Thread(target=beat, name=f"Lebenszeichen {job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=HEARTBEAT.total_seconds())


def renew(job_id: int) -> None:
    """One sign of life. A database that is busy for a moment is no reason to fall silent for good."""
    try:
        Job.objects.filter(pk=job_id, state="running").update(heartbeat=timezone.now())
    except DatabaseError as fault:
        log.warning("Kein Lebenszeichen für Auftrag %s: %s", job_id, fault)
        connection.close()


def reap() -> int:
    """Ask again for jobs that fell silent; after three attempts they count as failed. Returns how many were found."""
    return _ask_again(timezone.now() - SILENCE)


def take_over() -> int:
    """The same for every job that is left running, however young: the worker that ran it is gone.

    For the start of a worker. One instance has one worker: whatever runs then, runs nowhere.
    """
    return _ask_again(None)


def _ask_again(silent_since: datetime | None) -> int:
    left = Job.objects.filter(state="running")
    if silent_since is not None:
        left = left.filter(heartbeat__lt=silent_since)
    found = 0
    for job in left:
        with transaction.atomic():
            found += 1
            # The sign of life as it was seen: a job that gave one meanwhile is alive.
            mine = Job.objects.filter(pk=job.pk, state="running", heartbeat=job.heartbeat)
            if job.attempts + 1 >= MAX_ATTEMPTS:
                mine.update(
                    state="failed",
                    message="Dreimal abgebrochen.",
                    attempts=job.attempts + 1,
                    finished_at=timezone.now(),
                )
            elif mine.update(state="queued", attempts=job.attempts + 1, heartbeat=timezone.now()):
                run_job.enqueue(job.pk)
    return found
