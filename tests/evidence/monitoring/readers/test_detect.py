"""Formats are told by content, whatever the file is called."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile

import pytest

from sozialstrategie.evidence.monitoring.readers import detect, read
from tests.evidence.monitoring.readers import samples


def _archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


_WORKBOOK = _archive("[Content_Types].xml", "xl/workbook.xml")
CASES = [
    (b"", "empty", "no_table"),
    (b"\xef\xbb\xbf\r\n  \n", "empty", "no_table"),
    (samples.AGES.encode(), "genesis-classic", ""),
    (samples.zipped(samples.FFCSV), "genesis-ffcsv", ""),
    (b'{"Ident":{},"Status":{"Code":98}}', "genesis-json-error", "genesis_answer_98"),
    (b'{"Ident":{},"Status":{"Code":0}}', "genesis-json", "genesis_metadata"),
    (b'{"Status": 3}', "text", "no_table"),
    (b"<!DOCTYPE html><html><body><table></table></body></html>", "html", "html_file"),
    (b'\n<div class="t"><table><tr><td>1</td></tr></table></div>', "html", "html_file"),
    (_WORKBOOK, "xlsx", "damaged_workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xls", "damaged_workbook"),
    (b"\x1f\x8b\x08\x00rest", "gzip", "truncated_zip"),
    (b"%PDF-1.7\n", "pdf", "pdf_file"),
    (_archive("a.csv", "b.csv"), "zip-other", "wrong_member"),
    (_archive("liesmich.pdf"), "zip-other", "wrong_member"),
    (_archive("[Content_Types].xml", "word/document.xml"), "zip-other", "wrong_member"),
    (samples.AGES.encode("utf-16"), "binary", "wrong_encoding"),
    (b"GENESIS-Tabelle: 1\nA;\0;B\n", "binary", "wrong_encoding"),
    (b"Jahr;Wert\n2015;3\n", "text", "no_table"),
]


@pytest.mark.parametrize(("data", "file_format", "code"), CASES)
def test_detect_and_answer(data: bytes, file_format: str, code: str) -> None:
    assert detect(data) == file_format
    parsed = read(data, name="irgendwas.bin", regions=samples.regions())
    assert [e.code for e in parsed.errors] == ([code] if code else [])
    assert (parsed.facts is None) == bool(code)
    for problem in parsed.errors:
        assert problem.file == "irgendwas.bin"
        assert "rwarte" in problem.text or "bitte" in problem.text.lower()


def test_importing_the_readers_is_light() -> None:
    """A page that only asks for a format must not pay for pyarrow."""
    heavy = "{'pyarrow', 'numpy'} & set(sys.modules)"
    program = f"import sys, sozialstrategie.evidence.monitoring.readers; print(sorted({heavy}))"
    path = os.pathsep.join(entry for entry in sys.path if entry)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONPATH": path}, check=True)
    assert done.stdout.strip() == "[]"
