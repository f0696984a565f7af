"""Public pages of comparison. All choices are GET parameters: each has an address of its own, and works without scripts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sozialstrategie.evidence.monitoring import queries as figures
from sozialstrategie.evidence.monitoring.comparing import groups, queries, side
from sozialstrategie.evidence.monitoring.comparing import multiples as courses_of
from sozialstrategie.evidence.monitoring.comparing import profile as profiles
from sozialstrategie.evidence.monitoring.comparing.forms import SideForm, StructureForm
from sozialstrategie.evidence.monitoring.comparing.year_map import is_mapped, year_map
from sozialstrategie.evidence.monitoring.comparison.group import kreise_of
from sozialstrategie.evidence.monitoring.comparison.similar import STRUCTURE, similar_kreise
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.evidence.regions.catalogue import RegionRecord

LAND = "16"
Crumbs = list[tuple[str, str | None]]


def _place(code: str) -> RegionRecord:
    """A Kreis of Thüringen as it stands today; 404 otherwise."""
    record = regions.record(code)
    if record is None or code not in kreise_of(LAND):
        raise Http404
    return record


def _crumbs(place: RegionRecord, *more: tuple[str, str | None]) -> Crumbs:
    return [("Übersicht", "/"), (place.name, reverse("monitoring:situation", args=[place.code])), *more]


def _all_places() -> list[RegionRecord]:
    return sorted((r for key in kreise_of(LAND) if (r := regions.record(key))), key=lambda r: r.sort_name)


@require_safe
@login_not_required
def profile(request: HttpRequest, region: str) -> HttpResponse:
    """Per theme every indicator of a place: value, references, place among the others, course."""
    place = _place(region)
    word, group, note = groups.group_of(place, request.GET.get("gruppe", ""))
    content = profiles.profile_content(figures.current_run_uid(), place.code, group)
    context = {
        "place": place,
        "content": content,
        "group": group,
        "note": note,
        "choices": [(key, label, key == word) for key, label in groups.CHOICES],
        "breadcrumbs": _crumbs(place, ("Profil", None)),
    }
    return render(request, "monitoring/profile.html", context)


@require_safe
@login_not_required
def similar(request: HttpRequest, region: str) -> HttpResponse:
    """The ten Kreise most like one Kreis, why they are, by which indicators; `?land=1`: only those of the same Land."""
    place = _place(region)
    land_only = request.GET.get("land") == "1"
    form = StructureForm(request.GET, codes=STRUCTURE, initial={"land": "1" if land_only else ""})
    context: dict[str, Any] = {
        "place": place,
        "land_only": land_only,
        "form": form,
        "breadcrumbs": _crumbs(place, ("Ähnliche Kreise", None)),
    }
    if not form.is_valid():
        return render(request, "monitoring/similar.html", context, status=422)
    try:
        found = similar_kreise(place.code, codes=form.codes(), land_only=land_only)
    except ValueError as error:
        return render(request, "monitoring/similar.html", {**context, "absent": str(error)})
    context |= {
        "similar": groups.similar_page(place, found),
        "word": groups.SIMILAR_LAND if land_only else groups.SIMILAR,
    }
    return render(request, "monitoring/similar.html", context)


@require_safe
@login_not_required
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four places of one theme side by side; without a choice, the form."""
    places = _all_places()
    # A link from the page of a place names that place alone: nothing is wrong yet, one is still to be chosen.
    begun = request.GET if "ort2" in request.GET else {}
    form = SideForm(begun, places=[(p.code, p.name) for p in places], themes=side.themes(), initial=request.GET.dict())
    context: dict[str, Any] = {"form": form, "breadcrumbs": [("Übersicht", "/"), ("Orte nebeneinander", None)]}
    if not form.is_bound:
        return render(request, "monitoring/compare.html", context)
    if not form.is_valid():
        return render(request, "monitoring/compare.html", context, status=422)
    known = {p.code: p for p in places}
    chosen = [known[key] for key in form.places()]
    context["side"] = side.side_by_side(chosen, form.cleaned_data["thema"] or side.themes()[0])
    return render(request, "monitoring/compare.html", {**context, "chosen": chosen})


@require_safe
@login_not_required
def courses(request: HttpRequest, region: str, code: str) -> HttpResponse:
    """One indicator in all Kreise as small courses on one axis."""
    place = _place(region)
    if code not in catalogue():
        raise Http404
    made = courses_of.multiples(place, code)
    info = figures.info(code)
    context = {"place": place, "info": info, "made": made, "breadcrumbs": _indicator_crumbs(place, code, "Alle Kreise")}
    return render(request, "monitoring/courses.html", context)


@require_safe
@login_not_required
def year_page(request: HttpRequest, region: str, code: str) -> HttpResponse:
    """The map of one indicator in any year; the page of the indicator takes its pictures from here, too."""
    place = _place(region)
    if code not in catalogue() or not is_mapped(figures.info(code)):
        raise Http404
    info = figures.info(code)
    released = queries.default_series(code, [*kreise_of(LAND), LAND, "DG"])
    made = year_map(place, released, info, request.GET)
    faulty = made is not None and made.chosen and not made.form.is_valid()
    context = {
        "place": place,
        "info": info,
        "map": made,
        "form": made.form if made else None,
        "breadcrumbs": _indicator_crumbs(place, code, "Karte"),
    }
    return render(request, "monitoring/year_map.html", context, status=422 if faulty else 200)


def _indicator_crumbs(place: RegionRecord, code: str, last: str) -> Crumbs:
    name = figures.info(code).name
    return _crumbs(place, (name, reverse("monitoring:indicator", args=[place.code, code])), (last, None))
