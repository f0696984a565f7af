"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


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
