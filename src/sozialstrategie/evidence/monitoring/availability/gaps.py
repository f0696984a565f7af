"""Years with figures and years without, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

_EVERY = {2: "alle zwei Jahre", 3: "alle drei Jahre", 4: "alle vier Jahre", 5: "alle fünf Jahre"}
_MOST_NAMED = 4


def span_words(years: Sequence[int]) -> str:
    """ "1995 bis 2022", "2019", "" for no year at all.

    >>> span_words([1995, 1996, 2022])
    '1995 bis 2022'
    """
    if not years:
        return ""
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first} bis {last}"


def gap_words(found: Mapping[int, int], areas: str) -> list[str]:
    """What is missing between the first and the last year.

    Args:
        found: year -> number of areas with a figure.
        areas: the areas in the dative plural: "Kreisen".

    >>> gap_words({2013: 22, 2015: 22, 2017: 22}, "Kreisen")
    ['Erscheint alle zwei Jahre.']
    >>> gap_words({2010: 22, 2011: 22, 2014: 21}, "Kreisen")
    ['Ohne Zahlen: 2012 bis 2013.', '2014 nur 21 von 22 Kreisen.']
    """
    years = sorted(found)
    return [*_between(years), *_thin(found, areas)]


def _between(years: Sequence[int]) -> list[str]:
    steps = [later - earlier for earlier, later in pairwise(years)]
    if not steps or set(steps) == {1}:
        return []
    if len(set(steps)) == 1 and len(steps) > 1 and steps[0] in _EVERY:
        return [f"Erscheint {_EVERY[steps[0]]}."]
    missing = [y for y in range(years[0], years[-1]) if y not in years]
    if len(missing) > len(years):
        return [f"Nur {_listed([str(y) for y in years])}."]
    return [f"Ohne Zahlen: {_listed([span_words(run) for run in _runs(missing)])}."]


def _runs(years: Sequence[int]) -> list[list[int]]:
    """Years in unbroken stretches."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _thin(found: Mapping[int, int], areas: str) -> list[str]:
    full = max(found.values(), default=0)
    thin = [year for year in sorted(found) if found[year] < full]
    if not thin:
        return []
    if len(thin) > _MOST_NAMED:
        least = min(found[year] for year in thin)
        return [f"In {len(thin)} Jahren nur ein Teil: mindestens {least} von {full} {areas}."]
    return [f"{_listed([f'{year} nur {found[year]}' for year in thin])} von {full} {areas}."]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} und {words[-1]}"
