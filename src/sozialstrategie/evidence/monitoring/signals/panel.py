"""One indicator for all Kreise of a Land: what is usual among them, and how much the years go up and down by chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from sozialstrategie.kit.figures.released import Observation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MIN_KREISE = 10  # fewer values do not give a spread worth the name
POOLED_STEPS = 30  # movements of all Kreise together, from which their common ups and downs are known
OWN_STEPS = 6  # movements of one place, from which it may be called more restless than the others
BREAK_YEARS = 8
WINDOW = (
    12  # years back from the newest, from which ups and downs and breaks are judged: older ones say little about today
)
MOST_DF = (
    8.0  # the ups and downs of real series have heavier tails than the normal distribution, however many are known
)
STANDS_OUT = 0.1  # p of a movement among all Kreise, times the number of steps, above which it cannot be a break
NAN = float("nan")


class Usual(NamedTuple):
    """Median and robust spread of `n` values; NaN with fewer than MIN_KREISE."""

    centre: float
    spread: float
    n: int


class Step(NamedTuple):
    """The largest step of a series: p, size and z beyond the common movement, the years before and after it."""

    p: float
    size: float
    z: float
    years: tuple[int, int] | None


class Noise(NamedTuple):
    """Standard deviation of one value from year to year by chance, and how well it is known (degrees of freedom)."""

    sigma: float
    df: float

    def p(self, effect: float, error: float = 1.0) -> float:
        """Two-sided p of an effect whose standard error is `error` times sigma."""
        return t_p(effect / (self.sigma * error), self.df)


def t_p(z: float, df: float) -> float:
    """Two-sided p of Student's t."""
    from scipy.special import stdtr  # heavy: only when signals are drafted

    return float(2 * stdtr(df, -abs(z)))


