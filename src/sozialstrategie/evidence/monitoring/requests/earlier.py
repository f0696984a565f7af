"""Figures of own tables that stand already: to start the next table from, and to show beside a request."""

from __future__ import annotations

from typing import Any

from sozialstrategie.evidence.disclosure.gate import release
from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.editions import used_editions
from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.own_tables.services import table_code
from sozialstrategie.evidence.monitoring.requests.plausibility import Value
from sozialstrategie.evidence.monitoring.requests.table import Shape, tidy, values_of_facts
from sozialstrategie.evidence.regions import catalogue
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import Observation, Observations, Origin, Released, Sign

Known = dict[tuple[str, int], Value]


def facts_of(edition: Edition) -> list[dict[str, Any]]:
    """The rows of an edition. Raises OSError or ValueError when its file is gone or damaged."""
    rows: list[dict[str, Any]] = storage.read_facts(edition.digest).to_pylist()
    return rows


def known_figures(organisation: Organisation, title: str, item: str) -> Known:
    """What own tables of this title say about a series; of two editions with the same cell the newer state counts."""
    found: Known = {}
    for edition in used_editions(organisation).filter(table=table_code(title)).order_by("stand", "digest"):
        found |= values_of_facts(facts_of(edition), item)
    return found


def released_earlier(organisation: Organisation, shape: Shape) -> Released[Observations]:
    """What an office sees beside its fields: the years asked for and those just before them, through the gate.

    The office is outside the organisation, but has counted this very series; so places below the Kreis stay, and what could
    tell about single people does not.
    """
    known = known_figures(organisation, shape.title, shape.item)
    years = {year - back for year in shape.years for back in (0, 1)}
    codes = {place.code for place in shape.places}
    wanted = [(key, value) for key, value in sorted(known.items()) if key[0] in codes and key[1] in years]
    return release([(_observation(shape, key, value), "own") for key, value in wanted], audience="internal")


def _observation(shape: Shape, key: tuple[str, int], value: Value) -> Observation:
    region, year = key
    record = catalogue.record(region)
    return Observation(
        indicator=table_code(shape.title),
        region=region,
        region_name=shape.label(key),
        level=record.level if record else "gemeinde",
        period=str(year),
        year=year,
        value=None if isinstance(value, str) else float(value),
        sign=Sign(value) if isinstance(value, str) else None,
        unit="Personen" if shape.unit == "Anzahl" else shape.unit,  # whatever is counted may be people
        source=shape.title,
        edition="",
        territorial_status="",
        derivation="eigene-tabelle",
        origin=Origin.COMPUTED,
    )


def plain_of(released: Released[Observations]) -> list[list[Any]]:
    """As a request stores it: [[region, year, number or sign], ...]."""
    return [[o.region, o.year, str(o.sign) if o.value is None else tidy(o.value)] for o in released.payload]
