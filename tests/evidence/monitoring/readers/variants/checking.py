"""What holds for every variant: refused in German and with nothing read, or read as the second reader reads it."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from sozialstrategie.evidence.monitoring.readers import ParsedFile, read
from tests.evidence.monitoring.readers.variants import second
from tests.evidence.monitoring.readers.variants.damage import HARMLESS, ROWS, damaged
from tests.evidence.monitoring.readers.variants.sources import Source, regions

SEED = 20_240_917
SECONDS = 5
_GERMAN = re.compile(
    r"\b(?:erwartet|bitte|nicht|beschädigt|keine?|wird|werden|wurde|steht|stehen|ist|fehlt|sieht|bleiben|hat|haben)\b"
)
_FOREIGN = re.compile(r"Traceback|Error|Exception|None\b|0x[0-9a-f]|/[a-z]+/[a-z]+/|\{|\}")
# What can be said of a file as a whole: there is no row to name.
_OF_THE_FILE = frozenset(
    {"truncated_zip", "damaged_workbook", "encrypted_zip", "wrong_member", "no_rows", "unmapped_table", "zip_bomb",
     "no_table", "no_columns", "wrong_encoding", "html_file", "mapping_sheet_missing", "unsafe_zip", "too_many_rows",
     "encrypted_workbook", "wrong_column_count"}
)  # fmt: skip


@contextmanager
def ended_after(seconds: int) -> Iterator[None]:
    """End what takes too long, as the guard of the reading process does."""

    def end(*_: object) -> None:
        raise TimeoutError("guard")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@dataclass
class Tally:
    """How many were refused and read, and what did not hold."""

    refused: int = 0
    read: int = 0
    wrong: list[str] = field(default_factory=list)


def facts_of(parsed: ParsedFile) -> Counter[second.Fact]:
    table = parsed.facts
    columns = [table[name].to_pylist() for name in ("region", "period", "item", "category", "value", "sign")]
    return Counter(
        (
            _region(region),
            _period(period),
            second.letters(item),
            second.letters(category),
            sign if value is None else value,
        )
        for region, period, item, category, value, sign in zip(*columns, strict=True)
    )


def _region(key: str) -> str:
    return key.lstrip("0") if key == "DG" or key.isdecimal() else second.letters(key)


def _period(text: str) -> str:
    return text if re.fullmatch(r"[\d-]+", text) else second.letters(text)


def check(source: Source, kind: str, data: bytes, whole: Counter[second.Fact]) -> tuple[bool, str]:
    """Was it read, and what is wrong with that ("" when nothing is)."""
    with ended_after(SECONDS):
        parsed = read(data, name="variante", regions=regions(), mappings=source.mappings)
    if wrong := _problems(parsed):
        return not parsed.errors, wrong
    if parsed.errors:
        return False, "harmless, but refused" if kind in HARMLESS and source.stands_alone else ""
    found = facts_of(parsed)
    try:
        expected = Counter(source.second(data))
    except second.Unreadable as fault:
        return True, f"not in order ({fault}), but read"
    if found != expected:
        return (
            True,
            f"read otherwise: {list((found - expected).items())[:2]} for {list((expected - found).items())[:2]}",
        )
    twice = [fact for fact, count in Counter(fact[:4] for fact in expected.elements()).items() if count > 1]
    if twice:
        return True, f"a fact stands twice, but read: {twice[:2]}"
    if kind in ROWS and not set(found) <= set(whole):
        return True, f"facts that the whole table does not have: {list(set(found) - set(whole))[:2]}"
    return True, ""


def _problems(parsed: ParsedFile) -> str:
    if (parsed.facts is None) != bool(parsed.errors):
        return "facts and errors at once"
    for problem in parsed.problems:
        text = str(problem)
        if (
            not text.startswith("Datei variante")
            or not text.endswith((".", "…“)."))
            or not _GERMAN.search(problem.text)
        ):
            return f"no German sentence: {text}"
        if _FOREIGN.search(problem.text.replace("#N/A", "")):
            return f"more than a sentence: {text}"
        has_place = problem.row or problem.column or problem.sheet
        if problem.severity == "error" and not has_place and problem.code not in _OF_THE_FILE:
            return f"no place ({problem.code}): {text}"
    return ""


def some_variants(source: Source, count: int, *, offset: str = "some") -> Iterator[tuple[str, bytes]]:
    """Variants of one source, always the same ones."""
    chance = Random(f"{SEED} {source.name} {offset}")
    for _ in range(count):
        yield damaged(source, chance)


def run(source: Source, count: int) -> Tally:
    """Check `count` variants of one source."""
    tally, whole = Tally(), source.whole
    for number, (kind, data) in enumerate(some_variants(source, count, offset="all")):
        try:
            was_read, wrong = check(source, kind, data, whole)
        except Exception as fault:
            was_read, wrong = False, f"{type(fault).__name__}: {fault}"
        tally.read += was_read
        tally.refused += not was_read
        if wrong:
            tally.wrong.append(f"{source.name}, variant {number}, {kind}: {wrong}")
    return tally


def assert_all_hold(source: Source, count: int) -> None:
    """Every variant is refused or read rightly; and there are enough of both to mean something."""
    tally = run(source, count)
    assert tally.wrong == []
    assert tally.refused + tally.read == count and min(tally.refused, tally.read) > 0.1 * count
    print(f"{source.name}: {tally.refused} refused, {tally.read} read")


def read_whole(source: Source) -> ParsedFile:
    """The cut without damage."""
    parsed = read(source.data, name="variante", regions=regions(), mappings=source.mappings)
    assert parsed.errors == []
    return parsed
