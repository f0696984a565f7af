"""Musterberg's register of offers and facilities, from `offers.toml` through the services that people use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers.services import create_offer
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.portal.demo.content.places import MUSTERBERG_LAND
from sozialstrategie.portal.demo.content.team import team
from sozialstrategie.portal.demo.content.texts import read


def build_offers(*, actor: Actor, owner: Organisation) -> int:
    """Enter the invented offers, whole or not at all; a register that stands stays as it is.

    Call inside the owner's scope.

    Returns:
        How many were entered.
    """
    if Offer.objects.filter(owner=owner).exists():
        return 0
    keys = {place.name: place.code for place in MUSTERBERG_LAND.places}
    planner, today = team(actor).planner, timezone.localdate()
    entries = read("offers.toml")["offer"]
    with transaction.atomic():
        for entry in entries:
            values: dict[str, Any] = {"source": "erfundenes Beispiel", **entry}
            values["gemeinde"] = keys[values["gemeinde"]] if "gemeinde" in values else ""
            values["as_of"] = today - timedelta(days=values.pop("days_ago"))
            if "days_left" in values:
                values["valid_to"] = today + timedelta(days=values.pop("days_left"))
            create_offer(actor=planner, owner=owner, **values)
    return len(entries)
