"""Pages of bodies: the list, one body, its rule."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.committees import pages, queries
from sozialstrategie.action.committees.bodies import queries as bodies
from sozialstrategie.action.committees.bodies import services
from sozialstrategie.action.committees.bodies.forms import CommitteeForm
from sozialstrategie.action.committees.enums import MeetingState
from sozialstrategie.action.committees.models import Committee, Membership
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import FORMS, attempted, found, saved, see_other, version_from

ENTER, CHANGE, CONFIRM = queries.ENTER, services.CHANGE, services.CONFIRM
PAST_SHOWN = 12


def committee_url(organisation: Organisation, committee: Committee) -> str:
    return reverse("committees:committee", args=[organisation.slug, committee.uid])


def committee_at(request: HttpRequest, organisation: Organisation, uid: UUID) -> Committee:
    """The body of an address, or 404."""
    return found(queries.committee_for(actor_of(request), organisation, uid))


@require_safe
@organisation_view(ENTER)
def committees(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All bodies that the actor may see, own ones and those of the council apart."""
    actor = actor_of(request)
    rows: list[Any] = list(bodies.list_for(actor, organisation))
    coming = {
        m.committee_id: m
        for m in queries.meetings_for(actor, organisation)
        .filter(start__gte=timezone.now())
        .exclude(state=MeetingState.CANCELLED)
    }  # newest first: the nearest one wins
    lines = [
        {"c": c, "url": committee_url(organisation, c), "next": coming.get(c.pk), "members": c.members} for c in rows
    ]
    context = {
        "organisation": organisation,
        "own": [line for line in lines if not line["c"].is_of_council],
        "council": [line for line in lines if line["c"].is_of_council],
        "may_change": allowed(CHANGE, actor, organisation),
        "breadcrumbs": [*pages.trail(organisation)[:-1], ("Gremien", None)],
    }
    return render(request, "committees/committees.html", context)


@require_safe
@organisation_view(ENTER)
def committee(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One body: its rule, members, meetings, decisions."""
    return committee_page(request, organisation, committee_at(request, organisation, uid))


def committee_page(request: HttpRequest, organisation: Organisation, body: Committee, **more: Any) -> HttpResponse:
    """The page of a body. `more`: e.g. a link that is shown once."""
    actor, now = actor_of(request), timezone.now()
    rows = list(queries.meetings_for(actor, organisation, body))
    today = timezone.localdate()
    members = bodies.in_order(bodies.memberships_of(actor, body))
    holding = [m for m in members if _holds(m, today)]
    whole = queries.sees_all_of(actor, body)
    context = {
        "organisation": organisation,
        "committee": body,
        "sentences": bodies.rule_sentences(body),
        "confirmed_by": bodies.confirmer_of(body),
        "members": [_member_line(m, holding) for m in holding if not m.substitute_for_id],
        "former": [m for m in members if m not in holding],
        "terms": list(bodies.terms_of(actor, body)),
        "coming": [m for m in reversed(rows) if m.end >= now],
        "past": [m for m in rows if m.end < now][:PAST_SHOWN],
        "decisions": list(bodies.decisions_of(actor, body)[:PAST_SHOWN]),
        "may_change": allowed(CHANGE, actor, body),
        "may_confirm": allowed(CONFIRM, actor, body),
        "sees_all": whole,
        "sees_addresses": allowed(CHANGE, actor, body),
        "breadcrumbs": pages.trail(organisation, (body.name, None)),
        **more,
    }
    return render(request, "committees/committee.html", context)


def _holds(member: Membership, today: Any) -> bool:
    """As `queries.in_force`, for rows in hand."""
    spans = [(member.start, member.end)] + ([(member.term.start, member.term.end)] if member.term else [])
    return all((not a or a <= today) and (not b or today <= b) for a, b in spans)


def _member_line(member: Membership, holding: list[Membership]) -> dict[str, Any]:
    return {"m": member, "substitutes": [s for s in holding if s.substitute_for_id == member.pk]}


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def committee_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Make a body."""
    actor, form = actor_of(request), CommitteeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.create_committee(actor=actor, owner=organisation, **form.values()))
        if made is not None:
            messages.success(request, f"„{made}“ ist angelegt. Bitte tragen Sie die Mitglieder ein.")
            return see_other(committee_url(organisation, made))
    return pages.form_page(
        request, organisation, form, title="Gremium anlegen", submit="Gremium anlegen", draft=f"gremium-neu-{organisation.slug}",
        cancel_url=reverse("committees:committees", args=[organisation.slug]),
        lead="Die Regel für Abstimmungen ist mit dem Üblichen ausgefüllt. Sie gilt erst, wenn ein Mensch sie bestätigt hat.",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def committee_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a body; a stale form shows both texts."""
    actor, body = actor_of(request), committee_at(request, organisation, uid)
    form, url = CommitteeForm(request.POST or None, obj=body), committee_url(organisation, body)
    if request.method == "POST" and form.is_valid():
        done = pages.save_or_conflict(
            request, form, lambda: services.edit_committee(actor=actor, committee=body, **form.values()),
            what=body.name, cancel_url=url,
        )  # fmt: skip
        if isinstance(done, HttpResponse):
            return done
        if done is not None:
            messages.success(request, "Gespeichert.")
            return see_other(url)
    return pages.form_page(
        request, organisation, form, title="Gremium bearbeiten", submit="Speichern", draft=f"gremium-{body.uid}",
        cancel_url=url, way=((body.name, url),),
        lead="Wer die Regel für Abstimmungen ändert, hebt ihre Bestätigung auf. Frühere Abstimmungen behalten ihre Regel.",
    )  # fmt: skip


@require_POST
@organisation_view(CONFIRM)
def committee_rule(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Confirm the rule as the page showed it."""
    actor, body = actor_of(request), committee_at(request, organisation, uid)
    attempted(
        request,
        lambda: services.confirm_rule(actor=actor, committee=body, version=version_from(request.POST)),
        "Die Regel ist bestätigt.",
    )
    return see_other(committee_url(organisation, body) + "#regel")


@require_POST
@organisation_view(CHANGE)
def committee_feed_link(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Make the address of the calendar feed and show it once."""
    actor, body = actor_of(request), committee_at(request, organisation, uid)
    token = attempted(
        request, lambda: services.make_feed_link(actor=actor, committee=body, version=version_from(request.POST))
    )
    if token is not None:
        address = settings.PUBLIC_URL + reverse("committee_links:feed", args=[token])
        return committee_page(request, organisation, body, feed_link=address)
    return see_other(committee_url(organisation, body))
