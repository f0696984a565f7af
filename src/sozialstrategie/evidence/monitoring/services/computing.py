"""Computing all indicators and switching the pages to the new run. Only the worker and the command line do this."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection, transaction

from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.current import current_run, current_run_uid, locked_pointer, show_run
from sozialstrategie.evidence.monitoring.definitions import catalogue, catalogue_version
from sozialstrategie.evidence.monitoring.editions import COMPUTE, COMPUTE_OWN, shown_digests, used_editions
from sozialstrategie.evidence.monitoring.formula import Catalogue
from sozialstrategie.evidence.monitoring.models import Edition, Result, Run
from sozialstrategie.evidence.monitoring.own import own_catalogue, version_of
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.jobs import enqueue
from sozialstrategie.kit.core.models import Act, Job, Organisation
from sozialstrategie.kit.core.permissions import demand

_COLUMNS = (
    "indicator", "derivation", "region", "level", "period", "year", "value", "sign", "numerator", "denominator",
    "edition", "flags",
)  # fmt: skip


def compute_all(*, actor: Actor) -> Run:
    """Compute every derivation of every indicator from all editions that are not withdrawn, write the run whole, switch.

    Returns:
        the run that pages show from now on; the standing one when neither editions nor definitions changed.
    """
    demand("monitoring.compute", actor, None)
    return _compute(None, catalogue(), catalogue_version())


def compute_own(*, actor: Actor, owner: Organisation) -> Run:
    """Compute the indicators that an organisation made, from its own editions alone, and switch its pages to them.

    Raises:
        Forbidden: only the worker and the command line compute.
    """
    demand("monitoring.compute", actor, None)
    own = own_catalogue(owner)
    return _compute(owner, own, version_of(own))


def _compute(owner: Organisation | None, definitions: Catalogue, version: str) -> Run:
    editions = list(used_editions(owner))
    digests = [e.digest for e in editions]
    standing = current_run(owner)
    if standing and (standing.editions, standing.catalogue_version) == (digests, version):
        _renew_rules(standing)
        return standing
    from sozialstrategie.evidence.monitoring.computation import EditionFacts  # heavy: brings ibis and duckdb
    from sozialstrategie.evidence.monitoring.computation import compute_all as compute_derivations

    facts = [
        EditionFacts(
            table=e.table,
            stand=e.stand,
            sha=e.digest,
            path=storage.facts_path(e.digest),
            source=e.source,
            licence=e.licence,
        )
        for e in editions
    ]
    computation = compute_derivations(definitions, facts, engine=settings.ENGINE)
    table = computation.values
    with transaction.atomic():
        before = _shown_under_lock(owner)
        if before is not None and _is_newer(before, digests, version, since=standing):
            return before
        run = Run.objects.create(
            owner=owner,
            catalogue_version=version,
            editions=digests,
            results_count=table.num_rows,
            problems=[p.text for p in computation.problems],
        )
        write_results(run.pk, table)
        show_run(run)
    Run.objects.filter(owner=owner).exclude(pk__in=[run.pk, before.pk if before else 0]).delete()
    return run


def _renew_rules(standing: Run) -> None:
    """A pointer that an older version of the program wrote names no rules of disclosure; name them."""
    with transaction.atomic():
        pointer = locked_pointer(standing.owner)
        if pointer is not None and pointer.id == standing.pk and not pointer.rules:
            show_run(standing)


def _shown_under_lock(owner: Organisation | None) -> Run | None:
    pointer = locked_pointer(owner)
    return None if pointer is None else Run.objects.filter(pk=pointer.id).first()


def _is_newer(shown: Run, digests: list[str], version: str, *, since: Run | None) -> bool:
    """Whether the run shown now is newer than what was just computed from `digests`.

    The editions of this moment decide. While we computed, they may have changed, and another computation may have switched:
    ours is shown when it rests on them. Otherwise it is shown only in place of the run that stood when we began, unless
    that one rests on them (an edition was withdrawn and came back). Whoever changed the editions asked for the next run.
    """
    now = shown_digests(shown.owner)
    if (shown.editions, shown.catalogue_version) == (now, version):
        return True
    return digests != now and (since is None or shown.pk != since.pk)


def ask_for_computation(owner: Organisation | None, edition: Edition) -> Job:
    """Queue a computation for the worker, inside the act by which an edition comes or goes: none without the other."""
    key = f"{edition.uid}:{_acts_on(edition)}"
    return ask_for_own(edition.owner, key) if edition.owner else enqueue(COMPUTE, key=key, owner=owner)


def ask_for_own(owner: Organisation, key: str) -> Job:
    """Queue a computation of the organisation's own indicators; `key` names the change that it is for."""
    return enqueue(COMPUTE_OWN, key=key, owner=owner, organisation=str(owner.uid))


def ask_again(owner: Organisation | None, edition: Edition) -> Job:
    """Queue the computation once more for an edition that pages do not show yet.

    The wish of the last act is renewed when it failed or was lost; a waiting one is enough. Where it was done and the
    figures still do not show, one more is asked for.
    """

    def ask(key: str) -> Job:
        return ask_for_own(edition.owner, key) if edition.owner else enqueue(COMPUTE, key=key, owner=owner)

    key = f"{edition.uid}:{_acts_on(edition) - 1}"
    job = ask(key)
    return job if job.state != "done" else ask(f"{key}:{current_run_uid(edition.owner)}")


def _acts_on(edition: Edition) -> int:
    return Act.objects.filter(object_type="monitoring.edition", object_uid=edition.uid).count()


def write_results(run_id: int, table: Any) -> None:
    """Load an Arrow table of results: COPY on PostgreSQL, executemany on SQLite."""
    columns = [table.column(name).to_pylist() for name in _COLUMNS]
    rows = ((run_id, *row) for row in zip(*columns, strict=True))
    names = ", ".join(f'"{c}"' for c in ("run_id", *_COLUMNS))
    target = Result._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (len(_COLUMNS) + 1))
            cursor.executemany(f"INSERT INTO {target} ({names}) VALUES ({marks})", list(rows))
