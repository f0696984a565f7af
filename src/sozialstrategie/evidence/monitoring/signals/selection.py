"""Which drafts a page shows: at most seven, one per indicator, at most two per theme, relief among them where there is any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from sozialstrategie.evidence.disclosure.gate import Audience
from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.comparison import Group, land_group
from sozialstrategie.evidence.monitoring.comparison.group import kreise_of
from sozialstrategie.evidence.monitoring.comparison.queries import chosen_group
from sozialstrategie.evidence.monitoring.current import pointer
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.formula import IndicatorDefinition
from sozialstrategie.evidence.monitoring.own import is_own, own_catalogue
from sozialstrategie.evidence.monitoring.signals.detectors import (
    BUND,
    FOR_SIZES,
    SIZE_UNITS,
    Comparison,
    Verdict,
    detectors,
)
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft, SignalList
from sozialstrategie.evidence.monitoring.signals.panel import Panel
from sozialstrategie.evidence.monitoring.signals.sentences import draft
from sozialstrategie.evidence.monitoring.signals.targets import Target, targets_of
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import Observation, Observations, Released

MOST = 7
PER_THEME = 2
PER_KIND = 3
RELIEF = "Entlastung"
MAX_AGE = 5  # years that a figure may lie behind the newest one of the place: what is older says little about today
FALSE_SHARE = 0.10  # of what is reported, on average at most this share is chance (Benjamini and Hochberg)


def signals_for(
    region: str,
    *,
    audience: Audience = "internal",
    decided: Collection[tuple[str, str]] = frozenset(),
    codes: Collection[str] | None = None,
    limit: int | None = MOST,
    group: Group | None = None,
    organisation: Organisation | None = None,
    own_figures: bool = False,
) -> SignalList:
    """Draft what stands out in the figures of a Kreis.

    Args:
        region: key of the Kreis.
        decided: (key, fingerprint) pairs that a person has accepted or rejected; they do not come again.
        codes: whose drafts are wanted; None = all. The correction always counts the comparisons of the whole catalogue.
        limit: how many drafts at most; None = all that were found.
        group: with whom the place is compared; None = what the organisation chose, without one the Kreise of the Land.
        organisation: whose targets and chosen comparison take part (audience "internal" alone, inside its scope).
        own_figures: also its own indicators, for those who may see them (`monitoring.view_own`).
    """
    mine = organisation if audience == "internal" else None
    own_run = pointer(mine) if mine and own_figures else None
    key = _Key(
        queries.current_run_uid(),
        region,
        audience,
        group or (chosen_group(mine) if mine and mine.region_code == region else land_group(region)),
        mine,
        own_run.uid if own_run else None,
        targets_of(mine) if mine else (),
    )
    everything = _drafted(key)
    open_drafts = [
        d
        for d in everything.drafts
        if (d.key, d.fingerprint) not in decided and (codes is None or d.indicator in codes)
    ]
    shown = open_drafts if limit is None else _spread(open_drafts, limit)
    rare = sum(d.rare for d in open_drafts)
    return replace(everything, drafts=tuple(shown), found=len(open_drafts), rare=rare)


def signals_of_all(*, audience: Audience = "internal", limit: int | None = MOST) -> Iterator[tuple[str, SignalList]]:
    """The drafts of every Kreis, Land by Land: figures are read and panels made once per Land."""
    for land in sorted(r.code for r in regions.regions() if r.level == "land" and r.valid_to is None):
        for region in kreise_of(land):
            yield region, signals_for(region, audience=audience, limit=limit)


@dataclass(frozen=True, slots=True)
class _Key:
    """All that the drafts of a place depend on. A run never changes, so they are kept until the next one.

    A run is known by its uid: its row number may come again after a restored backup.
    """

    run: UUID | None
    region: str
    audience: Audience
    group: Group
    organisation: Organisation | None
    own_run: UUID | None
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """One indicator ready to be looked at."""

    definition: IndicatorDefinition
    series: Released[Observations]
    panel: Panel

    def newest(self, region: str) -> int | None:
        """Year of the newest value of a place, doubtful or not."""
        return self.panel.newest.get(region)


@lru_cache(maxsize=64)
def _drafted(key: _Key) -> SignalList:
    """All drafts of a place, most unusual first."""
    judged: list[tuple[str, Comparison, str, Verdict]] = []
    seen = 0
    beyond, subjects = _beyond(key), _subjects(key)
    newest = {code: subject.newest(key.region) for code, subject in subjects.items()}
    oldest = max((year for year in newest.values() if year is not None), default=0) - MAX_AGE
    for code, subject in subjects.items():
        definition, year = subject.definition, newest[code]
        if year is None or year < oldest or year in {doubtful for doubtful, _ in definition.doubtful}:
            continue
        comparison = Comparison(
            definition.info(), key.region, subject.series, group=key.group, target=_target(key.targets, code),
            beyond=beyond.get(code, {}), shared=subject.panel,
        )  # fmt: skip
        seen += 1
        for name, detect in detectors().items():
            if definition.unit in SIZE_UNITS and name not in FOR_SIZES:
                continue
            verdict = detect(comparison)
            if verdict is not None:
                judged.append((f"{name}:{code}", comparison, definition.sentence, verdict))
    drafts = []
    for comparison, sentence, verdict, chance, rare in corrected(judged):
        if verdict.hit is not None:
            place, short = _names(key, comparison.info.code)
            drafts.append(
                draft(comparison, verdict.hit, sentence=sentence, place=place, short=short, chance=chance, rare=rare)
            )
    return SignalList(tuple(drafts), len(judged), len(drafts), seen, sum(d.rare for d in drafts))


def _names(key: _Key, code: str) -> tuple[str, str]:
    """What the place is called, in sentences and on labels; what an invented authority made never stands at a real place."""
    if key.organisation is not None and key.organisation.is_example and is_own(code):
        return key.organisation.name, key.organisation.label
    record = regions.record(key.region)
    return (record.name, record.short_name) if record else (key.region, key.region)


def corrected(
    judged: Sequence[tuple[str, Comparison, str, Verdict]],
) -> Iterator[tuple[Comparison, str, Verdict, float, bool]]:
    """Hits that stay when all comparisons are counted, the most unusual first; with their corrected p, and whether rare."""
    if not judged:
        return
    from sozialstrategie.methods.multiple_testing import adjusted_p, most_unusual_first

    chances = adjusted_p([verdict.p for *_, verdict in judged])
    rarities = [verdict.rarity for *_, verdict in judged]
    rare = adjusted_p(rarities) <= FALSE_SHARE
    strength = [verdict.hit.unusual if verdict.hit else 0.0 for *_, verdict in judged]
    for at in most_unusual_first(rarities, [name for name, *_ in judged], strength):
        _, comparison, sentence, verdict = judged[at]
        if verdict.hit is not None and chances[at] <= FALSE_SHARE:
            yield comparison, sentence, verdict, float(chances[at]), bool(rare[at])


def _target(targets: Sequence[Target], code: str) -> Target | None:
    """The next target of an indicator."""
    return next((target for target in targets if target.indicator == code), None)


def _subjects(key: _Key) -> Mapping[str, _Subject]:
    """The indicators of the catalogue, and the own ones of the organisation."""
    places = _compared(key.region)
    shipped = _series(key.run, key.region[:2], key.audience)
    if key.organisation is None or key.own_run is None:
        return shipped
    own = own_catalogue(key.organisation)
    found = queries.own_series(key.organisation, regions=places)
    return {
        **shipped,
        **{code: _subject(own[code], series, key.region[:2]) for code, series in found.items() if code in own},
    }


@lru_cache(maxsize=2)
def _best(run: UUID | None) -> Mapping[str, str]:
    """The derivation that pages show, per indicator; looks through all results, so it is kept until the next run."""
    return queries.default_derivations("kreis")


def _wanted() -> list[str]:
    """Indicators of the catalogue that may carry a drafted sentence."""
    return [d.code for d in catalogue().values() if d.sentence and d.unit not in SIZE_UNITS]


def _subject(definition: IndicatorDefinition, series: Released[Observations], land: str) -> _Subject:
    panel = Panel.of(
        series.payload,
        land=land,
        decimals=definition.decimals,
        breaks=[year for year, _ in definition.breaks],
        doubtful=[year for year, _ in definition.doubtful],
    )
    return _Subject(definition, series, panel)


@lru_cache(maxsize=2)
def _series(run: UUID | None, land: str, audience: Audience) -> dict[str, _Subject]:
    """The figures behind the drafts: the same for all Kreise of a Land, so they are read once per run."""
    places = (land, BUND, *kreise_of(land))
    found = queries.many_series(_wanted(), regions=places, audience=audience, best=_best(run))
    return {code: _subject(catalogue()[code], series, land) for code, series in found.items()}


def _beyond(key: _Key) -> dict[str, dict[str, dict[int, Observation]]]:
    """Figures of group members outside the Land: indicator -> region -> year."""
    outside = sorted(code for code in key.group.members if code[:2] != key.region[:2])
    found: dict[str, dict[str, dict[int, Observation]]] = {}
    if outside:
        for code, series in queries.many_series(
            _wanted(), regions=outside, audience=key.audience, best=_best(key.run)
        ).items():
            for o in series.payload:
                if o.value is not None:
                    found.setdefault(code, {}).setdefault(o.region, {})[o.year] = o
    return found


def _compared(region: str) -> tuple[str, ...]:
    """The place itself, its Land, Germany, and all Kreise of the Land (the spread)."""
    return tuple(sorted({region, region[:2], "DG", *kreise_of(region[:2])}))


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
