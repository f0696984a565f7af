"""One act."""

from __future__ import annotations

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.jobs import enqueue
from sozialstrategie.kit.core.models import Organisation
from tests.architecture.toy.models import Wish


def make_wish(*, actor: Actor, owner: Organisation, text: str, leads_to: Wish | None = None) -> Wish:
    with act("toy.make_wish", actor=actor, permission="toy.make_wish", owner=owner) as record:
        wish = Wish.objects.create(owner=owner, text=text, leads_to=leads_to)
        record.created(wish)
        enqueue("toy.count_wishes", key=str(wish.uid), owner=owner, owner_id=owner.pk)
    return wish
