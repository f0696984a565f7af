"""Reading the register. What leaves this module has no place where the place is protected and the asker may not edit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers.places import place_name
from sozialstrategie.evidence.monitoring.offers.words import Access, LifePhase, OfferKind, TargetGroup
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.workplace.queries import RecordWords

VIEW, CHANGE = "monitoring.view_offers", "monitoring.change_offers"
PROTECTED = "Ort geschützt"
NO_PLACE = "kreisweit"
OLD = timedelta(days=2 * 365)
LOCATION_FIELDS = frozenset({"gemeinde", "address", "latitude", "longitude"})


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """One entry as the asker may see it. `located` False: the place is withheld, its four fields are empty."""

    uid: UUID
    number: int
    version: int
    kind: str
    name: str
    provider: str
    protected: bool
    located: bool
    gemeinde: str
    gemeinde_name: str
    address: str
    latitude: Decimal | None
    longitude: Decimal | None
    target_groups: tuple[str, ...]
    life_phases: tuple[str, ...]
    theme: str
    places: int | None
    access: tuple[str, ...]
    access_note: str
    funding: str
    valid_from: date | None
    valid_to: date | None
    contact: str
    link: str
    note: str
    source: str
    as_of: date

    @property
    def place_words(self) -> str:
        """ "Nordhausen", "kreisweit", or that the place is protected."""
        return (self.gemeinde_name or NO_PLACE) if self.located else PROTECTED

    @property
    def kind_words(self) -> str:
        return str(OfferKind(self.kind).label)

    @property
    def target_words(self) -> str:
        return "; ".join(str(TargetGroup(key).label) for key in self.target_groups)

    @property
    def phase_words(self) -> str:
        return "; ".join(str(LifePhase(key).label) for key in self.life_phases)

    @property
    def access_words(self) -> str:
        return "; ".join(str(Access(key).label) for key in self.access)

    def valid_on(self, day: date) -> bool:
        """Whether it exists on a day; both days of the validity belong to it."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def missing(self, today: date) -> tuple[str, ...]:
        """What nobody has entered yet, or looked at for two years, in words."""
        gaps = (
            (self.places is None, "Plätze unbekannt"),
            (not self.theme, "Themenfeld fehlt"),
            (not self.contact, "Kontakt fehlt"),
            (not self.access and not self.access_note, "Zugang unbekannt"),
            (today - self.as_of > OLD, "Stand älter als zwei Jahre"),
        )
        return tuple(words for is_missing, words in gaps if is_missing)


def _rows(actor: Actor, organisation: Organisation) -> QuerySet[Offer]:
    demand(VIEW, actor, organisation)
    found: QuerySet[Offer] = Offer.objects.filter(owner=organisation, deleted_at=None)
    return found.order_by("number")


def offers_for(
    actor: Actor,
    organisation: Organisation,
    *,
    target_group: str = "",
    life_phase: str = "",
    theme: str = "",
    gemeinde: str = "",
    on: date | None = None,
    incomplete: bool = False,
) -> list[ShownOffer]:
    """Entries by number, narrowed. One query; a register has some hundred rows.

    Args:
        target_group: a `TargetGroup`; only entries that name it ("alle Menschen" is a group of its own).
        life_phase: a `LifePhase`; entries for all life phases belong to each.
        gemeinde: key; a protected entry answers to it only for editors, or the filter would tell where it is.
        on: only entries that are valid on that day.
        incomplete: only entries in which something is missing (`ShownOffer.missing`).

    Raises:
        Forbidden: the asker may not see the register.
    """
    today = timezone.localdate()
    may_locate = allowed(CHANGE, actor, organisation)
    shown = (seen(row, organisation, may_locate=may_locate) for row in _rows(actor, organisation))
    return [
        o
        for o in shown
        if (not target_group or target_group in o.target_groups)
        and (not life_phase or life_phase in o.life_phases or LifePhase.ANY in o.life_phases)
        and (not theme or o.theme == theme)
        and (not gemeinde or o.gemeinde == gemeinde)
        and (on is None or o.valid_on(on))
        and (not incomplete or o.missing(today))
    ]


