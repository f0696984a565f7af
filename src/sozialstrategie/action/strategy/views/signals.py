"""Was auffällt, for staff: drafted sentences that a person accepts, words anew or sets aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.enums import FindingState
from sozialstrategie.action.strategy.forms import ReasonForm, SignalForm
from sozialstrategie.action.strategy.views.kinds import FINDING
from sozialstrategie.action.strategy.views.records import CHANGE
from sozialstrategie.evidence.monitoring import pages
from sozialstrategie.evidence.monitoring.services.decisions import reject_signal
from sozialstrategie.evidence.monitoring.signals import SignalDraft, SignalList, signals_for
from sozialstrategie.evidence.monitoring.signals.selection import MOST
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.evidence.regions.catalogue import RegionRecord
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other, status_of

VIEW_SIGNALS, DECIDE, VIEW_OWN = "monitoring.view_signals", "monitoring.decide_signal", "monitoring.view_own"


def _drafts(actor: Actor, organisation: Organisation, *, limit: int | None = MOST) -> SignalList | None:
    if regions.record(organisation.region_code) is None:
        return None
    return signals_for(
        organisation.region_code,
        audience="internal",
        decided=queries.settled_signals_for(actor, organisation),
        organisation=organisation,
        own_figures=allowed(VIEW_OWN, actor, organisation),
        limit=limit,
    )


@require_safe
@organisation_view(VIEW_SIGNALS)
def signals(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """At most seven drafts, spread over the themes, with the number of comparisons made; below them the others by name."""
    actor = actor_of(request)
    place = regions.record(organisation.region_code)
    drafted = _drafts(actor, organisation)
    everything = _drafts(actor, organisation, limit=None)
    slug = organisation.slug
    return render(
        request,
        "strategy/signals.html",
        {
            "organisation": organisation,
            "place": place,
            "drafted": drafted,
            "signals": _pictures(organisation, drafted, place),
            "others": _others(organisation, drafted, everything),
            "may_accept": allowed(CHANGE, actor, organisation),
            "may_reject": allowed(DECIDE, actor, organisation),
            "findings_url": FINDING.list_url(slug),
            "new_url": FINDING.new_url(slug),
            "breadcrumbs": crumbs(organisation, ("Was auffällt", None)),
        },
    )


def _others(
    organisation: Organisation, shown: SignalList | None, everything: SignalList | None
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The drafts that are not shown as cards, by theme, the most unusual first."""
    if shown is None or everything is None:
        return []
    keys = {draft.key for draft in shown.drafts}
    themes: dict[str, list[dict[str, Any]]] = {}
    for draft in everything.drafts:
        if draft.key not in keys:
            themes.setdefault(draft.theme, []).append({"draft": draft, **_links(organisation, draft)})
    return sorted(themes.items())


def _links(organisation: Organisation, draft: SignalDraft) -> dict[str, str]:
    address = [organisation.slug, draft.key]
    return {
        "accept": reverse("strategy:signal_accept", args=address),
        "reject": reverse("strategy:signal_reject", args=address),
    }


def _pictures(
    organisation: Organisation, drafted: SignalList | None, place: RegionRecord | None
) -> list[dict[str, Any]]:
    if drafted is None or place is None:
        return []
    return [
        {"picture": pages.signal_picture(draft, place, organisation), **_links(organisation, draft)}
        for draft in drafted.drafts
    ]


def _draft(actor: Actor, organisation: Organisation, key: str) -> SignalDraft | None:
    """The draft with this key as the figures stand now; None when it was decided or no longer stands out."""
    if regions.record(organisation.region_code) is None:
        return None
    code = key.partition(":")[2]
    found_drafts = signals_for(
        organisation.region_code,
        audience="internal",
        decided=queries.settled_signals_for(actor, organisation),
        codes=[code],
        limit=None,
        organisation=organisation,
        own_figures=allowed(VIEW_OWN, actor, organisation),
    )
    return next((d for d in found_drafts.drafts if d.key == key), None)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def signal_accept(request: HttpRequest, organisation: Organisation, key: str) -> HttpResponse:
    """Word the sentence and accept it as a finding, or keep it as a draft."""
    actor = actor_of(request)
    draft = found(_draft(actor, organisation, key))
    place = found(regions.record(organisation.region_code))
    initial = {"title": draft.title, "statement": draft.text, "caveat": draft.caveat}
    form = SignalForm(request.POST or None, organisation=organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        state = FindingState.DRAFT if "as_draft" in request.POST else FindingState.ACCEPTED
        finding = saved(
            form,
            lambda: services.accept_finding(
                actor=actor, owner=organisation, draft=draft, state=state, **form.cleaned_data
            ),
        )
        if finding is not None:
            word = "als Entwurf angelegt" if state == FindingState.DRAFT else "angenommen"
            messages.success(request, f"Befund {finding.number} ist {word}. Was folgt daraus?")
            return see_other(FINDING.url(organisation.slug, finding))
    back = reverse("strategy:signals", args=[organisation.slug])
    return render(
        request,
        "strategy/signal_accept.html",
        {
            "organisation": organisation,
            "form": form,
            "draft": draft,
            "picture": pages.signal_picture(draft, place, organisation),
            "cancel_url": back,
            "breadcrumbs": crumbs(organisation, ("Was auffällt", back), ("Als Befund annehmen", None)),
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(DECIDE)
def signal_reject(request: HttpRequest, organisation: Organisation, key: str) -> HttpResponse:
    """Set a draft aside with a reason; it comes back only when its figures change."""
    actor = actor_of(request)
    draft = found(_draft(actor, organisation, key))
    form = ReasonForm(request.POST or None)
    back = reverse("strategy:signals", args=[organisation.slug])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if saved(form, lambda: reject_signal(actor=actor, owner=organisation, draft=draft, reason=reason)) is not None:
            messages.success(
                request, "Die Beobachtung ist verworfen. Sie kommt nur wieder, wenn sich ihre Zahlen ändern."
            )
            return see_other(back)
    return render(
        request,
        "strategy/record_form.html",
        {
            "organisation": organisation,
            "form": form,
            "title": "Beobachtung verwerfen",
            "lead": draft.title,
            "submit": "Verwerfen",
            "draft": f"signal-{organisation.slug}-{key}",
            "cancel_url": back,
            "breadcrumbs": crumbs(organisation, ("Was auffällt", back), ("Verwerfen", None)),
        },
        status=status_of(form),
    )
