"""Pages of the sequence of a paper: a body added, moved, taken out; the result of a step; what OParl says about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from sozialstrategie.action.committees import pages
from sozialstrategie.action.committees.models import Consultation
from sozialstrategie.action.committees.papers import queries, results, services
from sozialstrategie.action.committees.papers.forms import ResultForm, StepForm
from sozialstrategie.action.committees.papers.services import CHANGE
from sozialstrategie.action.committees.papers.views import act_and_return, paper_at, paper_url, trail_of
from sozialstrategie.action.committees.queries import committees_for
from sozialstrategie.action.strategy.life.pages import taken
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import FORMS, found, saved, see_other

PROPOSED = "uebernehmen"  # sent with what OParl said


def step_at(request: HttpRequest, organisation: Organisation, uid: UUID) -> Consultation:
    return found(queries.step_for(actor_of(request), organisation, uid))


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def step_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Put a body into the sequence."""
    actor, paper = actor_of(request), paper_at(request, organisation, uid)
    lists: dict[str, Any] = {
        "committees": committees_for(actor, organisation),
        "items": queries.choosable_items(actor, organisation),
    }
    form = StepForm(request.POST or None, **lists)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "paper": paper, **form.values()}
        made = saved(form, lambda: services.add_step(**arguments))
        if made is not None:
            messages.success(request, f"{made.committee} steht in der Beratungsfolge.")
            return see_other(paper_url(paper) + "#folge")
    return pages.form_page(
        request, organisation, form, title="Gremium in die Beratungsfolge", submit="Aufnehmen", cancel_url=paper_url(paper),
        draft=f"beratung-neu-{paper.uid}", way=trail_of(organisation, paper),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def step_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a step that is still open."""
    actor, step = actor_of(request), step_at(request, organisation, uid)
    lists: dict[str, Any] = {
        "committees": committees_for(actor, organisation),
        "items": queries.choosable_items(actor, organisation),
    }
    form = StepForm(request.POST or None, obj=step, **lists)
    url = paper_url(step.paper)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "step": step, **form.values()}
        done = pages.save_or_conflict(
            request, form, lambda: services.edit_step(**arguments), what="Die Beratung", cancel_url=url
        )
        if isinstance(done, HttpResponse):
            return done
        if done is not None:
            messages.success(request, "Die Beratung ist gespeichert.")
            return see_other(url + "#folge")
    return pages.form_page(
        request, organisation, form, title=f"{step.committee}: Beratung ändern", submit="Speichern", cancel_url=url,
        draft=f"beratung-{step.uid}", way=trail_of(organisation, step.paper),
    )  # fmt: skip


@require_POST
@organisation_view(CHANGE)
def step_up(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    return _move(request, organisation, uid, up=True)


@require_POST
@organisation_view(CHANGE)
def step_down(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    return _move(request, organisation, uid, up=False)


def _move(request: HttpRequest, organisation: Organisation, uid: UUID, *, up: bool) -> HttpResponse:
    step, actor = step_at(request, organisation, uid), actor_of(request)
    return act_and_return(
        request, paper_url(step.paper) + "#folge", f"{step.committee} ist jetzt {'früher' if up else 'später'} dran.",
        lambda version: services.move_step(actor=actor, step=step, version=version, up=up),
    )  # fmt: skip


@require_POST
@organisation_view(CHANGE)
def step_remove(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take an open step out; it can be brought back in the history."""
    step, actor = step_at(request, organisation, uid), actor_of(request)
    return act_and_return(
        request, paper_url(step.paper) + "#folge", f"{step.committee} steht nicht mehr in der Beratungsfolge.",
        lambda version: services.remove_step(actor=actor, step=step, version=version),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def step_result(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The one short form per step. What looks wrong is shown first and done only when confirmed."""
    actor, step = actor_of(request), step_at(request, organisation, uid)
    proposed = PROPOSED in request.POST
    form = ResultForm(
        None if proposed else request.POST or None, step=step, committees=committees_for(actor, organisation),
        initial=_beginning(step) | _proposed(request, proposed),
    )  # fmt: skip
    status = 422
    if request.method == "POST" and not proposed and form.is_valid():
        arguments = {"actor": actor, "step": step, **form.arguments()}
        done, status = taken(form, step, lambda: _recorded(form, arguments))
        if done is not None:
            messages.success(request, f"{step.committee}: {step.get_result_display()}.")
            return see_other(paper_url(step.paper) + "#folge")
    return pages.form_page(
        request, organisation, form, title=f"{step.committee}: Ergebnis",
        submit="Ergebnis eintragen" if queries.is_open(step) else "Änderungen speichern",
        lead=_lead(step), cancel_url=paper_url(step.paper), draft=f"ergebnis-{step.uid}",
        way=trail_of(organisation, step.paper), status=status if form.is_bound else 0, step=step,
        template="committees/papers/result.html",
        oparl_url=reverse("committees:step_oparl", args=[organisation.slug, step.uid]) if step.committee.is_of_council else "",
    )  # fmt: skip


def _proposed(request: HttpRequest, proposed: bool) -> dict[str, Any]:
    """What OParl said, as the beginning of the form; nothing is written before a person sends it."""
    names = ("result", "on", "number", "url", "text")
    return {name: request.POST[name] for name in names if request.POST.get(name)} if proposed else {}


def _recorded(form: ResultForm, arguments: dict[str, Any]) -> Consultation | None:
    """None: something looks wrong; the form asks now."""
    try:
        return results.record_result(**arguments)
    except results.NeedsConfirmation as wait:
        form.ask(wait.doubts)
        return None


def _lead(step: Consultation) -> str:
    first = f"{step.paper.title}. "
    if step.committee.is_of_council:
        return first + "Maßgeblich ist die Niederschrift des Sitzungsdienstes; hier steht, was daraus folgt."
    return first + "Zahlen aus der eigenen Sitzung sind schon eingetragen, wenn dort abgestimmt wurde."


def _beginning(step: Consultation) -> dict[str, Any]:
    """As the step stands; for an own body with the counts of its vote."""
    values = ResultForm.beginning(step)
    vote = queries.vote_behind(step) if queries.is_open(step) else None
    if vote is not None and vote.item is not None:
        values |= {"yes": vote.yes, "no": vote.no, "abstain": vote.abstain, "present": vote.present}
        values["on"] = timezone.localdate(vote.item.meeting.start)
        decision = vote.decisions.filter(deleted_at=None, owner=vote.owner_id).first()
        if decision is not None:
            values |= {"number": decision.number, "result": decision.result, "text": decision.text}
    return values
