"""Writing people and roles."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version

# Consultants never get a deciding role, and the Land no role inside a local authority (reliability: fixed lines of the matrix).
_ROLES_BY_KIND: dict[str, frozenset[Role]] = {
    OrganisationKind.LAND: frozenset({Role.STATE_VIEWER, Role.FUNDING_AUTHORITY, Role.ADMIN}),
    OrganisationKind.INSTITUTE: frozenset({Role.PROCESS_CONSULTANT, Role.LEADERSHIP, Role.ADMIN}),
}


def roles_for(organisation: Organisation) -> list[Role]:
    """Roles that can be granted in an organisation of this kind."""
    if organisation.kind in _ROLES_BY_KIND:
        return [r for r in Role if r in _ROLES_BY_KIND[organisation.kind]]
    return [r for r in Role if r not in (Role.STATE_VIEWER, Role.FUNDING_AUTHORITY)]


def grant_role(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    name: str,
    role: Role | str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    password: str | None = None,
) -> RoleGrant:
    """Give a person a role from a day on; makes the person when the address is new (without a password: login by reset).

    Raises:
        Refused: the role does not fit the organisation, the period is empty, or the role is held already.
    """
    start = valid_from or timezone.localdate()
    if Role(role) not in roles_for(organisation):
        raise Refused(f"Die Rolle „{Role(role).label}“ gibt es in dieser Organisation nicht.")
    if valid_until and valid_until < start:
        raise Refused("Das Ende der Rolle liegt vor ihrem Beginn.")
    with act("accounts.grant_role", actor=actor, permission="accounts.grant_role", owner=organisation) as record:
        person = Person.objects.filter(email=email.strip().lower()).first()
        if person is None:
            person = Person.objects.create_user(email.strip(), password, name=name.strip())
        granted_by = Person.objects.filter(uid=actor.person_uid).first() if actor.person_uid else None
        try:
            with transaction.atomic():
                grant = RoleGrant.objects.create(
                    person=person,
                    organisation=organisation,
                    role=role,
                    valid_from=start,
                    valid_until=valid_until,
                    granted_by=granted_by,
                )
        except IntegrityError:
            raise Refused(f"Diese Rolle ist schon vergeben: {Role(role).label}.") from None
        record.created(grant)
    return grant


def end_role(*, actor: Actor, grant: RoleGrant, last_day: date | None = None) -> None:
    """End a role; without a day at once (yesterday was the last day).

    Raises:
        Refused: it would be the last role that can grant roles here.
    """
    day = last_day or timezone.localdate() - timedelta(days=1)
    with act("accounts.end_role", actor=actor, permission="accounts.grant_role", owner=grant.organisation, obj=grant):
        grant.valid_until = max(day, grant.valid_from)
        if last_day is None and grant.valid_from > day:
            grant.valid_from = grant.valid_until = day
        grant.save(update_fields=["valid_from", "valid_until"])
        keepers = RoleGrant.objects.filter(
            organisation=grant.organisation, role__in=[Role.ADMIN, Role.LEADERSHIP], person__is_active=True
        )
        today = timezone.localdate()
        if not any(g.valid_from <= today and (g.valid_until is None or g.valid_until >= today) for g in keepers):
            raise Refused("Es muss mindestens eine Person bleiben, die Rollen vergeben kann.")


def change_organisation(*, actor: Actor, organisation: Organisation, version: int, values: dict[str, Any]) -> None:
    """Change name, contact and statements of an organisation (they fill Impressum, Datenschutz, Barrierefreiheit)."""
    with act(
        "accounts.change_organisation",
        actor=actor,
        permission="accounts.change_organisation",
        owner=organisation,
        obj=organisation,
    ):
        save_version(organisation, version=version, values=values)
