"""How the values of a map fall into coloured classes: limits, colours, words. The limits hold for all years of a series."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import Literal

from sozialstrategie.kit.figures import theme
from sozialstrategie.kit.figures.format import figure, number, rounded, signed
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation
from sozialstrategie.kit.figures.spec import decimals_of, plain

Method = Literal["fixed", "equal", "quantile", "jenks", "manual", "reference"]
METHODS: dict[Method, str] = {
    "fixed": "runde Grenzen",
    "equal": "gleich breite Klassen",
    "quantile": "gleich viele Werte je Klasse",
    "jenks": "natürliche Grenzen (Jenks)",
    "manual": "eigene Grenzen",
    "reference": "um einen Bezugswert",
}
COUNTS = (3, 4, 5)  # more than five tones cannot be told apart, fewer than three are no map
# Which of the five tested colours a map of so many classes takes.
_TONES = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)


@dataclass(frozen=True, slots=True)
class Classing:
    """What somebody chose. `limits` for "manual"; `reference` for "reference": key and name of a place of the same series,
    whose value of the same year counts, or a number."""

    method: Method = "fixed"
    count: int = 5
    limits: tuple[float, ...] = ()
    reference: tuple[str, str] | float | None = None


ROUND = Classing()
LEAST_COLOURS = 3  # in the newest year
WINDOWS = (10, 5, 1)  # years, the newest included, that are tried where all years together make a map without contrast


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes ready to colour a map with: one colour, colour of letters, wording and side per class."""

    limits: tuple[float, ...]
    colours: tuple[str, ...]
    inks: tuple[str, ...]
    words: tuple[str, ...]
    below: tuple[bool, ...]  # classes below a reference: hatched, because the two sides look alike in grey
    decimals: int
    references: Mapping[int, float] | None = field(default=None)  # year -> value; None: values stand for themselves
    years: tuple[int, int] | None = None  # whose values made the limits, where not those of all years

    def of(self, o: Observation | None) -> int | None:
        """The class of an observation by its shown value; None without a value, or without a reference in its year."""
        shown = self._classed(o)
        return None if shown is None else class_of(shown, self.limits, self.decimals)

    def text(self, o: Observation | None) -> str:
        """What stands in the area: the value, its sign, or the distance to the reference; a dot where nothing is known."""
        if o is None:
            return "•"
        if o.value is None or self.references is None:
            return figure(o, self.decimals)
        distance = self._classed(o)
        return "•" if distance is None else signed(distance, self.decimals)

    def _classed(self, o: Observation | None) -> float | None:
        if o is None or o.value is None:
            return None
        if self.references is None:
            return o.value
        reference = self.references.get(o.year)
        return None if reference is None else _distance(o.value, reference, self.decimals)


def classes_for(
    classing: Classing, rows: Sequence[Observation], info: IndicatorInfo, *, codes: frozenset[str]
) -> Classes:
    """Classes for all years of a series.

    Args:
        rows: the whole series, all years, with the reference place where one is named.
        codes: keys of the places on the map; only their values shape the classes.

    Raises:
        ValueError: limits that do not rise, a count outside `COUNTS`, or no reference.
    """
    d = info.decimals
    if classing.count not in COUNTS:
        raise ValueError(f"Möglich sind {COUNTS[0]} bis {COUNTS[-1]} Klassen.")
    mine = [o for o in rows if o.value is not None and o.region in codes]
    if classing.method == "reference":
        return _around(classing, rows, mine, info)
    if classing.method == "fixed":
        limits, years = _round_limits(mine, d)
        return replace(_made(limits, theme.SEQUENCE, theme.ON_SEQUENCE, d), years=years)
    limits = _limits(classing, _shown(mine, d), d)
    return _made(limits, theme.SEQUENCE, theme.ON_SEQUENCE, d)


def _shown(rows: Sequence[Observation], decimals: int) -> list[float]:
    return [float(rounded(o.value, decimals)) for o in rows if o.value is not None]


def _round_limits(rows: Sequence[Observation], decimals: int) -> tuple[tuple[float, ...], tuple[int, int] | None]:
    """Round limits from all years; from the last few, or the newest alone, where those leave the newest map in one or two colours."""
    newest = max((o.year for o in rows), default=0)
    now = _shown([o for o in rows if o.year == newest], decimals)
    wanted = min(LEAST_COLOURS, len(set(now)))
    limits: tuple[float, ...] = ()
    for window in (None, *WINDOWS):
        chosen = rows if window is None else [o for o in rows if o.year > newest - window]
        limits = class_limits(_shown(chosen, decimals), decimals)
        if len({class_of(value, limits, decimals) for value in now}) >= wanted:
            return limits, None if window is None else (min(o.year for o in chosen), newest)
    return limits, (newest, newest)


