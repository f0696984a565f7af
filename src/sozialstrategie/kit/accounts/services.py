"""Writing people and roles."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import can_get_link, holding
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version

# Consultants never get a deciding role, and the Land no role inside a local authority (fixed lines of the table of rights).
_ROLES_BY_KIND: dict[str, frozenset[Role]] = {
    OrganisationKind.LAND: frozenset({Role.STATE_VIEWER, Role.FUNDING_AUTHORITY, Role.ADMIN}),
    OrganisationKind.INSTITUTE: frozenset({Role.PROCESS_CONSULTANT, Role.LEADERSHIP, Role.ADMIN}),
}


_KEEPERS = (Role.ADMIN, Role.LEADERSHIP)  # roles that can grant roles
# What the forms of an organisation may change; its kind, short name in addresses and region are the operator's.
CHANGEABLE = frozenset(
    {
        "name",
        "short_name",
        "represented_by",
        "contact_address",
        "contact_email",
        "contact_phone",
        "data_protection_contact",
        "accessibility_status",
        "accessibility_checked_on",
        "cofunding_notice",
    }
)


def roles_for(organisation: Organisation) -> list[Role]:
    """Roles that can be granted in an organisation of this kind."""
    if organisation.kind in _ROLES_BY_KIND:
        return [r for r in Role if r in _ROLES_BY_KIND[organisation.kind]]
    return [r for r in Role if r not in (Role.STATE_VIEWER, Role.FUNDING_AUTHORITY)]


def found_organisation(*, actor: Actor, slug: str, name: str, kind: str, region_code: str = "") -> Organisation:
    """Make an organisation; the operator's act, at the command line.

    Raises:
        Refused: a value that the record does not take, such as a short name with spaces.
    """
    organisation = Organisation(slug=slug, name=name.strip(), kind=kind, region_code=region_code)
    with act(
        "accounts.found_organisation", actor=actor, permission="accounts.found_organisation", owner=organisation
    ) as record:
        try:
            organisation.full_clean()
        except ValidationError as fault:
            raise Refused(" ".join(fault.messages)) from None
        organisation.save()
        record.created(organisation)
    return organisation


def hand_out_link(*, actor: Actor, grant: RoleGrant) -> str:
    """Path of the page on which the person of a grant sets a password; works once, for `PASSWORD_RESET_TIMEOUT`.

    Raises:
        Refused: the person has a password, or a role in another organisation.
    """
    with act(
        "accounts.hand_out_link",
        actor=actor,
        permission="accounts.grant_role",
        owner=grant.organisation,
        obj=grant,
    ):
        if not can_get_link(grant):
            raise Refused(
                "Für diese Person gibt es hier keinen Link: Sie hat schon ein Kennwort oder eine Rolle in einer anderen Organisation."
            )
    return password_path(grant.person)


def password_path(person: Person) -> str:
    """Path with a fresh token of the login library. Whoever has it sets the password of `person`: hand it on with care."""
    # inline: needs the models of the login library
    from allauth.account import app_settings
    from allauth.account.utils import user_pk_to_url_str

    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": token})


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
        Refused: the role does not fit the organisation, the period is empty, the role is held already on one of its
            days, or it would join consulting and deciding in one person.
    """
    demand("accounts.grant_role", actor, organisation)
    start = valid_from or timezone.localdate()
    if role not in Role.values:
        raise Refused(f"Die Rolle „{role}“ gibt es nicht.")
    if Role(role) not in roles_for(organisation):
        raise Refused(f"Die Rolle „{Role(role).label}“ gibt es in dieser Organisation nicht.")
    if valid_until and valid_until < start:
        raise Refused("Das Ende der Rolle liegt vor ihrem Beginn.")
    with act("accounts.grant_role", actor=actor, permission="accounts.grant_role", owner=organisation) as record:
        person = Person.objects.filter(email=email.strip().lower()).first()
        if person is None:
            person = Person.objects.create_user(email.strip(), password, name=name.strip())
        _demand_room_for(person, organisation, Role(role), start, valid_until)
        granted_by = Person.objects.filter(uid=actor.person_uid).first() if actor.person_uid else None
        try:
            with transaction.atomic():
                grant = RoleGrant.objects.create(
                    person=person,
                    given_name=name.strip(),
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


def _demand_room_for(person: Person, organisation: Organisation, role: Role, start: date, end: date | None) -> None:
    """Refuse a role that the person has on one of these days, and consulting beside any other role in the same authority."""
    others = RoleGrant.objects.filter(_overlapping(start, end), person=person, organisation=organisation)
    if others.filter(role=role).exists():
        raise Refused(f"Diese Rolle ist schon vergeben: {role.label}.")
    if organisation.kind == OrganisationKind.INSTITUTE:
        return
    if role == Role.PROCESS_CONSULTANT:
        others = others.exclude(role=Role.PROCESS_CONSULTANT)
    else:
        others = others.filter(role=Role.PROCESS_CONSULTANT)
    if others.exists():
        raise Refused("Wer hier berät, entscheidet nicht mit: Prozessberatung verträgt sich mit keiner anderen Rolle.")


def _overlapping(start: date, end: date | None) -> Q:
    """Grants that hold on at least one day from `start` to `end`, both included."""
    later = Q(valid_until__isnull=True) | Q(valid_until__gte=start)
    return later if end is None else later & Q(valid_from__lte=end)


def end_role(*, actor: Actor, grant: RoleGrant, last_day: date | None = None) -> None:
    """End a role; without a day at once (yesterday was the last day).

    Raises:
        Refused: the role ends earlier already, or nobody would be left who can grant roles here.
    """
    day = last_day or timezone.localdate() - timedelta(days=1)
    with act(
        "accounts.end_role",
        actor=actor,
        permission="accounts.grant_role",
        owner=grant.organisation,
        obj=grant,
    ):
        # Two people ending each other's role at once must not leave an organisation without anybody.
        Organisation.objects.select_for_update().get(pk=grant.organisation_id)
        if grant.valid_until is not None and grant.valid_until <= day:
            raise Refused(f"Diese Rolle endet schon am {grant.valid_until:%d.%m.%Y}.")
        grant.valid_until = max(day, grant.valid_from)
        if last_day is None and grant.valid_from > day:
            grant.valid_from = grant.valid_until = day
        grant.save(update_fields=["valid_from", "valid_until"])
        first_day_without = max(timezone.localdate(), grant.valid_until + timedelta(days=1))
        if grant.role in _KEEPERS and not _keepers(grant.organisation, first_day_without).exists():
            raise Refused("Es muss mindestens eine Person bleiben, die Rollen vergeben kann.")


def _keepers(organisation: Organisation, on: date) -> QuerySet[RoleGrant]:
    """Grants by which somebody can grant roles here on a day."""
    return RoleGrant.objects.filter(holding(on), organisation=organisation, role__in=_KEEPERS, person__is_active=True)


def change_organisation(*, actor: Actor, organisation: Organisation, version: int, values: dict[str, Any]) -> None:
    """Change name, contact and statements of an organisation (they fill Impressum, Datenschutz, Barrierefreiheit).

    Raises:
        KeyError: a field that is not for its members to change.
        Conflict: somebody else changed it meanwhile.
    """
    if not CHANGEABLE.issuperset(values):
        raise KeyError(f"Nicht änderbar: {sorted(set(values) - CHANGEABLE)}")
    with act(
        "accounts.change_organisation",
        actor=actor,
        permission="accounts.change_organisation",
        owner=organisation,
        obj=organisation,
    ):
        save_version(organisation, version=version, values=values)
