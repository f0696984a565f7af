"""What a unit sees under its link: its own measures as they stand, and what it says about them. No login."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sozialstrategie.action.strategy.enums import ProgressAnswerState
from sozialstrategie.action.strategy.progress import queries, services
from sozialstrategie.action.strategy.progress.forms import LinkAnswerForm
from sozialstrategie.action.strategy.progress.pages import FORMS
from sozialstrategie.action.strategy.progress.workbook import standing_words
from sozialstrategie.evidence.monitoring.requests.limit import is_too_often
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.ui.pages import closed_up, saved, see_other

_TOO_OFTEN = (
    "Unter diesem Link kamen gerade sehr viele Antworten an. Bitte versuchen Sie es in einer Stunde noch einmal."
)
_OPEN = (ProgressAnswerState.ASKED, ProgressAnswerState.ANSWERED)


@require_http_methods(FORMS)
@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Read and answer, and answer anew until a planner decides. Unknown, ended and closed links are the same 404."""
    asked = queries.request_by_token(token)
    if asked is None:
        raise Http404
    with owner_scope(asked.owner):
        answers = queries.answers_of(asked)
        open_ = [a for a in answers if a.state in _OPEN]
        data = request.POST if request.method == "POST" else None
        form = LinkAnswerForm(data, answers=open_, initial={"from_function": asked.from_function or asked.unit})
        status = 200
        if data is not None:
            status = 422
            if is_too_often(asked.token_hash):
                form.add_error(None, _TOO_OFTEN)
                status = 429
            elif form.is_valid() and _take_in(form, token):
                messages.success(request, "Vielen Dank, Ihre Meldung ist angekommen.")
                return see_other(request.path)
        context = {
            "asked": asked,
            "owner": asked.owner,
            "form": form if open_ else None,
            "standing": [(a.measure, standing_words(a.measure)) for a in open_],
            "settled": [a for a in answers if a.state not in _OPEN],
        }
        response = render(request, "strategy/progress/answer.html", context, status=status)
    return closed_up(response)


def _take_in(form: LinkAnswerForm, token: str) -> bool:
    def save() -> object:
        return services.answer_by_link(token=token, from_function=form.cleaned_data["from_function"], told=form.told())

    try:
        return saved(form, save) is not None
    except LookupError:
        raise Http404 from None
