"""Taking back an edition that should not have been read in."""

from __future__ import annotations

from django.utils import timezone

from sozialstrategie.evidence.monitoring.editions import with_importer
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.services.computing import ask_for_computation
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation


def withdraw_edition(*, actor: Actor, edition: Edition, reason: str) -> Edition:
    """Stop computing with an edition; row and files stay. Reading the same file in again brings it back.

    Withdrawing what is withdrawn already changes nothing.

    Raises:
        Forbidden: the edition came with the program or another organisation read it in, or the role does not do.
        Refused: no reason was given.
    """
    current = with_importer().get(pk=edition.pk)
    importer = Organisation.objects.get(pk=current.importer_id) if current.importer_id is not None else None
    owner = current.owner or importer
    with act(
        "monitoring.withdraw_edition",
        actor=actor,
        permission="monitoring.withdraw_edition",
        owner=owner,
        obj=current,
    ) as record:
        if not reason.strip():
            raise Refused("Bitte schreiben Sie dazu, warum Sie die Ausgabe zurückziehen.")
        now = timezone.now()
        if Edition.objects.filter(pk=current.pk, withdrawn_at__isnull=True).update(withdrawn_at=now):
            record.note("reason", reason.strip())
            ask_for_computation(owner, current)
        else:
            record.nothing_changed()
    current.refresh_from_db(fields=["withdrawn_at"])
    return current
