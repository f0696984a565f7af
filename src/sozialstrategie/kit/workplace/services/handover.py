"""The Übergabe: one act by which a person's open work goes to a successor."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import holding
from sozialstrategie.kit.accounts.services import end_role, grant_role
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.workplace.models import Handover, Task
from sozialstrategie.kit.workplace.queries.handover import (
    HAND_OVER,
    ROLES,
    HandoverLine,
    handover_lines,
    providers,
    role_lines,
    seen_mark,
)


def hand_over(
    *,
    actor: Actor,
    owner: Organisation,
    giver: Person,
    taker: Person,
    seen: str,
    note: str = "",
    roles_until: date | None = None,
) -> Handover:
    """Move everything that can move; what cannot stays and stands on the sheet with its reason.

    Every record that moves has an act of its own in the history, where a single step can be undone.

    Args:
        seen: `seen_mark` of the lines that the person saw.
        roles_until: with a day the roles move too: the taker has them from today, the giver keeps them until that day.

    Raises:
        Refused: the two are one person, the taker has no role here, something changed since it was shown, nothing would
            move, or a role cannot be given.
        Forbidden: only leadership and the administration of accounts hand over.
    """
    with act("workplace.hand_over", actor=actor, permission=HAND_OVER, owner=owner) as record:
        Organisation.objects.select_for_update().get(pk=owner.pk)
        _demand_two_of_us(owner, giver, taker)
        if seen_mark(handover_lines(actor, owner, giver, taker)) != seen:
            raise Refused(
                "Inzwischen hat sich geändert, was zu übergeben ist. Bitte sehen Sie die Liste noch einmal an."
            )
        moved = [_as_json(line) for line in _move_roles(actor, owner, giver, taker, roles_until)]
        for provider in providers():
            for line in provider.lines(owner, giver, taker):
                if not line.hindrance:
                    provider.move(actor, owner, giver, taker, line)
                moved.append(_as_json(line))
        if not any(not line["hindrance"] for line in moved):
            raise Refused("Es gibt nichts zu übergeben.")
        handover = Handover.objects.create(
            owner=owner, giver=giver, taker=taker, day=timezone.localdate(), note=note.strip(), lines=moved
        )
        record.created(handover)
    return handover


def _demand_two_of_us(owner: Organisation, giver: Person, taker: Person) -> None:
    if giver.pk == taker.pk:
        raise Refused("Bitte wählen Sie zwei verschiedene Personen.")
    if not taker.is_active or not taker.role_grants.filter(holding(timezone.localdate()), organisation=owner).exists():
        raise Refused("Wer übernimmt, braucht hier zuerst eine Rolle.")
    if not giver.role_grants.filter(organisation=owner).exists():
        raise Refused("Wer übergibt, hatte hier nie eine Rolle.")


def _move_roles(
    actor: Actor, owner: Organisation, giver: Person, taker: Person, until: date | None
) -> list[HandoverLine]:
    if until is None:
        return []
    known_as = taker.role_grants.filter(organisation=owner).order_by("-pk").values_list("given_name", flat=True)
    moved = []
    for grant in role_lines(owner, giver, taker):
        grant_role(actor=actor, organisation=owner, email=taker.email, name=known_as[0], role=grant.role)
        if grant.valid_until is None or grant.valid_until > until:
            end_role(actor=actor, grant=grant, last_day=until)
        moved.append(
            HandoverLine(ROLES, f"accounts.role:{grant.role}", grant.get_role_display(), due=f"{until:%d.%m.%Y}")
        )
    return moved


def _as_json(line: HandoverLine) -> dict[str, str]:
    return {"kind": line.kind, "title": line.title, "due": line.due, "hindrance": line.hindrance}


def move_task(actor: Actor, owner: Organisation, giver: Person, taker: Person, line: HandoverLine) -> None:
    """A task changes hands; its own act, so that its history shows it and one step can be undone."""
    task = Task.objects.select_for_update().get(owner=owner, uid=UUID(line.key.partition(":")[2]))
    with act("workplace.edit_task", actor=actor, permission=HAND_OVER, owner=owner, obj=task):
        save_version(task, version=task.version, values={"responsible_id": taker.uid})
