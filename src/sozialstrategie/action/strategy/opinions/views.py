"""Rounds of opinions for those who ask and weigh: the list, one round, one office, one remark, the Synopse."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy.enums import Consideration, OpinionState
from sozialstrategie.action.strategy.life.pages import FORMS, chosen_strategy, form_page, home_url, taken
from sozialstrategie.action.strategy.models import OpinionRequest, OpinionRound
from sozialstrategie.action.strategy.opinions import documents, letters, queries, replies, services
from sozialstrategie.action.strategy.opinions.answering import answer_page
from sozialstrategie.action.strategy.opinions.forms import AnswerForm, AskForm, ConsiderForm, RoundEditForm, RoundForm
from sozialstrategie.action.strategy.opinions.queries import ANSWER, ASK, VIEW
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import attempted, crumbs, found, keep_link, link_once, saved, see_other, version_from
from sozialstrategie.kit.workplace.queries.mail import troubles

ENDINGS = ("docx", "pdf", "xlsx")


def _list_url(organisation: Organisation) -> str:
    return reverse("strategy:opinion_rounds", args=[organisation.slug])


def _round_url(round_: OpinionRound) -> str:
    return reverse("strategy:opinion_round", args=[round_.owner.slug, round_.uid])


def _asked_url(asked: OpinionRequest) -> str:
    return reverse("strategy:opinion_request", args=[asked.owner.slug, asked.uid])


def _round(request: HttpRequest, organisation: Organisation, uid: UUID) -> OpinionRound:
    return found(queries.round_for(actor_of(request), organisation, uid))


def _asked(request: HttpRequest, organisation: Organisation, uid: UUID) -> OpinionRequest:
    return found(queries.request_for(actor_of(request), organisation, uid))


@require_safe
@organisation_view(VIEW)
def rounds(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All rounds, newest first."""
    actor = actor_of(request)
    strategy = chosen_strategy(request, organisation)
    context = {
        "organisation": organisation,
        "rounds": list(queries.rounds_for(actor, organisation)),
        "may_ask": allowed(ASK, actor, organisation),
        "can_begin": strategy is not None and strategy.stage in services.STAGES,
        "strategy": strategy,
        "breadcrumbs": crumbs(organisation, ("Strategie", home_url(organisation)), ("Mitzeichnung", None)),
    }
    return render(request, "strategy/opinions/rounds.html", context)


@require_http_methods(FORMS)
@organisation_view(ASK)
def round_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Begin a round over the strategy as it stands."""
    actor = actor_of(request)
    strategy = chosen_strategy(request, organisation)
    if strategy is None:
        messages.info(request, "Eine Mitzeichnung braucht eine Strategie. Bitte beginnen Sie erst eine.")
        return redirect(_list_url(organisation))
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "strategy": strategy, **form.cleaned_data}
        made = saved(form, lambda: services.open_round(**arguments))
        if made is not None:
            messages.success(
                request, f"Die Mitzeichnung läuft über Fassung {made.text_version.number}. Jetzt die Stellen."
            )
            return see_other(_round_url(made))
    return form_page(
        request, organisation, form, title="Mitzeichnung beginnen", submit="Fassung festhalten und beginnen",
        lead="Der jetzige Stand wird als Fassung festgehalten. Alle Stellen antworten zu genau diesem Text.",
        cancel_url=_list_url(organisation), draft=f"mitzeichnung-neu-{organisation.slug}",
        trail=(("Mitzeichnung", _list_url(organisation)),),
    )  # fmt: skip


@require_safe
@organisation_view(VIEW)
def round_page(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One round: who was asked, who answered, who is silent, every remark with its consideration."""
    actor, round_, today = actor_of(request), _round(request, organisation, uid), timezone.localdate()
    synopsis = queries.synopsis_for(actor, round_)
    may_ask = allowed(ASK, actor, organisation)
    requests = queries.requests_of(actor, round_)
    told = troubles(organisation, letters.ROOM, {str(r.uid) for r in requests})
    context = {
        "organisation": organisation,
        "round": round_,
        "offices": [
            {"r": r, "url": _asked_url(r), "state": queries.state_words(r, today), "mail": told.get(str(r.uid), "")}
            for r in requests
        ],
        "to_write": len(services.without_link(round_)) if may_ask and round_.closed_on is None else 0,
        "rows": [
            {
                "s": s,
                "url": reverse("strategy:opinion_consider", args=[organisation.slug, s.uid]) if may_ask else "",
                "asked_url": _asked_url(s.request),
            }
            for s in synopsis.rows
        ],
        "synopsis": synopsis,
        "may_ask": may_ask,
        "is_running": round_.closed_on is None,
        "can_reopen": may_ask and round_.closed_on is not None and not services.against_reopening(round_),
        "documents": [
            (e.upper(), reverse("strategy:opinion_synopsis", args=[organisation.slug, round_.uid, e])) for e in ENDINGS
        ],
        "breadcrumbs": crumbs(
            organisation,
            ("Strategie", home_url(organisation)),
            ("Mitzeichnung", _list_url(organisation)),
            (round_.title, None),
        ),
    }
    return render(request, "strategy/opinions/round.html", context)


