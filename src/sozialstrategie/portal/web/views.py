"""Start pages, history, members, and the pages every public body owes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy.queries import released_version
from sozialstrategie.evidence.regions import geometry
from sozialstrategie.kit.accounts import queries as accounts
from sozialstrategie.kit.accounts import services as account_services
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.accounts.mail import sends_mail, tell_about_role
from sozialstrategie.kit.accounts.models import RoleGrant
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.undo import undo_act
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.workplace.queries import cycle_for, next_steps, standing_for
from sozialstrategie.kit.workplace.services import set_cycle
from sozialstrategie.portal.web import logins, overview, queries
from sozialstrategie.portal.web.forms import CycleForm, GrantForm, OrganisationForm, stored_cycle


@require_safe
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """The public start page: map and list of the twelve, the thread, how new the figures are."""
    places = overview.places()
    freshness = overview.freshness()
    return render(
        request,
        "web/start.html",
        {
            "places": places,
            "map": geometry.start_map(),
            "map_urls": {p.code: p.url for p in places},
            "map_source": geometry.SOURCE,
            "freshness": freshness,
            "freshness_picture": overview.freshness_picture(freshness) if freshness else "",
            "demo_roles": logins.demo_roles() if queries.is_demo() else [],
        },
    )


@require_safe
def my_workplaces(request: HttpRequest) -> HttpResponse:
    """Where the signed-in person has roles; with one place it is opened at once."""
    actor = actor_of(request)
    slugs = sorted({g.organisation_slug for g in actor.grants})
    if len(slugs) == 1:
        return redirect("web:workplace", slug=slugs[0])
    organisations = accounts.organisations_for(actor)
    return render(request, "web/my_workplaces.html", {"organisations": organisations})


@require_safe
@organisation_view("workplace.view")
def workplace(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Where we stand, what is next, what waits, which figures changed."""
    actor = actor_of(request)
    steps = next_steps(actor, organisation)
    may_see_drafts = allowed("strategy.view_drafts", actor, organisation)
    return render(
        request,
        "web/workplace.html",
        {
            "organisation": organisation,
            "today": timezone.localdate(),
            "cycle": cycle_for(actor, organisation) if organisation.kind == OrganisationKind.LOCAL_AUTHORITY else [],
            "steps": steps[:3],
            "more_steps": steps[3:],
            "waiting": overview.waiting(actor, organisation),
            "summary": overview.summary_sentence(actor, organisation),
            "may_see_drafts": may_see_drafts,
            "released": None if may_see_drafts else released_version(organisation),
            "may_change_cycle": allowed("workplace.change_cycle", actor, organisation),
            "may_see_all_acts": allowed("web.view_all_acts", actor, organisation),
            "may_see_members": allowed("accounts.view_members", actor, organisation),
            "may_grant": allowed("accounts.grant_role", actor, organisation),
            "may_see_editions": allowed("monitoring.view_editions", actor, organisation),
            "may_see_offers": organisation.kind == OrganisationKind.LOCAL_AUTHORITY
            and allowed("monitoring.view_offers", actor, organisation),
            "may_see_reports": organisation.kind == OrganisationKind.LOCAL_AUTHORITY
            and allowed("monitoring.view_reports", actor, organisation),
            "may_see_requests": organisation.kind == OrganisationKind.LOCAL_AUTHORITY
            and allowed("monitoring.view_requests", actor, organisation),
            "may_see_groups": organisation.kind == OrganisationKind.LOCAL_AUTHORITY
            and allowed("monitoring.view_comparison", actor, organisation),
            "may_change_details": allowed("accounts.change_organisation", actor, organisation),
            "may_see_history": allowed("accounts.view_history", actor, organisation),
        },
    )


