"""The command `person`: an organisation and the first people of a real instance, from the command line."""

from __future__ import annotations

import argparse
import os
from datetime import date
from typing import TYPE_CHECKING

from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.errors import Refused

if TYPE_CHECKING:  # models load only after Django is set up
    from sozialstrategie.kit.core.models import Organisation


def grant_at_command_line(arguments: argparse.Namespace) -> None:
    """Make the organisation where it is missing, grant the role, print what happened and how the person gets in.

    Args:
        arguments: of the command: organisation, organisation_name, kind, region, name, email, role.

    Raises:
        Refused: nothing of it has happened then.
    """
    from django.db import transaction

    from sozialstrategie.kit.accounts.models import Person
    from sozialstrategie.kit.accounts.queries import holds_role
    from sozialstrategie.kit.accounts.services import grant_role
    from sozialstrategie.kit.core.enums import OrganisationKind, Role

    if arguments.role not in Role.values or arguments.kind not in OrganisationKind.values:
        raise Refused(
            f"Möglich sind die Rollen {', '.join(Role.values)} und die Arten {', '.join(OrganisationKind.values)}."
        )
    password = _given_password()
    actor = system("Kommandozeile")
    is_new = not Person.objects.filter(email=arguments.email.strip().lower()).exists()
    # One transaction: a refused role leaves no organisation behind.
    with transaction.atomic():
        organisation = _organisation_for(arguments, actor)
        held = not is_new and holds_role(arguments.email, organisation, arguments.role)
        if not held:
            grant_role(
                actor=actor,
                organisation=organisation,
                email=arguments.email,
                name=arguments.name,
                role=arguments.role,
                password=password,
            )
    since = "hat schon" if held else "hat jetzt"
    print(f"{arguments.name} {since} die Rolle {Role(arguments.role).label} in {organisation.name}.")
    if password and not is_new:
        print(
            "Das Kennwort wurde nicht verwendet: Zu dieser Adresse gibt es schon einen Zugang, er bleibt, wie er ist."
        )
    elif not password:
        print(f"Link zum Setzen des Kennworts, er gilt 3 Tage und einmal:\n{_password_link(arguments.email)}")


def _given_password() -> str | None:
    """The password from the environment, good enough or refused; None where a link shall do."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    password = os.environ.get("SOZIALSTRATEGIE_PASSWORD") or None
    if password is not None:
        try:
            validate_password(password)
        except ValidationError as fault:
            raise Refused(f"SOZIALSTRATEGIE_PASSWORD geht so nicht. {' '.join(fault.messages)}") from None
    return password


def _organisation_for(arguments: argparse.Namespace, actor: Actor) -> Organisation:
    """The organisation that the command names; made when it is not there yet."""
    from sozialstrategie.evidence.regions import catalogue as regions
    from sozialstrategie.kit.accounts.queries import organisation_by_slug
    from sozialstrategie.kit.accounts.services import found_organisation

    standing = organisation_by_slug(arguments.organisation)
    if standing is not None:
        if arguments.region and arguments.region != standing.region_code:
            raise Refused(
                f"{standing.name} gehört schon zum Gebiet {standing.region_code or '(keinem)'}; das bleibt so. Bitte lassen "
                "Sie --region weg."
            )
        return standing
    region = regions.record(arguments.region) if arguments.region else None
    if arguments.region and (
        region is None or region.level != "kreis" or region.code[:2] != "16" or not region.valid_on(date.today())
    ):
        raise Refused(
            f"„{arguments.region}“ ist kein Kreis und keine kreisfreie Stadt in Thüringen. Erwartet wird ein Schlüssel wie 16062."
        )
    return found_organisation(
        actor=actor,
        slug=arguments.organisation,
        name=arguments.organisation_name or arguments.organisation,
        kind=arguments.kind,
        region_code=arguments.region,
    )


def _password_link(email: str) -> str:
    """Absolute address on which the owner of an account sets the password, under the first name of this site."""
    from django.conf import settings

    from sozialstrategie.kit.accounts.models import Person
    from sozialstrategie.kit.accounts.services import password_path

    host = settings.ALLOWED_HOSTS[0].removeprefix(".")
    scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
    return f"{scheme}://{host}{password_path(Person.objects.get(email=email.strip().lower()))}"
