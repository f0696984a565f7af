"""Making an instance ready: database, regions, shipped figures, results."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

import sozialstrategie
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.errors import Refused

KIND = "instance.kind"
PREPARED = "instance.prepared"


def database_exists() -> bool:
    """Whether the tables of this program are there. Asking makes neither the folder nor an empty database."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        if not name.startswith("file:") and not Path(name).exists():
            return False
    return "core_instancesetting" in connection.introspection.table_names()


def kind() -> str | None:
    """`real`, `demo`, or None where nothing was set up yet."""
    return settings_store.get(KIND) if database_exists() else None


def prepare(wanted: str) -> Actor:
    """Bring database, regions, figures and results up to date. Safe to repeat.

    Args:
        wanted: "real" or "demo".

    Raises:
        Refused: the home folder holds an instance of the other kind.
    """
    standing = kind()
    if standing not in (None, wanted):
        other = "eine echte Instanz" if standing == "real" else "das Beispiel"
        raise Refused(
            f"Im Ordner {settings.HOME} liegt schon {other}. Bitte nennen Sie mit SOZIALSTRATEGIE_HOME einen anderen Ordner."
        )
    if standing == wanted and settings_store.get(PREPARED) == _fingerprint():
        return system("Einrichtung")
    from sozialstrategie.evidence.monitoring.services.computing import compute_all
    from sozialstrategie.evidence.monitoring.services.shipping import load_shipped
    from sozialstrategie.evidence.regions.services import load_regions

    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    actor = system("Einrichtung")
    settings_store.put(KIND, wanted)
    load_regions()
    load_shipped(actor=actor)
    compute_all(actor=actor)
    settings_store.put(PREPARED, _fingerprint())
    return actor


def _fingerprint() -> str:
    """Changes when the program brings other migrations, regions, definitions or figures than were prepared."""
    root = Path(sozialstrategie.__file__).parent
    patterns = (
        "*/*/migrations/*.py",
        "evidence/regions/data/*",
        "evidence/monitoring/catalogue/*",
        "evidence/monitoring/shipped/*",
    )
    digest = hashlib.sha256(sozialstrategie.__version__.encode())
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                digest.update(f"{path.relative_to(root)}:{path.stat().st_size}:{path.stat().st_mtime_ns};".encode())
    return digest.hexdigest()


def require(*kinds: str) -> None:
    """Refuse with a hint when nothing was set up here."""
    if kind() not in (kinds or ("real", "demo")):
        raise Refused(
            f"Im Ordner {settings.HOME} ist noch keine Instanz eingerichtet. Bitte zuerst: sozialstrategie init"
        )
