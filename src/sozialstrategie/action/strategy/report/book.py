"""A version's content with look-ups, and how texts and values of it are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sozialstrategie.kit.documents.model import Block, Paragraph
from sozialstrategie.kit.figures.format import number
from sozialstrategie.kit.figures.released import IndicatorInfo, Observations, Released

EMPTY = "Dazu enthält diese Fassung noch keinen Text."


@dataclass(frozen=True, slots=True)
class Series:
    """A frozen time series behind findings, with the definition of its indicator."""

    info: IndicatorInfo
    released: Released[Observations]

    @property
    def editions(self) -> str:
        return ", ".join(dict.fromkeys(o.edition for o in self.released.payload))


@dataclass(frozen=True)
class Book:
    """The content of a version with what is looked up again and again."""

    content: dict[str, Any]
    series: tuple[Series, ...]
    region: str
    region_name: str
    region_short: str

    def by_uid(self, kind: str) -> dict[str, dict[str, Any]]:
        return {row["uid"]: row for row in self.content[kind]}

    def linked(self, link: str, uid: str, *, back: bool = False) -> list[str]:
        """Uids on the other side of a link, in reading order."""
        pairs = self.content["links"][link]
        found = [a if back else b for a, b in pairs if (b if back else a) == uid]
        return sorted(found, key=lambda other: self._places.get(other, 0))

    @cached_property
    def _places(self) -> dict[str, int]:
        rows = [row for kind in ("findings", "needs", "goals", "measures") for row in self.content[kind]]
        return {row["uid"]: place for place, row in enumerate(rows)}


def paragraphs(text: str) -> list[Block]:
    """A text of a form: blank lines part paragraphs; an empty one says that it is empty."""
    parts = [" ".join(part.split("\n")).strip() for part in (text or "").replace("\r", "").split("\n\n")]
    return [Paragraph(part) for part in parts if part] or [Paragraph(EMPTY)]


def shown(figure: dict[str, Any]) -> str:
    """A frozen figure as a reader sees it: rounded value or sign."""
    if figure["value"] is None:
        return str(figure["sign"] or "")
    return number(Decimal(figure["value"]), int(figure["decimals"]))


def german(iso: str | None) -> str:
    """ "2025-06-30" as 30.06.2025."""
    return f"{date.fromisoformat(iso):%d.%m.%Y}" if iso else ""


def amount(text: str | None) -> str:
    """A frozen decimal with German comma, with as many places as it has."""
    if text is None:
        return ""
    value = Decimal(text)
    return number(value, max(0, -int(value.as_tuple().exponent)))


def lines(*texts: str) -> str:
    return "\n".join(t.strip() for t in texts if t and t.strip())


def comma(*texts: str) -> str:
    return ", ".join(t for t in texts if t)


def duration(m: dict[str, Any]) -> str:
    """ "9/2023 bis 12/2028", "Daueraufgabe seit 9/2023"."""
    start, end = (
        f"{date.fromisoformat(d).month}/{date.fromisoformat(d).year}" if d else "" for d in (m["start"], m["end"])
    )
    if m["permanent"]:
        return f"Daueraufgabe seit {start}" if start else "Daueraufgabe"
    if start and end:
        return f"{start} bis {end}"
    return f"ab {start}" if start else f"bis {end}" if end else ""


def labelled(*pairs: tuple[str, str]) -> str:
    return ". ".join(f"{label}: {text}" for label, text in pairs if text)
