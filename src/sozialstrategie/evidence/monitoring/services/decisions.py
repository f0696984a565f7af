"""Decisions about drafts: accepted ones become findings in the strategy room, rejected ones carry a reason."""

from __future__ import annotations

from sozialstrategie.evidence.monitoring.models import SignalDecision
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation


def decided_pairs(owner: Organisation) -> set[tuple[str, str]]:
    """(key, fingerprint) of everything that was decided; inside the owner's scope."""
    return set(SignalDecision.objects.filter(owner=owner, deleted_at=None).values_list("key", "fingerprint"))


def reject_signal(*, actor: Actor, owner: Organisation, draft: SignalDraft, reason: str) -> SignalDecision:
    """Set a draft aside. It comes back only when its figures change.

    Raises:
        Refused: no reason was given.
    """
    if not reason.strip():
        raise Refused("Bitte schreiben Sie dazu, warum Sie die Beobachtung verwerfen.")
    with act("monitoring.reject_signal", actor=actor, permission="monitoring.decide_signal", owner=owner) as record:
        decision, created = SignalDecision.objects.get_or_create(
            owner=owner,
            key=draft.key,
            fingerprint=draft.fingerprint,
            defaults={"state": "rejected", "reason": reason.strip(), "decided_by": actor.person_uid},
        )
        if not created:
            record.nothing_changed()
        record.created(decision)
    return decision
