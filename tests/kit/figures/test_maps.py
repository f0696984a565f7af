"""Maps of values: a value is classed as it is shown; the own place has a border; gaps are no class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.kit.figures import maps
from sozialstrategie.kit.figures.format import number
from sozialstrategie.kit.figures.released import IndicatorInfo
from tests.kit.figures.conftest import observation, released

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Square:
    code: str
    name: str
    d: str
    number_x: float = 5.0
    number_y: float = 5.0
    outside: bool = False


PLACES = [
    Square("16062", "Nordhausen", "M0 0h1v1z"),
    Square("16051", "Erfurt", "M1 0h1v1z"),
    Square("16068", "Sömmerda", "M2 0h1v1z"),
]


def drawn(info: IndicatorInfo, *rows: Any, own: str = "16062", year: int = 2022) -> maps.ValueMap:
    return maps.value_map(
        released(*rows), info, year=year, own=own, places=PLACES, view_box="0 0 3 1", outline="M0 0h3v1z"
    )


def fills(made: maps.ValueMap) -> dict[str, str]:
    paths = ET.fromstring(made.svg).iter(f"{SVG}path")
    named = {p.d: p.code for p in PLACES}
    return {named[p.get("d", "")]: p.get("fill", "") for p in paths if p.get("d") in named and p.get("fill") != "none"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [(8.94, 0), (8.95, 1), (9.0, 1), (11.949, 1), (11.95, 2), (12.0, 2), (18.0, 4), (99.0, 4), (0.0, 0)],
)
def test_a_value_is_classed_as_it_is_shown(value: float, expected: int) -> None:
    assert maps.class_of(value, (9.0, 12.0, 15.0, 18.0), 1) == expected


def test_limits_are_round_and_the_same_for_all_years(info: IndicatorInfo) -> None:
    rows = [observation(4.0), observation(14.0, region="16051"), observation(29.0, 2015)]
    made = drawn(info, *rows)
    assert made.limits == (6.0, 12.0, 18.0, 24.0)
    assert drawn(info, *rows, year=2015).limits == made.limits
    assert [words for _, words in made.legend[:5]] == [
        "unter 6", "6 bis unter 12", "12 bis unter 18", "18 bis unter 24", "24 und mehr",
    ]  # fmt: skip


def test_places_elsewhere_do_not_shape_the_classes(info: IndicatorInfo) -> None:
    rows = [observation(4.0), observation(14.0, region="16051")]
    assert (
        drawn(info, *rows, observation(900.0, region="DG"), observation(0.1, region="16")).limits
        == drawn(info, *rows).limits
    )


@given(st.lists(st.floats(0, 200).map(lambda v: round(v, 3)), min_size=1, max_size=30), st.integers(0, 2))
def test_every_limit_is_exact_and_begins_its_class(values: list[float], decimals: int) -> None:
    limits = maps.class_limits(values, decimals)
    assert list(limits) == sorted(set(limits))
    for position, limit in enumerate(limits):
        assert maps.class_of(limit, limits, decimals) == position + 1, "0.6 must not fall below 0.6000000000000001"
        assert number(limit, decimals) == number(limit, decimals + 1).rstrip("0").rstrip(",") or decimals > 0


def test_colours_follow_the_shown_value(info: IndicatorInfo) -> None:
    made = drawn(
        info,
        observation(11.95),
        observation(11.94, region="16051"),
        observation(4.0, region="16068"),
        observation(29.0, 2015),
    )
    assert made.limits == (6.0, 12.0, 18.0, 24.0)
    assert fills(made) == {"16062": maps.COLOURS[2], "16051": maps.COLOURS[1], "16068": maps.COLOURS[0]}


def test_own_place_has_a_border_in_ink_above_the_others(info: IndicatorInfo) -> None:
    body = list(ET.fromstring(drawn(info, observation(9.0)).svg))[-1]
    mine = [node for node in body if node.get("class") == "hier"]
    assert [(m.get("d"), m.get("fill"), m.get("stroke")) for m in mine] == [("M0 0h1v1z", "none", "#14162A")]
    assert list(body).index(mine[0]) > max(i for i, node in enumerate(body) if node.get("stroke") == "#FFFFFF")


def test_gaps_and_signs_are_no_class(info: IndicatorInfo) -> None:
    made = drawn(info, observation(9.0), observation(".", region="16051"))
    assert {k: v for k, v in fills(made).items() if k != "16062"} == {"16051": "#FBF8F3", "16068": "#FBF8F3"}
    assert made.legend[-1] == ("#FBF8F3", "liegt nicht vor oder ist geheim zu halten")
    words = [node.text for node in ET.fromstring(made.svg).iter(f"{SVG}text")]
    assert words == ["9,0", ".", "•"]
    full = drawn(info, *(observation(9.0 + n, region=p.code) for n, p in enumerate(PLACES)))
    assert len(full.legend) == 5


def test_letters_are_white_on_dark_classes_only(info: IndicatorInfo) -> None:
    made = drawn(info, observation(3.0), observation(8.0, region="16051"), observation(23.0, region="16068"))
    words = {node.text: node.get("fill") for node in ET.fromstring(made.svg).iter(f"{SVG}text")}
    assert words == {"3,0": "#14162A", "8,0": "#14162A", "23,0": "#FFFFFF"}


def test_spoken_text_lists_all_places_by_name(info: IndicatorInfo) -> None:
    root = ET.fromstring(drawn(info, observation(8.95), observation("x", region="16051")).svg)
    assert root.get("role") == "img"
    assert root[0].text == "Menschen mit Leistungen, 2022: Karte der Kreise"
    assert root[1].text == "Erfurt x; Nordhausen 9,0. Dieselben Zahlen stehen in der Tabelle."
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert root[2].get("aria-hidden") == "true"
    assert " style=" not in ET.tostring(root, encoding="unicode")


def test_two_maps_of_one_page_have_different_ids(info: IndicatorInfo) -> None:
    one, other = drawn(info, observation(9.0)), drawn(info, observation(9.0, 2021), year=2021)
    assert ET.fromstring(one.svg)[0].get("id") != ET.fromstring(other.svg)[0].get("id")


@pytest.mark.parametrize("wrong", [(observation(1.0),), [], None])
def test_only_released_figures(info: IndicatorInfo, wrong: Any) -> None:
    draw: Callable[..., Any] = maps.value_map
    with pytest.raises(TypeError, match="freigegebene"):
        draw(wrong, info, year=2022, own="16062", places=PLACES, view_box="", outline="")
