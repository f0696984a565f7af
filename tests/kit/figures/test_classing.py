"""Classes of a map: chosen limits, colours, words, counts; the same over all years."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sozialstrategie.kit.figures import maps, theme
from sozialstrategie.kit.figures.classing import ROUND, Classes, Classing, classes_for
from sozialstrategie.kit.figures.released import IndicatorInfo
from tests.kit.figures.conftest import observation, released
from tests.kit.figures.test_maps import PLACES, SVG, drawn, fills

KEYS = ("16062", "16051", "16068")
CODES = frozenset(KEYS)


def rows(*values: float, year: int = 2022) -> list[Any]:
    return [observation(v, year, region=f"160{n:02}") for n, v in enumerate(values)]


def made(info: IndicatorInfo, classing: Classing, *observations: Any) -> Classes:
    return classes_for(classing, observations, info, codes=frozenset(o.region for o in observations) - {"16", "DG"})


def test_natural_breaks_of_the_published_example(info: IndicatorInfo) -> None:
    """Documentation of simple-statistics: jenks([1, 2, 4, 5, 7, 9, 10, 20], 3) gives [1, 7, 20, 20], ends included."""
    classes = made(info, Classing("jenks", 3), *rows(1, 2, 4, 5, 7, 9, 10, 20))
    assert classes.limits == (7.0, 20.0)
    assert classes.words == ("unter 7", "7 bis unter 20", "20 und mehr")
    assert classes.colours == (theme.SEQUENCE[0], theme.SEQUENCE[2], theme.SEQUENCE[4])


def test_equal_widths_and_numbers(info: IndicatorInfo) -> None:
    values = rows(0, 1, 2, 3, 4, 5, 6, 20)
    assert made(info, Classing("equal", 4), *values).limits == (5.0, 10.0, 15.0)
    # quantiles 1.75, 3.5, 5.25 of type 7; the first shown value of each class begins it
    assert made(info, Classing("quantile", 4), *values).limits == (1.8, 3.5, 5.3)


@pytest.mark.parametrize("method", ["equal", "quantile", "jenks"])
def test_a_limit_is_a_shown_value_and_moves_nobody(method: Any, info: IndicatorInfo) -> None:
    values = rows(0.149, 0.151, 3.33, 3.34, 7.77, 9.05, 9.06, 11.11, 12.349)
    classes = made(info, Classing(method, 3), *values)
    assert all(round(limit, 1) == limit for limit in classes.limits)
    assert classes.of(values[0]) == 0 and classes.of(values[-1]) == len(classes.limits)


def test_own_limits(info: IndicatorInfo) -> None:
    classes = made(info, Classing("manual", limits=(5.0, 7.5)), *rows(4.94, 4.95, 7.5))
    assert [classes.of(o) for o in rows(4.94, 4.95, 7.5)] == [0, 1, 2]
    assert classes.words == ("unter 5,0", "5,0 bis unter 7,5", "7,5 und mehr")
    assert [made(info, Classing("manual", limits=(5.0, 7.5)), *rows(5, 9)).colours] == [classes.colours]


@pytest.mark.parametrize(
    "wrong",
    [Classing("manual"), Classing("manual", limits=(2.0, 1.0)), Classing("manual", limits=(1.0, 2.0, 3.0, 4.0, 5.0)),
     Classing("jenks", 6), Classing("jenks", 2), Classing("reference")],
)  # fmt: skip
def test_impossible_choices_are_refused(wrong: Classing, info: IndicatorInfo) -> None:
    with pytest.raises(ValueError, match=r"Grenze|Klassen|Bezugswert"):
        made(info, wrong, *rows(1, 2, 3))


def test_around_the_land_each_year_has_its_own_reference(info: IndicatorInfo) -> None:
    both = [observation(10.0, 2021, "16"), observation(12.0, 2022, "16"),
            *rows(4, 8, 10, 12, 16, year=2021), *rows(6, 10, 12, 14, 18, year=2022)]  # fmt: skip
    classes = made(info, Classing("reference", 5, reference=("16", "Thüringen")), *both)
    # distances -6, -2, 0, 2, 6 in both years; width 2 * 6 / 5 = 2.4, half of it rounded up to the next round step 1.5
    assert classes.limits == (-4.5, -1.5, 1.5, 4.5)
    assert [classes.of(o) for o in both if o.region != "16"] == [0, 1, 2, 3, 4] * 2
    assert [classes.text(o) for o in rows(6, 12, 14)] == ["−6,0", "0,0", "+2,0"]
    assert classes.words == (
        "unter −4,5",
        "−4,5 bis unter −1,5",
        "−1,5 bis unter +1,5",
        "+1,5 bis unter +4,5",
        "+4,5 und mehr",
    )
    assert classes.colours == theme.DIVERGING
    assert classes.below == (True, True, False, False, False)


def test_without_a_reference_in_that_year_nothing_is_coloured(info: IndicatorInfo) -> None:
    shown = [observation(10.0, 2021, "16"), *rows(4, 16, year=2021), *rows(4, 16)]
    classes = made(info, Classing("reference", 3, reference=("16", "Thüringen")), *shown)
    assert [classes.of(o) for o in rows(4, 16)] == [None, None]
    assert classes.text(rows(4)[0]) == "•"


def test_four_classes_part_at_the_reference(info: IndicatorInfo) -> None:
    classes = made(info, Classing("reference", 4, reference=10.0), *rows(6, 9.9, 10, 14))
    assert classes.limits == (-2.0, 0.0, 2.0)
    assert [classes.of(o) for o in rows(9.94, 9.95, 10)] == [1, 2, 2]
    assert classes.below == (True, True, False, False)


def test_figures_that_count_people_get_no_opposition(make_info: Callable[..., IndicatorInfo]) -> None:
    people = make_info(counts_people=True)
    classes = made(people, Classing("reference", 5, reference=10.0), *rows(4, 8, 10, 16))
    assert classes.colours == theme.SEQUENCE and not any(classes.below)


@pytest.mark.parametrize(("ink", "ground"), list(zip(theme.ON_DIVERGING, theme.DIVERGING, strict=True)))
def test_distances_on_their_classes_are_readable(ink: str, ground: str) -> None:
    assert theme.contrast(ink, ground) >= 4.5


def test_one_value_everywhere_is_one_class(info: IndicatorInfo) -> None:
    for classing in (Classing("jenks", 5), Classing("reference", 5, reference=3.0)):
        classes = made(info, classing, *rows(3, 3, 3))
        assert (classes.limits, classes.words) == ((), ("überall derselbe Wert",))


# --- on the map ---


def chosen(info: IndicatorInfo, classing: Classing, *observations: Any, year: int = 2022) -> maps.ValueMap:
    return maps.value_map(released(*observations), info, year=year, own="16062", places=PLACES, view_box="0 0 3 1",
                          outline="M0 0h3v1z", classing=classing)  # fmt: skip


def test_without_a_choice_the_map_stays_as_it_was(info: IndicatorInfo) -> None:
    shown = [observation(4.0), observation(14.0, region="16051"), observation(29.0, 2015)]
    assert chosen(info, ROUND, *shown) == drawn(info, *shown)


def test_classes_are_the_same_for_all_years(info: IndicatorInfo) -> None:
    shown = [observation(v, year, key) for year, low in ((2021, 2.0), (2022, 8.0)) for key, v in zip(KEYS, (low, low + 3, low + 9), strict=True)]  # fmt: skip
    for method in ("equal", "quantile", "jenks"):
        classing = Classing(method, 3)  # type: ignore[arg-type]
        before, after = chosen(info, classing, *shown, year=2021), chosen(info, classing, *shown)
        assert before.limits == after.limits
        assert [row.words for row in before.rows] == [row.words for row in after.rows]


def test_the_legend_counts_the_places_of_the_year(info: IndicatorInfo) -> None:
    made_map = chosen(info, Classing("manual", limits=(5.0, 10.0)), observation(4.0), observation(6.0, region="16051"))
    assert [(row.words, row.count) for row in made_map.rows] == [
        ("unter 5", 1), ("5 bis unter 10", 1), ("10 und mehr", 0), ("liegt nicht vor oder ist geheim zu halten", 1),
    ]  # fmt: skip


def test_below_a_reference_areas_have_level_strokes(info: IndicatorInfo) -> None:
    shown = [
        observation(10.0, region="16"),
        observation(4.0),
        observation(16.0, region="16051"),
        observation(10.0, region="16068"),
    ]
    drawing = chosen(info, Classing("reference", 3, reference=("16", "Thüringen")), *shown)
    root = ET.fromstring(drawing.svg)
    patterned = [p.get("d") for p in root.iter(f"{SVG}path") if (p.get("fill") or "").startswith("url(#unter")]
    assert patterned == ["M0 0h1v1z"]  # Nordhausen lies below
    coloured = {k: v for k, v in fills(drawing).items() if k != "16062"}
    assert coloured == {"16051": theme.DIVERGING[4], "16068": theme.DIVERGING[2]}
    assert f'd="M0 0h1v1z" fill="{theme.DIVERGING[0]}"' in drawing.svg
    assert [node.text for node in root.iter(f"{SVG}text")] == ["−6,0", "+6,0", "0,0"]
    assert "Abstand zum Bezugswert" in (root[0].text or "")
    assert root[1].text == "Erfurt +6,0; Nordhausen −6,0; Sömmerda 0,0. Dieselben Zahlen stehen in der Tabelle."


def test_maps_with_different_classes_have_different_ids(info: IndicatorInfo) -> None:
    one = chosen(info, Classing("jenks", 3), observation(9.0))
    assert ET.fromstring(one.svg)[0].get("id") != ET.fromstring(drawn(info, observation(9.0)).svg)[0].get("id")
