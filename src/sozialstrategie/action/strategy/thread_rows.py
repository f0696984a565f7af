"""The Roter Faden as a table: the same nodes as in the picture, row by row, with the first missing cell named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialstrategie.action.strategy.thread import Column, LooseKind, Node, ThreadGraph


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `missing` names the first cell that nobody has filled, with its word."""

    findings: tuple[Node, ...]
    need: Node | None
    goal: Node | None
    measure: Node | None
    decision: Node | None
    effect: Node | None
    missing: Mapping[Column, str] = field(default_factory=dict)

    def keys(self) -> set[str]:
        single = (self.need, self.goal, self.measure, self.decision, self.effect)
        return {n.key for n in (*self.findings, *single) if n is not None}


_MISSING = {
    LooseKind.FINDING_WITHOUT_NEED: (Column.NEED, "Bedarf fehlt"),
    LooseKind.NEED_WITHOUT_GOAL: (Column.GOAL, "Ziel fehlt"),
    LooseKind.GOAL_WITHOUT_MEASURE: (Column.MEASURE, "Maßnahme fehlt"),
    LooseKind.MEASURE_WITHOUT_DECISION: (Column.DECISION, "eigener Beschluss fehlt"),
    LooseKind.MEASURE_WITHOUT_TARGET: (Column.EFFECT, "Zielwert fehlt"),
    LooseKind.NEED_WITHOUT_FINDING: (Column.FINDING, "Befund fehlt"),
    LooseKind.GOAL_WITHOUT_NEED: (Column.NEED, "Bedarf fehlt"),
    LooseKind.MEASURE_WITHOUT_GOAL: (Column.GOAL, "Ziel fehlt"),
}


def rows(graph: ThreadGraph) -> list[Row]:
    """One row per need, goal and measure that hang together, then what hangs loose; every node stands in some row."""
    nodes = graph.by_key

    def of(neighbours: Mapping[str, list[str]], node: Node | None, column: Column) -> list[Node]:
        keys = neighbours.get(node.key, ()) if node else ()
        return [nodes[k] for k in keys if k in nodes and nodes[k].column == column]

    words: dict[str, dict[Column, str]] = defaultdict(dict)
    for end in graph.loose_ends:
        column, word = _MISSING[end.kind]
        words[end.node.key][column] = word

    def row(need: Node | None, goal: Node | None, measure: Node | None, finding: Node | None = None) -> Row:
        findings = tuple(of(graph.predecessors, need, Column.FINDING)) if need else ((finding,) if finding else ())
        decision = next(iter(of(graph.successors, measure, Column.DECISION)), None)
        effects = of(graph.successors, measure, Column.EFFECT)
        effect = next((e for e in effects if not e.placeholder), None)
        missing: dict[Column, str] = {}
        for node in (finding, need, goal, measure):
            if node is not None:
                missing |= words[node.key]
        return Row(findings, need, goal, measure, decision, effect, missing)

    found: list[Row] = []
    for measure in graph.column(Column.MEASURE):
        for goal in of(graph.predecessors, measure, Column.GOAL) or [None]:  # type: ignore[list-item]
            found += [row(need, goal, measure) for need in of(graph.predecessors, goal, Column.NEED) or [None]]  # type: ignore[list-item]
    for goal in graph.column(Column.GOAL):
        if not of(graph.successors, goal, Column.MEASURE):
            found += [row(need, goal, None) for need in of(graph.predecessors, goal, Column.NEED) or [None]]  # type: ignore[list-item]
    found += [row(need, None, None) for need in graph.column(Column.NEED) if not of(graph.successors, need, Column.GOAL)]
    found += [
        row(None, None, None, finding)
        for finding in graph.column(Column.FINDING)
        if not of(graph.successors, finding, Column.NEED)
    ]
    return found
