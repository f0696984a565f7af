"""Zip archives: looked at from the outside before a byte is unpacked, and counted again while unpacking."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from .limits import (
    MAX_DIRECTORY_BYTES,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    MIN_BYTES_FOR_RATIO,
)
from .problems import Refusal

ZIP_START = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_BYTES = 22
_MAX_COMMENT = 65_535
_CHUNK = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    struct.error,
    ValueError,
    OSError,
    RuntimeError,
)

_BOMB = "Das Archiv wird nicht entpackt: "
_EXPECTED = "erwartet wird ein Archiv mit genau einer csv-Datei, wie GENESIS es als „Flat-CSV“ (ffcsv) liefert"


@dataclass(frozen=True, slots=True)
class Member:
    """The one table in an archive."""

    name: str
    data: bytes


def member_names(data: bytes) -> list[str]:
    """Names of the archive's members after all checks of size; raises Refusal."""
    return [info.filename for info in _checked(data)[1]]


def read_single_csv(data: bytes) -> Member:
    """Unpack the one csv of an archive. Refusal: truncated_zip, zip_bomb, unsafe_zip, wrong_member."""
    archive, infos = _checked(data)
    files = [i for i in infos if not i.is_dir() and not i.filename.startswith("__MACOSX/")]
    if len(files) != 1:
        raise Refusal("wrong_member", f"Das Archiv enthält {len(files)} Dateien, {_EXPECTED}.")
    info = files[0]
    if not info.filename.lower().endswith((".csv", ".txt")):
        raise Refusal("wrong_member", f"Das Archiv enthält keine csv-Datei, {_EXPECTED}.")
    return Member(info.filename, _unpack(archive, info))


def read_members(data: bytes, pattern: str) -> dict[str, bytes]:
    """Contents of the members whose whole name fits a pattern. Refusal as above."""
    archive, infos = _checked(data)
    return {i.filename: _unpack(archive, i) for i in infos if re.fullmatch(pattern, i.filename)}


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack in pieces and stop when more comes out than the directory promised."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > min(info.file_size, MAX_UNPACKED_BYTES):
                    raise Refusal("zip_bomb", f"{_BOMB}Es ist größer, als sein Verzeichnis angibt.")
                pieces.append(piece)
    except _DAMAGE:
        raise _truncated() from None
    if size != info.file_size:
        raise _truncated()
    return b"".join(pieces)


def _checked(data: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    _check_directory(data)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except _DAMAGE:
        raise _truncated() from None
    _check_sizes(infos, len(data))
    for info in infos:
        _check_member(info)
    return archive, infos


def _check_directory(data: bytes) -> None:
    """Look at the end record alone, so that a huge directory is refused before it is read."""
    at = data.rfind(_END, max(0, len(data) - _END_BYTES - _MAX_COMMENT))
    if at < 0 or at + _END_BYTES > len(data):
        raise _truncated()
    members, directory_bytes = struct.unpack("<HI", data[at + 10 : at + 16])
    if members > MAX_MEMBERS or directory_bytes > MAX_DIRECTORY_BYTES:
        raise Refusal("zip_bomb", f"{_BOMB}Es enthält zu viele Dateien, {_EXPECTED}.")


def _check_sizes(infos: list[zipfile.ZipInfo], packed: int) -> None:
    if len(infos) > MAX_MEMBERS:
        raise Refusal("zip_bomb", f"{_BOMB}Es enthält zu viele Dateien, {_EXPECTED}.")
    unpacked = sum(i.file_size for i in infos)
    if unpacked > MAX_UNPACKED_BYTES:
        megabytes = MAX_UNPACKED_BYTES // 1_000_000
        raise Refusal("zip_bomb", f"{_BOMB}Es wäre größer als {megabytes} MB, erwartet wird eine kleinere Tabelle.")
    ratios = [(unpacked, packed)] + [(i.file_size, i.compress_size) for i in infos]
    if any(size > MIN_BYTES_FOR_RATIO and size > MAX_RATIO * max(small, 1) for size, small in ratios):
        text = f"{_BOMB}Es ist mehr als {MAX_RATIO}-fach verdichtet, wie es bei echten Tabellen nicht vorkommt."
        raise Refusal("zip_bomb", text)


def _check_member(info: zipfile.ZipInfo) -> None:
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise Refusal(
            "unsafe_zip",
            "Das Archiv enthält einen Pfad, der aus seinem Ordner hinausführt; es wird nicht entpackt.",
        )
    if info.flag_bits & 0x1:
        raise Refusal("encrypted_zip", "Das Archiv ist mit einem Kennwort geschützt, erwartet wird ein offenes Archiv.")


def _truncated() -> Refusal:
    return Refusal(
        "truncated_zip",
        "Das Archiv ist abgeschnitten oder beschädigt, erwartet wird ein vollständiges Zip-Archiv; "
        "bitte neu herunterladen.",
    )
