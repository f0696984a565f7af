"""Damaged files: whatever happens to the bytes, reading answers with facts or problems, never crashes."""

from __future__ import annotations

import random

import pytest

from sozialstrategie.evidence.monitoring.readers import read
from tests.evidence.monitoring.readers import samples

PARENTS = {
    "ages": samples.AGES.encode(),
    "time in header": samples.TIME_IN_HEADER.encode("iso-8859-1"),
    "time alone": samples.TIME_ALONE.encode("utf-8-sig"),
    "ffcsv": samples.zipped(samples.FFCSV),
    "ffcsv unpacked": samples.FFCSV.encode(),
}
PIECES = (
    b"",
    b";",
    b"\n",
    b'"',
    b"\0",
    b"\xff",
    b"9" * 50,
    b"-",
    b".",
    b"__________",
    b"\r\n",
    "ß".encode(),
    b"1.5",
    b"DG",
)


def _mutant(data: bytes, chance: random.Random) -> bytes:
    """Up to three changes: overwrite, delete, insert a piece, cut the tail, repeat or swap lines."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[at + chance.randint(1, 40) :]
        elif kind == 2:
            data = data[:at] + chance.choice(PIECES) + data[at:]
        elif kind == 3 and chance.random() < 0.3:
            data = data[:at]
        elif kind >= 4:
            lines = data.split(b"\n")
            one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[two] = lines[two], lines[one] if kind == 4 else lines[two]
            data = b"\n".join(lines)
    return data


@pytest.mark.parametrize("parent", PARENTS)
def test_mutants(parent: str) -> None:
    chance = random.Random(2024)
    index = samples.regions()
    read_well = 0
    for _ in range(300):
        parsed = read(_mutant(PARENTS[parent], chance), name="mutant", regions=index)
        assert (parsed.facts is None) == bool(parsed.errors)
        assert all(p.text.endswith(".") and p.file == "mutant" for p in parsed.problems)
        if parsed.facts is not None:
            read_well += 1
            has_value = parsed.facts["value"].is_valid().to_pylist()
            has_sign = parsed.facts["sign"].is_valid().to_pylist()
            assert all(a != b for a, b in zip(has_value, has_sign, strict=True))
    assert 0 < read_well < 300
