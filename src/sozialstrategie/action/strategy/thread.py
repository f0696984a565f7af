"""The Roter Faden as a graph of plain data: nodes in six columns, links, loose ends, rows of the table. Pure, no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from uuid import UUID

from sozialstrategie.action.strategy.numbering import sort_key


class Column(IntEnum):
    """Stations from what we see to what shows."""

    FINDING = 0
    NEED = 1
    GOAL = 2
    MEASURE = 3
    DECISION = 4
    EFFECT = 5

    @property
    def title(self) -> str:
        return ("Befund", "Bedarf", "Ziel", "Maßnahme", "Beschluss", "Wirkung")[self]

    @property
    def subtitle(self) -> str:
        return (
            "was wir sehen",
            "was fehlt",
            "was sich ändern soll",
            "was wir tun",
            "wer es trägt",
            "was sich zeigt",
        )[self]


class LooseKind(StrEnum):
    """What hangs loose; the value names the action page."""

    FINDING_WITHOUT_NEED = "finding_without_need"
    NEED_WITHOUT_GOAL = "need_without_goal"
    GOAL_WITHOUT_MEASURE = "goal_without_measure"
    MEASURE_WITHOUT_DECISION = "measure_without_decision"
    MEASURE_WITHOUT_TARGET = "measure_without_target"
    NEED_WITHOUT_FINDING = "need_without_finding"
    GOAL_WITHOUT_NEED = "goal_without_need"
    MEASURE_WITHOUT_GOAL = "measure_without_goal"

    @property
    def looks_back(self) -> bool:
        """The end hangs towards the figures, not towards the effect."""
        return self in _BACKWARD


_BACKWARD = {LooseKind.NEED_WITHOUT_FINDING, LooseKind.GOAL_WITHOUT_NEED, LooseKind.MEASURE_WITHOUT_GOAL}

# kind -> (what is missing, sentence, suggested action)
_WORDS = {
    LooseKind.FINDING_WITHOUT_NEED: (
        "ohne Bedarf",
        "{title}. Niemand hat daraus bisher einen Bedarf abgeleitet.",
        "Bedarf anlegen",
    ),
    LooseKind.NEED_WITHOUT_GOAL: (
        "ohne Ziel",
        "{title}. Was fehlt, ist benannt; was sich ändern soll, noch nicht.",
        "Ziel anlegen",
    ),
    LooseKind.GOAL_WITHOUT_MEASURE: (
        "ohne Maßnahme",
        "{title}. Das Ziel ist gesetzt; getan wird dafür noch nichts.",
        "Maßnahme anlegen",
    ),
    LooseKind.MEASURE_WITHOUT_DECISION: (
        "ohne eigenen Beschluss",
        "{title}. Für diese Maßnahme ist ein eigener Beschluss mit Finanzierung nötig. Er fehlt noch.",
        "Beschluss eintragen",
    ),
    LooseKind.MEASURE_WITHOUT_TARGET: (
        "ohne Zielwert",
        "{title}. Woran sich zeigt, ob die Maßnahme hilft, ist nicht festgelegt.",
        "Zielwert festlegen",
    ),
    LooseKind.NEED_WITHOUT_FINDING: (
        "ohne Befund",
        "{title}. Worauf sich dieser Bedarf stützt, ist nicht festgehalten.",
        "Befund verbinden",
    ),
    LooseKind.GOAL_WITHOUT_NEED: (
        "ohne Bedarf",
        "{title}. Auf welchen Bedarf das Ziel antwortet, ist nicht festgehalten.",
        "Bedarf verbinden",
    ),
    LooseKind.MEASURE_WITHOUT_GOAL: (
        "ohne Ziel",
        "{title}. Welchem Ziel die Maßnahme dient, ist nicht festgehalten.",
        "Ziel verbinden",
    ),
}


@dataclass(frozen=True, slots=True)
class CitedFigure:
    """A frozen figure in words: what a finding rests on."""

    uid: UUID
    indicator: str
    region: str
    name: str
    unit: str
    place: str
    period: str
    value: str  # rounded value or sign
    origin: str = ""  # "official" or "computed"

    @property
    def amount(self) -> str:
        return f"{self.value} {self.unit}".strip()

    @property
    def where(self) -> str:
        """What was counted, where and when."""
        return f"{self.name}, {self.place} {self.period}"

    @property
    def words(self) -> str:
        return f"{self.where}: {self.amount}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A finding, need or goal as the thread sees it."""

    uid: UUID
    number: str
    title: str
    resting: bool = False
    figures: tuple[CitedFigure, ...] = ()  # what a finding rests on
    field: UUID | None = None

    @property
    def origin(self) -> str:
        """ "official", or "computed" as soon as one of the figures is; "" without figures."""
        found = {f.origin for f in self.figures}
        return "computed" if "computed" in found else next(iter(found - {""}), "")


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """A measure with its decision and its newest effect."""

    uid: UUID
    number: str
    title: str
    resting: bool = False
    field: UUID | None = None
    needs_own_decision: bool = False
    decision: str = ""
    effect_label: str = ""  # "Messwert 2025", "Zielwert 2028", "" without either
    effect_text: str = ""
    wants_target: bool = False  # decided or under way


Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of one organisation, already filtered to what may be seen."""

    findings: tuple[Fact, ...] = ()
    needs: tuple[Fact, ...] = ()
    goals: tuple[Fact, ...] = ()
    measures: tuple[MeasureFact, ...] = ()
    finding_need: tuple[Pair, ...] = ()
    need_goal: tuple[Pair, ...] = ()
    goal_measure: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One box."""

    key: str  # "finding:<uid>", "decision:<text>", "effect:<uid of the measure>"
    column: Column
    number: str
    label: str  # "Befund 1"
    title: str
    uid: UUID | None = None
    origin: str = ""
    resting: bool = False
    placeholder: bool = False  # stands for something that is missing
    field: UUID | None = None
    figures: tuple[CitedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One line. `via` is the box that the line passes on its way: the decision between a measure and its effect."""

    source: str
    target: str
    via: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """What hangs loose at a node, why, and what would be the next work."""

    node: Node
    kind: LooseKind
    heading: str
    text: str
    action: str


@dataclass(frozen=True)
class ThreadGraph:
    """The chain in both directions."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    loose_ends: tuple[LooseEnd, ...]

    @cached_property
    def by_key(self) -> dict[str, Node]:
        return {node.key: node for node in self.nodes}

    @cached_property
    def successors(self) -> dict[str, list[str]]:
        return _neighbours((link.source, link.target) for link in self.links)

    @cached_property
    def predecessors(self) -> dict[str, list[str]]:
        return _neighbours((link.target, link.source) for link in self.links)

    def column(self, column: Column) -> list[Node]:
        return [node for node in self.nodes if node.column == column]

    def followed(self, key: str) -> frozenset[str]:
        """The node, all it rests on and all that rests on it; empty for an unknown key.

        Walked in one direction at a time: a sibling that shares a decision is not part of the thread.
        """
        if key not in self.by_key:
            return frozenset()
        keys = {key} | _reach(self.successors, key) | _reach(self.predecessors, key)
        if self.by_key[key].column >= Column.DECISION:
            # decision and effect stand side by side behind the measure: both belong to its thread
            for measure in [k for k in keys if self.by_key[k].column == Column.MEASURE]:
                keys |= set(self.successors.get(measure, ()))
        return frozenset(keys)

    def restricted(self, keys: Iterable[str]) -> ThreadGraph:
        """The part with these nodes; what hangs loose is what hangs loose in the whole."""
        kept = set(keys)
        return ThreadGraph(
            tuple(n for n in self.nodes if n.key in kept),
            tuple(x for x in self.links if x.source in kept and x.target in kept),
            tuple(e for e in self.loose_ends if e.node.key in kept),
        )

    def of_field(self, field_uid: UUID) -> ThreadGraph:
        """Everything that belongs to a Handlungsfeld or hangs together with it in either direction."""
        seeds = [n.key for n in self.nodes if n.field == field_uid]
        keys: set[str] = set()
        for seed in seeds:
            keys |= {seed} | _reach(self.successors, seed) | _reach(self.predecessors, seed)
        return self.restricted(keys)


def _neighbours(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        found[one].append(other)
    return found


def _reach(neighbours: Mapping[str, list[str]], start: str) -> set[str]:
    seen: set[str] = set()
    open_keys = [start]
    while open_keys:
        for key in neighbours.get(open_keys.pop(), ()):
            if key not in seen:
                seen.add(key)
                open_keys.append(key)
    return seen


# --- building ------------------------------------------------------------------------------------------------------


def build_graph(facts: Facts) -> ThreadGraph:
    """Nodes in reading order, links between things that exist, loose ends of everything that does not rest."""
    nodes: list[Node] = []
    for kind, column, rows in (
        ("finding", Column.FINDING, facts.findings),
        ("need", Column.NEED, facts.needs),
        ("goal", Column.GOAL, facts.goals),
    ):
        nodes += [
            Node(
                f"{kind}:{f.uid}",
                column,
                f.number,
                f"{column.title} {f.number}",
                f.title,
                f.uid,
                f.origin,
                f.resting,
                field=f.field,
                figures=f.figures,
            )
            for f in sorted(rows, key=lambda f: sort_key(f.number))
        ]
    links = [
        *_known_links("finding", "need", facts.finding_need, facts.findings, facts.needs),
        *_known_links("need", "goal", facts.need_goal, facts.needs, facts.goals),
        *_known_links("goal", "measure", facts.goal_measure, facts.goals, facts.measures),
    ]
    decisions: dict[str, Node] = {}
    effects: list[Node] = []
    for m in sorted(facts.measures, key=lambda m: sort_key(m.number)):
        key = f"measure:{m.uid}"
        nodes.append(
            Node(key, Column.MEASURE, m.number, f"Maßnahme {m.number}", m.title, m.uid, "", m.resting, field=m.field)
        )
        via = ""
        if m.decision:
            via = f"decision:{m.decision}"
            decisions.setdefault(via, Node(via, Column.DECISION, "", "Beschluss", m.decision))
            links.append(Link(key, via))
        effect = _effect(m)
        if effect is not None:
            effects.append(effect)
            links.append(Link(key, effect.key, via, effect.placeholder))
    nodes += [*decisions.values(), *effects]
    return ThreadGraph(tuple(nodes), tuple(links), tuple(_loose_ends(nodes, links, facts)))


def _effect(m: MeasureFact) -> Node | None:
    if m.effect_label:
        return Node(f"effect:{m.uid}", Column.EFFECT, "", m.effect_label, m.effect_text, m.uid)
    if m.wants_target and not m.resting:
        text = "Woran die Maßnahme gemessen wird, ist offen"
        return Node(f"effect:{m.uid}", Column.EFFECT, "", "Kein Zielwert", text, m.uid, placeholder=True)
    return None


def _known_links(
    first: str, second: str, pairs: Iterable[Pair], sources: Iterable[Fact], targets: Iterable[Fact | MeasureFact]
) -> list[Link]:
    known_sources, known_targets = {s.uid for s in sources}, {t.uid for t in targets}
    return [
        Link(f"{first}:{a}", f"{second}:{b}")
        for a, b in dict.fromkeys(pairs)
        if a in known_sources and b in known_targets
    ]


def _loose_ends(nodes: list[Node], links: list[Link], facts: Facts) -> list[LooseEnd]:
    forward = {(x.source, x.target.split(":", 1)[0]) for x in links}
    backward = {x.target for x in links}
    measures = {f"measure:{m.uid}": m for m in facts.measures}
    found: list[LooseEnd] = []
    for node in nodes:
        if node.resting:
            continue
        kinds: list[LooseKind] = []
        if node.column == Column.FINDING and (node.key, "need") not in forward:
            kinds.append(LooseKind.FINDING_WITHOUT_NEED)
        elif node.column == Column.NEED:
            kinds += [LooseKind.NEED_WITHOUT_FINDING] * (node.key not in backward)
            kinds += [LooseKind.NEED_WITHOUT_GOAL] * ((node.key, "goal") not in forward)
        elif node.column == Column.GOAL:
            kinds += [LooseKind.GOAL_WITHOUT_NEED] * (node.key not in backward)
            kinds += [LooseKind.GOAL_WITHOUT_MEASURE] * ((node.key, "measure") not in forward)
        elif node.column == Column.MEASURE:
            m = measures[node.key]
            kinds += [LooseKind.MEASURE_WITHOUT_GOAL] * (node.key not in backward)
            kinds += [LooseKind.MEASURE_WITHOUT_DECISION] * (m.needs_own_decision and not m.decision)
            kinds += [LooseKind.MEASURE_WITHOUT_TARGET] * (m.wants_target and not m.effect_label)
        found += [_loose_end(node, kind) for kind in kinds]
    # what leads on to action first, what leads back to the figures after it
    return sorted(found, key=lambda end: end.kind.looks_back)


def _loose_end(node: Node, kind: LooseKind) -> LooseEnd:
    what, text, action = _WORDS[kind]
    return LooseEnd(node, kind, f"{node.label} {what}", text.format(title=node.title.rstrip(". ")), action)
