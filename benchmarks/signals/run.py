"""How fast signals are drafted: one authority over 48 indicators, all 400 Kreise; how often pure noise is reported.

Usage: python benchmarks/signals/run.py [--noise N] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

INDICATORS, YEARS, LAST = 48, 12, 2022
SEED = 20240131
REPEATS = 15
ROOT = Path(__file__).resolve().parents[2]


def start(home: str) -> None:
    """An empty instance in a temporary folder, with all regions."""
    os.environ |= {
        "SOZIALSTRATEGIE_HOME": home, "SOZIALSTRATEGIE_SECRET_KEY": "nur-fuer-messungen-" + "0123456789" * 4,
        "DJANGO_SETTINGS_MODULE": "sozialstrategie.settings.test",
    }  # fmt: skip
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from sozialstrategie.evidence.regions.services import load_regions

    call_command("migrate", verbosity=0)
    load_regions()


def fill() -> int:
    """Invented figures of 48 catalogue codes for 400 Kreise, 16 Länder and Germany in 12 years, as one run."""
    from sozialstrategie.evidence.monitoring.current import show_run
    from sozialstrategie.evidence.monitoring.models import Result, Run

    run = Run.objects.create(catalogue_version="erfunden")
    made = 0
    batch = []
    for row in _rows():
        batch.append(Result(run=run, **row))
        if len(batch) == 5000:
            Result.objects.bulk_create(batch)
            made, batch = made + len(batch), []
    Result.objects.bulk_create(batch)
    show_run(run)
    return made + len(batch)


def _rows() -> Iterator[dict[str, Any]]:
    """Levels that differ as usual, small ups and downs, and trends, so that all detectors have something to do."""
    import numpy as np

    from sozialstrategie.evidence.monitoring.comparison.group import kreise_of
    from sozialstrategie.evidence.monitoring.definitions import catalogue
    from sozialstrategie.evidence.monitoring.signals.detectors import SIZE_UNITS
    from sozialstrategie.evidence.regions import catalogue as regions

    rng = np.random.default_rng(SEED)
    laender = sorted(r.code for r in regions.regions() if r.level == "land")
    kreise = [code for land in laender for code in kreise_of(land)]
    places = [("DG", "bund"), *((code, "land") for code in laender), *((code, "kreis") for code in kreise)]
    wanted = [d for d in catalogue().values() if d.sentence and d.unit not in SIZE_UNITS][:INDICATORS]
    assert len(wanted) == INDICATORS and len(kreise) == 400
    for definition in wanted:
        shape = (len(places), 1)
        spread = np.array([0.1 if level != "kreis" else 1.0 for _, level in places])[:, None]
        trend = 0.05 * rng.normal(size=shape) * np.arange(YEARS)
        values = 40 + spread * (rng.normal(size=shape) + trend) + 0.15 * rng.normal(size=(len(places), YEARS))
        for (code, level), series in zip(places, values, strict=True):
            for n, value in enumerate(series):
                year = LAST - YEARS + 1 + n
                yield {
                    "indicator": definition.code, "derivation": definition.derivations[0].key, "region": code, "level": level,
                    "period": str(year), "year": year, "value": round(float(value), 2), "edition": "erfunden",
                }  # fmt: skip


def speed() -> dict[str, Any]:
    """One authority with nothing kept, one whose Land is read already, all 400 Kreise."""
    from sozialstrategie.evidence.monitoring.signals import signals_for, signals_of_all
    from sozialstrategie.evidence.monitoring.signals.selection import _drafted, _series

    begin = time.perf_counter()
    first = signals_for("16062")
    found: dict[str, Any] = {"first_call_ms": 1000 * (time.perf_counter() - begin), "comparisons": first.comparisons}

    def measured(*forget: Any) -> dict[str, float]:
        wall, processor = [], []
        for _ in range(REPEATS):
            for cached in forget:
                cached.cache_clear()
            wall_begin, processor_begin = time.perf_counter(), time.process_time()
            signals_for("16062")
            wall.append(1000 * (time.perf_counter() - wall_begin))
            processor.append(1000 * (time.process_time() - processor_begin))
        return {"wall_ms": statistics.median(wall), "cpu_ms": statistics.median(processor), "best_ms": min(wall)}

    found["nothing_kept"] = measured(_drafted, _series)
    found["land_read"] = measured(_drafted)
    found["kept"] = measured()
    _drafted.cache_clear()
    _series.cache_clear()
    wall_begin, processor_begin = time.perf_counter(), time.process_time()
    lists = [drafts for _, drafts in signals_of_all()]
    found["all_wall_s"] = time.perf_counter() - wall_begin
    found["all_cpu_s"] = time.process_time() - processor_begin
    found["kreise"] = len(lists)
    found["drafts_shown"] = sum(len(drafts.drafts) for drafts in lists)
    found["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def noise(laender: int) -> dict[str, dict[str, float]]:
    """Share of authorities with any observation although there is nothing to find; 22 authorities per invented Land."""
    import numpy as np

    from benchmarks.signals.simulated import KINDS, judge

    found = {}
    for name, make in KINDS.items():
        rng = np.random.default_rng(SEED)
        judged = [one for _ in range(laender) for one in judge(make(rng, (INDICATORS, 22, YEARS)))]
        found[name] = {
            "authorities": len(judged),
            "with_any": sum(bool(one.keys) for one in judged) / len(judged),
            "with_rare": sum(one.rare > 0 for one in judged) / len(judged),
            "mean_found": sum(len(one.keys) for one in judged) / len(judged),
            "comparisons": statistics.fmean(one.comparisons for one in judged),
        }
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--noise", type=int, default=20, metavar="N", help="invented Länder per kind of noise (0: none)"
    )
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        start(home)
        rows = fill()
        found: dict[str, Any] = {"rows": rows, "speed": speed()}
    if arguments.noise:
        found["noise"] = noise(arguments.noise)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    if arguments.json:
        arguments.json.write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
