"""The figures that come with the program become editions like any other."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.readers.types import ParsedFile
from sozialstrategie.evidence.monitoring.services.importing import commit_edition
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Act


def load_shipped(*, actor: Actor) -> int:
    """Read the shipped tables in as editions; returns how many were new.

    A shipped table whose figures changed with a new version of the program replaces the older one, which stays listed as withdrawn.
    """
    from django.utils import timezone

    from sozialstrategie.evidence.monitoring.readers import canonical_digest  # heavy: brings pyarrow
    from sozialstrategie.evidence.monitoring.shipped import shipped_tables

    standing = {e.digest: e for e in Edition.objects.filter(is_shipped=True)}
    taken_back = _taken_back(standing.values())
    fresh: set[str] = set()
    new = 0
    for table in shipped_tables():
        digest = canonical_digest(table.facts)
        fresh.add(digest)
        if digest in standing and (standing[digest].withdrawn_at is None or standing[digest].uid in taken_back):
            continue
        parsed = ParsedFile(
            "shipped", table.table, table.title, table.source, table.licence, table.stand, "utf-8", table.facts,
            disclosure_rule="published",
        )  # fmt: skip
        commit_edition(
            actor=actor,
            parsed=parsed,
            digest=digest,
            raw=table.raw,
            name=table.file_name,
            is_shipped=True,
            territorial_status=table.territorial_status,
        )
        new += 1
    Edition.objects.filter(is_shipped=True, withdrawn_at__isnull=True).exclude(digest__in=fresh).update(
        withdrawn_at=timezone.now()
    )
    return new


def _taken_back(editions: Iterable[Edition]) -> set[UUID]:
    """Those that somebody withdrew with a reason: a new version of the program must not bring them back."""
    newest: dict[UUID | None, str] = {}
    acts = Act.objects.filter(object_type="monitoring.edition", object_uid__in=[e.uid for e in editions])
    for uid, verb in acts.order_by("sequence").values_list("object_uid", "verb"):
        newest[uid] = verb
    return {uid for uid, verb in newest.items() if uid is not None and verb == "monitoring.withdraw_edition"}
