"""Editions of facts, which of them wins for a key, and how a result remembers the editions it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SHORT_SHA = 8  # as people see it on pages and in exports
MAX_BITS = 62  # a signed 64-bit integer
MAX_NAMED = 8  # more editions under one figure than a person can read are cut with an ellipsis


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """One immutable Parquet file with FACT_COLUMNS. `stand` is the office's time stamp, "" where it is not
    known."""

    table: str
    stand: str
    sha: str
    path: Path
    source: str = ""
    licence: str = ""


def ranked(facts: Sequence[EditionFacts] | Mapping[str, EditionFacts]) -> list[EditionFacts]:
    """The editions from oldest to newest by (stand, sha), each once; the position is the rank.

    Order and repetition of the input do not matter, so the order of imports cannot change a result.
    """
    editions = facts.values() if isinstance(facts, Mapping) else facts
    by_sha = {edition.sha: edition for edition in editions}
    return sorted(by_sha.values(), key=lambda edition: (edition.stand, edition.sha))


@dataclass(frozen=True)
class Provenance:
    """Which bit stands for which edition, per table, so that a sum can carry its editions as one integer.

    bits: rank of edition -> bit (power of two); names: (table number, bit position) -> short checksums.
    """

    bits: Mapping[int, int]
    names: Mapping[tuple[int, int], tuple[str, ...]]

    def read(self, code: str) -> str:
        """ "3:5+4:1" (table number : bits) -> the short checksums, sorted, joined by "+"."""
        found: set[str] = set()
        for part in filter(None, code.split("+")):
            table, mask = (int(number) for number in part.split(":"))
            for position in range(MAX_BITS):
                if mask >> position & 1:
                    found.update(self.names[table, position])
        listed = sorted(found)
        return "+".join(listed[:MAX_NAMED]) + ("+…" if len(listed) > MAX_NAMED else "")


def assign_bits(
    editions: Sequence[EditionFacts], tables_of: Mapping[int, Iterable[str]], table_numbers: Mapping[str, int]
) -> Provenance:
    """Give every edition a bit that no other edition of the same table has, newest first.

    tables_of: rank of edition -> tables it holds. Should one table ever have more than 62 editions, the
    oldest share
    the last bit: a figure then names too many editions rather than too few.
    """
    taken: dict[str, set[int]] = {}
    bits: dict[int, int] = {}
    names: dict[tuple[int, int], tuple[str, ...]] = {}
    for rank in range(len(editions) - 1, -1, -1):
        tables = [table for table in tables_of.get(rank, ()) if table in table_numbers]
        used = set().union(*(taken.get(table, set()) for table in tables))
        position = next((free for free in range(MAX_BITS) if free not in used), MAX_BITS - 1)
        bits[rank] = 1 << position
        for table in tables:
            taken.setdefault(table, set()).add(position)
            key = (table_numbers[table], position)
            names[key] = (*names.get(key, ()), editions[rank].sha[:SHORT_SHA])
    return Provenance(bits, names)
