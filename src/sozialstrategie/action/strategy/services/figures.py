"""Figures behind findings: freeze them, cite one by hand, take them anew when an edition changed them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from sozialstrategie.action.strategy.cited import cited, shown
from sozialstrategie.action.strategy.models import Finding, FindingFigure
from sozialstrategie.action.strategy.queries.figures import RENEWED, figures_now, latest_figure
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.queries import current_run_id, freeze, stale_references
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import Recorder, act
from sozialstrategie.kit.core.errors import Invalid, Refused
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.figures.released import Observation

GONE = "gibt es nicht mehr"


def attach_figures(finding: Finding, figures: Sequence[Observation]) -> None:
    """Freeze figures and hang them on a finding; inside a running act."""
    for position, observation in enumerate(figures):
        reference = freeze(finding.owner, observation)
        reference.save()
        FindingFigure.objects.create(owner=finding.owner, finding=finding, reference=reference, position=position)


def cite(record: Recorder, finding: Finding, indicator: str) -> None:
    """Let a hand-written finding rest on the newest value of one indicator instead of what it cited; "" = on none.

    Inside a running act.

    Raises:
        Invalid: there is no released value for the region of the organisation.
    """
    observation = latest_figure(finding.owner, indicator) if indicator else None
    if indicator and observation is None:
        sentence = "Zu dieser Kennzahl liegt für Ihr Gebiet kein Wert vor. Bitte wählen Sie eine andere."
        raise Invalid({"indicator": [sentence]})
    standing = _figures_of(finding)
    for row in standing:
        save_version(row, version=row.version, values={"deleted_at": timezone.now()})
    if observation is not None:
        attach_figures(finding, [observation])
    old = "; ".join(cited(row.reference).words for row in standing)
    new = "; ".join(cited(row.reference).words for row in _figures_of(finding))
    if old != new:
        record.note("Kennzahl", new, old)


def renew_figures(*, actor: Actor, finding: Finding, version: int) -> Finding:
    """Take the present released values of the figures that changed; the text stays and waits to be checked.

    A figure that exists no more leaves the finding. The act keeps old and new values.

    Raises:
        Conflict: somebody else changed the finding meanwhile.
        Refused: there are no computed figures at the moment, or the finding was withdrawn.
        Forbidden: no right.
    """
    with act(RENEWED, actor=actor, permission="strategy.change", owner=finding.owner, obj=finding) as record:
        if finding.deleted_at is not None:
            raise Refused("Der Eintrag wurde gelöscht. Bitte stellen Sie ihn zuerst wieder her.")
        if current_run_id() is None:
            raise Refused("Zurzeit liegen keine berechneten Zahlen vor. Bitte versuchen Sie es später noch einmal.")
        rows = _figures_of(finding)
        stale = {s.reference.pk for s in stale_references(row.reference for row in rows)}
        if not stale:
            record.nothing_changed()
            return finding
        save_version(finding, version=version, values={})
        now = figures_now(row.reference for row in rows if row.reference_id in stale)
        for row in rows:
            if row.reference_id in stale:
                _renew(record, row, now.get(row.reference_id))
    return finding


def _renew(record: Recorder, row: FindingFigure, now: Observation | None) -> None:
    old = row.reference
    figure = cited(old).where
    if figure in record.extra:  # the same figure by two sources
        figure = f"{figure} ({old.derivation})"
    if now is None:
        save_version(row, version=row.version, values={"deleted_at": timezone.now()})
        record.note(figure, GONE, _words(old))
        return
    new = freeze(row.owner, now)
    new.save()
    save_version(row, version=row.version, values={"reference": new})
    record.note(figure, _words(new), _words(old))


def _words(reference: FigureReference) -> str:
    return f"{shown(reference.indicator, reference.value, reference.sign)} (Ausgabe {reference.edition})"


def _figures_of(finding: Finding) -> list[FindingFigure]:
    rows = FindingFigure.objects.filter(finding=finding, owner=finding.owner_id, deleted_at=None)
    return list(rows.select_related("reference", "owner"))
