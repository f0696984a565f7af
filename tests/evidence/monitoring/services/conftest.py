"""An own home folder, small tables of invented figures, and the state of everything that an import could change."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sozialstrategie.evidence.monitoring.services import importing
from sozialstrategie.kit.core.actor import system
from tests.evidence.monitoring.readers.samples import FOOTER

PLACES = {
    "16": "  Thüringen",
    "16051": "      Erfurt, krsfr. Stadt",
    "16061": "      Eichsfeld, Kreis",
    "16062": "      Nordhausen, Kreis",
}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, reads_here: None) -> Path:
    """An own folder; jobs wait as they would for a worker instead of running at once."""
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return tmp_path


def school(changed: dict[tuple[str, int], int | str] | None = None, *, stand: str = "10.10.2017 / 15:05:29") -> str:
    """Leavers of general schools, 100 each, without certificate: invented and different everywhere; `changed` overrides cells."""
    lines = []
    for year in (2013, 2014, 2015):
        for n, (code, name) in enumerate(PLACES.items()):
            cell = (changed or {}).get((code, year), 5 + n + (year - 2013))
            lines.append(f"{year};{code};{name};100;{cell}")
    head = [
        "GENESIS-Tabelle: 21111-02-06-4", "Allgemeinbildende Schulen: Absolventen/Abgänger;;;;",
        "nach dem Schulabschluss - Schuljahr -;;;;", "Statistik der allgemein bildenden Schulen;;;;",
        "Absolventen/Abgänger (Anzahl);;;;", ";;;Schulabschluss;Schulabschluss", ";;;Insgesamt;ohne Hauptschulabschluss", ";;;Insgesamt;Insgesamt",
    ]  # fmt: skip
    return "\n".join([*head, *lines, FOOTER.replace("10.10.2017 / 15:05:29", stand)])


def read_in(content: str | bytes, name: str = "tabelle.csv", **given: Any) -> importing.Outcome:
    data = content.encode() if isinstance(content, str) else content
    return importing.import_bytes(actor=system("Test"), data=data, name=name, **given)


def state(home: Path) -> dict[str, str]:
    """Hash of all rows of each table of the database, and name and hash of each file under the home folder."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[f"table {table}"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    for path in sorted(home.rglob("*")):
        if path.is_file():
            found[f"file {path.relative_to(home)}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
