"""The page of one taking over: what it brought, entering it as adopted, its original, taking it back."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from sozialstrategie.action.strategy.enums import StrategyStage
from sozialstrategie.action.strategy.models import PlanImport
from sozialstrategie.action.strategy.plan_import import queries
from sozialstrategie.action.strategy.plan_import.addresses import plan_crumbs, url
from sozialstrategie.action.strategy.plan_import.forms import (
    AdoptedForm,
    OriginalForm,
)
from sozialstrategie.action.strategy.plan_import.queries import CHANGE, VIEW
from sozialstrategie.action.strategy.plan_import.services import File, attach_original
from sozialstrategie.action.strategy.plan_import.undoing import take_back_import
from sozialstrategie.action.strategy.services import life
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.files import read_file
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import attempted, found, see_other, status_of

DECIDE = "strategy.record_decision"


@require_safe
@organisation_view(VIEW)
def one(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """What a taking over brought, its files, and what comes next."""
    obj = found(queries.import_for(actor_of(request), organisation, uid))
    return _one_page(request, organisation, obj, AdoptedForm(), OriginalForm())


def _one_page(
    request: HttpRequest, organisation: Organisation, obj: PlanImport, adopted: AdoptedForm, original: OriginalForm
) -> HttpResponse:
    actor, counts = actor_of(request), obj.counts
    may_change = allowed(CHANGE, actor, organisation)
    stands = obj.deleted_at is None
    context = {
        "organisation": organisation,
        "obj": obj,
        "strategy": obj.strategy,
        "counts": [
            ("Handlungsfelder neu", counts.get("new_fields", 0), ""),
            ("Ziele neu", counts.get("new_goals", 0), ""),
            ("Maßnahmen neu", counts.get("new_measures", 0), ""),
            ("geändert", counts.get("changed", 0), ""),
            ("unverändert", counts.get("unchanged", 0), ""),
        ],
        "stands": stands,
        "may_change": may_change,
        "undo_url": url("plan_take_back", organisation, obj.uid) if may_change and stands else "",
        "may_decide": stands
        and obj.strategy.stage == StrategyStage.DRAFT
        and obj.strategy.deleted_at is None
        and allowed(DECIDE, actor, organisation),
        "adopted": adopted,
        "original": original,
        "adopted_url": url("plan_adopted", organisation, obj.uid),
        "original_url": url("plan_original", organisation, obj.uid),
        "breadcrumbs": plan_crumbs(organisation, (str(obj), None)),
    }
    status = max(status_of(adopted), status_of(original))
    return render(request, "strategy/plan_import/one.html", context, status=status)


@require_POST
@organisation_view(DECIDE)
def adopted(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Enter the strategy as adopted on that day, with that number: its state is frozen."""
    actor = actor_of(request)
    obj = found(queries.import_for(actor, organisation, uid))
    form = AdoptedForm(request.POST)
    if not form.is_valid():
        return _one_page(request, organisation, obj, form, OriginalForm())
    attempted(
        request,
        lambda: life.enter_adopted(
            actor=actor, strategy=obj.strategy, version=obj.strategy.version, on=obj.adopted_on, number=obj.paper_number,
            body=obj.adopted_by,
        ),
        "Die Strategie ist als beschlossen eingetragen und in dieser Fassung festgehalten.",
    )  # fmt: skip
    return see_other(url("plan_one", organisation, obj.uid))


@require_POST
@organisation_view(CHANGE)
def original(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Put the document of the decision beside a taking over that came without it."""
    actor = actor_of(request)
    obj = found(queries.import_for(actor, organisation, uid))
    form = OriginalForm(request.POST, request.FILES)
    if not form.is_valid():
        return _one_page(request, organisation, obj, AdoptedForm(), form)
    sent = form.cleaned_data["original"]
    file = File(sent.name, sent.read())
    attempted(
        request,
        lambda: attach_original(actor=actor, plan_import=obj, original=file),
        "Das Original liegt jetzt dabei.",
    )
    return see_other(url("plan_one", organisation, obj.uid))


@require_POST
@organisation_view(CHANGE)
def take_back(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Undo the whole taking over, as long as nothing rests on it."""
    actor = actor_of(request)
    obj = found(queries.import_for(actor, organisation, uid))
    attempted(request, lambda: take_back_import(actor=actor, plan_import=obj), "Die Übernahme ist zurückgenommen.")
    return see_other(url("plan_one", organisation, obj.uid))


@require_safe
@organisation_view(CHANGE)
def file(request: HttpRequest, organisation: Organisation, uid: UUID, ending: str) -> HttpResponse:
    """The file as it came (`tabelle`), or the document of the decision (`original`); for those who work on the strategy."""
    obj = found(queries.import_for(actor_of(request), organisation, uid))
    kinds = {"tabelle": (obj.file_sha, obj.file_name), "original": (obj.original_sha, obj.original_name)}
    sha, name = kinds.get(ending, ("", ""))
    data = read_file(sha) if sha else None
    if data is None:
        raise Http404
    kind = "application/pdf" if ending == "original" else "application/octet-stream"
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = _attachment(name)
    return response


def _attachment(name: str) -> str:

    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
