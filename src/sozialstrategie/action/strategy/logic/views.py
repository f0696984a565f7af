"""The logic model of a measure or a goal: picture, table, holes; its items and indicators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy import queries as strategies
from sozialstrategie.action.strategy.enums import ImpactStep, ReadingState, RollUp, TargetDirection
from sozialstrategie.action.strategy.lateness import TargetFacts, misses
from sozialstrategie.action.strategy.life.pages import CHANGED, FORMS, form_page, taken
from sozialstrategie.action.strategy.logic import picture, queries, services
from sozialstrategie.action.strategy.logic.forms import ItemForm, UseForm
from sozialstrategie.action.strategy.logic.queries import Model, Subject, Use
from sozialstrategie.action.strategy.models import Goal, Measure, Reading, Target
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.action.strategy.views.kinds import GOAL, MEASURE, Kind
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui import formats
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other, version_from
from sozialstrategie.methods.attainment import attainment

CHANGE, REPORT, JUDGE = "strategy.change", "strategy.update_progress", "strategy.release"


def kind_of(subject: Subject) -> Kind:
    return MEASURE if isinstance(subject, Measure) else GOAL


def model_url(organisation: Organisation, subject: Subject) -> str:
    name = "logic_measure" if isinstance(subject, Measure) else "logic_goal"
    return reverse(f"strategy:{name}", args=[organisation.slug, subject.uid])


def trail(organisation: Organisation, subject: Subject) -> tuple[tuple[str, str | None], ...]:
    kind = kind_of(subject)
    return (
        (kind.called(subject), kind.url(organisation.slug, subject)),
        ("Wirkungsmodell", model_url(organisation, subject)),
    )


def _subject(request: HttpRequest, organisation: Organisation, uid: UUID, kind: str) -> Subject:
    actor = actor_of(request)
    if kind == "measure":
        return found(strategies.measure_for(actor, organisation, uid))
    return found(strategies.goal_for(actor, organisation, uid))


@require_safe
@organisation_view(VIEW)
def model_page(request: HttpRequest, organisation: Organisation, uid: UUID, kind: str) -> HttpResponse:
    """How a measure or a goal should work, and by what one sees whether it does."""
    actor = actor_of(request)
    subject = _subject(request, organisation, uid, kind)
    model = queries.model_for(actor, organisation, subject)
    slug, may_change = organisation.slug, allowed(CHANGE, actor, organisation)
    context = {
        "organisation": organisation,
        "called": kind_of(subject).called(subject),
        "title": subject.title,
        "warnings": model.warnings(),
        "picture": _picture(model) if model.items else None,
        "steps": _steps(organisation, model),
        "uses": [_use(organisation, use, allowed(REPORT, actor, subject), may_change) for use in model.uses],
        "rolled": [_rolled(r) for r in queries.rolled_up(actor, organisation, subject)]
        if isinstance(subject, Goal)
        else [],
        "may_change": may_change,
        "item_url": reverse(f"strategy:logic_{kind}_item", args=[slug, subject.uid]),
        "use_url": reverse(f"strategy:logic_{kind}_use", args=[slug, subject.uid]),
        "breadcrumbs": crumbs(
            organisation,
            (kind_of(subject).called(subject), kind_of(subject).url(slug, subject)),
            ("Wirkungsmodell", None),
        ),
    }
    return render(request, "strategy/logic/model.html", context)


def _picture(model: Model) -> picture.Picture:
    about = {u.use.item_id for u in model.uses}
    items = [picture.Item(i.pk, i.step, i.text, open=not i.indicator_text and i.pk not in about) for i in model.items]
    return picture.draw(items, model.pairs)


def _steps(organisation: Organisation, model: Model) -> list[dict[str, Any]]:
    """The staircase as a table: all eight steps, from above to below."""
    slug = organisation.slug
    texts = {i.pk: i.text for i in model.items}
    names: dict[int | None, list[str]] = {}
    for u in model.uses:
        names.setdefault(u.use.item_id, []).append(u.name)
    return [
        {
            "step": step,
            "items": [
                {
                    "i": i,
                    "measured": [*filter(None, [i.indicator_text]), *names.get(i.pk, [])],
                    "leads_to": [texts[b] for a, b in model.pairs if a == i.pk],
                    "edit": reverse("strategy:logic_item_edit", args=[slug, i.uid]),
                    "delete": reverse("strategy:logic_item_delete", args=[slug, i.uid]),
                }
                for i in model.items
                if i.step == step
            ],
        }
        for step in reversed(ImpactStep)
    ]


def _use(organisation: Organisation, u: Use, may_report: bool, may_change: bool) -> dict[str, Any]:
    slug, words = organisation.slug, strategies.decimal_words
    o = u.observation
    latest = ""
    if o is not None:
        latest = f"{formats.figure(o)} ({formats.period(o.period)}, {o.source})"
    lines = [_reading(slug, r) for r in reversed(u.readings)]
    return {
        "u": u,
        "direction": TargetDirection(u.use.direction).label,
        "baseline": f"{words(u.use.baseline_value)}{f' ({u.use.baseline_year})' if u.use.baseline_year else ''}"
        if u.use.baseline_value is not None
        else "",
        "targets": [(t.year, _target(t), _reached(u, t)) for t in u.targets],
        "latest": latest,
        "way": _way(u),
        "rollup": RollUp(u.use.rollup).label if u.use.rollup != RollUp.NONE else "",
        "readings": lines,
        "report": reverse("strategy:use_reading", args=[slug, u.use.uid]) if may_report and not u.is_official else "",
        "edit": reverse("strategy:logic_use_edit", args=[slug, u.use.uid]) if may_change else "",
        "delete": reverse("strategy:logic_use_delete", args=[slug, u.use.uid]) if may_change else "",
    }


def _target(t: Target) -> str:
    value = strategies.decimal_words(t.value)
    return f"{value} bis {strategies.decimal_words(t.upper)}" if t.upper is not None else value


def _reached(u: Use, t: Target) -> tuple[str, str]:
    """Sign and word: only what an approved Messwert of that year says."""
    rows = [r for r in u.readings if r.state == ReadingState.APPROVED and r.day.year == t.year]
    if not rows or u.use.direction == TargetDirection.OBSERVE:
        return "open", "ohne Messwert" if not rows else "nur beobachtet"
    behind = misses(u.use.direction, TargetFacts(t.year, t.value, t.upper), rows[-1].value)
    return ("attention", "nicht erreicht") if behind else ("plan", "erreicht")


def _way(u: Use) -> str:
    """How much of the way to the last target is done; "" where that cannot be said."""
    if not u.targets or u.use.direction in (TargetDirection.CORRIDOR, TargetDirection.OBSERVE):
        return ""
    share = attainment(u.use.baseline_value, u.targets[-1].value, u.latest)
    if share is None:
        return ""
    return f"{formats.number(float(share * 100), 0)} % des Wegs zum Zielwert für {u.targets[-1].year}"


_SIGNS = {"draft": "open", "submitted": "open", "returned": "attention", "approved": "plan"}


def _reading(slug: str, r: Reading) -> dict[str, Any]:
    parts = ""
    if r.numerator is not None:
        parts = f"{strategies.decimal_words(r.numerator)} von {strategies.decimal_words(r.denominator)}"
    return {
        "r": r,
        "value": strategies.decimal_words(r.value),
        "parts": parts,
        "state": (_SIGNS[r.state], r.get_state_display()),
        "url": reverse("strategy:reading", args=[slug, r.uid]),
    }


def _rolled(r: queries.Rolled) -> dict[str, str]:
    shown = formats.number(r.total.value, 1).removesuffix(",0") if r.total.value is not None else "noch kein Wert"
    return {
        "name": r.name,
        "value": f"{shown} {r.unit}".strip() if r.total.value is not None else shown,
        "rule": str(r.rule.label),
        "of": f"{r.total.known} von {r.total.asked} Maßnahmen haben gemeldet",
    }


# --- items ----------------------------------------------------------------------------------------------------------


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def item_new(request: HttpRequest, organisation: Organisation, uid: UUID, kind: str) -> HttpResponse:
    """Put something on the staircase; `?stufe=4` chooses the step."""
    actor = actor_of(request)
    subject = _subject(request, organisation, uid, kind)
    form = ItemForm(request.POST or None, items=queries.model_for(actor, organisation, subject).items)
    form.initial.setdefault("step", request.GET.get("stufe", ""))
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.add_item(actor=actor, subject=subject, **form.values()))
        if made is not None:
            messages.success(request, "Der Eintrag steht auf der Wirkungstreppe.")
            return see_other(model_url(organisation, subject))
    return _page(request, organisation, subject, form, "Neu auf der Wirkungstreppe", f"wirkung-neu-{subject.uid}")


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def item_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change something on the staircase and where it leads."""
    actor = actor_of(request)
    item = found(queries.item_for(actor, organisation, uid))
    subject = item.subject
    model = queries.model_for(actor, organisation, subject)
    led = [str(link.target.uid) for link in model.links if link.source_id == item.pk]
    form, status = ItemForm(request.POST or None, items=model.items, obj=item, led=led), 422
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done, status = taken(
            form, item, lambda: services.edit_item(actor=actor, item=item, version=version, **form.values())
        )
        if done is not None:
            messages.success(request, "Gespeichert.")
            return see_other(model_url(organisation, subject))
    return _page(request, organisation, subject, form, "Eintrag der Wirkungstreppe", f"wirkung-{item.uid}", status)


