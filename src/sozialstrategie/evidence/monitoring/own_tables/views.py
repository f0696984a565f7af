"""Own tables and own indicators: mapping the columns of a file, looking at it, keeping it, making a figure of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.evidence.disclosure.gate import log_release
from sozialstrategie.evidence.monitoring import pages, queries
from sozialstrategie.evidence.monitoring.editions import computation_state
from sozialstrategie.evidence.monitoring.models import OwnIndicator
from sozialstrategie.evidence.monitoring.models.own import series_value
from sozialstrategie.evidence.monitoring.own_tables import services
from sozialstrategie.evidence.monitoring.own_tables.earlier import beside_earlier
from sozialstrategie.evidence.monitoring.own_tables.forms import (
    IndicatorForm,
    MappingForm,
    has_new_columns,
    initial_of,
)
from sozialstrategie.evidence.monitoring.own_tables.pending import Upload, upload_of
from sozialstrategie.evidence.monitoring.own_tables.queries import (
    CHANGE,
    VIEW,
    indicator_for,
    indicators_for,
    mappings_for,
    tables_for,
)
from sozialstrategie.evidence.monitoring.own_tables.similar import most_similar
from sozialstrategie.evidence.monitoring.readers.tables import TableMapping
from sozialstrategie.evidence.monitoring.readers.tables.propose import Proposal
from sozialstrategie.evidence.monitoring.readers.types import column_letters
from sozialstrategie.evidence.monitoring.services.importing import Outcome, read_bytes
from sozialstrategie.evidence.monitoring.views import CONTENT_TYPES, exported
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.conflict import conflict_page

_EXPIRED = "Die Vorschau ist abgelaufen. Bitte wählen Sie die Datei noch einmal. Es wurde nichts geändert."
_SAMPLE = 12


def _crumbs(organisation: Organisation, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(organisation.name, f"/k/{organisation.slug}/"), *more]


# --- a table of another build -----------------------------------------------------------------------------------------


def map_or_preview(
    request: HttpRequest, organisation: Organisation, data: bytes, name: str, proposal: dict[str, Any]
) -> HttpResponse:
    """What to do with a table that no reader knows: a saved mapping that fits leads to the preview, else a person maps it."""
    actor = actor_of(request)
    sheets = Proposal.from_plain(proposal).sheets
    kept = [TableMapping.from_plain(row.plain) for row in mappings_for(actor, organisation)]
    saved = [mapping for mapping in kept if not has_new_columns(mapping, sheets)]
    upload = Upload.keep(data, name)
    for mapping in saved:
        outcome = services.import_own(
            actor=actor, owner=organisation, data=data, name=name, mapping=mapping, dry_run=True
        )
        if not any(problem.code.startswith("mapping_") for problem in outcome.refused):
            if outcome.refused:
                return _map_page(request, organisation, upload, problems=[str(p) for p in outcome.refused])
            return _preview(request, organisation, upload, mapping, outcome, is_saved=True)
    return redirect(_map_url(organisation, upload))


def _map_url(organisation: Organisation, upload: Upload) -> str:
    token = urlencode({"datei": upload.token(organisation)})
    return f"{reverse('monitoring_staff:map', args=[organisation.slug])}?{token}"


def _expired(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    messages.error(request, _EXPIRED)
    return redirect("monitoring_staff:import", slug=organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def map_columns(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Say what each column means; the next step shows what was read with it."""
    token = request.POST.get("datei") or request.GET.get("datei") or ""
    upload = upload_of(token, organisation)
    if upload is None or upload.data is None:
        return _expired(request, organisation)
    return _map_page(request, organisation, upload)


