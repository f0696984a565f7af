"""The small form by which any record page sets the Aktenzeichen, and the page that finds a record by it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other
from sozialstrategie.kit.workplace.forms import FileReferenceForm
from sozialstrategie.kit.workplace.queries.records import filed_under, record_words
from sozialstrategie.kit.workplace.services.references import LONGEST, set_file_reference
from sozialstrategie.kit.workplace.views.common import form_page


@require_POST
@organisation_view("workplace.set_file_reference")
def set_reference(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Write it and go back to the page of the record; what cannot stand is shown again as it was typed (422)."""
    actor, form = actor_of(request), FileReferenceForm(request.POST)
    is_whole = form.is_valid()
    kind, uid = form.cleaned_data.get("kind", ""), found(form.cleaned_data.get("uid"))
    words = found(record_words(actor, organisation, kind, uid))

    def save() -> bool:
        set_file_reference(actor=actor, owner=organisation, kind=kind, uid=uid, text=request.POST.get("text", ""))
        return True

    if is_whole and saved(form, save):
        messages.success(request, "Das Aktenzeichen ist gespeichert.")
        return see_other(words.url)
    return form_page(
        request, organisation, form, title="Aktenzeichen", lead=words.title, submit="Aktenzeichen speichern",
        cancel_url=words.url,
    )  # fmt: skip


@require_safe
@organisation_view("workplace.view")
def reference_search(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Records by their Aktenzeichen: those that the person may see."""
    text = " ".join(request.GET.get("aktenzeichen", "").split())[:LONGEST]
    rows, more = filed_under(actor_of(request), organisation, text)
    context = {
        "organisation": organisation,
        "text": text,
        "rows": rows,
        "more": more,
        "longest": LONGEST,
        "breadcrumbs": crumbs(
            organisation,
            ("Zu tun", reverse("workplace:inbox", args=[organisation.slug])),
            ("Aktenzeichen suchen", None),
        ),
    }
    return render(request, "workplace/reference_search.html", context)
