"""What stands around a table of an office: notes, licence, date of retrieval, publisher."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LAENDER = "Statistische Ämter des Bundes und der Länder"
DESTATIS = "Statistisches Bundesamt (Destatis)"
LICENCE = "dl-de/by-2-0"

_RULE = re.compile(r'"?_{8,}"?;*')
_STAND = re.compile(r"Stand:\s*(\d{2})\.(\d{2})\.(\d{4})(?:\s*/\s*(\d{2}:\d{2}:\d{2}))?")
_PUBLISHER = re.compile(r"©\s*([^,;\n]+)")


@dataclass(frozen=True, slots=True)
class Footer:
    """Publisher, licence and stand ("" when not printed) and the notes above them."""

    publisher: str
    licence: str
    stand: str
    notes: str


def is_rule(line: str) -> bool:
    """True for the line of underscores that ends the table."""
    return bool(_RULE.fullmatch(line.strip()))


def read_footer(lines: Sequence[str]) -> Footer:
    """Read the lines after the rule; quoted cells may go over several lines, quotes inside are doubled."""
    text = "\n".join(line.rstrip("; ") for line in lines)
    text = re.sub(r'(?m)(?<!")"(?!")', "", text).replace('""', '"').strip()
    publisher = _PUBLISHER.search(text)
    stand = _STAND.search(text)
    flat = " ".join(text.split())
    licence = ""
    if re.search(r"Datenlizenz Deutschland\s*[-–]\s*Namensnennung\s*[-–]\s*Version 2\.0", flat):
        licence = LICENCE
    elif re.search(r"Datenlizenz Deutschland\s*[-–]\s*Zero\s*[-–]\s*Version 2\.0", flat):
        licence = "dl-de/zero-2-0"
    when = ""
    if stand:
        when = f"{stand[3]}-{stand[2]}-{stand[1]}" + (f"T{stand[4]}" if stand[4] else "")
    cut = [found.start() for found in (publisher, stand) if found]
    return Footer(publisher[1].strip() if publisher else "", licence, when, text[: min(cut, default=len(text))].strip())


def publisher_of(table: str) -> str:
    """Who publishes a table, by its code: 12531-0043 Destatis, all other forms the Länder together."""
    return DESTATIS if re.fullmatch(r"\d{5}-\d{4}", table) else LAENDER
