"""The text of an easy edition as people type it, in blocks: headings, sentences, descriptions of pictures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

HEADING, PICTURE = "Überschrift", "Bild"
_MARK = re.compile(rf"\s*({HEADING}|{PICTURE})\s*:\s*(.*)", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something; `number` as in the field, from 1."""

    number: int
    kind: Literal["heading", "picture", "sentence"]
    text: str


@dataclass
class Section:
    """What stands below a heading; the first one may have none. `parts`: paragraphs, parted by empty lines."""

    heading: str = ""
    parts: list[list[str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


def lines(text: str) -> list[Line]:
    """All lines that say something."""
    return [line for line in _lines(text) if line.text]


def _lines(text: str) -> Iterator[Line]:
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        found = _MARK.fullmatch(raw)
        if found and found[2].strip():
            kind: Literal["heading", "picture"] = "heading" if found[1].casefold() == HEADING.casefold() else "picture"
            yield Line(number, kind, found[2].strip())
        else:
            yield Line(number, "sentence", "" if found else raw.strip())


def sections(text: str) -> list[Section]:
    """The text in its sections, in order."""
    found = [Section()]
    fresh = True
    for line in _lines(text):
        if line.kind == "heading":
            found.append(Section(line.text))
            fresh = True
        elif line.kind == "picture":
            found[-1].pictures.append(line.text)
        elif not line.text:
            fresh = True
        else:
            if fresh:
                found[-1].parts.append([])
            found[-1].parts[-1].append(line.text)
            fresh = False
    return [s for s in found if s.heading or s.parts or s.pictures]


def fingerprint(title: str, text: str) -> str:
    """SHA-256 of what readers see; blanks and empty lines at the ends do not count."""
    told = [title.strip(), *(f"{line.kind}:{line.text}" for line in lines(text))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
