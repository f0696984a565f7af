"""Writing: the packaged reference tables into the database."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from sozialstrategie.evidence.regions import catalogue
from sozialstrategie.evidence.regions.models import Region, TerritorialEvent


@dataclass(frozen=True, slots=True)
class LoadResult:
    regions: int
    events: int


def load_regions() -> LoadResult:
    """Fill and update regions and events from the packaged tables; a second call changes nothing.

    Regions are updated in place, never deleted: other records point to them. Events carry no references and
    are replaced when they differ. Returns how many of each the database holds afterwards.
    """
    fields = [f.attname for f in Region._meta.concrete_fields if not f.primary_key]
    wanted = [_region(record) for record in catalogue.regions()]
    events = [TerritorialEvent(**_event_fields(event)) for event in catalogue.events()]
    with transaction.atomic():
        Region.objects.bulk_create(
            wanted,
            batch_size=400,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["parent" if name == "parent_id" else name for name in fields],
        )
        if _stored_events() != {_event_key(event) for event in events}:
            TerritorialEvent.objects.all().delete()
            TerritorialEvent.objects.bulk_create(events, batch_size=400)
    return LoadResult(Region.objects.count(), TerritorialEvent.objects.count())


def _region(record: catalogue.RegionRecord) -> Region:
    values = asdict(record)
    values["parent_id"] = values.pop("parent")
    return Region(sort_name=record.sort_name, **values)


def _event_fields(event: catalogue.EventRecord) -> dict[str, object]:
    values = asdict(event)
    values["source_id"], values["target_id"] = values.pop("source"), values.pop("target")
    return values


def _event_key(event: TerritorialEvent) -> tuple[object, ...]:
    return tuple(getattr(event, f.attname) for f in TerritorialEvent._meta.concrete_fields if not f.primary_key)


def _stored_events() -> set[tuple[object, ...]]:
    return {_event_key(event) for event in TerritorialEvent.objects.all()}
