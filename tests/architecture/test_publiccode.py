"""publiccode.yml follows its schema, in German and English, and agrees with the package."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from tests.architecture.house import ROOT

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
