"""The table for a unit as a file, and reading it back: preview first, then all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.strategy.enums import Rating
from sozialstrategie.action.strategy.progress import queries, services
from sozialstrategie.action.strategy.progress.forms import ReturnedForm
from sozialstrategie.action.strategy.progress.hanging import active_for
from sozialstrategie.action.strategy.progress.pages import FORMS, home_url
from sozialstrategie.action.strategy.progress.queries import ASK
from sozialstrategie.action.strategy.progress.workbook import Returned, Update, progress_workbook, read_workbook
from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import crumbs, see_other

_SALT, _HOUR = "strategy.progress_returned", 3600


@require_safe
@organisation_view(ASK)
def table(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The table with the measures of a unit (`?stelle=`), to be filled in."""
    unit = request.GET.get("stelle", "")
    measures = queries.measures_of_unit(actor_of(request), organisation, unit)
    data = progress_workbook(organisation, unit, measures, today=timezone.localdate())
    return document_response(data, f"sachstaende-{organisation.slug}.xlsx")


@require_http_methods(FORMS)
@organisation_view(ASK)
def returned(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Preview of a returned table with every problem; a second step confirms."""
    if request.method == "POST" and "confirmed" in request.POST:
        return _confirm(request, organisation)
    is_post = request.method == "POST"
    form = ReturnedForm(request.POST, request.FILES) if is_post else ReturnedForm()
    trail = crumbs(organisation, ("Umsetzung", home_url(organisation)), ("Tabelle einlesen", None))
    context: dict[str, Any] = {"organisation": organisation, "form": form, "breadcrumbs": trail}
    if not is_post or not form.is_valid():
        status = 422 if is_post else 200
        return render(request, "strategy/progress/returned.html", context, status=status)
    data = form.cleaned_data["file"].read()
    plan = _read(request, organisation, data)
    if plan.faults:
        form.add_error("file", "Nicht eingelesen. Es wurde nichts gespeichert; unten steht, was zu ändern ist.")
        context["faults"] = plan.faults
        return render(request, "strategy/progress/returned.html", context, status=422)
    context |= {"plan": plan, "changes": [(u.measure, _shown(u)) for u in plan.updates]}
    if plan.updates:
        told = {"sha": storage.keep_pending(data), "owner": organisation.pk, "plan": plan.digest}
        context["confirmed"] = signing.dumps(told, salt=_SALT)
    return render(request, "strategy/progress/returned_preview.html", context)


def _read(request: HttpRequest, organisation: Organisation, data: bytes) -> Returned:
    measures = list(active_for(actor_of(request), organisation).select_related("owner"))
    return read_workbook(data, measures, today=timezone.localdate())


_LABELS = {
    "rating": "Einschätzung", "progress_note": "Sachstand", "next_step": "Nächster Schritt", "progress_on": "Stand vom"
}  # fmt: skip


def _shown(update: Update) -> list[tuple[str, str, str]]:
    """Label, old and new value in words."""

    def words(name: str, value: Any) -> str:
        if value in (None, ""):
            return "leer"
        if name == "rating":
            return str(Rating(value).label)
        return f"{value:%d.%m.%Y}" if name == "progress_on" else str(value)

    return [
        (_LABELS[name], words(name, getattr(update.measure, name)), words(name, update.values[name]))
        for name in _LABELS
        if name in update.values
    ]


def _confirm(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Write what was shown, or nothing: the signed form names the kept upload and the checksum of the preview."""
    again = reverse("strategy:progress_returned", args=[organisation.slug])
    try:
        shown = signing.loads(request.POST["confirmed"], salt=_SALT, max_age=_HOUR)
    except signing.BadSignature:
        shown = None
    if shown is not None and shown["owner"] != organisation.pk:
        raise Http404
    data = storage.take_pending(shown["sha"]) if shown else None
    if shown is None or data is None:
        messages.error(
            request, "Die Vorschau ist abgelaufen. Bitte wählen Sie die Datei noch einmal. Es wurde nichts geändert."
        )
        return see_other(again)
    plan = _read(request, organisation, data)
    storage.forget_pending(shown["sha"])
    try:
        if plan.faults or plan.digest != shown["plan"]:
            raise Refused("Seit der Vorschau hat sich etwas geändert.")
        updates = [(u.measure, u.version, u.measure.lead_unit, u.values) for u in plan.updates]
        count = services.import_updates(actor=actor_of(request), updates=updates)
    except Refused as refusal:
        messages.error(
            request,
            f"Nicht eingelesen: {refusal} Bitte wählen Sie die Datei noch einmal. Es wurde nichts geändert.",
        )
        return see_other(again)
    messages.success(request, "Ein Sachstand übernommen." if count == 1 else f"{count} Sachstände übernommen.")
    return see_other(home_url(organisation))
