"""Asking about editions: which there are, who read them in, and how far the computation with them has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sozialstrategie.evidence.monitoring.current import current_run
from sozialstrategie.evidence.monitoring.models import Edition, Run
from sozialstrategie.evidence.monitoring.models.editions import EditionQuerySet
from sozialstrategie.evidence.monitoring.own import own_catalogue, version_of
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Act, Job, Organisation
from sozialstrategie.kit.core.permissions import allowed, demand

COMPUTE = "monitoring.compute"
COMPUTE_OWN = "monitoring.compute_own"
READ_IN = ("monitoring.import_edition", "monitoring.return_edition")


def editions_for(actor: Actor, organisation: Organisation) -> EditionQuerySet:
    """Editions of the instance and the organisation's own, newest first, for members who keep figures."""
    demand("monitoring.view_editions", actor, organisation)
    return with_importer().seen_by(organisation)


def with_importer() -> EditionQuerySet:
    """All editions, each with `importer_id`: the organisation that read it in last, as the list of acts says.

    None for what came by the command line or with the program.
    """
    read_in = Act.objects.filter(object_type="monitoring.edition", object_uid=OuterRef("uid"), verb__in=READ_IN)
    importer = Subquery(read_in.order_by("-sequence").values("owner_id")[:1])
    return Edition.objects.annotate(importer_id=importer)  # type: ignore[no-redef]  # the model names it, nothing stores it


def may_withdraw(actor: Actor, organisation: Organisation, edition: Edition) -> bool:
    """Whether the actor may take an edition back; only below the organisation that read it in.

    The same person may keep figures for two organisations. `edition` comes from `with_importer`.
    """
    return (edition.owner_id or edition.importer_id) == organisation.pk and allowed(
        "monitoring.withdraw_edition", actor, edition
    )


@dataclass(frozen=True, slots=True)
class EditionNews:
    """An edition that came, went or came back, and when; `edition` as `with_importer` gives it."""

    edition: Edition
    kind: Literal["new", "withdrawn", "returned"]
    at: datetime


def edition_news(actor: Actor, organisation: Organisation, since: datetime) -> list[EditionNews]:
    """What became of editions since a moment, newest first; two queries.

    Official editions are listed publicly; tables of the organisation's own only for whoever may see them.
    """
    editions = with_importer()
    seen = (
        editions.seen_by(organisation) if allowed("monitoring.view_own", actor, organisation) else editions.official()
    )
    back: dict[UUID | None, datetime] = dict(
        Act.objects.filter(object_type="monitoring.edition", verb="monitoring.return_edition", time__gt=since)
        .order_by("sequence")
        .values_list("object_uid", "time")
    )
    changed = Q(imported_at__gt=since) | Q(withdrawn_at__gt=since) | Q(withdrawn_at=None, uid__in=list(back))
    news = []
    for edition in seen.filter(changed):
        if edition.withdrawn_at is not None:
            # read in and taken back between two looks: it never counted for this person, but others may have seen it
            news.append(EditionNews(edition, "withdrawn", edition.withdrawn_at))
        elif edition.uid in back:
            news.append(EditionNews(edition, "returned", back[edition.uid]))
        else:
            news.append(EditionNews(edition, "new", edition.imported_at))
    return sorted(news, key=lambda n: (n.at, n.edition.pk), reverse=True)


def used_editions(owner: Organisation | None = None) -> EditionQuerySet:
    """Those that a computation of today would use: the instance's, or all that are the owner's own; in one fixed order."""
    standing = Edition.objects.filter(withdrawn_at__isnull=True).order_by("digest")
    return standing.official() if owner is None else standing.filter(owner=owner)


def shown_digests(owner: Organisation | None = None) -> list[str]:
    """Their checksums."""
    return list(used_editions(owner).values_list("digest", flat=True))


def is_computed(edition: Edition) -> bool:
    """Whether the figures that pages show were computed with this edition among the others."""
    run = current_run(edition.owner)
    return run is not None and edition.digest in run.editions


@dataclass(frozen=True, slots=True)
class ComputationState:
    """How the shown figures stand to the editions. `at`: when the shown run was finished, None before the first."""

    state: Literal["done", "running", "failed", "missing"]
    message: str
    at: datetime | None
    values: int
    editions: int


def computation_state(organisation: Organisation | None = None) -> ComputationState:
    """Done; asked for or running; failed, with the sentence of the failure; or not even asked for. At most nine queries.

    `organisation`: its own indicators count too.
    """
    state = _state_of(None, Job.objects.filter(name=COMPUTE))
    if organisation is None or state.state != "done":
        return state
    own = _state_of(organisation, Job.objects.filter(name=COMPUTE_OWN, owner=organisation))
    waiting = own.state in ("running", "failed") or (own.state == "missing" and shown_digests(organisation))
    return own if waiting else state


def _state_of(owner: Organisation | None, jobs: QuerySet[Job]) -> ComputationState:
    run = current_run(owner)
    shown = (run.finished_at, run.results_count, len(run.editions)) if run else (None, 0, 0)
    if run is not None and run.editions == shown_digests(owner) and _defined_so(run, owner):
        return ComputationState("done", "", *shown)
    if jobs.filter(state__in=("queued", "running")).exists():
        return ComputationState("running", "", *shown)
    last = jobs.order_by("-finished_at", "-pk").first()
    if last is not None and last.state == "failed":
        return ComputationState("failed", last.message, *shown)
    return ComputationState("missing", "", *shown)


def _defined_so(run: Run, owner: Organisation | None) -> bool:
    """Own definitions change while the program runs; those of the instance come with a new version of it."""
    return owner is None or run.catalogue_version == version_of(own_catalogue(owner))


def holds_file(raw_sha: str, organisation: Organisation) -> bool:
    """Whether the file with this checksum has been read in, where this organisation sees it."""
    return Edition.objects.seen_by(organisation).filter(raw_sha=raw_sha).exists()
