"""Pages of papers: the list, one paper with its way through the bodies, writing, finishing, the file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.committees import pages
from sozialstrategie.action.committees.decisions.queries import decisions_for
from sozialstrategie.action.committees.enums import DecisionResult, PaperState
from sozialstrategie.action.committees.models import Consultation, Decision, Paper
from sozialstrategie.action.committees.papers import queries, services
from sozialstrategie.action.committees.papers.forms import AnnexForm, LaterForm, MoveForm, PaperForm
from sozialstrategie.action.committees.papers.printing import ENDINGS, build_paper, counts_words, result_words
from sozialstrategie.action.committees.papers.services import CHANGE
from sozialstrategie.action.committees.queries import ENTER
from sozialstrategie.action.strategy.life.pages import taken
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import FORMS, attempted, found, saved, see_other, version_from

PAGE = 50
# Form of the sign before a result; what goes on elsewhere is neither done nor refused.
_SIGNS: dict[str, str] = {
    DecisionResult.ADOPTED: "plan",
    DecisionResult.ADOPTED_AMENDED: "plan",
    DecisionResult.NOTED: "done",
    DecisionResult.REJECTED: "attention",
}
# The last part of the address of a step of the paper.
WAYS = {"fertig": PaperState.READY, "in-arbeit": PaperState.DRAFT, "zurueckziehen": PaperState.WITHDRAWN}
_WORDS = {
    PaperState.READY: "Vorlage fertigstellen",
    PaperState.DRAFT: "Zurück in Arbeit nehmen",
    PaperState.WITHDRAWN: "Vorlage zurückziehen",
}


def list_url(organisation: Organisation) -> str:
    return reverse("committees:papers", args=[organisation.slug])


def paper_url(paper: Paper) -> str:
    return reverse("committees:paper", args=[paper.owner.slug, paper.uid])


def trail_of(organisation: Organisation, paper: Paper | None = None) -> tuple[tuple[str, str | None], ...]:
    """Crumbs between the bodies and a page about a paper."""
    first: tuple[tuple[str, str | None], ...] = (("Vorlagen", list_url(organisation)),)
    return first if paper is None else (*first, (paper.reference or paper.title, paper_url(paper)))


def paper_at(request: HttpRequest, organisation: Organisation, uid: UUID) -> Paper:
    return found(queries.paper_for(actor_of(request), organisation, uid))


@require_safe
@organisation_view(ENTER)
def papers(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All papers that the actor may see, newest first, with where each is on its way."""
    actor = actor_of(request)
    page = Paginator(queries.papers_for(actor, organisation), PAGE).get_page(request.GET.get("seite"))
    context = {
        "organisation": organisation,
        "page": page,
        "lines": [{"paper": p, "url": paper_url(p), "where": _where(p)} for p in page.object_list],
        "may_change": allowed(CHANGE, actor, organisation),
        "breadcrumbs": pages.trail(organisation, ("Vorlagen", None)),
    }
    return render(request, "committees/papers/papers.html", context)


def _where(paper: Paper) -> tuple[str, str]:
    """Sign and words for how far a paper has come."""
    if paper.state == PaperState.DRAFT:
        return "open", "in Arbeit"
    if paper.state == PaperState.WITHDRAWN:
        return "done", "zurückgezogen"
    steps = queries.steps_of(paper)
    waiting = next((s for s in steps if queries.is_open(s)), None)
    if waiting is None:
        last = next((s for s in reversed(steps) if s.result), None)
        return "plan", f"{last.committee}: {last.get_result_display()}" if last else "fertig"
    day = f" am {waiting.on:%d.%m.%Y}" if waiting.on else ", Termin offen"
    return "open", f"als Nächstes: {waiting.committee}{day}"


