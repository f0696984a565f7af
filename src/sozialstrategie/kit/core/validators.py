"""What no text of any record may hold, whatever way it came."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import models

# Tabs and line breaks are text; the other control characters are left over from copying and break files and databases.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
HAS_CONTROL = (
    "Hier steht ein unsichtbares Steuerzeichen, meist aus einer kopierten Tabelle. Bitte tippen Sie die Stelle neu."
)


def has_control(text: str) -> bool:
    """Whether a text holds a control character that is neither tab nor line break."""
    return _CONTROL.search(text) is not None


def text_faults(obj: models.Model, names: Collection[str]) -> dict[str, list[str]]:
    """What is wrong with the texts of a record, field -> sentences; only of the named fields."""
    faults: dict[str, list[str]] = {}
    for field in obj._meta.concrete_fields:
        value = getattr(obj, field.attname)
        if field.name in names and isinstance(value, str) and has_control(value):
            faults[field.name] = [HAS_CONTROL]
    return faults
