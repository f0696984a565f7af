"""Kept files: under their checksum in `files/`, named by rows of the rooms. The row is the commit; `check` sweeps the rest."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings

DAY = 24 * 60 * 60
FOLDER = "files"
_KEPT = re.compile(r"[0-9a-f]{64}|\.[0-9a-f]{64}\.\d+\.tmp")
Named = Callable[[], Iterable[str]]
_NAMED: list[Named] = []


def register_named_files(named: Named) -> None:
    """Let a room say which kept files its rows name (checksums, of all organisations); called in `AppConfig.ready()`."""
    if named not in _NAMED:
        _NAMED.append(named)


def named_files() -> Iterator[str]:
    """Every checksum that a row names, each once: what a backup takes along and no sweep removes."""
    seen: set[str] = set()
    for named in _NAMED:
        for sha in named():
            if sha and sha not in seen:
                seen.add(sha)
                yield sha


def file_path(sha: str) -> Path:
    return Path(settings.HOME) / FOLDER / sha


def keep_file(data: bytes) -> str:
    """Write a file durably; returns its SHA-256. The same bytes are kept once."""
    sha = hashlib.sha256(data).hexdigest()
    path = file_path(sha)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        os.utime(path)  # young again: no sweep takes it before the row that is about to name it stands
    else:
        write_durably(path, data)
    return sha


def read_file(sha: str) -> bytes | None:
    """A kept file; None when it is gone or no longer what its name says."""
    path = file_path(sha)
    if not path.is_file():
        return None
    data = path.read_bytes()
    return data if hashlib.sha256(data).hexdigest() == sha else None


def sweep_files(*, older_than: float = DAY) -> list[str]:
    """Remove kept files that no row names and that are older than a day, and what a crash left half; returns their names."""
    folder, known, removed = Path(settings.HOME) / FOLDER, set(named_files()), []
    for path in folder.iterdir() if folder.is_dir() else ():
        ours = _KEPT.fullmatch(path.name) is not None and path.name not in known
        if ours and time.time() - path.stat().st_mtime > older_than:
            path.unlink()
            removed.append(path.name)
    return removed


def write_durably(path: Path, data: bytes) -> None:
    """Write to a temporary name, fsync, rename, fsync the folder: after return the file is whole or absent, never half."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with open(temporary, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
