"""How quick and small the public pages are: one read, list pages, size of pages, memory of a web process, a refused bomb.

Usage: python benchmarks/pages/run.py [--json FILE]
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPEATS = 200
PAGES = {  # name -> (name of the address, arguments)
    "Startseite": ("start", []),
    "Katalog": ("monitoring:indicators", []),
    "Lage": ("monitoring:situation", ["16062"]),
    "Kennzahl": ("monitoring:indicator", ["16062", "sgb2_rate"]),
    "Profil": ("monitoring:profile_page", ["16062"]),
    "Karte": ("monitoring:map", ["16062", "sgb2_rate"]),
    "Alle Kreise": ("monitoring:courses", ["16062", "sgb2_rate"]),
}


def memory() -> float:
    """Resident memory of this process in MiB, now."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("/proc/self/status nennt kein VmRSS")


def measured(work: Callable[[], Any], repeats: int = REPEATS) -> dict[str, float]:
    """Median and 95th percentile of wall and processor time, in milliseconds, after one call to warm up."""
    work()
    wall, processor = [], []
    for _ in range(repeats):
        wall_begin, processor_begin = time.perf_counter(), time.process_time()
        work()
        wall.append(1000 * (time.perf_counter() - wall_begin))
        processor.append(1000 * (time.process_time() - processor_begin))
    at = round(0.95 * (repeats - 1))
    return {
        "wall_median_ms": statistics.median(wall),
        "wall_p95_ms": sorted(wall)[at],
        "cpu_median_ms": statistics.median(processor),
    }


def web() -> dict[str, Any]:
    """In a process of its own, as a web process has it: memory first, then reads and pages."""
    from sozialstrategie.wsgi import application  # sets Django up, as gunicorn does

    assert application
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    client = Client()
    found: dict[str, Any] = {"rss_started_mib": memory()}
    assert client.get(reverse("monitoring:indicators")).status_code == 200
    found["rss_before_first_chart_mib"] = memory()

    from sozialstrategie.evidence.monitoring import queries

    found["one_indicator_year"] = measured(
        lambda: queries.series("sgb2_rate", level="kreis", year_from=2021, year_to=2021)
    )
    found["pages"] = {}
    for title, (name, arguments) in PAGES.items():
        address, count = reverse(name, args=arguments), 0

        def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        begin = time.process_time()
        page = client.get(address).content.decode()
        first = 1000 * (time.process_time() - begin)
        with connection.execute_wrapper(counted):
            client.get(address)
        found["pages"][title] = {
            "queries": count,
            "first_cpu_ms": first,
            **measured(lambda address=address: client.get(address), 20),  # type: ignore[misc]
            "kib": len(page.encode()) / 1024,
            "kib_without_pictures": len(without_pictures(page).encode()) / 1024,
        }
    found["rss_after_charts_mib"] = memory()
    return found


def without_pictures(page: str) -> str:
    while "<svg" in page:
        begin = page.index("<svg")
        page = page[:begin] + page[page.index("</svg>", begin) + len("</svg>") :]
    return page


def bomb() -> dict[str, float]:
    """A zip of 0.6 MB that would unfold to 600 MB: time until it is refused, memory of the child that reads."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.csv", "w") as member,
    ):
        for _ in range(600):
            member.write(b"0;" * 500_000)
    from sozialstrategie.evidence.monitoring.readers import read_guarded

    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        parsed = read_guarded(target.getvalue(), name="bombe.zip", folder=Path(folder))
        wall = time.perf_counter() - begin
    assert parsed.errors, "die Bombe wurde nicht abgelehnt"
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"refused_after_s": wall, "peak_child_mib": peak}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", type=Path)
    options.add_argument("--part", choices=["web", "bomb"], help=argparse.SUPPRESS)
    arguments = options.parse_args()
    if arguments.part:
        print(json.dumps(web() if arguments.part == "web" else bomb()))
        return 0
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "SOZIALSTRATEGIE_HOME": home,
            "SOZIALSTRATEGIE_DEMO": "1",
            "SOZIALSTRATEGIE_PLAIN_HTTP": "1",
            "DJANGO_SETTINGS_MODULE": "sozialstrategie.settings.production",
        }
        run = [sys.executable, "-m", "sozialstrategie.cli", "demo", "--no-serve"]
        begin = time.perf_counter()
        subprocess.run(run, env=environment, check=True, stdout=subprocess.DEVNULL)
        result: dict[str, Any] = {"demo_prepared_s": time.perf_counter() - begin}
        begin = time.perf_counter()
        subprocess.run(run, env=environment, check=True, stdout=subprocess.DEVNULL)
        result["demo_again_s"] = time.perf_counter() - begin
        # `serve` does this at its start: the pages name their style sheets by checksum
        collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, env=environment, check=True)
        for part in ("web", "bomb"):
            own = [sys.executable, __file__, "--part", part]
            result |= json.loads(subprocess.run(own, env=environment, check=True, stdout=subprocess.PIPE).stdout)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
