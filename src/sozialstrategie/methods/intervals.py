"""Wilson interval for one proportion in plain Python, so that a page that shows one figure need not load NumPy.

`rates.rate` does the same for arrays; a test holds the two together.
"""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054  # 97.5 % quantile of the standard normal distribution


def wilson_percent(events: float, base: float) -> tuple[float, float]:
    """95 % Wilson interval of `events` out of `base`, in percent.

    low, high = (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), p = events / base (Wilson 1927).

    >>> low, high = wilson_percent(3, 25)
    >>> round(low, 8), round(high, 8)
    (4.16681715, 29.95579392)

    Raises:
        ValueError: base <= 0, or events outside 0..base.
    """
    if base <= 0 or not 0 <= events <= base:
        raise ValueError(f"Anteil {events} von {base} gibt es nicht.")
    p, z2 = events / base, Z95 * Z95
    centre = p + z2 / (2 * base)
    reach = Z95 * sqrt(p * (1 - p) / base + z2 / (4 * base * base))
    scale = 100 / (1 + z2 / base)
    return max(0.0, (centre - reach) * scale), min(100.0, (centre + reach) * scale)
