"""The Roter Faden as a table: the same nodes as in the picture, row by row, with the first missing cell named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialstrategie.action.strategy.thread import CitedFigure, Column, LooseKind, Node, ThreadGraph


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

    @property
    def figures(self) -> tuple[CitedFigure, ...]:
        """The figures that the row begins with: those behind its findings, each once."""
        return tuple(dict.fromkeys(figure for finding in self.findings for figure in finding.figures))

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


# the column that must follow, for what rests
_AFTER = {Column.FINDING: Column.NEED, Column.NEED: Column.GOAL, Column.GOAL: Column.MEASURE}


def rows(graph: ThreadGraph) -> list[Row]:
    """One row per need, goal and measure that hang together, then what hangs loose; every node stands in some row."""
    table = _Table(graph)
    found: list[Row] = []
    for measure in graph.column(Column.MEASURE):
        for goal in table.before(measure, Column.GOAL) or [None]:
            found += [table.row(need, goal, measure) for need in table.before(goal, Column.NEED) or [None]]
    for goal in graph.column(Column.GOAL):
        if not table.after(goal, Column.MEASURE):
            found += [table.row(need, goal) for need in table.before(goal, Column.NEED) or [None]]
    found += [table.row(need) for need in graph.column(Column.NEED) if not table.after(need, Column.GOAL)]
    found += [table.row(finding=f) for f in graph.column(Column.FINDING) if not table.after(f, Column.NEED)]
    return found


class _Table:
    """Looks up neighbours in one column, and puts rows together."""

    def __init__(self, graph: ThreadGraph) -> None:
        self.graph = graph
        self.words: dict[str, dict[Column, str]] = defaultdict(dict)
        for node in graph.nodes:
            following = _AFTER.get(node.column)
            if node.resting and following is not None and not self.after(node, following):
                self.words[node.key][following] = "bewusst offen"
        for end in graph.loose_ends:
            column, word = _MISSING[end.kind]
            self.words[end.node.key][column] = word

    def before(self, node: Node | None, column: Column) -> list[Node | None]:
        return self._of(self.graph.predecessors, node, column)

    def after(self, node: Node | None, column: Column) -> list[Node | None]:
        return self._of(self.graph.successors, node, column)

    def _of(self, neighbours: Mapping[str, list[str]], node: Node | None, column: Column) -> list[Node | None]:
        known = self.graph.by_key
        keys = neighbours.get(node.key, ()) if node else ()
        return [known[k] for k in keys if k in known and known[k].column == column]

    def row(
        self,
        need: Node | None = None,
        goal: Node | None = None,
        measure: Node | None = None,
        finding: Node | None = None,
    ) -> Row:
        findings = self.before(need, Column.FINDING) if need else [finding]
        missing: dict[Column, str] = {}
        for node in (finding, need, goal, measure):
            if node is not None:
                missing |= self.words[node.key]
        return Row(
            findings=tuple(f for f in findings if f is not None),
            need=need,
            goal=goal,
            measure=measure,
            decision=next(iter(self.after(measure, Column.DECISION)), None),
            effect=next((e for e in self.after(measure, Column.EFFECT) if e and not e.placeholder), None),
            missing=missing,
        )
