"""The invented Gemeinden of Landkreis Musterberg: nothing invented may stand at a real place.

Keys begin with 99, which no Land has; the coordinates lie in the open sea.
"""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.offers.places import Land, Place

MUSTERBERG_LAND = Land(
    places=(
        Place("99001001", "Beispielheim", (6.98, 54.84)),
        Place("99001002", "Bergmuster", (6.63, 54.93)),
        Place("99001003", "Heidebeispiel", (6.90, 54.68)),
        Place("99001004", "Musterstadt", (6.75, 54.81)),
        Place("99001005", "Probenau", (6.58, 54.77)),
        Place("99001006", "Skizzenhain", (6.86, 54.95)),
        Place("99001007", "Talprobe", (6.71, 54.66)),
        Place("99001008", "Vormuster", (7.06, 54.73)),
    ),
    rings=(
        (
            (6.52, 54.88), (6.57, 54.98), (6.70, 55.00), (6.82, 55.01), (6.95, 55.00), (7.02, 54.93), (7.08, 54.85),
            (7.13, 54.76), (7.10, 54.67), (7.00, 54.63), (6.88, 54.60), (6.76, 54.60), (6.64, 54.61), (6.57, 54.68),
            (6.49, 54.74), (6.48, 54.82), (6.52, 54.88),
        ),
    ),
    label="Erfundene Gemeinden und ein erfundener Umriss",
)  # fmt: skip
