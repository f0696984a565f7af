"""Taking a strategy further: steps, the decision of the body, the signature, what is said about a frozen version."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.enums import DecisionResult, StrategyStage
from sozialstrategie.action.strategy.life import documents
from sozialstrategie.action.strategy.life.forms import (
    DecisionCorrectionForm,
    DecisionForm,
    EnterForm,
    ErasureForm,
    ErratumForm,
    SignForm,
    StatusForm,
    StepForm,
)
from sozialstrategie.action.strategy.life.pages import (
    FORMS,
    WAYS,
    form_page,
    home_url,
    life_context,
    strategy_at,
    taken,
    version_at,
    versions_of,
)
from sozialstrategie.action.strategy.models import Strategy
from sozialstrategie.action.strategy.queries.difference import in_words
from sozialstrategie.action.strategy.queries.life import decision_for
from sozialstrategie.action.strategy.services import corrections, life, statuses
from sozialstrategie.action.strategy.stages import DECIDE, PROGRESS, RELEASE, STRATEGY_STEPS
from sozialstrategie.action.strategy.views.kinds import FIELD, MEASURE
from sozialstrategie.action.strategy.views.records import CHANGE, VIEW
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.documents.responses import document_response
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other


@require_safe
@organisation_view(VIEW)
def strategy_one(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A strategy beside the one that is worked on: where it stands, its versions, what came after it."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    context = {
        "organisation": organisation,
        "strategy": strategy,
        "versions": list(queries.versions_for(actor, organisation, strategy)),
        "measures_url": reverse("strategy:measures", args=[organisation.slug]) + f"?strategie={strategy.uid}",
        "goals_url": reverse("strategy:goals", args=[organisation.slug]) + f"?strategie={strategy.uid}",
        "fields": [
            (str(f), FIELD.url(organisation.slug, f)) for f in queries.fields_for(actor, organisation, strategy)
        ],
        "field_new_url": FIELD.new_url(organisation.slug) + f"?strategie={strategy.uid}",
        "may_change": allowed(CHANGE, actor, organisation),
        "may_release": allowed(RELEASE, actor, organisation),
        "breadcrumbs": crumbs(organisation, ("Strategie", home_url(organisation)), (strategy.title, None)),
        **life_context(actor, organisation, strategy),
    }
    return render(request, "strategy/life/strategy.html", context)


@require_http_methods(FORMS)
@organisation_view(VIEW)
def strategy_step(request: HttpRequest, organisation: Organisation, uid: UUID, to: str) -> HttpResponse:
    """One plain step, or giving the strategy to the committees."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    then = WAYS.get(to)
    step = STRATEGY_STEPS.get((StrategyStage(strategy.stage), then)) if then else None
    if then is None or step is None or not step.ways & {"move", "submit"}:
        raise Http404
    demand(step.permission, actor, strategy)
    form = StepForm(request.POST or None, needs_reason=step.needs_reason, initial={"version": strategy.version})
    status = 422
    if request.method == "POST" and form.is_valid():
        service = life.submit_strategy if "submit" in step.ways else life.move_strategy
        to_stage = {} if "submit" in step.ways else {"to": then}
        arguments = {"actor": actor, "strategy": strategy, **form.cleaned_data, **to_stage}
        done, status = taken(form, strategy, lambda: service(**arguments))
        if done is not None:
            messages.success(request, f"Die Strategie steht jetzt bei „{then.label}“.")
            return see_other(home_url(organisation, strategy))
    return form_page(
        request, organisation, form, title=step.words, submit=step.words, lead=strategy.title, status=status,
        cancel_url=home_url(organisation, strategy), draft=f"schritt-{strategy.uid}-{to}", template="strategy/life/step.html",
        strategy=strategy, then=then, against=life.hindrances(strategy, step), is_submission="submit" in step.ways,
        torn=_torn(strategy) if "submit" in step.ways else [],
    )  # fmt: skip


