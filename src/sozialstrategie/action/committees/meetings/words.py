"""How bodies and meetings are called where tasks and Aktenzeichen point to them."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.committees.queries import ENTER, committee_for, meeting_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import RecordWords

COMMITTEE, MEETING = "committees.committee", "committees.meeting"


def committee_words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
    """A body by its name; None where the actor does not see it."""
    found = committee_for(actor, owner, uid) if allowed(ENTER, actor, owner) else None
    return RecordWords(found.name, reverse("committees:committee", args=[owner.slug, uid])) if found else None


def meeting_words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
    """A meeting by its body, title and day; None where the actor does not see it."""
    found = meeting_for(actor, owner, uid) if allowed(ENTER, actor, owner) else None
    if found is None:
        return None
    title = f"{found.committee}: {found.title}, {timezone.localdate(found.start):%d.%m.%Y}"
    return RecordWords(title, reverse("committees:meeting", args=[owner.slug, uid]))
