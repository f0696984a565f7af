"""Reading."""

from __future__ import annotations

from collections.abc import Iterator

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.thread import Edge
from tests.architecture.toy.models import Wish


def wishes_of(owner: Organisation) -> list[Wish]:
    return list(Wish.objects.filter(owner=owner, deleted_at__isnull=True).order_by("pk"))


def edges(owner: Organisation, actor: Actor) -> Iterator[Edge]:
    for wish in wishes_of(owner):
        if wish.leads_to is not None:
            yield Edge("toy.wish", wish.uid, "toy.wish", wish.leads_to.uid)
