"""Colours: contrasts computed here from the definition of WCAG, distances in OKLab also as people with colour blindness see them."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from sozialstrategie.kit.figures import theme

# Machado, Oliveira, Fernandes 2009, severity 1.0; for linear RGB
BLINDNESS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> tuple[float, ...]:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def contrast(a: str, b: str) -> float:
    light, dark = sorted((sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklab(colour: str, view: str = "normal") -> tuple[float, float, float]:
    """OKLab times 100 (Ottosson 2020)."""
    rgb = linear(colour)
    r, g, b = (min(1.0, max(0.0, sum(w * c for w, c in zip(row, rgb, strict=True)))) for row in BLINDNESS[view])
    m1 = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    m2 = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    m3 = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        100 * (0.2104542553 * m1 + 0.7936177850 * m2 - 0.0040720468 * m3),
        100 * (1.9779984951 * m1 - 2.4285922050 * m2 + 0.4505937099 * m3),
        100 * (0.0259040371 * m1 + 0.7827717662 * m2 - 0.8086757660 * m3),
    )


def distance(a: str, b: str, view: str) -> float:
    return float(sum((x - y) ** 2 for x, y in zip(oklab(a, view), oklab(b, view), strict=True)) ** 0.5)


def test_anchor_of_the_arithmetic() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)  # well-known example of WCAG
    assert oklab("#FFFFFF") == pytest.approx((100, 0, 0), abs=0.01)
    for a, b in combinations((*theme.GROUPS, *theme.SEQUENCE), 2):
        assert theme.contrast(a, b) == pytest.approx(contrast(a, b))


@pytest.mark.parametrize(
    ("colour", "ground", "ratio"),
    [
        (theme.WAID, theme.WHITE, 7.3), (theme.EXAMPLE_INK, theme.WHITE, 7.9), (theme.INK, theme.WHITE, 17.8), (theme.INK_2, theme.WHITE, 7.8),
        (theme.INK_2, theme.PAPER, 7.4), (theme.BUND, theme.WHITE, 4.1), (theme.BUND_TEXT, theme.WHITE, 6.0), (theme.RULE, theme.WHITE, 3.8),
    ],
)  # fmt: skip
def test_contrasts_are_those_of_the_house_style(colour: str, ground: str, ratio: float) -> None:
    assert contrast(colour, ground) == pytest.approx(ratio, abs=0.1)


@pytest.mark.parametrize("letters", [theme.WAID, theme.LAND, theme.BUND_TEXT, theme.INK, theme.INK_2, theme.EXAMPLE_INK])
def test_letters_can_be_read_on_white_and_paper(letters: str) -> None:
    assert contrast(letters, theme.WHITE) >= 4.5
    assert contrast(letters, theme.PAPER) >= 4.5


@pytest.mark.parametrize("line", [theme.WAID, theme.LAND, theme.BUND, theme.RULE])
def test_lines_that_carry_a_figure_can_be_seen(line: str) -> None:
    assert contrast(line, theme.WHITE) >= 3
    assert contrast(line, theme.PAPER) >= 3


def test_letters_on_the_five_classes() -> None:
    ratios = [contrast(letters, ground) for letters, ground in zip(theme.ON_SEQUENCE, theme.SEQUENCE, strict=True)]
    assert min(ratios[:3]) >= 7.1 - 0.05 and min(ratios[3:]) >= 5.2 - 0.05


def test_classes_can_be_told_apart_in_grey() -> None:
    lightness = [oklab(c)[0] for c in theme.SEQUENCE]
    assert lightness == pytest.approx([94, 84, 71, 53, 40], abs=0.7)
    assert min(a - b for a, b in pairwise(lightness)) >= 9.4


@pytest.mark.parametrize("view", list(BLINDNESS))
def test_palettes_hold_for_everybody(view: str) -> None:
    assert min(distance(a, b, view) for a, b in combinations(theme.GROUPS, 2)) >= 9.9 - 0.05
    assert min(distance(a, b, view) for a, b in pairwise(theme.SEQUENCE)) >= 9.4 - 0.05
    assert min(distance(a, b, view) for a, b in combinations(theme.DIVERGING, 2)) >= 10.4 - 0.05


def test_each_group_stands_out_from_white() -> None:
    assert min(contrast(c, theme.WHITE) for c in theme.GROUPS) >= 3


def test_no_red_and_no_green_mean_good_or_bad() -> None:
    """Krapp belongs to the thread; pictures of figures use none of it."""
    import json

    assert "#A3292F" not in json.dumps(theme.config()).upper()
