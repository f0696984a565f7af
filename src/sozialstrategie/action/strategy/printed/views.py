"""The page of all documents of a strategy, and their download from the working copy or from one frozen version."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.models import StrategyVersion
from sozialstrategie.action.strategy.printed.all import PRINTED, printed_named
from sozialstrategie.action.strategy.printed.easy import queries as easy
from sozialstrategie.action.strategy.printed.sheets import copy_of
from sozialstrategie.action.strategy.queries.life import adopted_version
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import crumbs, found, see_other

CHANGE = "strategy.change"
VERSION = "fassung"  # ?fassung=<uid> prints a frozen version instead of the working copy


@require_safe
@organisation_view(VIEW)
def printed(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What can be printed: from the working copy, and from the versions that were adopted or released."""
    actor, slug = actor_of(request), organisation.slug
    strategy = queries.current_strategy_for(actor, organisation)
    copies = _copies(organisation, strategy)
    rows = [
        {
            "title": "Sozialstrategie",
            "lead": "Das ganze Dokument mit Zahlen, Zielen, Maßnahmen und Anhängen.",
            "files": [(words, _whole(slug, version)) for words, version in copies],
        }
    ]
    for kind in PRINTED:
        addresses = [
            (words, [(e.upper(), _address(slug, kind.name, e, version)) for e in kind.formats])
            for words, version in copies
        ]
        rows.append({"title": kind.title, "lead": kind.lead, "files": addresses})
    context = {
        "organisation": organisation,
        "strategy": strategy,
        "copies": [words for words, _ in copies],
        "rows": rows,
        "easy": [
            {
                "edition": edition,
                "label": easy.label_of(edition),
                "url": reverse("strategy:easy", args=[slug, edition.uid]),
            }
            for edition in easy.editions_for(actor, organisation)
        ],
        "may_change": allowed(CHANGE, actor, organisation),
        "may_begin": easy.versions_without(actor, organisation).exists(),
        "breadcrumbs": crumbs(
            organisation, ("Strategie", reverse("strategy:strategy", args=[slug])), ("Dokumente", None)
        ),
    }
    return render(request, "strategy/printed/documents.html", context)


def _copies(organisation: Organisation, strategy: object) -> list[tuple[str, StrategyVersion | None]]:
    if strategy is None:
        return []
    copies: list[tuple[str, StrategyVersion | None]] = [("Arbeitsstand", None)]
    adopted = adopted_version(strategy)  # type: ignore[arg-type]
    released = queries.released_version(organisation)
    if adopted is not None:
        copies.append((f"Beschlossen: Fassung {adopted.number}", adopted))
    if released is not None and released != adopted:
        copies.append((f"Freigegeben: Fassung {released.number}", released))
    return copies


def _whole(slug: str, version: StrategyVersion | None) -> list[tuple[str, str]]:
    if version is None:
        return [(e.upper(), reverse("strategy:document", args=[slug, e])) for e in ("pdf", "docx")]
    return [(e.upper(), reverse("strategy:version_document", args=[slug, version.uid, e])) for e in ("pdf", "docx")]


def _address(slug: str, name: str, ending: str, version: StrategyVersion | None) -> str:
    address = reverse("strategy:printed_document", args=[slug, name, ending])
    return f"{address}?{VERSION}={version.uid}" if version is not None else address


@require_safe
@organisation_view(VIEW)
def printed_document(request: HttpRequest, organisation: Organisation, printed: str, ending: str) -> HttpResponse:
    """One document; members get the working copy, or with `?fassung=` the frozen version that they name."""
    kind, actor = printed_named(printed), actor_of(request)
    if kind is None or ending not in kind.formats:
        raise Http404
    version = None
    if wanted := request.GET.get(VERSION):
        version = found(queries.version_for(actor, organisation, _uid(wanted)))
    try:
        if version is not None:
            data = kind.draw(actor, copy_of(version.payload, version), ending)
        else:
            data = kind.build(actor, region=None, owner=organisation.slug, format=ending)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return see_other(reverse("strategy:printed", args=[organisation.slug]))
    state = f"-fassung-{version.number}" if version is not None else "-arbeitsstand"
    return document_response(data, f"{kind.name}-{organisation.slug}{state}.{ending}")


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
