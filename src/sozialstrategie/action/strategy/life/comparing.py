"""Two states of a strategy beside each other, as a page and as a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.enums import PUBLIC_KINDS
from sozialstrategie.action.strategy.life import documents
from sozialstrategie.action.strategy.life.pages import home_url
from sozialstrategie.action.strategy.models import Strategy, StrategyVersion
from sozialstrategie.action.strategy.queries.difference import in_words
from sozialstrategie.action.strategy.queries.life import adopted_version
from sozialstrategie.action.strategy.views.records import VIEW
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import crumbs, found

WORKING = "arbeitsstand"


@dataclass(frozen=True)
class State:
    """One of the two sides."""

    key: str
    words: str
    content: dict[str, Any]
    as_of: date
    is_public: bool


@dataclass(frozen=True)
class Sides:
    """What a page compares, and what it could compare. The sides are None where nothing is frozen yet."""

    strategy: Strategy
    first: State | None
    second: State | None
    choices: list[tuple[str, str]]

    @property
    def mixed(self) -> bool:
        """One side holds internal things that the other leaves out for its readers."""
        return self.first is not None and self.second is not None and self.first.is_public != self.second.is_public


def _words(version: StrategyVersion) -> str:
    return f"Fassung {version.number} ({version.get_state_display()}, {version.frozen_at:%d.%m.%Y})"


def _sides(request: HttpRequest, organisation: Organisation) -> Sides | None:
    actor = actor_of(request)
    left, right = request.GET.get("von", ""), request.GET.get("bis", "") or WORKING
    chosen = [_version(request, organisation, key) for key in (left, right)]
    strategy = next((v.strategy for v in chosen if v is not None), None) or queries.current_strategy_for(
        actor, organisation
    )
    if strategy is None:
        return None
    if chosen[0] is None and left != WORKING:
        chosen[0] = adopted_version(strategy) or queries.versions_for(actor, organisation, strategy).first()
    versions = list(queries.versions_for(actor, organisation, strategy))
    choices = [(str(v.uid), _words(v)) for v in versions] + [(WORKING, "Arbeitsstand von heute")]
    if chosen[0] is None and left != WORKING:
        return Sides(strategy, None, None, choices)
    public = all(v is None or v.state in PUBLIC_KINDS for v in chosen)
    first, second = (_state(v, strategy, public) for v in chosen)
    return Sides(strategy, first, second, choices)


def _version(request: HttpRequest, organisation: Organisation, key: str) -> StrategyVersion | None:
    if key in ("", WORKING):
        return None
    try:
        uid = UUID(key)
    except ValueError:
        raise Http404 from None
    return found(queries.version_for(actor_of(request), organisation, uid))


def _state(version: StrategyVersion | None, strategy: Strategy, public: bool) -> State:
    if version is None:
        content = queries.content_of(strategy, public_only=public)
        return State(WORKING, "Arbeitsstand von heute", content, timezone.localdate(), public)
    payload = version.payload
    return State(
        str(version.uid), _words(version), payload["content"], date.fromisoformat(payload["as_of"]), version.state in PUBLIC_KINDS,
    )  # fmt: skip


@require_safe
@organisation_view(VIEW)
def comparison(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What is new, gone, moved and changed between two versions, or a version and the working copy."""
    sides = _sides(request, organisation)
    context: dict[str, Any] = {
        "organisation": organisation,
        "sides": sides,
        "breadcrumbs": crumbs(organisation, ("Strategie", home_url(organisation)), ("Vergleich", None)),
    }
    if sides is not None and sides.first is not None and sides.second is not None:
        chosen = urlencode({"von": sides.first.key, "bis": sides.second.key})
        context |= {
            "comparison": in_words(sides.first.content, sides.second.content),
            "documents": [
                (
                    ending.upper(),
                    reverse("strategy:comparison_document", args=[organisation.slug, ending]) + f"?{chosen}",
                )
                for ending in ("pdf", "docx")
            ],
        }
    return render(request, "strategy/life/comparison.html", context)


@require_safe
@organisation_view(VIEW)
def comparison_document(request: HttpRequest, organisation: Organisation, ending: str) -> HttpResponse:
    """The same as a document."""
    sides = _sides(request, organisation)
    if sides is None or sides.first is None or sides.second is None or ending not in ("pdf", "docx"):
        raise Http404
    document = documents.comparison_document(
        organisation, sides.strategy.title, sides.first.words, sides.second.words,
        in_words(sides.first.content, sides.second.content), max(sides.first.as_of, sides.second.as_of),
    )  # fmt: skip
    data = documents.build_comparison(document, ending)
    return document_response(data, f"vergleich-{organisation.slug}.{ending}")
