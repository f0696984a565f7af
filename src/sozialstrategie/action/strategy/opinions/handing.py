"""What of the rounds of opinions somebody hands over to a successor: questions that wait for an own answer."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from sozialstrategie.action.strategy.enums import OpinionState
from sozialstrategie.action.strategy.models import OpinionRequest
from sozialstrategie.action.strategy.opinions import queries
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.workplace.queries import HandoverLine

OPINIONS = "Bitten um Stellungnahme"
_OUTSIDE = "Wer übernimmt, braucht dafür eine Rolle in der eigenen Verwaltung."


def handover_lines(owner: Organisation, giver: Person, taker: Person) -> list[HandoverLine]:
    """Questions to the giver that nobody has answered, of rounds that still run."""
    rows = OpinionRequest.objects.filter(
        owner=owner, person=giver, state=OpinionState.ASKED, deleted_at=None, round__closed_on=None,
        round__deleted_at=None,
    )  # fmt: skip
    hindrance = "" if queries.people_of(owner).filter(pk=taker.pk).exists() else _OUTSIDE
    return [
        HandoverLine(
            OPINIONS,
            f"strategy.opinion:{row.uid}",
            f"{row.recipient}: {row.passage_words}",
            reverse("strategy:opinion_request", args=[owner.slug, row.uid]),
            f"{row.due_on:%d.%m.%Y}",
            hindrance,
            queries.INSIDE,
        )
        for row in rows
    ]


def move_request(actor: Actor, owner: Organisation, giver: Person, taker: Person, line: HandoverLine) -> None:
    """Another person of the office answers; an act of its own in the history of the question."""
    request = OpinionRequest.objects.select_for_update().get(owner=owner, uid=UUID(line.key.partition(":")[2]))
    with act("strategy.edit_opinion_request", actor=actor, permission="workplace.hand_over", owner=owner, obj=request):
        save_version(request, version=request.version, values={"person_id": taker.uid})
