"""Kinds of documents and how a file is handed out."""

from __future__ import annotations

import pytest

from sozialstrategie.kit.documents import registry
from sozialstrategie.kit.documents.responses import document_response


def test_the_report_is_registered() -> None:
    kind = registry.get("sozialbericht")
    assert kind is not None and kind.formats == ("pdf", "docx")
    assert kind in registry.all_kinds()
    assert registry.get("gibt-es-nicht") is None


@pytest.mark.parametrize(("name", "kind"), [("b.pdf", "application/pdf"), ("b.docx", "application/vnd.openxml")])
def test_response_is_a_download_of_the_right_kind(name: str, kind: str) -> None:
    response = document_response(b"x", name)
    assert response["Content-Type"].startswith(kind)
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
