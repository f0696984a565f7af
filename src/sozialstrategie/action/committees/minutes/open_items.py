"""What minutes tell the workplace: closed meetings without any, and how a record of them is called."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.committees.minutes.queries import meetings_without, minutes_one
from sozialstrategie.action.committees.queries import ENTER
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import OpenItem, RecordWords

MINUTES = "committees.minutes"


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


def minutes_words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
    """Minutes by their meeting and part; None where the actor does not see them."""
    found = minutes_one(actor, owner, uid) if allowed(ENTER, actor, owner) else None
    if found is None:
        return None
    title = f"Niederschrift: {found.meeting.committee}, {found.meeting.title}, {found.get_part_display()}"
    return RecordWords(title, reverse("committees:minutes", args=[owner.slug, uid]))