def _trail(organisation: Organisation, *more: tuple[str, str | None]) -> tuple[tuple[str, str | None], ...]:
    return (("Mitzeichnung", _list_url(organisation)), *more)


@require_http_methods(FORMS)
@organisation_view(ASK)
def round_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Title, day and note of a running round."""
    actor, round_ = actor_of(request), _round(request, organisation, uid)
    standing = {name: getattr(round_, name) for name in ("title", "due_on", "note", "version")}
    form, status = RoundEditForm(request.POST or None, initial=standing), 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "round": round_, **form.cleaned_data}
        done, status = taken(form, round_, lambda: services.edit_round(**arguments))
        if done is not None:
            messages.success(request, "Die Mitzeichnung ist gespeichert.")
            return see_other(_round_url(round_))
    return form_page(
        request, organisation, form, title="Mitzeichnung ändern", submit="Speichern", status=status,
        cancel_url=_round_url(round_), draft=f"mitzeichnung-{round_.uid}", trail=_trail(organisation, (round_.title, _round_url(round_))),
    )  # fmt: skip


@require_POST
@organisation_view(ASK)
def round_close(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """End a round."""
    round_ = _round(request, organisation, uid)
    attempted(
        request,
        lambda: services.close_round(actor=actor_of(request), round=round_, version=version_from(request.POST)),
        "Die Mitzeichnung ist beendet. Alle Links sind geschlossen.",
    )
    return see_other(_round_url(round_))


@require_POST
@organisation_view(ASK)
def round_reopen(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Let a round go on that was ended too early."""
    round_ = _round(request, organisation, uid)
    attempted(
        request,
        lambda: services.reopen_round(actor=actor_of(request), round=round_, version=version_from(request.POST)),
        "Die Mitzeichnung läuft wieder. Die früheren Links bleiben geschlossen; bitte machen Sie den Stellen neue.",
    )
    return see_other(_round_url(round_))


@require_POST
@organisation_view(ASK)
def round_links(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Write to every office that has an address and no link yet."""
    round_ = _round(request, organisation, uid)
    count = attempted(request, lambda: services.send_links(actor=actor_of(request), round=round_))
    if count is not None:
        messages.success(request, f"Der Link ist an {count} {'Stelle' if count == 1 else 'Stellen'} unterwegs.")
    return see_other(_round_url(round_))


@require_safe
@organisation_view(VIEW)
def synopsis(request: HttpRequest, organisation: Organisation, uid: UUID, ending: str) -> HttpResponse:
    """The Synopse as a file."""
    if ending not in ENDINGS:
        raise Http404
    round_ = _round(request, organisation, uid)
    data = documents.build_synopsis(organisation, queries.synopsis_for(actor_of(request), round_), ending)
    return document_response(data, f"synopse-{organisation.slug}-{str(round_.uid)[:8]}.{ending}")


# --- one office -------------------------------------------------------------------------------------------------------


@require_http_methods(FORMS)
@organisation_view(ASK)
def ask(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Put an office on the list."""
    actor, round_ = actor_of(request), _round(request, organisation, uid)
    form = AskForm(request.POST or None, organisation=organisation, round_=round_)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "round": round_, **form.values()}
        made = saved(form, lambda: services.ask(**arguments))
        if made is not None:
            messages.success(request, f"{made.recipient} steht auf der Liste.")
            return see_other(_asked_url(made))
    return form_page(
        request, organisation, form, title="Stelle fragen", submit="Auf die Liste setzen", cancel_url=_round_url(round_),
        draft=f"stelle-neu-{round_.uid}", trail=_trail(organisation, (round_.title, _round_url(round_))),
    )  # fmt: skip


