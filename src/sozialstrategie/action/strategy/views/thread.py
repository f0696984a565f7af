"""The page Roter Faden: picture, what hangs loose, table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.addresses import figure_url, loose_end_url, node_urls, rest_url
from sozialstrategie.action.strategy.layout import thread_layout
from sozialstrategie.action.strategy.thread import CitedFigure, Column, ThreadGraph
from sozialstrategie.action.strategy.thread_rows import Row
from sozialstrategie.action.strategy.thread_rows import rows as rows_of
from sozialstrategie.action.strategy.views.margin import thread_steps
from sozialstrategie.action.strategy.views.records import CHANGE, VIEW
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.figures.export import safe_text
from sozialstrategie.kit.ui.pages import crumbs

ALL = "alle"
MOST_ROWS_DRAWN = 14  # more boxes in one column than a reader can follow
MOST_LOOSE_SHOWN = 60  # the next work of one field; the whole of a large strategy would be a page nobody reads
_COUNTED = (
    (Column.FINDING, "ein Befund", "{} Befunde"),
    (Column.NEED, "ein Bedarf", "{} Bedarfe"),
    (Column.GOAL, "ein Ziel", "{} Ziele"),
    (Column.MEASURE, "eine Maßnahme", "{} Maßnahmen"),
    (Column.DECISION, "ein Beschluss", "{} Beschlüsse"),
)
_NUMBERS = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]


@require_safe
@organisation_view(VIEW)
def thread(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The chain in both directions for a Handlungsfeld, one thread followed, with all loose ends."""
    actor = actor_of(request)
    fields = queries.fields_for(actor, organisation)
    whole = queries.thread_for(actor, organisation)
    field = _chosen_field(request, fields)
    graph = whole.of_field(field.uid) if field else whole
    follow = request.GET.get("ab", "")
    if follow not in graph.by_key:
        follow = _longest(graph)
    may_change = allowed(CHANGE, actor, organisation)
    rows = rows_of(graph)
    followed = graph.followed(follow)
    rows.sort(key=lambda row: not (row.keys() and row.keys() <= followed))
    page = Paginator(rows, 50).get_page(request.GET.get("seite"))
    urls, home = node_urls(organisation.slug, graph), organisation.region_code
    cited = {figure.uid: figure for node in graph.nodes for figure in node.figures}
    figure_urls = {uid: figure_url(figure, home, organisation.slug) for uid, figure in cited.items()}
    tallest = max((len(graph.column(c)) for c in Column), default=0)
    return render(
        request,
        "strategy/thread.html",
        {
            "organisation": organisation,
            "fields": fields,
            "field": field,
            "follow": follow,
            "choices": [(n.key, f"{n.label}: {n.title}") for n in graph.nodes if n.uid and n.column <= Column.MEASURE],
            "title": f"Roter Faden: {field.title}" if field else "Roter Faden",
            "lead": lead(graph),
            "graph": graph,
            "layout": thread_layout(graph, follow, urls, figure_urls)
            if graph.nodes and tallest <= MOST_ROWS_DRAWN
            else None,
            "description": _describe(graph, follow),
            "steps": thread_steps(graph, organisation.slug, home, follow) if follow else [],
            "loose": [_loose(organisation.slug, end, may_change) for end in graph.loose_ends[:MOST_LOOSE_SHOWN]],
            "loose_count": len(graph.loose_ends),
            "page": page,
            "table": [_cells(row, urls, figure_urls, followed) for row in page.object_list],
            "row_count": len(rows),
            "csv_url": reverse("strategy:thread_table", args=[organisation.slug])
            + (f"?feld={field.uid}" if field else ""),
            "offers_url": reverse("strategy:needs_offers", args=[organisation.slug])
            if queries.may_see_offers(actor, organisation)
            else "",
            "may_change": may_change,
            "signals_url": reverse("strategy:signals", args=[organisation.slug]),
            "breadcrumbs": crumbs(organisation, ("Roter Faden", None)),
        },
    )


def _chosen_field(request: HttpRequest, fields: list[Any]) -> Any:
    """The field of the address; without one the first, since nobody can follow a whole strategy at once."""
    wanted = request.GET.get("feld", "")
    if wanted == ALL or not fields:
        return None
    return next((f for f in fields if str(f.uid) == wanted), fields[0])


