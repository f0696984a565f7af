"""The import contracts hold, and each of them is broken by a planted import."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.house import CONTRACTS, FLOORS, PACKAGE, ROOT, SRC, room_of

COMMAND = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config"]
PURE = "Verfahren rechnen nur: kein Django, kein Raum, keine Datei"
STOREYS = "Stockwerke: ein Raum kennt nur tiefere"
LAYERS = "Schichten in jedem Raum"


def _lint(src: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(src)}
    return subprocess.run(
        [*COMMAND, str(CONTRACTS)], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_contracts_hold() -> None:
    result = _lint(SRC, ROOT)
    assert result.returncode == 0, result.stdout
    for contract in (PURE, STOREYS, LAYERS):
        assert f"{contract} KEPT" in result.stdout


def test_planted_imports_break_every_contract(tmp_path: Path) -> None:
    copy = tmp_path / "src" / "sozialstrategie"
    shutil.copytree(PACKAGE, copy, ignore=lambda _, names: [n for n in names if "." in n and not n.endswith(".py")])
    (copy / "methods" / "impure.py").write_text("import django.db\n")
    (copy / "kit" / "core" / "curious.py").write_text("from sozialstrategie.evidence.monitoring import models\n")
    (copy / "kit" / "ui" / "sibling.py").write_text("from sozialstrategie.kit.documents import apps\n")
    with (copy / "kit" / "accounts" / "models.py").open("a") as file:
        file.write("\nfrom sozialstrategie.kit.accounts import services\n")

    result = _lint(copy.parent, tmp_path)

    assert result.returncode == 1
    for contract in (PURE, STOREYS, LAYERS):
        assert f"{contract} BROKEN" in result.stdout
    for line in (
        "sozialstrategie.methods.impure -> django (l.1)",
        "sozialstrategie.kit.core.curious -> sozialstrategie.evidence.monitoring.models (l.1)",
        "sozialstrategie.kit.ui.sibling -> sozialstrategie.kit.documents.apps (l.1)",
        "sozialstrategie.kit.accounts.models -> sozialstrategie.kit.accounts.services",
    ):
        assert line in " ".join(result.stdout.split()), result.stdout


def test_floors_are_those_of_the_design() -> None:
    """The order itself is a decision; changing it needs a decision record and this line."""
    order = sorted(FLOORS, key=lambda room: (-FLOORS[room], room))
    assert [room.removeprefix("sozialstrategie.") for room in order] == [
        *("cli", "wsgi", "operations", "portal.demo", "settings", "portal.web", "portal.publishing"),
        *(
            "action.committees",
            "action.programme",
            "action.strategy",
            "action.participation",
            "evidence.projections",
        ),
        *("evidence.monitoring", "evidence.disclosure", "evidence.regions", "kit.workplace", "kit.accounts"),
        *("kit.documents", "kit.ui", "kit.figures", "kit.core", "methods"),
    ]


def test_every_module_lies_in_a_room() -> None:
    from tests.architecture.house import module_name, python_files

    packages = {"sozialstrategie", *(f"sozialstrategie.{s}" for s in ("kit", "evidence", "action", "portal"))}
    homeless = [
        name for path in python_files() if (name := module_name(path)) not in packages and room_of(name) is None
    ]
    assert homeless == []
