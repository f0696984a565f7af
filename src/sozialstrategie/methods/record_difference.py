"""What differs between two lists of records that carry identifiers: added, removed, moved, changed.

A state is a mapping: kind -> records in their order. A record is a mapping of plain values (text, numbers, None, lists,
mappings) with the identifier under "uid", each identifier once in its kind. The difference is exact: applied to the first
state it gives the second, order included.

Moved is a record that stands elsewhere: in another container (the value under one of the container keys), or in another
order among the records that both states share. Of the latter as few as possible are named: all that are not part of a
longest common run (a longest increasing subsequence, Fredman 1975, Discrete Mathematics 11).

>>> a = {"goal": [{"uid": "x", "title": "eins"}, {"uid": "y", "title": "zwei"}]}
>>> b = {"goal": [{"uid": "y", "title": "zwei"}, {"uid": "z", "title": "drei"}]}
>>> d = difference(a, b)
>>> [r.uid for r in d.removed], [r.uid for r in d.added], d.moved, d.changed
(['x'], ['z'], (), ())
>>> applied(a, d) == b
True
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

Row = Mapping[str, Any]
State = Mapping[str, Sequence[Row]]


class Missing(Enum):
    """A key that a record does not have; None is a value like others."""

    MISSING = "missing"


MISSING = Missing.MISSING


@dataclass(frozen=True, slots=True)
class Placed:
    """A record that only one of the states has; `index`: its place there."""

    kind: str
    uid: str
    index: int
    row: Row


@dataclass(frozen=True, slots=True)
class Moved:
    """A record that stands elsewhere. `old`, `new`: its containers (equal where only the order differs)."""

    kind: str
    uid: str
    index: int  # place in the second state
    old: Mapping[str, Any]
    new: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of a record with another value."""

    kind: str
    uid: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """From a first state to a second one. `kinds`: the kinds of the second state in their order."""

    kinds: tuple[str, ...]
    added: tuple[Placed, ...] = ()
    removed: tuple[Placed, ...] = ()
    moved: tuple[Moved, ...] = ()
    changed: tuple[Changed, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.moved or self.changed)


def difference(first: State, second: State, *, containers: frozenset[str] = frozenset()) -> Difference:
    """What leads from the first state to the second.

    Args:
        containers: keys whose value says where a record stands, e.g. {"field", "parent"}.

    Returns:
        removed in the order of the first state, everything else in the order of the second.

    Raises:
        ValueError: an identifier stands twice in a kind.
    """
    added: list[Placed] = []
    removed: list[Placed] = []
    moved: list[Moved] = []
    changed: list[Changed] = []
    for kind in dict.fromkeys((*second, *first)):
        old, new = _by_uid(kind, first.get(kind, ())), _by_uid(kind, second.get(kind, ()))
        removed += [Placed(kind, uid, place, row) for uid, (place, row) in old.items() if uid not in new]
        common = [uid for uid in new if uid in old]
        stays = _longest_run(common, [old[uid][0] for uid in common])
        for uid, (place, row) in new.items():
            if uid not in old:
                added.append(Placed(kind, uid, place, row))
                continue
            before = old[uid][1]
            held = [key for key in row.keys() | before.keys() if key in containers]
            was, now = ({key: r.get(key, MISSING) for key in sorted(held)} for r in (before, row))
            if was != now or uid not in stays:
                moved.append(Moved(kind, uid, place, was, now))
            changed += _changes(kind, uid, before, row, containers)
    return Difference(tuple(second), tuple(added), tuple(removed), tuple(moved), tuple(changed))


def applied(first: State, diff: Difference) -> dict[str, list[dict[str, Any]]]:
    """The second state, from the first one and the difference; the inverse of `difference`."""
    gone = {(r.kind, r.uid) for r in diff.removed} | {(m.kind, m.uid) for m in diff.moved}
    rows = {(kind, row["uid"]): dict(row) for kind, found in first.items() for row in found}
    for change in diff.changed:
        _put(rows[change.kind, change.uid], change.field, change.new)
    for move in diff.moved:
        for key, value in move.new.items():
            _put(rows[move.kind, move.uid], key, value)
    result: dict[str, list[dict[str, Any]]] = {
        kind: [rows[kind, row["uid"]] for row in first.get(kind, ()) if (kind, row["uid"]) not in gone]
        for kind in diff.kinds
    }
    placed = [(a.kind, a.index, dict(a.row)) for a in diff.added]
    placed += [(m.kind, m.index, rows[m.kind, m.uid]) for m in diff.moved]
    for kind, index, row in sorted(placed, key=lambda p: p[1]):
        result[kind].insert(index, row)
    return result


def _put(row: dict[str, Any], key: str, value: Any) -> None:
    if value is MISSING:
        row.pop(key, None)
    else:
        row[key] = value


def _by_uid(kind: str, rows: Sequence[Row]) -> dict[str, tuple[int, Row]]:
    found = {row["uid"]: (place, row) for place, row in enumerate(rows)}
    if len(found) != len(rows):
        raise ValueError(f"{kind}: Eine Kennung steht zweimal.")
    return found


def _changes(kind: str, uid: str, before: Row, row: Row, containers: frozenset[str]) -> list[Changed]:
    if before == row:
        return []
    keys = [*row, *(key for key in before if key not in row)]
    pairs = [(key, before.get(key, MISSING), row.get(key, MISSING)) for key in keys if key not in containers]
    return [Changed(kind, uid, key, old, new) for key, old, new in pairs if old != new]


def _longest_run(uids: Sequence[str], places: Sequence[int]) -> set[str]:
    """The identifiers of a longest subsequence whose places rise; O(n log n)."""
    ends: list[int] = []  # smallest last place of a run of each length
    at: list[int] = []  # where that run ends
    before: list[int] = []
    for i, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        at[length : length + 1] = [i]
    found, i = set(), at[-1] if at else -1
    while i >= 0:
        found.add(uids[i])
        i = before[i]
    return found
