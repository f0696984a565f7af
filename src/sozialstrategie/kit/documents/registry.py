"""Kinds of documents. Each room registers its own in `AppConfig.ready()`; command line and pages read the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sozialstrategie.kit.core.actor import Actor


class Build(Protocol):
    """Builds the file; exactly one of `region` (key of a Kreis) and `owner` (slug) is given.

    Raises:
        Refused: the subject does not exist for this actor, or has nothing to print.
    """

    def __call__(self, actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """`name` as on the command line, `title` for people, `formats` as file endings without dot."""

    name: str
    title: str
    formats: tuple[str, ...]
    build: Build


_KINDS: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    """Make a kind known; the last one registered under a name wins."""
    _KINDS[kind.name] = kind


def get(name: str) -> DocumentKind | None:
    return _KINDS.get(name)


def all_kinds() -> list[DocumentKind]:
    return list(_KINDS.values())
