"""Moving the planning cycle: one act per changed phase, all or none, and no overwriting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.workplace.models import CyclePhase
from sozialstrategie.kit.workplace.queries import cycle_for, standing_for
from sozialstrategie.kit.workplace.services import set_cycle, set_phase
from tests.kit.conftest import MakeActor


@pytest.fixture
def planner(north: Organisation, make_actor: MakeActor) -> Iterator[Actor]:
    actor = make_actor(north, Role.PLANNING_COORDINATOR)
    with owner_scope(north):
        yield actor


def test_act_shows_old_and_new(north: Organisation, planner: Actor) -> None:
    set_phase(actor=planner, owner=north, phase="needs", state="active")
    set_phase(actor=planner, owner=north, phase="needs", state="done", note=" im Mai ")
    set_phase(actor=planner, owner=north, phase="needs", state="done", note="im Mai")
    first, second = Act.objects.order_by("sequence")
    assert first.changes is not None and first.changes["created"] is True
    assert second.changes is not None
    assert second.changes["fields"] == {"state": ["active", "done"], "note": ["", "im Mai"]}
    assert second.object_label == "Bedarf"


def test_only_changed_phases_are_acts(north: Organisation, planner: Actor) -> None:
    set_cycle(actor=planner, owner=north, version=0, phases={"prepare": ("done", ""), "needs": ("open", "")})
    assert [a.object_label for a in Act.objects.all()] == ["Vorbereiten"]
    assert standing_for(planner, north).version == 1
    assert [s["status"] for s in cycle_for(planner, north)] == ["done", *["later"] * 7]


def test_stale_version_changes_nothing(north: Organisation, planner: Actor) -> None:
    set_cycle(actor=planner, owner=north, version=0, phases={"prepare": ("done", "")})
    with pytest.raises(Conflict) as caught:
        set_cycle(actor=planner, owner=north, version=0, phases={"prepare": ("open", "")})
    assert caught.value.obj.phases == {"prepare": ("done", "")}
    assert CyclePhase.objects.get().state == "done"


def test_one_refused_phase_refuses_all(north: Organisation, planner: Actor) -> None:
    with pytest.raises(Refused, match="warum die Phase übersprungen wird"):
        set_cycle(actor=planner, owner=north, version=0, phases={"prepare": ("done", ""), "needs": ("skipped", " ")})
    assert not CyclePhase.objects.exists()
    assert not Act.objects.exists()


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.PLANNING_COORDINATOR, Role.LEADERSHIP)])
def test_no_other_role_moves_it(north: Organisation, make_actor: MakeActor, role: Role) -> None:
    actor = make_actor(north, role)
    with owner_scope(north), pytest.raises(Forbidden):
        set_cycle(actor=actor, owner=north, version=0, phases={"prepare": ("done", "")})


def test_leadership_of_the_twin_moves_nothing(north: Organisation, south: Organisation, make_actor: MakeActor) -> None:
    with owner_scope(north), pytest.raises(Forbidden):
        set_cycle(actor=make_actor(south, Role.LEADERSHIP), owner=north, version=0, phases={"prepare": ("done", "")})
