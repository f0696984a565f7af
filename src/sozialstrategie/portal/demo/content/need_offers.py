"""Which of Musterberg's offers do something for which need, from `need_offers.toml` through the service that people use."""

from __future__ import annotations

from django.db import transaction

from sozialstrategie.action.strategy.models import Need, NeedOffer
from sozialstrategie.action.strategy.services import choose_offers
from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.portal.demo.content.team import team
from sozialstrategie.portal.demo.content.texts import read


def build_need_offers(*, actor: Actor, owner: Organisation) -> int:
    """Assign the invented offers to the invented needs, all or none; what is assigned already stays as it is.

    Call inside the owner's scope, after the strategy and the register are built.

    Returns:
        How many links were made.

    Raises:
        Need.DoesNotExist, Offer.DoesNotExist: the texts name what the example does not have.
    """
    if NeedOffer.objects.filter(owner=owner).exists():
        return 0
    titles = {entry["key"]: entry["title"] for entry in read("strategy.toml")["need"]}
    planner, made = team(actor).planner, 0
    with transaction.atomic():
        for entry in read("need_offers.toml")["link"]:
            need = Need.objects.get(owner=owner, deleted_at=None, title=titles[entry["need"]])
            offers = [Offer.objects.get(owner=owner, deleted_at=None, name=name) for name in entry["offers"]]
            choose_offers(actor=planner, need=need, add=offers)
            made += len(offers)
    return made