def _torn(strategy: Strategy) -> list[str]:
    contents = (queries.content_of(strategy, public_only=public) for public in (False, True))
    return queries.torn_links(*contents)


@require_http_methods(FORMS)
@organisation_view(VIEW)
def strategy_decision(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """What the deciding body did."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    demand(DECIDE, actor, strategy)
    versions = versions_of(strategy)
    form = DecisionForm(request.POST or None, versions=versions, initial={"frozen": versions.first()})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data |= {"version": data.pop("frozen"), "result": DecisionResult(data["result"])}
        done = saved(form, lambda: life.record_adoption(actor=actor, strategy=strategy, **data))
        if done is not None:
            messages.success(request, f"Eingetragen: {done}.")
            return see_other(home_url(organisation, strategy))
    return form_page(
        request, organisation, form, title="Entscheidung eintragen", submit="Entscheidung eintragen",
        lead="Was das entscheidende Gremium mit der Strategie gemacht hat. Beratungen davor gehören in die Beratungsfolge.",
        cancel_url=home_url(organisation, strategy), draft=f"entscheidung-{strategy.uid}",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(VIEW)
def decision_correct(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Day, body and number of a decision, as the minutes of the council have them."""
    actor = actor_of(request)
    decision = found(decision_for(actor, organisation, uid))
    demand(DECIDE, actor, decision)
    url = home_url(organisation, decision.strategy)
    form = DecisionCorrectionForm(request.POST or None, initial=DecisionCorrectionForm.beginning(decision))
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "decision": decision, **form.cleaned_data}
        done, status = taken(form, decision, lambda: corrections.correct_decision(**arguments))
        if done is not None:
            messages.success(request, f"Berichtigt: {done}.")
            return see_other(url)
    return form_page(
        request, organisation, form, title="Entscheidung berichtigen", submit="Berichtigung speichern", status=status,
        lead="Maßgeblich ist die Niederschrift des Sitzungsdienstes. Ergebnis, Wortlaut und Fassung bleiben, wie sie sind.",
        cancel_url=url, draft=f"entscheidung-berichtigen-{decision.uid}",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(VIEW)
def strategy_enter(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """A strategy that was adopted before it came into this program."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    demand(DECIDE, actor, strategy)
    form = EnterForm(request.POST or None, initial={"version": strategy.version})
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "strategy": strategy, **form.cleaned_data}
        done, status = taken(form, strategy, lambda: life.enter_adopted(**arguments))
        if done is not None:
            messages.success(request, f"Eingetragen: {done}. Der jetzige Stand ist als Fassung festgehalten.")
            return see_other(home_url(organisation, strategy))
    return form_page(
        request, organisation, form, title="Als schon beschlossen eintragen", submit="Eintragen und festhalten", status=status,
        lead="Für eine Strategie, die schon gilt. Festgehalten wird, was öffentlich werden darf: angenommene Befunde und öffentliche Maßnahmen.",
        cancel_url=home_url(organisation, strategy), draft=f"beschlossen-{strategy.uid}",
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(RELEASE)
def strategy_sign_off(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Leadership sees the decision beside what was changed since, and signs exactly that."""
    actor, strategy = actor_of(request), strategy_at(request, organisation, uid)
    decision = found(life.open_decision(strategy) if strategy.stage == StrategyStage.ENTERING_CHANGES else None)
    content = queries.content_of(strategy, public_only=True)
    seen = {"version": strategy.version, "digest": queries.content_digest(content)}
    form = SignForm(request.POST or None, initial=seen)
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "strategy": strategy, "version": form.cleaned_data["version"], **form.words()}
        frozen, status = taken(form, strategy, lambda: life.sign_off(**arguments))
        if frozen is not None:
            messages.success(request, f"Abgezeichnet: Fassung {frozen.number} gilt als beschlossen.")
            return see_other(reverse("strategy:version", args=[organisation.slug, frozen.uid]))
        if status == 409:
            form.data["digest"] = seen["digest"]  # type: ignore[index]  # a copy since the conflict
    return form_page(
        request, organisation, form, title="Gegen den Beschluss abzeichnen", submit="Abzeichnen und festhalten", status=status,
        cancel_url=home_url(organisation, strategy), draft=f"abzeichnen-{strategy.uid}", decision=decision,
        comparison=in_words(decision.decided_version.payload["content"], content), template="strategy/life/sign.html",
    )  # fmt: skip


# --- frozen versions --------------------------------------------------------------------------------------------------


@require_http_methods(FORMS)
@organisation_view(RELEASE)
def version_erratum(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Say beside a version what is wrong in it."""
    version = version_at(request, organisation, uid)
    form = ErratumForm(request.POST or None)
    url = reverse("strategy:version", args=[organisation.slug, version.uid])
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "version": version, **form.cleaned_data}
        if saved(form, lambda: corrections.note_erratum(**arguments)) is not None:
            messages.success(request, "Die Berichtigung steht jetzt bei der Fassung.")
            return see_other(url)
    return form_page(
        request, organisation, form, title=f"Fassung {version.number} berichtigen", submit="Berichtigung dazuschreiben",
        cancel_url=url, draft=f"berichtigung-{version.uid}", trail=((str(version), url),),
    )  # fmt: skip


@require_http_methods(FORMS)
@organisation_view(RELEASE)
def version_erase(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take words out of a version."""
    version = version_at(request, organisation, uid)
    form = ErasureForm(request.POST or None)
    url = reverse("strategy:version", args=[organisation.slug, version.uid])
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor_of(request), "version": version, **form.cleaned_data}
        if saved(form, lambda: corrections.erase_words(**arguments)) is not None:
            messages.success(
                request, "Die Wörter sind gelöscht. Die alte Prüfsumme bleibt stehen, die neue steht daneben."
            )
            return see_other(url)
    return form_page(
        request, organisation, form, title=f"Wörter aus Fassung {version.number} löschen", submit="Endgültig löschen",
        lead="Das lässt sich nicht rückgängig machen. Arbeitsfassung und andere Fassungen bleiben, wie sie sind.",
        cancel_url=url, trail=((str(version), url),),
    )  # fmt: skip


@require_safe
@organisation_view(VIEW)
def version_document(request: HttpRequest, organisation: Organisation, uid: UUID, ending: str) -> HttpResponse:
    """Exactly this version as a document."""
    version = version_at(request, organisation, uid)
    if ending not in ("pdf", "docx"):
        raise Http404
    data = documents.build_version(actor_of(request), version, ending)
    return document_response(data, f"strategie-{organisation.slug}-fassung-{version.number}.{ending}")


# --- measures ---------------------------------------------------------------------------------------------------------


@require_http_methods(FORMS)
@organisation_view(VIEW)
def measure_status(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One step of a measure."""
    actor = actor_of(request)
    measure = found(queries.measure_for(actor, organisation, uid))
    demand(PROGRESS, actor, measure)
    url = MEASURE.url(organisation.slug, measure)
    form = StatusForm(request.POST or None, actor=actor, measure=measure)
    status = 422
    if request.method == "POST" and form.is_valid():
        arguments = {"actor": actor, "measure": measure, **form.cleaned_data}
        done, status = taken(form, measure, lambda: statuses.change_status(**arguments))
        if done is not None:
            messages.success(request, f"{MEASURE.called(measure)} steht jetzt bei „{measure.get_status_display()}“.")
            return see_other(url)
    return form_page(
        request, organisation, form, title=f"{MEASURE.called(measure)}: Stand der Umsetzung", submit="Stand ändern", status=status,
        lead=f"{measure.title}. Jetzt: {measure.get_status_display()}. Sichtbarkeit und Freigabe bleiben, wie sie sind.",
        cancel_url=url, draft=f"stand-{measure.uid}", trail=((MEASURE.called(measure), url),),
    )  # fmt: skip
