"""Computing all indicators and switching the pages to the new run. Only the worker and the command line do this."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection, transaction

from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.definitions import catalogue, catalogue_version
from sozialstrategie.evidence.monitoring.models import Edition, Result, Run
from sozialstrategie.evidence.monitoring.queries import current_run, show_run
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.jobs import enqueue
from sozialstrategie.kit.core.models import Job, Organisation
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
    editions = list(Edition.objects.filter(withdrawn_at__isnull=True).order_by("digest"))
    digests = [e.digest for e in editions]
    standing = current_run()
    if standing and standing.editions == digests and standing.catalogue_version == catalogue_version():
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
    computation = compute_derivations(catalogue(), facts, engine=settings.ENGINE)
    table = computation.values
    with transaction.atomic():
        run = Run.objects.create(
            catalogue_version=catalogue_version(),
            editions=digests,
            results_count=table.num_rows,
            problems=[p.text for p in computation.problems],
        )
        write_results(run.pk, table)
        show_run(run)
    Run.objects.exclude(pk__in=[run.pk, standing.pk if standing else 0]).delete()
    return run


def ask_for_computation(owner: Organisation | None, *, key: str) -> Job:
    """Queue one computation for the worker; `key` is the edition that made it necessary."""
    return enqueue("monitoring.compute", key=key, owner=owner)


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
