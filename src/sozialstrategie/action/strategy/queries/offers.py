"""Needs beside the register of offers: what is assigned, what can be, and where nothing is.

The place of a protected entry leaves this module for nobody: no page of this room needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from sozialstrategie.action.strategy.enums import NeedState, Urgency
from sozialstrategie.action.strategy.matching import shared_words
from sozialstrategie.action.strategy.models import Need, NeedOffer
from sozialstrategie.action.strategy.queries.records import VIEW, needs_for
from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers import queries as register
from sozialstrategie.evidence.monitoring.offers.queries import ShownOffer
from sozialstrategie.evidence.monitoring.offers.words import LifePhase, TargetGroup
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand

VIEW_OFFERS = register.VIEW


@dataclass(frozen=True, slots=True)
class NeedOffers:
    """A need and the living offers assigned to it, by number: those valid today, and the others."""

    need: Need
    valid: tuple[ShownOffer, ...]
    others: tuple[ShownOffer, ...]

    @property
    def is_urgent(self) -> bool:
        """An accepted need of high urgency."""
        return self.need.state == NeedState.ACCEPTED and self.need.urgency == Urgency.HIGH

    @property
    def is_gap(self) -> bool:
        """An urgent need for which no offer that is valid today is assigned."""
        return self.is_urgent and not self.valid


@dataclass(frozen=True, slots=True)
class OfferChoice:
    """What can be ticked for a need: what is assigned, what shares words with it (and which), the rest; by number."""

    linked: tuple[ShownOffer, ...]
    similar: tuple[tuple[ShownOffer, tuple[str, ...]], ...]
    others: tuple[ShownOffer, ...]


def may_see_offers(actor: Actor, organisation: Organisation) -> bool:
    """Whether an asker reads the register; who reads needs does not always."""
    return allowed(VIEW_OFFERS, actor, organisation)


def offers_of_need(actor: Actor, organisation: Organisation, need: Need) -> NeedOffers:
    """The offers assigned to one need; two queries.

    Raises:
        Forbidden: the asker may not see needs, or not the register.
    """
    demand(VIEW, actor, organisation)
    uids = _linked(organisation, need).get(need.pk, set())
    return _told(need, uids, _register(actor, organisation), timezone.localdate())


def offers_by_need(actor: Actor, organisation: Organisation) -> list[NeedOffers]:
    """All needs that were not rejected with their offers: gaps first, then by number; three queries. Raises as above."""
    needs = list(needs_for(actor, organisation).exclude(state=NeedState.REJECTED))
    known, links, today = _register(actor, organisation), _linked(organisation), timezone.localdate()
    rows = [_told(need, links.get(need.pk, set()), known, today) for need in needs]
    return sorted(rows, key=lambda row: (not row.is_gap, row.need.number))


def offer_choice_for(actor: Actor, organisation: Organisation, need: Need) -> OfferChoice:
    """Offers valid today, and those assigned that are valid no more. Raises like `offers_of_need`.

    What shares words comes first: title, target group and Handlungsfeld of the need against name, theme, target groups
    and life phases of the offer. It orders the list; what fits, people say.
    """
    demand(VIEW, actor, organisation)
    uids, today = _linked(organisation, need).get(need.pk, set()), timezone.localdate()
    wanted = " ".join(filter(None, [need.title, need.target_group, need.field.title if need.field else ""]))
    linked, similar, others = [], [], []
    for offer in _register(actor, organisation).values():
        if offer.uid in uids:
            linked.append(offer)
        elif offer.valid_on(today):
            words = shared_words(wanted, _words_of(offer))
            similar.append((offer, words)) if words else others.append(offer)
    return OfferChoice(tuple(linked), tuple(similar), tuple(others))


def offer_records_for(actor: Actor, organisation: Organisation, uids: Iterable[UUID]) -> list[Offer]:
    """The living records by number, for the services."""
    demand(VIEW_OFFERS, actor, organisation)
    rows = Offer.objects.filter(owner=organisation, deleted_at=None, uid__in=list(uids))
    return list(rows.order_by("number"))


def _register(actor: Actor, organisation: Organisation) -> dict[UUID, ShownOffer]:
    rows = register.offers_for(actor, organisation)
    return {o.uid: register.without_protected_place(o) for o in rows}


def _linked(organisation: Organisation, need: Need | None = None) -> dict[int, set[UUID]]:
    """Need id -> offers assigned to it."""
    rows = NeedOffer.objects.filter(owner=organisation, deleted_at=None)
    if need is not None:
        rows = rows.filter(need=need)
    found: dict[int, set[UUID]] = defaultdict(set)
    for key, uid in rows.values_list("need_id", "offer__uid"):
        found[key].add(uid)
    return found


def _told(need: Need, uids: set[UUID], known: dict[UUID, ShownOffer], today: date) -> NeedOffers:
    mine = [offer for uid, offer in known.items() if uid in uids]
    valid = tuple(o for o in mine if o.valid_on(today))
    return NeedOffers(need, valid, tuple(o for o in mine if o not in valid))


def _words_of(offer: ShownOffer) -> str:
    """Name, theme, target groups and life phases; "alle" names nobody."""
    groups = [str(TargetGroup(key).label) for key in offer.target_groups if key != TargetGroup.EVERYONE]
    phases = [str(LifePhase(key).label) for key in offer.life_phases if key != LifePhase.ANY]
    return "; ".join([offer.name, offer.theme, *groups, *phases])
