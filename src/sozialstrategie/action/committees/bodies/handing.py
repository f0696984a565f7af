"""Seats in bodies at a handing over: they are told, and stay, as the body or whoever fills it names the next person."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.committees.models import Membership
from sozialstrategie.action.committees.queries import in_force
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.queries import HandoverLine

SEATS = "Sitze in Gremien"
_STAYS = "Wer nachfolgt, bestimmt das Gremium oder wer es besetzt. Bitte tragen Sie es dort ein."


def handover_lines(owner: Organisation, giver: Person, taker: Person) -> list[HandoverLine]:
    """The seats that the giver holds today; each stays."""
    rows = Membership.objects.filter(in_force(timezone.localdate()), owner=owner, person=giver)
    return [
        HandoverLine(
            SEATS,
            f"committees.membership:{seat.uid}",
            f"{seat.committee}, {seat.get_function_display()}",
            reverse("committees:committee", args=[owner.slug, seat.committee.uid]),
            hindrance=_STAYS,
        )
        for seat in rows.select_related("committee").order_by("committee__name", "id")
    ]


def stay(actor: Actor, owner: Organisation, giver: Person, taker: Person, line: HandoverLine) -> None:
    """No seat moves by a handing over. Raises: Refused."""
    raise Refused(_STAYS)
