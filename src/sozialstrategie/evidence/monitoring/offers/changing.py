"""Pages of the register that write: new, edit, delete, bring back, read a workbook in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.offers import queries, services
from sozialstrategie.evidence.monitoring.offers.forms import INCOMPLETE, OfferForm, WorkbookForm
from sozialstrategie.evidence.monitoring.offers.places import place_name
from sozialstrategie.evidence.monitoring.offers.queries import CHANGE
from sozialstrategie.evidence.monitoring.offers.reading import Change, Difference, Plan, read_workbook
from sozialstrategie.evidence.monitoring.offers.views import crumbs, list_url
from sozialstrategie.evidence.monitoring.offers.words import Access, LifePhase, OfferKind, TargetGroup
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.format import german_date, number
from sozialstrategie.kit.ui.conflict import conflict_page

T = TypeVar("T")
FORMS = ["GET", "HEAD", "POST"]
_SALT = "monitoring.offers"
_HOUR = 3600


def _see_other(url: str) -> HttpResponseRedirect:
    """After a POST: 303, so that a reload sends nothing again."""
    return HttpResponseRedirect(url, status=303)


def _found(obj: T | None) -> T:
    if obj is None:
        raise Http404
    return obj


def _url(organisation: Organisation, uid: UUID) -> str:
    return reverse("monitoring_staff:offer", args=[organisation.slug, uid])


def _saved(form: forms.BaseForm, save: Callable[[], T]) -> T | None:
    """Call a service; what it refuses becomes an error of the form. None = refused."""
    try:
        return save()
    except (Conflict, Forbidden):
        raise
    except services.Invalid as refusal:
        for name, sentences in refusal.errors.items():
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def offer_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Enter an offer or facility."""
    actor = actor_of(request)
    form = OfferForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        made = _saved(form, lambda: services.create_offer(actor=actor, owner=organisation, **form.values()))
        if made is not None:
            messages.success(request, f"„{made.name}“ ist als Nummer {made.number} eingetragen.")
            return _see_other(_url(organisation, made.uid))
    return _form_page(
        request,
        organisation,
        form,
        title="Angebot oder Einrichtung eintragen",
        submit="Eintragen",
        cancel=list_url(organisation),
        draft=f"offer-new-{organisation.slug}",
        way=[("Neuer Eintrag", None)],
    )


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def offer_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change an entry; a stale form shows both texts."""
    actor = actor_of(request)
    offer = _found(queries.editable_for(actor, organisation, uid))
    form = OfferForm(request.POST or None, organisation=organisation, obj=offer)
    url, called = _url(organisation, uid), f"Eintrag {offer.number}"
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            done = _saved(form, lambda: services.edit_offer(actor=actor, offer=offer, version=version, **form.values()))
        except Conflict as conflict:
            by = queries.last_change_of(offer)
            return conflict_page(request, form, conflict, what=called, saved_by=by, url=request.path, cancel_url=url)
        if done is not None:
            messages.success(request, f"{called} ist gespeichert.")
            return _see_other(url)
    return _form_page(
        request,
        organisation,
        form,
        title=f"{called} bearbeiten",
        lead=offer.name,
        submit="Speichern",
        cancel=url,
        draft="" if offer.protected else f"offer-{offer.uid}",  # a draft stays in the browser of this device
        way=[(f"Nummer {offer.number}", url), ("Bearbeiten", None)],
    )


def _form_page(
    request: HttpRequest,
    organisation: Organisation,
    form: forms.BaseForm,
    *,
    title: str,
    submit: str,
    cancel: str,
    draft: str,
    way: list[tuple[str, str | None]],
    lead: str = "",
) -> HttpResponse:
    context = {
        "organisation": organisation, "form": form, "title": title, "lead": lead, "submit": submit, "cancel_url": cancel,
        "draft": draft, "breadcrumbs": crumbs(organisation, *way),
    }  # fmt: skip
    refused = form.is_bound and form.errors
    return render(request, "monitoring/offers/form.html", context, status=422 if refused else 200)


@require_POST
@organisation_view(CHANGE)
def offer_delete(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take an entry out; the list offers to bring it back."""
    actor = actor_of(request)
    offer = _found(queries.editable_for(actor, organisation, uid))
    try:
        version = request.POST.get("version", "")
        if not version.isdecimal():
            raise Refused(INCOMPLETE)
        services.delete_offer(actor=actor, offer=offer, version=int(version))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _see_other(_url(organisation, uid))
    messages.success(request, f"„{offer.name}“ ist gelöscht. Unten in der Liste können Sie das zurücknehmen.")
    return _see_other(list_url(organisation))


