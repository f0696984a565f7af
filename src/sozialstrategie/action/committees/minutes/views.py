"""Pages of minutes: the list, one version of one part, the steps from draft to approval, the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.committees import pages
from sozialstrategie.action.committees.enums import MinutesState
from sozialstrategie.action.committees.minutes import queries, services
from sozialstrategie.action.committees.minutes.forms import ApproveForm, CirculateForm, CorrectionForm, ObjectionForm
from sozialstrategie.action.committees.minutes.printing import ENDINGS, build_minutes, state_words
from sozialstrategie.action.committees.models import Minutes
from sozialstrategie.action.committees.queries import ENTER, meeting_for
from sozialstrategie.action.strategy.life.pages import taken
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import FORMS, found, saved, see_other

CHANGE = services.CHANGE
PAGE = 50


def list_url(organisation: Organisation) -> str:
    return reverse("committees:minutes_list", args=[organisation.slug])


def minutes_url(minutes: Minutes) -> str:
    return reverse("committees:minutes", args=[minutes.owner.slug, minutes.uid])


def _at(request: HttpRequest, organisation: Organisation, uid: UUID) -> Minutes:
    return found(queries.minutes_one(actor_of(request), organisation, uid))


@require_safe
@organisation_view(ENTER)
def minutes_list(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All minutes that the actor may see; closed meetings without any for those who write them."""
    actor = actor_of(request)
    may_change = allowed(CHANGE, actor, organisation)
    page = Paginator(queries.minutes_for(actor, organisation), PAGE).get_page(request.GET.get("seite"))
    context = {
        "organisation": organisation,
        "page": page,
        "lines": [(m, minutes_url(m), state_words(m)) for m in page.object_list],
        "waiting": queries.meetings_without(actor, organisation) if may_change else [],
        "may_change": may_change,
        "breadcrumbs": pages.trail(organisation, ("Niederschriften", None)),
    }
    return render(request, "committees/minutes/list.html", context)


