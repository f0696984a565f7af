"""Run one command and kill the own process at its nth step: `kill_at.py N REPORT COMMAND …`.

A step is the beginning or the end of a call made by the code that writes editions, acts and rows: file writes, fsyncs,
renames, SQL statements, commits. Counting them finds the narrow gaps that a clock would almost never hit.
N = 0 runs to the end. REPORT then holds the number of steps.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

WATCHED = (
    "evidence/monitoring/storage.py",
    "evidence/monitoring/services/importing.py",
    "kit/core/acts.py",
    "django/db/transaction.py",
    "django/db/backends/base/base.py",
    "django/db/backends/sqlite3/base.py",
)


def main() -> int:
    wanted, report, arguments = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    steps = 0

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal steps
        if frame.f_code.co_filename.endswith(WATCHED):
            steps += 1
            if steps == wanted:
                os.kill(os.getpid(), signal.SIGKILL)

    from sozialstrategie import cli
    from sozialstrategie.operations import commands

    real = commands.run

    def run(parsed: Any) -> int:
        sys.setprofile(watch)
        try:
            return real(parsed)
        finally:
            sys.setprofile(None)

    commands.run = run
    code = cli.main(arguments)
    report.write_text(str(steps), encoding="ascii")
    return code


if __name__ == "__main__":
    sys.exit(main())
