"""Whose report it is, and the figures it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.gaps import BUND, LAND
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose report this is."""

    code: str
    name: str
    short: str
    author: str
    cofunding: str
    example: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator with the figures the report shows."""

    definition: Any
    info: IndicatorInfo
    released: Released[Observations]
    own: tuple[Observation, ...]  # with a value, by time
    key: str

    @property
    def latest(self) -> Observation | None:
        """The newest value that may carry a sentence."""
        doubtful = {year for year, _ in self.definition.doubtful}
        return next((o for o in reversed(self.own) if o.year not in doubtful), None)

    def of(self, region: str, when: str) -> Observation | None:
        return next((o for o in self.released.payload if o.region == region and o.period == when), None)


def find_subject(region: str | None, owner: str | None) -> Subject:
    """The Kreis by its key, or the one whose figures an organisation shows.

    Raises:
        Refused: no such organisation, or not a Kreis of Thüringen that exists today.
    """
    organisation = Organisation.objects.filter(slug=owner).first() if owner else None
    if owner and organisation is None:
        raise Refused(f"Die Organisation „{owner}“ gibt es nicht.")
    code = organisation.region_code if organisation else region or ""
    record = regions.record(code)
    if record is None or record.level != "kreis" or record.parent != "16" or record.valid_to is not None:
        raise Refused(
            f"„{code}“ ist kein Kreis und keine kreisfreie Stadt in Thüringen. Erwartet wird ein Schlüssel wie 16062."
        )
    example = organisation is not None and organisation.is_example
    if organisation is None:
        candidates = Organisation.objects.filter(region_code=code, is_example=False).order_by("pk")
        organisation = candidates.exclude(cofunding_notice="").first()
    notice = organisation.cofunding_notice if organisation else ""
    author = organisation.name if organisation and owner else record.name
    return Subject(code, record.name, record.short_name, author, notice, example)


def load_entries(code: str) -> list[Entry]:
    """Default series of all indicators for a Kreis, Land and Bund, in the order of the catalogue."""
    found = []
    series = queries.many_series(list(catalogue()), regions=[code, LAND[0], BUND[0]])
    for key, definition in catalogue().items():
        released = series.get(key)
        if released is None:
            continue
        own = sorted(
            (o for o in released.payload if o.region == code and o.value is not None), key=lambda o: (o.year, o.period)
        )
        found.append(Entry(definition, queries.info(key), released, tuple(own), code))
    return found


def last_day(o: Observation) -> date:
    """The last day of the period that a figure describes."""
    parts = o.period.split("-")
    return date(*map(int, parts)) if len(parts) == 3 else date(o.year, 12, 31)
