"""The registry of links: walked in both directions, shown in the words of the room that owns a record."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from sozialstrategie.kit.core import thread
from sozialstrategie.kit.core.actor import PUBLIC, Actor
from sozialstrategie.kit.core.models import Organisation

A, B, C, D = (("a", UUID(int=1)), ("b", UUID(int=2)), ("c", UUID(int=3)), ("c", UUID(int=4)))


def edge(source: thread.Place, target: thread.Place) -> thread.Edge:
    return thread.Edge(*source, *target)


def test_walking_in_both_directions_near_things_first() -> None:
    known = [edge(B, C), edge(A, B), edge(A, D), edge(B, D)]
    assert thread.what_rests_on(known, A) == [B, D, C]
    assert thread.what_it_rests_on(known, D) == [A, B] and thread.what_it_rests_on(known, C) == [B, A]
    assert thread.what_rests_on(known, C) == []


def test_links_of_all_rooms_each_once(north: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread, "_PROVIDERS", [])
    one = lambda owner, actor: [edge(A, B)]  # noqa: E731
    thread.register_edges(one)
    thread.register_edges(one)
    thread.register_edges(lambda owner, actor: [edge(A, B), edge(B, C)])
    assert thread.edges(north, PUBLIC) == [edge(A, B), edge(B, C)]


def test_each_room_shows_its_own_places_and_is_asked_once(north: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Organisation, Actor, list[UUID]]] = []

    def words(owner: Organisation, actor: Actor, uids: Sequence[UUID]) -> dict[UUID, thread.Stop]:
        asked.append((owner, actor, list(uids)))
        return {uid: thread.Stop("Zahl", f"Nr. {uid.int}", f"/{uid.int}/") for uid in uids if uid != D[1]}

    monkeypatch.setattr(thread, "_STOPS", {})
    thread.register_stops("c", words)
    # nobody shows "a"; D may not be seen
    assert thread.stops(north, PUBLIC, [A, C, D, C]) == {C: thread.Stop("Zahl", "Nr. 3", "/3/")}
    assert asked == [(north, PUBLIC, [C[1], D[1]])]
