"""Documents and files as their words: whatever leaves the house can be searched, in a tenth of the time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sozialstrategie.kit.documents import docx_writer, typst_writer

_TAGS = re.compile(rb"<[^>]*>")


def _said(document: Any) -> bytes:
    """Everything that a document says, as text; marked, so that a test can see that it got one."""
    return b"%DOCUMENT " + repr(document).encode()


@contextmanager
def plain_documents() -> Iterator[None]:
    """PDF and Word are replaced by what they say; tables stay what they are (`words_in` reads them)."""
    with (
        mock.patch.object(typst_writer, "to_pdf", _said),
        mock.patch.object(docx_writer, "to_docx", _said),
        mock.patch.object(typst_writer, "page_count", lambda pdf: 1),
    ):
        yield


def words_in(data: bytes) -> bytes:
    """What a page or a file says, in capitals; a workbook or a package with all its parts."""
    if data[:2] != b"PK":
        return _capitals(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(name) for name in package.namelist()]
    return _capitals(b"\n".join([*parts, *(_TAGS.sub(b"", part) for part in parts)]))


def _capitals(data: bytes) -> bytes:
    """Umlauts too; what is no text stays something that no word is found in."""
    return data.decode("utf-8", "replace").upper().encode()