def _map_page(
    request: HttpRequest, organisation: Organisation, upload: Upload, problems: list[str] | None = None
) -> HttpResponse:
    data = upload.data
    assert data is not None
    parsed = read_bytes(data, name=upload.name)
    if parsed.proposal is None:
        return _expired(request, organisation)
    found = Proposal.from_plain(parsed.proposal)
    sheets = [sheet for sheet in found.sheets if sheet.row_count]
    wanted = request.POST.get("blatt", request.GET.get("blatt", ""))
    parts = found.mapping.parts if found.mapping else ()
    sheet = next((s for s in sheets if s.name == wanted), None) or next(
        (s for s in sheets if any(part.sheet == s.name for part in parts)), sheets[0]
    )
    is_sent = request.method == "POST" and "mapping" in request.POST
    proposed = next((part for part in parts if part.sheet == sheet.name), None)
    kept = [TableMapping.from_plain(row.plain) for row in mappings_for(actor_of(request), organisation)]
    similar = None if is_sent else most_similar(kept, sheet, proposed)
    form = MappingForm(
        request.POST if is_sent else None,
        sheet=sheet,
        proposed=similar.part if similar else proposed,
        decimal=found.mapping.decimal if found.mapping else ",",
        like=similar.mapping if similar else None,
    )
    for problem in problems or ():
        messages.warning(request, problem)
    if is_sent and form.is_valid():
        mapping = form.mapping()
        outcome = services.import_own(
            actor=actor_of(request), owner=organisation, data=data, name=upload.name, mapping=mapping, dry_run=True
        )
        if not outcome.refused:
            return _preview(request, organisation, upload, mapping, outcome, unread=form.unread())
        for refusal in outcome.refused[:20]:
            form.add_error(None, f"{refusal}")
    context = {
        "organisation": organisation,
        "form": form,
        "token": upload.token(organisation),
        "sheet": sheet,
        "sheets": sheets,
        "rows": sheet.rows[:15],
        "letters": [column_letters(column) for column in form.columns],
        "name": upload.name,
        "similar": similar,
        "new_columns": [f"{column_letters(column)} „{text}“" for column, text in similar.new] if similar else [],
        "breadcrumbs": _crumbs(organisation, ("Einlesen", reverse("monitoring_staff:import", args=[organisation.slug])),
                               ("Spalten zuordnen", None)),
    }  # fmt: skip
    return render(request, "monitoring/own/map.html", context, status=422 if form.is_bound and form.errors else 200)


def _preview(
    request: HttpRequest,
    organisation: Organisation,
    upload: Upload,
    mapping: TableMapping,
    outcome: Outcome,
    *,
    is_saved: bool = False,
    unread: list[str] | None = None,
) -> HttpResponse:
    actor, parsed = actor_of(request), outcome.parsed
    beside = None
    if parsed.facts is not None and outcome.edition is None:
        beside = beside_earlier(actor, organisation, mapping.table, parsed.facts, mapping.stand)
    kept = Upload(upload.name, upload.sha, mapping.to_plain())
    facts = outcome.parsed.facts.slice(0, _SAMPLE).to_pylist() if outcome.parsed.facts is not None else []
    for fact in facts:
        fact["cell"] = _cell(fact)
        fact["shown"] = fact["sign"] or f"{fact['value']:.15g}".replace(".", ",")
    return render(
        request,
        "monitoring/own/preview.html",
        {
            "organisation": organisation,
            "outcome": outcome,
            "mapping": mapping,
            "name": upload.name,
            "facts": facts,
            "confirmed": kept.token(organisation),
            "again": _map_url(organisation, upload),
            "is_saved": is_saved,
            "unread": unread or [],
            "beside": beside,
            "changed": [(one, _cell(one.fact)) for one in beside.changed[:_SAMPLE]] if beside else [],
            "breadcrumbs": _crumbs(organisation, ("Einlesen", reverse("monitoring_staff:import", args=[organisation.slug])),
                                   ("Vorschau", None)),
        },
    )  # fmt: skip


def _cell(fact: dict[str, Any]) -> str:
    return f"{column_letters(fact['column'])}{fact['row']}"


