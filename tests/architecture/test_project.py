"""The project as others find it: speaks of itself alone, lock without addresses, publiccode.yml by its schema, licence texts."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

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


# --- publiccode.yml

_TEXT: dict[str, Any] = {
    "type": "object",
    "required": ["shortDescription", "longDescription", "features"],
    "properties": {
        "shortDescription": {"type": "string", "minLength": 1, "maxLength": 150},
        "longDescription": {"type": "string", "minLength": 150, "maxLength": 10_000},
        "genericName": {"type": "string", "maxLength": 35},
        "localisedName": {"type": "string"},
        "features": {"type": "array", "minItems": 1, "items": {"type": "string", "maxLength": 100}},
    },
    "additionalProperties": False,
}
# The mandatory keys of the standard, version 0.4, and what this project promises beyond them.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [
        *("publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType"),
        *("description", "legal", "maintenance", "localisation"),
    ],
    "properties": {
        "publiccodeYmlVersion": {"const": "0.4"},
        "name": {"type": "string", "minLength": 1},
        "url": {"type": "string", "pattern": "^https://"},
        "releaseDate": {"type": "string", "format": "date"},
        "platforms": {"type": "array", "items": {"enum": ["web", "windows", "mac", "linux", "ios", "android"]}},
        "categories": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^[a-z-]+$"}},
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {"const": "standalone/web"},
        "description": {
            "type": "object",
            "required": ["de", "en"],
            "properties": {"de": _TEXT, "en": _TEXT},
            "additionalProperties": False,
        },
        "legal": {"type": "object", "required": ["license"]},
        "maintenance": {
            "type": "object",
            "required": ["type", "contacts"],
            "properties": {"type": {"enum": ["internal", "contract", "community", "none"]}},
        },
        "localisation": {
            "type": "object",
            "required": ["localisationReady", "availableLanguages"],
            "properties": {"localisationReady": {"type": "boolean"}},
        },
    },
}
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


@pytest.fixture
def publiccode() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    return read


def test_publiccode_follows_its_schema(publiccode: dict[str, Any]) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(publiccode)] == []


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_publiccode_without_a_mandatory_key_fails(publiccode: dict[str, Any], key: str) -> None:
    del publiccode[key]
    assert [error.message for error in VALIDATOR.iter_errors(publiccode)] == [f"'{key}' is a required property"]


def test_publiccode_agrees_with_the_package(publiccode: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert publiccode["softwareVersion"] == project["version"]
    assert publiccode["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert publiccode["dependsOn"]["open"][0]["versionMin"] in project["requires-python"]


# --- licences


def test_each_licence_used_has_its_text() -> None:
    terms = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))
    used = {annotation["SPDX-License-Identifier"] for annotation in terms["annotations"]}
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == used


def test_make_names_the_promised_targets() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", text, re.MULTILINE))
    assert targets >= {"setup", "demo", "test", "test-long", "check", "format", "e2e", "bench"}
