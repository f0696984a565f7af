"""What an office sees under its link: the fields, last year's figures, a template. No login, nothing else of the authority."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.requests import queries, services, workbook
from sozialstrategie.evidence.monitoring.requests.forms import AnswerForm, UploadForm
from sozialstrategie.evidence.monitoring.requests.letters import years_in_words
from sozialstrategie.evidence.monitoring.requests.limit import is_too_often
from sozialstrategie.evidence.monitoring.requests.pages import faults_at, file_response
from sozialstrategie.evidence.monitoring.requests.plausibility import Values, as_mapping, rule_words
from sozialstrategie.evidence.monitoring.requests.words import DeliveryState, RequestState
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.ui.pages import FORMS, closed_up, see_other

_TOO_OFTEN = (
    "Unter diesem Link kamen gerade sehr viele Antworten an. Bitte versuchen Sie es in einer Stunde noch einmal."
)
_UPLOAD = "datei"


def _open(token: str) -> DataRequest:
    """The request of a link. Unknown, withdrawn and expired ones are the same 404."""
    asked = queries.request_by_token(token)
    if asked is None:
        raise Http404
    return asked


@require_http_methods(FORMS)
@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Fill in and send; what stands out must be changed or confirmed."""
    asked = _open(token)
    with owner_scope(asked.owner):
        if asked.state == RequestState.ACCEPTED:
            return _done(request, asked)
        if request.method != "POST":
            return _page(request, asked, token, _form(asked))
        if is_too_often(asked.token_hash):
            form = _form(asked, request.POST)
            form.errors.clear()
            form.add_error(None, _TOO_OFTEN)
            return _page(request, asked, token, form, status=429)
        if request.POST.get("schritt") == _UPLOAD:
            return _upload(request, asked, token)
        return _answer(request, asked, token)


def _form(asked: DataRequest, data: Any = None, values: Values | None = None, **initial: str) -> AnswerForm:
    confirmed = frozenset(data.getlist("bestaetigt")) if data is not None else frozenset()
    return AnswerForm(
        data, shape=queries.shape_of(asked), values=values if values is not None else _standing(asked),
        earlier=as_mapping(asked.earlier), confirmed=confirmed, initial=initial or _who(asked),
    )  # fmt: skip


def _standing(asked: DataRequest) -> Values:
    last = queries.last_delivery(asked)
    return as_mapping(last.values) if last else {}


def _who(asked: DataRequest) -> dict[str, str]:
    last = queries.last_delivery(asked)
    if last is None:
        return {"from_function": asked.recipient_function}
    return {"from_function": last.from_function, "remark": last.remark}


def _answer(request: HttpRequest, asked: DataRequest, token: str) -> HttpResponse:
    form = _form(asked, request.POST)
    if not form.is_valid():
        return _page(request, asked, token, form, status=422)
    data = form.cleaned_data
    try:
        services.deliver(
            token=token, values=form.read, from_function=data["from_function"], remark=data["remark"],
            confirmed=form.confirmed,
        )  # fmt: skip
    except LookupError:
        raise Http404 from None
    except services.Unreadable as refusal:
        form.add_faults(faults_at(form.shape, refusal.problems))
    except services.Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name, sentences)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, "Vielen Dank, Ihre Zahlen sind angekommen.")
        return see_other(request.path)
    return _page(request, asked, token, form, status=422)


def _upload(request: HttpRequest, asked: DataRequest, token: str) -> HttpResponse:
    """Read the filled template into the fields; nothing is sent before a person has looked at them."""
    upload = UploadForm(request.POST, request.FILES)
    if not upload.is_valid():
        return _page(request, asked, token, _form(asked), upload=upload, status=422)
    file = upload.cleaned_data["file"]
    filled = workbook.read(asked, file.read(), name="Vorlage.xlsx")
    if filled.faults:
        upload.add_error("file", "Nicht übernommen. Unten steht, was in der Mappe zu ändern ist.")
        return _page(request, asked, token, _form(asked), upload=upload, faults=filled.faults, status=422)
    return _page(request, asked, token, _form(asked, values=filled.values), from_file=True)


def _page(
    request: HttpRequest,
    asked: DataRequest,
    token: str,
    form: AnswerForm,
    *,
    upload: UploadForm | None = None,
    faults: list[str] | None = None,
    from_file: bool = False,
    status: int = 200,
) -> HttpResponse:
    last = queries.last_delivery(asked)
    returned = last is not None and last.state == DeliveryState.RETURNED and asked.state == RequestState.RETURNED
    received = last is not None and last.state == DeliveryState.RECEIVED
    context = {
        "asked": asked,
        "owner": asked.owner,
        "years": years_in_words(asked),
        "form": upload if upload is not None and upload.errors else form,
        "answer": form,
        "upload": upload or UploadForm(),
        "faults": faults or [],
        "from_file": from_file,
        "reason": last.reason if last and returned else "",
        "received_at": last.delivered_at if last and received else None,
        "rule": rule_words(asked.unit),
        "template_url": reverse("data_requests:template", args=[token]),
    }
    return closed_up(render(request, "monitoring/requests/answer.html", context, status=status))


def _done(request: HttpRequest, asked: DataRequest) -> HttpResponse:
    """Accepted: one sentence, and nothing to fill in."""
    context = {"asked": asked, "owner": asked.owner, "years": years_in_words(asked), "sentence": services.ACCEPTED}
    status = 409 if request.method == "POST" else 200
    return closed_up(render(request, "monitoring/requests/done.html", context, status=status))


@require_safe
@login_not_required
def template(request: HttpRequest, token: str) -> HttpResponse:
    """The workbook to fill in, with what was answered so far; once that is accepted, there is nothing to fill in."""
    asked = _open(token)
    if asked.state == RequestState.ACCEPTED:
        raise Http404
    with owner_scope(asked.owner):
        data = workbook.template(asked, _standing(asked), as_mapping(asked.earlier))
    return closed_up(file_response(data, f"datenanfrage-{str(asked.uid)[:8]}.xlsx"))
