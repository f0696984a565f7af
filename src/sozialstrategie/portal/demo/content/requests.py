"""Musterberg's own tables, indicators and data requests, from `requests.toml` through the services that people use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.own_tables import services as own_tables
from sozialstrategie.evidence.monitoring.requests import services
from sozialstrategie.evidence.monitoring.requests.plausibility import as_mapping, doubts
from sozialstrategie.evidence.monitoring.requests.table import Shape, places_of
from sozialstrategie.evidence.monitoring.requests.words import Rows
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.portal.demo.content.team import team
from sozialstrategie.portal.demo.content.texts import read


def build_requests(*, actor: Actor, owner: Organisation) -> int:
    """Enter invented tables of former years, make an indicator of one, ask for the last one, and let one answer wait; whole or not at all.

    Call inside the owner's scope. Requests that stand stay as they are.

    Returns:
        How many requests were made.
    """
    if DataRequest.objects.filter(owner=owner).exists():
        return 0
    planner, today = team(actor).planner, timezone.localdate()
    last = today.year - 1
    texts = read("requests.toml")
    with transaction.atomic():
        for table in texts["table"]:
            _enter(planner, owner, table, last)
        items = {table["title"]: table["item"] for table in texts["table"]}
        for entry in texts["indicator"]:
            title = entry["table"]
            own_tables.create_indicator(
                actor=planner, owner=owner, **{**entry, "table": own_tables.table_code(title), "item": items[title]}
            )
        for entry in texts["request"]:
            _ask(planner, owner, entry, last, today)
    return len(texts["request"])


def _enter(planner: Actor, owner: Organisation, table: dict[str, Any], last: int) -> None:
    figures = {last - int(back): number for back, number in table["figures"].items()}
    places = places_of(owner, Rows.WHOLE)
    shape = Shape(table["title"], table["item"], table["unit"], places, tuple(sorted(figures)), named=False)
    values = {(places[0].code, year): number for year, number in figures.items()}
    services.enter_table(
        actor=planner, owner=owner, shape=shape, values=values, source=table["source"], stand=date(max(figures), 12, 31)
    )


def _ask(planner: Actor, owner: Organisation, entry: dict[str, Any], last: int, today: date) -> None:
    values = {name: text for name, text in entry.items() if name in {*services.ASKED, *services.AROUND}}
    request = services.create_request(
        actor=planner, owner=owner, rows=Rows.WHOLE, first_year=last, show_earlier=True, show_entered=True,
        due_on=today + timedelta(days=entry["due_in_days"]), **values,
    )  # fmt: skip
    token = services.send(actor=planner, request=request, version=request.version)
    if "delivered" not in entry:
        return
    figures = {(request.regions[0], last): entry["delivered"]}
    found = doubts(figures, as_mapping(request.earlier), request.unit)
    services.deliver(
        token=token, values=figures, from_function=entry["from_function"], remark=entry["remark"],
        confirmed=frozenset(doubt.key for doubt in found),
    )  # fmt: skip