@require_safe
@organisation_view()
def asked_page(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One office with its answer; its link right after it was made."""
    actor, asked = actor_of(request), _asked(request, organisation, uid)
    may_ask, may_view = allowed(ASK, actor, organisation), allowed(VIEW, actor, organisation)
    running = asked.round.closed_on is None and asked.state != OpinionState.WITHDRAWN
    statements = queries.statements_of(asked)
    context = {
        "organisation": organisation,
        "asked": asked,
        "state": queries.state_words(asked, timezone.localdate()),
        "statements": [
            (s, reverse("strategy:opinion_consider", args=[organisation.slug, s.uid]) if may_ask else "")
            for s in statements
        ],
        "link": link_once(request, asked.uid),
        "may_ask": may_ask and running,
        "may_answer": running and asked.person_id is not None and asked.person_id == actor.person_uid,
        "is_asked": asked.state == OpinionState.ASKED,
        "has_link": bool(asked.token_hash),
        "by_mail": letters.goes_by_mail(asked),
        "mail": troubles(organisation, letters.ROOM, {str(asked.uid)}).get(str(asked.uid), "") if may_ask else "",
        "breadcrumbs": crumbs(
            organisation,
            *(
                (("Mitzeichnung", _list_url(organisation)), (asked.round.title, _round_url(asked.round)))
                if may_view
                else ()
            ),
            (asked.recipient, None),
        ),
    }
    return render(request, "strategy/opinions/request.html", context)


@require_http_methods(FORMS)
@organisation_view(ASK)
def asked_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Who is asked, about what, until when."""
    actor, asked = actor_of(request), _asked(request, organisation, uid)
    form = AskForm(request.POST or None, organisation=organisation, round_=asked.round, obj=asked)
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments: dict[str, Any] = {"actor": actor, "request": asked, "version": form.cleaned_data["version"]}
        done, status = taken(form, asked, lambda: services.edit_request(**arguments, **form.values()))
        if done is not None:
            messages.success(request, "Gespeichert.")
            return see_other(_asked_url(asked))
    return form_page(
        request, organisation, form, title="Frage ändern", submit="Speichern", status=status, cancel_url=_asked_url(asked),
        lead="Mit einer anderen Stelle, Adresse oder Person endet der bisherige Link sofort.",
        draft=f"stelle-{asked.uid}", trail=_trail(organisation, (asked.recipient, _asked_url(asked))),
    )  # fmt: skip


@require_POST
@organisation_view(ASK)
def asked_link(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Make a link, or a new one in place of a lost one; it is shown once."""
    asked = _asked(request, organisation, uid)
    token = attempted(
        request,
        lambda: services.make_link(actor=actor_of(request), request=asked, version=version_from(request.POST)),
    )
    if token is not None:
        keep_link(request, asked.uid, reverse("opinions:answer", args=[token]))
        way = (
            "Er ist an die angegebene Adresse unterwegs"
            if letters.goes_by_mail(asked)
            else "Bitte geben Sie ihn der Stelle"
        )
        messages.success(request, f"Der Link ist gemacht. {way}; ein früherer gilt nicht mehr.")
    return see_other(_asked_url(asked))


@require_POST
@organisation_view(ASK)
def asked_withdraw(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take a question back."""
    asked = _asked(request, organisation, uid)
    attempted(
        request,
        lambda: services.withdraw_request(actor=actor_of(request), request=asked, version=version_from(request.POST)),
        "Die Frage ist zurückgenommen, der Link geschlossen.",
    )
    return see_other(_asked_url(asked))


@require_http_methods(FORMS)
@organisation_view(ASK)
def asked_enter(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Enter an answer that came by letter, by mail or in a meeting."""
    actor, asked = actor_of(request), _asked(request, organisation, uid)

    def save(form: AnswerForm) -> Any:
        data = form.cleaned_data
        return replies.enter_answer(
            actor=actor, request=asked, version=data["version"], verdict=data["verdict"], remarks=form.remarks(),
            from_function=data["from_function"], received_on=data["received_on"],
        )  # fmt: skip

    return _answered(request, organisation, asked, save, by_us=True)


@require_http_methods(FORMS)
@organisation_view()
def asked_answer(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """The person who was asked answers with the own account."""
    actor, asked = actor_of(request), _asked(request, organisation, uid)
    demand(ANSWER, actor, asked)

    def save(form: AnswerForm) -> Any:
        data = form.cleaned_data
        return replies.answer_as_person(
            actor=actor, request=asked, version=data["version"], verdict=data["verdict"], remarks=form.remarks(),
            from_function=data["from_function"],
        )  # fmt: skip

    return _answered(request, organisation, asked, save, by_us=False)


def _answered(
    request: HttpRequest, organisation: Organisation, asked: OpinionRequest, save: Any, *, by_us: bool
) -> HttpResponse:
    def done() -> HttpResponse:
        messages.success(
            request, "Die Stellungnahme ist eingetragen." if by_us else "Vielen Dank für Ihre Stellungnahme."
        )
        return see_other(_asked_url(asked))

    title = "Antwort eintragen" if by_us else "Stellung nehmen"
    return answer_page(
        request, asked, save, done, template="strategy/opinions/answer_inside.html", by_us=by_us, organisation=organisation,
        title=title, cancel_url=_asked_url(asked),
        breadcrumbs=crumbs(organisation, (asked.recipient, _asked_url(asked)), (title, None)),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(ASK)
def consider(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Weigh one remark."""
    actor = actor_of(request)
    statement = found(queries.statement_for(actor, organisation, uid))
    back = _round_url(statement.request.round) + "#anmerkungen"
    standing = {"outcome": statement.outcome, "reason": statement.reason, "version": statement.version}
    form, status = ConsiderForm(request.POST or None, initial=standing), 422
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        arguments = {"actor": actor, "statement": statement, **data, "outcome": Consideration(data["outcome"])}
        done, status = taken(form, statement, lambda: replies.consider(**arguments))
        if done is not None:
            messages.success(request, "Die Abwägung ist festgehalten.")
            return see_other(back)
    return form_page(
        request, organisation, form, title="Anmerkung abwägen", submit="Abwägung festhalten", status=status, cancel_url=back,
        draft=f"abwaegung-{statement.uid}", template="strategy/opinions/consider.html", statement=statement,
        trail=_trail(organisation, (statement.request.round.title, _round_url(statement.request.round))),
    )  # fmt: skip
