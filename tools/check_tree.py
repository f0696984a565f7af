"""The project speaks of itself alone: no path of a developer's machine, no address of a package registry, no reference to
texts that do not lie in this repository.

    python tools/check_tree.py        # exit 1 with file, line and reason for each finding

Files under a `vendor` folder are other people's texts and are left out; so are the licence texts.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Finding(NamedTuple):
    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


# Written in pieces, so that this file does not name what it forbids.
_REGISTRIES = [
    "py" + r"pi\.(org|python\.org)",
    "python" + r"hosted\.org",
    "npm" + r"js\.(org|com)",
    r"(deb|ftp|security)\." + r"debian\.org",
    "yarn" + r"pkg\.com",
    r"(un" + r"pkg|js" + r"delivr)\.(com|net)",
]
PATTERNS: dict[str, re.Pattern[str]] = {
    "Pfad eines Rechners": re.compile(r"(?<![\w.\-/])/(wo" + r"rk|ro" + r"ot|opt|home/\w+|Users/\w+)/"),
    "Adresse eines Paketverzeichnisses": re.compile("|".join(_REGISTRIES)),
    "Text, der nicht in diesem Repository liegt": re.compile(
        r"\breference/[a-z-]+\.md|\bshared/(des" + r"ign|ref" + r"erence|mock" + r"ups|ho" + r"oks)"
    ),
}
_LEFT_OUT = re.compile(r"(^|/)vendor/|^LICENSES/")


def tree_files(root: Path = ROOT) -> list[str]:
    """Files that git tracks or would track, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return sorted({name for name in listed.split("\0") if name and (root / name).is_file()})


def findings_in(path: str, text: str) -> Iterator[Finding]:
    """Forbidden mentions in one text."""
    for number, line in enumerate(text.splitlines(), start=1):
        for reason, pattern in PATTERNS.items():
            if pattern.search(line):
                yield Finding(path, number, reason)


def findings(root: Path = ROOT, names: Iterable[str] | None = None) -> list[Finding]:
    """All findings in the tree; files that are not UTF-8 text are pictures, fonts and the like."""
    found: list[Finding] = []
    for name in names if names is not None else tree_files(root):
        if _LEFT_OUT.search(name):
            continue
        try:
            text = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += findings_in(name, text)
    return found


def main() -> int:
    found = findings()
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
