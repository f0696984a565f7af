"""From a drafted signal to a finding: a person accepts it, with or without changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sozialstrategie.action.strategy.enums import FindingOrigin, FindingState
from sozialstrategie.action.strategy.models import FieldOfAction, Finding
from sozialstrategie.action.strategy.services import records, writing
from sozialstrategie.action.strategy.services.figures import attach_figures
from sozialstrategie.evidence.monitoring.models import SignalDecision
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import Observation


class Draft(Protocol):
    """What this room needs to know of a signal; `monitoring.signals.SignalDraft` has it."""

    @property
    def key(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def caveat(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def figures(self) -> Sequence[Observation]: ...


def accept_finding(
    *,
    actor: Actor,
    owner: Organisation,
    draft: Draft,
    title: str | None = None,
    statement: str | None = None,
    caveat: str | None = None,
    field: FieldOfAction | None = None,
    state: FindingState | str = FindingState.ACCEPTED,
) -> Finding:
    """Make a finding of a signal: freeze its figures, keep the decision, note who checked it (unless `state` is draft).

    Args:
        title, statement, caveat: own wording; None keeps the drafted one.
        state: "accepted", or "draft" to go on working on it.

    Raises:
        Refused: a finding of this signal exists already.
        Forbidden: no right, or `field` belongs to another organisation.
    """
    with act("strategy.accept_finding", actor=actor, permission="strategy.change", owner=owner) as record:
        _demand_open(owner, draft)
        finding = Finding(
            owner=owner,
            number=records.next_finding_number(owner),
            title=(draft.title if title is None else title).strip(),
            statement=(draft.text if statement is None else statement).strip(),
            caveat=(draft.caveat if caveat is None else caveat).strip(),
            theme=draft.theme,
            field=field,
            state=state,
            origin=FindingOrigin.DRAFTED_FROM_DATA,
            signal_key=draft.key,
            signal_fingerprint=draft.fingerprint,
        )
        if state == FindingState.ACCEPTED:
            records.sign(finding, actor)
        writing.insert(finding)
        attach_figures(finding, draft.figures)
        SignalDecision.objects.update_or_create(
            owner=owner,
            key=draft.key,
            fingerprint=draft.fingerprint,
            defaults={"state": "accepted", "reason": "", "decided_by": actor.person_uid, "deleted_at": None},
        )
        record.created(finding)
    return finding


def _demand_open(owner: Organisation, draft: Draft) -> None:
    standing = Finding.objects.filter(
        owner=owner, signal_key=draft.key, signal_fingerprint=draft.fingerprint, deleted_at=None
    ).first()
    if standing is not None:
        raise Refused(f"Daraus ist schon Befund {standing.number} geworden.")