@require_safe
@organisation_view("accounts.view_history")
def history(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who did what, newest first."""
    page = Paginator(queries.acts_for(actor_of(request), organisation), 50).get_page(request.GET.get("seite"))
    return render(
        request,
        "web/history.html",
        {
            "organisation": organisation,
            "page": page,
            "entries": queries.history_entries(actor_of(request), list(page.object_list), organisation),
            "breadcrumbs": _crumbs(organisation, "Verlauf"),
        },
    )


@require_POST
@organisation_view("accounts.view_history")
def undo(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Put back one act."""
    actor = actor_of(request)
    row = get_object_or_404(queries.acts_for(actor, organisation), uid=uid)
    try:
        undo_act(actor=actor, row=row)
        messages.success(request, "Der Schritt ist rückgängig gemacht.")
    except Conflict:
        messages.error(request, "Der Eintrag wurde gerade von jemand anderem geändert. Es ist nichts geschehen.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("web:history", slug=organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view("accounts.view_members")
def members(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Members and their roles; leadership and administration grant and end them."""
    actor = actor_of(request)
    may_grant = allowed("accounts.grant_role", actor, organisation)
    if request.method == "POST" and not may_grant:
        raise Http404
    form = GrantForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            grant = account_services.grant_role(actor=actor, organisation=organisation, **form.cleaned_data)
            messages.success(request, f"{grant.shown_name} hat jetzt die Rolle {grant.get_role_display()}.")
            _open_the_way(request, grant)
            return redirect("web:members", slug=organisation.slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    grants = list(accounts.role_grants_for(actor, organisation))
    return render(
        request,
        "web/members.html",
        {
            "organisation": organisation,
            "grants": grants,
            "without_password": accounts.without_password(grants) if may_grant else set(),
            "today": timezone.localdate(),
            "form": form if may_grant else None,
            "sends_mail": sends_mail(),
            # shown once to the one who asked; a reload no longer has it
            "link": _link_to_show(request, organisation) if may_grant else None,
            "breadcrumbs": _crumbs(organisation, "Mitglieder und Rollen"),
        },
        status=422 if request.method == "POST" else 200,
    )


_LINK = "web.login_link"


def _open_the_way(request: HttpRequest, grant: RoleGrant) -> None:
    """After a grant: a letter where there is a mail server, else the link for a new person, shown to the one who granted."""
    if accounts.can_get_link(grant):
        _give_link(request, grant)
    elif tell_about_role(grant, link=request.build_absolute_uri(reverse("account_login")), is_new=False):
        messages.info(request, _ON_ITS_WAY)
    else:
        messages.info(
            request,
            "Wer unter dieser Adresse schon einen Zugang hat, meldet sich wie bisher mit dem eigenen Kennwort an.",
        )


_ON_ITS_WAY = "Eine E-Mail an die angegebene Adresse ist unterwegs."


def _give_link(request: HttpRequest, grant: RoleGrant) -> None:
    path = account_services.hand_out_link(actor=actor_of(request), grant=grant)
    link = request.build_absolute_uri(path)
    if tell_about_role(grant, link=link, is_new=True):
        messages.info(request, _ON_ITS_WAY)
    else:
        request.session[_LINK] = {"name": grant.shown_name, "url": link, "slug": grant.organisation.slug}


def _link_to_show(request: HttpRequest, organisation: Organisation) -> dict[str, str] | None:
    link: dict[str, str] = request.session.get(_LINK, {})
    if link.get("slug") != organisation.slug:
        return None
    del request.session[_LINK]
    return link


@require_POST
@organisation_view("accounts.grant_role")
def login_link(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A new link for somebody who has not set a password yet; the old one has expired or got lost."""
    grant = get_object_or_404(accounts.role_grants_for(actor_of(request), organisation), uid=uid)
    try:
        _give_link(request, grant)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("web:members", slug=organisation.slug)


@require_POST
@organisation_view("accounts.grant_role")
def end_role(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """End one role at once."""
    actor = actor_of(request)
    grant = get_object_or_404(accounts.role_grants_for(actor, organisation), uid=uid)
    try:
        account_services.end_role(actor=actor, grant=grant)
        messages.success(request, f"Die Rolle von {grant.shown_name} ist beendet.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("web:members", slug=organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view("workplace.change_cycle")
def cycle(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Where the planning stands, phase by phase."""
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY:
        raise Http404
    actor = actor_of(request)
    workplace_url = reverse("web:workplace", args=[organisation.slug])
    form = CycleForm(request.POST or None, standing=standing_for(actor, organisation))
    if request.method == "POST" and form.is_valid():
        try:
            set_cycle(actor=actor, owner=organisation, version=form.cleaned_data["version"], phases=form.phases())
            messages.success(request, "Der Planungsstand ist gespeichert.")
            return redirect(workplace_url)
        except Conflict as conflict:
            conflict.obj = stored_cycle(conflict.obj)
            return conflict_page(
                request, form, conflict, what="Planungsstand", url=request.path, cancel_url=workplace_url
            )
    return render(
        request,
        "web/cycle.html",
        {
            "organisation": organisation,
            "form": form,
            "cancel_url": workplace_url,
            "breadcrumbs": _crumbs(organisation, "Planungsstand"),
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view("accounts.change_organisation")
def organisation_details(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Name, contact, data protection, accessibility, funding notice."""
    actor = actor_of(request)
    # The form changes its instance while it validates; the service needs the record as stored.
    form = OrganisationForm(request.POST or None, instance=accounts.organisation_by_slug(organisation.slug))
    if request.method == "POST" and form.is_valid():
        values = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            account_services.change_organisation(
                actor=actor,
                organisation=organisation,
                version=form.cleaned_data["version"],
                values=values,
            )
            messages.success(request, "Die Angaben sind gespeichert.")
            return redirect("web:organisation", slug=organisation.slug)
        except Conflict as conflict:
            return conflict_page(
                request, form, conflict, what="Angaben zur Organisation", url=request.path, cancel_url=request.path
            )
    return render(
        request,
        "web/organisation.html",
        {"organisation": organisation, "form": form, "breadcrumbs": _crumbs(organisation, "Angaben")},
        status=422 if request.method == "POST" else 200,
    )


def _crumbs(organisation: Organisation, last: str) -> list[tuple[str, str | None]]:
    return [(organisation.name, reverse("web:workplace", args=[organisation.slug])), (last, None)]


@require_safe
@login_not_required
def imprint(request: HttpRequest) -> HttpResponse:
    return render(request, "web/imprint.html", {"operator": queries.operator()})


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/privacy.html", {"operator": queries.operator()})


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html", {"operator": queries.operator()})


@require_safe
@login_not_required
def easy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/easy.html")


@require_safe
@login_not_required
def open_data(request: HttpRequest) -> HttpResponse:
    return render(request, "web/open_data.html", {"tables": overview.open_data()})