@dataclass(frozen=True, eq=False)
class Panel:
    """Values of shape (Kreise, years) of one indicator; NaN = no figure. Made once and shared by all places of a Land.

    by_region: every observation with a value, Land and Bund included. breaks: first years of new definitions.
    newest: year of the newest value of each region, in doubt or not. step_shown: the smallest difference that the figures can show (0.1 for one decimal place): rounding is a kind of chance.
    """

    by_region: Mapping[str, Mapping[int, Observation]]
    codes: tuple[str, ...]
    years: tuple[int, ...]
    values: Floats
    breaks: tuple[int, ...]
    step_shown: float
    newest: Mapping[str, int] = field(default_factory=dict)
    _kept: dict[tuple[str, int, int], object] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        observations: Iterable[Observation],
        *,
        land: str,
        decimals: int,
        breaks: Iterable[int] = (),
        doubtful: Iterable[int] = (),
    ) -> Panel:
        """From released observations; years whose values are in doubt are left out."""
        import numpy as np

        left_out = frozenset(doubtful)
        found: dict[str, dict[int, Observation]] = {}
        newest: dict[str, int] = {}
        for o in observations:
            if o.value is not None:
                newest[o.region] = max(newest.get(o.region, 0), o.year)
                if o.year not in left_out:
                    found.setdefault(o.region, {})[o.year] = o
        codes = tuple(
            sorted(
                code
                for code, years in found.items()
                if code[:2] == land and next(iter(years.values())).level == "kreis"
            )
        )
        years = tuple(sorted({year for code in codes for year in found[code]}))
        rows = [[known.value if (known := found[code].get(year)) else None for year in years] for code in codes]
        values = np.array(rows, dtype=float).reshape(len(codes), len(years))  # None becomes NaN
        return cls(found, codes, years, values, tuple(sorted(breaks)), 10.0**-decimals, newest)

    @cached_property
    def row(self) -> dict[str, int]:
        return {code: i for i, code in enumerate(self.codes)}

    @cached_property
    def column(self) -> dict[int, int]:
        return {year: j for j, year in enumerate(self.years)}

    def broken_between(self, first: int, last: int) -> bool:
        """Whether a new definition began after `first` and up to `last`."""
        return any(first < year <= last for year in self.breaks)

    def steady_since(self, last: int) -> int:
        """The first year whose values may be compared with those of `last`."""
        return max((year for year in self.breaks if year <= last), default=self.years[0] if self.years else last)

    def level(self, year: int) -> Usual:
        """What the values of a year look like."""
        found = self._kept.get(("level", year, 0))
        if not isinstance(found, Usual):
            values = self.values[:, self.column[year]] if year in self.column else self.values[:0, 0]
            found = self._kept["level", year, 0] = _usual(values, self.step_shown / sqrt(12))
        return found

    def changes(self, first: int, last: int) -> Usual:
        """What the changes between two years look like; the caller sees to it that no definition changed."""
        found = self._kept.get(("changes", first, last))
        if not isinstance(found, Usual):
            values = self.values[:, self.column[last]] - self.values[:, self.column[first]]
            found = self._kept["changes", first, last] = _usual(values, self.step_shown / sqrt(6))
        return found

    @cached_property
    def movements(self) -> Floats:
        """Change from column to column less the median change of all; NaN across a new definition. (Kreise, years - 1)"""
        import numpy as np

        from sozialstrategie.methods.robust import count, median

        moves = np.diff(self.values, axis=1)
        for j in range(moves.shape[1]):
            if self.broken_between(self.years[j], self.years[j + 1]):
                moves[:, j] = np.nan
        common = np.where(count(moves, 0) >= MIN_KREISE, median(moves.T), 0.0)
        return np.asarray(moves - common)

    @cached_property
    def _noises(self) -> list[Noise | None]:
        """The up and down of single years, per Kreis: the larger of its own and that of all Kreise together.

        A movement is the difference of two years, so its variance is twice that of one. Rounding is the least.
        """
        import numpy as np

        from sozialstrategie.methods.robust import DF_PER_AREA, MAD_TO_SD, count, median

        sizes = np.abs(self.movements[:, [year > self.years[-1] - WINDOW for year in self.years[1:]]])
        own, steps = MAD_TO_SD * median(sizes) / sqrt(2), count(sizes, 1)
        everybody = sizes[~np.isnan(sizes)]
        pooled = len(self.codes) >= MIN_KREISE and everybody.size >= POOLED_STEPS
        shared = MAD_TO_SD * float(np.median(everybody)) / sqrt(2) if pooled else 0.0
        least = self.step_shown / sqrt(12)
        found: list[Noise | None] = []
        for sigma, n in zip(own, steps, strict=True):
            if n >= OWN_STEPS and (sigma > shared or not pooled):
                found.append(Noise(max(float(sigma), least), min(MOST_DF, DF_PER_AREA * float(n))))
            else:
                found.append(Noise(max(shared, least), min(MOST_DF, DF_PER_AREA * everybody.size)) if pooled else None)
        return found

    def noise(self, code: str) -> Noise | None:
        """None where too few movements are known to say anything."""
        at = self.row.get(code)
        return None if at is None else self._noises[at]

    def rarity(self, z: float, n: int) -> float:
        """How seldom a place lies that far out, if the Kreise differ as they usually do; NaN with too few of them."""
        from sozialstrategie.methods.robust import DF_PER_AREA

        return t_p(z, DF_PER_AREA * n) if n >= MIN_KREISE else NAN

    def step(self, code: str, last: int, recent: int) -> Step | None:
        """The largest step of a Kreis in the years of one definition up to `last`; None with too few years or Kreise.

        p is 1 where no step of the `recent` years stands out even from those of the other Kreise in the same year: the second
        comparison, with the own movements, could only make it larger.
        """
        import numpy as np

        from sozialstrategie.methods.series import breaks

        columns = self._columns(max(self.steady_since(last), last - WINDOW), last)
        row = self.row.get(code)
        if row is None or len(columns) < BREAK_YEARS or len(self.codes) < MIN_KREISE:
            return None
        floor = self.step_shown / sqrt(6)
        across = self._across(columns, floor)[row, -recent:]
        if np.isnan(across).all():
            return None
        if np.nanmin(across) * (len(columns) - 1) > STANDS_OUT:
            return Step(1.0, 0.0, 0.0, None)
        found = breaks(self.values[:, columns], rows=[row], floor=floor)
        at = int(found.column[0])
        if at < 0:
            return None
        years = (self.years[columns[at - 1]], self.years[columns[at]])
        return Step(float(found.p[0]), float(found.size[0]), float(found.z_areas[0]), years)

    def _across(self, columns: list[int], floor: float) -> Floats:
        """p of every movement against those of all Kreise in the same year; (Kreise, years - 1)."""
        import numpy as np

        from sozialstrategie.methods.robust import robust_z

        key = ("across", columns[0], columns[-1])
        if key not in self._kept:
            self._kept[key] = robust_z(np.diff(self.values[:, columns], axis=1), floor=floor).p
        return self._kept[key]  # type: ignore[return-value]  # this key holds nothing else

    def slopes(self, first: int, last: int) -> Floats:
        """Trend per year of each Kreis (Theil-Sen) between two years."""
        from sozialstrategie.methods.series import trend_slopes

        key = ("slopes", first, last)
        if key not in self._kept:
            columns = self._columns(first, last)
            self._kept[key] = trend_slopes(self.values[:, columns], [self.years[j] for j in columns])
        return self._kept[key]  # type: ignore[return-value]

    def _columns(self, first: int, last: int) -> list[int]:
        return [j for j, year in enumerate(self.years) if first <= year <= last]


def _usual(values: Floats, floor: float) -> Usual:
    import numpy as np

    from sozialstrategie.methods.robust import centre_and_spread

    n = int((~np.isnan(values)).sum())
    if n < MIN_KREISE:
        return Usual(NAN, NAN, n)
    centre, spread = centre_and_spread(values)
    return Usual(float(centre), max(float(spread), floor), n)
