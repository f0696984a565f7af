"""The documents that can be drawn from any copy of a strategy, in the order in which pages show them."""

from __future__ import annotations

from sozialstrategie.action.strategy.printed.measure_table import MEASURE_TABLE
from sozialstrategie.action.strategy.printed.poster import POSTER
from sozialstrategie.action.strategy.printed.sheets import Printed
from sozialstrategie.action.strategy.printed.short_version import SHORT_VERSION

PRINTED: tuple[Printed, ...] = (SHORT_VERSION, MEASURE_TABLE, POSTER)


def printed_named(name: str) -> Printed | None:
    return next((p for p in PRINTED if p.name == name), None)