@require_POST
@organisation_view(CHANGE)
def offer_restore(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Bring a deleted entry back."""
    actor = actor_of(request)
    offer = _found(queries.deleted_one_for(actor, organisation, uid))
    services.restore_offer(actor=actor, offer=offer)
    messages.success(request, f"„{offer.name}“ ist wieder da.")
    return _see_other(_url(organisation, uid))


# --- reading a workbook in -----------------------------------------------------------------------------------------


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def offers_import(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Preview first: what would be new and changed, and every problem; a second step confirms."""
    if request.method == "POST" and "confirmed" in request.POST:
        return _confirm(request, organisation)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "organisation": organisation,
        "form": form,
        "breadcrumbs": crumbs(organisation, ("Einlesen", None)),
    }
    if request.method != "POST":
        form = context["form"] = WorkbookForm()
        return render(request, "monitoring/offers/import.html", context)
    if not form.is_valid():
        return render(request, "monitoring/offers/import.html", context, status=422)
    data = form.cleaned_data["file"].read()
    plan = _plan(request, organisation, data)
    if plan.faults:
        form.add_error("file", "Nicht eingelesen. Es wurde nichts gespeichert; unten steht, was zu ändern ist.")
        return render(request, "monitoring/offers/import.html", {**context, "faults": plan.faults}, status=422)
    confirmed = signing.dumps(
        {"sha": storage.keep_pending(data), "owner": organisation.pk, "plan": plan.digest}, salt=_SALT
    )
    shown = {
        "plan": plan,
        "confirmed": confirmed,
        "changes": [(c.offer, [_shown(organisation, d) for d in c.differences]) for c in plan.changed],
    }
    return render(request, "monitoring/offers/preview.html", {**context, **shown})


def _plan(request: HttpRequest, organisation: Organisation, data: bytes) -> Plan:
    return read_workbook(data, organisation, queries.all_editable_for(actor_of(request), organisation))


def _confirm(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Write what was shown, or nothing: the signed form names the kept upload and the checksum of the preview."""
    try:
        shown = signing.loads(request.POST["confirmed"], salt=_SALT, max_age=_HOUR)
    except signing.BadSignature:
        shown = None
    if shown is not None and shown["owner"] != organisation.pk:
        raise Http404
    data = storage.take_pending(shown["sha"]) if shown else None
    again = reverse("monitoring_staff:offers_import", args=[organisation.slug])
    if shown is None or data is None:
        messages.error(
            request, "Die Vorschau ist abgelaufen. Bitte wählen Sie die Datei noch einmal. Es wurde nichts geändert."
        )
        return _see_other(again)
    plan = _plan(request, organisation, data)
    storage.forget_pending(shown["sha"])
    try:
        if plan.faults or plan.digest != shown["plan"]:
            raise Refused("Der Bestand hat sich seit der Vorschau geändert.")
        made, changed = _write(request, organisation, plan)
    except Refused as refusal:
        messages.error(request, f"Nicht eingelesen: {refusal} Bitte wählen Sie die Datei noch einmal. Es wurde nichts geändert.")  # fmt: skip
        return _see_other(again)
    messages.success(request, f"Eingelesen: {made} neu, {changed} geändert, {plan.same} unverändert.")
    return _see_other(list_url(organisation))


def _write(request: HttpRequest, organisation: Organisation, plan: Plan) -> tuple[int, int]:
    changes: list[Change] = plan.changed
    return services.import_offers(
        actor=actor_of(request),
        owner=organisation,
        new=plan.new,
        changed=[(c.offer, c.version, c.values) for c in changes],
        open_places=True,  # the plan has asked the workbook about each
    )


_LABELS = {
    "kind": OfferKind.choices,
    "target_groups": TargetGroup.choices,
    "life_phases": LifePhase.choices,
    "access": Access.choices,
}


def _shown(organisation: Organisation, difference: Difference) -> tuple[str, str, str]:
    """Label, old and new value in words; only editors see a preview, so places are not withheld."""

    def words(value: Any) -> str:
        if difference.field == "places" and value is None:
            return "unbekannt"
        if value in (None, "", []):
            return "leer"
        if isinstance(value, bool):
            return "ja" if value else "nein"
        labels = {str(key): str(label) for key, label in _LABELS.get(difference.field, ())}
        if isinstance(value, list):
            return "; ".join(labels.get(str(v), str(v)) for v in value)
        if difference.field == "gemeinde":
            return place_name(organisation, value)
        if hasattr(value, "isoformat"):
            return german_date(value)
        if difference.field in ("latitude", "longitude"):
            return number(value, 5)
        return labels.get(str(value), str(value))

    return difference.label, words(difference.old), words(difference.new)