@require_safe
@organisation_view(ENTER)
def paper(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One paper: content, annex, the sequence with results, what was decided."""
    actor, obj = actor_of(request), paper_at(request, organisation, uid)
    may_change = allowed(CHANGE, actor, organisation)
    steps = queries.steps_of(obj)
    context = {
        "organisation": organisation,
        "paper": obj,
        "texts": [
            ("Beschlussvorschlag", obj.proposed), ("Begründung", obj.reasons), ("Finanzielle Auswirkungen", obj.finances),
        ],
        "measures": [(link.measure, _measure_url(organisation, link.measure, actor)) for link in queries.measures_of(obj)],
        "version_url": _version_url(organisation, obj, actor),
        "steps": [_step_line(organisation, step, steps, may_change) for step in steps],
        "decisions": _decision_lines(actor, organisation, obj),
        "missing": services.missing(obj) if obj.state == PaperState.DRAFT else [],
        "may_change": may_change,
        "is_draft": obj.state == PaperState.DRAFT,
        "is_ready": obj.state == PaperState.READY,
        "is_decided": services.is_decided(steps),
        "may_reopen": not any(not queries.is_open(s) for s in steps),
        "may_exchange": obj.state == PaperState.READY and obj.strategy_id and any(queries.is_open(s) for s in steps),
        "documents": [(e.upper(), reverse("committees:paper_document", args=[organisation.slug, obj.uid, e])) for e in ENDINGS],
        "breadcrumbs": pages.trail(organisation, *trail_of(organisation), (obj.reference or obj.title, None)),
    }  # fmt: skip
    return render(request, "committees/papers/paper.html", context)


def _decision_lines(actor: Any, organisation: Organisation, obj: Paper) -> list[tuple[Decision, str]]:
    """What was decided, with the address of each decision that the actor may open."""
    found = queries.decisions_on(obj)
    may = set(decisions_for(actor, organisation).filter(pk__in=[d.pk for d in found]).values_list("pk", flat=True))
    return [(d, reverse("committees:decision", args=[organisation.slug, d.uid]) if d.pk in may else "") for d in found]


def _measure_url(organisation: Organisation, measure: Any, actor: Any) -> str:
    may = allowed("strategy.view_drafts", actor, organisation)
    return reverse("strategy:measure", args=[organisation.slug, measure.uid]) if may else ""


def _version_url(organisation: Organisation, obj: Paper, actor: Any) -> str:
    may = obj.strategy_version is not None and allowed("strategy.view_drafts", actor, organisation)
    return reverse("strategy:version", args=[organisation.slug, obj.strategy_version.uid]) if may else ""  # type: ignore[union-attr]


def _step_line(
    organisation: Organisation, step: Consultation, steps: list[Consultation], may_change: bool
) -> dict[str, Any]:
    is_open = queries.is_open(step)
    place = steps.index(step)
    movable = may_change and is_open
    address = {name: reverse(f"committees:step_{name}", args=[organisation.slug, step.uid]) for name in
               ("result", "edit", "remove", "up", "down")}  # fmt: skip
    return {
        "s": step,
        "open": is_open,
        "result": result_words(step),
        "sign": _SIGNS.get(step.result, "open"),
        "counts": counts_words(step),
        "late": bool(is_open and step.on and step.on < timezone.localdate()),
        "url": address,
        "may_up": movable and place > 0 and queries.is_open(steps[place - 1]),
        "may_down": movable and place + 1 < len(steps) and queries.is_open(steps[place + 1]),
        "may_edit": movable,
    }


# --- writing ----------------------------------------------------------------------------------------------------------


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def paper_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Begin a paper."""
    today = {"on": timezone.localdate(), "is_public": True}
    form = PaperForm(request.POST or None, actor=actor_of(request), organisation=organisation, initial=today)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "owner": organisation, **form.values()}
        made = saved(form, lambda: services.create_paper(**arguments))
        if made is not None:
            messages.success(request, "Die Vorlage ist angelegt. Jetzt die Beratungsfolge.")
            return see_other(paper_url(made))
    return pages.form_page(
        request, organisation, form, title="Neue Vorlage", submit="Vorlage anlegen", cancel_url=list_url(organisation),
        draft=f"vorlage-neu-{organisation.slug}", way=trail_of(organisation),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def paper_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a paper in work; of a finished one its number and address."""
    obj = paper_at(request, organisation, uid)
    form: Any
    if obj.state == PaperState.DRAFT:
        chosen = [link.measure.uid for link in queries.measures_of(obj)]
        given: dict[str, Any] = {
            "actor": actor_of(request), "organisation": organisation, "initial": {"measures": chosen},
        }  # fmt: skip
        form = PaperForm(request.POST or None, obj=obj, **given)
    else:
        form = LaterForm(request.POST or None, obj=obj)
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "paper": obj, **form.values()}
        done = pages.save_or_conflict(
            request, form, lambda: services.edit_paper(**arguments), what="Die Vorlage", cancel_url=paper_url(obj)
        )
        if isinstance(done, HttpResponse):
            return done
        if done is not None:
            messages.success(request, "Die Vorlage ist gespeichert.")
            return see_other(paper_url(obj))
    return pages.form_page(
        request, organisation, form, title="Vorlage bearbeiten", submit="Speichern", cancel_url=paper_url(obj),
        lead="" if obj.state == PaperState.DRAFT else "Die Vorlage ist fertig. Nummer und Adresse lassen sich nachtragen.",
        draft=f"vorlage-{obj.uid}", way=trail_of(organisation, obj),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def paper_move(request: HttpRequest, organisation: Organisation, uid: UUID, then: str) -> HttpResponse:
    """Finish, take back to work, withdraw; with a reason where the step needs one."""
    obj, target = paper_at(request, organisation, uid), WAYS.get(then)
    step = services.STEPS.get((PaperState(obj.state), target)) if target else None
    if target is None or step is None:
        raise Http404
    form = MoveForm(request.POST or None, initial={"version": obj.version})
    form.fields["reason"].required = step[1]
    if not step[1]:
        form.fields["reason"].label = "Anmerkung"
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "paper": obj, "to": target, **form.cleaned_data}
        done, status = taken(form, obj, lambda: services.move_paper(**arguments))
        if done is not None:
            messages.success(request, f"Die Vorlage ist jetzt {obj.get_state_display()}.")
            return see_other(paper_url(obj))
    lead = {
        PaperState.READY: "Mitglieder der Gremien in der Beratungsfolge können sie danach lesen. Maßnahmen stehen darin, wie sie jetzt sind.",
        PaperState.DRAFT: "Mitglieder von Gremien sehen sie dann nicht mehr.",
        PaperState.WITHDRAWN: "Offene Beratungen entfallen. Die Vorlage bleibt mit ihrem Grund stehen.",
    }[target]  # fmt: skip
    return pages.form_page(
        request, organisation, form, title=_WORDS[target], submit=_WORDS[target], lead=lead, cancel_url=paper_url(obj),
        draft=f"vorlage-{obj.uid}-{then}", way=trail_of(organisation, obj), status=status if form.is_bound else 0,
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def paper_annex(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Put another version of the same strategy under a finished paper."""
    obj = paper_at(request, organisation, uid)
    if obj.state != PaperState.READY or obj.strategy_id is None:
        raise Http404
    form = AnnexForm(request.POST or None, paper=obj, initial={"version": obj.version})
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "paper": obj, **form.cleaned_data}
        done, status = taken(form, obj, lambda: services.exchange_annex(**arguments))
        if done is not None:
            messages.success(request, "Die neue Fassung ist jetzt die Anlage der Vorlage.")
            return see_other(paper_url(obj))
    return pages.form_page(
        request, organisation, form, title="Anlage austauschen", submit="Austauschen", cancel_url=paper_url(obj),
        lead="Nach einer Zurückverweisung berät das Gremium über die überarbeitete Fassung.", draft=f"anlage-{obj.uid}",
        way=trail_of(organisation, obj), status=status if form.is_bound else 0,
    )  # fmt: skip


@require_safe
@organisation_view(ENTER)
def paper_document(request: HttpRequest, organisation: Organisation, uid: UUID, ending: str) -> HttpResponse:
    """The paper with its annex as a file."""
    obj = paper_at(request, organisation, uid)
    if ending not in ENDINGS:
        raise Http404
    data = build_paper(actor_of(request), obj, ending)
    return document_response(data, f"vorlage-{organisation.slug}-{str(obj.uid)[:8]}.{ending}")


def act_and_return(request: HttpRequest, url: str, done: str, do: Any) -> HttpResponse:
    """A small POST without a form page: do it with the version that was sent, say what happened, go back."""
    attempted(request, lambda: do(version_from(request.POST)), done)
    return see_other(url)
