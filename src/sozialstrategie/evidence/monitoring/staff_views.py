"""Editions: what stands here, reading new ones in with a preview."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.evidence.monitoring import queries, storage
from sozialstrategie.evidence.monitoring.editions import computation_state, holds_file, is_computed, may_withdraw
from sozialstrategie.evidence.monitoring.forms import ImportForm, WithdrawForm
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.own_tables.views import map_or_preview
from sozialstrategie.evidence.monitoring.services import importing, withdrawing
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed


def _crumbs(organisation: Organisation, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    editions = reverse("monitoring_staff:editions", args=[organisation.slug])
    return [(organisation.name, f"/k/{organisation.slug}/"), ("Ausgaben", editions if more else None), *more]


@require_safe
@organisation_view("monitoring.view_editions")
def editions(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All editions, newest first."""
    actor = actor_of(request)
    page = Paginator(queries.editions_for(actor, organisation), 50).get_page(request.GET.get("seite"))
    return render(
        request,
        "monitoring/editions.html",
        {
            "organisation": organisation,
            "page": page,
            "computation": computation_state(organisation),
            "may_import": allowed("monitoring.import_edition", actor, organisation),
            "breadcrumbs": _crumbs(organisation),
        },
    )


@require_safe
@organisation_view("monitoring.view_editions")
def edition(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One edition with its notes."""
    found = get_object_or_404(queries.editions_for(actor_of(request), organisation), uid=uid)
    return _edition_page(request, organisation, found, WithdrawForm())


@require_POST
@organisation_view("monitoring.view_editions")
def edition_withdraw(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take an edition back, with a reason; for those who keep figures where it was read in."""
    actor = actor_of(request)
    found = get_object_or_404(queries.editions_for(actor, organisation), uid=uid)
    if not may_withdraw(actor, organisation, found):
        raise Http404
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _edition_page(request, organisation, found, form, status=422)
    withdrawing.withdraw_edition(actor=actor, edition=found, reason=form.cleaned_data["reason"])
    messages.success(
        request, f"Ausgabe {found.short} ist zurückgezogen. Die Kennzahlen werden gerade ohne sie neu berechnet."
    )
    return HttpResponseRedirect(reverse("monitoring_staff:edition", args=[organisation.slug, found.uid]), status=303)


def _edition_page(
    request: HttpRequest, organisation: Organisation, edition: Edition, form: WithdrawForm, *, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    # Figures are for all, the name that somebody gave a file on the own computer is not.
    own = edition.is_shipped or (edition.imported_by is not None and edition.imported_by == actor.person_uid)
    return render(
        request,
        "monitoring/edition.html",
        {
            "organisation": organisation,
            "edition": edition,
            "file_name": edition.file_name if own else "",
            "notes": edition.notes
            if own
            else [str(n).replace(edition.file_name, edition.table) for n in edition.notes],
            "form": form,
            "may_withdraw": edition.withdrawn_at is None and may_withdraw(actor, organisation, edition),
            "withdraw_url": reverse("monitoring_staff:edition_withdraw", args=[organisation.slug, edition.uid]),
            "breadcrumbs": _crumbs(organisation, (edition.table, None)),
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view("monitoring.view_editions")
def import_file(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Preview first: what was read and every problem; a second step confirms. A refused file changes nothing."""
    actor = actor_of(request)
    may_official = allowed("monitoring.import_edition", actor, organisation)
    if not may_official and not allowed("monitoring.import_own", actor, organisation):
        raise Http404
    context = {"organisation": organisation, "breadcrumbs": _crumbs(organisation, ("Einlesen", None))}
    if request.method != "POST":
        return render(request, "monitoring/import.html", {**context, "form": ImportForm()})
    if "confirmed" in request.POST:
        return _confirm(request, organisation)  # asks for the right to read in for the instance
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "monitoring/import.html", {**context, "form": form}, status=422)
    file = form.cleaned_data["file"]
    data = file.read()
    outcome = importing.import_bytes(
        actor=actor, data=data, name=file.name, owner=organisation, private=not may_official, dry_run=True
    )
    if outcome.parsed.proposal is not None:
        return map_or_preview(request, organisation, data, file.name, outcome.parsed.proposal)
    if not outcome.refused and not may_official:
        form.add_error("file", _OFFICIAL)
        return render(request, "monitoring/import.html", {**context, "form": form}, status=422)
    if outcome.refused:
        for problem in outcome.refused:
            form.add_error("file", f"Nicht eingelesen. {problem}")
        return render(request, "monitoring/import.html", {**context, "form": form}, status=422)
    confirmed = signing.dumps(
        {"name": file.name, "sha": storage.keep_pending(data), "owner": organisation.pk}, salt=_SALT
    )
    return render(
        request, "monitoring/preview.html", {**context, "outcome": outcome, "name": file.name, "confirmed": confirmed}
    )


_SALT = "monitoring.import"  # `own_tables.pending` has another
_OFFICIAL = (
    "Das ist eine amtliche Tabelle; sie gilt für alle. Eingelesen wird sie von der Planungskoordination oder von denen, die "
    "die Daten pflegen."
)


def _confirm(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Store what was shown; the signed form names the kept upload by its checksum."""
    try:
        shown = signing.loads(request.POST["confirmed"], salt=_SALT, max_age=3600)
    except signing.BadSignature:
        shown = None
    if shown is not None and not {"name", "sha", "owner"} <= shown.keys():
        shown = None
    if shown is not None and shown["owner"] != organisation.pk:
        raise Http404
    data = storage.take_pending(shown["sha"]) if shown else None
    if shown is not None and data is None and holds_file(shown["sha"], organisation):
        messages.info(request, "Diese Datei steht schon als Ausgabe hier.")  # the button was pressed twice
        return redirect("monitoring_staff:editions", slug=organisation.slug)
    if shown is None or data is None:
        messages.error(
            request, "Die Vorschau ist abgelaufen. Bitte wählen Sie die Datei noch einmal. Es wurde nichts geändert."
        )
        return redirect("monitoring_staff:import", slug=organisation.slug)
    outcome = importing.import_bytes(actor=actor_of(request), data=data, name=shown["name"], owner=organisation)
    storage.forget_pending(shown["sha"])
    if outcome.edition is None:
        messages.error(request, "Nicht eingelesen. " + " ".join(str(p) for p in outcome.refused))
        return redirect("monitoring_staff:import", slug=organisation.slug)
    if outcome.is_new:
        messages.success(
            request, f"{outcome.edition.table} ist eingelesen. Die Kennzahlen werden gerade neu berechnet."
        )
    else:
        later = "" if is_computed(outcome.edition) else " Die Kennzahlen werden damit noch einmal berechnet."
        messages.info(
            request, f"Diese Zahlen stehen schon hier als Ausgabe {outcome.edition.short}. Nichts geändert.{later}"
        )
    return redirect("monitoring_staff:edition", slug=organisation.slug, uid=outcome.edition.uid)
