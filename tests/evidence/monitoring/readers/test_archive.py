"""Zip archives that must not be unpacked."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from sozialstrategie.evidence.monitoring.readers import ParsedFile, read
from tests.evidence.monitoring.readers import samples


def _read(data: bytes) -> ParsedFile:
    return read(data, name="archiv.zip", regions=samples.regions())


def _packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


def _declare(data: bytes, size: int) -> bytes:
    """Change the unpacked size that the central directory and the local header declare."""
    at = data.index(b"PK\x01\x02")
    data = data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]
    return data[:22] + struct.pack("<I", size) + data[26:]


def _flag(data: bytes, flag: int) -> bytes:
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + struct.pack("<H", flag) + data[at + 10 :]


BOMB = _packed(("bombe.csv", bytes(60_000_000)))
GOOD = samples.zipped(samples.FFCSV)
MANY = _packed(*((f"{n}.csv", b"") for n in range(1_001)))
CASES = {
    "ratio": (BOMB, "zip_bomb"),
    "declared 4 GB": (_declare(BOMB, 0xFFFFFFFE), "zip_bomb"),
    "declared 101 MB": (_declare(_packed(("a.csv", samples.FFCSV.encode())), 101_000_000), "zip_bomb"),
    "many members": (MANY, "zip_bomb"),
    "cut in half": (GOOD[: len(GOOD) // 2], "truncated_zip"),
    "without its last byte": (GOOD[:-1], "truncated_zip"),
    "only the beginning": (GOOD[:4], "truncated_zip"),
    "flipped byte in the data": (GOOD[:200] + bytes([GOOD[200] ^ 0xFF]) + GOOD[201:], "truncated_zip"),
    "directory says less": (_declare(GOOD, 100), "truncated_zip"),
    "directory says more": (_declare(GOOD, 90_000), "truncated_zip"),
    "two tables": (_packed(("a.csv", b"x"), ("b.csv", b"y")), "wrong_member"),
    "no table": (_packed(("a.exe", b"x")), "wrong_member"),
    "nothing": (_packed(), "wrong_member"),
    "archive in archive": (_packed(("a.zip", GOOD)), "wrong_member"),
    "path upwards": (_packed(("../a.csv", b"x")), "unsafe_zip"),
    "absolute path": (_packed(("/etc/a.csv", b"x")), "unsafe_zip"),
    "drive": (_packed(("C:\\a.csv", b"x")), "unsafe_zip"),
    "password": (_flag(GOOD, 1), "encrypted_zip"),
}


@pytest.mark.parametrize("case", CASES)
def test_refused_at_once_and_without_memory(case: str) -> None:
    data, code = CASES[case]
    tracemalloc.start()
    started = time.perf_counter()
    parsed = _read(data)
    seconds = time.perf_counter() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [e.code for e in parsed.errors] == [code]
    assert parsed.facts is None
    assert "rwartet" in parsed.errors[0].text or "nicht entpackt" in parsed.errors[0].text
    # The promise of the issue; real figures are some milliseconds and less than 2 MB.
    assert seconds < 1.0
    assert peak < 50_000_000


def test_huge_directory_is_not_even_read() -> None:
    """The end record promises 60,000 members; the check looks at that alone."""
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 5_000_000, 0, 0)
    parsed = _read(b"PK\x03\x04" + bytes(5_000_000) + end)
    assert [e.code for e in parsed.errors] == ["zip_bomb"]


def test_folders_and_remains_of_other_systems_do_not_count() -> None:
    data = _packed(("ordner/", b""), ("ordner/12411-02-03-5.csv", samples.FFCSV.encode()), ("__MACOSX/x", b"y"))
    parsed = _read(data)
    assert parsed.errors == []
    assert parsed.table == "12411-02-03-5"


def test_stored_members_are_fine() -> None:
    data = _packed(("12411-02-03-5_1_flat.csv", samples.FFCSV.encode()), method=zipfile.ZIP_STORED)
    assert _read(data).errors == []
