"""Papers wander with their point: what a body has still to deal with stays in the sequence under the point of the next meeting."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.committees.meetings.states import CHANGE
from sozialstrategie.action.committees.models import AgendaItem, Consultation
from sozialstrategie.action.committees.papers.checks import PUT_OFF
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.versions import save_version


def waiting_under(item: AgendaItem) -> QuerySet[Consultation]:
    """Steps that wait under a point, or waited there when they were put off and stand under no other one since."""
    nowhere = Q(item=None) | Q(item__deleted_at__isnull=False)
    found: QuerySet[Consultation] = Consultation.objects.filter(
        Q(item=item) | (Q(earlier_items=item) & nowhere), Q(result="") | Q(result__in=PUT_OFF), owner=item.owner_id,
        deleted_at=None, paper__deleted_at=None,
    ).select_related("owner").distinct()  # fmt: skip
    return found


def carry_papers(actor: Actor, old: AgendaItem, new: AgendaItem) -> None:
    """The steps that wait under a point stand under the one that it became, with the day of its meeting; in a running act.

    Each has an act of its own, so that the history of the paper shows it.
    """
    day = timezone.localdate(new.meeting.start)
    for step in waiting_under(old):
        with act("committees.edit_step", actor=actor, permission=CHANGE, owner=step.owner, obj=step):
            save_version(step, version=step.version, values={"item": new, "on": day})
            step.earlier_items.add(old)
