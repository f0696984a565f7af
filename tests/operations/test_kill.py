"""kill -9 during an import: afterwards either nothing of it or all of it is there, and it can simply be repeated."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.operations.instances import Instance, copy_of

DAY = 24 * 60 * 60
SEED = 20_261_122
pytestmark = pytest.mark.long


def demand_whole(instance: Instance, before: Instance) -> bool:
    """All editions are whole, all files are named or orphans, nothing that stood has changed. Returns whether it came in."""
    database = sqlite3.connect(instance.home / "sozialstrategie.sqlite3")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()
    old = before.rows("SELECT digest FROM monitoring_edition ORDER BY id")
    new = instance.rows("SELECT digest FROM monitoring_edition ORDER BY id")
    assert new[: len(old)] == old and len(new) - len(old) in (0, 1)
    acts = "SELECT COUNT(*) FROM core_act WHERE verb = 'monitoring.import_edition'"
    assert instance.rows(acts)[0][0] - before.rows(acts)[0][0] == len(new) - len(old)
    files = instance.edition_files()
    for digest, raw in instance.rows("SELECT digest, raw_sha FROM monitoring_edition"):
        assert files[f"{raw}.raw"] == raw
        content = (instance.home / "editions" / f"{digest}.parquet").read_bytes()
        assert content[:4] == content[-4:] == b"PAR1"
    standing = before.edition_files()
    assert {name: files.get(name) for name in standing} == standing
    assert instance.results() == before.results()
    return len(new) > len(old)


def demand_repeatable(instance: Instance, school_file: Path, came_in: bool) -> None:
    """`check` passes, the same import now succeeds or says that it stands; after a day no leftover remains."""
    assert instance.run("check").decode() == "Alles in Ordnung.\n"
    said = instance.run("import", school_file).decode()
    assert ("unverändert" if came_in else "eingelesen als Ausgabe") in said
    yesterday = time.time() - DAY - 60
    for path in (instance.home / "editions").iterdir():
        os.utime(path, (yesterday, yesterday))
    assert instance.run("check").decode().endswith("Alles in Ordnung.\n")
    named = instance.rows(
        "SELECT digest || '.parquet' FROM monitoring_edition UNION SELECT raw_sha || '.raw' FROM monitoring_edition"
    )
    assert set(instance.edition_files()) == {name for (name,) in named}


def steps_of(instance: Instance, target: Path, school_file: Path) -> int:
    """How many steps a whole import has."""
    counted = copy_of(instance, target)
    report = target.with_suffix(".steps")
    assert counted.run_killed(0, report, "import", school_file) == 0
    return int(report.read_text())


def kill_at_steps(pristine: Instance, tmp_path: Path, school_file: Path, count: int) -> None:
    total = steps_of(pristine, tmp_path / "counted", school_file)
    assert total > 100
    chance = random.Random(SEED)
    outcomes = []
    # one point per stretch: the last stretches hold the writes
    for number in range(count):
        low, high = 1 + total * number // count, total * (number + 1) // count
        broken = copy_of(pristine, tmp_path / f"home{number}")
        step = chance.randint(low, high)
        code = broken.run_killed(step, tmp_path / "unused", "import", school_file)
        assert code == -signal.SIGKILL, (step, total)
        outcomes.append(demand_whole(broken, pristine))
        demand_repeatable(broken, school_file, outcomes[-1])
    assert not outcomes[0]  # the first stretch lies before the commit


def test_killed_at_many_random_steps(pristine: Instance, tmp_path: Path, school_file: Path) -> None:
    kill_at_steps(pristine, tmp_path, school_file, 20)


def kill_at_times(pristine: Instance, tmp_path: Path, school_file: Path, count: int) -> None:
    whole = copy_of(pristine, tmp_path / "whole")
    begin = time.monotonic()
    assert whole.start("import", school_file).wait() == 0
    duration = time.monotonic() - begin
    chance = random.Random(SEED)
    for number in range(count):
        broken = copy_of(pristine, tmp_path / f"home{number}")
        process = broken.start("import", school_file)
        time.sleep(chance.uniform(0.2, 1.0) * duration)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        came_in = demand_whole(broken, pristine)
        demand_repeatable(broken, school_file, came_in)


def test_killed_at_many_random_times(pristine: Instance, tmp_path: Path, school_file: Path) -> None:
    kill_at_times(pristine, tmp_path, school_file, 10)


def test_what_a_killed_import_leaves_is_named_by_its_contents(
    pristine: Instance, instance: Instance, school_file: Path, tmp_path: Path
) -> None:
    """A raw file that a killed import left behind is whole: its name is the checksum of its bytes."""
    total = steps_of(pristine, tmp_path / "counted", school_file)
    assert instance.run_killed(total * 2 // 3, tmp_path / "unused", "import", school_file) == -signal.SIGKILL
    for path in (instance.home / "editions").glob("[!.]*.raw"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
