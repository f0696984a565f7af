"""What an office sees under its link: the passage it was asked about, its own answer, nothing else. No login."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sozialstrategie.action.strategy.opinions import queries, replies
from sozialstrategie.action.strategy.opinions.answering import answer_page
from sozialstrategie.action.strategy.opinions.forms import AnswerForm
from sozialstrategie.evidence.monitoring.requests.limit import is_too_often
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.ui.pages import closed_up, see_other

_TOO_OFTEN = (
    "Unter diesem Link kamen gerade sehr viele Antworten an. Bitte versuchen Sie es in einer Stunde noch einmal."
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Read, answer, answer anew until somebody weighs it. Unknown, ended and withdrawn links are the same 404."""
    asked = queries.request_by_token(token)
    if asked is None:
        raise Http404

    def save(form: AnswerForm) -> object:
        data = form.cleaned_data
        return replies.answer_by_link(
            token=token, version=data["version"], verdict=data["verdict"], remarks=form.remarks(),
            from_function=data["from_function"],
        )  # fmt: skip

    def done() -> HttpResponse:
        messages.success(request, "Vielen Dank, Ihre Stellungnahme ist angekommen.")
        return see_other(request.path)

    with owner_scope(asked.owner):
        too_often = request.method == "POST" and is_too_often(asked.token_hash)
        try:
            response = answer_page(
                request, asked, save, done, template="strategy/opinions/answer.html",
                refusal=_TOO_OFTEN if too_often else "",
            )  # fmt: skip
        except LookupError:
            raise Http404 from None
    return closed_up(response)
