"""The Kreise most like one Kreis, by named structural indicators, with the reasons for each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from uuid import UUID

from sozialstrategie.evidence.disclosure.gate import Audience
from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.comparison.group import SIMILAR, Group, in_land
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.figures.released import Observations, Released

if TYPE_CHECKING:
    from sozialstrategie.methods.similarity import Standardised

# Age, density, economic power, taxes and incomes, work, rents. Nothing that most signals are about (SGB II, care, childcare), or
# one would compare like with like; and no two that say nearly the same (a test looks: no pair with |r| >= 0.9).
STRUCTURE = (
    "share_65_plus",
    "population_density",
    "gdp_per_inhabitant",
    "tax_power",
    "purchasing_power",
    "employment_rate",
    "unemployment_rate",
    "asking_rent",
)
# Twice as much counts the same everywhere.
SKEWED = frozenset({"population_density", "gdp_per_inhabitant", "tax_power", "asking_rent"})
VERY_NEAR, NEAR = 0.5, 1.0  # usual spreads per indicator
_WORDS = ("keine", "einen", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")


@dataclass(frozen=True, slots=True)
class Reason:
    """One indicator of one similar Kreis."""

    code: str
    name: str
    difference: float | None  # member - own in usual spreads, None where not compared
    share: float | None  # of the squared distance, the shares sum to 1

    @property
    def words(self) -> str:
        """How the member differs: "etwa gleich", "höher", "viel niedriger"; "" where not compared."""
        if self.difference is None:
            return ""
        if abs(self.difference) < VERY_NEAR:
            return "etwa gleich"
        much = "viel " if abs(self.difference) >= 2 * NEAR else ""
        return much + ("höher" if self.difference > 0 else "niedriger")


@dataclass(frozen=True, slots=True)
class SimilarKreis:
    """A member of the list; reasons in the order of the indicators."""

    code: str
    name: str
    distance: float  # typical difference per indicator, in usual spreads; 0 = equal in all
    shared: float  # share of the indicators that both have
    reasons: tuple[Reason, ...]

    @property
    def near(self) -> str:
        """How near, in words."""
        if self.distance <= VERY_NEAR:
            return "sehr ähnlich"
        return "ähnlich" if self.distance <= NEAR else "weniger ähnlich"

    @property
    def unlike(self) -> Reason | None:
        """What makes the two differ most; None for twins."""
        compared = [r for r in self.reasons if r.share]
        return max(compared, key=lambda r: r.share or 0.0, default=None)


@dataclass(frozen=True, slots=True)
class SimilarKreise:
    """Members, nearest first; `years`: indicator -> the year that was compared; figures: own values and those of the members."""

    region: str
    members: tuple[SimilarKreis, ...]
    years: dict[str, int]
    unused: tuple[str, ...]  # indicators without say: all alike, no figures, or none for this Kreis
    candidates: int
    figures: dict[str, Released[Observations]]  # per indicator

    def group(self, *, land_only: bool = False) -> Group:
        """As a comparison group for signals, charts and pages."""
        count = len(self.members)
        number = _WORDS[count] if 1 < count < len(_WORDS) else str(count)
        where = f" {in_land(self.region[:2])}" if land_only else ""
        name = f"Die {number} ähnlichsten Kreise{where}"
        phrase = f"der {number} ähnlichsten Kreise{where}"
        return Group(SIMILAR, name, phrase, tuple(sorted(m.code for m in self.members)))


def similar_kreise(
    region: str,
    *,
    codes: Sequence[str] | None = None,
    n: int = 10,
    land_only: bool = False,
    audience: Audience = "public",
) -> SimilarKreise:
    """The `n` Kreise most like one Kreis among all Kreise that have figures.

    Args:
        codes: structural indicators of the catalogue; None = STRUCTURE. Each weighs the same.
        land_only: choose among the Kreise of the same Land; the measure stays that of all Kreise.

    Raises:
        ValueError: an unknown or doubled indicator, n < 1, no indicator, or no figure at all for this Kreis.
    """
    wanted = tuple(STRUCTURE if codes is None else codes)
    if not wanted or len(set(wanted)) != len(wanted) or not set(wanted) <= set(catalogue()):
        raise ValueError("Bitte nennen Sie bekannte Kennzahlen, jede einmal.")
    return _similar(queries.current_run_uid(), region, wanted, n, land_only, audience)


@lru_cache(maxsize=64)
def _similar(
    run: UUID | None, region: str, codes: tuple[str, ...], n: int, land_only: bool, audience: Audience
) -> SimilarKreise:
    from sozialstrategie.methods.similarity import most_similar

    table, figures, years = _structure(run, codes, audience)
    if region not in table.keys:
        raise ValueError(f"Für {region} gibt es keine Zahlen, nach denen sich ähnliche Kreise suchen ließen.")
    candidates = [key for key in table.keys if key != region and (key[:2] == region[:2] or not land_only)]
    found = most_similar(table, region, n, candidates=candidates)
    members = tuple(
        SimilarKreis(
            code,
            _name(code),
            float(found.distance[i]),
            float(found.shared[i]),
            tuple(
                Reason(name, catalogue()[name].name, _known(found.difference[i, j]), _known(found.contribution[i, j]))
                for j, name in enumerate(table.names)
            ),
        )
        for i, code in enumerate(found.keys)
    )
    shown = frozenset({region, *found.keys})
    unused = tuple(code for code in codes if code in found.unused or code not in table.names)
    kept = {code: released.map(partial(_of_regions, shown=shown)) for code, released in figures.items()}
    return SimilarKreise(region, members, years, unused, len(candidates), kept)


@lru_cache(maxsize=4)
def _structure(
    run: UUID | None, codes: tuple[str, ...], audience: Audience
) -> tuple[Standardised, dict[str, Released[Observations]], dict[str, int]]:
    """All Kreise on one measure: the same for every Kreis, so it is made once per run.

    Of each indicator the year is taken for which most Kreise have a value, the newest of these.
    """
    import numpy as np

    from sozialstrategie.methods.similarity import standardise

    best = queries.default_derivations("kreis", codes=codes)
    chosen: dict[str, Released[Observations]] = {}
    years: dict[str, int] = {}
    for code in codes:
        released = queries.series(code, level="kreis", derivation=best.get(code, ""), audience=audience)
        counted = Counter(o.year for o in released.payload if o.value is not None and _stands(o.region))
        if counted:
            years[code] = max(counted, key=lambda year: (counted[year], year))
            chosen[code] = released.map(partial(_of_year, year=years[code]))
    if not chosen:
        raise ValueError("Zu diesen Kennzahlen gibt es keine Zahlen für Kreise.")
    observations = [o for found in chosen.values() for o in found.payload]
    keys, names = sorted({o.region for o in observations}), list(chosen)
    rows, columns = {key: i for i, key in enumerate(keys)}, {name: j for j, name in enumerate(names)}
    values_of = np.full((len(keys), len(names)), np.nan)
    for o in observations:
        values_of[rows[o.region], columns[o.indicator]] = o.value
    logged = [name for name in names if name in SKEWED and not np.any(values_of[:, columns[name]] <= 0)]
    return standardise(values_of, keys, names, log=logged), chosen, years


def _of_year(rows: Observations, *, year: int) -> Observations:
    return tuple(o for o in rows if o.year == year and o.value is not None and _stands(o.region))


def _of_regions(rows: Observations, *, shown: frozenset[str]) -> Observations:
    return tuple(o for o in rows if o.region in shown)


def _stands(region: str) -> bool:
    record = regions.record(region)
    return record is not None and record.valid_to is None


def _name(code: str) -> str:
    record = regions.record(code)
    return record.name if record else code


def _known(value: float) -> float | None:
    return None if value != value else float(value)
