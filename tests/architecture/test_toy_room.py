"""A new room with model, act, undo, job, thread, document kind and detector works without an edit anywhere else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.house import PACKAGE, ROOT, SRC


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.architecture.toy_settings",
        "PYTHONPATH": f"{SRC}{os.pathsep}{ROOT}",
        "SOZIALSTRATEGIE_HOME": str(tmp_path_factory.mktemp("toy")),
    }
    result = subprocess.run(
        [sys.executable, "-m", "tests.architecture.toy_proof"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


@pytest.mark.long
@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("closed_without_scope", True),
        ("mine", ["Bus", "Haltestelle"]),
        ("foreign_refused", True),
        ("twin", 0),
        ("public", 0),
        ("document", "Bus\nHaltestelle"),
        ("edge", [True, True]),
        ("history", ["toy.make_wish", "hat sich etwas gewünscht", True]),
        ("after_undo", ["Bus"]),
        ("after_redo", ["Bus", "Haltestelle"]),
        ("jobs", [["done", "1 Wünsche"], ["done", "2 Wünsche"]]),
        ("detector", True),
        ("chain", []),
    ],
)
def test_toy_room_works_by_registration_alone(proof: dict[str, Any], what: str, expected: object) -> None:
    assert proof[what] == expected


def test_the_house_does_not_know_the_toy_room() -> None:
    toy = [path for path in PACKAGE.rglob("*.py") if "architecture.toy" in path.read_text(encoding="utf-8")]
    assert toy == []


def test_toy_room_registers_in_one_place_only() -> None:
    """Outside apps.py the room's files call no `register...` of the house but the predicates of rules.py."""
    files = [path for path in (Path(__file__).parent / "toy").glob("*.py") if path.name != "apps.py"]
    assert [path.name for path in files if "register" in path.read_text(encoding="utf-8")] == []
