"""The implementation report as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sozialstrategie.action.strategy.progress.pages import home_url
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents import registry
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import see_other


@require_safe
@organisation_view(VIEW)
def implementation_report(request: HttpRequest, organisation: Organisation, ending: str) -> HttpResponse:
    """The report as pdf or docx."""
    kind = registry.get("umsetzungsbericht")
    if kind is None or ending not in kind.formats:
        raise Http404
    try:
        data = kind.build(actor_of(request), region=None, owner=organisation.slug, format=ending)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return see_other(home_url(organisation))
    return document_response(data, f"umsetzungsbericht-{organisation.slug}.{ending}")
