"""What a finished PDF says about itself; for tests and for the page that shows a document's properties."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Structure:
    """Tags with their number, texts of pictures, fonts and whether each is embedded, attachments by name."""

    pages: int
    title: str
    lang: str
    tags: dict[str, int]
    headings: tuple[str, ...]  # levels in reading order: "H1", "H2", ...
    alternatives: tuple[str, ...]  # of every Figure tag; "" where it is missing
    header_cells_without_scope: int
    languages: frozenset[str]
    fonts: dict[str, bool]
    attachments: dict[str, bytes]
    relationships: frozenset[str]
    claims: frozenset[str]  # "PDF/UA-1", "PDF/A-3A"


def structure(pdf: bytes) -> Structure:
    """Read the structure tree, fonts and attachments of a PDF."""
    import pikepdf  # only for tests: a development dependency

    with pikepdf.open(io.BytesIO(pdf)) as file:
        root = file.Root
        elements = list(_elements(root.StructTreeRoot.K))
        names = [str(e.S)[1:] for e in elements]
        with file.open_metadata() as meta:
            title = str(meta.get("dc:title", ""))
            claims = _claims(meta)
        return Structure(
            pages=len(file.pages),
            title=title,
            lang=str(root.get("/Lang", "")),
            tags=dict(Counter(names)),
            headings=tuple(n for n in names if n[0] == "H" and n[1:].isdigit()),
            alternatives=tuple(str(e.get("/Alt", "")) for e, n in zip(elements, names, strict=True) if n == "Figure"),
            header_cells_without_scope=sum(
                "/Scope" not in str(e.get("/A", "")) for e, n in zip(elements, names, strict=True) if n == "TH"
            ),
            languages=frozenset(str(e.Lang) for e in elements if "/Lang" in e),
            fonts=_fonts(file),
            attachments={name: spec.get_file().read_bytes() for name, spec in file.attachments.items()},
            relationships=frozenset(str(spec.obj.get("/AFRelationship", "")) for _, spec in file.attachments.items()),
            claims=claims,
        )


def _elements(node: Any) -> Iterator[Any]:
    import pikepdf

    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, pikepdf.Array):
            stack.extend(reversed(list(current)))
        elif isinstance(current, pikepdf.Dictionary):
            if "/S" in current:
                yield current
            if "/K" in current:
                stack.append(current.K)


def _claims(meta: Any) -> frozenset[str]:
    found = set()
    if meta.get("pdfuaid:part"):
        found.add(f"PDF/UA-{meta['pdfuaid:part']}")
    if meta.get("pdfaid:part"):
        found.add(f"PDF/A-{meta['pdfaid:part']}{meta.get('pdfaid:conformance', '')}")
    return frozenset(found)


def _fonts(file: Any) -> dict[str, bool]:
    fonts: dict[str, bool] = {}
    for obj in file.objects:
        if (
            hasattr(obj, "get")
            and getattr(obj, "_type_name", "") == "dictionary"
            and obj.get("/Type") == "/FontDescriptor"
        ):
            fonts[str(obj.FontName)[1:]] = any(key in obj for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return fonts
