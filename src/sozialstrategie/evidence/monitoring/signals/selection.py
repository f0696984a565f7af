"""Which drafts a page shows: at most seven, one per indicator, at most two per theme, relief among them where there is any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from uuid import UUID

from sozialstrategie.evidence.disclosure.gate import Audience
from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.signals.detectors import Comparison, Hit, detectors
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft, SignalList
from sozialstrategie.evidence.monitoring.signals.sentences import draft
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.figures.released import Observations, Released

MOST = 7
PER_THEME = 2
PER_KIND = 3
RELIEF = "Entlastung"
# A distance to Germany is mostly shared by the whole Land (structure of the East); it says less about one place.
_WEIGHT = {"Abstand zum Bund": 0.4}


def signals_for(
    region: str,
    *,
    audience: Audience = "internal",
    decided: Collection[tuple[str, str]] = frozenset(),
    codes: Collection[str] | None = None,
    limit: int | None = MOST,
) -> SignalList:
    """Draft what stands out in the figures of a Kreis.

    Args:
        region: key of the Kreis.
        decided: (key, fingerprint) pairs that a person has accepted or rejected; they do not come again.
        codes: indicators to look at; None = the whole catalogue.
        limit: how many drafts at most; None = all that were found.
    """
    wanted = tuple(codes) if codes is not None else tuple(d.code for d in catalogue().values() if d.sentence)
    everything = _drafted(queries.current_run_uid(), region, audience, wanted)
    open_drafts = [d for d in everything.drafts if (d.key, d.fingerprint) not in decided]
    shown = open_drafts if limit is None else _spread(open_drafts, limit)
    return SignalList(tuple(shown), everything.comparisons, len(open_drafts), everything.indicators)


@lru_cache(maxsize=64)
def _drafted(run: UUID | None, region: str, audience: Audience, wanted: tuple[str, ...]) -> SignalList:
    """All drafts of a place; a run never changes, so they are kept until the next one.

    The run is known by its uid: its row number may come again after a restored backup.
    """
    record = regions.record(region)
    place, short = (record.name, record.short_name) if record else (region, region)
    drafts: list[SignalDraft] = []
    comparisons, seen = 0, 0
    for code, series in _series(run, _compared(region), audience, wanted).items():
        definition = catalogue()[code]
        comparison = Comparison(queries.info(code), region, series)
        if comparison.latest is not None and comparison.latest.year in {year for year, _ in definition.doubtful}:
            continue
        seen += bool(comparison.own)
        for detect in detectors().values():
            found = detect(comparison)
            comparisons += found is not None
            if isinstance(found, Hit):
                drafts.append(draft(comparison, found, sentence=definition.sentence, place=place, short=short))
    drafts.sort(key=lambda d: (-d.unusual * _WEIGHT.get(d.kind, 1.0), d.key))
    return SignalList(tuple(drafts), comparisons, len(drafts), seen)


@lru_cache(maxsize=2)
def _series(
    run: UUID | None, places: tuple[str, ...], audience: Audience, wanted: tuple[str, ...]
) -> dict[str, Released[Observations]]:
    """The figures behind the drafts: the same for all Kreise of a Land, so they are read once per run."""
    return queries.many_series(wanted, regions=places, audience=audience)


def _compared(region: str) -> tuple[str, ...]:
    """The place itself, its Land, Germany, and all Kreise of the Land (the spread)."""
    kreise = [r.code for r in regions.regions() if r.level == "kreis" and r.parent == region[:2] and r.valid_to is None]
    return tuple(sorted({region, region[:2], "DG", *kreise}))


def _spread(drafts: Sequence[SignalDraft], limit: int) -> list[SignalDraft]:
    """Most unusual first, but one per indicator, few per theme and kind, and relief where there is any."""
    chosen: list[SignalDraft] = []
    themes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for candidate in drafts:
        if len(chosen) == limit:
            break
        known = candidate.indicator in {d.indicator for d in chosen}
        if known or themes[candidate.theme] >= PER_THEME or kinds[candidate.kind] >= PER_KIND:
            continue
        chosen.append(candidate)
        themes[candidate.theme] += 1
        kinds[candidate.kind] += 1
    return chosen if kinds[RELIEF] else _with_relief(chosen, drafts, limit)


def _with_relief(chosen: list[SignalDraft], drafts: Sequence[SignalDraft], limit: int) -> list[SignalDraft]:
    """The most unusual relief that its theme has room for, at the end; on a full page it takes the last place."""
    kept = chosen[: limit - 1]
    indicators, themes = {d.indicator for d in kept}, Counter(d.theme for d in kept)
    for candidate in drafts:
        if candidate.kind == RELIEF and candidate.indicator not in indicators and themes[candidate.theme] < PER_THEME:
            return [*kept, candidate]
    return chosen
