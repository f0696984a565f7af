"""What the council information system says about a step: read from a file or an address, shown, taken over by a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sozialstrategie.action.committees import pages
from sozialstrategie.action.committees.enums import DecisionResult
from sozialstrategie.action.committees.models import Consultation
from sozialstrategie.action.committees.papers import oparl, oparl_fetch
from sozialstrategie.action.committees.papers.services import CHANGE
from sozialstrategie.action.committees.papers.step_views import PROPOSED, step_at
from sozialstrategie.action.committees.papers.views import trail_of
from sozialstrategie.kit.accounts.access import organisation_view
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import FORMS, status_of

MOST_SHOWN = 60


class OparlForm(forms.Form):
    """A file, or an address where the instance may ask other servers."""

    file = forms.FileField(
        label="JSON-Datei", required=False, help_text="Sitzung, Tagesordnungspunkt oder Beratung nach OParl 1.0 oder 1.1, höchstens 1 MB."
    )  # fmt: skip
    url = forms.URLField(label="Oder die Adresse des Objekts", max_length=300, required=False, assume_scheme="https")

    def __init__(self, *args: Any, step: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        if not (oparl_fetch.is_on() and step.committee.oparl_url):
            del self.fields["url"]

    def proposals(self) -> list[oparl.Proposal] | None:
        """What was read; None after an error, which stands in the form."""
        file, url = self.cleaned_data.get("file"), self.cleaned_data.get("url")
        if file is None and not url:
            self.add_error(None, "Bitte wählen Sie eine Datei.")
            return None
        try:
            if file is not None:
                data = file.read(oparl.MOST_BYTES + 1)
            else:
                data = oparl_fetch.fetch(str(url), allowed_url=self.step.committee.oparl_url)
            return oparl.read(data)
        except (oparl.Unreadable, Refused) as refusal:
            self.add_error("file" if file is not None else "url", str(refusal))
            return None


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def step_oparl(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Read an object and show what it says; each point leads into the form of the step, filled in."""
    step = step_at(request, organisation, uid)
    if not step.committee.is_of_council:
        raise Http404
    form = OparlForm(request.POST or None, request.FILES or None, step=step)
    found = form.proposals() if request.method == "POST" and form.is_valid() else None
    context = {
        "organisation": organisation,
        "form": form,
        "step": step,
        "title": f"{step.committee}: aus OParl lesen",
        "found": found is not None,
        "proposals": [_line(p) for p in (found or [])[:MOST_SHOWN]],
        "cancel_url": reverse("committees:step_result", args=[organisation.slug, step.uid]),
        "breadcrumbs": pages.trail(organisation, *trail_of(organisation, step.paper), ("aus OParl lesen", None)),
    }
    return render(request, "committees/papers/oparl.html", context, status=status_of(form))


def _line(proposal: oparl.Proposal) -> dict[str, Any]:
    """A point with what a POST hands to the form of the step as its beginning; nothing is recorded by that."""
    fields = {
        PROPOSED: "1", "result": proposal.result, "on": proposal.on.isoformat() if proposal.on else "", "number": proposal.number,
        "url": proposal.url, "text": proposal.text,
    }  # fmt: skip
    label = DecisionResult(proposal.result).label if proposal.result else ""
    return {"p": proposal, "label": label, "fields": fields}
