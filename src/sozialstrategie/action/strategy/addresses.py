"""Which page shows or continues a node of the thread."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from sozialstrategie.action.strategy.thread import CitedFigure, Column, LooseEnd, LooseKind, Node, ThreadGraph
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.own import is_own
from sozialstrategie.evidence.regions import catalogue as regions

_ANY = UUID(int=0)
_PAGES = {Column.FINDING: "finding", Column.NEED: "need", Column.GOAL: "goal", Column.MEASURE: "measure"}
_NEW = {
    LooseKind.FINDING_WITHOUT_NEED: ("need_new", "befund"),
    LooseKind.NEED_WITHOUT_GOAL: ("goal_new", "bedarf"),
    LooseKind.GOAL_WITHOUT_MEASURE: ("measure_new", "ziel"),
}
_ANCHORS = {
    LooseKind.MEASURE_WITHOUT_DECISION: "#id_decision_note",
    LooseKind.MEASURE_WITHOUT_TARGET: "#id_target_text",
}


def node_url(slug: str, node: Node) -> str:
    """The page of a record; a decision has none, an effect is shown with its measure."""
    if node.column == Column.EFFECT:
        return reverse("strategy:measure", args=[slug, node.uid]) + "#messwerte"
    name = _PAGES.get(node.column)
    return reverse(f"strategy:{name}", args=[slug, node.uid]) if name else ""


def figure_url(figure: CitedFigure, home: str, slug: str) -> str:
    """The page of the Lage that shows the figure; one of the Land or of Germany is shown beside the place `home`.

    An own indicator has its page below the organisation `slug`.
    """
    if is_own(figure.indicator):
        return reverse("monitoring_staff:own_indicator", args=[slug, figure.indicator])
    if figure.indicator not in catalogue():
        return ""
    shown = next((code for code in (figure.region, home) if _has_page(code)), "")
    return reverse("monitoring:indicator", args=[shown, figure.indicator]) if shown else ""


def _has_page(code: str) -> bool:
    place = regions.record(code)
    return place is not None and (place.level, place.parent, place.valid_to) == ("kreis", "16", None)


def node_urls(slug: str, graph: ThreadGraph) -> dict[str, str]:
    """Addresses of all nodes; each kind's form is looked up once, a strategy has hundreds of nodes."""
    forms: dict[Column, str] = {}
    found = {}
    for node in graph.nodes:
        if node.column not in forms:
            forms[node.column] = node_url(slug, replace(node, uid=_ANY))
        if forms[node.column]:
            found[node.key] = forms[node.column].replace(str(_ANY), str(node.uid))
    return found


def loose_end_url(slug: str, end: LooseEnd) -> str:
    """Where the suggested next work is done."""
    if end.kind in _NEW:
        name, parameter = _NEW[end.kind]
        return reverse(f"strategy:{name}", args=[slug]) + "?" + urlencode({parameter: str(end.node.uid)})
    if end.kind in _ANCHORS:
        return reverse("strategy:measure_edit", args=[slug, end.node.uid]) + _ANCHORS[end.kind]
    return node_url(slug, end.node) + "#verbinden"


def rest_url(slug: str, node: Node) -> str:
    """Where a loose end is left open with a reason."""
    return reverse(f"strategy:{_PAGES[node.column]}_rest", args=[slug, node.uid])
