"""What an organisation has released for everybody. Every document is drawn from a frozen version, never from the working copy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.enums import NoteKind
from sozialstrategie.action.strategy.life.documents import build_version
from sozialstrategie.action.strategy.models import StrategyVersion
from sozialstrategie.action.strategy.printed.all import PRINTED, printed_named
from sozialstrategie.action.strategy.printed.easy.documents import FORMATS as EASY_FORMATS
from sozialstrategie.action.strategy.printed.easy.documents import build_words, file_name, released_words
from sozialstrategie.action.strategy.printed.easy.queries import released_edition
from sozialstrategie.action.strategy.printed.sheets import copy_of
from sozialstrategie.action.strategy.queries import life
from sozialstrategie.kit.accounts.queries import organisation_by_slug
from sozialstrategie.kit.core.actor import PUBLIC
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import see_other
from sozialstrategie.portal.publishing.outline import outline

WHOLE, WHOLE_FORMATS = "strategie", ("pdf", "docx")


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
        {
            "owner": found,
            "version": version,
            "standing": _standing(version),
            "strategy": content["strategy"],
            "fields": outline(content),
            "documents": _documents(found),
            "easy": _easy(found, version),
            "parts": [_part(found, part) for part in queries.released_parts(version)],
        },
    )


def _standing(version: StrategyVersion) -> dict[str, Any]:
    """By which decision a version stands, its checksum now, and what was said beside it; words of an erasure stay inside."""
    with owner_scope(version.owner):
        notes, decision = life.notes_on(version), life.decision_about(version)
    return {
        "decision": decision,
        "checksum": life.checksum_of(version, notes),
        "notes": [(n.get_kind_display(), n.on, n.text if n.kind == NoteKind.ERRATUM else "") for n in notes],
    }


def _documents(owner: Organisation) -> list[dict[str, Any]]:
    """What else is drawn from the released version."""
    return [
        {
            "title": kind.title,
            "files": [
                (ending.upper(), reverse("publishing:printed_document", args=[owner.slug, kind.name, ending]))
                for ending in kind.formats
            ],
        }
        for kind in PRINTED
    ]


def _easy(owner: Organisation, version: StrategyVersion) -> dict[str, Any] | None:
    """The text in easy words, called what it has earned, and about which version it is."""
    edition = released_edition(owner, version.strategy)
    if edition is None:
        return None
    files = [(e.upper(), reverse("publishing:easy_document", args=[owner.slug, e])) for e in EASY_FORMATS]
    return {"label": released_words(edition).label.words, "number": edition.version_of.number, "files": files}


def _part(owner: Organisation, version: StrategyVersion) -> dict[str, Any]:
    uid = version.strategy.uid
    return {
        "strategy": version.payload["content"]["strategy"],
        "version": version,
        "standing": _standing(version),
        "files": [
            (ending.upper(), reverse("publishing:part_document", args=[owner.slug, uid, WHOLE, ending]))
            for ending in WHOLE_FORMATS
        ],
    }


@require_safe
@login_not_required
def strategy_document(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The released strategy as pdf or docx."""
    found, version = _released(slug)
    return _drawn(request, found, version, WHOLE, ending, f"strategie-{found.slug}")


@require_safe
@login_not_required
def printed_document(request: HttpRequest, slug: str, printed: str, ending: str) -> HttpResponse:
    """Short version, poster or measure table of the released strategy."""
    if printed == WHOLE:
        raise Http404  # has an address of its own
    found, version = _released(slug)
    return _drawn(request, found, version, printed, ending, f"{printed}-{found.slug}")


@require_safe
@login_not_required
def part_document(request: HttpRequest, slug: str, uid: UUID, printed: str, ending: str) -> HttpResponse:
    """A document of a released Teilplan of the released strategy."""
    found, version = _released(slug)
    part = next((p for p in queries.released_parts(version) if p.strategy.uid == uid), None)
    if part is None:
        raise Http404
    return _drawn(request, found, part, printed, ending, f"{printed}-{found.slug}-teilplan-{part.strategy_id}")


def _drawn(
    request: HttpRequest, owner: Organisation, version: StrategyVersion, printed: str, ending: str, name: str
) -> HttpResponse:
    kind = printed_named(printed)
    if ending not in (WHOLE_FORMATS if printed == WHOLE else kind.formats if kind else ()):
        raise Http404
    try:
        with owner_scope(owner):
            if kind is None:
                data = build_version(PUBLIC, version, ending)
            else:
                data = kind.draw(PUBLIC, copy_of(version.payload, version), ending)
    except Refused as refusal:  # a poster that cannot hold its fields
        messages.error(request, str(refusal))
        return see_other(reverse("publishing:organisation", args=[owner.slug]))
    return document_response(data, f"{name}.{ending}")


@require_safe
@login_not_required
def easy_document(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The released text in easy words about the released strategy."""
    found, version = _released(slug)
    edition = released_edition(found, version.strategy)
    if edition is None or ending not in EASY_FORMATS:
        raise Http404
    words = released_words(edition)
    with owner_scope(found):
        return document_response(build_words(edition, words, ending), file_name(edition, words, ending))
