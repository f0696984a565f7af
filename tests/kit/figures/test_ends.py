"""Words at line ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.kit.figures.ends import apart, wrapped


def test_words_that_do_not_meet_stay_where_they_belong() -> None:
    assert apart([10.0, 80.0, 50.0], [10.0] * 3, [1.0] * 3, 100) == [10.0, 80.0, 50.0]


def test_two_that_meet_give_way_evenly() -> None:
    assert apart([50.0, 50.0], [20.0, 20.0], [1.0, 1.0], 100) == [40.0, 60.0]


def test_the_heavier_one_moves_less() -> None:
    own, other = apart([50.0, 50.0], [20.0, 20.0], [3.0, 1.0], 100)
    assert (own, other) == (45.0, 65.0)


def test_boxes_of_different_height_touch_at_their_edges() -> None:
    assert apart([50.0, 51.0], [40.0, 20.0], [1.0, 1.0], 200) == [35.5, 65.5]


def test_pushed_back_from_both_edges() -> None:
    assert apart([0.0, 1.0], [20.0, 20.0], [1.0, 1.0], 100) == [10.0, 30.0]
    assert apart([99.0, 100.0], [20.0, 20.0], [1.0, 1.0], 100) == [70.0, 90.0]
    assert apart([0.0], [20.0], [1.0], 100, slack=10.0) == [0.0]


def test_nothing_to_place() -> None:
    assert apart([], [], [], 100) == []


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(5, 40)), min_size=1, max_size=6))
def test_never_overlap_keep_order_and_stay_inside(boxes: list[tuple[float, float]]) -> None:
    wanted, heights = [w for w, _ in boxes], [h for _, h in boxes]
    middles = apart(wanted, heights, [1.0] * len(boxes), 300)
    order = sorted(range(len(boxes)), key=lambda i: middles[i])
    for above, below in pairwise(order):
        assert middles[below] - middles[above] >= (heights[above] + heights[below]) / 2 - 1e-6
        assert wanted[above] <= wanted[below] + 1e-9
    assert min(m - h / 2 for m, h in zip(middles, heights, strict=True)) >= -1e-6
    assert max(m + h / 2 for m, h in zip(middles, heights, strict=True)) <= 300 + 1e-6


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        ("9,5 Nordhausen", 20, ("9,5 Nordhausen",)),
        ("12,3 Saalfeld-Rudolstadt", 14, ("12,3 Saalfeld-", "Rudolstadt")),
        ("8,0 Unstrut-Hainich-Kreis", 12, ("8,0 Unstrut-", "Hainich-", "Kreis")),
        ("Schmalkalden", 5, ("Schmalkalden",)),
        ("7,1 Altenburger Land (2020)", 18, ("7,1 Altenburger", "Land (2020)")),
    ],
)
def test_wrapped_at_spaces_and_after_hyphens(text: str, most: int, lines: tuple[str, ...]) -> None:
    assert wrapped(text, lambda t: len(t) <= most) == lines
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
