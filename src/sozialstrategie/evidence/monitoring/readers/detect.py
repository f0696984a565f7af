"""What kind of file is this? Decided by content, never by name."""

from __future__ import annotations

import re

from .archive import ZIP_START, member_names
from .genesis_json import parse_answer, status_code
from .problems import Refusal

GZIP_START = b"\x1f\x8b"
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|table|meta|style|script)\b", re.I)
_CLASSIC = re.compile(rb'"?GENESIS-Tabelle:')
_FFCSV = b"statistics_code;"
_HEAD_BYTES = 2_000


def detect(data: bytes) -> str:
    """The format of a file by its content.

    One of: empty, genesis-classic, genesis-ffcsv (a zip with one csv, or that csv itself), genesis-json-
    error, genesis-json (an answer without table), html, xlsx, xls, pdf, zip-other (also damaged and refused
    archives), gzip, binary (NUL bytes or UTF-16), text (anything else).
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        return "empty"
    if data.startswith(ZIP_START) or data.startswith(b"PK\x05\x06"):
        return _detect_zip(data)
    if data.startswith(GZIP_START):
        return "gzip"
    if data.startswith(_OLE_START):
        return "xls"
    if data.lstrip()[:5] == b"%PDF-":
        return "pdf"
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(head) or (head.startswith(b"<?xml") and _HTML.search(head)):
        return "html"
    if head.startswith(b"{") and (answer := parse_answer(data)) is not None:
        return "genesis-json" if status_code(answer) == 0 else "genesis-json-error"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data:
        return "binary"
    if _CLASSIC.match(head):
        return "genesis-classic"
    return "genesis-ffcsv" if head.startswith(_FFCSV) else "text"


def _detect_zip(data: bytes) -> str:
    try:
        names = member_names(data)
    except Refusal:
        return "zip-other"
    if "[Content_Types].xml" in names:
        return "xlsx" if any(name.startswith("xl/") for name in names) else "zip-other"
    files = [name for name in names if not name.endswith("/") and not name.startswith("__MACOSX/")]
    return "genesis-ffcsv" if len(files) == 1 and files[0].lower().endswith(".csv") else "zip-other"
