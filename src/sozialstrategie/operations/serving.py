"""Web server and worker as processes."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections

import sozialstrategie

log = logging.getLogger(__name__)
ROUND = 60.0  # seconds between two looks for lost jobs


def collect_static() -> None:
    """Copy and compress static files once per version of the program."""
    source = Path(sozialstrategie.__file__).parent / "kit" / "ui" / "static"
    files = sorted(p for p in source.rglob("*") if p.is_file())
    state = f"{len(files)}:{max((p.stat().st_mtime_ns for p in files), default=0)}"
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    stamp.write_text(state, encoding="ascii")


def serve(*, host: str, port: int, processes: int, with_worker: bool = True) -> int:
    """Run the web server (and the worker beside it) until a signal ends them."""
    collect_static()
    environment = dict(os.environ)
    web = subprocess.Popen(_web_command(host, port, processes), env=environment)
    worker = subprocess.Popen(_worker_command(), env=environment) if with_worker else None

    def stop(number: int, frame: FrameType | None) -> None:
        for process in (web, worker):
            if process is not None and process.poll() is None:
                process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = web.wait()
    if worker is not None and worker.poll() is None:
        worker.terminate()
        worker.wait(timeout=20)
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else code


def _web_command(host: str, port: int, processes: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "sozialstrategie.wsgi:application",
        "--bind", f"{host}:{port}", "--worker-class", "gthread", "--workers", str(processes), "--threads", "4",
        "--max-requests", "2000", "--max-requests-jitter", "200", "--timeout", "120", "--log-level", "warning",
        "--no-control-socket",
    ]  # fmt: skip


def _worker_command() -> list[str]:
    return [sys.executable, "-m", "sozialstrategie.cli", "worker"]


def run_worker() -> int:
    """Background jobs: starts the queue's worker, takes over what a dead one left, and looks for lost jobs while it runs.

    It starts the worker again when that ends by a fault, with growing pauses.
    """
    stopping = False
    process: subprocess.Popen[bytes] | None = None

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        if process is not None and process.poll() is None:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    tidy_up()
    pause = 1.0
    while not stopping:
        look_after_jobs(at_start=True)  # the worker that ran them has ended
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", "django", "db_worker", "--interval", "1"], env=_django())
        if stopping:  # the signal came while it started
            process.terminate()
        attend(process)
        if not stopping:
            pause = 1.0 if time.monotonic() - started > 60 else min(pause * 2, 60.0)
            time.sleep(pause)
    return 0


def attend(process: subprocess.Popen[bytes]) -> None:
    """Wait for a worker to end; once a round ask again for jobs that fell silent."""
    while True:
        try:
            process.wait(timeout=ROUND)
            return
        except subprocess.TimeoutExpired:
            look_after_jobs()


def look_after_jobs(*, at_start: bool = False) -> int:
    """Ask again for lost jobs; at the start of a worker for all that are left running. Returns how many were found.

    Asks as well for what is to be done once a day, and for what is due now (mails).

    A database that does not answer for a moment must not end the worker: the next round tries again.
    """
    from sozialstrategie.kit.core.jobs import ask_daily, go_round, reap, take_over

    close_old_connections()
    try:
        found = take_over() if at_start else reap()
        ask_daily()
        go_round()
        return found
    except DatabaseError as fault:
        log.warning("Nach liegengebliebenen Aufträgen ließ sich nicht sehen: %s", fault)
        return 0


def tidy_up() -> None:
    """Remove what killed imports left behind more than a day ago."""
    from sozialstrategie.evidence.monitoring.storage import sweep_passing  # after django.setup()

    removed = sweep_passing()
    if removed:
        log.info("%s liegengebliebene Dateien abgebrochener Einleseversuche entfernt.", len(removed))


def _django() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
