"""The documentation names only what exists: files, pictures, commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sozialstrategie.cli import parser

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_and_pictures_exist(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name) if name else page
        if not path.exists():
            broken.append(target)
        elif anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            broken += [target] * (anchor not in {_anchor(h) for h in headings})
    assert broken == []


def _commands() -> list[str]:
    """Every call of the program in a code block, continued lines joined, comments and settings taken off."""
    found = []
    for page in [ROOT / "README.md", *(ROOT / "docs" / "betrieb").glob("*.md")]:
        for block in re.findall(r"```\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                if "bin/sozialstrategie " in line:
                    found.append(line.split("bin/sozialstrategie ", 1)[1].split("  #")[0].strip())
    return sorted(set(found))


@pytest.mark.parametrize("command", _commands())
def test_documented_commands_are_understood(command: str) -> None:
    parser().parse_args(shlex.split(command))  # a wrong one exits with 2


def test_settings_in_the_manual_are_read_somewhere() -> None:
    named = set(
        re.findall(r"SOZIALSTRATEGIE_[A-Z_]+", (ROOT / "docs" / "betrieb" / "README.md").read_text(encoding="utf-8"))
    )
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert len(named) >= 7
    assert {name for name in named if name not in source} == set()
