"""Contrasts of the colours that pictures use (WCAG 2.2: 4.5 for letters, 3 for what carries a figure)."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import pytest

from sozialstrategie.kit.figures import theme

PAGE = (theme.WHITE, theme.PAPER)


def test_contrast_is_the_formula_of_wcag() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)  # the example everybody quotes
    assert theme.contrast("#FFFFFF", "#777777") == theme.contrast("#777777", "#FFFFFF")


@pytest.mark.parametrize("ground", PAGE)
@pytest.mark.parametrize(
    "letters", [theme.INK, theme.INK_2, theme.WAID, theme.LAND, theme.BUND_TEXT, theme.EXAMPLE_INK]
)
def test_letters_are_readable(letters: str, ground: str) -> None:
    assert theme.contrast(letters, ground) >= 4.5


@pytest.mark.parametrize("mark", [theme.WAID, theme.LAND, theme.BUND, theme.RULE, theme.EXAMPLE_INK, *theme.GROUPS])
def test_marks_that_carry_figures_are_seen(mark: str) -> None:
    assert theme.contrast(mark, theme.WHITE) >= 3


@pytest.mark.parametrize(("ink", "ground"), list(zip(theme.ON_SEQUENCE, theme.SEQUENCE, strict=True)))
def test_values_on_the_classes_of_a_map_are_readable(ink: str, ground: str) -> None:
    assert theme.contrast(ink, ground) >= (7.0 if ink == theme.INK else 5.2)


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [(theme.WAID, 7.3), (theme.EXAMPLE_INK, 7.9), (theme.INK, 17.8), (theme.INK_2, 7.8), (theme.BUND, 4.1), (theme.BUND_TEXT, 6.0),
     (theme.RULE, 3.8)],
)  # fmt: skip
def test_measured_ratios_on_white(colour: str, ratio: float) -> None:
    assert theme.contrast(colour, theme.WHITE) == pytest.approx(ratio, abs=0.06)


def test_classes_grow_darker_and_stay_apart_in_grey() -> None:
    lightness = [116 * math.cbrt(theme.luminance(c)) - 16 for c in theme.SEQUENCE]
    assert [round(x) for x in lightness] == sorted((round(x) for x in lightness), reverse=True)
    assert all(a - b > 8 for a, b in pairwise(lightness))


def test_config_knows_every_named_style_and_never_uses_stroke_where_colour_is_meant() -> None:
    config = theme.config()
    for name, style in config["style"].items():
        assert "stroke" not in style or name == "beispiel"
    assert json.loads(json.dumps(config)) == config


def test_no_colour_outside_the_house_palette() -> None:
    known = {v for v in vars(theme).values() if isinstance(v, str) and v.startswith("#")}
    known |= {*theme.GROUPS, *theme.SEQUENCE, *theme.DIVERGING}
    used = {part for part in json.dumps(theme.config()).split('"') if part.startswith("#")}
    assert used <= known
