"""Needs beside the register: what there is for each, where nothing is assigned, and the page that assigns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.models import Need
from sozialstrategie.action.strategy.offer_forms import NeedOffersForm
from sozialstrategie.action.strategy.queries import VIEW_OFFERS, NeedOffers
from sozialstrategie.action.strategy.views.kinds import NEED
from sozialstrategie.action.strategy.views.records import CHANGE, VIEW, states_of
from sozialstrategie.evidence.monitoring.offers.overview import places_in_words
from sozialstrategie.evidence.monitoring.offers.queries import ShownOffer
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.ui.formats import number
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other, status_of

ANCHOR = "#angebote"


def offers_section(actor: Actor, organisation: Organisation, need: Need) -> dict[str, Any] | None:
    """What the page of a need shows of the register; None for who may not see it."""
    if not queries.may_see_offers(actor, organisation):
        return None
    row = queries.offers_of_need(actor, organisation, need)
    lines = [_line(organisation, o, valid=True) for o in row.valid]
    return {
        "lines": lines + [_line(organisation, o, valid=False) for o in row.others],
        "counted": _counted(row) if row.valid else "",
        "only_old": bool(row.others) and not row.valid,
        "assign_url": NEED.act_url(organisation.slug, need, "offers") if allowed(CHANGE, actor, organisation) else "",
        "all_url": reverse("strategy:needs_offers", args=[organisation.slug]),
    }


def _counted(row: NeedOffers) -> str:
    count = len(row.valid)
    return f"{count} {'gültiges Angebot' if count == 1 else 'gültige Angebote'}, {places_in_words(row.valid)}"


def _line(organisation: Organisation, offer: ShownOffer, *, valid: bool) -> dict[str, Any]:
    return {
        "name": offer.name,
        "provider": offer.provider,
        "place": offer.place_words,
        "places": "unbekannt" if offer.places is None else number(offer.places, 0),
        "until": _until(offer),
        "valid": valid,
        "url": reverse("monitoring_staff:offer", args=[organisation.slug, offer.uid]),
    }


def _until(offer: ShownOffer) -> str:
    """ "31.12.2027", "auf Dauer", or the first day of what is yet to come."""
    if offer.valid_from and offer.valid_from > timezone.localdate():
        return f"erst ab {offer.valid_from:%d.%m.%Y}"
    return f"{offer.valid_to:%d.%m.%Y}" if offer.valid_to else "auf Dauer"


@require_safe
@organisation_view(VIEW)
def needs_offers(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All needs with their offers and places; accepted needs of high urgency without any come first."""
    actor = actor_of(request)
    rows = queries.offers_by_need(actor, organisation)
    may_change = allowed(CHANGE, actor, organisation)
    lines = [_need_line(organisation, row, may_change) for row in rows]
    return render(
        request,
        "strategy/needs_offers.html",
        {
            "organisation": organisation,
            "lines": lines,
            "has_urgent": any(row.is_urgent for row in rows),
            "gaps": [line for line in lines if line["is_gap"]],
            "day": timezone.localdate(),
            "lead": _lead(rows),
            "register_url": reverse("monitoring_staff:offers_overview", args=[organisation.slug]),
            "breadcrumbs": crumbs(
                organisation, (NEED.plural, NEED.list_url(organisation.slug)), ("Angebote je Bedarf", None)
            ),
        },
    )


def _lead(rows: list[NeedOffers]) -> str:
    """How many needs have an offer that is valid today."""
    served = sum(bool(row.valid) for row in rows)
    if not rows:
        return ""
    if len(rows) == 1:
        return "Zum einzigen Bedarf ist " + ("etwas zugeordnet." if served else "noch nichts zugeordnet.")
    return f"Zu {served or 'keinem'} von {len(rows)} Bedarfen ist ein Angebot zugeordnet, das heute gilt."


def _need_line(organisation: Organisation, row: NeedOffers, may_change: bool) -> dict[str, Any]:
    slug, need = organisation.slug, row.need
    return {
        "label": NEED.called(need),
        "title": need.title,
        "group": need.target_group,
        "url": NEED.url(slug, need) + ANCHOR,
        "states": states_of(need),
        "is_gap": row.is_gap,
        "only_old": bool(row.others) and not row.valid,
        "offers": [_line(organisation, o, valid=True) for o in row.valid],
        "places": places_in_words(row.valid),
        "assign_url": NEED.act_url(slug, need, "offers") if may_change else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def need_offers(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Tick the offers that do something for a need; one POST saves the whole choice."""
    actor = actor_of(request)
    demand(VIEW_OFFERS, actor, organisation)
    need = found(queries.need_for(actor, organisation, uid))
    choice = queries.offer_choice_for(actor, organisation, need)
    form = NeedOffersForm(request.POST if request.method == "POST" else None, choice=choice)
    url = NEED.url(organisation.slug, need)
    if request.method == "POST" and form.is_valid():
        count = saved(form, lambda: _save(actor, organisation, need, form))
        if count is not None:
            messages.success(request, _told(NEED.called(need), *count))
            return see_other(url + ANCHOR)
    return render(
        request,
        "strategy/need_offers.html",
        {
            "organisation": organisation,
            "form": form,
            "need": need,
            "called": NEED.called(need),
            "has_offers": bool(form.listed),
            "draft": f"need-offers-{need.uid}",
            "cancel_url": url + ANCHOR,
            "register_url": reverse("monitoring_staff:offers", args=[organisation.slug]),
            "breadcrumbs": crumbs(
                organisation,
                (NEED.plural, NEED.list_url(organisation.slug)),
                (NEED.called(need), url),
                ("Angebote zuordnen", None),
            ),
        },
        status=status_of(form),
    )


def _save(actor: Actor, organisation: Organisation, need: Need, form: NeedOffersForm) -> tuple[int, int]:
    new, gone = form.changes()
    records = queries.offer_records_for(actor, organisation, new | gone)
    add, remove = ([o for o in records if o.uid in uids] for uids in (new, gone))
    services.choose_offers(actor=actor, need=need, add=add, remove=remove)
    return len(add), len(remove)


def _told(called: str, added: int, removed: int) -> str:
    """ "Bedarf 1: 2 Angebote zugeordnet, 1 gelöst." """
    if not added and not removed:
        return f"{called}: An den Angeboten hat sich nichts geändert."
    first = f"{added} {'Angebot' if added == 1 else 'Angebote'} zugeordnet" if added else ""
    second = f"{removed} {'' if added else 'Angebot ' if removed == 1 else 'Angebote '}gelöst" if removed else ""
    return f"{called}: {', '.join(filter(None, [first, second]))}."
