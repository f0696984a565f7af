"""What an organisation has released for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.models import StrategyVersion
from sozialstrategie.kit.accounts.queries import organisation_by_slug
from sozialstrategie.kit.core.actor import PUBLIC
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents import registry
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.portal.publishing.outline import outline


def _released(slug: str) -> tuple[Organisation, StrategyVersion]:
    """The organisation and its newest released strategy version; without one the organisation does not show here."""
    organisation = organisation_by_slug(slug, kind="local_authority")
    if organisation is None:
        raise Http404
    version = queries.released_version(organisation)
    if version is None:
        raise Http404
    return organisation, version


@require_safe
@login_not_required
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The released strategy, read from its frozen version."""
    found, version = _released(slug)
    content = version.payload["content"]
    return render(
        request,
        "publishing/organisation.html",
        {"owner": found, "version": version, "strategy": content["strategy"], "fields": outline(content)},
    )


@require_safe
@login_not_required
def strategy_document(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The released strategy as pdf or docx."""
    kind = registry.get("strategie")
    if kind is None or ending not in kind.formats:
        raise Http404
    found, _ = _released(slug)
    with owner_scope(found):
        data = kind.build(PUBLIC, region=None, owner=found.slug, format=ending)
    return document_response(data, f"strategie-{found.slug}.{ending}")
