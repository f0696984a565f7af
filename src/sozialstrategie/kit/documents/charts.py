"""A chart as a block of a document."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from sozialstrategie.kit.documents.model import Figure
from sozialstrategie.kit.figures import svg
from sozialstrategie.kit.figures.charts import Chart


def chart_figure(chart: Chart, *, title: str, subtitle: str = "", source: str = "", full: bool = False) -> Figure:
    """Draw a chart (kept by content under HOME/cache/charts) and carry its description as the alternative text."""
    return Figure(
        svg=svg.render(chart, cache=Path(settings.HOME) / "cache" / "charts"),
        alt=chart.description or chart.title,
        title=title,
        subtitle=subtitle,
        source=source,
        png=lambda: svg.png(chart),
        full=full,
    )