@require_POST
@organisation_view(CHANGE)
def minutes_draft(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Write the minutes of a meeting from what was recorded, or write a draft anew."""
    actor = actor_of(request)
    meeting = found(meeting_for(actor, organisation, uid))
    try:
        made = services.draft_minutes(actor=actor, meeting=meeting)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return see_other(list_url(organisation))
    messages.success(request, "Die Niederschrift ist aus den Aufzeichnungen der Sitzung geschrieben.")
    return see_other(minutes_url(made[0]))


@require_safe
@organisation_view(ENTER)
def minutes(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One version of one part, exactly as it is stored."""
    actor, obj = actor_of(request), _at(request, organisation, uid)
    may_change = allowed(CHANGE, actor, obj)
    is_draft = obj.state == MinutesState.DRAFT
    context = {
        "organisation": organisation,
        "minutes": obj,
        "p": obj.payload,
        "items": [_item(item) for item in obj.payload["items"]],
        "start": datetime.fromisoformat(obj.payload["start"]),
        "end": datetime.fromisoformat(obj.payload["end"]) if obj.payload["end"] else None,
        "state": state_words(obj),
        "is_draft": is_draft,
        "is_circulated": obj.state == MinutesState.CIRCULATED,
        "is_approved": obj.state == MinutesState.APPROVED,
        "gaps": services.missing_of(obj) if may_change and is_draft else [],
        "stale": may_change and services.is_stale(obj),
        "others": [(m, minutes_url(m)) for m in queries.minutes_of(actor, obj.meeting) if m.pk != obj.pk],
        "may_change": may_change,
        "may_approve": may_change and queries.approving_meetings(obj).exists(),
        "meeting_url": reverse("committees:meeting", args=[organisation.slug, obj.meeting.uid]),
        "documents": [
            (e.upper(), reverse("committees:minutes_document", args=[organisation.slug, obj.uid, e])) for e in ENDINGS
        ],
        "breadcrumbs": pages.trail(
            organisation, ("Niederschriften", list_url(organisation)), (obj.meeting.title, None)
        ),
    }
    return render(request, "committees/minutes/minutes.html", context)


def _item(item: dict[str, Any]) -> dict[str, Any]:
    """A point as the page shows it: days of tasks as people write them, wordings of decisions to say a motion once."""
    tasks = [(title, unit, f"{date.fromisoformat(due):%d.%m.%Y}" if due else "") for title, unit, due in item["tasks"]]
    return {**item, "tasks": tasks, "said": [text.strip() for _, _, text in item["decisions"]]}


@require_safe
@organisation_view(ENTER)
def minutes_document(request: HttpRequest, organisation: Organisation, uid: UUID, ending: str) -> HttpResponse:
    """Exactly this version as a file."""
    obj = _at(request, organisation, uid)
    if ending not in ENDINGS:
        raise Http404
    part = "nicht-oeffentlich-" if obj.part != "public" else ""
    name = f"niederschrift-{part}{timezone.localdate(obj.meeting.start):%Y-%m-%d}-fassung-{obj.number}.{ending}"
    return document_response(build_minutes(obj, ending), name)


# --- steps ------------------------------------------------------------------------------------------------------------


def _step_page(
    request: HttpRequest,
    organisation: Organisation,
    obj: Minutes,
    form: Any,
    service: Callable[..., Any],
    *,
    done: str,
    **words: str,
) -> HttpResponse:
    """A page with one form that takes one step."""
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "minutes": obj, **form.cleaned_data}
        made, status = taken(form, obj, lambda: service(**arguments))
        if made is not None:
            messages.success(request, done)
            return see_other(minutes_url(made))
    way = (("Niederschriften", list_url(organisation)), (obj.meeting.title, minutes_url(obj)))
    return pages.form_page(
        request,
        organisation,
        form,
        cancel_url=minutes_url(obj),
        way=way,
        status=status if form.is_bound else 0,
        **words,
    )


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def minutes_circulate(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Send the draft round; what is missing is said first."""
    obj = _at(request, organisation, uid)
    gaps = services.missing_of(obj)
    today = {"version": obj.version, "on": timezone.localdate()}
    form = CirculateForm(request.POST or None, gaps=gaps, initial=today)
    lead = "Mitglieder des Gremiums können sie danach hier lesen. " + (
        f"Noch fehlt: {' '.join(gaps)}" if gaps else "Es fehlt nichts."
    )
    return _step_page(
        request, organisation, obj, form, services.circulate, title="Niederschrift versenden", submit="Als versandt eintragen",
        lead=lead, draft=f"versand-{obj.uid}", done="Die Niederschrift ist als versandt eingetragen.",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def minutes_reopen(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Somebody objected: back to draft."""
    obj = _at(request, organisation, uid)
    form = ObjectionForm(request.POST or None, initial={"version": obj.version})
    return _step_page(
        request, organisation, obj, form, services.reopen, title="Einwand: zurück in Arbeit", submit="Zurücknehmen",
        lead="Danach lässt sich die Sitzung ergänzen und die Niederschrift neu schreiben.", draft=f"einwand-{obj.uid}",
        done="Die Niederschrift ist wieder in Arbeit.",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def minutes_approve(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A later meeting approves; the version is frozen."""
    obj = _at(request, organisation, uid)
    form = ApproveForm(request.POST or None, minutes=obj, initial={"version": obj.version})
    return _step_page(
        request, organisation, obj, form, services.approve, title="Genehmigung eintragen", submit="Genehmigt, festhalten",
        lead="Danach ändert sich diese Fassung nie mehr. Eine Berichtigung wird eine neue Fassung.", draft=f"genehmigung-{obj.uid}",
        done="Genehmigt. Die Fassung ist mit Prüfsumme festgehalten.",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def minutes_correct(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Begin the next version of approved minutes."""
    obj = _at(request, organisation, uid)
    if obj.state != MinutesState.APPROVED:
        raise Http404
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "minutes": obj, **form.cleaned_data}
        made = saved(form, lambda: services.correct(**arguments))
        if made is not None:
            messages.success(request, f"Fassung {made.number} ist begonnen. Ergänzen Sie jetzt die Sitzung.")
            return see_other(minutes_url(made))
    way = (("Niederschriften", list_url(organisation)), (obj.meeting.title, minutes_url(obj)))
    return pages.form_page(
        request, organisation, form, title="Niederschrift berichtigen", submit="Berichtigung beginnen", cancel_url=minutes_url(obj),
        lead="Die genehmigte Fassung bleibt stehen, wie sie ist. Die neue braucht wieder eine Genehmigung.", way=way,
        draft=f"berichtigung-{obj.uid}",
    )  # fmt: skip
