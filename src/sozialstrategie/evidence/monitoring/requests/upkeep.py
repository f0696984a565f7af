"""What the machine does with requests as time goes by: which reminder is due, and forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import DataRequest, Delivery
from sozialstrategie.evidence.monitoring.requests import queries
from sozialstrategie.evidence.monitoring.requests.words import OPEN
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.models import Act

BEFORE, ON_LATE, STILL_LATE = "before", "late", "still_late"
_DAYS_BEFORE, _DAYS_STILL = 7, 14
_DAYS_AFTER_SENDING = 3  # nobody is reminded of what came yesterday


def due_reminder(request: DataRequest, today: date) -> str:
    """Which reminder is due: a week before the day, the day after it, two weeks after it; each once, "" for none."""
    if request.state not in OPEN or request.sent_at is None:
        return ""
    days = (today - request.due_on).days
    if days >= _DAYS_STILL:
        kind = STILL_LATE
    elif days > 0:
        kind = ON_LATE
    else:
        fresh = (today - timezone.localdate(request.sent_at)).days < _DAYS_AFTER_SENDING
        kind = BEFORE if days >= -_DAYS_BEFORE and not fresh else ""
    return "" if kind in request.reminded else kind


def mark_reminded(*, actor: Actor, request: DataRequest, kind: str) -> None:
    """Keep that a reminder went out. The version stays: nobody's open form is touched by it."""
    with act(
        "monitoring.remind_request", actor=actor, permission=queries.CHANGE, owner=request.owner, obj=request
    ) as record:
        DataRequest.objects.filter(pk=request.pk).update(reminded=[*request.reminded, kind])
        record.note("reminder", kind)


def erase_contacts(*, actor: Actor, today: date) -> int:
    """Forget address, secret, and who answered with which words, of every request that has been closed for a year.

    The figures stay. The list of acts keeps who did what when, without the values.

    Call inside a scope of all organisations.

    Returns:
        How many requests were emptied.
    """
    found = list(queries.long_closed(today))
    for request in found:
        with act("monitoring.erase_contact", actor=actor, permission=queries.CHANGE, owner=request.owner) as record:
            DataRequest.objects.filter(pk=request.pk).update(email="", token_hash="", link_until=None)
            deliveries = Delivery.objects.filter(request=request)
            deliveries.update(from_function="", remark="", reason="")
            kinds = [model._meta.label_lower for model in (DataRequest, Delivery)]
            uids = [request.uid, *deliveries.values_list("uid", flat=True)]
            Act.objects.filter(object_type__in=kinds, object_uid__in=uids).update(changes=None)
            record.note("request", str(request.uid))
    return len(found)
