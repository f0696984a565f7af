"""Reading in a process of its own, with limits on memory, time and wall clock."""

from __future__ import annotations

import contextlib
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
from .tables import TableMapping
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
    folder: Path,
    regions_payload: Sequence[Any] | None = None,
    limits: GuardLimits | None = None,
    mappings: Sequence[TableMapping] = (),
) -> ParsedFile:
    """Read one raw file in a child process that can be ended.

    `source`: path, or the bytes themselves (they go through a pipe and never touch the disk). `folder`: an
    empty folder of the caller; afterwards it holds `facts.parquet` (`facts_path` of the result, the same
    facts as `facts`) when the file was read, and nothing of it when it was refused. `regions_payload`: rows
    of `MemoryRegionIndex.payload()`, by default the regions that the regions room ships. `mappings`: as in `read`. Crash, signal and
    time-out become one problem each. Nothing is printed or logged.
    """
    limits = limits or GuardLimits()
    folder = Path(folder).resolve()
    job = {
        "name": name,
        "regions": None if regions_payload is None else list(regions_payload),
        "folder": str(folder),
        "path": None if isinstance(source, bytes) else str(Path(source).resolve()),
        "limits": asdict(limits),
        "mappings": [mapping.to_plain() for mapping in mappings],
    }
    kept = False
    try:
        _run(json.dumps(job).encode(), source if isinstance(source, bytes) else b"", folder, limits)
        parsed = ParsedFile.from_header(json.loads((folder / RESULT_NAME).read_bytes()))
        if not parsed.refused:
            parsed.facts_path = folder / FACTS_NAME
            parsed.facts = _load(parsed.facts_path)
            kept = True
        return parsed
    except Refusal as refusal:
        return refused(name, "", refusal.problem)
    finally:
        (folder / RESULT_NAME).unlink(missing_ok=True)
        if not kept:
            (folder / FACTS_NAME).unlink(missing_ok=True)


def run_reader(
    module: str, job: dict[str, Any], data: bytes, *, folder: Path, limits: GuardLimits | None = None
) -> dict[str, Any]:
    """Let a reader of another room look at foreign bytes in a process of its own, under the same limits.

    Args:
        module: a module without Django that ends with `serve_reader(work)` (see `child`).
        job: plain JSON for `work`; `data` goes through a pipe and never touches the disk.
        folder: an empty folder of the caller; empty again afterwards.

    Returns:
        What `work` returned.

    Raises:
        Refusal: reader_timeout, reader_out_of_memory, reader_crashed.
    """
    limits, folder = limits or GuardLimits(), Path(folder).resolve()
    told = {"job": job, "folder": str(folder), "limits": asdict(limits)}
    try:
        _run(json.dumps(told).encode(), data, folder, limits, module)
        found: dict[str, Any] = json.loads((folder / RESULT_NAME).read_bytes())
        return found
    finally:
        (folder / RESULT_NAME).unlink(missing_ok=True)


def _load(path: Path) -> Any:
    import pyarrow.parquet as pq  # heavy: only when needed

    return pq.read_table(path)


def _command(module: str = "") -> list[str]:
    return [sys.executable, "-m", module or f"{__package__}.child"]


def _environment() -> dict[str, str]:
    """Only what the child needs: no secrets of the server reach the process that looks at foreign files."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ") if key in os.environ}
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "ARROW_IO_THREADS"), "1")
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return kept | single | {"PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _run(job: bytes, data: bytes, folder: Path, limits: GuardLimits, module: str = "") -> None:
    """Run the child to its end, or end it; raises Refusal for everything but a clean exit."""
    process = subprocess.Popen(
        _command(module),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(),
        start_new_session=True,
    )
    try:
        process.communicate(job + b"\n" + data, timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        raise _too_slow() from None
    finally:
        process.kill()  # does nothing when it has ended
        process.wait()
        if process.stdin:
            with contextlib.suppress(OSError):  # what it did not take can no longer be sent
                process.stdin.close()
    _check_exit(process.returncode, folder)


def _check_exit(code: int, folder: Path) -> None:
    if code == -getattr(signal, "SIGXCPU", 24):
        raise _too_slow()
    if code == OUT_OF_MEMORY_EXIT:
        text = (
            "Die Datei braucht beim Lesen zu viel Speicher und wurde abgelehnt; bitte weniger Zeiträume "
            "oder Merkmale "
            "abrufen."
        )
        raise Refusal("reader_out_of_memory", text)
    if code != 0 or not (folder / RESULT_NAME).is_file():
        text = (
            "Die Datei ließ sich nicht lesen, das Lesen wurde abgebrochen. Vermutlich ist sie beschädigt; "
            "bitte neu "
            "herunterladen."
        )
        raise Refusal("reader_crashed", text)


def _too_slow() -> Refusal:
    text = "Das Lesen der Datei dauerte zu lange und wurde abgebrochen; bitte weniger Zeiträume oder Merkmale abrufen."
    return Refusal("reader_timeout", text)
