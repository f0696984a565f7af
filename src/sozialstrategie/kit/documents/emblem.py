"""The emblem of the European Union: twelve stars on a circle (construction of the Council of Europe and the EU)."""

from __future__ import annotations

import math

BLUE, YELLOW = "#003399", "#FFCC00"


def eu_emblem() -> str:
    """SVG, 3:2; stars of radius h/18 on a circle of radius h/3, each upright."""
    height = 180.0
    stars = []
    for hour in range(12):
        angle = math.radians(30 * hour)
        stars.append(_star(135 + height / 3 * math.sin(angle), 90 - height / 3 * math.cos(angle), height / 18))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="270" height="180" viewBox="0 0 270 180">'
        f'<rect width="270" height="180" fill="{BLUE}"/><g fill="{YELLOW}">{"".join(stars)}</g></svg>'
    )


def _star(x: float, y: float, radius: float) -> str:
    inner = radius * math.cos(math.radians(72)) / math.cos(math.radians(36))
    points = []
    for i in range(10):
        r = radius if i % 2 == 0 else inner
        angle = math.radians(36 * i)
        points.append(f"{x + r * math.sin(angle):.2f},{y - r * math.cos(angle):.2f}")
    return f'<polygon points="{" ".join(points)}"/>'