def _longest(graph: ThreadGraph) -> str:
    """The finding (else the first node) whose thread reaches furthest."""
    if not graph.nodes:
        return ""

    def reach(key: str) -> tuple[int, int]:
        nodes = [graph.by_key[k] for k in graph.followed(key)]
        return len({n.column for n in nodes if not n.placeholder}), -len(nodes)

    starts = graph.column(Column.FINDING) or list(graph.nodes[:1])
    return max(starts, key=lambda n: reach(n.key)).key


def lead(graph: ThreadGraph) -> str:
    """How much there is, and how much hangs loose, as sentences."""
    if not graph.nodes:
        return "Hier ist noch nichts verbunden."
    parts = []
    for column, one, many in _COUNTED:
        count = len(graph.column(column))
        if count:
            parts.append(one if count == 1 else many.format(_word(count)))
    text = ", ".join(parts[:-1]) + " und " + parts[-1] if len(parts) > 1 else parts[0]
    loose = len(graph.loose_ends)
    end = (
        "Nichts hängt lose."
        if not loose
        else "Ein Ende hängt lose."
        if loose == 1
        else f"{_word(loose).capitalize()} Enden hängen lose."
    )
    return f"{text[0].upper()}{text[1:]}. {end}"


def _word(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _describe(graph: ThreadGraph, follow: str) -> str:
    followed = [n for n in graph.nodes if n.key in graph.followed(follow)]
    chain = ", ".join(f"{n.label}: {n.title}" for n in followed)
    return (
        f"Sechs Spalten von Befund bis Wirkung, bei den Befunden die Zahl dahinter. Hervorgehoben: {chain}. Lose Enden: {len(graph.loose_ends)}. "
        "Dieselben Angaben stehen in der Tabelle darunter."
    )


def _loose(slug: str, end: Any, may_change: bool) -> dict[str, Any]:
    return {
        "end": end,
        "url": loose_end_url(slug, end) if may_change else "",
        "rest_url": rest_url(slug, end.node) if may_change else "",
    }


FIGURES = "Zahl"


def _cells(row: Row, urls: dict[str, str], figure_urls: dict[UUID, str], followed: frozenset[str]) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [{"head": FIGURES, "entries": _told(row.figures, figure_urls), "missing": ""}]
    for column, nodes in zip(
        Column,
        (row.findings, *((n,) if n else () for n in (row.need, row.goal, row.measure, row.decision, row.effect))),
        strict=True,
    ):
        entries = [
            {
                "text": f"{n.number} {n.title}".strip() if n.column != Column.EFFECT else f"{n.title} ({n.label})",
                "url": urls.get(n.key, ""),
            }
            for n in nodes
        ]
        columns.append(
            {
                "head": column.title,
                "entries": entries,
                "missing": "" if entries else row.missing.get(column, ""),
                "names_row": column == Column.FINDING,
            }
        )
    return {"columns": columns, "on": bool(row.keys()) and row.keys() <= followed}


def _told(figures: Sequence[CitedFigure], urls: dict[UUID, str]) -> list[dict[str, str]]:
    """One line per indicator: its first figure, and how many more of it there are."""
    by_indicator: dict[str, list[CitedFigure]] = {}
    for figure in figures:
        by_indicator.setdefault(figure.indicator, []).append(figure)
    return [
        {"text": first.words + (f" und {len(more)} weitere" if more else ""), "url": urls.get(first.uid, "")}
        for first, *more in by_indicator.values()
    ]


@require_safe
@organisation_view(VIEW)
def thread_table(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The same table as csv."""
    actor = actor_of(request)
    try:
        field = UUID(request.GET["feld"]) if "feld" in request.GET else None
    except ValueError:
        field = None
    graph = queries.thread_for(actor, organisation, field=field)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([FIGURES, *(c.title for c in Column)])
    for row in rows_of(graph):
        _, *cells = _cells(row, {}, {}, frozenset())["columns"]
        figures = "; ".join(figure.words for figure in row.figures)
        texts = ["; ".join(e["text"] for e in c["entries"]) or c["missing"] for c in cells]
        writer.writerow([safe_text(text) for text in (figures, *texts)])
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="roter-faden-{organisation.slug}.csv"'
    return response
