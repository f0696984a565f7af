"""What the shell shows on every page: main navigation, account, footer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from sozialstrategie.action.strategy.queries import released_version
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed


def _organisation(request: HttpRequest) -> Organisation | None:
    return getattr(request, "organisation", None)


def _item(request: HttpRequest, label: str, url: str, *, exact: bool = False) -> dict[str, Any]:
    current = request.path == url if exact else request.path.startswith(url)
    return {"label": label, "url": url, "current": current}


def main(request: HttpRequest) -> list[dict[str, Any]]:
    """Staff navigation inside an organisation, public navigation elsewhere."""
    organisation = _organisation(request)
    actor: Actor | None = getattr(request, "actor", None)
    if organisation is None or actor is None or not actor.roles_in(organisation.pk):
        items = [_item(request, "Übersicht", reverse("start"), exact=True)]
        items.append(_item(request, "Zahlen", reverse("monitoring:indicators")))
        if actor is not None and actor.grants:
            items.append(_item(request, "Arbeitsplatz", reverse("my_workplaces"), exact=True))
        return items
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY:
        return [
            _item(request, "Arbeitsplatz", reverse("web:workplace", args=[organisation.slug]), exact=True),
            _item(request, "Zahlen", reverse("monitoring:indicators")),
        ]
    slug = [organisation.slug]
    items = [_item(request, "Arbeitsplatz", reverse("web:workplace", args=slug), exact=True)]
    if allowed("strategy.view_overview", actor, organisation):
        items.append(_item(request, "Überblick", reverse("strategy:dashboard", args=slug)))
    if allowed("strategy.view_drafts", actor, organisation):
        items.append(_item(request, "Roter Faden", reverse("strategy:thread", args=slug)))
        items.append(_item(request, "Maßnahmen", reverse("strategy:measures", args=slug)))
    elif released_version(organisation) is not None:
        items.append(_item(request, "Strategie", reverse("publishing:organisation", args=slug)))
    if allowed("committees.enter", actor, organisation):
        items.append(_item(request, "Gremien", reverse("committees:committees", args=slug)))
    if allowed("monitoring.view_signals", actor, organisation):
        items.append(_item(request, "Was auffällt", reverse("strategy:signals", args=slug)))
    if allowed("monitoring.view_editions", actor, organisation):
        items.append(_item(request, "Zahlen", reverse("monitoring_staff:editions", args=slug)))
    else:
        items.append(_item(request, "Zahlen", reverse("monitoring:indicators")))
    return items


def account(request: HttpRequest) -> dict[str, Any] | None:
    """Name and links of the signed-in person, or the login link."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.person_uid is None:
        return {"login_url": reverse("account_login")}
    organisation = _organisation(request)
    roles = sorted(actor.roles_in(organisation.pk)) if organisation else []
    from sozialstrategie.kit.core.enums import Role  # inline: label only

    links = [("Meine Arbeitsplätze", reverse("my_workplaces")), ("Kennwort ändern", reverse("account_change_password"))]
    links.append(("Anmeldung in zwei Schritten", reverse("mfa_index")))
    return {
        "name": actor.name,
        "role": ", ".join(Role(r).label for r in roles),
        "links": links,
        "logout_url": reverse("account_logout"),
    }


def footer(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        ("Impressum", reverse("imprint")),
        ("Datenschutz", reverse("privacy")),
        ("Barrierefreiheit", reverse("accessibility")),
        ("Barriere melden", reverse("accessibility") + "#melden"),
        ("Leicht erklärt", reverse("easy")),
        ("Offene Daten", reverse("open_data")),
    ]


def example_band(request: HttpRequest) -> str:
    """Whose official figures an invented organisation shows."""
    organisation = _organisation(request)
    if organisation is None or not organisation.is_example:
        return ""
    record = regions.record(organisation.region_code)
    figures = f" Zahlen: {record.name}, amtlich." if record else ""
    return f"{organisation.name} gibt es nicht.{figures}"


def sources_line(request: HttpRequest) -> str:
    return (
        "Amtliche Zahlen: Statistische Ämter des Bundes und der Länder; BBSR, INKAR Ausgabe 2024 (dl-de/by-2-0). "
        "Kartenform schematisch."
    )
