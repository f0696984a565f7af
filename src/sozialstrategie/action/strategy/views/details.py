"""The page of one finding, need, goal or Handlungsfeld: the record, its thread in both directions, its links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.addresses import node_url
from sozialstrategie.action.strategy.enums import FindingState, GoalKind
from sozialstrategie.action.strategy.forms import LinkForm
from sozialstrategie.action.strategy.thread import Column, ThreadGraph
from sozialstrategie.action.strategy.views.common import crumbs, found, see_other, version_from
from sozialstrategie.action.strategy.views.kinds import FIELD, FINDING, GOAL, LINKS, MEASURE, NEED, Kind
from sozialstrategie.action.strategy.views.records import CHANGE, VIEW, WITHDRAW, link_form, reason_page, states_of
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.queries import Staleness, stale_references
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui import formats


@dataclass(frozen=True)
class LinkSection:
    """Records linked on one side, with the ways to add and take away."""

    heading: str
    records: list[dict[str, str]]
    empty: str
    form: LinkForm | None
    action: str
    new_url: str
    new_label: str


def thread_steps(graph: ThreadGraph, slug: str, here: str) -> list[dict[str, Any]]:
    """The thread at the margin: everything that the record rests on and that rests on it, in the order of the columns."""
    followed = graph.followed(here)
    ends = {end.node.key: end for end in graph.loose_ends}
    steps: list[dict[str, Any]] = []
    for node in graph.nodes:
        if node.key not in followed:
            continue
        steps.append(
            {
                "station": node.label,
                "label": node.title,
                "url": "" if node.key == here else node_url(slug, node),
                "origin": node.origin or None,
                "here": node.key == here,
                "loose": node.placeholder,
            }
        )
        if node.key in ends and node.column < Column.DECISION and not ends[node.key].kind.looks_back:
            end = ends[node.key]
            if end.kind != "measure_without_target":
                steps.append(
                    {
                        "station": "Loses Ende",
                        "label": end.heading,
                        "url": "",
                        "origin": None,
                        "here": False,
                        "loose": True,
                    }
                )
    return steps


def link_sections(
    actor: Actor, organisation: Organisation, kind: Kind, obj: Any, may_change: bool
) -> list[LinkSection]:
    """What the record rests on, and what rests on it."""
    before, after = queries.neighbours_of(obj)
    sections = []
    for link in LINKS:
        if link.second is kind:
            sections.append(_section(actor, organisation, kind, obj, link.first, before, may_change, new=False))
        if link.first is kind:
            sections.append(_section(actor, organisation, kind, obj, link.second, after, may_change, new=True))
    return sections


def _section(
    actor: Actor,
    organisation: Organisation,
    kind: Kind,
    obj: Any,
    other: Kind,
    rows: list[Any],
    may_change: bool,
    *,
    new: bool,
) -> LinkSection:
    slug = organisation.slug
    heading = {
        ("need", "finding"): "Worauf der Bedarf ruht: Befunde",
        ("goal", "need"): "Worauf das Ziel antwortet: Bedarfe",
        ("measure", "goal"): "Wozu die Maßnahme dient: Ziele",
        ("finding", "need"): "Was daraus folgt: Bedarfe",
        ("need", "goal"): "Was daraus folgt: Ziele",
        ("goal", "measure"): "Was dafür getan wird: Maßnahmen",
    }[kind.key, other.key]
    return LinkSection(
        heading=heading,
        records=[
            {
                "label": other.called(row),
                "title": row.title,
                "url": other.url(slug, row),
                "unlink": kind.act_url(slug, obj, "unlink", other.path, row.uid),
            }
            for row in rows
        ],
        empty=f"Noch kein {other.station} verbunden." if other.key != "measure" else "Noch keine Maßnahme verbunden.",
        form=link_form(actor, organisation, other, without=rows) if may_change else None,
        action=kind.act_url(slug, obj, "link", other.path),
        new_url=f"{other.new_url(slug)}?{kind.path}={obj.uid}" if new and may_change else "",
        new_label=f"{other.new} anlegen",
    )


def record_context(request: HttpRequest, organisation: Organisation, kind: Kind, obj: Any) -> dict[str, Any]:
    """What the pages of all kinds show."""
    actor = actor_of(request)
    may_change = allowed(CHANGE, actor, organisation)
    graph = queries.thread_for(actor, organisation)
    slug = organisation.slug
    field = getattr(obj, "field", None)
    return {
        "organisation": organisation,
        "kind": kind,
        "obj": obj,
        "called": kind.called(obj),
        "eyebrow": f"{kind.called(obj)} · Handlungsfeld {field.title}" if field else kind.called(obj),
        "states": states_of(obj),
        "may_change": may_change,
        "steps": thread_steps(graph, slug, f"{kind.key}:{obj.uid}"),
        "thread_url": f"{reverse('strategy:thread', args=[slug])}?feld={field.uid if field else 'alle'}&ab={kind.key}:{obj.uid}",
        "sections": link_sections(actor, organisation, kind, obj, may_change),
        "edit_url": kind.act_url(slug, obj, "edit"),
        "delete_url": kind.act_url(slug, obj, "delete") if allowed(WITHDRAW, actor, organisation) else "",
        "rest_url": kind.act_url(slug, obj, "rest"),
        "wake_url": kind.act_url(slug, obj, "wake"),
        "breadcrumbs": crumbs(organisation, (kind.plural, kind.list_url(slug)), (kind.called(obj), None)),
    }


@require_safe
@organisation_view(VIEW)
def finding(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A finding with its figures as they were used, and which of them changed since."""
    obj = found(queries.finding_for(actor_of(request), organisation, uid))
    references = queries.figures_of(obj)
    stale = {s.reference.pk: s for s in stale_references(references)}
    context = record_context(request, organisation, FINDING, obj)
    return render(
        request,
        "strategy/finding.html",
        {
            **context,
            "lead": obj.statement,
            "signature": _signature(obj),
            "figures": [figure_line(r, stale.get(r.pk)) for r in references],
            "sources": "; ".join(dict.fromkeys(filter(None, (_source(r) for r in references)))),
            "facts": [("Was der Befund nicht zeigt", obj.caveat), ("Thema", obj.theme)],
            "check_url": reverse("strategy:finding_check", args=[organisation.slug, uid]),
            "reject_url": reverse("strategy:finding_reject", args=[organisation.slug, uid]),
            "is_draft": obj.state == FindingState.DRAFT,
        },
    )


