"""What differs between two lists of records: exact values, and the difference goes the whole way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.methods.record_difference import MISSING, Changed, Moved, applied, difference

CONTAINERS = frozenset({"field", "parent"})
VALUES = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(["", "a", "b"]), st.lists(st.integers(0, 2), max_size=2))  # fmt: skip
ROWS = st.dictionaries(st.sampled_from(["title", "text", "field", "parent", "list"]), VALUES, max_size=5)


@st.composite
def states(draw: Any) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for kind in draw(st.permutations(["goal", "measure", "link"]))[: draw(st.integers(0, 3))]:
        uids = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6))
        found[kind] = [{**draw(ROWS), "uid": uid} for uid in uids]
    return found


@given(states(), states())
def test_applied_gives_the_second_state(a: Any, b: Any) -> None:
    diff = difference(a, b, containers=CONTAINERS)
    assert applied(a, diff) == b
    assert list(applied(a, diff)) == list(b)
    assert diff.is_empty == all(a.get(kind, []) == b.get(kind, []) for kind in {*a, *b})


@given(states())
def test_nothing_differs_from_itself(a: Any) -> None:
    assert difference(a, a, containers=CONTAINERS).is_empty


def rows(*uids: str, **more: Any) -> dict[str, list[dict[str, Any]]]:
    return {"measure": [{"uid": uid, **more} for uid in uids]}


def test_as_few_as_possible_moved() -> None:
    diff = difference(rows(*"abcdef"), rows(*"bcdefa"))
    assert [(m.uid, m.index) for m in diff.moved] == [("a", 5)] and not diff.changed


def test_into_another_container() -> None:
    a, b = rows("x", field="1", title="alt"), rows("x", field="2", title="neu")
    diff = difference(a, b, containers=CONTAINERS)
    assert diff.moved == (Moved("measure", "x", 0, {"field": "1"}, {"field": "2"}),)
    assert diff.changed == (Changed("measure", "x", "title", "alt", "neu"),)


def test_a_key_that_is_not_there_is_not_none() -> None:
    diff = difference(rows("x", note=None), rows("x"))
    assert diff.changed == (Changed("measure", "x", "note", None, MISSING),)


def test_what_is_gone_is_listed_with_its_content() -> None:
    diff = difference(rows("x", "y", title="t"), rows("y", title="t"))
    assert [(r.uid, r.index, r.row["title"]) for r in diff.removed] == [("x", 0, "t")] and not diff.moved


def test_an_identifier_stands_once() -> None:
    with pytest.raises(ValueError, match="zweimal"):
        difference(rows("x", "x"), rows())
