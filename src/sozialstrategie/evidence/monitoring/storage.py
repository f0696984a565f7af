"""Edition files on disk. The row in the database is the commit: a file without a row is an orphan that `check` sweeps."""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from sozialstrategie.kit.core.files import write_durably as write_durably

DAY = 24 * 60 * 60
PASSING = ("pending", "work")  # what lies there belongs to an import that is going on


def editions_folder() -> Path:
    folder = Path(settings.HOME) / "editions"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def facts_path(digest: str) -> Path:
    return editions_folder() / f"{digest}.parquet"


def raw_path(sha: str) -> Path:
    return editions_folder() / f"{sha}.raw"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def parquet_bytes(facts: Any) -> bytes:
    """The fact table as Parquet."""
    import pyarrow as pa  # heavy: only when an edition is written
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(facts, sink, compression="zstd")
    return bytes(sink.getvalue())


def sweep(known: set[str], *, older_than: float = DAY) -> list[str]:
    """Remove files that no row names and that are older than a day; returns their names."""
    removed = []
    for path in editions_folder().iterdir():
        stem = path.name.split(".")[0]
        if (path.name.startswith(".") or stem not in known) and time.time() - path.stat().st_mtime > older_than:
            path.unlink()
            removed.append(path.name)
    return removed


def sweep_passing(*, older_than: float = DAY) -> list[str]:
    """Remove uploads that nobody confirmed and folders of readings that were killed, older than a day; their names."""
    removed = []
    for name in PASSING:
        folder = Path(settings.HOME) / name
        for path in folder.iterdir() if folder.is_dir() else ():
            try:
                if time.time() - path.stat().st_mtime <= older_than:
                    continue
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
            except FileNotFoundError:
                continue  # its owner was quicker
            removed.append(f"{name}/{path.name}")
    return removed


def read_facts(digest: str) -> Any:
    """The facts of an edition. Raises OSError or ValueError when the file is gone or damaged."""
    import pyarrow.parquet as pq  # heavy: only when an edition is checked

    return pq.read_table(facts_path(digest))


def keep_pending(data: bytes) -> str:
    """Keep a checked upload between preview and confirmation; returns its SHA-256. Swept after a day."""
    folder = Path(settings.HOME) / "pending"
    folder.mkdir(parents=True, exist_ok=True)
    sweep_passing()
    sha = sha256(data)
    write_durably(folder / sha, data)
    return sha


def take_pending(sha: str) -> bytes | None:
    """The kept upload, None when it was swept; the contents are checked against the name."""
    path = Path(settings.HOME) / "pending" / sha
    if not path.is_file():
        return None
    data = path.read_bytes()
    return data if sha256(data) == sha else None


def forget_pending(sha: str) -> None:
    (Path(settings.HOME) / "pending" / sha).unlink(missing_ok=True)
