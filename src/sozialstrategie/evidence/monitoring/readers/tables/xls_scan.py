"""A look at the records of an old xls workbook before anything opens it: the same notes as `xlsx_scan` makes.

Source: [MS-CFB] for the container, [MS-XLS] for the records; only what the notes need is read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ..limits import MAX_FILE_BYTES
from ..problems import Refusal
from .sheet_notes import DAMAGED, SheetNotes, SizeLimit, shown_as

_END_OF_CHAIN = 0xFFFFFFFA  # this number and all above it mean no sector
_BOF, _EOF, _BOUNDSHEET, _FORMAT, _XF, _FILEPASS = 0x0809, 0x0A, 0x85, 0x041E, 0xE0, 0x2F
_ROW, _COLINFO, _MERGED = 0x0208, 0x7D, 0xE5
_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR = 0x0203, 0x027E, 0xBD, 0x06, 0x0205
_TEXTS = frozenset({0xFD, 0x0204, 0xD6})
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_LOCKED = "Die Excel-Mappe ist mit einem Kennwort geschützt, erwartet wird eine offene Mappe."

Record = tuple[int, bytes]


def scan_xls(data: bytes) -> list[SheetNotes]:
    """Notes on each sheet with cells in the order of the workbook.

    Raises Refusal: damaged_workbook, encrypted_workbook, too_many_rows.
    """
    try:
        return _scan(_workbook_stream(data))
    except (struct.error, IndexError, UnicodeDecodeError, ValueError):
        raise Refusal("damaged_workbook", DAMAGED) from None


def _scan(stream: bytes) -> list[SheetNotes]:
    sheets: list[tuple[SheetNotes, int]] = []
    codes: dict[int, str] = {}
    formats: list[int] = []
    is_new = True
    for kind, body in _records(stream, 0):
        if kind == _BOF:
            is_new = struct.unpack_from("<H", body)[0] >= 0x0600
        elif kind == _FILEPASS:
            raise Refusal("encrypted_workbook", _LOCKED)
        elif kind == _BOUNDSHEET and body[5] == 0:
            start = struct.unpack_from("<I", body)[0]
            sheets.append((SheetNotes(_string(body, 6, 1, is_new), bool(body[4] & 3)), start))
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _string(body, 2, 2 if is_new else 1, is_new)
        elif kind == _XF:
            formats.append(struct.unpack_from("<H", body, 2)[0])
    shown = [shown_as(codes.get(number, ""), number) for number in formats]
    limit = SizeLimit()
    for notes, start in sheets:
        _read_sheet(stream, start, notes, [*shown])
        limit.add(notes.name, notes.last_row, notes.last_column)
    return [notes for notes, _ in sheets]


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Records from a place to the end of their part of the stream; parts inside (charts) are left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        if len(body) < size:
            raise ValueError("record is cut")
        at += 4 + size
        depth += kind == _BOF
        if depth == 1:
            yield kind, body
        depth -= kind == _EOF
        if depth <= 0:
            return


def _string(body: bytes, at: int, length_bytes: int, is_new: bool) -> str:
    """A short text: its length, since 1997 a flag for two-byte letters, then the letters."""
    length = body[at] if length_bytes == 1 else struct.unpack_from("<H", body, at)[0]
    at += length_bytes
    if not is_new:
        return body[at : at + length].decode("cp1252", "replace")
    wide = body[at] & 1
    return body[at + 1 : at + 1 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


def _read_sheet(stream: bytes, start: int, notes: SheetNotes, shown: list[str]) -> None:
    for kind, body in _records(stream, start):
        if kind in (_NUMBER, _RK, _FORMULA, _BOOLERR) or kind in _TEXTS:
            row, column, style = struct.unpack_from("<HHH", body)
            _cell(notes, row + 1, column + 1)
            if kind == _BOOLERR:
                if body[7]:
                    notes.errors[row + 1, column + 1] = _ERRORS.get(body[6], "#FEHLER!")
            elif kind == _FORMULA and body[12:14] == b"\xff\xff":
                if body[6] == 2:
                    notes.errors[row + 1, column + 1] = _ERRORS.get(body[8], "#FEHLER!")
            elif kind not in _TEXTS:
                _shown(notes, row + 1, column + 1, style, shown)
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", body)
            for at in range((len(body) - 6) // 6):
                _cell(notes, row + 1, first + at + 1)
                _shown(notes, row + 1, first + at + 1, struct.unpack_from("<H", body, 4 + 6 * at)[0], shown)
        elif kind == _ROW and body[12] & 0x20:
            notes.hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _COLINFO and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            notes.hidden_columns += range(first + 1, min(last, 255) + 2)
        elif kind == _MERGED:
            for at in range(struct.unpack_from("<H", body)[0]):
                top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * at)
                notes.merged.append(((top, left), (bottom, right)))


def _cell(notes: SheetNotes, row: int, column: int) -> None:
    notes.last_row, notes.last_column = max(notes.last_row, row), max(notes.last_column, column)


def _shown(notes: SheetNotes, row: int, column: int, style: int, shown: list[str]) -> None:
    kind = shown[style] if style < len(shown) else ""
    if kind:
        (notes.percent if kind == "percent" else notes.scaled).add((row, column))


# -- the container ---------------------------------------------------------------------------------------------------


def _workbook_stream(data: bytes) -> bytes:
    container = _Container(data)
    for name in ("workbook", "book"):
        if name in container.entries:
            return container.stream(name)
    if "encryptedpackage" in container.entries:
        raise Refusal("encrypted_workbook", _LOCKED)
    raise ValueError("no workbook")


class _Container:
    """Streams of an OLE file: chains of sectors, small streams inside a stream of their own."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sector_bytes = 1 << struct.unpack_from("<H", data, 30)[0]
        self.small_bytes = 1 << struct.unpack_from("<H", data, 32)[0]
        if self.sector_bytes not in (512, 4096) or self.small_bytes != 64:
            raise ValueError("size of sectors")
        first_directory, self.cutoff, small_table = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
        self.table = self._table()
        self.small_table = _numbers(self._chain(small_table))
        self.entries: dict[str, tuple[int, int]] = {}
        self.small: bytes | None = None
        directory = self._chain(first_directory)
        for at in range(0, len(directory) - 127, 128):
            entry = directory[at : at + 128]
            length = struct.unpack_from("<H", entry, 64)[0]
            if entry[66] in (2, 5) and 2 <= length <= 64:
                name = entry[: length - 2].decode("utf-16-le").lower()
                self.entries.setdefault("" if entry[66] == 5 else name, struct.unpack_from("<II", entry, 116))

    def _table(self) -> tuple[int, ...]:
        """Which sector follows which."""
        sectors = list(struct.unpack_from("<109I", self.data, 76))
        more = struct.unpack_from("<I", self.data, 68)[0]
        seen: set[int] = set()
        while more < _END_OF_CHAIN and more not in seen:
            seen.add(more)
            *found, next_one = _numbers(self._sector(more))
            sectors += found
            more = next_one
        return _numbers(b"".join(self._sector(number) for number in sectors if number < _END_OF_CHAIN))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector_bytes
        sector = self.data[start : start + self.sector_bytes]
        if not sector:
            raise ValueError("sector outside the file")
        return sector.ljust(self.sector_bytes, b"\0")  # the last one may be cut

    def _chain(self, number: int) -> bytes:
        pieces: list[bytes] = []
        seen: set[int] = set()
        while number < _END_OF_CHAIN:
            if number in seen or len(pieces) * self.sector_bytes > 5 * MAX_FILE_BYTES:
                raise ValueError("chain without end")
            seen.add(number)
            pieces.append(self._sector(number))
            number = self.table[number]
        return b"".join(pieces)

    def stream(self, name: str) -> bytes:
        start, size = self.entries[name]
        if size >= self.cutoff:
            return self._chain(start)[:size]
        if self.small is None:
            self.small = self._chain(self.entries[""][0])
        pieces: list[bytes] = []
        seen: set[int] = set()
        while start < _END_OF_CHAIN and start not in seen:
            seen.add(start)
            pieces.append(self.small[start * 64 : start * 64 + 64])
            start = self.small_table[start]
        return b"".join(pieces)[:size]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
