"""From a raw file to an immutable edition: read in a guarded child process, show, confirm, commit."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from sozialstrategie.evidence.disclosure.rules import STRICTEST_NAME
from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.editions import is_computed
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.readers.tables.mapping import TableMapping
from sozialstrategie.evidence.monitoring.readers.types import ParsedFile, Problem
from sozialstrategie.evidence.monitoring.services.computing import ask_again, ask_for_computation
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand


@dataclass
class Outcome:
    """What became of one file."""

    parsed: ParsedFile
    edition: Edition | None = None
    is_new: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> list[Problem]:
        return self.parsed.errors


_NO_SOURCE = "Die Datei und ihre Zuordnung nennen keine Quelle, erwartet wird, wer die Zahlen wann veröffentlicht hat."


def read_bytes(data: bytes, *, name: str, mapping: TableMapping | None = None) -> ParsedFile:
    """Read one raw file with all checks, in a child process that can be ended.

    `mapping`: what the columns of a table mean whose form is not known. Without one, such a table is refused and comes
    with a proposal.

    The bytes go through a pipe: what is refused (among it files with one row per person) never touches the disk.
    """
    from sozialstrategie.evidence.monitoring.readers import read_guarded  # heavy: brings pyarrow

    with tempfile.TemporaryDirectory(dir=_workroom()) as folder:
        return read_guarded(data, name=name, folder=Path(folder), mappings=[mapping] if mapping else [])


def _workroom() -> Path:
    folder = Path(settings.HOME) / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def import_file(
    *,
    actor: Actor,
    path: Path,
    name: str | None = None,
    owner: Organisation | None = None,
    source: str = "",
    mapping: TableMapping | None = None,
    private: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Read a file and, unless it has errors or `dry_run`, make it an edition.

    Reading the same figures again changes nothing (`is_new` is False and the outcome names the standing edition); only when
    pages do not show them yet, the computation is asked for again.

    Args:
        source: citation in place of the one that the file's form suggests.
        private: the figures belong to `owner` and are seen there alone; otherwise to the instance, for everybody.

    Raises:
        Forbidden: the actor may not import.
    """
    data, name = path.read_bytes(), name or path.name
    return import_bytes(
        actor=actor, data=data, name=name, owner=owner, source=source, mapping=mapping, private=private, dry_run=dry_run
    )


