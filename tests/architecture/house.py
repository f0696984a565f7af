"""The floors of the house, read from the import contracts, so that there is one list only."""

from __future__ import annotations

import configparser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "sozialstrategie"
CONTRACTS = ROOT / ".importlinter"
BELOW_ALL = -1  # Django and other libraries


def floors() -> dict[str, int]:
    """Package of a room -> floor, the ground is 0."""
    contracts = configparser.ConfigParser(comment_prefixes=(";",), interpolation=None)
    contracts.read(CONTRACTS, encoding="utf-8")
    lines = contracts["importlinter:contract:floors"]["layers"].split("\n")
    layers = [line.replace("(", "").replace(")", "") for line in lines if line.strip()]
    return {
        room.strip(): height
        for height, layer in enumerate(reversed(layers))
        for room in layer.split("|")
        if room.strip()
    }


FLOORS = floors()


def room_of(module: str) -> str | None:
    """The room a module lies in, e.g. `sozialstrategie.kit.core`; None for other people's code."""
    matches = [room for room in FLOORS if module == room or module.startswith(room + ".")]
    return max(matches, key=len) if matches else None


def room_of_label(label: str) -> str | None:
    """The room with this app label (the last part of its package)."""
    return next((room for room in FLOORS if room.rsplit(".", 1)[-1] == label), None)


def may_know(knower: str | None, known: str | None) -> bool:
    """Whether one room may rest on another: itself, lower floors, and whatever is not ours."""
    if known is None or knower == known:
        return True
    if knower is None:
        return False
    return FLOORS[known] < FLOORS[knower]


def python_files(folder: Path = PACKAGE) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "vendor" not in path.parts)


def module_name(path: Path, src: Path = SRC) -> str:
    parts = path.relative_to(src).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
