"""What can happen to a file on its way: to its bytes, its rows, its columns, its cells. Each kind has a name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from tests.evidence.monitoring.readers.variants.sources import Rows, Source

PIECES = (
    b"",
    b";",
    b"\n",
    b'"',
    b"\0",
    b"\xff",
    b"9" * 30,
    b"-",
    b".",
    b",",
    b"__________",
    b"\r\n",
    b"1.5",
    b"DG",
    b"\t",
)
FIGURES = (
    "",
    "-",
    ".",
    "x",
    "...",
    "0",
    "1.560",
    "12.5",
    "1,5",
    "12,5 1)",
    "7¹",
    "k. A.",
    "#N/A",
    "1e5",
    "(3)",
    "-4",
    "99999999999999999999",
)

Damage = tuple[str, bytes]
# Kinds after which a table, whose rows stand alone, is still whole and has to be read.
HARMLESS = frozenset({"row left out", "rows swapped", "line ends", "utf-8", "windows"})
# Kinds after which no fact may be read that the whole table does not have.
ROWS = frozenset({"row left out", "rows swapped", "row twice", "rows left out"})


def damaged(source: Source, chance: Random) -> Damage:
    """One variant, and the name of what happened to it."""
    kinds = _TEXT if source.text else _BOOK
    name = chance.choice([name for name, weight in kinds for _ in range(weight)])
    if name in _BYTES:
        return name, _BYTES[name](source.data, chance)
    if source.text:
        return name, source.pack(_text(name, source, chance))
    if name == "letter in the xml":
        return name, _in_member(source.data, chance)
    return name, source.pack(_rows(name, source, chance))


# -- bytes -----------------------------------------------------------------------------------------------------------


def _flip(data: bytes, chance: Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data))
        data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    return data


def _drop(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randint(1, 40) :]


def _insert(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(PIECES) + data[at:]


def _repeat(data: bytes, chance: Random) -> bytes:
    at, size = chance.randrange(len(data)), chance.randint(1, 200)
    return data[: at + size] + data[at:]


_BYTES: dict[str, Callable[[bytes, Random], bytes]] = {
    "bits flipped": _flip,
    "bytes lost": _drop,
    "bytes inserted": _insert,
    "bytes twice": _repeat,
    "cut off": lambda data, chance: data[: chance.randrange(len(data))],
}
_OF_ROWS = [("row left out", 2), ("rows left out", 1), ("rows swapped", 2), ("row twice", 1)]
_OF_COLUMNS = [("column left out", 1), ("columns swapped", 1), ("column twice", 1)]
_OF_CELLS = [("cell emptied", 2), ("digit changed", 3), ("figure replaced", 3)]
_TEXT = [
    *((name, 1) for name in _BYTES), *_OF_ROWS, *_OF_COLUMNS, *_OF_CELLS,
    ("inner bytes flipped", 3), ("separator lost", 2), ("separator too many", 2), ("quote too many", 2), ("quotes lost", 1),
    ("other separator", 1), ("line ends", 1), ("utf-8", 1), ("windows", 1), ("utf-16", 1), ("mac", 1), ("cut at a row", 1),
]  # fmt: skip
_BOOK = [
    *((name, 1) for name in _BYTES),
    *_OF_ROWS,
    *_OF_COLUMNS,
    *_OF_CELLS,
    ("figure as text", 1),
    ("letter in the xml", 4),
]


# -- text ------------------------------------------------------------------------------------------------------------


def _text(name: str, source: Source, chance: Random) -> bytes:
    text, encoding = source.text, source.encoding
    if name in _ENCODINGS:
        return text.encode(_ENCODINGS[name], "replace")
    if name == "inner bytes flipped":
        return _flip(text.encode(encoding), chance)
    if name == "line ends":
        return text.replace("\n", chance.choice(["\r\n", "\r"])).encode(encoding)
    if name == "quotes lost":
        return text.replace('"', "").encode(encoding)
    if name == "other separator":
        return text.replace(source.separator, chance.choice([",", "\t", "|", ";"])).encode(encoding)
    lines = text.split("\n")
    if name == "cut at a row":
        return "\n".join(lines[: chance.randrange(1, len(lines))]).encode(encoding)
    if name in _LINES:
        lines = _LINES[name](lines, source, chance)
    elif name in {kind for kind, _ in _OF_COLUMNS}:
        lines = [_joined(cells, source) for cells in _columns(name, [_cells(line, source) for line in lines], chance)]
    else:
        at = chance.randrange(*source.body)
        lines[at] = _line(name, lines[at], source, chance)
    return "\n".join(lines).encode(encoding, "replace")


_ENCODINGS = {"utf-8": "utf-8-sig", "windows": "cp1252", "utf-16": "utf-16", "mac": "mac-roman"}


def _cells(line: str, source: Source) -> list[str]:
    """Fields with their quotes; no field of our cuts has a separator within quotes but names of comma tables."""
    found, piece, quoted = [], "", False
    for letter in line:
        quoted ^= letter == '"'
        if letter == source.separator and not quoted:
            found.append(piece)
            piece = ""
        else:
            piece += letter
    return [*found, piece]


def _joined(cells: list[str], source: Source) -> str:
    return source.separator.join(cells)


def _line(name: str, line: str, source: Source, chance: Random) -> str:
    cells = _cells(line, source)
    at = chance.randrange(len(cells))
    if name == "separator lost":
        return _joined([*cells[:at], "".join(cells[at : at + 2]), *cells[at + 2 :]], source)
    if name == "separator too many":
        place = chance.randrange(len(line) + 1)
        return line[:place] + source.separator + line[place:]
    if name == "quote too many":
        place = chance.randrange(len(line) + 1)
        return line[:place] + '"' + line[place:]
    cells[at] = _cell(name, cells[at], chance)
    return _joined(cells, source)


def _cell(name: str, cell: Any, chance: Random) -> Any:
    if name == "cell emptied":
        return ""
    if name == "figure as text":
        return str(cell).replace(".", ",")
    if name == "figure replaced":
        return chance.choice(FIGURES)
    digits = [at for at, letter in enumerate(str(cell)) if letter.isdigit()]
    if not digits:
        return cell
    at, text = chance.choice(digits), str(cell)
    text = text[:at] + str(chance.randrange(10)) + text[at + 1 :]
    return float(text) if isinstance(cell, float) else text


def _leave_out(lines: list[Any], source: Source, chance: Random) -> list[Any]:
    at = chance.randrange(*source.body)
    return lines[:at] + lines[at + 1 :]


def _leave_many(lines: list[Any], source: Source, chance: Random) -> list[Any]:
    """Also as many as belong together, from the middle of one region to the middle of the next."""
    at, some = chance.randrange(*source.body), chance.randint(2, 25)
    count = source.block if source.block > 1 and chance.random() < 0.5 else some
    return lines[:at] + lines[min(at + count, source.body[1]) :]


def _swap(lines: list[Any], source: Source, chance: Random) -> list[Any]:
    """Also rows that say the same of two regions."""
    one, two = chance.randrange(*source.body), chance.randrange(*source.body)
    if source.block > 1 and chance.random() < 0.5:
        two -= (two - one) % source.block
        two = two if two >= source.body[0] else one
    lines = list(lines)
    lines[one], lines[two] = lines[two], lines[one]
    return lines


def _twice(lines: list[Any], source: Source, chance: Random) -> list[Any]:
    one, two = chance.randrange(*source.body), chance.randrange(*source.body)
    return [*lines[:two], lines[one], *lines[two:]]


_LINES: dict[str, Callable[[list[Any], Source, Random], list[Any]]] = {
    "row left out": _leave_out,
    "rows left out": _leave_many,
    "rows swapped": _swap,
    "row twice": _twice,
}


def _columns(name: str, rows: list[list[Any]], chance: Random) -> list[list[Any]]:
    width = max(map(len, rows))
    one, two = chance.randrange(width), chance.randrange(width)
    found = []
    for row in rows:
        row = list(row)
        if len(row) < width:  # a line of title or a note
            found.append(row)
            continue
        if name == "column left out":
            del row[one]
        elif name == "columns swapped":
            row[one], row[two] = row[two], row[one]
        else:
            row.insert(two, row[one])
        found.append(row)
    return found


# -- workbooks -------------------------------------------------------------------------------------------------------


def _rows(name: str, source: Source, chance: Random) -> Rows:
    rows = [list(row) for row in source.rows]
    if name in _LINES:
        return _LINES[name](rows, source, chance)
    if name in {kind for kind, _ in _OF_COLUMNS}:
        return _columns(name, rows, chance)
    line = rows[chance.randrange(*source.body)] if chance.random() < 0.9 else chance.choice(rows)
    if line:
        at = chance.randrange(len(line))
        line[at] = _cell(name, line[at], chance)
    return rows


def _in_member(data: bytes, chance: Random) -> bytes:
    """A letter of the workbook's XML changed, and packed again; of an old workbook, of its stream."""
    if not data.startswith(b"PK"):
        return _flip(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    wanted = [
        name for name in members if "sheet1" in name or "shared" in name or "workbook" in name or "styles" in name
    ]
    chosen = chance.choice([*wanted, *[name for name in wanted if "sheet1.xml" in name] * 4])
    members[chosen] = _flip(members[chosen], chance)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()
