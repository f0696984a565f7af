"""The law of the place: what comes with the program, and what a person of the organisation has confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.committees import pages
from sozialstrategie.action.committees.bodies import queries as bodies
from sozialstrategie.action.committees.bodies import services
from sozialstrategie.action.committees.bodies.forms import LawForm
from sozialstrategie.action.committees.bodies.views import CONFIRM, ENTER
from sozialstrategie.action.committees.law.defaults import law
from sozialstrategie.action.strategy.life.forms import renewed
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import CHANGED, FORMS, found, saved, see_other

TITLE = "Vorgaben für Sitzungen"


@require_safe
@organisation_view(ENTER)
def law_page(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All provisions with paragraph, words, and who confirmed them."""
    actor = actor_of(request)
    context = {
        "organisation": organisation,
        "law": law(),
        "lines": bodies.law_lines(actor, organisation),
        "may_confirm": allowed(CONFIRM, actor, organisation),
        "breadcrumbs": pages.trail(organisation, (TITLE, None)),
    }
    return render(request, "committees/law.html", context)


@require_http_methods(FORMS)
@organisation_view(CONFIRM)
def law_confirm(request: HttpRequest, organisation: Organisation, provision: str) -> HttpResponse:
    """Say in which words a provision holds here."""
    actor = actor_of(request)
    line = found(bodies.law_line_for(actor, organisation, provision))
    url = reverse("committees:law", args=[organisation.slug])
    version = line.confirmation.version if line.confirmation else 0
    form, status = LawForm(request.POST or None, initial={"text": line.text, "version": version}), 0
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        arguments = {
            "actor": actor,
            "owner": organisation,
            "key": provision,
            "text": data["text"],
            "version": data["version"],
        }
        try:
            if saved(form, lambda: services.confirm_law(**arguments)) is not None:
                messages.success(request, f"{line.provision.title}: bestätigt.")
                return see_other(f"{url}#{provision}")
        except Conflict as conflict:
            form.add_error(None, f"{CHANGED} Dort steht jetzt: „{getattr(conflict.obj, 'text', '')}“")
            form.data = renewed(form.data, getattr(conflict.obj, "version", 0))
            status = 409
    return pages.form_page(
        request, organisation, form, title=f"{line.provision.title} bestätigen", submit="Bestätigen", status=status,
        cancel_url=url, way=((TITLE, url),), template="committees/law_confirm.html", line=line, law=law(),
    )  # fmt: skip
