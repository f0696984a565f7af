"""How fast two versions of a strategy with 50 goals and 200 measures are compared.

Usage: python benchmarks/strategy/difference.py [--json FILE]
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
from collections.abc import Callable
from pathlib import Path
from typing import Any

GOALS, MEASURES, FIELDS, FINDINGS, NEEDS, SERIES, YEARS = 50, 200, 8, 60, 60, 40, 12
REPEATS = 25
ROOT = Path(__file__).resolve().parents[2]
TEXT = "Familien bekommen Rat zu Leistungen, Anträgen und Angeboten, ohne Termin und ohne Amtsweg. "


def start(home: str) -> None:
    """Django with an empty home; no database is touched."""
    os.environ |= {
        "SOZIALSTRATEGIE_HOME": home, "SOZIALSTRATEGIE_SECRET_KEY": "nur-fuer-messungen-" + "0123456789" * 4,
        "DJANGO_SETTINGS_MODULE": "sozialstrategie.settings.test",
    }  # fmt: skip
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def _uid(group: int, n: int) -> str:
    return f"{group:08x}-0000-4000-8000-{n:012x}"


def _record(group: int, n: int, **more: Any) -> dict[str, Any]:
    return {"uid": _uid(group, n), "number": str(n), "title": f"Eintrag {n}", "description": TEXT * 4, **more}


def content() -> dict[str, Any]:
    """An invented strategy as a frozen version holds it."""
    field = [_uid(1, n % FIELDS) for n in range(MEASURES)]
    measures = [
        _record(
            5, n, field=field[n], parent=None, target_group="Familien", lead_unit="Jugendamt", cost_note=TEXT, funding=TEXT,
            permanent=False, start="2025-01-01", target_value="14", status="running", progress_note=TEXT,
            logic=[{"step": s, "text": TEXT, "indicator_text": "x"} for s in range(8)],
            readings=[{"day": f"{y}-12-31", "value": "5", "text": "", "approved_on": None} for y in range(2020, 2025)],
        )
        for n in range(MEASURES)
    ]  # fmt: skip
    row = {"indicator": "", "derivation": "", "region": "16062", "period": "", "value": "14.2", "flags": []}
    return {
        "organisation": {"name": "Landkreis Beispiel", "slug": "beispiel"},
        "strategy": {"uid": _uid(0, 0), "title": "Strategie", "vision": TEXT * 20},
        "fields": [_record(1, n, field=None, parent=None) for n in range(FIELDS)],
        "findings": [_record(2, n, field=field[n], parent=None, figures=[dict(row)] * 4) for n in range(FINDINGS)],
        "needs": [_record(3, n, field=field[n], parent=None) for n in range(NEEDS)],
        "goals": [_record(4, n, field=field[n], parent=None, kind="goal") for n in range(GOALS)],
        "measures": measures,
        "series": [
            [row | {"indicator": f"i{n}", "derivation": "d", "period": str(y)} for y in range(YEARS) for _ in range(3)]
            for n in range(SERIES)
        ],
        "links": {
            "finding_need": [[_uid(2, n), _uid(3, n)] for n in range(NEEDS)],
            "need_goal": [[_uid(3, n), _uid(4, n % GOALS)] for n in range(NEEDS)],
            "goal_measure": [[_uid(4, n % GOALS), _uid(5, n)] for n in range(MEASURES)],
        },
    }


def edited(before: dict[str, Any]) -> dict[str, Any]:
    """A year of work later: a fifth of the measures changed, some moved, ten gone, fifteen new, the order turned."""
    after: dict[str, Any] = json.loads(json.dumps(before))
    rows = after["measures"]
    for n in range(0, MEASURES, 5):
        rows[n]["progress_note"] = TEXT * 2
        rows[n]["readings"].append({"day": "2025-12-31", "value": "7", "text": "", "approved_on": None})
    for n in range(0, MEASURES, 20):
        rows[n]["field"] = _uid(1, (n + 1) % FIELDS)
    after["measures"] = rows[30:] + rows[:20] + [_record(5, 900 + n, field=_uid(1, 0), parent=None) for n in range(15)]
    for goal in after["goals"][::3]:
        goal["title"] += " bis 2030"
    return after


def measured(work: Callable[[], Any]) -> dict[str, float]:
    """Processor and wall milliseconds: medians, and the best wall."""
    cpu, wall = [], []
    for _ in range(REPEATS):
        first, begun = time.process_time(), time.perf_counter()
        work()
        cpu.append((time.process_time() - first) * 1000)
        wall.append((time.perf_counter() - begun) * 1000)
    return {"cpu_ms": statistics.median(cpu), "wall_ms": statistics.median(wall), "best_wall_ms": min(wall)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        start(home)
        from sozialstrategie.action.strategy.queries.difference import CONTAINERS, compare, in_words, records_of
        from sozialstrategie.methods.record_difference import applied, difference

        first = content()
        second = edited(first)
        diff = difference(records_of(first), records_of(second), containers=CONTAINERS)
        assert applied(records_of(first), diff) == records_of(second)
        texts = [json.dumps(c, ensure_ascii=False) for c in (first, second)]
        found: dict[str, Any] = {
            "difference": measured(lambda: compare(first, second)),
            "of a version with itself": measured(lambda: compare(first, first)),
            "read both versions and put in words": measured(lambda: in_words(*(json.loads(t) for t in texts))),
            "entries": [len(diff.added), len(diff.removed), len(diff.moved), len(diff.changed)],
            "kilobytes": [len(t.encode()) // 1000 for t in texts],
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    for name, value in found.items():
        print(f"{name}: {value}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
