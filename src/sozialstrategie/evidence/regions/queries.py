"""Reading regions. They are open reference data, so no query takes an actor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from sozialstrategie.evidence.regions.enums import EventKind, Level
from sozialstrategie.evidence.regions.models import Region, TerritorialEvent


def get(code: str) -> Region:
    """The region with this key. Raises Region.DoesNotExist."""
    return Region.objects.get(pk=code)


def name_of(code: str, on: date | None = None) -> str:
    """Name on a day, without one today's (or last) name. Raises Region.DoesNotExist.

    The earliest rename after the day names what the region was called before it.
    """
    name = get(code).name
    if on is None:
        return name
    later = TerritorialEvent.objects.filter(source=code, kind=EventKind.RENAME, date__gt=on).order_by("date").first()
    return later.old_name if later else name


def short_name_of(code: str) -> str:
    """Name without "Landkreis" or "Stadt". Raises Region.DoesNotExist."""
    return get(code).short_name


def valid(on: date | None = None) -> QuerySet[Region]:
    """Regions that exist on a day (today without one)."""
    day = on or timezone.localdate()
    return Region.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


def children(code: str, on: date | None = None) -> QuerySet[Region]:
    """Regions directly below: Länder of DG, Kreise of a Land, Gemeinden of a Thuringian Kreis."""
    below = valid(on).filter(parent=code).exclude(level__in=(Level.REGIERUNGSBEZIRK, Level.KREISTEIL))
    return below


def kreise_of(land: str, on: date | None = None) -> QuerySet[Region]:
    """Kreise and kreisfreie Städte of a Land: Thüringen has 22 today and had 23 in 2020."""
    return valid(on).filter(parent=land, level=Level.KREIS)


def project_authorities() -> QuerySet[Region]:
    """The twelve Gebietskörperschaften in the order of the start page."""
    return Region.objects.filter(in_project=True)


def events_for(code: str) -> QuerySet[TerritorialEvent]:
    """What happened to a region, as giver or receiver, oldest first."""
    return TerritorialEvent.objects.filter(Q(source=code) | Q(target=code)).select_related("source", "target")


def successors(code: str) -> list[tuple[Region, Decimal]]:
    """Where a dissolved region went, with the share of its population; empty while it exists."""
    region = get(code)
    if region.valid_to is None:
        return []
    events = TerritorialEvent.objects.filter(source=code, date__gt=region.valid_to).select_related("target")
    return [(event.target, event.weight_population) for event in events if event.weight_population is not None]
