"""Asking about editions: which there are, who read them in, and how far the computation with them has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import OuterRef, QuerySet, Subquery

from sozialstrategie.evidence.monitoring.current import current_run
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Act, Job, Organisation
from sozialstrategie.kit.core.permissions import demand

COMPUTE = "monitoring.compute"
READ_IN = ("monitoring.import_edition", "monitoring.return_edition")


def editions_for(actor: Actor, organisation: Organisation) -> QuerySet[Edition]:
    """Official editions of the instance, newest first, for members who keep figures."""
    demand("monitoring.view_editions", actor, organisation)
    return with_importer()


def with_importer() -> QuerySet[Edition]:
    """All editions, each with `importer_id`: the organisation that read it in last, as the list of acts says.

    None for what came by the command line or with the program.
    """
    read_in = Act.objects.filter(object_type="monitoring.edition", object_uid=OuterRef("uid"), verb__in=READ_IN)
    importer = Subquery(read_in.order_by("-sequence").values("owner_id")[:1])
    return Edition.objects.annotate(importer_id=importer)  # type: ignore[no-redef]  # the model names it, nothing stores it


def shown_digests() -> list[str]:
    """Checksums of the editions that a computation of today would use, in one fixed order."""
    return list(Edition.objects.filter(withdrawn_at__isnull=True).order_by("digest").values_list("digest", flat=True))


def is_computed(edition: Edition) -> bool:
    """Whether the figures that pages show were computed with this edition among the others."""
    run = current_run()
    return run is not None and edition.digest in run.editions


@dataclass(frozen=True, slots=True)
class ComputationState:
    """How the shown figures stand to the editions. `at`: when the shown run was finished, None before the first."""

    state: Literal["done", "running", "failed", "missing"]
    message: str
    at: datetime | None
    values: int
    editions: int


def computation_state() -> ComputationState:
    """Done; asked for or running; failed, with the sentence of the failure; or not even asked for. At most five queries."""
    run = current_run()
    shown = (run.finished_at, run.results_count, len(run.editions)) if run else (None, 0, 0)
    if run is not None and run.editions == shown_digests():
        return ComputationState("done", "", *shown)
    if Job.objects.filter(name=COMPUTE, state__in=("queued", "running")).exists():
        return ComputationState("running", "", *shown)
    last = Job.objects.filter(name=COMPUTE).order_by("-finished_at", "-pk").first()
    if last is not None and last.state == "failed":
        return ComputationState("failed", last.message, *shown)
    return ComputationState("missing", "", *shown)


def holds_file(raw_sha: str) -> bool:
    """Whether the file with this checksum has been read in."""
    return Edition.objects.filter(raw_sha=raw_sha).exists()
