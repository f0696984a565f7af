"""Building the example instance. Repeating it changes nothing that stands."""

from __future__ import annotations

from datetime import date

from sozialstrategie.kit.accounts.models import RoleGrant
from sozialstrategie.kit.accounts.services import grant_role
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.workplace.models import Phase, PhaseState
from sozialstrategie.kit.workplace.services import set_phase
from sozialstrategie.portal.demo.content import (
    build_committees,
    build_groups,
    build_need_offers,
    build_offers,
    build_papers,
    build_report,
    build_requests,
    build_strategy,
    build_tasks,
)
from sozialstrategie.portal.demo.people import INSTITUTE, LAND, LOGINS, MUSTERBERG, MUSTERSTADT

BUILT = "demo.built"
_SINCE = date(2024, 1, 1)
_COFUNDING = (
    "Erfundenes Beispiel eines Förderhinweises: Gefördert durch den Freistaat Thüringen aus Mitteln des "
    "Europäischen Sozialfonds Plus. Kofinanziert von der Europäischen Union."
)

_ORGANISATIONS = (
    (MUSTERBERG, "Landkreis Musterberg", "Musterberg", OrganisationKind.LOCAL_AUTHORITY, "16062"),
    (MUSTERSTADT, "Stadt Neustadt am Beispiel", "Neustadt", OrganisationKind.LOCAL_AUTHORITY, "16052"),
    (INSTITUTE, "Institut für Beispielplanung", "Institut", OrganisationKind.INSTITUTE, "16"),
    (LAND, "Land Beispiel", "Land", OrganisationKind.LAND, "16"),
)


def build_demo(*, actor: Actor) -> None:
    """Make organisations, people, roles, the planning cycle and Musterberg's worked strategy, once."""
    if settings_store.get(BUILT):
        return
    organisations = {o[0]: _organisation(*o) for o in _ORGANISATIONS}
    for login in LOGINS:
        organisation = organisations[login.organisation]
        if not RoleGrant.objects.filter(person__email=login.email, organisation=organisation, role=login.role).exists():
            grant = grant_role(
                actor=actor,
                organisation=organisation,
                email=login.email,
                name=login.name,
                role=login.role,
                valid_from=_SINCE,
            )
            grant.person.is_example = True
            grant.person.save(update_fields=["is_example"])
    for slug in (MUSTERBERG, MUSTERSTADT):
        with owner_scope(organisations[slug]):
            _cycle(actor, organisations[slug], Phase.IMPLEMENTATION if slug == MUSTERBERG else Phase.NEEDS)
    with owner_scope(organisations[MUSTERBERG]):
        build_strategy(actor=actor, owner=organisations[MUSTERBERG])
        build_groups(actor=actor, owner=organisations[MUSTERBERG])
        build_offers(actor=actor, owner=organisations[MUSTERBERG])
        build_need_offers(actor=actor, owner=organisations[MUSTERBERG])
        build_report(actor=actor, owner=organisations[MUSTERBERG])
        build_requests(actor=actor, owner=organisations[MUSTERBERG])
        build_tasks(actor=actor, owner=organisations[MUSTERBERG])
        build_committees(actor=actor, owner=organisations[MUSTERBERG])
        build_papers(actor=actor, owner=organisations[MUSTERBERG])
    settings_store.put(BUILT, True)


def _organisation(slug: str, name: str, short: str, kind: str, region: str) -> Organisation:
    organisation, _ = Organisation.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "short_name": short,
            "kind": kind,
            "region_code": region,
            "is_example": True,
            "contact_address": f"{name}\nBeispielplatz 1\n99999 Beispielstadt",
            "contact_email": f"post@{slug}.example",
            "represented_by": "eine erfundene Person",
            "data_protection_contact": f"Behördlicher Datenschutz, datenschutz@{slug}.example",
            "accessibility_checked_on": date(2026, 11, 1),
            "cofunding_notice": _COFUNDING if kind == OrganisationKind.LOCAL_AUTHORITY else "",
        },
    )
    return organisation


def _cycle(actor: Actor, owner: Organisation, now: Phase) -> None:
    notes = {Phase.DELIBERATION: "beschlossen im Juni 2025", Phase.IMPLEMENTATION: "läuft, Zwischenbilanz 2027"}
    reached = False
    for phase in Phase:
        if phase == now:
            reached, state = True, PhaseState.ACTIVE
        else:
            state = PhaseState.OPEN if reached else PhaseState.DONE
        note = notes.get(phase, "") if state != PhaseState.OPEN else ""
        set_phase(actor=actor, owner=owner, phase=phase, state=state, note=note)


def login_lines() -> list[str]:
    """What `demo` prints: where to sign in."""
    lines = ["Anmelden ohne Kennwort: Auf der Startseite unter „Ausprobieren“ einen Blickwinkel wählen."]
    lines += [f"{login.button}: {login.name} ({login.role.label})" for login in LOGINS]
    return lines
