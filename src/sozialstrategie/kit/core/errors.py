"""Refusals with one clear German sentence. Views turn them into pages, the command line into stderr and exit code 1."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The wish cannot be fulfilled; the text says what is wrong, where, and what is expected."""


class Forbidden(Refused):
    """The actor may not do this. Pages answer 404, so that nobody learns what exists."""


class Conflict(Refused):
    """Somebody else changed the record meanwhile.

    Attributes:
        obj: the record as stored now, None when it is gone.
        submitted: field -> value as the actor wanted it.
    """

    def __init__(self, obj: Any, submitted: dict[str, Any]) -> None:
        super().__init__("Der Eintrag wurde inzwischen von jemand anderem geändert.")
        self.obj = obj
        self.submitted = submitted
