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
from sozialstrategie.action.strategy.addresses import figure_url
from sozialstrategie.action.strategy.cited import cited, shown, source
from sozialstrategie.action.strategy.enums import FindingState, GoalKind
from sozialstrategie.action.strategy.forms import LinkForm
from sozialstrategie.action.strategy.plans.queries import phase_words
from sozialstrategie.action.strategy.views.kinds import FIELD, FINDING, GOAL, LINKS, MEASURE, NEED, Kind
from sozialstrategie.action.strategy.views.margin import Neighbour, margin_of
from sozialstrategie.action.strategy.views.offers import offers_section
from sozialstrategie.action.strategy.views.records import CHANGE, VIEW, WITHDRAW, link_form, reason_page, states_of
from sozialstrategie.evidence.monitoring.queries import Staleness, stale_references
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import crumbs, found, see_other, version_from


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


def link_sections(
    actor: Actor, organisation: Organisation, kind: Kind, obj: Any, beside: dict[str, list[Neighbour]], may_change: bool
) -> list[LinkSection]:
    """What the record rests on, and what rests on it."""
    sections = []
    for link in LINKS:
        if kind in (link.first, link.second):
            other, new = (link.second, True) if link.first is kind else (link.first, False)
            sections.append(_section(actor, organisation, kind, obj, other, beside[other.key], may_change, new=new))
    return sections


def _section(
    actor: Actor,
    organisation: Organisation,
    kind: Kind,
    obj: Any,
    other: Kind,
    rows: list[Neighbour],
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
                "label": row.label,
                "title": row.title,
                "url": other.url(slug, row),
                "unlink": kind.act_url(slug, obj, "unlink", other.path, row.uid),
            }
            for row in rows
        ],
        empty=f"Noch kein {other.station} verbunden." if other.key != "measure" else "Noch keine Maßnahme verbunden.",
        form=link_form(actor, organisation, other, without=[row.uid for row in rows]) if may_change else None,
        action=kind.act_url(slug, obj, "link", other.path),
        new_url=f"{other.new_url(slug)}?{kind.path}={obj.uid}" if new and may_change else "",
        new_label=f"{other.station} anlegen",
    )


def record_context(request: HttpRequest, organisation: Organisation, kind: Kind, obj: Any) -> dict[str, Any]:
    """What the pages of all kinds show."""
    actor = actor_of(request)
    may_change = allowed(CHANGE, actor, organisation)
    margin = margin_of(actor, organisation, kind, obj)
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
        "margin": margin,
        "thread_url": f"{reverse('strategy:thread', args=[slug])}?feld={field.uid if field else 'alle'}&ab={kind.key}:{obj.uid}",
        "sections": link_sections(actor, organisation, kind, obj, margin.beside, may_change),
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
    actor = actor_of(request)
    obj = found(queries.finding_for(actor, organisation, uid))
    references = queries.figures_of(obj)
    stale = {s.reference.pk: s for s in stale_references(references, own=queries.may_see_own(actor, organisation))}
    renewals = queries.unchecked_renewals(obj)
    context = record_context(request, organisation, FINDING, obj)
    slug = organisation.slug
    return render(
        request,
        "strategy/finding.html",
        {
            **context,
            "lead": obj.statement,
            "signature": _signature(obj, bool(renewals)),
            "figures": [figure_line(r, stale.get(r.pk), organisation) for r in references],
            "is_stale": bool(stale),
            "renewals": renewals,
            "sources": "; ".join(dict.fromkeys(filter(None, (source(r) for r in references)))),
            "facts": [("Was der Befund nicht zeigt", obj.caveat), ("Thema", obj.theme)],
            "check_url": reverse("strategy:finding_check", args=[slug, uid]),
            "reject_url": reverse("strategy:finding_reject", args=[slug, uid]),
            "renew_url": reverse("strategy:finding_renew", args=[slug, uid]),
            "reopen_url": reverse("strategy:finding_reopen", args=[slug, uid]),
            "is_draft": obj.state == FindingState.DRAFT,
            "is_accepted": obj.state == FindingState.ACCEPTED,
        },
    )


def _signature(obj: Any, renewed: bool) -> str:
    """Who answers for the sentence."""
    origin = "Aus Daten entworfen" if obj.origin == "drafted_from_data" else "Selbst geschrieben"
    if obj.state != FindingState.ACCEPTED:
        return f"{origin}, noch von niemandem geprüft. Bleibt intern, bis ihn jemand annimmt."
    by = f" von {obj.checked_role}" if obj.checked_role else ""
    since = " Seither wurden Zahlen neu festgehalten." if renewed else ""
    return f"{origin}, geprüft{by} am {obj.checked_on:%d.%m.%Y}.{since}"


def figure_line(reference: Any, stale: Staleness | None, organisation: Organisation) -> dict[str, str]:
    """One used figure in words: name, place, period, value as used, value now where it differs, its page of the Lage."""
    figure = cited(reference)
    line = {
        "name": figure.name,
        "unit": figure.unit,
        "place": figure.place,
        "period": figure.period,
        "value": figure.value,
        "edition": reference.edition,
        "url": figure_url(figure, organisation.region_code, organisation.slug),
        "now": "",
        "change": "",
    }
    if stale is not None:
        line |= _change(stale, figure.value)
    return line


def _change(stale: Staleness, before: str) -> dict[str, str]:
    """The figure of today and what to say about it."""
    now = shown(stale.reference.indicator, stale.current_value, stale.current_sign)
    if stale.withheld:
        return {"now": "", "change": "geändert, " + queries.WITHHELD}
    if stale.gone:
        return {"now": "", "change": "gibt es in der neuen Ausgabe nicht mehr"}
    if now != before:
        return {"now": now, "change": f"jetzt {now}"}
    return {"now": now, "change": "anders bestimmt" if stale.definition_changed else f"jetzt {now}, gerundet gleich"}


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
    return see_other(_back(request, organisation, obj))


def _back(request: HttpRequest, organisation: Organisation, obj: Any) -> str:
    """Where the button stood: on the page of what is new, else on the page of the finding."""
    if request.POST.get("zurueck") == "neues":
        return reverse("strategy:news", args=[organisation.slug])
    return FINDING.url(organisation.slug, obj)


@require_POST
@organisation_view(CHANGE)
def finding_renew(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take the figures of a finding as they are released now; the page then asks to check the wording."""
    actor = actor_of(request)
    obj = found(queries.finding_for(actor, organisation, uid))
    try:
        services.renew_figures(actor=actor, finding=obj, version=version_from(request.POST))
        messages.success(request, "Die Zahlen sind neu festgehalten. Bitte prüfen Sie, ob der Wortlaut noch stimmt.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(_back(request, organisation, obj))


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
    findings = [row.uid for row in context["margin"].beside["finding"]]
    stale = queries.stale_findings_for(actor_of(request), organisation, findings=findings) if findings else []
    changed = [(FINDING.called(s.finding), s.finding.title, FINDING.url(organisation.slug, s.finding)) for s in stale]
    offers = offers_section(actor_of(request), organisation, obj)
    told = {"lead": obj.description, "facts": facts, "changed": changed, "offers": offers}
    return render(request, "strategy/need.html", {**context, **told})


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
        ("Lebensphasen", phase_words(obj.life_phases)),
        ("Gehört zum Leitziel", str(obj.parent) if obj.parent else ""),
    ]
    if obj.kind == GoalKind.GUIDING_GOAL:
        children = [g for g in queries.goals_for(actor, organisation, obj.field.strategy) if g.parent_id == obj.pk]
        context |= {
            "sections": [],
            "margin": None,
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
