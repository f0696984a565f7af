"""The release calendar: typed-up rhythms of the sources against the newest figures that are here. Nothing is guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.queries import SeriesInfo

PATH = Path(__file__).with_name("releases.toml")
LONG_AGO = 2  # years after the end of a period from which the page asks to look, where no month of publication is known


@dataclass(frozen=True, slots=True)
class Release:
    """What is known about the publication of a group of tables; None = nobody knows."""

    name: str
    publisher: str
    where: str
    tables: tuple[str, ...]
    rhythm_years: int | None = None
    rhythm_source: str = ""
    lag_months: int | None = None
    lag_source: str = ""
    note: str = ""


@lru_cache(maxsize=1)
def releases() -> tuple[Release, ...]:
    """All entries in the order of the file.

    Raises:
        ValueError: a rhythm or a month without a source.
    """
    rows = tomllib.loads(PATH.read_text(encoding="utf-8"))["release"]
    found = tuple(Release(**{**row, "tables": tuple(row["tables"])}) for row in rows)
    for r in found:
        if bool(r.rhythm_years) != bool(r.rhythm_source) or (r.lag_months is None) != (not r.lag_source):
            raise ValueError(f"{r.name}: Angabe ohne Quelle")
    return found


class State(StrEnum):
    """Ordered: what asks for something first."""

    OVERDUE = "overdue"
    LOOK = "look"
    EXPECTED = "expected"
    UNKNOWN = "unknown"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Due:
    """Indicators of one group of tables that reach up to the same year, and what comes next."""

    release: Release
    newest: int | None  # calendar year of the newest figure here; None = no figure at all
    indicators: tuple[str, ...]  # names, as the catalogue orders them
    next_year: int | None
    expected: date | None
    state: State


def calendar(available: Iterable[SeriesInfo], today: date) -> list[Due]:
    """What is due, most urgent first, then the oldest figures.

    Args:
        available: the series that have figures for a place (`queries.available`).
    """
    rows: dict[tuple[Release, int | None], dict[str, None]] = {}
    newest = _newest_by_table(available)
    for release in releases():
        for table in release.tables:
            for name, year in newest.get(table, {}).items():
                rows.setdefault((release, year), {})[name] = None
    made = [_due(release, year, tuple(names), today) for (release, year), names in rows.items()]
    order = list(State)
    return sorted(made, key=lambda d: (order.index(d.state), d.newest or 0, d.release.name))


def _newest_by_table(available: Iterable[SeriesInfo]) -> dict[str, dict[str, int | None]]:
    """Table -> name of each indicator that a derivation of it gives -> newest year with a figure, None without any."""
    last = {(s.indicator, s.derivation): s.last_year for s in available}
    found: dict[str, dict[str, int | None]] = {}
    for code, definition in catalogue().items():
        for derivation in definition.derivations:
            for table in {part.table for part in derivation.used_sums}:
                of_table = found.setdefault(table, {})
                year, known = last.get((code, derivation.key)), of_table.get(definition.name)
                of_table[definition.name] = (
                    max(known, year) if known is not None and year is not None else year or known
                )
    return found


def _due(release: Release, newest: int | None, indicators: tuple[str, ...], today: date) -> Due:
    if newest is None:
        return Due(release, None, indicators, None, None, State.ABSENT)
    if release.rhythm_years is None:
        return Due(release, newest, indicators, None, None, State.UNKNOWN)
    following = newest + release.rhythm_years
    if release.lag_months is None:
        state = State.LOOK if today.year > following + LONG_AGO else State.UNKNOWN
        return Due(release, newest, indicators, following, None, state)
    years, months = divmod(release.lag_months, 12)
    expected = date(following + 1 + years, 1 + months, 1) - timedelta(days=1)  # the last day of that month is in time
    return Due(release, newest, indicators, following, expected, State.OVERDUE if today > expected else State.EXPECTED)
