"""Pages of the register that read: the list, the overview with its gaps, one entry, the files to take along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sozialstrategie.evidence.monitoring.offers import overview, queries, workbook
from sozialstrategie.evidence.monitoring.offers.columns import themes
from sozialstrategie.evidence.monitoring.offers.pictures import place_map
from sozialstrategie.evidence.monitoring.offers.places import land_of, place_name
from sozialstrategie.evidence.monitoring.offers.queries import CHANGE, VIEW, ShownOffer
from sozialstrategie.evidence.monitoring.offers.words import LifePhase, TargetGroup
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.figures.format import german_date, number
from sozialstrategie.kit.ui.pictures import picture

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Crumb = tuple[str, str | None]


def list_url(organisation: Organisation, **filters: str) -> str:
    """The list, narrowed by the names of its form."""
    url = reverse("monitoring_staff:offers", args=[organisation.slug])
    chosen = {name: value for name, value in filters.items() if value}
    return f"{url}?{urlencode(chosen)}" if chosen else url


def crumbs(organisation: Organisation, *more: Crumb) -> list[Crumb]:
    """The way to a page of the register."""
    own: Crumb = ("Bestand", list_url(organisation) if more else None)
    return [(organisation.name, f"/k/{organisation.slug}/"), own, *more]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed by; a word that no list knows is passed over."""

    life_phase: str = ""
    target_group: str = ""
    theme: str = ""
    gemeinde: str = ""
    on: date | None = None
    incomplete: bool = False

    @classmethod
    def of(cls, request: HttpRequest, organisation: Organisation) -> Filters:
        typed = request.GET
        codes = {p.code for p in land_of(organisation).places}
        return cls(
            life_phase=_known(typed.get("lebensphase", ""), LifePhase.values),
            target_group=_known(typed.get("zielgruppe", ""), TargetGroup.values),
            theme=_known(typed.get("thema", ""), themes()),
            gemeinde=_known(typed.get("gemeinde", ""), codes),
            on=day_of(typed.get("am", "")),
            incomplete=typed.get("luecken", "") == "1",
        )

    def arguments(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def any(self) -> bool:
        return any(self.arguments().values())


def _known(word: str, words: Any) -> str:
    return word if word in words else ""


def day_of(text: str) -> date | None:
    """A day as a date field sends it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_safe
@organisation_view(VIEW)
def offers(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All entries, narrowed by the form above them."""
    actor = actor_of(request)
    filters = Filters.of(request, organisation)
    rows = queries.offers_for(actor, organisation, **filters.arguments())
    may_change = allowed(CHANGE, actor, organisation)
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "monitoring/offers/offers.html",
        {
            "organisation": organisation,
            "page": page,
            "lines": [_line(organisation, o) for o in page.object_list],
            "count": len(rows),
            "counted": counted_words(rows),
            "filters": filters,
            "life_phases": LifePhase.choices,
            "target_groups": TargetGroup.choices,
            "themes": themes(),
            "places": land_of(organisation).places,
            "may_change": may_change,
            "deleted": queries.deleted_for(actor, organisation) if may_change else [],
            "breadcrumbs": crumbs(organisation),
        },
    )


def counted_words(rows: list[ShownOffer]) -> str:
    """ "15 Einträge, davon 6 Einrichtungen; 214 Plätze bekannt, bei 4 Einträgen unbekannt"."""
    facilities = sum(o.kind == "facility" for o in rows)
    known, unknown = queries.places_sum(rows)
    entries = f"{len(rows)} {'Eintrag' if len(rows) == 1 else 'Einträge'}"
    houses = f", davon {facilities} {'Einrichtung' if facilities == 1 else 'Einrichtungen'}" if facilities else ""
    if not rows:
        return entries
    if unknown == len(rows):
        return f"{entries}{houses}; Plätze unbekannt"
    rest = f", bei {unknown} {'Eintrag' if unknown == 1 else 'Einträgen'} unbekannt" if unknown else ""
    return f"{entries}{houses}; {number(known, 0)} {'Platz' if known == 1 else 'Plätze'} bekannt{rest}"


def _line(organisation: Organisation, offer: ShownOffer) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "o": offer,
        "url": reverse("monitoring_staff:offer", args=[organisation.slug, offer.uid]),
        "places": "unbekannt" if offer.places is None else number(offer.places, 0),
        "period": period_words(offer, today),
        "missing": ", ".join(offer.missing(today)),
    }


def period_words(offer: ShownOffer, today: date) -> str:
    """ "seit 1.1.2020", "bis 31.12.2026", "ab 1.3.2027"; "" without both days."""
    start, end = offer.valid_from, offer.valid_to
    if start and end:
        return f"{german_date(start)} bis {german_date(end)}"
    if start:
        return f"{'seit' if start <= today else 'ab'} {german_date(start)}"
    return f"bis {german_date(end)}" if end else ""


