"""Could the difference be chance? From counts where the source gives them, else from the ups and downs of the years."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.signals.detectors import Comparison
from sozialstrategie.kit.figures.released import Observation


def of_difference(c: Comparison, effect: float, error: float, counts: float | None, *, rarity: float) -> float:
    """The larger p of the two ways that are open; without either, how seldom a Kreis lies that far out.

    Args:
        effect: difference in the unit of the indicator; `error`: its standard error in ups and downs of one year.
        counts: p from the counts of both sides, None without counts.
    """
    noise = c.panel.noise(c.region)
    known = [p for p in (counts, noise.p(effect, error) if noise else None) if p is not None]
    return max(known, default=rarity)


def by_counts(c: Comparison, own: Observation, *others: Observation, within: bool = False) -> float | None:
    """Two-sample test of the own counts against those of the others together; None where a count is missing.

    within: the own counts are part of the other's (a Kreis in its Land) and are taken out of them first.
    """
    sides = [(o.numerator, o.denominator) for o in (own, *others)]
    if not others or any(k is None or not n for k, n in sides) or len({o.derivation for o in (own, *others)}) > 1:
        return None
    (k, n), rest = (own.numerator or 0.0, own.denominator or 0.0), sides[1:]
    events, base = sum(part or 0.0 for part, _ in rest), sum(part or 0.0 for _, part in rest)
    if within:
        events, base = events - k, base - n
    if events < 0 or base <= 0:
        return None  # the parts do not fit together: nothing can be said from them
    from sozialstrategie.methods.series import change_of_proportions, change_of_rates

    shares = c.info.unit == "%" and k <= n and events <= base
    test = change_of_proportions if shares else change_of_rates
    return float(test(events, base, k, n).p)
