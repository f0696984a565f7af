"""A form field that names a foreign record: refused, and nothing of one authority ever hangs on another."""

from __future__ import annotations

from functools import cache as cache_once
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.core.models import OwnedModel
from tests.routes.seed import World
from tests.routes.urls import Route, all_routes
from tests.routes.visits import Visitor, url_for

# The names under which forms ask for a record, and which record of the twin is tried.
_FIELDS = {
    "field": "field",
    "parent": "goal",
    "befund": "finding",
    "bedarf": "need",
    "ziel": "goal",
    "massnahme": "measure",
    "frozen": "version",
    "term": "term",
    "substitute_for": "membership",
    "members": "membership",
    "items": "item",
    "version_of": "version",
}
_OTHER = {"finding_link": "need", "need_link": "finding", "goal_link": "need", "measure_link": "goal"}


def _leaving(model: type[OwnedModel], key: models.ForeignKey[Any, Any]) -> str:
    """SQL that names the key once if a row's target belongs to another authority, or is a person without a role in its own."""
    target = f'JOIN "{key.related_model._meta.db_table}" t ON t."{key.target_field.column}" = r."{key.column}"'
    grants = f'SELECT 1 FROM "{RoleGrant._meta.db_table}" g WHERE g.person_id = t.id AND g.organisation_id = r.owner_id'
    leaves = "t.owner_id <> r.owner_id" if issubclass(key.related_model, OwnedModel) else f"NOT EXISTS ({grants})"
    name = f"{model.__name__}.{key.name}"
    return f"""SELECT * FROM (SELECT '{name}' FROM "{model._meta.db_table}" r {target} WHERE {leaves} LIMIT 1) x"""


@cache_once
def _all_leaving() -> str:
    return " UNION ALL ".join(
        _leaving(model, key)
        for model in apps.get_models()
        if issubclass(model, OwnedModel)
        for key in model._meta.concrete_fields
        if isinstance(key, models.ForeignKey)
        and key.name != "owner"
        and issubclass(key.related_model, OwnedModel | Person)
    )


def mixed_rows() -> list[str]:
    """Foreign keys that leave their authority; people without a role there count too. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_all_leaving())
        return [name for (name,) in cursor.fetchall()]


def typed(route: Route, world: World, by: str) -> dict[str, Any]:
    """A form filled well but for every choice, which names the twin's records by `by` (pk or uid)."""
    foreign = world.foreign.made
    values = {name: str(getattr(foreign[kind], by)) for name, kind in _FIELDS.items()}
    name = route.name.split(":")[-1]
    if name in _OTHER:
        values["other"] = str(getattr(foreign[_OTHER[name]], by))
    person = world.foreign.people["measure_owner"]
    own = world.own.made.get(name.split("_")[0])
    return {
        "csrfmiddlewaretoken": "x", "title": "Neuer Titel", "number": "", "version": str(getattr(own, "version", 1)),
        "urgency": "high", "state": "suspected", "kind": "goal", "status": "idea", "visibility": "internal", "priority": "2",
        "period_from": "2025", "period_to": "2028", "responsible": str(getattr(person, by)),
        "person": str(getattr(person, by)), "recipient": "Jugendamt", "passage": f"goal:{foreign['goal'].uid}",
        "due_on": "2030-01-01", "result": "adopted", "on": "2025-06-25", "body": "Kreistag", "verdict": "objects",
        "from_function": "Amt", "place_1": f"goal:{foreign['goal'].uid}", "remark_1": "Anmerkung", "received_on": "2026-01-01",
        **values,
    }  # fmt: skip


@pytest.mark.parametrize("by", ["pk", pytest.param("uid", marks=pytest.mark.long)])
def test_no_form_takes_a_foreign_record(by: str, visitor: Visitor, world: World) -> None:
    assert mixed_rows() == []
    faults, refused = [], 0
    for route in all_routes():
        if not route.name.startswith(("strategy:", "web:", "monitoring_staff:", "committees:")):
            continue
        client = visitor.clients["planning_coordinator"]
        cache.clear()
        with transaction.atomic():
            url = url_for(route, "own", world)
            response = client.post(f"{url}?bedarf={world.foreign.made['need'].uid}&befund={world.foreign.made['finding'].uid}"
                                   f"&ziel={world.foreign.made['goal'].uid}&field={world.foreign.made['field'].uid}", typed(route, world, by))  # fmt: skip
            refused += response.status_code == 422
            faults += [f"{route.name}: {what}" for what in mixed_rows()]
            if world.foreign.canary.encode() in response.content:
                faults.append(f"{route.name}: zeigt Worte der anderen Körperschaft")
            transaction.set_rollback(True)
    assert faults == []
    assert refused >= 6  # the forms with choices say no, they do not pass over it


def test_a_planted_mix_is_found(world: World) -> None:
    measure = world.own.made["measure"]
    type(measure)._base_manager.filter(pk=measure.pk).update(field=world.foreign.made["field"], number="9.9.9")
    assert mixed_rows() == ["Measure.field"]


def test_addresses_that_preset_foreign_records_show_nothing(visitor: Visitor, world: World) -> None:
    """`?bedarf=<uid>` on a form, `?feld=` and `?ab=` on the thread: foreign ones are passed over."""
    made = world.foreign.made
    query = (
        "&".join(f"{n}={made[k].uid}" for n, k in {**_FIELDS, "feld": "field"}.items()) + f"&ab=need:{made['need'].uid}"
    )
    for route in all_routes():
        if route.of_tenant:
            response = visitor.ask("planning_coordinator", "GET", url_for(route, "own", world) + "?" + query)
            assert world.foreign.canary.encode() not in response.content, route.name
            assert response.status_code != 500, route.name
