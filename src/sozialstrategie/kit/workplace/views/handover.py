"""Übergabe: choose two people, see what moves, hand over, print the sheet."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import FORMS, crumbs, found, saved, see_other
from sozialstrategie.kit.workplace import documents
from sozialstrategie.kit.workplace.forms import HandoverForm, HandOverNowForm
from sozialstrategie.kit.workplace.models import Handover
from sozialstrategie.kit.workplace.queries import handover as queries
from sozialstrategie.kit.workplace.services.handover import hand_over

ENDINGS = ("pdf", "docx")


def _list_url(organisation: Organisation) -> str:
    return reverse("workplace:handovers", args=[organisation.slug])


@require_safe
@organisation_view("workplace.view")
def handovers(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Past ones, and for those who may the choice of two people."""
    actor = actor_of(request)
    may = allowed(queries.HAND_OVER, actor, organisation)
    rows = list(queries.handovers_for(actor, organisation))
    if not may and not rows:
        raise Http404
    names = names_in(organisation, {str(uid) for row in rows for uid in (row.giver_id, row.taker_id)})
    context = {
        "organisation": organisation,
        "rows": [(row, *_two(row, names)) for row in rows],
        "form": _choice(request, organisation) if may else None,
        "preview_url": reverse("workplace:handover_preview", args=[organisation.slug]),
        "breadcrumbs": crumbs(organisation, ("Übergaben", None)),
    }
    return render(request, "workplace/handovers.html", context)


def _two(row: Handover, names: dict[str, str]) -> tuple[str, str]:
    return tuple(names.get(str(uid), "gelöschte Person") for uid in (row.giver_id, row.taker_id))  # type: ignore[return-value]


def _choice(request: HttpRequest, organisation: Organisation) -> HandoverForm:
    actor = actor_of(request)
    return HandoverForm(
        request.GET or None, actor=actor, organisation=organisation, givers=queries.givers(actor, organisation)
    )


@require_http_methods(FORMS)
@organisation_view(queries.HAND_OVER)
def preview(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What would move from one to the other; the button below does it."""
    actor, choice = actor_of(request), _choice(request, organisation)
    trail = (("Übergaben", _list_url(organisation)), ("Vorschau", None))
    if not choice.is_valid():
        context = {
            "organisation": organisation, "rows": [], "form": choice, "breadcrumbs": crumbs(organisation, *trail),
            "preview_url": request.path,
        }  # fmt: skip
        return render(
            request,
            "workplace/handovers.html",
            context,
            status=422 if choice.is_bound or request.method == "POST" else 200,
        )
    giver, taker = choice.cleaned_data["giver"], choice.cleaned_data["taker"]
    lines = queries.handover_lines(actor, organisation, giver, taker)
    form = HandOverNowForm(request.POST or None, initial={"seen": queries.seen_mark(lines)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = saved(
            form,
            lambda: hand_over(
                actor=actor, owner=organisation, giver=giver, taker=taker, seen=data["seen"], note=data["note"],
                roles_until=data["last_day"] if data["with_roles"] else None,
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, "Die Übergabe ist gemacht. Das Blatt können Sie ausdrucken.")
            return see_other(reverse("workplace:handover", args=[organisation.slug, made.uid]))
    names = names_in(organisation, {str(giver.uid), str(taker.uid)})
    roles = queries.role_lines(organisation, giver, taker)
    shown = queries.shown_lines(lines, roles)
    readable = queries.may_read_lines(actor, organisation)
    context = {
        "organisation": organisation,
        "giver": names.get(str(giver.uid), ""),
        "taker": names.get(str(taker.uid), ""),
        "groups": [(kind, list(rows)) for kind, rows in groupby(shown, key=lambda line: line.kind)],
        "readable": readable,
        "roles": [grant.get_role_display() for grant in roles],
        "gives_away_accounts": Role.ADMIN in {grant.role for grant in roles}
        and queries.is_only_admin(organisation, giver),
        "form": form,
        "cancel_url": _list_url(organisation),
        "breadcrumbs": crumbs(organisation, *trail),
    }
    return render(
        request, "workplace/handover_preview.html", context, status=422 if form.is_bound and form.errors else 200
    )


def _one(request: HttpRequest, organisation: Organisation, uid: UUID) -> Handover:
    return found(queries.handover_for(actor_of(request), organisation, uid))


@require_safe
@organisation_view("workplace.view")
def handover(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One past handing over."""
    row = _one(request, organisation, uid)
    giver, taker = _two(row, names_in(organisation, {str(row.giver_id), str(row.taker_id)}))
    groups = [(kind, list(lines)) for kind, lines in groupby(row.lines, key=lambda line: line["kind"])]
    context = {
        "organisation": organisation,
        "handover": row,
        "giver": giver,
        "taker": taker,
        "groups": groups,
        "readable": queries.may_read_lines(actor_of(request), organisation, row),
        "breadcrumbs": crumbs(organisation, ("Übergaben", _list_url(organisation)), (str(row), None)),
    }
    return render(request, "workplace/handover.html", context)


@require_safe
@organisation_view("workplace.view")
def sheet(request: HttpRequest, organisation: Organisation, uid: UUID, ending: str) -> HttpResponse:
    """The sheet as a file, for those who may read what moved."""
    row = _one(request, organisation, uid)
    if ending not in ENDINGS or not queries.may_read_lines(actor_of(request), organisation, row):
        raise Http404
    data = documents.build_sheet(organisation, row, ending)
    return document_response(data, f"uebergabe-{organisation.slug}-{row.day:%Y-%m-%d}.{ending}")