@require_POST
@organisation_view(CHANGE)
def keep_table(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Store what the preview showed: an edition that only this organisation sees, and its mapping."""
    upload = upload_of(request.POST.get("confirmed", ""), organisation)
    data = upload.data if upload else None
    if upload is None or upload.mapping is None or data is None:
        return _expired(request, organisation)
    mapping = TableMapping.from_plain(upload.mapping)
    outcome = services.import_own(
        actor=actor_of(request), owner=organisation, data=data, name=upload.name, mapping=mapping
    )
    if outcome.edition is None:
        messages.error(request, "Nicht eingelesen. " + " ".join(str(p) for p in outcome.refused))
        return redirect("monitoring_staff:import", slug=organisation.slug)
    upload.forget()
    word = "ist eingelesen" if outcome.is_new else "stand schon so hier; es wurde nichts geändert"
    messages.success(request, f"„{outcome.edition.title}“ {word}. Nur Ihre Verwaltung sieht die Zahlen.")
    return HttpResponseRedirect(reverse("monitoring_staff:own_list", args=[organisation.slug]), status=303)


# --- own indicators ---------------------------------------------------------------------------------------------------


@require_safe
@organisation_view(VIEW)
def own_list(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Own tables and what was made of them."""
    actor = actor_of(request)
    made = indicators_for(actor, organisation)
    values = queries.own_series(organisation, regions=[organisation.region_code])
    latest = {code: max((o for o in found.payload if o.value is not None), key=lambda o: o.year, default=None)
              for code, found in values.items()}  # fmt: skip
    page = Paginator(made, 50).get_page(request.GET.get("seite"))
    tables = tables_for(actor, organisation)
    context = {
        "organisation": organisation,
        "page": page,
        "lines": [(indicator, latest.get(indicator.code)) for indicator in page],
        "tables": sorted(tables.values(), key=lambda e: e.title),
        "computation": computation_state(organisation),
        "may_change": allowed(CHANGE, actor, organisation),
        "breadcrumbs": _crumbs(organisation, ("Eigene Zahlen", None)),
    }
    return render(request, "monitoring/own/list.html", context)


def _found(actor: Actor, organisation: Organisation, code: str) -> OwnIndicator:
    found = indicator_for(actor, organisation, code)
    if found is None:
        raise Http404
    return found


def _place(organisation: Organisation) -> RegionRecord:
    place = regions.record(organisation.region_code)
    if place is None:
        raise Http404
    return place


@require_safe
@organisation_view(VIEW)
def own_indicator(request: HttpRequest, organisation: Organisation, code: str) -> HttpResponse:
    """An own indicator: course, map, table, profile; seen by members alone."""
    actor = actor_of(request)
    made = _found(actor, organisation, code)
    place = _place(organisation)
    return render(
        request,
        "monitoring/own/indicator.html",
        {
            "organisation": organisation,
            "place": place,
            "made": made,
            "page": pages.indicator_page(place, code, owner=organisation),
            "computation": computation_state(organisation),
            "may_change": allowed(CHANGE, actor, organisation),
            "breadcrumbs": _crumbs(organisation, ("Eigene Zahlen", _list_url(organisation)), (made.name, None)),
        },
    )


@require_safe
@organisation_view(VIEW)
def own_download(request: HttpRequest, organisation: Organisation, code: str, ending: str) -> HttpResponse:
    """All figures of an own indicator as a file, for members; who took it is recorded."""
    actor = actor_of(request)
    made = _found(actor, organisation, code)
    if ending not in CONTENT_TYPES:
        raise Http404
    released = queries.series(made.code, audience="internal", owner=organisation)
    log_release(released, channel=f"export:{ending}", actor=actor)
    return exported(released, queries.info(made.code), ending, name=made.code)


def _list_url(organisation: Organisation) -> str:
    return reverse("monitoring_staff:own_list", args=[organisation.slug])


def _url(organisation: Organisation, made: OwnIndicator) -> str:
    return reverse("monitoring_staff:own_indicator", args=[organisation.slug, made.code])


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def own_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Make an indicator from an own table."""
    actor = actor_of(request)
    editions = tables_for(actor, organisation)
    if not editions:
        messages.info(request, "Lesen Sie zuerst eine eigene Tabelle ein.")
        return redirect("monitoring_staff:import", slug=organisation.slug)
    form = IndicatorForm(
        request.POST or None, editions=editions, initial=_first(editions, request.GET.get("tabelle", ""))
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_indicator(actor=actor, owner=organisation, **form.values())
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"„{made.name}“ ist angelegt und wird gerade berechnet.")
            return HttpResponseRedirect(_url(organisation, made), status=303)
    return _form_page(request, organisation, form, "Eigene Kennzahl anlegen", _list_url(organisation))


def _first(editions: dict[str, Any], table: str) -> dict[str, str]:
    edition = editions.get(table)
    return {"series": series_value(table, *edition.series[0][:2])} if edition and edition.series else {}


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def own_edit(request: HttpRequest, organisation: Organisation, code: str) -> HttpResponse:
    """Change an own indicator; a stale form answers 409 with both texts."""
    actor = actor_of(request)
    made = _found(actor, organisation, code)
    form = IndicatorForm(request.POST or None, editions=tables_for(actor, organisation), initial=initial_of(made))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_indicator(
                actor=actor, indicator=made, version=form.cleaned_data["version"] or 0, **form.values()
            )
        except Conflict as conflict:
            return conflict_page(
                request, form, conflict, what=made.name, url=request.path, cancel_url=_url(organisation, made)
            )
        except Forbidden:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"„{made.name}“ ist gespeichert und wird gerade neu berechnet.")
            return HttpResponseRedirect(_url(organisation, made), status=303)
    return _form_page(request, organisation, form, "Eigene Kennzahl ändern", _url(organisation, made))


def _form_page(
    request: HttpRequest, organisation: Organisation, form: IndicatorForm, title: str, cancel_url: str
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "title": title,
        "cancel_url": cancel_url,
        "breadcrumbs": _crumbs(organisation, ("Eigene Zahlen", _list_url(organisation)), (title, None)),
    }
    return render(request, "monitoring/own/form.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
@organisation_view(CHANGE)
def own_delete(request: HttpRequest, organisation: Organisation, code: str) -> HttpResponse:
    """Withdraw an own indicator; the list of acts offers to bring it back."""
    actor = actor_of(request)
    made = _found(actor, organisation, code)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise Http404
    services.delete_indicator(actor=actor, indicator=made, version=int(version))
    messages.success(request, f"„{made.name}“ ist gelöscht. Im Verlauf lässt sich das rückgängig machen.")
    return HttpResponseRedirect(_list_url(organisation), status=303)
