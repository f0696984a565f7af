"""The thread at the margin of a page: what a record rests on, and what rests on it, along the links of all rooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.addresses import figure_url, node_url
from sozialstrategie.action.strategy.numbering import sort_key
from sozialstrategie.action.strategy.thread import CitedFigure, LooseKind, Node, ThreadGraph
from sozialstrategie.action.strategy.views.kinds import FINDING, GOAL, MEASURE, NEED, Kind
from sozialstrategie.kit.core import thread
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation

Step = dict[str, Any]
OWN = "strategy."


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record linked directly."""

    uid: UUID
    label: str
    title: str


@dataclass(frozen=True)
class Margin:
    """Two lists for the component `thread_list`; the record itself ends the first one. And what stands right beside it."""

    before: list[Step]
    after: list[Step]
    beside: dict[str, list[Neighbour]]  # key of a kind -> records linked directly, by number


def margin_of(actor: Actor, organisation: Organisation, kind: Kind, obj: Any) -> Margin:
    """Walk the registry of links from a record in both directions."""
    known = thread.edges(organisation, actor)
    graph = queries.thread_for(actor, organisation, known=known)
    place = (f"{OWN}{kind.key}", obj.uid)
    below, above = thread.what_it_rests_on(known, place), thread.what_rests_on(known, place)
    others = [p for p in (*below, *above) if not p[0].startswith(OWN)]
    words = thread.stops(organisation, actor, others) if others else {}
    slug, key = organisation.slug, f"{kind.key}:{obj.uid}"
    shown = _Steps(graph, slug, organisation.region_code, key)
    here = {"station": kind.called(obj), "label": obj.title, "url": "", "origin": None, "here": True, "loose": False}
    stops_below = [_stop(words[p]) for p in below if p in words]
    before = [*_grouped(stops_below), *shown.nodes(_keys(below)), *(shown.node(key) or [here])]
    followers = set(_keys(above))
    for measure in [k for k in (key, *followers) if k.startswith("measure:")]:
        followers |= set(graph.successors.get(measure, ()))  # decision and effect are no records of their own
    after = [*shown.nodes(followers), *(_stop(words[p]) for p in above if p in words)]
    return Margin(before, after, _beside(actor, organisation, graph, known, place))


def _beside(
    actor: Actor, organisation: Organisation, graph: ThreadGraph, known: Iterable[thread.Edge], place: thread.Place
) -> dict[str, list[Neighbour]]:
    """Direct neighbours of this room; those that the graph leaves out (rejected, dropped) are looked up."""
    ends = [e.source for e in known if e.target == place] + [e.target for e in known if e.source == place]
    found: dict[str, list[tuple[Any, Neighbour]]] = {}
    for other in (FINDING, NEED, GOAL, MEASURE):
        uids = [uid for kind, uid in ends if kind == f"{OWN}{other.key}"]
        nodes = [n for u in uids if (n := graph.by_key.get(f"{other.key}:{u}")) is not None]
        rows = [(sort_key(n.number), Neighbour(n.uid, n.label, n.title)) for n in nodes if n.uid is not None]
        missing = set(uids) - {n.uid for n in nodes}
        if missing:
            hidden = queries.some_for(actor, organisation, other.model, missing)
            rows += [(sort_key(str(o.number)), Neighbour(o.uid, other.called(o), o.title)) for o in hidden]
        found[other.key] = sorted(rows, key=lambda row: row[0])
    return {key: [neighbour for _, neighbour in rows] for key, rows in found.items()}


def thread_steps(graph: ThreadGraph, slug: str, home: str, here: str) -> list[Step]:
    """A followed thread from its first figure to its effect, for the page Roter Faden on a narrow screen."""
    followed = graph.followed(here)
    figures = dict.fromkeys(f for n in graph.nodes if n.key in followed for f in n.figures)
    return [*_grouped([_figure(f, home, slug) for f in figures]), *_Steps(graph, slug, home, here).nodes(followed)]


@dataclass(frozen=True)
class _Steps:
    """Boxes of the graph as steps of a list, each followed by what hangs loose at it."""

    graph: ThreadGraph
    slug: str
    home: str
    here: str

    def nodes(self, keys: Iterable[str]) -> list[Step]:
        wanted = set(keys)
        return [step for node in self.graph.nodes if node.key in wanted for step in self._with_loose_end(node)]

    def node(self, key: str) -> list[Step]:
        return self.nodes([key])

    def _with_loose_end(self, node: Node) -> list[Step]:
        steps = [
            {
                "station": node.label,
                "label": node.title,
                "url": "" if node.key == self.here else node_url(self.slug, node),
                "origin": node.origin or None,
                "here": node.key == self.here,
                "loose": node.placeholder,
            }
        ]
        end = next((e for e in self.graph.loose_ends if e.node.key == node.key), None)
        # a missing target stands there as an empty box already
        if end is not None and not end.kind.looks_back and end.kind is not LooseKind.MEASURE_WITHOUT_TARGET:
            steps.append(_plain("Loses Ende", end.heading, loose=True))
        return steps


def _keys(places: Iterable[thread.Place]) -> list[str]:
    return [f"{kind.removeprefix(OWN)}:{uid}" for kind, uid in places if kind.startswith(OWN)]


def _grouped(steps: list[Step]) -> list[Step]:
    """Figures that one page shows together as one step: a finding drafted from a time series rests on many of them."""
    found: list[Step] = []
    first: dict[str, Step] = {}
    more: Counter[str] = Counter()
    for step in steps:
        url = step["url"]
        if url and url in first:
            more[url] += 1
            continue
        found.append(first.setdefault(url, step) if url else step)
    return [{**s, "label": f"{s['label']} und {more[s['url']]} weitere"} if more[s["url"]] else s for s in found]


def _figure(figure: CitedFigure, home: str, slug: str) -> Step:
    return {**_plain("Zahl", figure.words), "url": figure_url(figure, home, slug), "origin": figure.origin or None}


def _stop(stop: thread.Stop) -> Step:
    return {**_plain(stop.station, stop.label), "url": stop.url, "origin": stop.origin or None}


def _plain(station: str, label: str, *, loose: bool = False) -> Step:
    return {"station": station, "label": label, "url": "", "origin": None, "here": False, "loose": loose}
