"""Measures the indicator task: each run in a fresh process, wall, CPU and peak memory, checksums compared.

python benchmarks/indicators/run.py [--runs 3] [--memory 512MB] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
TASKS = ("ours", "pandas", "load")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--memory", default="512MB", help="memory limit of the engine")
    parser.add_argument("--json", type=Path, help="also write all figures here")
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(run_task(options.task, options.folder, options.memory)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        return measure(Path(name), options)


def measure(folder: Path, options: argparse.Namespace) -> int:
    import synthetic

    synthetic.write_facts(folder / "facts.parquet")
    (folder / "catalogue.toml").write_text(synthetic.catalogue_text(), "utf-8")
    found = {task: [child(task, folder, options.memory) for _ in range(options.runs)] for task in TASKS}
    print(f"{platform.python_version()}, {os.cpu_count()} cores, {options.runs} runs, memory limit {options.memory}")
    print(f"{'task':8} {'wall s (best)':>14} {'CPU s (best)':>14} {'process wall s':>15} {'peak RSS MiB':>13}")
    for task, runs in found.items():
        columns = [min(run["wall"] for run in runs), min(run["cpu"] for run in runs)]
        whole, peak = min(run["process"] for run in runs), max(run["rss"] for run in runs)
        print(f"{task:8} {columns[0]:14.2f} {columns[1]:14.2f} {whole:15.2f} {peak:13.0f}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), "utf-8")
    ours, peer = found["ours"][0]["checksums"], found["pandas"][0]["checksums"]
    print("checksums:", json.dumps(ours))
    different = [key for key in ours if not math.isclose(ours[key], peer[key], rel_tol=1e-9)]
    print("checksums of ours and pandas:", f"DIFFERENT in {different}" if different else "equal")
    return 1 if different else 0


def child(task: str, folder: Path, memory: str) -> dict[str, Any]:
    """One run in a fresh process; its own clock for the task, ours for the whole process."""
    start = time.perf_counter()
    command = [
        sys.executable,
        str(HERE / "run.py"),
        "--task",
        task,
        "--folder",
        str(folder),
        "--memory",
        memory,
    ]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {**json.loads(output.splitlines()[-1]), "process": time.perf_counter() - start}


def run_task(task: str, folder: Path, memory: str) -> dict[str, Any]:
    if task == "load":
        return load_into_sqlite(folder, memory)
    start, cpu = time.perf_counter(), time.process_time()
    results, index = compute(task, folder, memory)
    measured = {"wall": time.perf_counter() - start, "cpu": time.process_time() - cpu, "rss": peak_mib()}
    return {**measured, "checksums": checksums(results, index)}


def compute(task: str, folder: Path, memory: str) -> tuple[Any, Any]:
    # imported here: the time of the imports belongs to the task
    if task == "pandas":
        import peer_pandas

        return peer_pandas.run(folder / "facts.parquet")
    import ours

    return ours.run(folder / "facts.parquet", folder / "catalogue.toml", memory)


def load_into_sqlite(folder: Path, memory: str) -> dict[str, Any]:
    """Write the results into a database file as the product does: executemany in one transaction, two
    indexes."""
    results, _ = compute("ours", folder, memory)
    names = ["indicator", "region", "level", "year", "value", "numerator", "denominator", "suppressed"]
    start, cpu = time.perf_counter(), time.process_time()
    target = folder / "results.sqlite3"
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"CREATE TABLE result (id INTEGER PRIMARY KEY, {', '.join(names)})")
    connection.execute("CREATE INDEX page ON result (indicator, level, year)")
    connection.execute("CREATE INDEX place ON result (region, indicator)")
    rows = zip(*(results.column(name).to_pylist() for name in names), strict=True)
    with connection:
        marks = ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO result ({', '.join(names)}) VALUES ({marks})", rows)
    measured = {"wall": time.perf_counter() - start, "cpu": time.process_time() - cpu, "rss": peak_mib()}
    stored = connection.execute("SELECT count(*) FROM result").fetchone()[0]
    connection.close()
    return {**measured, "rows": stored}


def checksums(results: Any, index: Any) -> dict[str, float]:
    frame = results.to_pandas() if hasattr(results, "to_pandas") else results
    scores = index.to_pandas() if hasattr(index, "to_pandas") else index
    return {
        "rows": len(frame),
        "values": float(frame["value"].sum()),
        "suppressed": int(frame["suppressed"].sum()),
        "z_squared": float((frame["z"] ** 2).sum()),
        "ranks": float(frame["place"].sum()),
        "rank_times_year": float((frame["place"] * frame["year"]).sum()),
        "changes": float(frame["change"].abs().sum()),
        "changes_present": int(frame["change"].notna().sum()),
        "index_rows": len(scores),
        "index": float(scores["index"].abs().sum()),
    }


def peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    sys.exit(main())
