"""Tasks: who sees and changes them, their states, their order, once per source."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.core.undo import undo_act
from sozialstrategie.kit.workplace.models import Task, TaskState
from sozialstrategie.kit.workplace.queries import open_tasks, task_for, task_lines, tasks_for
from sozialstrategie.kit.workplace.queries.tasks import due_words
from sozialstrategie.kit.workplace.services import complete_task, create_task, drop_task, edit_task, reopen_task
from tests.kit.conftest import MakeActor
from tests.kit.workplace.conftest import person_of

TODAY = date(2026, 5, 4)


def _titles(actor: Actor, owner: Organisation, **more: Any) -> list[str]:
    return [task.title for task in tasks_for(actor, owner, **more)]


def test_made_changed_and_undone(north: Organisation, coordinator: Actor) -> None:
    task = create_task(actor=coordinator, owner=north, title="  Förderaufruf\n lesen ", due=date(2026, 5, 4))
    assert task.title == "Förderaufruf lesen"
    edit_task(actor=coordinator, task=task, version=1, title="Förderaufruf prüfen", due=None)
    edit_task(actor=coordinator, task=task, version=2, title="Förderaufruf prüfen")  # writes nothing
    made, changed = Act.objects.order_by("sequence")
    assert changed.changes is not None
    assert changed.changes["fields"] == {
        "title": ["Förderaufruf lesen", "Förderaufruf prüfen"],
        "due": ["2026-05-04", None],
    }
    undo_act(actor=coordinator, row=changed)
    task.refresh_from_db()
    assert (task.title, task.due) == ("Förderaufruf lesen", date(2026, 5, 4))
    undo_act(actor=coordinator, row=made)
    assert _titles(coordinator, north) == []


def test_stale_version_is_a_conflict(north: Organisation, coordinator: Actor) -> None:
    task = create_task(actor=coordinator, owner=north, title="A")
    edit_task(actor=coordinator, task=task, version=1, title="B")
    with pytest.raises(Conflict):
        edit_task(actor=coordinator, task=task, version=1, title="C")
    assert _titles(coordinator, north) == ["B"]


def test_a_source_makes_its_task_once(north: Organisation, south: Organisation, coordinator: Actor) -> None:
    first = create_task(actor=coordinator, owner=north, title="A", source="committees.item:1")
    again = create_task(actor=coordinator, owner=north, title="B", source="committees.item:1")
    assert (again.pk, again.title) == (first.pk, "A")
    create_task(actor=coordinator, owner=north, title="C")
    create_task(actor=coordinator, owner=north, title="D")
    assert Act.objects.count() == 3


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_and_changes(north: Organisation, make_actor: MakeActor, coordinator: Actor, role: Role) -> None:
    actor = coordinator if role == Role.PLANNING_COORDINATOR else make_actor(north, role)
    open_to_all = create_task(actor=coordinator, owner=north, title="offen")
    create_task(actor=coordinator, owner=north, title="vertraulich", confidential=True)
    mine = create_task(actor=coordinator, owner=north, title="mein", confidential=True, responsible=person_of(actor))
    trusted = role in (Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.CLERK)
    outside = role in (Role.BODY_MEMBER, Role.STATE_VIEWER, Role.FUNDING_AUTHORITY, Role.ADMIN)
    expected = ["offen", "vertraulich", "mein"] if trusted else ["mein"] if outside else ["offen", "mein"]
    assert _titles(actor, north) == expected
    if outside or role == Role.PROCESS_CONSULTANT:
        with pytest.raises(Forbidden):
            complete_task(actor=actor, task=open_to_all)
        with pytest.raises(Forbidden):
            create_task(actor=actor, owner=north, title="neu")
    else:
        complete_task(actor=actor, task=open_to_all)
    assert complete_task(actor=actor, task=mine).state == TaskState.DONE


def test_twin_sees_and_changes_nothing(
    north: Organisation, south: Organisation, make_actor: MakeActor, coordinator: Actor
) -> None:
    task = create_task(actor=coordinator, owner=north, title="A", responsible=person_of(coordinator))
    twin = make_actor(south, Role.PLANNING_COORDINATOR)
    with pytest.raises(Forbidden):
        tasks_for(twin, north)
    with pytest.raises(Forbidden):
        complete_task(actor=twin, task=task)
    with owner_scope([north, south]):
        assert task_for(twin, south, task.uid) is None
        with pytest.raises(Forbidden):
            create_task(actor=twin, owner=south, title="B", after=[task])
        with pytest.raises(Refused, match="keine Rolle"):
            create_task(actor=twin, owner=south, title="B", responsible=person_of(coordinator))
        assert open_tasks(twin, south) == {}


_MACHINE = {
    ("open", "done"): "done",
    ("open", "drop"): "dropped",
    ("done", "reopen"): "open",
    ("dropped", "reopen"): "open",
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["done", "drop", "reopen"]), max_size=6))
def test_no_path_leaves_the_machine(north: Organisation, coordinator: Actor, steps: list[str]) -> None:
    task = create_task(actor=coordinator, owner=north, title="A")
    acts = {
        "done": lambda: complete_task(actor=coordinator, task=task),
        "drop": lambda: drop_task(actor=coordinator, task=task, reason="kein Geld"),
        "reopen": lambda: reopen_task(actor=coordinator, task=task),
    }
    state = "open"
    for step in steps:
        following = _MACHINE.get((state, step))
        if following is None:
            with pytest.raises(Refused):
                acts[step]()
        else:
            acts[step]()
            state = following
        assert Task.objects.get(pk=task.pk).state == state


def test_refusals_in_words(north: Organisation, coordinator: Actor) -> None:
    task = create_task(actor=coordinator, owner=north, title="A")
    with pytest.raises(Refused, match="warum die Aufgabe entfällt"):
        drop_task(actor=coordinator, task=task, reason=" ")
    with pytest.raises(Refused, match="Zukunft"):
        complete_task(actor=coordinator, task=task, day=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused):
        create_task(actor=coordinator, owner=north, title=" ")


def test_tasks_never_wait_in_a_circle(north: Organisation, coordinator: Actor) -> None:
    first, second, third = (create_task(actor=coordinator, owner=north, title=t) for t in "ABC")
    edit_task(actor=coordinator, task=second, version=1, after=[first])
    edit_task(actor=coordinator, task=third, version=1, after=[second])
    for task, after in ((first, third), (first, first)):
        with pytest.raises(Refused, match="im Kreis"):
            edit_task(actor=coordinator, task=task, version=1, after=[after])
    assert Task.objects.get(pk=first.pk).version == 1
    lines = task_lines(north, list(tasks_for(coordinator, north)))
    assert [line.waits_for for line in lines] == [(), ("A",), ("B",)]
    complete_task(actor=coordinator, task=Task.objects.get(pk=first.pk))
    lines = task_lines(north, list(tasks_for(coordinator, north)))
    assert [line.waits_for for line in lines] == [(), (), ("B",)]


def test_open_tasks_by_record_in_one_query(
    north: Organisation, coordinator: Actor, django_assert_num_queries: Any
) -> None:
    measure, decision = ("strategy.measure", uuid4()), ("committees.decision", uuid4())
    for title, about in (("A", measure), ("B", measure), ("C", decision), ("D", None)):
        create_task(actor=coordinator, owner=north, title=title, about=about)
    complete_task(actor=coordinator, task=Task.objects.get(title="B"))
    with django_assert_num_queries(1):
        found = open_tasks(coordinator, north)
    assert {place: [t.title for t in tasks] for place, tasks in found.items()} == {measure: ["A"], decision: ["C"]}
    assert list(open_tasks(coordinator, north, about_type="strategy.measure")) == [measure]
    assert _titles(coordinator, north, about=measure) == ["A", "B"]


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, "ohne Termin"),
        (date(2026, 4, 1), "seit 33 Tagen überfällig"),
        (date(2026, 5, 3), "seit gestern überfällig"),
        (date(2026, 5, 4), "heute"),
        (date(2026, 5, 5), "morgen"),
        (date(2026, 5, 18), "in 14 Tagen"),
        (date(2026, 5, 19), "bis 19.05.2026"),
    ],
)
def test_due_in_words(due: date | None, words: str) -> None:
    assert due_words(due, TODAY) == words
    assert Task(title="A", due=due).is_late(TODAY) == words.endswith("überfällig")
    assert not Task(title="A", due=due, done_on=TODAY).is_late(TODAY)
