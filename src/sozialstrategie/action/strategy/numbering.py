"""Numbers like 1.2.10 as people write them in plans."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.validators import RegexValidator

PATTERN = r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+){0,4}$"

valid_number = RegexValidator(PATTERN, "Bitte schreiben Sie die Nummer wie 1.2.3, ohne Leerzeichen.")


def sort_key(number: str | int) -> tuple[tuple[int, int, str], ...]:
    """Order of readers: 1.2 before 1.10, digits before letters.

    >>> sorted(["1.10", "1.2", "1.M1"], key=sort_key)
    ['1.2', '1.10', '1.M1']
    """
    parts = re.findall(r"\d+|[^\d.]+", str(number))
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts)


def next_number(prefix: str, taken: Iterable[str]) -> str:
    """The next free number directly under a prefix: "1.2" with 1.2.1 and 1.2.3 taken gives 1.2.4; numbers are not used twice."""
    pattern = re.compile(re.escape(prefix) + r"\.(\d+)$")
    used = [int(m.group(1)) for m in map(pattern.match, taken) if m]
    return f"{prefix}.{max(used, default=0) + 1}"