@require_POST
@organisation_view(CHANGE)
def item_delete(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take something off the staircase."""
    item = found(queries.item_for(actor_of(request), organisation, uid))
    try:
        services.delete_item(actor=actor_of(request), item=item, version=version_from(request.POST))
        messages.success(request, "Der Eintrag ist weg. Im Verlauf lässt er sich zurückholen.")
    except Conflict:
        messages.warning(request, CHANGED)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(model_url(organisation, item.subject))


# --- indicators -----------------------------------------------------------------------------------------------------


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def use_new(request: HttpRequest, organisation: Organisation, uid: UUID, kind: str) -> HttpResponse:
    """Name an indicator."""
    actor = actor_of(request)
    subject = _subject(request, organisation, uid, kind)
    items = queries.model_for(actor, organisation, subject).items
    form = UseForm(request.POST or None, organisation=organisation, items=items)
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: services.add_use(actor=actor, subject=subject, **form.values()))
        if made is not None:
            messages.success(request, "Der Indikator ist angelegt.")
            return see_other(model_url(organisation, subject) + "#indikatoren")
    return _page(request, organisation, subject, form, "Neuer Indikator", f"indikator-neu-{subject.uid}")


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def use_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change an indicator and its targets."""
    actor = actor_of(request)
    use = found(queries.use_for(actor, organisation, uid))
    items = queries.model_for(actor, organisation, use.subject).items
    targets = queries.targets_of(use)
    form = UseForm(request.POST or None, organisation=organisation, items=items, obj=use, targets=targets)
    status = 422
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done, status = taken(
            form, use, lambda: services.edit_use(actor=actor, use=use, version=version, **form.values())
        )
        if done is not None:
            messages.success(request, "Der Indikator ist gespeichert.")
            return see_other(model_url(organisation, use.subject) + "#indikatoren")
    return _page(request, organisation, use.subject, form, "Indikator ändern", f"indikator-{use.uid}", status)


@require_POST
@organisation_view(CHANGE)
def use_delete(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take an indicator back."""
    use = found(queries.use_for(actor_of(request), organisation, uid))
    try:
        services.delete_use(actor=actor_of(request), use=use, version=version_from(request.POST))
        messages.success(request, "Der Indikator ist weg. Im Verlauf lässt er sich zurückholen.")
    except Conflict:
        messages.warning(request, CHANGED)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(model_url(organisation, use.subject) + "#indikatoren")


def _page(
    request: HttpRequest,
    organisation: Organisation,
    subject: Subject,
    form: Any,
    title: str,
    draft: str,
    status: int = 0,
) -> HttpResponse:
    return form_page(
        request, organisation, form, title=title, lead=subject.title, submit="Speichern", status=status, draft=draft,
        cancel_url=model_url(organisation, subject), trail=trail(organisation, subject),
    )  # fmt: skip