def _signature(obj: Any) -> str:
    """Who answers for the sentence."""
    origin = "Aus Daten entworfen" if obj.origin == "drafted_from_data" else "Selbst geschrieben"
    if obj.state != FindingState.ACCEPTED:
        return f"{origin}, noch von niemandem geprüft. Bleibt intern, bis ihn jemand annimmt."
    by = f" von {obj.checked_role}" if obj.checked_role else ""
    return f"{origin}, geprüft{by} am {obj.checked_on:%d.%m.%Y}."


def figure_line(reference: Any, stale: Staleness | None) -> dict[str, str]:
    """One used figure in words: name, place, period, value as used, value now where it differs."""
    definition = catalogue().get(reference.indicator)
    decimals = definition.decimals if definition else 1
    place = regions.record(reference.region)
    line = {
        "name": definition.name if definition else reference.indicator,
        "unit": definition.unit if definition else "",
        "place": place.name if place else reference.region,
        "period": formats.period(reference.period),
        "value": formats.number(reference.value, decimals) if reference.value is not None else reference.sign or "",
        "edition": reference.edition,
        "now": "",
    }
    if stale is not None:
        gone = stale.current_value is None and stale.current_sign is None
        now = (
            formats.number(stale.current_value, decimals)
            if stale.current_value is not None
            else stale.current_sign or ""
        )
        line["now"] = "gibt es in der neuen Ausgabe nicht mehr" if gone else f"jetzt {now}"
    return line


def _source(reference: Any) -> str:
    definition = catalogue().get(reference.indicator)
    match = next((d for d in definition.derivations if d.key == reference.derivation), None) if definition else None
    return match.source if match else ""


