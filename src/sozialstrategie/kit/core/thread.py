"""The thread across rooms: each room registers its links, everybody can walk them in both directions.

An edge points from what supports to what rests on it: figure -> finding -> need -> goal -> measure. Types are Django's
lower-case labels ("strategy.finding"), records are named by uid, so that no room has to know another one's tables.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation

Place = tuple[str, UUID]  # type and uid of a record


@dataclass(frozen=True, slots=True)
class Edge:
    """One link of the chain: `to` rests on `from`."""

    from_type: str
    from_uid: UUID
    to_type: str
    to_uid: UUID

    @property
    def source(self) -> Place:
        return self.from_type, self.from_uid

    @property
    def target(self) -> Place:
        return self.to_type, self.to_uid


EdgeProvider = Callable[[Organisation, Actor], Iterable[Edge]]
_PROVIDERS: list[EdgeProvider] = []


def register_edges(provider: EdgeProvider) -> None:
    """Let a room add its links; called in `AppConfig.ready()`. The provider shows only what the actor may see."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def edges(owner: Organisation, actor: Actor) -> list[Edge]:
    """All links of an organisation that the actor may see, each once."""
    return list(dict.fromkeys(edge for provider in _PROVIDERS for edge in provider(owner, actor)))


@dataclass(frozen=True, slots=True)
class Stop:
    """How a page shows a place that another room owns: "Zahl", a text, the address of its page ("" = none), its origin."""

    station: str
    label: str
    url: str = ""
    origin: str = ""


StopProvider = Callable[[Organisation, Actor, Sequence[UUID]], Mapping[UUID, Stop]]
_STOPS: dict[str, StopProvider] = {}


def register_stops(kind: str, provider: StopProvider) -> None:
    """Let a room say how its records are shown; called in `AppConfig.ready()`. What the actor may not see is left out."""
    _STOPS[kind] = provider


def stops(owner: Organisation, actor: Actor, places: Iterable[Place]) -> dict[Place, Stop]:
    """Words and addresses for places in their order; one question per kind. Kinds that nobody shows are left out."""
    wanted = list(dict.fromkeys(places))
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for kind, uid in wanted:
        by_kind[kind].append(uid)
    found = {kind: _STOPS[kind](owner, actor, uids) for kind, uids in by_kind.items() if kind in _STOPS}
    return {(kind, uid): found[kind][uid] for kind, uid in wanted if uid in found.get(kind, ())}


def what_rests_on(known: Iterable[Edge], start: Place) -> list[Place]:
    """Everything that rests on `start`, near things first, `start` itself left out."""
    return _walk(((e.source, e.target) for e in known), start)


def what_it_rests_on(known: Iterable[Edge], start: Place) -> list[Place]:
    """Everything that `start` rests on, near things first, `start` itself left out."""
    return _walk(((e.target, e.source) for e in known), start)


def _walk(pairs: Iterable[tuple[Place, Place]], start: Place) -> list[Place]:
    following: dict[Place, list[Place]] = defaultdict(list)
    for source, target in pairs:
        following[source].append(target)
    seen, queue, found = {start}, deque([start]), []
    while queue:
        for place in following[queue.popleft()]:
            if place not in seen:
                seen.add(place)
                found.append(place)
                queue.append(place)
    return found
