"""The result of a check."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; with problems a template is not taken. `notes` are worth a look, `used` are names."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    used: tuple[str, ...] = ()

    @property
    def is_fit(self) -> bool:
        return not self.problems