@require_safe
@organisation_view(VIEW)
def offer(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One entry as the asker may see it."""
    actor = actor_of(request)
    found = queries.offer_for(actor, organisation, uid)
    if found is None:
        raise Http404
    today = timezone.localdate()
    slug = organisation.slug
    return render(
        request,
        "monitoring/offers/offer.html",
        {
            "organisation": organisation,
            "o": found,
            "facts": [(label, text) for label, text in _facts(found, today) if text],
            "missing": found.missing(today),
            "valid_today": found.valid_on(today),
            "may_change": allowed(CHANGE, actor, organisation),
            "edit_url": reverse("monitoring_staff:offer_edit", args=[slug, uid]),
            "delete_url": reverse("monitoring_staff:offer_delete", args=[slug, uid]),
            "breadcrumbs": crumbs(organisation, (f"Nummer {found.number}", None)),
        },
    )


def _facts(o: ShownOffer, today: date) -> list[tuple[str, str]]:
    point = (
        f"{number(o.latitude, 5)}; {number(o.longitude, 5)}"
        if o.latitude is not None and o.longitude is not None
        else ""
    )
    return [
        ("Träger", o.provider),
        ("Für wen", o.target_words),
        ("Lebensphasen", o.phase_words),
        ("Themenfeld", o.theme),
        ("Ort", o.place_words),
        ("Anschrift", o.address),
        ("Koordinaten", point),
        ("Plätze", "unbekannt" if o.places is None else number(o.places, 0)),
        ("Zugang", "; ".join(part for part in (o.access_words, o.access_note) if part)),
        ("Gültigkeit", period_words(o, today) or "ohne Ende eingetragen"),
        ("Kontakt", o.contact),
        ("Finanzierung", o.funding),
        ("Notiz", o.note),
        ("Quelle", f"{o.source}, Stand {german_date(o.as_of)}"),
    ]


@require_safe
@organisation_view(VIEW)
def offers_overview(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What there is for whom and where, and what is empty, in words."""
    actor = actor_of(request)
    day = day_of(request.GET.get("am", "")) or timezone.localdate()
    by = _known(request.GET.get("nach", ""), (overview.BY_THEME,)) or overview.BY_PHASE
    rows = queries.offers_for(actor, organisation, on=day)
    found = overview.matrix(rows, by=by, themes=themes())
    land, located = land_of(organisation), overview.located(rows)
    names = {code: place_name(organisation, code) for code in located.by_place}
    place_rows = [
        (name, list_url(organisation, gemeinde=code, am=day.isoformat()) if code and n else "", n)
        for code, name, n in overview.place_rows(located, land, names)
    ]
    title = f"Angebote und Einrichtungen je Gemeinde, {german_date(day)}"
    drawn = place_map(land, located.by_place, title=title)
    return render(
        request,
        "monitoring/offers/overview.html",
        {
            "organisation": organisation,
            "day": day,
            "by": by,
            "counted": counted_words(rows),
            "has_entries": bool(rows),
            "columns": [label for _, label in found.columns],
            "rows": [_matrix_row(organisation, row, by, day) for row in found.rows],
            "gaps": overview.gap_sentences(found) if rows else [],
            "map_wide": drawn and picture(drawn),
            "map_narrow": drawn and picture(place_map(land, located.by_place, title=title, names=False)),
            "map_title": title,
            "map_label": land.label,
            "place_rows": place_rows,
            "protected": located.protected,
            "breadcrumbs": crumbs(organisation, ("Übersicht und Lücken", None)),
        },
    )


def _matrix_row(organisation: Organisation, row: overview.Row, by: str, day: date) -> dict[str, Any]:
    column = "thema" if by == overview.BY_THEME else "lebensphase"
    shared = {"zielgruppe": row.key, "am": day.isoformat()}
    cells = [(c, list_url(organisation, **shared, **{column: c.column}) if c.offers else "") for c in row.cells]
    url = list_url(organisation, **shared) if row.offers else ""
    return {"label": row.label, "cells": cells, "offers": row.offers, "url": url}


# --- files ---------------------------------------------------------------------------------------------------------


@require_safe
@organisation_view(VIEW)
def offers_export(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The register as a workbook. Protected places stay out of it, unless somebody who may edit asks with `?orte=alle`."""
    actor, today = actor_of(request), timezone.localdate()
    rows = queries.offers_for(actor, organisation)
    if request.GET.get("orte") == "alle":
        demand(CHANGE, actor, organisation)
    else:
        rows = [queries.without_protected_place(o) for o in rows]
    return _file(
        workbook.register_workbook(rows, organisation, today=today), f"bestand-{organisation.slug}-{today}.xlsx"
    )


@require_safe
@organisation_view(VIEW)
def offers_public(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What may be handed to everybody: valid today, protected entries with the Kreis only."""
    today = timezone.localdate()
    rows = queries.released_offers(actor_of(request), organisation, on=today)
    data = workbook.public_workbook(rows, organisation, today=today)
    return _file(data, f"angebote-{organisation.slug}-{today}.xlsx")


@require_safe
@organisation_view(CHANGE)
def offers_template(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """An empty workbook with the columns and what belongs in them."""
    return _file(workbook.template_workbook(organisation), "bestand-vorlage.xlsx")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
