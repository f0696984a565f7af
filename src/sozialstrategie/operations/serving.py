"""Web server and worker as processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command

import sozialstrategie


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
    """Background jobs; starts the queue's worker again when it ends by a fault, with growing pauses."""
    from sozialstrategie.kit.core.jobs import reap

    stopping = False
    process: subprocess.Popen[bytes] | None = None

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        if process is not None and process.poll() is None:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    pause = 1.0
    while not stopping:
        reap()
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", "django", "db_worker", "--interval", "1"], env=_django())
        process.wait()
        if not stopping:
            pause = 1.0 if time.monotonic() - started > 60 else min(pause * 2, 60.0)
            time.sleep(pause)
    return 0


def _django() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
