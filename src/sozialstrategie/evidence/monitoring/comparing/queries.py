"""Figures for comparisons: per indicator the one derivation that pages show, so that no series mixes two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.current import Pointer, pointer
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Result
from sozialstrategie.kit.figures.released import Observations, Released

REFERENCES = ("16", "DG")


def default_derivations(run: UUID | None) -> dict[str, str]:
    """Indicator -> derivation that pages show for the Kreise; the same until the next run, so it is kept till then."""
    return dict(_default_derivations(run))


@lru_cache(maxsize=4)
def _default_derivations(run: UUID | None) -> tuple[tuple[str, str], ...]:
    return tuple(queries.default_derivations("kreis").items())


def profile_figures(region: str, group: Iterable[str]) -> dict[str, Released[Observations]]:
    """Per indicator: all years of the place, its Land and Germany, and the newest period of the place for the group.

    Three queries (two more after a new run), whatever the number of indicators. In the order of the catalogue.
    """
    shown = pointer()
    own = (region, *REFERENCES)
    found = _rows(shown, list(catalogue()), regions=own)
    newest: dict[str, str] = {}
    for code, rows in found.items():
        last = max((r for r in rows if r.region == region and r.value is not None), key=lambda r: r.year, default=None)
        if last is not None:
            newest[code] = last.period
    for code, rows in _rows(shown, list(newest), regions=sorted(set(group) - set(own)), at=newest).items():
        found[code] += rows
    return {code: queries.release_rows(found[code], shown=shown) for code in catalogue() if code in newest}


def side_figures(codes: Sequence[str], places: Sequence[str]) -> dict[str, Released[Observations]]:
    """Per indicator all years of a few places and their references; indicators without figures are left out."""
    shown = pointer()
    found = _rows(shown, codes, regions=[*dict.fromkeys([*places, *REFERENCES])])
    return {code: queries.release_rows(rows, shown=shown) for code, rows in found.items() if rows}


def default_series(code: str, regions: Sequence[str]) -> Released[Observations]:
    """One indicator over all years in the derivation that pages show."""
    shown = pointer()
    return queries.release_rows(_rows(shown, [code], regions=regions).get(code, []), shown=shown)


def _rows(
    shown: Pointer | None, codes: Sequence[str], *, regions: Sequence[str], at: Mapping[str, str] | None = None
) -> dict[str, list[Result]]:
    """Rows of the default derivations, ordered by region and period; `at`: the one period wanted of each indicator."""
    wanted = default_derivations(shown.uid) if shown else {}
    found: dict[str, list[Result]] = {code: [] for code in codes if code in wanted}
    if shown is None or not found:
        return {}
    rows = Result.objects.filter(run_id=shown.id, region__in=list(regions), indicator__in=list(found))
    rows = rows.filter(derivation__in={wanted[code] for code in found})
    if at is not None:
        together: dict[str, list[str]] = {}
        for code in found:
            together.setdefault(at[code], []).append(code)
        periods = (Q(period=period, indicator__in=some) for period, some in together.items())
        rows = rows.filter(reduce(or_, periods))
    for row in rows.order_by("region", "period"):
        if wanted[row.indicator] == row.derivation:
            found[row.indicator].append(row)
    return found
