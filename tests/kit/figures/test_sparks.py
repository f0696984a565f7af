"""Pictures of the size of a word: what they draw, what they say, and what they do not draw."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from sozialstrategie.kit.figures import sparks, theme
from sozialstrategie.kit.figures.released import IndicatorInfo, Origin

Make = Callable[..., Any]
OWN = ("16062", "Nordhausen")


def _points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)]


def _paths(svg: str) -> list[str]:
    return re.findall(r'd="(M[^"]+)"', svg)


def test_line_reaches_from_first_to_last_year_and_says_both(obs: Make, let_through: Make, info: IndicatorInfo) -> None:
    rows = [obs(10.0 + n, 2018 + n) for n in range(5)] + [obs(8.0, 2018 + n, "16") for n in range(5)]
    spark = sparks.line(let_through(*rows), info, own=OWN)
    assert spark is not None
    assert spark.alt == "Verlauf Nordhausen: 10,0 (2018), 14,0 (2022); Thüringen: 8,0 (2018), 8,0 (2022)."
    land, own = _paths(spark.svg)
    assert _points(own)[0] == (4.0, 12.0) and _points(own)[-1] == (92.0, 4.0)  # lowest value below, highest above
    assert {y for _, y in _points(land)} == {16.0}


@pytest.mark.parametrize(("breaks", "stretches"), [((), 1), (((2020, "neue Grundlage"),), 2)])
def test_a_new_definition_parts_the_line(
    breaks: Any, stretches: int, obs: Make, let_through: Make, make_info: Make
) -> None:
    spark = sparks.line(let_through(*(obs(1.0 + n, 2018 + n) for n in range(4))), make_info(breaks=breaks), own=OWN)
    assert spark is not None and len(_paths(spark.svg)) == stretches


def test_missing_years_and_signs_part_the_line(obs: Make, let_through: Make, info: IndicatorInfo) -> None:
    rows = [obs(1.0, 2015), obs(2.0, 2016), obs(".", 2017), obs(2.0, 2018), obs(2.5, 2019)]
    spark = sparks.line(let_through(*rows), info, own=OWN)
    assert spark is not None and len(_paths(spark.svg)) == 2


def test_own_computation_is_dotted_and_hollow(obs: Make, let_through: Make, info: IndicatorInfo) -> None:
    rows = [obs(1.0 + n, 2018 + n, origin=Origin.COMPUTED) for n in range(4)]
    spark = sparks.line(let_through(*rows), info, own=OWN)
    assert spark is not None
    assert "stroke-dasharray" in spark.svg and f'fill="{theme.WHITE}" stroke="{theme.WAID}"' in spark.svg


def test_one_value_is_no_line_and_no_value_no_place(obs: Make, let_through: Make, info: IndicatorInfo) -> None:
    assert sparks.line(let_through(obs(1.0)), info, own=OWN) is None
    others = [obs(".", 2022), obs(2.0, 2022, "16068"), obs(3.0, 2022, "16")]
    assert sparks.dots(let_through(*others), info, when="2022", own=OWN) is None
    assert sparks.dots(let_through(obs(1.0)), info, when="2022", own=OWN) is None  # nobody to be compared with


def test_dots_show_all_places_of_the_period(obs: Make, let_through: Make, info: IndicatorInfo) -> None:
    rows = [obs(9.5, 2022), obs(4.0, 2022, "16068"), obs(12.0, 2022, "16072"), obs(".", 2022, "16051"), obs(6.7, 2022, "16"),
            obs(99.0, 2021, "16068")]  # fmt: skip
    spark = sparks.dots(let_through(*rows), info, when="2022", own=OWN)
    assert spark is not None
    assert spark.alt == "Lage 2022: Nordhausen 9,5; Thüringen 6,7; 2 andere Kreise zwischen 4,0 und 12,0."
    circles = re.findall(r'<circle cx="([\d.]+)"', spark.svg)
    assert circles == ["4.0", "92.0", "64.5"]  # 4 and 12 at the ends, 9.5 at 5.5 of 8 parts between


def test_only_released_figures_are_drawn(obs: Make, info: IndicatorInfo) -> None:
    with pytest.raises(TypeError):
        sparks.line((obs(1.0), obs(2.0)), info, own=OWN)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        sparks.dots((obs(1.0),), info, when="2022", own=OWN)  # type: ignore[arg-type]
