"""The check of configuration and storage."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection

from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.files import named_files, read_file, sweep_files


def check_instance() -> tuple[list[str], list[str]]:
    """Returns (problems, remarks) as German sentences. Sweeps orphaned files older than a day."""
    problems, remarks = [], []
    editions = list(Edition.objects.values_list("digest", "raw_sha"))
    for digest, raw in editions:
        problems += _facts(digest)
        path = storage.raw_path(raw)
        if not path.exists():
            problems.append(f"Ausgabe {digest[:8]}: Die Originaldatei fehlt.")
        elif storage.sha256(path.read_bytes()) != raw:
            problems.append(f"Ausgabe {digest[:8]}: Die Originaldatei wurde verändert.")
    removed = storage.sweep({name for pair in editions for name in pair})
    if removed:
        remarks.append(f"{len(removed)} verwaiste Dateien entfernt.")
    problems += [f"Die Datei {sha[:8]} fehlt oder wurde verändert." for sha in named_files() if read_file(sha) is None]
    if swept := sweep_files():
        remarks.append(f"{len(swept)} verwaiste hochgeladene Dateien entfernt.")
    left = storage.sweep_passing()
    if left:
        remarks.append(f"{len(left)} Reste abgebrochener Einleseversuche entfernt.")
    problems += verify_chain()
    problems += _database_settings()
    if not Path(settings.HOME).is_dir():
        problems.append(f"Der Ordner {settings.HOME} fehlt.")
    return problems, remarks


def _facts(digest: str) -> list[str]:
    """The facts of an edition are there, can be read, and are those that its name says."""
    if not storage.facts_path(digest).exists():
        return [f"Ausgabe {digest[:8]}: Die Datei mit den Zahlen fehlt."]
    from pyarrow import ArrowException  # heavy: only for the check

    from sozialstrategie.evidence.monitoring.readers import canonical_digest

    try:
        found = canonical_digest(storage.read_facts(digest))
    except (OSError, KeyError, ArrowException):
        return [f"Ausgabe {digest[:8]}: Die Datei mit den Zahlen lässt sich nicht lesen."]
    return [] if found == digest else [f"Ausgabe {digest[:8]}: Die Datei mit den Zahlen wurde verändert."]


def _database_settings() -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            wanted = {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1, "foreign_keys": 1}
            found = {}
            for key in wanted:
                cursor.execute(f"PRAGMA {key}")
                found[key] = cursor.fetchone()[0]
            return [f"SQLite: {k} ist {found[k]}, erwartet {v}." for k, v in wanted.items() if found[k] != v]
        problems = []
        for key in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {key}")
            value = cursor.fetchone()[0]
            if value != "on":
                problems.append(f"PostgreSQL: {key} ist {value}, erwartet on.")
        return problems
