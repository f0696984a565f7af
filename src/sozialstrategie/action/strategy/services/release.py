"""Freezing a strategy: drafts for committees by planners, released versions by leadership."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import F
from django.utils import timezone

from sozialstrategie.action.strategy.enums import (
    GONE_STATUSES,
    PUBLIC_KINDS,
    StrategyState,
    VersionKind,
)
from sozialstrategie.action.strategy.models import Measure, Strategy, StrategyVersion
from sozialstrategie.action.strategy.queries import comparison, snapshot
from sozialstrategie.action.strategy.queries.life import checksum_of, notes_on
from sozialstrategie.evidence.disclosure.differences import telling
from sozialstrategie.evidence.disclosure.rules import STRICTEST
from sozialstrategie.evidence.monitoring.own import counted_table
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.enums import Visibility
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.versions import save_version


def freeze_draft(*, actor: Actor, strategy: Strategy, note: str = "") -> StrategyVersion:
    """Keep the present state of the draft as a version for discussion; it stays internal."""
    with act(
        "strategy.freeze_draft", actor=actor, permission="strategy.change", owner=strategy.owner, obj=strategy
    ) as record:
        version = freeze(actor, strategy, VersionKind.DRAFT, note)
        record.created(version)
    return version


def release_strategy(
    *, actor: Actor, strategy: Strategy, version: int, note: str = "", digest: str | None = None
) -> StrategyVersion:
    """Leadership releases the strategy: from now on the public reads exactly this version.

    Only accepted findings, public measures and approved readings enter it. The measures in it count as released.

    Args:
        version: the version of the strategy that leadership saw.
        digest: `queries.content_digest` of the content that leadership saw; None where nobody looked at a page.

    Raises:
        Refused: nothing to release, or nothing changed since the last release.
        Conflict: the strategy, or anything that would be released with it, changed since leadership saw it.
        Forbidden: no right.
    """
    with act(
        "strategy.release_strategy", actor=actor, permission="strategy.release", owner=strategy.owner, obj=strategy
    ) as record:
        frozen = freeze(actor, strategy, VersionKind.RELEASED, note, digest)
        save_version(
            strategy, version=version, values={"state": StrategyState.RELEASED, "released_at": frozen.frozen_at}
        )
        included = Measure.objects.filter(
            owner=strategy.owner, field__strategy=strategy, deleted_at=None, visibility=Visibility.PUBLIC
        ).exclude(status__in=GONE_STATUSES)
        # the mark names the version as it stands: no edit of the measure, so no new version of it
        count = included.update(released_version=F("version"))
        record.created(frozen)
        record.note("released_measures", count)
    return frozen


def freeze(actor: Actor, strategy: Strategy, kind: VersionKind, note: str, seen: str | None = None) -> StrategyVersion:
    """Keep the present state as a version of a kind; inside a running act. `seen`, Raises: as `release_strategy`."""
    versions = StrategyVersion.objects.filter(strategy=strategy, owner=strategy.owner).order_by("-number")
    last, public = versions.first(), kind in PUBLIC_KINDS
    now = timezone.now()
    payload = snapshot.payload_of(
        strategy,
        number=last.number + 1 if last else 1,
        state=str(kind.value),
        as_of=timezone.localdate(now),
        public_only=public,
    )
    content = payload["content"]
    if seen is not None and comparison.content_digest(content) != seen:
        raise Conflict(strategy, {"digest": seen})
    if not content["fields"] or not content["goals"]:
        raise Refused("Die Strategie hat noch kein Handlungsfeld mit einem Ziel. Es gibt nichts festzuhalten.")
    if kind == VersionKind.RELEASED:
        released = versions.filter(state=kind).first()
        if released is not None and released.payload["content"] == content:
            raise Refused(f"Seit der Freigabe von Fassung {released.number} hat sich nichts geändert.")
    if public:
        _demand_nothing_told(content)
    text, sha256 = snapshot.digest(payload)
    version = StrategyVersion(
        owner=strategy.owner,
        strategy=strategy,
        number=payload["number"],
        state=kind,
        payload_text=text,
        sha256=sha256,
        note=note.strip()[:200],
        frozen_at=now,
        frozen_by=actor.person_uid,
    )
    version.save(force_insert=True)
    return version


def version_of_now(actor: Actor, strategy: Strategy, kind: VersionKind, note: str) -> StrategyVersion:
    """The newest version where it still is the present state for the same readers, else a new one; inside a running act.

    What units were asked about is not yet what a body decides on: a version for opinions serves for opinions alone.
    """
    last = StrategyVersion.objects.filter(strategy=strategy, owner=strategy.owner).order_by("-number").first()
    public = kind in PUBLIC_KINDS
    serves = (
        last is not None
        and (last.state in PUBLIC_KINDS) == public
        and (last.state != VersionKind.SHARED or kind == VersionKind.SHARED)
    )
    if last is not None and serves and last.payload["content"] == snapshot.content_of(strategy, public_only=public):
        return last
    return freeze(actor, strategy, kind, note)


def _demand_nothing_told(content: dict[str, Any]) -> None:
    """Counts of one own table that are harmless one by one may tell a few people together."""
    groups: dict[tuple[str, ...], list[tuple[int, dict[str, Any]]]] = {}
    for finding in content["findings"]:
        for figure in finding["figures"]:
            if figure["value"] is not None and (table := counted_table(figure["indicator"])):
                groups.setdefault((table, figure["region"], figure["period"]), []).append((finding["number"], figure))
    for group in groups.values():
        if found := telling([float(figure["value"]) for _, figure in group]):
            names = " und ".join(f"„{group[n][1]['name']}“ (Befund {group[n][0]})" for n in found)
            raise Refused(
                f"{names} ließen zusammen erkennen, wie viele es in einer kleinen Gruppe sind: Der Abstand liegt unter "
                f"{STRICTEST.min_cases}. Bitte nehmen Sie vor der Freigabe eine der Zahlen aus ihrem Befund."
            )


def verify_version(version: StrategyVersion) -> bool:
    """Whether the frozen text still matches its checksum, or after erasures the checksum that the last one left."""
    return hashlib.sha256(version.payload_text.encode("utf-8")).hexdigest() == checksum_of(version, notes_on(version))
