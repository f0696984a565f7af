"""Small invented tables as files: csv, xlsx (also with its XML changed by hand) and old xls."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def workbook(rows: Rows, more: Callable[[Any, Any], None] | None = None, *, name: str = "Tabelle1") -> bytes:
    """One sheet; empty texts stay empty cells. `more` gets the book and the sheet."""
    return sheets({name: rows}, more)


def sheets(tables: dict[str, Rows], more: Callable[[Any, Any], None] | None = None) -> bytes:
    """Several sheets; `more` gets the book and the last sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    (sheet.write_string if isinstance(cell, str) else sheet.write_number)(at, column, cell)
    if more:
        more(book, sheet)
    book.close()
    return target.getvalue()


def csv(rows: Rows, separator: str = ";") -> bytes:
    def cell(value: Any) -> str:
        return value if isinstance(value, str) else str(value).replace(".", ",")

    return "\n".join(separator.join(map(cell, row)) for row in rows).encode()


def changed(data: bytes, changes: dict[str, Callable[[str], str] | None], **more: str) -> bytes:
    """A workbook with the XML of some members changed (None takes the member away), and with more members."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = changes.get(name, lambda text: text)
            if change is not None:
                new.writestr(name, change(old.read(name).decode()))
        for name, text in more.items():
            new.writestr(name, text)
    return target.getvalue()


def without(data: bytes, member: str) -> bytes:
    return changed(data, {member: None})


SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(data: bytes, old: str, new: str) -> bytes:
    """The first sheet with one piece of its XML replaced."""

    def change(text: str) -> str:
        assert old in text, text
        return text.replace(old, new)

    return changed(data, {SHEET: change})


# -- old xls: the records of [MS-XLS] in a container of [MS-CFB] ------------------------------------------------------


def xls(
    rows: Rows,
    *,
    formats: Sequence[str] = (),
    styles: dict[tuple[int, int], int] | None = None,
    more: bytes = b"",
    locked: bool = False,
) -> bytes:
    """One sheet "Tabelle1". Cells: numbers, texts, and error values as `Error`. `styles`: 0-based row and column of
    cells that have the n-th of `formats` (from 1). `more`: records of the sheet (`record`).
    """

    def text(value: str, length: str) -> bytes:
        return struct.pack(f"<{length}B", len(value), 1) + value.encode("utf-16-le")

    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    globals_ = record(0x2F, bytes(4)) if locked else b""
    globals_ += b"".join(
        record(0x041E, struct.pack("<H", 164 + at) + text(code, "H")) for at, code in enumerate(formats)
    )
    globals_ += b"".join(
        record(0xE0, struct.pack("<HHHHHIIH", 0, number, 0, 0, 0, 0, 0, 0)[:20])
        for number in (0, *(164 + at for at in range(len(formats))))
    )
    bound = 4 + 6 + len(text("Tabelle1", "B"))
    place = len(start) + len(globals_) + bound + 4
    globals_ += record(0x85, struct.pack("<IBB", place, 0, 0) + text("Tabelle1", "B"))
    cells = b""
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            head = struct.pack("<HHH", row, column, (styles or {}).get((row, column), 0))
            if isinstance(value, Error):
                cells += record(0x0205, head + struct.pack("<BB", value.code, 1))
            elif isinstance(value, str):
                cells += record(0x0204, head + text(value, "H")) if value else b""
            else:
                cells += record(0x0203, head + struct.pack("<d", value))
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + more + cells + record(0x0A, b"")
    return _container(start + globals_ + record(0x0A, b"") + sheet)


class Error:
    """An error value of a cell: 0x07 is #DIV/0!."""

    def __init__(self, code: int) -> None:
        self.code = code


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _container(stream: bytes) -> bytes:
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    sectors = len(stream) // 512
    assert sectors < 126
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]  # the stream, the directory, this table
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        letters = name.encode("utf-16-le")
        head = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters) + 2, kind, 1)
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return head + links + bytes(36) + struct.pack("<III", first, size, 0)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 0, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", sectors + 1)
    return header.ljust(512, b"\xff") + stream + directory.ljust(512, b"\0") + table
