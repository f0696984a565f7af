"""A million figures in a wide table of Gemeinden, 400,000 in a long one of Kreise (2.4 million cells), read in through the guarded process.

Beside it what reading costs at least: the csv module and float() over the same bytes, without any check.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOAL_SECONDS, GOAL_MIB = 30, 500


def main() -> int:
    """Each case in a process of its own; ends with 1 when a goal is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--child", choices=("wide", "long"), help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.child:
        return _child(options.child)
    good = True
    for case in ("wide", "long"):
        lines = [_run(case) for _ in range(options.runs)]
        cells, _, _, _ = lines[0]
        best = [min(line[at] for line in lines) for at in (1, 2, 3)]
        print(
            f"{case:5} {int(cells):9} Zahlen: {best[0]:6.2f} s, {best[1]:4.0f} MiB; nur csv und float: {best[2]:5.2f} s"
        )
        good &= best[0] <= GOAL_SECONDS and best[1] <= GOAL_MIB
    return 0 if good else 1


def _run(case: str) -> list[float]:
    done = subprocess.run([sys.executable, __file__, "--child", case], capture_output=True, text=True, check=True)
    return [float(part) for part in done.stdout.split()]


def _child(case: str) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sozialstrategie.settings.test"
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    from sozialstrategie.evidence.monitoring.readers import read_guarded

    data = _wide() if case == "wide" else _long()
    begin = time.perf_counter()
    naive = sum(_is_number(cell) for row in csv.reader(io.StringIO(data.decode()), delimiter=";") for cell in row)
    baseline = time.perf_counter() - begin
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        parsed = read_guarded(data, name="tabelle.csv", folder=Path(folder))
        seconds = time.perf_counter() - begin
        assert parsed.facts is not None, [str(problem) for problem in parsed.errors]
        assert naive >= len(parsed.facts)
    # of the reading process alone: the parent holds only its result
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(len(parsed.facts), seconds, peak, baseline)
    return 0


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def _kreise() -> list[str]:
    from sozialstrategie.evidence.regions.catalogue import index

    return sorted(key for key, entry in index().items() if entry.level == "kreis" and entry.valid_to is None)


def _wide() -> bytes:
    """10,000 rows (25 of each Kreis, by their keys) and 101 years of one series, as INKAR's online export writes them."""
    years = range(1921, 2022)
    rows = [";".join(["Kennziffer", "Raumeinheit", "Aggregat", *["Reihe"] * len(years)])]
    rows.append(";".join(["", "", "", *map(str, years)]))
    for at, kreis in enumerate(key for key in _kreise() for _ in range(25)):
        key = f"{kreis}{at % 25 + 1:03}"
        rows.append(";".join([key, f"Gemeinde {at}", "Gemeinden", *(f"{(at * 7 + y) % 9973},{y % 10}" for y in years)]))
    return "\n".join(rows).encode()


def _long() -> bytes:
    """400,000 rows of Kreise, series and years, in the columns of INKAR's dump: 2.4 million cells, 400,000 of them figures."""
    kreise, years = _kreise(), range(1997, 2022)
    series = -(-400_000 // (len(kreise) * len(years)))
    rows = ["Kuerzel;Raumbezug;Kennziffer;Name;Zeitbezug;Wert"]
    for number in range(series):
        for at, kreis in enumerate(kreise):
            rows += [f"r{number};;{kreis};;{year};{(at + number) % 97},{year % 10}" for year in years]
    return "\n".join(rows[:400_001]).encode()


if __name__ == "__main__":
    raise SystemExit(main())
