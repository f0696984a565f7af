"""Public pages of figures: what stands out in a place, one indicator, downloads, the report."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sozialstrategie.evidence.disclosure.gate import log_release
from sozialstrategie.evidence.monitoring import pages, queries
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.core.actor import PUBLIC
from sozialstrategie.kit.documents import registry
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.figures import export
from sozialstrategie.kit.figures.released import IndicatorInfo, Observations, Released

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _place(code: str) -> RegionRecord:
    """A Kreis of Thüringen as it stands today; 404 otherwise."""
    record = regions.record(code)
    if record is None or record.level != "kreis" or record.parent != "16" or record.valid_to is not None:
        raise Http404
    return record


@require_safe
@login_not_required
def indicators(request: HttpRequest) -> HttpResponse:
    """The catalogue: every indicator with definition and how far its figures reach."""
    return render(
        request, "monitoring/indicators.html", {"themes": pages.catalogue_by_theme(), "places": pages.project_places()}
    )


@require_safe
@login_not_required
def situation(request: HttpRequest, region: str) -> HttpResponse:
    """What stands out in a place, and all its figures by theme.

    Drafted sentences are public in the example only; a real instance shows the figures and leaves the sentences to people.
    """
    place = _place(region)
    # A public page is the same for everybody, whoever is logged in.
    with_signals = queries.may_see_drafts(PUBLIC, place.code)
    content = pages.situation_content(queries.current_run_uid(), place.code, with_signals)
    crumbs = [("Übersicht", "/"), (place.name, None)]
    return render(request, "monitoring/situation.html", {"place": place, "content": content, "breadcrumbs": crumbs})


@require_safe
@login_not_required
def indicator(request: HttpRequest, region: str, code: str) -> HttpResponse:
    """One figure: sentence, course, map, table, profile, signs, downloads."""
    place = _place(region)
    if code not in catalogue():
        raise Http404
    page = pages.indicator_page(place, code, choice=request.GET)
    crumbs = [
        ("Übersicht", "/"),
        (place.name, reverse("monitoring:situation", args=[place.code])),
        (page.info.name, None),
    ]
    faulty = page.map is not None and page.map.chosen and not page.map.form.is_valid()
    context = {"place": place, "page": page, "breadcrumbs": crumbs, "form": page.map.form if page.map else None}
    return render(request, "monitoring/indicator.html", context, status=422 if faulty else 200)


@require_safe
@login_not_required
def download(request: HttpRequest, region: str, code: str, ending: str) -> HttpResponse:
    """All series of an indicator for the place, the Land's Kreise, the Land and Germany."""
    place = _place(region)
    if code not in catalogue() or ending not in CONTENT_TYPES:
        raise Http404
    released = queries.series(code, regions=pages.compared(place))
    log_release(released, channel=f"export:{ending}")
    return exported(released, queries.info(code), ending, name=f"{code}-{place.code}")


def exported(released: Released[Observations], info: IndicatorInfo, ending: str, *, name: str) -> HttpResponse:
    """Released figures as a file to keep; `ending` is one of CONTENT_TYPES."""
    if ending == "xlsx":
        data = export.to_xlsx(released, info)
    elif ending == "json":
        data = export.to_json(released).encode()
    else:
        data = ("\ufeff" + export.to_csv(released)).encode()
    response = HttpResponse(data, content_type=CONTENT_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


@require_safe
@login_not_required
def social_report(request: HttpRequest, region: str) -> HttpResponse:
    """The Sozialbericht of a place as accessible PDF: the public one, whoever is logged in."""
    return _public_document("sozialbericht", region)


@require_safe
@login_not_required
def profile(request: HttpRequest, region: str) -> HttpResponse:
    """The profile of a place on two pages: the public one, whoever is logged in."""
    return _public_document("profil", region)


def _public_document(name: str, region: str) -> HttpResponse:
    place = _place(region)
    kind = registry.get(name)
    if kind is None:
        raise Http404
    data = kind.build(PUBLIC, region=place.code, owner=None, format="pdf")
    return document_response(data, f"{name}-{place.code}.pdf")
