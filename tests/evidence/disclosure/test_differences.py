"""What several counts of one table tell together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.evidence.disclosure.differences import MOST, telling


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([40, 38], (0, 1)),  # two boys
        ([38, 40], (1, 0)),
        ([40, 20, 19], (0, 1, 2)),
        ([40, 37], None),  # three may be told
        ([40, 40], None),  # nobody is left
        ([40, 20, 20], None),
        ([40], None),
        ([], None),
    ],
)
def test_examples(counts: list[float], found: tuple[int, ...] | None) -> None:
    assert telling(counts) == found


@given(st.lists(st.integers(3, 60), max_size=6), st.integers(1, 2))
def test_a_part_left_out_is_always_found(parts: list[int], left_out: int) -> None:
    assert not parts or telling([float(sum(parts) + left_out), *map(float, parts)]) is not None


def test_many_counts_end() -> None:
    assert telling([100.0 * 3**n for n in range(MOST + 20)]) is None
