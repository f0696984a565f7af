"""The packaged tables of regions and territorial events, without a database.

Readers and tests use `index()`; `services.load_regions` writes the same records into the database. Tables,
columns and sources are described in `data/README.md`.
"""

from __future__ import annotations

import csv
import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

POPULATION_DATE = date(2023, 12, 31)  # of the population column: register of 31.12.2024, base Zensus 2011


class IndexEntry(NamedTuple):
    """What a reader needs to know about a key; both days belong to the validity, None is open."""

    level: str
    valid_from: date | None
    valid_to: date | None
    name: str


@dataclass(frozen=True, slots=True)
class RegionRecord:
    """One row of the packaged tables. `area_km2`, `population`, `lon`, `lat` are known for Thüringen only."""

    code: str
    level: str
    kind: str
    name: str
    short_name: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    precision: str
    ars: str
    in_project: bool
    area_km2: Decimal | None
    population: int | None
    lon: Decimal | None
    lat: Decimal | None
    note: str

    @property
    def sort_name(self) -> str:
        return sort_name(self.short_name)

    def valid_on(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class EventRecord:
    """Share of `source` that went to `target` at `date`; `target` has the territory of `target_status`."""

    kind: str
    date: datetime.date
    precision: str
    source: str
    target: str
    target_status: datetime.date
    weight_population: Decimal | None
    weight_area: Decimal | None
    old_name: str
    new_name: str
    basis: str
    note: str


def sort_name(name: str) -> str:
    """Key for German lists (DIN 5007-1: ä as a, ß as ss), e.g. 'Sömmerda' -> 'sommerda'."""
    folded = unicodedata.normalize("NFD", name.lower().replace("ß", "ss"))
    return "".join(c for c in folded if not unicodedata.combining(c))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter=";")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _region(row: dict[str, str]) -> RegionRecord:
    return RegionRecord(
        code=row["code"],
        level=row["level"],
        kind=row["kind"],
        name=row["name"],
        short_name=row["short_name"],
        parent=row["parent"] or None,
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        precision=row["precision"],
        ars=row["ars"],
        in_project=row["in_project"] == "1",
        area_km2=_decimal(row["area_km2"]),
        population=int(row["population"]) if row["population"] else None,
        lon=_decimal(row["lon"]),
        lat=_decimal(row["lat"]),
        note=row["note"],
    )


@lru_cache(maxsize=1)
def gemeinden_date() -> date:
    """The day of the list of Gemeinden: the head of the table names it as its Gebietsstand."""
    head = resources.files(__package__).joinpath("data", "gemeinden.csv").read_text(encoding="utf-8").partition("\n")[0]
    found = re.search(r"Gebietsstand (\d{2})\.(\d{2})\.(\d{4})", head)
    if found is None:
        raise ValueError("gemeinden.csv nennt im Kopf keinen Gebietsstand.")
    day, month, year = map(int, found.groups())
    return date(year, month, day)


@lru_cache(maxsize=1)
def regions() -> tuple[RegionRecord, ...]:
    """All regions, parents before children."""
    return tuple(_region(row) for name in ("gebiete.csv", "gemeinden.csv") for row in _rows(name))


@lru_cache(maxsize=1)
def _by_code() -> Mapping[str, RegionRecord]:
    return MappingProxyType({region.code: region for region in regions()})


def record(code: str) -> RegionRecord | None:
    return _by_code().get(code)


@lru_cache(maxsize=1)
def index() -> Mapping[str, IndexEntry]:
    """Every known key -> (level, valid_from, valid_to, name): DG, 16, 160, 16062, 16062041, 03241001."""
    return MappingProxyType({r.code: IndexEntry(r.level, r.valid_from, r.valid_to, r.name) for r in regions()})


@lru_cache(maxsize=1)
def events() -> tuple[EventRecord, ...]:
    """All territorial events by date."""
    return tuple(
        EventRecord(
            kind=row["kind"],
            date=date.fromisoformat(row["date"]),
            precision=row["precision"],
            source=row["source"],
            target=row["target"],
            target_status=date.fromisoformat(row["target_status"]),
            weight_population=_decimal(row["weight_population"]),
            weight_area=_decimal(row["weight_area"]),
            old_name=row["old_name"],
            new_name=row["new_name"],
            basis=row["basis"],
            note=row["note"],
        )
        for row in _rows("ereignisse.csv")
    )


def valid_on(code: str, on: date) -> bool:
    """Whether the key exists and is valid on that day."""
    region = record(code)
    return region is not None and region.valid_on(on)


def name_of(code: str, on: date | None = None) -> str:
    """Name of a region on a day (today's or last name without one). Raises KeyError for an unknown key."""
    name = _by_code()[code].name
    if on is None:
        return name
    renames = sorted(
        (e for e in events() if e.kind == "rename" and e.source == code and e.date > on), key=lambda e: e.date
    )
    return renames[0].old_name if renames else name


def kreis_key(raw: str) -> str | None:
    """5-digit key of a Kreis from the forms in which offices print it, None when no Kreis has it.

    Forms: 16077, 16077000 (INKAR), 160770000000 (ARS), each also without the leading zero (1001, 1001000).

    >>> kreis_key("1001000"), kreis_key("16077000"), kreis_key("160770000000"), kreis_key("16062041")
    ('01001', '16077', '16077', None)
    """
    text = raw.strip()
    if not re.fullmatch(r"\d{4,12}", text):
        return None
    width = next(w for w in (5, 8, 12) if len(text) <= w)
    text = text.zfill(width)
    region = record(text[:5])
    return text[:5] if region is not None and region.level == "kreis" and not text[5:].strip("0") else None
