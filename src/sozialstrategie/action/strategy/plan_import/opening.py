"""The door for files of a plan: opened in a process of its own, handed back as tables or as one sentence."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sozialstrategie.action.strategy.plan_import.sheets import Table
from sozialstrategie.evidence.monitoring.readers.guarded import GuardLimits, run_reader
from sozialstrategie.evidence.monitoring.readers.problems import Refusal

_MODULE = "sozialstrategie.action.strategy.plan_import.child"
_LIMITS = GuardLimits(cpu_seconds=30, wall_seconds=40.0)
_WORDS = {
    "reader_timeout": "Das Lesen der Datei dauerte zu lange und wurde abgebrochen. Bitte speichern Sie die Tabelle allein in einer neuen Datei.",
    "reader_out_of_memory": "Die Datei braucht beim Lesen zu viel Speicher. Bitte speichern Sie die Tabelle allein in einer neuen Datei.",
    "reader_crashed": "Die Datei ließ sich nicht lesen; vermutlich ist sie beschädigt. Bitte speichern Sie sie neu.",
}


class Unreadable(Exception):
    """A file that no plan can be read from; the text says why, in one sentence."""


def open_plan(data: bytes, work_folder: Path) -> list[Table]:
    """The tables of an uploaded file; foreign bytes never meet this process.

    Args:
        work_folder: where a temporary folder of the reading process may be made.

    Raises:
        Unreadable: damaged, too large, of another kind, or one row per person.
    """
    work_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work_folder) as folder:
        try:
            found = run_reader(_MODULE, {}, data, folder=Path(folder), limits=_LIMITS)
        except Refusal as refusal:
            raise Unreadable(_WORDS.get(refusal.problem.code, refusal.problem.text)) from None
    if "problem" in found:
        raise Unreadable(found["problem"])
    return [Table.from_plain(table) for table in found["tables"]]