@require_POST
@organisation_view(CHANGE)
def finding_check(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Accept a drafted finding."""
    actor = actor_of(request)
    obj = found(queries.finding_for(actor, organisation, uid))
    try:
        services.check_finding(actor=actor, finding=obj, version=version_from(request.POST))
        messages.success(request, f"Befund {obj.number} ist angenommen.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(FINDING.url(organisation.slug, obj))


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def finding_reject(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Set a finding aside with a reason."""
    obj = found(queries.finding_for(actor_of(request), organisation, uid))
    return reason_page(
        request,
        organisation,
        FINDING,
        obj,
        title=f"Befund {obj.number} verwerfen",
        lead="Ein verworfener Befund bleibt mit seinem Grund in der Liste, verschwindet aber aus dem Roten Faden.",
        submit="Verwerfen",
        act=lambda actor, reason: services.reject_finding(actor=actor, finding=obj, version=obj.version, reason=reason),
        done=f"Befund {obj.number} ist verworfen.",
    )


@require_safe
@organisation_view(VIEW)
def need(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A need: for whom, where, how urgent, and what it hangs together with."""
    obj = found(queries.need_for(actor_of(request), organisation, uid))
    facts = [
        ("Für wen", obj.target_group),
        ("Gebiet oder Planungsraum", obj.region),
        ("Verworfen, weil", obj.rejection_reason if obj.state == "rejected" else ""),
    ]
    context = record_context(request, organisation, NEED, obj)
    stale = [s for s in queries.stale_findings_for(actor_of(request), organisation) if obj in s.needs]
    changed = [(FINDING.called(s.finding), s.finding.title, FINDING.url(organisation.slug, s.finding)) for s in stale]
    return render(
        request, "strategy/need.html", {**context, "lead": obj.description, "facts": facts, "changed": changed}
    )


@require_safe
@organisation_view(VIEW)
def goal(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A goal: until when, by what one notices it, and what it hangs together with."""
    actor = actor_of(request)
    obj = found(queries.goal_for(actor, organisation, uid))
    context = record_context(request, organisation, GOAL, obj)
    facts: list[tuple[str, Any]] = [
        ("Erreicht bis Ende", obj.target_year or ""),
        ("Woran wir es merken", obj.measured_by),
        ("Gehört zum Leitziel", str(obj.parent) if obj.parent else ""),
    ]
    if obj.kind == GoalKind.GUIDING_GOAL:
        children = [g for g in queries.goals_for(actor, organisation) if g.parent_id == obj.pk]
        context |= {
            "sections": [],
            "steps": [],
            "children": [(GOAL.called(g), g.title, GOAL.url(organisation.slug, g)) for g in children],
        }
    return render(request, "strategy/record.html", {**context, "lead": obj.description, "facts": facts})


@require_safe
@organisation_view(VIEW)
def field(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A Handlungsfeld with its goals and measures."""
    actor = actor_of(request)
    slug = organisation.slug
    obj = found(queries.field_for(actor, organisation, uid))
    goals = [g for g in queries.goals_for(actor, organisation, obj.strategy) if g.field_id == obj.pk]
    measures = queries.measures_for(actor, organisation, field=obj.uid, strategy=obj.strategy)
    return render(
        request,
        "strategy/field.html",
        {
            "organisation": organisation,
            "obj": obj,
            "goals": [(GOAL.called(g), g.title, GOAL.url(slug, g)) for g in goals],
            "measures": [(MEASURE.called(m), m.title, MEASURE.url(slug, m)) for m in measures],
            "may_change": allowed(CHANGE, actor, organisation),
            "edit_url": FIELD.act_url(slug, obj, "edit"),
            "delete_url": FIELD.act_url(slug, obj, "delete") if allowed(WITHDRAW, actor, organisation) else "",
            "thread_url": f"{reverse('strategy:thread', args=[slug])}?feld={obj.uid}",
            "breadcrumbs": crumbs(organisation, (FIELD.plural, FIELD.list_url(slug)), (FIELD.called(obj), None)),
        },
    )
