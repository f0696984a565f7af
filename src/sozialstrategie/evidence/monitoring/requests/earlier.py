"""Figures of own tables that stand already: to start the next table from, and to show beside a request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sozialstrategie.evidence.disclosure.gate import COUNTED_UNITS, WHOLE_PLACES, release
from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.editions import used_editions
from sozialstrategie.evidence.monitoring.models import DataRequest, Delivery, Edition
from sozialstrategie.evidence.monitoring.own_tables.services import table_code
from sozialstrategie.evidence.monitoring.requests.plausibility import Value
from sozialstrategie.evidence.monitoring.requests.table import Shape, tidy, values_of_facts
from sozialstrategie.evidence.monitoring.requests.words import DeliveryState
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
    return _figures(_standing(organisation, title), item)


def _standing(organisation: Organisation, title: str) -> list[Edition]:
    return list(used_editions(organisation).filter(table=table_code(title)).order_by("stand", "digest"))


def _figures(editions: Iterable[Edition], item: str) -> Known:
    found: Known = {}
    for edition in editions:
        found |= values_of_facts(facts_of(edition), item)
    return found


# --- for an office ----------------------------------------------------------------------------------------------------


def released_earlier(request: DataRequest, shape: Shape) -> Released[Observations]:
    """What an office sees beside its fields: the years asked for and those just before them, through the gate.

    The office is outside the organisation, but has counted these figures itself, or the planner has ticked that it may know
    them; so places below the Kreis stay, and what could tell about single people does not.
    """
    known = _figures(_editions_for(request), shape.item) if request.show_earlier else {}
    years = {year - back for year in shape.years for back in (0, 1)}
    codes = {place.code for place in shape.places}
    wanted = [
        _observation(shape, key, value) for key, value in sorted(known.items()) if key[0] in codes and key[1] in years
    ]
    released = release([(o, "own") for o in wanted], audience="internal")
    telling = _telling_totals(released.payload)
    if telling:
        wanted = [replace(o, value=None, sign=Sign.UNKNOWN) if (o.region, o.year) in telling else o for o in wanted]
        released = release([(o, "own") for o in wanted], audience="internal")
    return released


def _editions_for(request: DataRequest) -> list[Edition]:
    """The own tables that the office of a request may know: its own deliveries, and where ticked what no office delivered."""
    standing = _standing(request.owner, request.title)
    senders: dict[int, list[DataRequest]] = defaultdict(list)
    accepted = Delivery.objects.filter(state=DeliveryState.ACCEPTED, edition__in=standing).select_related("request")
    for delivery in accepted:
        senders[delivery.edition_id].append(delivery.request)
    return [
        edition
        for edition in standing
        if (
            any(is_same_office(request, sender) for sender in senders[edition.pk])
            if edition.pk in senders
            else request.show_entered
        )
    ]


def is_same_office(one: DataRequest, other: DataRequest) -> bool:
    """Whether two requests went to the same office: by its mailbox where both still have one, else by its name."""
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    return _plain_name(one.recipient) == _plain_name(other.recipient)


def _plain_name(name: str) -> str:
    return " ".join(name.split()).casefold()


def _telling_totals(payload: Observations) -> set[tuple[str, int]]:
    """Counts of the whole beside which a part is withheld: total less the shown parts would give the withheld ones away.

    Another part withheld in its place would not do: whoever knows the rule can often tell which two numbers were meant.
    """
    withheld = {o.year for o in payload if o.level not in WHOLE_PLACES and o.sign is Sign.UNKNOWN}
    return {
        (o.region, o.year)
        for o in payload
        if o.level in WHOLE_PLACES and o.unit in COUNTED_UNITS and o.value is not None and o.year in withheld
    }


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
