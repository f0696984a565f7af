"""The project as others find it: speaks of itself alone, lock without addresses, licence texts."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.house import ROOT
from tools import check_lock, check_tree

# --- the project speaks of itself alone


def test_tree_speaks_of_itself_alone() -> None:
    assert [str(finding) for finding in check_tree.findings()] == []


@pytest.mark.parametrize(
    "line",
    [
        "see /wo" + "rk/main",
        "cd '/ro" + "ot/x'",
        "https://py" + "pi.org/simple",
        "https://registry.npm" + "js.org/x",
        "files.python" + "hosted.org",
        "as reference/dom" + "ain.md section 6 says",
        "../shared/des" + "ign.md",
    ],
)
def test_planted_mention_is_reported(line: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"one\n{line}\n")
    (finding,) = check_tree.findings(tmp_path, ["a.md"])
    assert (finding.path, finding.line) == ("a.md", 2)


@pytest.mark.parametrize("line", ["../shared/data", "framework/opt/x", "/usr/lib/postgresql", "network/route"])
def test_harmless_text_is_not_reported(line: str) -> None:
    assert list(check_tree.findings_in("a.md", line)) == []


# --- lock


def test_locks_are_complete_and_without_address() -> None:
    assert check_lock.faults() == []


HASH = "    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (f"--index-url https://x.example\na==1 \\\n{HASH}", "Adresse oder Pfad: --index-url"),
        (f"--find-links /srv/wheels\na==1 \\\n{HASH}", "Adresse oder Pfad"),
        (f"-e /srv/a\na==1 \\\n{HASH}", "Adresse oder Pfad"),
        (f"a @ https://x.example/a.whl\nb==1 \\\n{HASH}", "Adresse oder Pfad"),
        ("a==1", "a==1 hat keine Prüfsumme"),
        (f"a>=1 \\\n{HASH}", "unerwartete Zeile: a>=1"),
    ],
)
def test_planted_fault_in_a_lock_is_reported(text: str, part: str) -> None:
    (fault,) = check_lock.faults_of_text("x.lock", text)
    assert part in fault


def test_planted_gap_in_a_lock_is_reported() -> None:
    pins = check_lock.read_lock(f"alpha==1.0 \\\n{HASH}\n")
    assert pins == {"alpha": ("1.0", 1)}
    assert list(check_lock.faults_of_content("x", ["alpha>=1"], pins)) == []
    (old,) = check_lock.faults_of_content("x", ["alpha>=2"], pins)
    assert "alpha==1.0 passt nicht zu alpha>=2" in old
    (absent,) = check_lock.faults_of_content("x", ["beta; sys_platform == 'darwin'"], pins)
    assert absent.startswith("x: beta") and "fehlt" in absent


# --- licences


def test_each_licence_used_has_its_text() -> None:
    terms = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))
    used = {annotation["SPDX-License-Identifier"] for annotation in terms["annotations"]}
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == used


def test_make_names_the_promised_targets() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", text, re.MULTILINE))
    assert targets >= {"setup", "demo", "test", "test-long", "check", "format", "e2e", "bench"}
