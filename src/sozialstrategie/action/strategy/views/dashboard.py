"""The overview for leadership and councillors on a tablet, and the choice of its figures."""

from __future__ import annotations

from types import SimpleNamespace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.board import cards, late_by_unit
from sozialstrategie.action.strategy.forms import OverviewForm
from sozialstrategie.action.strategy.models import OverviewChoice
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.ui.pages import crumbs, saved, see_other, status_of

SEE, CHOOSE = "strategy.view_overview", "strategy.choose_overview"


@require_safe
@organisation_view(SEE)
def dashboard(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Few figures, big, with what is being done about each."""
    _demand_authority(organisation)
    actor = actor_of(request)
    place = regions.record(organisation.region_code)
    board = queries.board_for(actor, organisation) if place else None
    return render(
        request,
        "strategy/dashboard.html",
        {
            "organisation": organisation,
            "place": place,
            "board": board,
            "cards": cards(board, place, organisation) if board and place else [],
            "late": late_by_unit(board) if board else [],
            "today": timezone.localdate(),
            "choice_url": reverse("strategy:dashboard_choice", args=[organisation.slug])
            if place and allowed(CHOOSE, actor, organisation)
            else "",
            "breadcrumbs": crumbs(organisation, ("Überblick", None)),
        },
    )


def _demand_authority(organisation: Organisation) -> None:
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY:
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHOOSE)
def dashboard_choice(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Choose up to six indicators; none lets the page take those of accepted findings with measures."""
    _demand_authority(organisation)
    actor = actor_of(request)
    back = reverse("strategy:dashboard", args=[organisation.slug])
    choice = queries.overview_choice_for(actor, organisation)
    form = OverviewForm(request.POST or None, organisation=organisation, choice=choice)
    if request.method == "POST" and form.is_valid():
        version, codes = form.cleaned_data["version"], form.codes()
        try:
            done = saved(
                form,
                lambda: services.choose_overview(actor=actor, owner=organisation, version=version, indicators=codes),
            )
        except Conflict as conflict:
            return _conflict(request, form, conflict, back)
        if done is not None:
            messages.success(request, "Die Auswahl ist gespeichert.")
            return see_other(back)
    return render(
        request,
        "strategy/record_form.html",
        {
            "organisation": organisation,
            "form": form,
            "title": "Kennzahlen für den Überblick",
            "lead": f"Höchstens {OverviewChoice.MOST}, in der Reihenfolge der Seite. Ohne Auswahl zeigt die Seite die Kennzahlen "
            "angenommener Befunde, für die es schon Maßnahmen gibt.",
            "submit": "Auswahl speichern",
            "cancel_url": back,
            "breadcrumbs": crumbs(organisation, ("Überblick", back), ("Kennzahlen wählen", None)),
        },
        status=status_of(form),
    )


def _conflict(request: HttpRequest, form: OverviewForm, conflict: Conflict, back: str) -> HttpResponse:
    """Both choices, place by place."""
    stored = conflict.obj
    now = SimpleNamespace(
        version=stored.version if stored else 0,
        updated_at=stored.updated_at if stored else None,
        **form.as_fields(stored.indicators if stored else []),
    )
    shown = Conflict(now, conflict.submitted)
    return conflict_page(
        request, form, shown, what="Auswahl für den Überblick", url=request.path, cancel_url=back,
        saved_by=queries.last_change_of(stored) if stored else "",
    )  # fmt: skip
