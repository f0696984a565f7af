"""Background work: `enqueue` writes the wish into the same transaction; the worker runs it at least once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Job, Organisation
from sozialstrategie.kit.core.scopes import owner_scope

log = logging.getLogger(__name__)
_JOBS: dict[str, Callable[..., str | None]] = {}
MAX_ATTEMPTS = 3
HEARTBEAT = timedelta(seconds=60)


def register_job(name: str, function: Callable[..., str | None]) -> None:
    """Make `function(**arguments)` known as `name` ("room.job"); rooms call this in `ready()`. Its return is the message shown."""
    _JOBS[name] = function


def enqueue(name: str, *, key: str, owner: Organisation | None = None, **arguments: Any) -> Job:
    """Ask for a job. Arguments are ids only, never contents. The same key never runs twice.

    Call inside the service's transaction: rolled back with it, visible at its commit.
    """
    if name not in _JOBS:
        raise KeyError(f"Unbekannter Auftrag {name}")
    job, created = Job.objects.get_or_create(
        key=f"{name}:{key}", defaults={"name": name, "arguments": arguments, "owner": owner}
    )
    if created:
        run_job.enqueue(job.pk)
    return job


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
        with owner_scope(job.owner) if job.owner else nullcontext():
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


def reap() -> int:
    """Ask again for jobs whose worker died; after three attempts they count as failed. Returns how many were found."""
    stale = Job.objects.filter(state="running", heartbeat__lt=timezone.now() - HEARTBEAT * 10)
    found = 0
    for job in stale:
        with transaction.atomic():
            found += 1
            if job.attempts + 1 >= MAX_ATTEMPTS:
                Job.objects.filter(pk=job.pk, state="running").update(
                    state="failed",
                    message="Dreimal abgebrochen.",
                    attempts=job.attempts + 1,
                    finished_at=timezone.now(),
                )
            elif Job.objects.filter(pk=job.pk, state="running").update(state="queued", attempts=job.attempts + 1):
                run_job.enqueue(job.pk)
    return found
