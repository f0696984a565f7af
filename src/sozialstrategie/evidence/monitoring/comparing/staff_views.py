"""Own comparison groups of an organisation, and with whom it compares itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sozialstrategie.evidence.monitoring.comparing.group_forms import ChoiceForm, GroupForm, members_text
from sozialstrategie.evidence.monitoring.comparing.groups import CHOICES, LAND, group_of
from sozialstrategie.evidence.monitoring.comparison import services
from sozialstrategie.evidence.monitoring.comparison.queries import CHANGE, VIEW, choice_for, group_for, groups_for
from sozialstrategie.evidence.monitoring.models import ComparisonGroup
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.conflict import conflict_page

Crumbs = list[tuple[str, str | None]]


def _list_url(organisation: Organisation) -> str:
    return reverse("monitoring_staff:groups", args=[organisation.slug])


def _crumbs(organisation: Organisation, *more: tuple[str, str | None]) -> Crumbs:
    first: tuple[str, str | None] = ("Vergleichsgruppen", _list_url(organisation) if more else None)
    return [(organisation.name, f"/k/{organisation.slug}/"), first, *more]


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(VIEW)
def groups(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All own groups; those who may, choose here with whom to compare."""
    actor = actor_of(request)
    may_change = allowed(CHANGE, actor, organisation)
    if request.method == "POST" and not may_change:
        raise Http404
    own = groups_for(actor, organisation)
    choice = choice_for(actor, organisation)
    now = str(choice.group.uid) if choice and choice.group else choice.kind if choice else "land"
    form = ChoiceForm(request.POST if request.method == "POST" else None, groups=own, initial={"comparison": now})
    if request.method == "POST" and form.is_valid():
        services.choose_comparison(actor=actor, owner=organisation, **form.values())
        messages.success(request, "Ab jetzt wird so verglichen.")
        return HttpResponseRedirect(_list_url(organisation), status=303)
    context = {
        "organisation": organisation,
        "groups": [(group, members_text(group.members).splitlines()) for group in own],
        "chosen": dict(form.fields["comparison"].choices).get(now, ""),  # type: ignore[attr-defined]
        "form": form,
        "may_change": may_change,
        "place": regions.record(organisation.region_code),
        "breadcrumbs": _crumbs(organisation),
    }
    return render(request, "monitoring/comparing/groups.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def group_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Make a group; `?von=aehnlich` begins with the most similar Kreise."""
    actor = actor_of(request)
    form = GroupForm(request.POST or None, initial=_begin(organisation, request.GET.get("von", "")))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_group(actor=actor, owner=organisation, **form.values())
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"„{made.name}“ ist angelegt.")
            return HttpResponseRedirect(_list_url(organisation), status=303)
    return _form_page(request, organisation, form, "Vergleichsgruppe anlegen")


def _begin(organisation: Organisation, word: str) -> dict[str, str]:
    place = regions.record(organisation.region_code)
    if place is None or word not in dict(CHOICES):
        return {}
    chosen, group, _ = group_of(place, word)
    return {"members": members_text(group.members), "name": "" if chosen == LAND else group.name}


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def group_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a group; a stale form answers 409 with both texts."""
    actor = actor_of(request)
    group = group_for(actor, organisation, uid)
    if group is None:
        raise Http404
    form = GroupForm(request.POST or None, initial=_initial(group))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_group(actor=actor, group=group, version=form.cleaned_data["version"] or 0, **form.values())
        except Conflict as conflict:
            return _both(request, organisation, form, conflict)
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"„{group.name}“ ist gespeichert.")
            return HttpResponseRedirect(_list_url(organisation), status=303)
    return _form_page(request, organisation, form, "Vergleichsgruppe ändern", group)


def _initial(group: ComparisonGroup) -> dict[str, object]:
    return {"name": group.name, "members": members_text(group.members), "note": group.note, "version": group.version}


def _both(request: HttpRequest, organisation: Organisation, form: GroupForm, conflict: Conflict) -> HttpResponse:
    stored = conflict.obj
    assert isinstance(stored, ComparisonGroup)
    stored.members = members_text(stored.members)  # as the form writes it; the record is only shown, never saved
    return conflict_page(
        request, form, conflict, what=stored.name, url=request.path, cancel_url=_list_url(organisation)
    )


def _form_page(
    request: HttpRequest, organisation: Organisation, form: GroupForm, title: str, group: ComparisonGroup | None = None
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "title": title,
        "group": group,
        "cancel_url": _list_url(organisation),
        "breadcrumbs": _crumbs(organisation, (title, None)),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "monitoring/comparing/group_form.html", context, status=status)


@require_POST
@organisation_view(CHANGE)
def group_delete(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take a group away; the list of acts offers to bring it back. One that is compared with stays."""
    actor = actor_of(request)
    group = group_for(actor, organisation, uid)
    version = request.POST.get("version", "")
    if group is None or not version.isdecimal():
        raise Http404
    try:
        services.delete_group(actor=actor, group=group, version=int(version))
    except (Conflict, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"„{group.name}“ ist gelöscht. Im Verlauf lässt sich das rückgängig machen.")
    return HttpResponseRedirect(_list_url(organisation), status=303)