def offer_for(actor: Actor, organisation: Organisation, uid: UUID) -> ShownOffer | None:
    row = _rows(actor, organisation).filter(uid=uid).first()
    return seen(row, organisation, may_locate=allowed(CHANGE, actor, organisation)) if row else None


def offer_words(actor: Actor, organisation: Organisation, uid: UUID) -> RecordWords | None:
    """How the workplace calls an entry; None for those who may not see it."""
    found = offer_for(actor, organisation, uid) if allowed(VIEW, actor, organisation) else None
    return RecordWords(found.name, reverse("monitoring_staff:offer", args=[organisation.slug, uid])) if found else None


def seen(offer: Offer, organisation: Organisation, *, may_locate: bool) -> ShownOffer:
    """The entry, without its place where that is protected and the asker may not locate it."""
    located = may_locate or not offer.protected
    return ShownOffer(
        uid=offer.uid,
        number=offer.number,
        version=offer.version,
        kind=offer.kind,
        name=offer.name,
        provider=offer.provider,
        protected=offer.protected,
        located=located,
        gemeinde=offer.gemeinde if located else "",
        gemeinde_name=place_name(organisation, offer.gemeinde) if located and offer.gemeinde else "",
        address=offer.address if located else "",
        latitude=offer.latitude if located else None,
        longitude=offer.longitude if located else None,
        target_groups=tuple(offer.target_groups),
        life_phases=tuple(offer.life_phases),
        theme=offer.theme,
        places=offer.places,
        access=tuple(offer.access),
        access_note=offer.access_note,
        funding=offer.funding,
        valid_from=offer.valid_from,
        valid_to=offer.valid_to,
        contact=offer.contact,
        link=offer.link,
        note=offer.note,
        source=offer.source,
        as_of=offer.as_of,
    )


def without_protected_place(offer: ShownOffer) -> ShownOffer:
    """The same entry for those who may not locate it: a file goes further than a page."""
    if not offer.protected:
        return offer
    return replace(offer, located=False, gemeinde="", gemeinde_name="", address="", latitude=None, longitude=None)


def released_offers(actor: Actor, organisation: Organisation, *, on: date) -> list[ShownOffer]:
    """What may leave the house: entries valid on a day, protected ones without their place, whoever asks."""
    rows = (seen(row, organisation, may_locate=False) for row in _rows(actor, organisation))
    return [o for o in rows if o.valid_on(on)]


def editable_for(actor: Actor, organisation: Organisation, uid: UUID) -> Offer | None:
    """The record itself, for those who may edit it."""
    demand(CHANGE, actor, organisation)
    return _rows(actor, organisation).filter(uid=uid).first()


def all_editable_for(actor: Actor, organisation: Organisation) -> list[Offer]:
    """All records with the deleted ones, by number: what a workbook is matched with."""
    demand(CHANGE, actor, organisation)
    return list(Offer.objects.filter(owner=organisation).order_by("number"))


def deleted_for(actor: Actor, organisation: Organisation) -> list[Offer]:
    """Deleted entries, latest first, for those who may bring them back."""
    demand(CHANGE, actor, organisation)
    rows = Offer.objects.filter(owner=organisation, deleted_at__isnull=False)
    return list(rows.order_by("-deleted_at")[:20])


def deleted_one_for(actor: Actor, organisation: Organisation, uid: UUID) -> Offer | None:
    demand(CHANGE, actor, organisation)
    found: Offer | None = Offer.objects.filter(owner=organisation, uid=uid, deleted_at__isnull=False).first()
    return found


def next_number(organisation: Organisation) -> int:
    """One more than the highest that was ever given."""
    last = Offer.objects.filter(owner=organisation).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def last_change_of(offer: Offer) -> str:
    """Who changed the record last, by name; "" when the machine did or the person is gone."""
    row = Act.objects.filter(owner=offer.owner_id, object_uid=offer.uid).exclude(actor_uid=None).first()
    if row is None or row.actor_uid is None:
        return ""
    return names_in(offer.owner, {str(row.actor_uid)}).get(str(row.actor_uid), "")


def places_sum(offers: Iterable[ShownOffer]) -> tuple[int, int]:
    """Sum of the known places, and in how many entries they are unknown."""
    rows = list(offers)
    return sum(o.places for o in rows if o.places is not None), sum(o.places is None for o in rows)
