"""Making, changing and deleting comparison groups, and choosing with whom to compare: one named act each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sozialstrategie.evidence.monitoring.comparison.queries import CHANGE
from sozialstrategie.evidence.monitoring.models import ComparisonChoice, ComparisonGroup
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version

MIN_MEMBERS, MAX_MEMBERS = 5, 100
_SAME_NAME = "Eine Gruppe mit diesem Namen gibt es schon."


def create_group(
    *, actor: Actor, owner: Organisation, name: str, members: Iterable[str], note: str = ""
) -> ComparisonGroup:
    """Make a comparison group.

    Raises:
        Refused: no name, a name that stands already, too few or too many members, or a key that is no Kreis of today.
        Forbidden: the actor may not.
    """
    with act("monitoring.create_group", actor=actor, permission=CHANGE, owner=owner) as record:
        group = ComparisonGroup(owner=owner, **_checked(name, members, note))
        try:
            with transaction.atomic():
                group.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(_SAME_NAME) from error
        record.created(group)
    return group


def change_group(
    *, actor: Actor, group: ComparisonGroup, version: int, name: str, members: Iterable[str], note: str = ""
) -> ComparisonGroup:
    """Change name, members or note.

    Raises:
        Conflict: somebody else was faster. Refused, Forbidden: as in `create_group`; a deleted group is not to be found.
    """
    with act("monitoring.change_group", actor=actor, permission=CHANGE, owner=group.owner, obj=group):
        _demand_alive(group)
        try:
            with transaction.atomic():
                save_version(group, version=version, values=_checked(name, members, note))
        except IntegrityError as error:
            raise Refused(_SAME_NAME) from error
    return group


def delete_group(*, actor: Actor, group: ComparisonGroup, version: int) -> ComparisonGroup:
    """Take a group away. Raises Refused while it is the chosen comparison, Conflict, Forbidden."""
    with act("monitoring.delete_group", actor=actor, permission=CHANGE, owner=group.owner, obj=group):
        _demand_alive(group)
        _demand_unused(group)
        save_version(group, version=version, values={"deleted_at": timezone.now()})
    return group


def choose_comparison(
    *, actor: Actor, owner: Organisation, kind: str, group: ComparisonGroup | None = None
) -> ComparisonChoice:
    """With whom the organisation is compared from now on.

    Args:
        kind: one of ComparisonChoice.KINDS; "own" needs `group`, the others none.

    Raises:
        Refused: kind and group do not fit. Forbidden: no right, or a group of another organisation or a deleted one.
    """
    if kind not in dict(ComparisonChoice.KINDS) or (kind == "own") != (group is not None):
        raise Refused("Bitte wählen Sie eine der angebotenen Gruppen.")
    values: dict[str, Any] = {"kind": kind, "group": group}
    choice: ComparisonChoice | None = ComparisonChoice.objects.filter(owner=owner).first()
    with act("monitoring.choose_comparison", actor=actor, permission=CHANGE, owner=owner, obj=choice) as record:
        if group is not None:
            _demand_alive(group)
            if group.owner_id != owner.pk:
                raise Forbidden("Diese Gruppe gibt es hier nicht.")
        if choice is None:
            choice = ComparisonChoice.objects.create(owner=owner, **values)
            record.created(choice)
        elif (choice.kind, choice.group_id) == (kind, group.pk if group else None):
            record.nothing_changed()
        else:
            save_version(choice, version=choice.version, values=values)
    return choice


def demand_undoable(group: ComparisonGroup, values: dict[str, Any]) -> None:
    """Undo is no way around `delete_group` and the checks of members."""
    if values.get("deleted_at") is not None:
        _demand_unused(group)
    if {"name", "members", "note"} & set(values):
        _checked(values.get("name", group.name), values.get("members", group.members), values.get("note", group.note))


def _demand_unused(group: ComparisonGroup) -> None:
    if ComparisonChoice.objects.filter(owner=group.owner, group=group, deleted_at__isnull=True).exists():
        raise Refused("Mit dieser Gruppe wird gerade verglichen. Bitte wählen Sie zuerst einen anderen Vergleich.")


def _demand_alive(group: ComparisonGroup) -> None:
    if group.deleted_at is not None:
        raise Forbidden("Diese Gruppe gibt es hier nicht.")


def _checked(name: str, members: Iterable[str], note: str) -> dict[str, Any]:
    codes = sorted(set(members))
    if not name.strip():
        raise Refused("Bitte geben Sie der Gruppe einen Namen.")
    if len(name.strip()) > 120:
        raise Refused("Der Name hat höchstens 120 Zeichen.")
    unknown = [code for code in codes if not _is_kreis(code)]
    if unknown:
        raise Refused(f"Das ist kein Kreis von heute: {', '.join(unknown)}.")
    if not MIN_MEMBERS <= len(codes) <= MAX_MEMBERS:
        raise Refused(f"Eine Vergleichsgruppe hat {MIN_MEMBERS} bis {MAX_MEMBERS} Kreise. Gewählt sind {len(codes)}.")
    return {"name": name.strip(), "members": codes, "note": note.strip()}


def _is_kreis(code: str) -> bool:
    record = regions.record(code)
    return record is not None and record.level == "kreis" and record.valid_to is None
