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
from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.ui.pages import saved

MORE = "mehr"
ANSWERED_MEANWHILE = (
    "Inzwischen hat sich hier etwas geändert: Über dem Formular steht die Antwort, die jetzt gilt. Ihre Angaben sind noch nicht "
    "abgeschickt und stehen weiter im Formular. Wenn sie statt der anderen gelten sollen, schicken Sie sie bitte noch einmal ab."
)
ASKED_MEANWHILE = (
    "Inzwischen hat sich die Frage geändert. Ihre Angaben sind noch nicht abgeschickt und stehen weiter im Formular. Bitte prüfen "
    "Sie sie und schicken Sie sie noch einmal ab."
)


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

    Where another answer came in meanwhile, nothing is sent (409): the page shows both.

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
    status, is_stale = 200, False
    if refusal:
        form.errors.clear()
        form.add_error(None, refusal)
        status = 429
    elif wants_more:
        form.errors.clear()  # nothing was sent yet
    elif data is not None:
        status = 422
        try:
            if form.is_valid() and saved(form, lambda: save(form)) is not None:
                return done()
        except Conflict:
            status, is_stale = 409, True
            asked.refresh_from_db()
            statements = queries.statements_of(asked)
            form.add_error(None, ANSWERED_MEANWHILE if asked.answered_on else ASKED_MEANWHILE)
            form.renewed(asked.version)
    context = {
        "asked": asked,
        "owner": asked.owner,
        "form": form,
        "shown": reading(content, asked.passage, asked.passage_uid),
        "answered_on": asked.answered_on,
        "is_weighed": data is None and any(s.outcome for s in statements),  # what was typed is never taken away
        "statements": statements,
        "shows_other": is_stale and asked.answered_on is not None,
        **more,
    }
    return render(request, template, context, status=status)
