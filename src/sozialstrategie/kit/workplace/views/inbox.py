"""The one list of what waits for a person, and how often it comes by mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.accounts.mail import sends_mail
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import crumbs, see_other
from sozialstrategie.kit.workplace.forms import DigestForm
from sozialstrategie.kit.workplace.queries.digest import rhythm_of
from sozialstrategie.kit.workplace.queries.inbox import GROUPS, inbox_for
from sozialstrategie.kit.workplace.services.digest import set_rhythm


@require_safe
@organisation_view("workplace.view")
def inbox(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What waits for me, late things first."""
    return _page(request, organisation, DigestForm(initial={"rhythm": rhythm_of(actor_of(request))}))


@require_POST
@organisation_view("workplace.view")
def digest(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """How often the mail comes; one setting per person."""
    form = DigestForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, form, status=422)
    set_rhythm(actor=actor_of(request), owner=organisation, rhythm=form.cleaned_data["rhythm"])
    messages.success(request, "Ihre Einstellung zur Tagesmail ist gespeichert.")
    return see_other(reverse("workplace:inbox", args=[organisation.slug]))


def _page(request: HttpRequest, organisation: Organisation, form: DigestForm, *, status: int = 200) -> HttpResponse:
    groups = inbox_for(actor_of(request), organisation)
    context = {
        "organisation": organisation,
        "groups": groups,
        "count": sum(len(items) for _, items in groups),
        "late_heading": GROUPS[0],
        "form": form,
        "digest_url": reverse("workplace:digest", args=[organisation.slug]),
        "sends_mail": sends_mail(),
        "breadcrumbs": crumbs(organisation, ("Zu tun", None)),
    }
    return render(request, "workplace/inbox.html", context, status=status)
