"""Which drafts a page shows: at most seven, one per indicator, at most two per theme, relief among them where there is any."""

from __future__ import annotations

from collections.abc import Collection

from sozialstrategie.evidence.disclosure.gate import Audience
from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.signals.detectors import Comparison, Hit, detectors
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft, SignalList
from sozialstrategie.evidence.monitoring.signals.sentences import draft
from sozialstrategie.evidence.regions import catalogue as regions

MOST = 7
PER_THEME = 2


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
    record = regions.record(region)
    place, short = (record.name, record.short_name) if record else (region, region)
    wanted = codes if codes is not None else [d.code for d in catalogue().values() if d.sentence]
    drafts: list[SignalDraft] = []
    comparisons, seen = 0, 0
    for code, series in queries.many_series(wanted, regions=_compared(region), audience=audience).items():
        definition = catalogue()[code]
        comparison = Comparison(queries.info(code), region, series)
        if comparison.latest is not None and comparison.latest.year in {year for year, _ in definition.doubtful}:
            continue
        seen += bool(comparison.own)
        for detect in detectors().values():
            found = detect(comparison)
            comparisons += found is not None
            if isinstance(found, Hit):
                made = draft(comparison, found, sentence=definition.sentence, place=place, short=short)
                if (made.key, made.fingerprint) not in decided:
                    drafts.append(made)
    drafts.sort(key=lambda d: (-d.unusual, d.key))
    shown = drafts if limit is None else _spread(drafts, limit)
    return SignalList(tuple(shown), comparisons, len(drafts), seen)


def _compared(region: str) -> list[str]:
    """The place itself, its Land, Germany, and all Kreise of the Land (the spread)."""
    kreise = [r.code for r in regions.regions() if r.level == "kreis" and r.parent == region[:2] and r.valid_to is None]
    return sorted({region, region[:2], "DG", *kreise})


def _spread(drafts: list[SignalDraft], limit: int) -> list[SignalDraft]:
    chosen: list[SignalDraft] = []
    themes: dict[str, int] = {}
    for candidate in drafts:
        if len(chosen) == limit:
            break
        if candidate.indicator in {d.indicator for d in chosen} or themes.get(candidate.theme, 0) >= PER_THEME:
            continue
        chosen.append(candidate)
        themes[candidate.theme] = themes.get(candidate.theme, 0) + 1
    relief = next((d for d in drafts if d.kind == "Entlastung" and d.indicator not in {c.indicator for c in chosen}), None)
    if relief and len(chosen) == limit and not any(d.kind == "Entlastung" for d in chosen):
        chosen[-1] = relief
    return chosen
