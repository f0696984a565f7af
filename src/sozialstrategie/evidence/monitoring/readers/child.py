"""The reading process: takes a job on standard input, writes facts and findings into the folder it was given.

Started by `guarded`; not meant to be imported. It writes nothing to standard output or error, and leaves no
core dump.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _limit(limits: dict[str, Any]) -> None:
    """Set the limits before the file is looked at; a system that does not know a limit goes on without it."""
    try:
        import resource
    except ImportError:
        return  # no such limits on this system; the wall clock of the parent still holds
    cpu = int(limits["cpu_seconds"])
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, cpu, cpu + 2),
        (resource.RLIMIT_AS, int(limits["memory_bytes"]), int(limits["memory_bytes"])),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


def work(job: dict[str, Any], data: bytes | None) -> int:
    """Read as the job says, `data` when it names no path.

    Exit code 0 when a result was written, 3 when memory ran out.
    """
    from .guarded import FACTS_NAME, OUT_OF_MEMORY_EXIT, RESULT_NAME
    from .reading import read
    from .regions import MemoryRegionIndex, known_regions
    from .tables import TableMapping

    try:
        source = Path(job["path"]) if job["path"] else data or b""
        regions = known_regions() if job["regions"] is None else MemoryRegionIndex.from_payload(job["regions"])
        mappings = [TableMapping.from_plain(plain) for plain in job["mappings"]]
        limit = job["limits"]["file_bytes"]
        parsed = read(source, name=job["name"], regions=regions, max_bytes=limit, mappings=mappings)
        folder = Path(job["folder"])
        if parsed.facts is not None:
            import pyarrow.parquet as pq  # heavy: only when needed

            pq.write_table(parsed.facts, folder / FACTS_NAME, compression="zstd")
        (folder / RESULT_NAME).write_text(json.dumps(parsed.header()), encoding="utf-8")
    except MemoryError:
        return OUT_OF_MEMORY_EXIT
    return 0


def main() -> int:
    """Take one job, set its limits, do it; its exit code."""
    job = json.loads(sys.stdin.buffer.readline())
    _limit(job["limits"])
    return work(job, None if job["path"] else sys.stdin.buffer.read())


def serve_reader(work: Callable[[dict[str, Any], bytes], dict[str, Any]]) -> None:
    """The whole life of a reading process of another room, started by `guarded.run_reader`: limits, work, result, end."""
    from .guarded import OUT_OF_MEMORY_EXIT, RESULT_NAME

    told = json.loads(sys.stdin.buffer.readline())
    _limit(told["limits"])
    try:
        found = work(told["job"], sys.stdin.buffer.read())
        (Path(told["folder"]) / RESULT_NAME).write_text(json.dumps(found), encoding="utf-8")
    except MemoryError:
        os._exit(OUT_OF_MEMORY_EXIT)
    os._exit(0)


if __name__ == "__main__":
    # Skip the interpreter's slow tear-down: everything is written, and nothing else is open.
    os._exit(main())
