"""What of decisions waits for a person. Beschlusskontrolle, inbox and daily mail read the same query, so they agree."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.committees.decisions import queries
from sozialstrategie.action.committees.models import Decision, Vote
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries import OpenItem, RecordWords

CHANGE = "committees.change"


def open_items(actor: Actor, organisation: Organisation) -> list[OpenItem]:
    """Every decision that is not carried out, for those who keep the control; another result of a vote for a second person."""
    items = [_override(organisation, vote) for vote in queries.waiting_overrides(actor, organisation)]
    if allowed(CHANGE, actor, organisation):
        items += [_decision(organisation, d) for d in queries.open_decisions(actor, organisation)]
    return items


def _decision(organisation: Organisation, decision: Decision) -> OpenItem:
    late = queries.is_late(decision, timezone.localdate())
    number = f"Beschluss {decision.number}" if decision.number else "Beschluss"
    return OpenItem(
        key=f"committees.decision:{decision.uid}",
        kind="Beschluss",
        title=f"{number} ist {'überfällig' if late else decision.get_status_display()}",
        text=decision.title,
        action="Sachstand schreiben",
        url=reverse("committees:decision_report", args=[organisation.slug, decision.uid]),
        due=decision.due,
        since=decision.on,
        weight=16 if late else 45,
        # what is not public never leaves in a mail, not even as a number
        mail_title=number if decision.is_public else "",
    )


def _override(organisation: Organisation, vote: Vote) -> OpenItem:
    return OpenItem(
        key=f"committees.override:{vote.uid}",
        kind="Bestätigung",
        title="Ein anderes Abstimmungsergebnis wartet auf eine zweite Person",
        text=vote.item.meeting.committee.name,
        action="Ansehen",
        url=reverse("committees:vote", args=[organisation.slug, vote.uid]),
        weight=18,
    )


def decision_words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
    """A decision by its number and title, for tasks and Aktenzeichen."""
    if not allowed(queries.ENTER, actor, owner):
        return None
    d = queries.decision_for(actor, owner, uid)
    if d is None:
        return None
    title = f"Beschluss {d.number}: {d.title}" if d.number else f"Beschluss: {d.title}"
    return RecordWords(title, reverse("committees:decision", args=[owner.slug, d.uid]))
