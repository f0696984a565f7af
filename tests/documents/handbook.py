"""The list of placeholders in the handbook: `python -m tests.documents.handbook` writes it from what rooms declare."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "handbuch" / "word-vorlagen.md"
_BEGIN, _END = "<!-- Anfang: geschrieben von `python -m tests.documents.handbook` -->\n", "<!-- Ende -->"


def written() -> str:
    """The part of the page between the two marks."""
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index(_BEGIN) + len(_BEGIN) : text.index(_END)]


def wanted() -> str:
    """The same part as it should be."""
    from sozialstrategie.kit.documents.word.fields import FRAME, lines, template_kinds

    parts = [("In allen Dokumenten", "", FRAME)]
    parts += [(f"Nur in: {kind.title}", kind.name, kind.own) for kind in template_kinds() if kind.own]
    return "".join(line for title, _, placeholders in parts for line in _table(title, list(lines(placeholders))))


def _table(title: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    yield f"\n### {title}\n\n| Platzhalter | Was dort steht |\n|---|---|\n"
    yield from (f"| `{name}` | {words} |\n" for name, words in rows)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sozialstrategie.settings.test")
    django.setup()
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text.replace(_BEGIN + written(), _BEGIN + wanted()), encoding="utf-8")
