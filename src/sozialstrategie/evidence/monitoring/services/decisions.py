"""Decisions about drafts: accepted ones become findings in the strategy room, rejected ones carry a reason."""

from __future__ import annotations

from typing import Any

from sozialstrategie.evidence.monitoring.models import SignalDecision
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version


def demand_undoable(decision: SignalDecision, values: dict[str, Any]) -> None:
    """What a finding answers is taken back with the finding."""
    if decision.state != "rejected":
        raise Refused("Daraus ist ein Befund geworden. Bitte ziehen Sie den Befund zurück.")


def reject_signal(*, actor: Actor, owner: Organisation, draft: SignalDraft, reason: str) -> SignalDecision:
    """Set a draft aside. It comes back only when its figures change.

    A decision that stands from before (accepted, and its finding withdrawn since) becomes this one: state, reason and who
    decided change in one act. A draft that is rejected already stays as it is.

    Raises:
        Refused: no reason was given.
        Conflict: somebody else decided at the same moment.
    """
    if not reason.strip():
        raise Refused("Bitte schreiben Sie dazu, warum Sie die Beobachtung verwerfen.")
    values: dict[str, Any] = {"state": "rejected", "reason": reason.strip(), "decided_by": actor.person_uid}
    pair = {"key": draft.key, "fingerprint": draft.fingerprint}
    decision: SignalDecision | None = SignalDecision.objects.filter(owner=owner, **pair).first()
    with act(
        "monitoring.reject_signal", actor=actor, permission="monitoring.decide_signal", owner=owner, obj=decision
    ) as record:
        if decision is None:
            decision = SignalDecision.objects.create(owner=owner, **pair, **values)
            record.created(decision)
        elif decision.state == "rejected" and decision.deleted_at is None:
            record.nothing_changed()
        else:
            save_version(decision, version=decision.version, values={**values, "deleted_at": None})
    return decision
