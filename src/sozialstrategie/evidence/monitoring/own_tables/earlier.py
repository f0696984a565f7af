"""A table looked at beside its earlier editions: which figures it would change, before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from sozialstrategie.evidence.disclosure.rules import STRICTEST
from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.editions import used_editions
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.readers.units import unit_kind
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand

_KEY = ("region", "period", "item", "category")
_FIGURE = ("value", "sign")


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A figure that stands here otherwise: what it was, what it would be, and the cell that says so."""

    fact: dict[str, Any]  # a row of the fact table, as read now
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A table beside the editions of the same table that count today.

    `changed`: figures with another value. `added`: how many figures are new. `kept`: how many of the earlier ones the table
    does not name; they go on counting. `newer`: the edition that goes on counting because its Stand is later, else None.
    """

    editions: int
    changed: list[ChangedFact]
    added: int
    kept: int
    newer: Edition | None


def beside_earlier(actor: Actor, owner: Organisation, table: str, facts: Any, stand: str) -> Beside | None:
    """The facts of a table (pyarrow) beside its own earlier editions; None where there is none.

    Args:
        stand: ISO day of the table, "" for today.

    Raises:
        Forbidden: the actor may not read in for this organisation.
        OSError, ValueError: an edition's file is gone or damaged.
    """
    demand("monitoring.import_own", actor, owner)
    standing = list(used_editions(owner).filter(table=table).order_by("stand", "digest"))
    if not standing:
        return None
    before: dict[tuple[Any, ...], dict[str, Any]] = {}
    for edition in standing:
        before |= _by_key(storage.read_facts(edition.digest))
    now = _by_key(facts)
    changed = [
        ChangedFact(fact, _shown(before[key]), _shown(fact))
        for key, fact in now.items()
        if key in before and any(fact[name] != before[key][name] for name in _FIGURE)
    ]
    newer = standing[-1] if standing[-1].stand[:10] > (stand or timezone.localdate().isoformat()) else None
    return Beside(len(standing), changed, len(now.keys() - before.keys()), len(before.keys() - now.keys()), newer)


def _by_key(facts: Any) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row[name] for name in _KEY): row for row in facts.to_pylist()}


def _shown(fact: dict[str, Any]) -> str:
    """A figure as text; small counts are kept back here as everywhere."""
    value = fact["value"]
    if value is None:
        return str(fact["sign"])
    is_count = unit_kind(fact["unit"]) in (None, "count", "scaled_count")
    if is_count and 0 < value < STRICTEST.min_cases:
        return "."
    return f"{value:.15g}".replace(".", ",")
