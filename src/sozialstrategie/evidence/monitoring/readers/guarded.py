"""Reading in a process of its own, with limits on memory, time and wall clock: a bad file can only hurt that
process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .limits import MAX_FILE_BYTES
from .problems import Refusal, refused
from .types import ParsedFile

FACTS_NAME = "facts.parquet"
RESULT_NAME = "result.json"
OUT_OF_MEMORY_EXIT = 3


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """What one reading process may use: address space in bytes, processor time and wall clock in seconds."""

    memory_bytes: int = 1_500_000_000
    cpu_seconds: int = 60
    wall_seconds: float = 60.0
    file_bytes: int = MAX_FILE_BYTES


def read_guarded(
    source: Path | str | bytes,
    *,
    name: str,
    regions_payload: Sequence[Any],
    workdir: Path,
    limits: GuardLimits | None = None,
) -> ParsedFile:
    """Read one raw file in a child process that can be killed.

    `source`: path, or the bytes themselves (they then go through a pipe and never touch the disk).
    `regions_payload`: rows of `MemoryRegionIndex.payload()`. `workdir`: an empty folder of the caller;
    afterwards it holds `facts.parquet` (also `facts_path` of the result) when the file was read, and nothing
    of the file when it was refused. Crash, signal and time-out become one problem each. Nothing is printed or
    logged.
    """
    limits = limits or GuardLimits()
    workdir = Path(workdir).resolve()
    job = {
        "name": name,
        "regions": list(regions_payload),
        "workdir": str(workdir),
        "path": None if isinstance(source, bytes) else str(Path(source).resolve()),
        "limits": asdict(limits),
    }
    sent = json.dumps(job).encode() + b"\n" + (source if isinstance(source, bytes) else b"")
    kept = False
    try:
        _run(sent, workdir, limits)
        result = json.loads((workdir / RESULT_NAME).read_bytes())
        parsed = ParsedFile.from_header(result)
        if not parsed.refused:
            parsed.facts_path = workdir / FACTS_NAME
            parsed.facts = _load(parsed.facts_path)
            kept = True
        return parsed
    except Refusal as refusal:
        return refused(name, "", refusal.problem)
    finally:
        (workdir / RESULT_NAME).unlink(missing_ok=True)
        if not kept:
            (workdir / FACTS_NAME).unlink(missing_ok=True)


def _load(path: Path) -> Any:
    import pyarrow.parquet as pq  # heavy: only when needed

    return pq.read_table(path)


def _command() -> list[str]:
    return [sys.executable, "-m", f"{__package__}.child"]


def _environment() -> dict[str, str]:
    """Only what the child needs: no secrets of the server reach the process that looks at foreign files."""
    kept = {
        key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ") if key in os.environ
    }
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "ARROW_IO_THREADS"), "1")
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return kept | single | {"PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _run(sent: bytes, workdir: Path, limits: GuardLimits) -> None:
    """Run the child to its end, or end it; raises Refusal for everything but a clean exit."""
    process = subprocess.Popen(
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=workdir,
        env=_environment(),
        start_new_session=True,
    )
    try:
        process.communicate(sent, timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        raise _too_slow() from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    _check_exit(process.returncode, workdir)


def _check_exit(code: int, workdir: Path) -> None:
    if code == -getattr(signal, "SIGXCPU", 24):
        raise _too_slow()
    if code == OUT_OF_MEMORY_EXIT:
        text = (
            "Die Datei braucht beim Lesen zu viel Speicher und wurde abgelehnt; bitte weniger Zeiträume oder Merkmale "
            "abrufen."
        )
        raise Refusal("reader_out_of_memory", text)
    if code != 0 or not (workdir / RESULT_NAME).is_file():
        text = (
            "Die Datei ließ sich nicht lesen, das Lesen wurde abgebrochen. Vermutlich ist sie beschädigt; bitte neu "
            "herunterladen."
        )
        raise Refusal("reader_crashed", text)


def _too_slow() -> Refusal:
    text = (
        "Das Lesen der Datei dauerte zu lange und wurde abgebrochen; bitte weniger Zeiträume oder Merkmale abrufen."
    )
    return Refusal("reader_timeout", text)