def _limits(classing: Classing, values: Sequence[float], decimals: int) -> tuple[float, ...]:
    from sozialstrategie.methods import classes  # heavy: brings NumPy

    if classing.method == "manual":
        found = classes.given_limits(classing.limits)
        if found.size >= COUNTS[-1]:
            raise ValueError(f"Höchstens {COUNTS[-1] - 1} Grenzen: Mehr Farben lassen sich nicht unterscheiden.")
        return tuple(float(limit) for limit in found)
    make = {"equal": classes.equal_interval, "quantile": classes.quantile, "jenks": classes.natural_breaks}
    limits = make[classing.method](values, classing.count)
    # The first shown value of each class: nothing changes its class, and the legend is exact.
    return tuple(sorted({_ceiling(float(limit), decimals) for limit in limits}))


def _around(
    classing: Classing, rows: Sequence[Observation], mine: Sequence[Observation], info: IndicatorInfo
) -> Classes:
    from sozialstrategie.methods import classes  # heavy: brings NumPy

    d, reference = info.decimals, classing.reference
    if reference is None:
        raise ValueError("Zum Vergleich fehlt der Bezugswert.")
    if isinstance(reference, tuple):
        known = {o.year: o.value for o in rows if o.region == reference[0] and o.value is not None}
    else:
        known = dict.fromkeys((o.year for o in mine), reference)
    distances = [_distance(o.value, known[o.year], d) for o in mine if o.value is not None and o.year in known]
    found, k = classes.around_reference(distances, classing.count), classing.count
    limits: tuple[float, ...] = ()
    if found.size:
        half = float(found[1] - found[0]) / 2 if found.size > 1 else float(found[0])
        step = next(s for s in _round_steps(10.0**-d, half) if s >= plain(half))
        limits = tuple(plain(step * (2 * i - k)) for i in range(1, k))
    # Figures that count people get no opposition of two colours.
    people = info.counts_people
    colours, inks = (theme.SEQUENCE, theme.ON_SEQUENCE) if people else (theme.DIVERGING, theme.ON_DIVERGING)
    return _made(limits, colours, inks, d, references=known, hatch=not people)


def _made(
    limits: tuple[float, ...],
    colours: Sequence[str],
    inks: Sequence[str],
    decimals: int,
    *,
    references: Mapping[int, float] | None = None,
    hatch: bool = False,
) -> Classes:
    tones, count = _TONES[len(limits) + 1], len(limits) + 1
    return Classes(
        limits,
        tuple(colours[i] for i in tones),
        tuple(inks[i] for i in tones),
        _words(limits, plus=references is not None),
        tuple(hatch and 2 * i + 1 < count for i in range(count)),
        decimals,
        references,
    )


def _words(limits: Sequence[float], *, plus: bool) -> tuple[str, ...]:
    if not limits:
        return ("überall derselbe Wert",)
    decimals = max(decimals_of(limit) for limit in limits)
    n = [(signed if plus else number)(limit, decimals) for limit in limits]
    between = (f"{a} bis unter {b}" for a, b in pairwise(n))
    return (f"unter {n[0]}", *between, f"{n[-1]} und mehr")


def _distance(value: float, reference: float, decimals: int) -> float:
    """From the shown values, so that a reader can check it."""
    return float(rounded(value, decimals) - rounded(reference, decimals))


def _ceiling(value: float, decimals: int) -> float:
    exact = Decimal(repr(plain(value)))
    return float(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_CEILING))


def class_limits(values: Sequence[float], decimals: int = 1) -> tuple[float, float, float, float]:
    """Four round limits between five classes, the same for all years: `values` are those of all years.

    The narrowest round step at which the middle nine tenths of the values reach through the classes; the outer classes
    are open, so that one extreme place does not push all others into one class.

    Args:
        decimals: as the values are shown; a class is never narrower than the last shown digit.
    """
    ordered = sorted(values) or [0.0, 1.0]
    cut = (len(ordered) - 1) // 20
    low, high = ordered[cut], ordered[-1 - cut]
    for step in _round_steps(10.0**-decimals, (high - low) / 10):
        first = math.floor(plain(low / step)) + 1
        if plain((first + 4) * step) >= high:
            break
    a, b, c, d = (plain((first + i) * step) for i in range(4))
    return a, b, c, d


def _round_steps(least: float, start: float) -> Iterator[float]:
    """Round widths of classes in rising order, multiples of `least`, from about `start` on."""
    power = 10.0 ** math.floor(math.log10(max(start, least)))
    while True:
        for factor in _STEPS:
            step = plain(factor * power)
            if step >= least and plain(step / least).is_integer():
                yield step
        power *= 10


def class_of(value: float, limits: Sequence[float], decimals: int) -> int:
    """Class from 0 on of a value as it is shown; a limit belongs to the higher class."""
    shown = float(rounded(value, decimals))
    return sum(shown >= limit for limit in limits)


def legend_of(limits: Sequence[float], gaps: bool) -> tuple[tuple[str, str], ...]:
    """Colour and words of the five round classes; `gaps` adds the areas without a value."""
    rows = list(zip(theme.SEQUENCE, _words(limits, plus=False), strict=True))
    return (*rows, (theme.PAPER, NO_VALUE_WORDS)) if gaps else tuple(rows)


NO_VALUE_WORDS = "liegt nicht vor oder ist geheim zu halten"
