"""Refusals with one clear German sentence. Views turn them into pages, the command line into stderr and exit code 1."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


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


class Invalid(Refused):
    """Refused because of single fields; `errors` maps field names ("" = the record as a whole) to sentences."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__(" ".join(sentence for sentences in errors.values() for sentence in sentences))

    @classmethod
    def from_validation(cls, error: ValidationError) -> Invalid:
        found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        return cls({"" if name == NON_FIELD_ERRORS else name: list(texts) for name, texts in found.items()})
