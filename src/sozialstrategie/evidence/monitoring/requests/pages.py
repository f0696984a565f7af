"""What the views of data requests share: addresses, crumbs, faults of the readers at their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.http import HttpResponse
from django.urls import reverse

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.readers.types import Problem
from sozialstrategie.evidence.monitoring.requests.table import Shape, key_at, sentence
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import Crumb

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_url(organisation: Organisation) -> str:
    """The list of all requests."""
    return reverse("monitoring_staff:requests", args=[organisation.slug])


def url_of(request: DataRequest) -> str:
    """The page of one request, for its organisation."""
    return reverse("monitoring_staff:request", args=[request.owner.slug, request.uid])


def crumbs(organisation: Organisation, *more: Crumb) -> list[Crumb]:
    """The way to a page of the requests."""
    own = reverse("monitoring_staff:own_list", args=[organisation.slug])
    return [(organisation.name, f"/k/{organisation.slug}/"), ("Eigene Zahlen", own), *more]


def faults_at(shape: Shape, problems: Iterable[Problem]) -> dict[tuple[str, int] | None, list[str]]:
    """What the readers say about `table.csv_bytes`, by the cell that a person sees; None: the table as a whole."""
    found_at: dict[tuple[str, int] | None, list[str]] = defaultdict(list)
    for problem in problems:
        found_at[key_at(shape, problem.row, problem.column)].append(sentence(problem))
    return found_at


def file_response(data: bytes, name: str) -> HttpResponse:
    """A workbook to keep."""
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