def import_bytes(
    *,
    actor: Actor,
    data: bytes,
    name: str,
    owner: Organisation | None = None,
    source: str = "",
    mapping: TableMapping | None = None,
    private: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """The same for an upload held in memory."""
    demand("monitoring.import_own" if private else "monitoring.import_edition", actor, owner)
    parsed = read_bytes(data, name=name, mapping=mapping)
    if source and source != parsed.source:
        # Nobody has checked what a source named by hand published: its figures are protected like own ones.
        parsed.source, parsed.disclosure_rule = source, STRICTEST_NAME
    if parsed.facts is not None and not parsed.source:
        parsed.problems.insert(0, Problem("error", "no_source", _NO_SOURCE, file=name))
    return _store(
        actor=actor,
        parsed=parsed,
        data=data,
        name=name,
        owner=owner,
        belongs_to=owner if private else None,
        dry_run=dry_run,
    )


def _store(
    *,
    actor: Actor,
    parsed: ParsedFile,
    data: bytes,
    name: str,
    owner: Organisation | None,
    belongs_to: Organisation | None,
    dry_run: bool,
) -> Outcome:
    if parsed.errors or parsed.facts is None:
        return Outcome(parsed)
    from sozialstrategie.evidence.monitoring.readers import canonical_digest

    digest = canonical_digest(parsed.facts)
    standing = Edition.objects.filter(digest=digest, owner=belongs_to, withdrawn_at__isnull=True).first()
    counts = _counts(parsed.facts)
    if standing is not None and not dry_run:
        _heal(standing, parsed.facts, data)
        if not is_computed(standing):
            ask_again(owner, standing)
    if standing is not None or dry_run:
        return Outcome(parsed, standing, False, counts)
    edition = commit_edition(
        actor=actor,
        parsed=parsed,
        digest=digest,
        raw=data,
        name=name,
        owner=owner,
        belongs_to=belongs_to,
        counts=counts,
    )
    return Outcome(parsed, edition, True, counts)


def _heal(edition: Edition, facts: Any, raw: bytes) -> None:
    """Write a file of a standing edition again that was lost from the disk."""
    facts_file, raw_file = storage.facts_path(edition.digest), storage.raw_path(edition.raw_sha)
    if not facts_file.exists():
        storage.write_durably(facts_file, storage.parquet_bytes(facts))
    if not raw_file.exists() and storage.sha256(raw) == edition.raw_sha:
        storage.write_durably(raw_file, raw)


MOST_SERIES = 300  # of a private table that an indicator can be made of


def _series(facts: Any) -> list[list[str]]:
    """Series, category and unit of every kind of row, in the order of the table."""
    kinds = zip(*(facts[name].to_pylist() for name in ("item", "category", "unit")), strict=True)
    return [list(kind) for kind in dict.fromkeys(kinds)][:MOST_SERIES]


def _counts(facts: Any) -> dict[str, int]:
    import pyarrow.compute as pc  # heavy: only after a file was read

    years = pc.min_max(facts["year"]).as_py()
    values = len(facts) - facts["value"].null_count
    return {
        "values": values,
        "signs": len(facts) - values,
        "regions": pc.count_distinct(facts["region"]).as_py(),
        "first_year": years["min"] or 0,
        "last_year": years["max"] or 0,
    }


def commit_edition(
    *,
    actor: Actor,
    parsed: ParsedFile,
    digest: str,
    raw: bytes,
    name: str,
    owner: Organisation | None = None,
    belongs_to: Organisation | None = None,
    counts: dict[str, int] | None = None,
    is_shipped: bool = False,
    territorial_status: str = "",
) -> Edition:
    """Write both files durably, then the row; a crash between them leaves nothing visible. `belongs_to`: None = the instance.

    The computation is asked for in the same transaction: no edition without it. (Shipped ones: who loads them computes.)
    """
    withdrawn = Edition.objects.filter(digest=digest, owner=belongs_to, withdrawn_at__isnull=False).first()
    if withdrawn is not None:
        return return_edition(actor=actor, edition=withdrawn, owner=owner)
    numbers = counts or _counts(parsed.facts)
    permission = "monitoring.import_own" if belongs_to else "monitoring.import_edition"
    with act("monitoring.import_edition", actor=actor, permission=permission, owner=owner) as record:
        raw_sha = storage.sha256(raw)
        storage.write_durably(storage.raw_path(raw_sha), raw)
        storage.write_durably(storage.facts_path(digest), storage.parquet_bytes(parsed.facts))
        try:
            with transaction.atomic():
                edition = Edition.objects.create(
                    owner=belongs_to,
                    digest=digest,
                    raw_sha=raw_sha,
                    table=parsed.table,
                    title=parsed.title[:400],
                    source=parsed.source[:400],
                    licence=parsed.licence[:200],
                    disclosure_rule=parsed.disclosure_rule,
                    stand=parsed.stand,
                    territorial_status=territorial_status,
                    format=parsed.format,
                    encoding=parsed.encoding,
                    file_name=name[:200],
                    values_count=numbers["values"],
                    signs_count=numbers["signs"],
                    first_year=numbers["first_year"],
                    last_year=numbers["last_year"],
                    series=_series(parsed.facts) if belongs_to else [],
                    notes=[str(p) for p in parsed.notes][:200],
                    is_shipped=is_shipped,
                    imported_by=actor.person_uid,
                )
        except IntegrityError:
            record.nothing_changed()
            return Edition.objects.get(digest=digest, owner=belongs_to)
        record.created(edition)
        if not is_shipped:
            ask_for_computation(owner, edition)
        return edition


def return_edition(*, actor: Actor, edition: Edition, owner: Organisation | None = None) -> Edition:
    """Bring a withdrawn edition back: its figures count again.

    Raises:
        Forbidden: the actor may not import.
    """
    permission = "monitoring.return_own" if edition.owner_id else "monitoring.import_edition"
    with act("monitoring.return_edition", actor=actor, permission=permission, owner=owner, obj=edition) as record:
        if not Edition.objects.filter(pk=edition.pk, withdrawn_at__isnull=False).update(withdrawn_at=None):
            record.nothing_changed()
        else:
            ask_for_computation(owner, edition)
        edition.refresh_from_db()
    return edition
