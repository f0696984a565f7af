"""Small pictures: forms by origin, no ranking, words and axis; the figures are the same as in the tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sozialstrategie.kit.figures import small, theme
from sozialstrategie.kit.figures.released import IndicatorInfo, Origin
from tests.kit.figures.conftest import observation, released

SVG = "{http://www.w3.org/2000/svg}"
OWN = ("16062", "Nordhausen")
ROWS = [observation(9.0), observation(7.0, region="16"), observation(8.0, region="DG"),
        observation(4.0, region="16051"), observation(12.0, region="16068")]  # fmt: skip


def strip(info: IndicatorInfo, *rows: Any, group: tuple[str, ...] = ("16051", "16068", "16072")) -> ET.Element:
    return ET.fromstring(small.strip(released(*rows), info, period="2022", own=OWN, group=group))


def dots(root: ET.Element) -> list[float]:
    path = next(p for p in root.iter(f"{SVG}path") if p.get("stroke") == theme.OTHERS_DOT)
    return [float(x) for x in re.findall(r"M([\d.]+) ", path.get("d", ""))]


def test_strip_has_a_dot_per_place_in_the_order_of_the_group_and_words(info: IndicatorInfo) -> None:
    root = strip(info, *ROWS)
    # axis 4 to 12 over 282 pixels from 9 on
    assert dots(root) == [9.0, 291.0]
    assert [(c.get("cx"), c.get("fill")) for c in root.iter(f"{SVG}circle")] == [("185.2", theme.WAID)]
    assert [t.text for t in root.iter(f"{SVG}text")] == ["4", "12"]
    assert (root[1].text or "").startswith(
        "Nordhausen 9,0; Thüringen 7,0; Deutschland 8,0; 2 andere zwischen 4,0 und 12,0."
    )
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"


def test_strip_shows_only_the_period_and_the_group(info: IndicatorInfo) -> None:
    more = [
        *ROWS,
        observation(99.0, 2021, "16051"),
        observation(77.0, region="16072"),
        observation(".", region="09162"),
    ]
    assert len(dots(strip(info, *more, group=("16051", "16068", "09162", "16062")))) == 2


def test_own_computation_is_a_hollow_dot(info: IndicatorInfo) -> None:
    computed = [observation(o.value or 0, region=o.region, origin=Origin.COMPUTED, low=8.0, high=10.0) for o in ROWS]
    root = strip(info, *computed)
    assert [c.get("fill") for c in root.iter(f"{SVG}circle")] == [theme.WHITE]
    assert [p.get("stroke-width") for p in root.iter(f"{SVG}path") if p.get("stroke") == theme.RANGE] == ["8"]
    line = ET.fromstring(
        small.course(released(*computed, observation(8.0, 2021, origin=Origin.COMPUTED)), info, own=OWN)
    )
    assert any(p.get("stroke-dasharray") == "2 3" for p in line.iter(f"{SVG}path"))


def test_course_breaks_at_gaps_and_new_definitions(make_info: Callable[..., IndicatorInfo]) -> None:
    info = make_info(breaks=((2021, "neue Grundlage"),))
    rows = [observation(9.0, year) for year in (2015, 2016, 2017, 2019, 2020, 2021, 2022)]
    root = ET.fromstring(small.course(released(*rows), info, own=OWN, land=None))
    path = next(p.get("d", "") for p in root.iter(f"{SVG}path") if p.get("stroke") == theme.WAID)
    assert path.count("M") == 3
    assert root[1].text == "Nordhausen: von 9,0 (2015) auf 9,0 (2022)."
    assert [t.text for t in root.iter(f"{SVG}text")] == ["0", "10", "2015", "2022"]


def test_courses_share_an_axis(info: IndicatorInfo) -> None:
    low, high = [observation(2.0, y) for y in (2021, 2022)], [observation(40.0, y, "16051") for y in (2020, 2021)]
    ticks = small.course_ticks([*low, *high], info)
    for rows, own in ((low, OWN), (high, ("16051", "Erfurt"))):
        root = ET.fromstring(small.course(released(*rows), info, own=own, ticks=ticks, years=(2020, 2022)))
        assert [t.text for t in root.iter(f"{SVG}text")] == ["0", "40", "2020", "2022"]


def test_course_draws_the_range_as_a_band(info: IndicatorInfo) -> None:
    rows = [observation(9.0, y, low=8.0, high=10.5) for y in (2021, 2022)]
    root = ET.fromstring(small.course(released(*rows), info, own=OWN))
    assert [p.get("d", "")[-1] for p in root.iter(f"{SVG}path") if p.get("fill") == theme.RANGE] == ["Z"]
    assert small.course_ticks(rows, info)[-1] > 10.0


def test_places_side_by_side_keep_the_order_chosen(info: IndicatorInfo) -> None:
    places = [("16068", "Sömmerda"), OWN, ("16072", "Sonneberg")]
    root = ET.fromstring(small.side_by_side(released(*ROWS), info, period="2022", places=places))
    assert [t.text for t in root.iter(f"{SVG}text")] == [
        "Thüringen 7,0",
        "A 12,0",
        "B 9,0",
        "C liegt nicht vor",
        "0",
        "15",
    ]
    assert (root[1].text or "").startswith("Sömmerda 12,0; Nordhausen 9,0; Sonneberg liegt nicht vor; Thüringen 7,0.")


def test_no_more_places_than_shapes(info: IndicatorInfo) -> None:
    with pytest.raises(ValueError, match="Höchstens 4"):
        small.side_by_side(released(*ROWS), info, period="2022", places=[(str(n), "") for n in range(5)])
    assert len({small.mark(lane) for lane in range(small.SHAPES)}) == small.SHAPES


def test_signs_are_no_dots_and_never_zero(info: IndicatorInfo) -> None:
    rows = [observation("."), observation("-", region="16051"), observation(5.0, region="16068")]
    assert list(strip(info, *rows).iter(f"{SVG}circle")) == []
    assert dots(strip(info, *rows)) == [pytest.approx(9.0)] or len(dots(strip(info, *rows))) == 1
    words = [
        t.text
        for t in ET.fromstring(small.side_by_side(released(*rows), info, period="2022", places=[OWN])).iter(
            f"{SVG}text"
        )
    ]
    assert words[0] == "A ."


@pytest.mark.parametrize("name", ['Ort "A" & <b>', "O'Brien"])
def test_words_are_escaped_and_no_style_is_inline(name: str, info: IndicatorInfo) -> None:
    for svg in (small.course(released(*ROWS), info, own=("16062", name)),
                small.side_by_side(released(*ROWS), info, period="2022", places=[("16062", name)])):  # fmt: skip
        ET.fromstring(svg)
        assert " style=" not in svg and "<b>" not in svg
