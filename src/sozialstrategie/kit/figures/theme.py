"""House style of pictures: colours with one meaning each, and the rules as a Vega-Lite config.

Form comes first, colour goes along: whoever sees no colours or prints in grey loses nothing (see `tests/kit/figures/
test_palette.py` for the contrasts).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

FONT = "Fira Sans"
PAPER, WHITE = "#FBF8F3", "#FFFFFF"
INK, INK_2 = "#14162A", "#57514A"
WAID = "#1E5A86"  # official figures of the own place; own computation: the same, dotted and hollow
LAND, BUND, BUND_TEXT = "#3F3B36", "#857D72", "#6A6257"
OTHERS, OTHERS_DOT = "#D3CABD", "#B9B0A2"  # backdrop without names, never the only carrier of a figure
GRID, RULE = "#E6DFD4", "#8A8174"
RANGE = "#B7CFDF"  # uncertainty
EXAMPLE, EXAMPLE_INK = "#F6E3AD", "#6B4C00"  # invented: always hatched
GROUPS = ("#1E5A86", "#CC821C", "#33A3A3", "#521C4D", "#A16C5F")
SEQUENCE = ("#E4EDF3", "#B7CFDF", "#7FA8C6", "#3A7199", "#174A70")
DIVERGING = ("#8A4A0F", "#C98F55", "#EDE7DC", "#79A9A6", "#1F6660")
ON_SEQUENCE = (INK, INK, INK, WHITE, WHITE)  # letters on the five classes
ON_DIVERGING = (WHITE, INK, INK, INK, WHITE)


@lru_cache(maxsize=1)
def config() -> dict[str, Any]:
    """The Vega-Lite config. Colours of named styles are `color`, and basics per mark stand under `style`, or the basics win."""
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": _axis(),
        "axisX": {"grid": False, "labelAngle": 0, "labelFlush": False},
        "axisY": {"labelAlign": "right"},
        "axisBand": {"grid": False, "labelAlign": "right", "labelColor": INK},
        "legend": {"title": None, "labelColor": INK, "symbolType": "square"},
        "scale": {"bandPaddingInner": 0.28, "bandPaddingOuter": 0.14, "continuousPadding": 0},
        "mark": {"color": WAID, "invalid": "break-paths-filter-domains"},
        "bar": {"color": WAID, "cornerRadius": 0},
        "geoshape": {"stroke": WHITE, "strokeWidth": 1.4, "strokeJoin": "round"},
        "range": {
            "category": list(GROUPS),
            "ordinal": list(SEQUENCE),
            "ramp": list(SEQUENCE),
            "diverging": list(DIVERGING),
        },
        "style": _styles(),
    }


def _axis() -> dict[str, Any]:
    return {
        "domain": False,
        "ticks": False,
        "grid": True,
        "gridColor": GRID,
        "gridWidth": 1,
        "labelColor": INK_2,
        "labelPadding": 8,
        "labelOverlap": False,
        "title": None,
    }


def _styles() -> dict[str, Any]:
    return {
        "line": {"strokeWidth": 1.8, "strokeCap": "round", "strokeJoin": "round", "interpolate": "linear"},
        "text": {"fontSize": 14, "align": "left", "baseline": "middle", "color": INK},
        "point": {"filled": True, "opacity": 1},
        "eigen": {"strokeWidth": 3, "color": WAID},
        "eigen-punkt": {"filled": True, "size": 70, "color": WAID},
        "eigen-text": {"fontWeight": 600, "color": WAID},
        "land": {"strokeWidth": 1.8, "color": LAND},
        "land-punkt": {"filled": True, "size": 20, "color": LAND},
        "land-text": {"color": LAND},
        "bund": {"strokeWidth": 1.8, "strokeDash": [5, 4], "color": BUND},
        "bund-punkt": {"filled": True, "size": 20, "color": BUND},
        "bund-text": {"color": BUND_TEXT},
        "andere": {"strokeWidth": 1.2, "color": OTHERS},
        "berechnet": {"strokeWidth": 2, "strokeDash": [2, 3], "strokeCap": "butt", "color": WAID},
        "beispiel": {"color": EXAMPLE, "stroke": EXAMPLE_INK, "strokeWidth": 1},
        "beispiel-linie": {"strokeWidth": 2.4, "color": EXAMPLE_INK},
        "beispiel-punkt": {"filled": True, "size": 70, "color": EXAMPLE_INK},
        "beispiel-text": {"fontWeight": 600, "color": EXAMPLE_INK},
        "ziel-text": {"color": INK},
        "bruch": {"strokeWidth": 1.2, "strokeDash": [2, 3], "color": INK_2},
        "null": {"strokeWidth": 1.2, "color": RULE},
        "unsicher": {"strokeWidth": 9, "strokeCap": "butt", "color": RANGE},
        "hier": {"strokeWidth": 3, "color": INK},
    }


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB" (WCAG 2.2, 0 black to 1 white)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, 1 to 21)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
