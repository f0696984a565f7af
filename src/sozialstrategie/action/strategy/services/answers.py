"""Which finding answers a signal, and the decision about the signal that goes with it."""

from __future__ import annotations

from sozialstrategie.action.strategy.models import Finding
from sozialstrategie.evidence.monitoring.models import SignalDecision
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.versions import save_version


def answering(finding: Finding) -> Finding | None:
    """Another living finding that answers the same signal with the same figures."""
    if not finding.signal_key:
        return None
    others = Finding.objects.filter(
        owner=finding.owner_id,
        signal_key=finding.signal_key,
        signal_fingerprint=finding.signal_fingerprint,
        deleted_at=None,
    )
    found: Finding | None = others.exclude(pk=finding.pk).first()
    return found


def settle_signal(finding: Finding, actor: Actor) -> None:
    """Keep the decision about a signal in step with the finding that answers it; inside a running act.

    With the finding withdrawn nobody has decided about the signal any more; with the finding back it is accepted again,
    whatever was decided in between.
    """
    if not finding.signal_key:
        return
    decision = SignalDecision.objects.filter(
        owner=finding.owner_id, key=finding.signal_key, fingerprint=finding.signal_fingerprint
    ).first()
    if decision is None:
        return
    if finding.deleted_at is None:
        if decision.state != "accepted" or decision.deleted_at is not None:
            values = {"state": "accepted", "reason": "", "decided_by": actor.person_uid, "deleted_at": None}
            save_version(decision, version=decision.version, values=values)
    elif decision.state == "accepted" and decision.deleted_at is None and answering(finding) is None:
        save_version(decision, version=decision.version, values={"deleted_at": finding.deleted_at})
