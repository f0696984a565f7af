"""Votes at a point of the agenda, another result by two persons, and the decision that follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.committees import pages
from sozialstrategie.action.committees.decisions import presence, queries, recording, voting
from sozialstrategie.action.committees.decisions.forms import NewDecisionForm, VoteForm, WhyForm
from sozialstrategie.action.committees.decisions.views import decision_url
from sozialstrategie.action.committees.enums import DecisionResult
from sozialstrategie.action.committees.models import AgendaItem, Vote
from sozialstrategie.action.committees.papers.views import act_and_return
from sozialstrategie.action.committees.queries import ENTER, item_for
from sozialstrategie.action.strategy.life.pages import taken
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import FORMS, found, saved, see_other

CHANGE, CONFIRM = voting.CHANGE, voting.CONFIRM


def _item(request: HttpRequest, organisation: Organisation, uid: UUID) -> AgendaItem:
    return found(item_for(actor_of(request), organisation, uid))


def _vote(request: HttpRequest, organisation: Organisation, uid: UUID) -> Vote:
    return found(queries.vote_for(actor_of(request), organisation, uid))


def vote_url(vote: Vote) -> str:
    return reverse("committees:vote", args=[vote.owner.slug, vote.uid])


def _meeting_url(item: AgendaItem) -> str:
    return reverse("committees:meeting", args=[item.owner.slug, item.meeting.uid])


def _way(item: AgendaItem) -> tuple[tuple[str, str | None], ...]:
    body = reverse("committees:committee", args=[item.owner.slug, item.meeting.committee.uid])
    return ((item.meeting.committee.name, body), (item.meeting.title, _meeting_url(item)))


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def vote_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Record a vote; the rule of the body judges it."""
    item = _item(request, organisation, uid)
    room = presence.room_at(item)
    form = VoteForm(request.POST or None, item=item, room=room)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "item": item, **form.arguments()}
        made = saved(form, lambda: voting.record_vote(**arguments))
        if made is not None:
            messages.success(request, made.outcome_words)
            return see_other(vote_url(made))
    return pages.form_page(
        request, organisation, form, title=f"Abstimmung: {item.title}", submit="Abstimmung festhalten",
        lead=voting.rule_words(item.meeting.committee), cancel_url=_meeting_url(item), draft=f"abstimmung-{item.uid}",
        way=_way(item),
    )  # fmt: skip


@require_safe
@organisation_view(ENTER)
def vote(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A vote as it was frozen."""
    actor, obj = actor_of(request), _vote(request, organisation, uid)
    waiting = obj.overridden_by is not None and obj.override_confirmed_by is None
    decided = list(obj.decisions.filter(deleted_at=None, owner=organisation))
    context = {
        "organisation": organisation,
        "vote": obj,
        "counts": [
            ("Ja", obj.yes), ("Nein", obj.no), ("Enthaltung", obj.abstain), ("ungültig", obj.invalid), ("anwesend", obj.present),
            ("stimmberechtigt", obj.eligible),
        ],
        "ballots": list(obj.ballots.all()),
        "waiting": waiting,
        "settled": obj.override_confirmed_by is not None,
        "may_change": allowed(CHANGE, actor, obj),
        "may_confirm": allowed(CONFIRM, actor, obj) and obj.overridden_by != actor.person_uid,
        "may_drop": allowed(CONFIRM, actor, obj),
        "decisions": [(d, decision_url(d)) for d in decided],
        "meeting_url": _meeting_url(obj.item),
        "breadcrumbs": pages.trail(organisation, *_way(obj.item), ("Abstimmung", None)),
    }  # fmt: skip
    return render(request, "committees/decisions/vote.html", context)


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def vote_override(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Say that the opposite of the computed result holds, and why."""
    return _why(
        request, organisation, uid, voting.propose_override, title="Ein anderes Ergebnis vorschlagen", submit="Vorschlagen",
        lead="Es gilt erst, wenn eine zweite Person es bestätigt. Der Grund steht danach in der Niederschrift.",
        done="Vorgeschlagen. Jetzt muss eine zweite Person bestätigen.",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def vote_withdraw(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take out a vote that was recorded by mistake."""
    return _why(
        request, organisation, uid, voting.withdraw_vote, title="Abstimmung herausnehmen", submit="Herausnehmen",
        lead="Für eine Abstimmung, die irrtümlich festgehalten wurde. Sie bleibt im Verlauf sichtbar.",
        done="Die Abstimmung ist herausgenommen.",
    )  # fmt: skip


def _why(
    request: HttpRequest, organisation: Organisation, uid: UUID, service: Callable[..., Any], *, done: str, **words: str
) -> HttpResponse:
    """A page that asks for a reason and then does it."""
    obj = _vote(request, organisation, uid)
    form = WhyForm(request.POST or None, initial={"version": obj.version})
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "vote": obj, **form.cleaned_data}
        made, status = taken(form, obj, lambda: service(**arguments))
        if made is not None:
            messages.success(request, done)
            return see_other(_meeting_url(obj.item) if obj.deleted_at else vote_url(obj))
    return pages.form_page(
        request, organisation, form, cancel_url=vote_url(obj), draft=f"abstimmung-grund-{obj.uid}",
        way=(*_way(obj.item), ("Abstimmung", vote_url(obj))), status=status if form.is_bound else 0, **words,
    )  # fmt: skip


@require_POST
@organisation_view(CONFIRM)
def vote_confirm(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The second person confirms the other result."""
    obj, actor = _vote(request, organisation, uid), actor_of(request)
    return act_and_return(
        request, vote_url(obj), "Bestätigt: Es gilt das andere Ergebnis.",
        lambda version: voting.confirm_override(actor=actor, vote=obj, version=version),
    )  # fmt: skip


@require_POST
@organisation_view(CONFIRM)
def vote_keep(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take the proposal of another result back."""
    obj, actor = _vote(request, organisation, uid), actor_of(request)
    return act_and_return(
        request, vote_url(obj), "Es bleibt beim errechneten Ergebnis.",
        lambda version: voting.drop_override(actor=actor, vote=obj, version=version),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def decision_new(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Record what an own body decided at a point, with its last vote that bears no decision yet."""
    item = _item(request, organisation, uid)
    last = queries.undecided_vote(item)
    form = NewDecisionForm(request.POST or None, vote=last, initial=NewDecisionForm.beginning(item, last))
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "result": DecisionResult(form.cleaned_data["result"])}
        arguments = {"actor": actor_of(request), "item": item, "vote": last, **data}
        made = saved(form, lambda: recording.record_decision(**arguments))
        if made is not None:
            messages.success(request, f"Beschluss {made.number} ist festgehalten.")
            return see_other(decision_url(made))
    return pages.form_page(
        request, organisation, form, title=f"Beschluss: {item.title}", submit="Beschluss festhalten",
        lead=f"Abstimmung: {last}. {last.outcome_words}" if last else "Ohne Abstimmung, zum Beispiel zur Kenntnis genommen.",
        cancel_url=_meeting_url(item), draft=f"beschluss-neu-{item.uid}", way=_way(item),
    )  # fmt: skip
