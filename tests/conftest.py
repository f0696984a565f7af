"""Fixtures for all tests."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

ROOT = Path(__file__).resolve().parent.parent

# Playwright keeps an event loop in the thread of the tests; Django would then refuse the database to later tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytest_plugins = ["tests.browser"]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with real raw files beside the project; without it the tests that need it are skipped, in CI they fail."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        reason = "../shared/data fehlt: Prüfung an echten Rohdateien nicht möglich"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture
def reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files in this process instead of one of their own (0.6 s each), for tests of what comes after reading.

    The process itself and its limits are tested in readers/test_guarded.py and by every call of the command line.
    """
    from sozialstrategie.evidence.monitoring.readers import child, guarded

    def work(job: bytes, data: bytes, folder: Path, limits: object) -> None:
        guarded._check_exit(child.work(json.loads(job), data), folder)

    monkeypatch.setattr(guarded, "_run", work)


@pytest.fixture(autouse=True, scope="session")
def _lengths() -> None:
    """SQLite takes texts of any length, PostgreSQL does not: a text too long for its field fails on both."""
    from django.db.models import CharField
    from django.db.models.signals import pre_save

    def check(instance: Any, **_: Any) -> None:
        for field in instance._meta.concrete_fields:
            text = field.value_from_object(instance)
            if isinstance(field, CharField) and field.max_length and isinstance(text, str):
                assert len(text) <= field.max_length, f"{field}: {text!r} hat mehr als {field.max_length} Zeichen"

    pre_save.connect(check, weak=False)


_LONGEST = ("tests/routes/", "tests/e2e/")
# Rooms whose tests with a database run again on PostgreSQL.
_DATABASE_ROOMS = ("tests/kit/", "tests/evidence/", "tests/action/", "tests/portal/", "tests/operations/")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: läuft mit Datenbank, auch auf PostgreSQL (wird von selbst gesetzt)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that it can be run again on another one; put what takes long first."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        touches = item.get_closest_marker("django_db") or {"db", "transactional_db"} & fixtures
        if touches and item.nodeid.startswith(_DATABASE_ROOMS):
            item.add_marker(pytest.mark.database)
    # whole files go to one worker: the long ones first, so that no worker waits for another one at the end
    items.sort(key=lambda item: not item.nodeid.startswith(_LONGEST))


@pytest.fixture(scope="session", autouse=True)
def _acts_can_be_flushed() -> Iterator[None]:
    """Let the cleaning after a `transaction=True` test empty the list of acts.

    The database itself refuses to delete acts. That stays true inside every test; only the flush between two of them
    takes the protection away and puts it back.
    """
    protection = import_module("sozialstrategie.kit.core.migrations.0002_append_only")
    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.schema_editor() as editor:
            protection.unprotect(None, editor)
        try:
            original(self, sql_list)
        finally:
            with self.connection.schema_editor() as editor:
                protection.protect(None, editor)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = original
