"""One kind of document."""

from __future__ import annotations

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.registry import DocumentKind
from tests.architecture.toy.queries import wishes_of


def build(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    found = wishes_of(Organisation.objects.get(slug=owner))
    return "\n".join(wish.text for wish in found).encode()


WISH_LIST = DocumentKind("wunschliste", "Wunschliste", ("txt",), build)
