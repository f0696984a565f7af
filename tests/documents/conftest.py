"""The world whose documents are looked at, and LibreOffice."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.documents.every import speaking_world
from tests.routes.seed import World


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> Iterator[World]:
    """Files that records name lie in a folder of their own; refusals while asking every address write no log."""
    settings.HOME = tmp_path / "home"
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield speaking_world()
    logger.setLevel(before)


@pytest.fixture(scope="session")
def soffice() -> Path:
    """The program; without it the tests that need it are skipped, in CI they fail."""
    found = shutil.which("soffice")
    if found is None:
        reason = "soffice fehlt: ob LibreOffice Word- und Excel-Dateien öffnet, lässt sich nicht prüfen"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(found)
