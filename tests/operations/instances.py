"""Instances in folders of their own, driven by the real command line in processes of their own (SQLite)."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KILLER = Path(__file__).with_name("kill_at.py")
RESULT_COLUMNS = (
    "indicator, derivation, region, level, period, year, value, sign, numerator, denominator, edition, flags"
)


@dataclass(frozen=True, slots=True)
class Instance:
    """One home folder."""

    home: Path

    def environment(self, **more: str) -> dict[str, str]:
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith("SOZIALSTRATEGIE_") and k != "DJANGO_SETTINGS_MODULE"
        }
        own = {
            "SOZIALSTRATEGIE_HOME": str(self.home),
            "SOZIALSTRATEGIE_SECRET_KEY": "nur-fuer-tests-" + "0123456789" * 4,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")])),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return {**kept, **own, **more}

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "sozialstrategie.cli", *map(str, arguments)]

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """Begin a command in a process group of its own, so that all of it can be killed."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def try_run(self, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(self.command(*arguments), env=self.environment(**more), capture_output=True, timeout=300)

    def run(self, *arguments: str | Path, **more: str) -> bytes:
        """Run a command that must succeed; its output."""
        done = self.try_run(*arguments, **more)
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
        return done.stdout

    def run_killed(self, step: int, report: Path, *arguments: str | Path) -> int:
        """Run a command that kills itself at its nth step (0: never); the exit code. `report` gets the number of steps."""
        done = subprocess.run(
            [sys.executable, str(KILLER), str(step), str(report), *map(str, arguments)],
            env=self.environment(),
            capture_output=True,
            timeout=300,
        )
        return done.returncode

    def rows(self, query: str) -> list[Any]:
        connection = sqlite3.connect(self.home / "sozialstrategie.sqlite3")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def results(self) -> list[Any]:
        """Every result of the run that pages show, in one order."""
        return self.rows(
            f"SELECT {RESULT_COLUMNS} FROM monitoring_result WHERE run_id = "
            "(SELECT json_extract(value, '$.id') FROM core_instancesetting WHERE key = 'monitoring.current_run') "
            "ORDER BY indicator, derivation, region, period"
        )

    def edition_files(self) -> dict[str, str]:
        """Name of each edition file -> SHA-256 of its bytes."""
        folder = self.home / "editions"
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}

    def state(self) -> tuple[Any, ...]:
        """Everything that an import could change: editions, acts, results, files."""
        return (
            self.rows("SELECT * FROM monitoring_edition ORDER BY id"),
            self.rows("SELECT sequence, hash FROM core_act ORDER BY sequence"),
            self.rows("SELECT * FROM core_chainhead"),
            self.results(),
            self.edition_files(),
        )


def copy_of(instance: Instance, target: Path) -> Instance:
    shutil.copytree(instance.home, target)
    return Instance(target)


def once(folder: Path, name: str, build: Any) -> Path:
    """Build something once for all test processes of this run; the others wait for it.

    Args:
        folder: shared by all processes.
        build: gets the path to fill; when it fails, every process sees it.
    """
    target, mark, failed = folder / name, folder / f"{name}.done", folder / f"{name}.failed"
    try:
        (folder / f"{name}.lock").mkdir()
    except FileExistsError:
        for _ in range(1200):
            if mark.exists():
                return target
            assert not failed.exists(), failed.read_text()
            time.sleep(0.1)
        raise AssertionError(f"{name} wurde nicht fertig") from None
    try:
        build(target)
    except BaseException as fault:
        failed.write_text(repr(fault), encoding="utf-8")
        raise
    mark.touch()
    return target
