"""Numbers like 1.2.10 as people write them in plans."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.validators import RegexValidator

# 1.2.3, and what adopted plans bring with them: "1.1.", "M 3a", "4-2", "VI/1", "3a (neu)"
PATTERN = r"^[0-9A-Za-zÄÖÜäöüß]([0-9A-Za-zÄÖÜäöüß ./()\-]*[0-9A-Za-zÄÖÜäöüß.)])?\Z"

valid_number = RegexValidator(PATTERN, "Bitte schreiben Sie die Nummer wie 1.2.3, M 3a oder 4-2.")


def sort_key(number: str | int) -> tuple[tuple[int, int, str], ...]:
    """Order of readers: 1.2 before 1.10, digits before letters; dots, hyphens, slashes and blanks only part.

    >>> sorted(["1.10", "1.2", "1.M1", "4-10", "4-2", "M 3b", "M 3a"], key=sort_key)
    ['1.2', '1.10', '1.M1', '4-2', '4-10', 'M 3a', 'M 3b']
    """
    parts = re.findall(r"\d+|[^\d./\-\s()]+", str(number))
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts)


def next_number(prefix: str, taken: Iterable[str]) -> str:
    """The next free number directly under a prefix: "1.2" with 1.2.1 and 1.2.3 taken gives 1.2.4; numbers are not used twice."""
    pattern = re.compile(re.escape(prefix) + r"\.(\d+)$")
    used = [int(m.group(1)) for m in map(pattern.match, taken) if m]
    return f"{prefix}.{max(used, default=0) + 1}"
