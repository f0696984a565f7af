"""From bytes to text: encodings that occur, and the limits that hold before a line is looked at."""

from __future__ import annotations

import csv
import re
import unicodedata

from .limits import MAX_COLUMNS, MAX_LINE_BYTES, MAX_ROWS
from .problems import Refusal

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# Umlauts and ß of Mac Roman or a DOS code page, read as Windows-1252: between letters, German text has none of
# these. "š" stands in Sorbian names: it counts only in single-byte files without an umlaut in its right place.
_FOREIGN_MARKS = "ŠŸŽ†‡…§„”™€"
_FOREIGN_MARKS_SINGLE_BYTE = f"{_FOREIGN_MARKS}š"
# Control characters but tab and line ends, and marks that turn the direction of writing.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Umlauts that were encoded twice; none of these pairs occurs in German text.
_TWICE = re.compile("Ã[¤¶¼Ÿ„–œ\x9f\x84\x96\x9c]")

_EXPECTED = "erwartet wird eine Textdatei in UTF-8 oder Windows-1252 (ISO-8859-1)"


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: utf-8-sig, utf-8, cp1252 or iso-8859-1 (told apart by bytes 0x80
    to 0x9f).

    Raises Refusal (wrong_encoding) for UTF-16, NUL bytes, bytes that no expected encoding knows and umlauts
    encoded twice.
    """
    if data[:2] in _UTF16_BOMS:
        raise Refusal("wrong_encoding", f"Die Datei ist in UTF-16 gespeichert, {_EXPECTED}.", row=1, column=1)
    nul = data.find(b"\0")
    if nul >= 0:
        row = data.count(b"\n", 0, nul) + 1
        raise Refusal("wrong_encoding", f"Die Datei enthält Binärdaten (ein NUL-Zeichen), {_EXPECTED}.", row=row)
    text, encoding = _decode_strictly(data)
    # Plain search first: it is far faster than a pattern, and nearly every file passes.
    for mark, pattern, what in (
        ("�", "�", "nicht lesbare Zeichen"),
        ("Ã", _TWICE, "doppelt kodierte Umlaute"),
    ):
        found = re.search(pattern, text) if mark in text else None
        if found:
            row = text.count("\n", 0, found.start()) + 1
            raise Refusal("wrong_encoding", f"Die Datei enthält {what}, {_EXPECTED}.", row=row)
    _refuse_foreign_marks(text, single_byte=not encoding.startswith("utf-8"))
    return (text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)), encoding


def _refuse_foreign_marks(text: str, *, single_byte: bool) -> None:
    """Refuse "ThŸringen": names from a file that was saved in Mac Roman or a DOS code page."""
    end = text.find("\n________")  # notes below the table may quote and shorten as they like
    doubtful = single_byte and not re.search("[a-z][äöüß][a-z]", text)
    marks = [mark for mark in (_FOREIGN_MARKS_SINGLE_BYTE if doubtful else _FOREIGN_MARKS) if mark in text]
    pattern = rf"[^\W\d_][{''.join(marks)}](?=[a-zäöüß])"
    found = re.compile(pattern).search(text, 0, end if end >= 0 else len(text)) if marks else None
    if found:
        row = text.count("\n", 0, found.start()) + 1
        what = "Die Datei enthält in Wörtern Zeichen, die dort nicht vorkommen (vermutlich falsch gespeicherte Umlaute)"
        raise Refusal("wrong_encoding", f"{what}, {_EXPECTED}.", row=row)


def first_invisible(text: str) -> tuple[int, int] | None:
    """1-based row of the first control character or mark of direction, and how many there are; else None."""
    found = _INVISIBLE.search(text)
    if not found:
        return None
    return text.count("\n", 0, found.start()) + 1, len(_INVISIBLE.findall(text))


def drop_invisible(text: str) -> str:
    """The text without control characters and marks of direction; for titles and names, never for values."""
    return _INVISIBLE.sub("", text)


def _decode_strictly(data: bytes) -> tuple[str, str]:
    if data.startswith(_UTF8_BOM):
        try:
            return data.decode("utf-8-sig"), "utf-8-sig"
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            text = f"Die Datei nennt sich UTF-8, enthält aber ungültige Bytes, {_EXPECTED}."
            raise Refusal("wrong_encoding", text, row=row) from None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass  # not UTF-8: the portals write single-byte text, tried next
    try:
        return data.decode("cp1252"), "cp1252" if re.search(rb"[\x80-\x9f]", data) else "iso-8859-1"
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        text = f"Die Datei enthält Bytes, die in keiner erwarteten Kodierung vorkommen, {_EXPECTED}."
        raise Refusal("wrong_encoding", text, row=row) from None


def check_lines(data: bytes) -> None:
    """Refuse lines and files that are too long to be a table, before anything is split into cells."""
    longest, position, row = 0, 0, 0
    for number, line in enumerate(data.split(b"\n"), 1):
        row = number
        if len(line) > longest:
            longest, position = len(line), number
    if longest > MAX_LINE_BYTES:
        raise Refusal(
            "line_too_long",
            f"Die Zeile ist {longest} Zeichen lang, erwartet werden höchstens {MAX_LINE_BYTES}.",
            row=position,
        )
    if row > MAX_ROWS:
        raise Refusal("too_many_rows", f"Die Datei hat {row} Zeilen, erwartet werden höchstens {MAX_ROWS}.")


def split_lines(text: str) -> list[str]:
    """Lines without their ends, whatever the system that wrote them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def split_cells(line: str, separator: str = ";") -> list[str]:
    """Cells of one line; quotes count only where a cell begins with one."""
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)  # quotes that make no sense are taken as they stand


def check_columns(count: int, row: int) -> None:
    """Refuse tables with more columns than any office publishes."""
    if count > MAX_COLUMNS:
        text = f"Die Tabelle hat {count} Spalten, erwartet werden höchstens {MAX_COLUMNS}."
        raise Refusal("too_many_columns", text, row=row, column=MAX_COLUMNS + 1)
