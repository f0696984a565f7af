"""What the views of data requests share: addresses, crumbs, faults of the readers at their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.readers.types import Problem
from sozialstrategie.evidence.monitoring.requests.refusals import Invalid
from sozialstrategie.evidence.monitoring.requests.table import Shape, key_at, sentence
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation

T = TypeVar("T")
Crumb = tuple[str, str | None]
FORMS = ["GET", "HEAD", "POST"]
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


def see_other(url: str) -> HttpResponseRedirect:
    """After a POST: 303, so that a reload sends nothing again."""
    return HttpResponseRedirect(url, status=303)


def found(obj: T | None) -> T:
    """The object, or the one 404 for all that is missing."""
    if obj is None:
        raise Http404
    return obj


def saved(form: forms.BaseForm, save: Callable[[], T]) -> T | None:
    """Call a service; what it refuses becomes an error of the form. None = refused."""
    try:
        return save()
    except (Conflict, Forbidden):
        raise
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            for text in sentences:
                form.add_error(name if name in form.fields else None, text)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


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
