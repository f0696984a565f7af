"""The page on which an office answers; the same under a link, with an account, and for an answer that came by letter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sozialstrategie.action.strategy.models import OpinionRequest
from sozialstrategie.action.strategy.opinions import queries
from sozialstrategie.action.strategy.opinions.forms import AnswerForm
from sozialstrategie.action.strategy.opinions.passages import reading, within
from sozialstrategie.kit.ui.pages import saved

MORE = "mehr"


def answer_page(
    request: HttpRequest,
    asked: OpinionRequest,
    save: Callable[[AnswerForm], Any],
    done: Callable[[], HttpResponse],
    *,
    template: str,
    by_us: bool = False,
    refusal: str = "",
    **more: Any,
) -> HttpResponse:
    """Show the passage and the form; send it, or show more room for remarks with all that was typed.

    Args:
        save: calls the service with the valid form.
        done: the answer after it.
        refusal: a sentence that is told instead of sending, with status 429.
        more: further things for the template.
    """
    content = asked.round.text_version.payload["content"]
    places = within(content, asked.passage, asked.passage_uid)
    statements = queries.statements_of(asked)
    wants_more = request.POST.get("schritt") == MORE
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, places=places, request=asked, statements=statements, more=wants_more, by_us=by_us)
    status = 200
    if refusal:
        form.errors.clear()
        form.add_error(None, refusal)
        status = 429
    elif wants_more:
        form.errors.clear()  # nothing was sent yet
    elif data is not None:
        status = 422
        if form.is_valid() and saved(form, lambda: save(form)) is not None:
            return done()
    context = {
        "asked": asked,
        "owner": asked.owner,
        "form": form,
        "shown": reading(content, asked.passage, asked.passage_uid),
        "answered_on": asked.answered_on,
        "is_weighed": any(s.outcome for s in statements),
        "statements": statements,
        **more,
    }
    return render(request, template, context, status=status)
