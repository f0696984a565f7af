"""Handing a document out."""

from __future__ import annotations

from django.http import HttpResponse

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def document_response(data: bytes, filename: str) -> HttpResponse:
    """The file as a download under a plain name."""
    ending = filename.rsplit(".", 1)[-1]
    response = HttpResponse(data, content_type=_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
