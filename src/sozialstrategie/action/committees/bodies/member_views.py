"""Pages of terms and members."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from sozialstrategie.action.committees import pages
from sozialstrategie.action.committees.bodies import queries as bodies
from sozialstrategie.action.committees.bodies import services
from sozialstrategie.action.committees.bodies.forms import MembershipForm, TermForm
from sozialstrategie.action.committees.bodies.views import CHANGE, committee_at, committee_url
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import FORMS, attempted, found, saved, see_other, version_from


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def term_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Begin a term of a body."""
    actor, body = actor_of(request), committee_at(request, organisation, uid)
    form, url = TermForm(request.POST or None), committee_url(organisation, body)
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.create_term(actor=actor, committee=body, **form.values()))
        if made is not None:
            messages.success(request, f"Die Amtszeit „{made}“ ist eingetragen.")
            return see_other(url)
    return pages.form_page(
        request, organisation, form, title="Amtszeit eintragen", submit="Amtszeit eintragen", cancel_url=url,
        way=((body.name, url),),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def term_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a term."""
    actor = actor_of(request)
    term = found(bodies.term_for(actor, organisation, uid))
    form, url = TermForm(request.POST or None, obj=term), committee_url(organisation, term.committee)
    if request.method == "POST" and form.is_valid():
        done = pages.save_or_conflict(
            request, form, lambda: services.edit_term(actor=actor, term=term, **form.values()), what=term.name, cancel_url=url
        )  # fmt: skip
        if isinstance(done, HttpResponse):
            return done
        if done is not None:
            messages.success(request, "Gespeichert.")
            return see_other(url)
    return pages.form_page(
        request, organisation, form, title="Amtszeit bearbeiten", submit="Speichern", cancel_url=url,
        way=((term.committee.name, url),),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def membership_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Put somebody into a body."""
    actor, body = actor_of(request), committee_at(request, organisation, uid)
    form = MembershipForm(request.POST or None, organisation=organisation, committee=body)
    url = committee_url(organisation, body)
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.create_membership(actor=actor, committee=body, **form.values()))
        if made is not None:
            messages.success(request, f"{made} steht jetzt in der Liste.")
            return see_other(url + "#mitglieder")
    return pages.form_page(
        request, organisation, form, title="Mitglied eintragen", submit="Mitglied eintragen", cancel_url=url,
        draft=f"mitglied-neu-{body.uid}", way=((body.name, url),),
        lead="Name, Funktion und für wen jemand spricht, sehen alle, die das Gremium sehen. Mehr braucht es nicht.",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def membership_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a membership, or end it by its last day."""
    actor = actor_of(request)
    member = found(bodies.membership_for(actor, organisation, uid))
    form = MembershipForm(request.POST or None, organisation=organisation, committee=member.committee, obj=member)
    url = committee_url(organisation, member.committee)
    if request.method == "POST" and form.is_valid():
        done = pages.save_or_conflict(
            request, form, lambda: services.edit_membership(actor=actor, membership=member, **form.values()),
            what=member.name, cancel_url=url,
        )  # fmt: skip
        if isinstance(done, HttpResponse):
            return done
        if done is not None:
            messages.success(request, "Gespeichert.")
            return see_other(url + "#mitglieder")
    return pages.form_page(
        request, organisation, form, title="Mitglied bearbeiten", submit="Speichern", cancel_url=url, member=member,
        draft=f"mitglied-{member.uid}", way=((member.committee.name, url),), template="committees/member_form.html",
        lead="Wer ausscheidet, bekommt einen letzten Tag; frühere Sitzungen behalten den Namen.",
    )  # fmt: skip


@require_POST
@organisation_view(CHANGE)
def membership_remove(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take back what was entered by mistake."""
    actor = actor_of(request)
    member = found(bodies.membership_for(actor, organisation, uid))
    attempted(
        request,
        lambda: services.remove_membership(actor=actor, membership=member, version=version_from(request.POST)),
        "Der Eintrag ist zurückgenommen. Im Verlauf lässt er sich wiederherstellen.",
    )
    return see_other(committee_url(organisation, member.committee) + "#mitglieder")
