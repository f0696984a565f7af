"""Measures: the table, the page with its state axes and pictures, Sachstand, staircase, Messwerte, release."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.enums import EditorialState, ImpactStep, MeasureStatus, ReadingState
from sozialstrategie.action.strategy.forms import INTERNAL_MEANS, LogicForm, ProgressForm, ReadingForm
from sozialstrategie.action.strategy.life.pages import chosen_strategy
from sozialstrategie.action.strategy.models import Measure, Reading
from sozialstrategie.action.strategy.pictures import bars, by_step, staircase
from sozialstrategie.action.strategy.plans.queries import phase_words
from sozialstrategie.action.strategy.plans.sections import plans_context
from sozialstrategie.action.strategy.progress.hanging import reasons_for
from sozialstrategie.action.strategy.progress.sections import implementation_context
from sozialstrategie.action.strategy.queries.life import reachable
from sozialstrategie.action.strategy.views.details import record_context
from sozialstrategie.action.strategy.views.kinds import MEASURE
from sozialstrategie.action.strategy.views.records import CHANGE, PAGE, VIEW, WITHDRAW, deleted_lines, save_edit
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.enums import Visibility
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.ui import formats
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other, status_of, version_from

PROGRESS, RELEASE = "strategy.update_progress", "strategy.release"


@require_safe
@organisation_view(VIEW)
def measure_list(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The measure table, filtered by Handlungsfeld and status."""
    actor = actor_of(request)
    strategy = chosen_strategy(request, organisation)
    fields = queries.fields_for(actor, organisation, strategy) if strategy else []
    field = next((f for f in fields if str(f.uid) == request.GET.get("feld", "")), None)
    status = request.GET.get("stand", "")
    status = status if status in MeasureStatus.values else ""
    rows = (
        queries.measures_for(actor, organisation, field=field.uid if field else None, status=status, strategy=strategy)
        if strategy
        else []
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    goals = queries.goals_of_measures(actor, organisation)
    may_change = allowed(CHANGE, actor, organisation)
    return render(
        request,
        "strategy/measure_list.html",
        {
            "organisation": organisation,
            "beside": strategy if request.GET.get("strategie") else None,
            "life_url": reverse("strategy:life_phases", args=[organisation.slug])
            + (f"?strategie={strategy.uid}" if strategy and request.GET.get("strategie") else ""),
            "page": page,
            "count": len(rows),
            "lines": [_line(organisation, m, goals.get(m.pk, [])) for m in page.object_list],
            "fields": fields,
            "field": field,
            "statuses": MeasureStatus.choices,
            "status": status,
            "filtered": bool(field or status),
            "may_change": may_change,
            "new_url": MEASURE.new_url(organisation.slug),
            "deleted": deleted_lines(actor, organisation, MEASURE) if allowed(WITHDRAW, actor, organisation) else [],
            "breadcrumbs": crumbs(organisation, ("Maßnahmen", None)),
        },
    )


def _line(organisation: Organisation, m: Measure, goals: list[Any]) -> dict[str, Any]:
    return {
        "m": m,
        "url": MEASURE.url(organisation.slug, m),
        "goals": ", ".join(g.number for g in goals),
        "period": period_words(m),
        "target": _value(m.target_value, m.target_text),
        "state": state_words(m),
    }


def period_words(m: Measure) -> str:
    """ "9/2023 bis 12/2028", "seit 9/2023, Daueraufgabe"."""
    start = f"{m.start.month}/{m.start.year}" if m.start else ""
    if m.permanent:
        return f"seit {start}, Daueraufgabe" if start else "Daueraufgabe"
    end = f"{m.end.month}/{m.end.year}" if m.end else ""
    if start and end:
        return f"{start} bis {end}"
    return f"ab {start}" if start else f"bis {end}" if end else ""


def state_words(m: Measure) -> tuple[str, str]:
    """Kind of sign and word for the status."""
    kind = "plan" if m.status in (MeasureStatus.RUNNING, MeasureStatus.COMPLETED, MeasureStatus.PERMANENT) else "open"
    return kind, m.get_status_display()


_LINE = list(MeasureStatus)[:7]


def axes(m: Measure) -> list[dict[str, Any]]:
    """The three axes of states: carrying out, editing, visibility."""
    status = MeasureStatus(m.status)
    last = MeasureStatus.PERMANENT if status == MeasureStatus.PERMANENT else MeasureStatus.COMPLETED
    line = [*_LINE[:-1], last]
    beside = status not in line
    note = m.status_reason or (f"Steht zurzeit außerhalb der Reihe: {status.label}." if beside else "")
    return [
        {"title": "Umsetzung", "steps": _steps(line, status), "note": note, "long": True},
        {"title": "Bearbeitung", "steps": _steps(list(EditorialState), m.editorial_state), "note": _EDITING[m.editorial_state], "long": False},
        {"title": "Sichtbarkeit", "steps": _steps(list(Visibility), Visibility(m.visibility)), "note": _SEEING[Visibility(m.visibility)], "long": False},
    ]  # fmt: skip


_EDITING = {
    EditorialState.DRAFT: "Seit der letzten Änderung noch nicht eingereicht.",
    EditorialState.SUBMITTED: "Wartet auf Freigabe durch die Leitung.",
    EditorialState.RELEASED: "Von der Leitung freigegeben; eine Änderung macht sie wieder zum Entwurf.",
}
_SEEING = {
    Visibility.INTERNAL: f"{INTERNAL_MEANS}. Steht nicht in der freigegebenen Strategie.",
    Visibility.PUBLIC: "Öffentlich ist die zuletzt freigegebene Fassung der Strategie.",
}


def _steps(line: list[Any], now: Any) -> list[tuple[str, str]]:
    place = line.index(now) if now in line else -1
    return [(str(s.label), "now" if i == place else "past" if i < place else "") for i, s in enumerate(line)]


@require_safe
@organisation_view(VIEW)
def measure(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One measure: where it stands, how it goes, how it should work, what was measured."""
    actor = actor_of(request)
    m = found(queries.measure_for(actor, organisation, uid))
    readings = queries.readings_of(m)
    logic = by_step(queries.logic_of(m))
    approved = [r for r in readings if r.approved_on]
    reasons = reasons_for(organisation, m, timezone.localdate())
    may_report, may_release = allowed(PROGRESS, actor, m), allowed(RELEASE, actor, m)
    state = m.editorial_state
    return render(
        request,
        "strategy/measure.html",
        {
            **record_context(request, organisation, MEASURE, m),
            "m": m,
            "key_facts": [(label, text) for label, text in _key_facts(m) if text],
            "facts": [(label, text) for label, text in _facts(m) if text],
            "axes": axes(m),
            "rating": _RATINGS.get(m.rating),
            "reasons": reasons,
            "today": timezone.localdate(),
            "stairs": staircase(logic) if logic else None,
            "reading_lines": _reading_lines(organisation, m, readings, may_release),
            "bars": _bars(m, readings, 660.0, 300.0),
            "bars_narrow": _bars(m, readings, 340.0, 250.0),
            "progress_sentence": progress_sentence(m, approved),
            "may_report": may_report,
            "status_url": MEASURE.act_url(organisation.slug, m, "status") if reachable(actor, m) and may_report else "",
            "may_submit": may_report and state == EditorialState.DRAFT,
            "may_release": may_release and state == EditorialState.SUBMITTED,
            "progress_url": MEASURE.act_url(organisation.slug, m, "progress"),
            "submit_url": MEASURE.act_url(organisation.slug, m, "submit"),
            "release_url": MEASURE.act_url(organisation.slug, m, "release"),
            "logic_url": MEASURE.act_url(organisation.slug, m, "logic"),
            "model_url": reverse("strategy:logic_measure", args=[organisation.slug, m.uid]),
            **implementation_context(actor, organisation, m),
            **plans_context(actor, organisation, m),
            "reading_url": MEASURE.act_url(organisation.slug, m, "reading"),
            "highest": ImpactStep(m.impact_step) if m.impact_step is not None else None,
        },
    )


_RATINGS = {
    "on_track": ("plan", "im Plan"),
    "attention": ("attention", "braucht Aufmerksamkeit"),
    "stopped": ("open", "ruht"),
}


def rating_words(m: Measure) -> tuple[str, str] | None:
    """Kind of sign and word of the traffic light; None where nobody gave one."""
    return _RATINGS.get(m.rating)


def _key_facts(m: Measure) -> list[tuple[str, str]]:
    return [("Federführung", m.lead_unit), ("Mit dabei", m.partners), ("Laufzeit", period_words(m))]


def _facts(m: Measure) -> list[tuple[str, Any]]:
    decision = m.decision_note or ("eigener Beschluss fehlt noch" if m.needs_own_decision else "")
    return [
        ("Zielgruppe", m.target_group),
        ("Sozialraum", m.social_area),
        ("Lebensphasen", phase_words(m.life_phases)),
        ("Priorität", m.get_priority_display()),
        ("Kosten", m.cost_note),
        ("Deckung, Förderprogramm", m.funding),
        ("Beschluss", decision),
        ("Höchste angestrebte Wirkungsstufe", m.get_impact_step_display() if m.impact_step is not None else ""),
        ("Nächster Schritt", m.next_step),
    ]


def _value(value: Decimal | None, text: str) -> str:
    shown = queries.decimal_words(value)
    return f"{shown} ({text})" if shown and text else shown or text


_READING_STATES = {
    ReadingState.DRAFT: ("open", "Entwurf"),
    ReadingState.SUBMITTED: ("open", "wartet"),
    ReadingState.RETURNED: ("attention", "zurückgegeben"),
    ReadingState.APPROVED: ("plan", "freigegeben"),
}


def _reading_lines(
    organisation: Organisation, m: Measure, readings: list[Reading], may_release: bool
) -> list[dict[str, Any]]:
    """Rows of the table of Messwerte, the target on top, the start below."""
    lines: list[dict[str, Any]] = []
    if m.has_target:
        lines.append(
            {
                "when": f"Ende {m.target_year}" if m.target_year else "ohne Jahr",
                "mark": "Ziel",
                "value": _value(m.target_value, m.target_text),
                "note": m.decision_note,
            }
        )
    for r in reversed(readings):
        approve = (
            reverse("strategy:reading_approve", args=[organisation.slug, m.uid, r.uid])
            if may_release and r.state == ReadingState.SUBMITTED
            else ""
        )
        lines.append(
            {
                "when": f"{r.day:%d.%m.%Y}",
                "mark": "",
                "value": queries.decimal_words(r.value),
                "note": r.text,
                "state": _READING_STATES[ReadingState(r.state)],
                "url": reverse("strategy:reading", args=[organisation.slug, r.uid]),
                "approve": approve,
            }
        )
    if m.baseline_value is not None or m.baseline_text:
        lines.append(
            {"when": "Ausgangswert", "mark": "Start", "value": _value(m.baseline_value, m.baseline_text), "note": ""}
        )
    return lines


def _bars(m: Measure, readings: list[Reading], width: float, height: float) -> Any:
    shown = [(str(r.day.year), r.value, queries.decimal_words(r.value)) for r in readings]
    target = None
    if m.target_value is not None:
        target = (str(m.target_year or "Ziel"), m.target_value, f"Ziel {queries.decimal_words(m.target_value)}")
    return bars(shown, target, width=width, height=height)


def progress_sentence(m: Measure, approved: list[Reading]) -> str:
    """Share of the way from start to target that is done, with the formula; only from approved Messwerte."""
    if not approved or m.baseline_value is None or m.target_value is None or m.target_value == m.baseline_value:
        return ""
    actual, start, target = approved[-1].value, m.baseline_value, m.target_value
    share = formats.number((actual - start) / (target - start) * 100, 0)
    a, s, t = (queries.decimal_words(v) for v in (actual, start, target))
    return f"Vom Ausgangswert zum Ziel: ({a} − {s}) von ({t} − {s}), also {share} %."


# --- acts ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(VIEW)
def measure_progress(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Report how a measure goes: planners and the responsible person."""
    m = found(queries.measure_for(actor_of(request), organisation, uid))
    demand(PROGRESS, actor_of(request), m)
    form = ProgressForm(request.POST or None, organisation=organisation, obj=m, initial={"progress_on": None})
    url = MEASURE.url(organisation.slug, m)
    if request.method == "POST" and form.is_valid():
        answer = save_edit(request, form, m, services.update_progress, "measure", MEASURE.called(m), url)
        if answer is not None:
            return answer
    return _form_page(
        request, organisation, m, form, f"Sachstand zu Maßnahme {m.number}", "Sachstand melden", f"progress-{m.uid}"
    )


def _form_page(
    request: HttpRequest, organisation: Organisation, m: Measure, form: Any, title: str, submit: str, draft: str
) -> HttpResponse:
    url = MEASURE.url(organisation.slug, m)
    context = {
        "organisation": organisation,
        "form": form,
        "title": title,
        "lead": m.title,
        "submit": submit,
        "draft": draft,
        "cancel_url": url,
        "breadcrumbs": crumbs(
            organisation, ("Maßnahmen", MEASURE.list_url(organisation.slug)), (MEASURE.called(m), url), (title, None)
        ),
    }
    return render(request, "strategy/record_form.html", context, status=status_of(form))


def _one_click(request: HttpRequest, organisation: Organisation, uid: UUID, service: Any, done: str) -> HttpResponse:
    actor = actor_of(request)
    m = found(queries.measure_for(actor, organisation, uid))
    try:
        service(actor=actor, measure=m, version=version_from(request.POST))
        messages.success(request, done.format(m=m))
    except Refused as refusal:
        if not allowed(VIEW, actor, organisation):
            raise Http404 from None
        messages.error(request, str(refusal))
    return see_other(MEASURE.url(organisation.slug, m))


@require_POST
@organisation_view(VIEW)
def measure_submit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Hand a measure to leadership."""
    m = found(queries.measure_for(actor_of(request), organisation, uid))
    demand(PROGRESS, actor_of(request), m)
    return _one_click(request, organisation, uid, services.submit_measure, "Maßnahme {m.number} ist eingereicht.")


@require_POST
@organisation_view(RELEASE)
def measure_release(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Leadership releases what was submitted."""
    return _one_click(request, organisation, uid, services.release_measure, "Maßnahme {m.number} ist freigegeben.")


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def measure_logic(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Write the impact staircase."""
    actor = actor_of(request)
    m = found(queries.measure_for(actor, organisation, uid))
    form = LogicForm(request.POST or None, measure=m, items=queries.logic_of(m))
    url = MEASURE.url(organisation.slug, m) + "#wirkung"
    if request.method == "POST" and form.is_valid():
        try:
            services.set_logic(actor=actor, measure=m, version=form.cleaned_data["version"], steps=form.steps())
        except Conflict as conflict:
            standing = LogicForm(measure=conflict.obj, items=queries.logic_of(m)).initial
            now = Conflict(SimpleNamespace(**standing, updated_at=conflict.obj.updated_at), conflict.submitted)
            called = f"Wirkungstreppe der Maßnahme {m.number}"
            saved_by = queries.last_change_of(m)
            return conflict_page(request, form, now, what=called, saved_by=saved_by, url=request.path, cancel_url=url)
        messages.success(request, "Die Wirkungstreppe ist gespeichert.")
        return see_other(url)
    return _form_page(
        request,
        organisation,
        m,
        form,
        f"Wirkungstreppe der Maßnahme {m.number}",
        "Wirkungstreppe speichern",
        f"logic-{m.uid}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(VIEW)
def measure_reading(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Report a Messwert: planners and the responsible person."""
    actor = actor_of(request)
    m = found(queries.measure_for(actor, organisation, uid))
    demand(PROGRESS, actor, m)
    form = ReadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reading = saved(form, lambda: services.add_reading(actor=actor, measure=m, **form.cleaned_data))
        if reading is not None:
            messages.success(request, "Der Messwert ist gemeldet und wartet auf Freigabe.")
            return see_other(MEASURE.url(organisation.slug, m) + "#messwerte")
    return _form_page(
        request, organisation, m, form, f"Messwert zu Maßnahme {m.number}", "Messwert melden", f"reading-{m.uid}"
    )


@require_POST
@organisation_view(RELEASE)
def reading_approve(request: HttpRequest, organisation: Organisation, uid: UUID, reading_uid: UUID) -> HttpResponse:
    """Leadership approves a Messwert."""
    actor = actor_of(request)
    m = found(queries.measure_for(actor, organisation, uid))
    reading = found(queries.reading_for(actor, organisation, reading_uid))
    if reading.measure_id != m.pk:
        raise Http404
    try:
        services.approve_reading(actor=actor, reading=reading)
        messages.success(request, "Der Messwert ist freigegeben.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(MEASURE.url(organisation.slug, m) + "#messwerte")
