"""Errors of formulas and catalogue: German sentences that name the place."""

from __future__ import annotations


class FormulaError(ValueError):
    """A formula that cannot be read. `position` is 0-based; the sentence counts from 1, as people do."""

    def __init__(self, reason: str, text: str, position: int) -> None:
        self.reason = reason
        self.text = text
        self.position = position
        super().__init__(f"Formel, Zeichen {position + 1}: {reason}{_excerpt(text, position)}")


class CatalogueError(ValueError):
    """A catalogue that cannot be used; `problems` holds one German sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def _excerpt(text: str, position: int) -> str:
    """The text around the place, so that the reader finds it without counting."""
    if not text.strip():
        return ""
    start = max(0, position - 20)
    before, after = text[start:position], text[position : position + 20]
    if not after:
        return f" Die Formel endet mit »{before}«."
    return f" Stelle: »{'…' if start else ''}{before}▸{after}{'…' if len(text) > position + 20 else ''}«."
