"""What of minutes waits for a person: closed meetings without any."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.committees.minutes.queries import meetings_without
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import OpenItem


def open_items(actor: Actor, organisation: Organisation) -> list[OpenItem]:
    """Meetings that are over and whose minutes nobody has begun, for those who write them."""
    if not allowed("committees.change", actor, organisation):
        return []
    return [
        OpenItem(
            key=f"committees.minutes:{meeting.uid}",
            kind="Niederschrift",
            title=f"{meeting.committee}: Die Niederschrift fehlt",
            text=f"{meeting.title}, {timezone.localdate(meeting.start):%d.%m.%Y}",
            action="Niederschrift schreiben",
            url=reverse("committees:minutes_list", args=[organisation.slug]),
            since=timezone.localdate(meeting.start),
            weight=26,
        )
        for meeting in meetings_without(actor, organisation)
    ]
