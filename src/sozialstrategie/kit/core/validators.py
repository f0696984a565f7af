"""What no text of any record may hold, whatever way it came."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.core.validators import URLValidator
from django.db import models

# Tabs and line breaks are text; the other control characters are left over from copying and break files and databases.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
HAS_CONTROL = (
    "Hier steht ein unsichtbares Steuerzeichen, meist aus einer kopierten Tabelle. Bitte tippen Sie die Stelle neu."
)
HAS_LOGIN = "Die Adresse enthält Zugangsdaten (vor dem @). Bitte geben Sie sie ohne Namen und Kennwort an."


def has_control(text: str) -> bool:
    """Whether a text holds a control character that is neither tab nor line break."""
    return _CONTROL.search(text) is not None


def has_login(address: str) -> bool:
    """Whether a web address carries a user name, with or without password ("https://name:wort@amt.example/")."""
    try:
        return "@" in urlsplit(address).netloc
    except ValueError:
        return False  # no address at all; whoever wants one says so


def text_faults(obj: models.Model, names: Collection[str]) -> dict[str, list[str]]:
    """What is wrong with the texts of a record, field -> sentences; only of the named fields."""
    faults: dict[str, list[str]] = {}
    for field in obj._meta.concrete_fields:
        value = getattr(obj, field.attname)
        if field.name in names and isinstance(value, str) and has_control(value):
            faults[field.name] = [HAS_CONTROL]
        elif field.name in names and isinstance(value, str) and _is_address(field) and has_login(value):
            faults[field.name] = [HAS_LOGIN]
    return faults


def _is_address(field: Any) -> bool:
    return any(isinstance(validator, URLValidator) for validator in field.validators)
