"""What the pages of this part share: addresses, what a strategy's page shows of its life, one way to take a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.enums import PUBLIC_KINDS, StrategyStage
from sozialstrategie.action.strategy.models import Strategy, StrategyDecision, StrategyVersion
from sozialstrategie.action.strategy.opinions import queries as opinions
from sozialstrategie.action.strategy.plans.sections import parts_context, plans_context
from sozialstrategie.action.strategy.queries import life
from sozialstrategie.action.strategy.services.corrections import held_elsewhere
from sozialstrategie.action.strategy.services.life import hindrances
from sozialstrategie.action.strategy.stages import DECIDE
from sozialstrategie.kit.accounts.access import actor_of
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.pages import crumbs, found, saved, status_of

FORMS = ["GET", "HEAD", "POST"]
CHANGED = "Inzwischen hat sich etwas geändert. Es wurde nichts getan; bitte prüfen Sie den neuen Stand und versuchen Sie es noch einmal."
# The last part of the address of a plain step.
WAYS = {
    "entwurf": StrategyStage.DRAFT,
    "mitzeichnung": StrategyStage.COORDINATION,
    "beteiligung": StrategyStage.PUBLIC_PARTICIPATION,
    "gremien": StrategyStage.IN_COMMITTEES,
    "umsetzung": StrategyStage.IMPLEMENTING,
    "zwischenbilanz": StrategyStage.INTERIM_REVIEW,
}
_SLUGS = {stage: slug for slug, stage in WAYS.items()}


def home_url(organisation: Organisation, strategy: Strategy | None = None) -> str:
    """The page of the strategy that is worked on, or of a given one."""
    if strategy is None:
        return reverse("strategy:strategy", args=[organisation.slug])
    return reverse("strategy:strategy_one", args=[organisation.slug, strategy.uid])


def strategy_at(request: HttpRequest, organisation: Organisation, uid: UUID) -> Strategy:
    return found(queries.strategy_for(actor_of(request), organisation, uid))


def chosen_strategy(request: HttpRequest, organisation: Organisation) -> Strategy | None:
    """The strategy of the address (`?strategie=`), for those beside the one that is worked on; without one that."""
    actor, text = actor_of(request), request.GET.get("strategie", "")
    if not text:
        return queries.current_strategy_for(actor, organisation)
    try:
        return found(queries.strategy_for(actor, organisation, UUID(text)))
    except ValueError:
        raise Http404 from None


def version_at(request: HttpRequest, organisation: Organisation, uid: UUID) -> StrategyVersion:
    return found(queries.version_for(actor_of(request), organisation, uid))


def life_context(actor: Actor, organisation: Organisation, strategy: Strategy) -> dict[str, Any]:
    """Where the strategy stands, what comes next and who takes it, what was decided, how it got there."""
    slug = organisation.slug
    sees_opinions = allowed(opinions.VIEW, actor, organisation)
    decisions = list(life.decisions_for(actor, organisation, strategy))
    return {
        "line": life.stage_line(strategy),
        "steps": _steps(actor, organisation, strategy),
        "decisions": [(d, url) for d, url in zip(decisions, _corrections(actor, organisation, decisions), strict=True)],
        "passed": life.passed_steps(actor, organisation, strategy),
        "rounds": list(opinions.rounds_for(actor, organisation, strategy)) if sees_opinions else [],
        "rounds_url": _rounds_url(slug, strategy) if sees_opinions else "",
        "compare_url": reverse("strategy:comparison", args=[slug]),
        "predecessor": (strategy.supersedes, home_url(organisation, strategy.supersedes))
        if strategy.supersedes
        else None,
        "successors": [(s, home_url(organisation, s)) for s in strategy.successors.filter(deleted_at=None)],
        "carry": life.to_carry(strategy) if strategy.supersedes_id else [],
        "carry_left": life.undecided_in_revision(strategy) if strategy.supersedes_id else 0,
        "carry_url": reverse("strategy:carry_over", args=[slug, strategy.uid]),
        **parts_context(actor, organisation, strategy),
        **plans_context(actor, organisation, strategy),
    }


def _corrections(actor: Actor, organisation: Organisation, decisions: list[StrategyDecision]) -> list[str]:
    """For each decision the address where it is put right; "" where the actor may not."""
    if not allowed(DECIDE, actor, organisation):
        return [""] * len(decisions)
    elsewhere = held_elsewhere(decisions, actor)
    here = [reverse("strategy:decision_correct", args=[organisation.slug, d.uid]) for d in decisions]
    return [elsewhere.get(d.pk, url) for d, url in zip(decisions, here, strict=True)]


def _rounds_url(slug: str, strategy: Strategy) -> str:
    """The list of rounds; from a Teilplan a new one begins over that."""
    address = reverse("strategy:opinion_rounds", args=[slug])
    return f"{address}?strategie={strategy.uid}" if strategy.umbrella_id else address


def _steps(actor: Actor, organisation: Organisation, strategy: Strategy) -> list[dict[str, Any]]:
    """The steps from here, those that go on first; the results of the deciding body are one."""
    shown: list[dict[str, Any]] = []
    seen: set[str] = set()
    for n in life.next_steps_of(strategy):
        if n.way == "decision" and n.way in seen:
            continue
        seen.add(n.way)
        shown.append(
            {
                "words": "Entscheidung des Gremiums eintragen" if n.way == "decision" else n.step.words,
                "url": _step_url(organisation, strategy, n),
                "who": n.step.who,
                "may": allowed(n.step.permission, actor, strategy),
                "against": hindrances(strategy, n.step),
                "first": not shown,
            }
        )
    return shown


_PAGES = {"decision": "strategy_decision", "enter": "strategy_enter", "sign_off": "strategy_sign_off", "revise": "strategy_revise"}  # fmt: skip


def _step_url(organisation: Organisation, strategy: Strategy, step: life.NextStep) -> str:
    if step.way in _PAGES:
        return reverse(f"strategy:{_PAGES[step.way]}", args=[organisation.slug, strategy.uid])
    return reverse("strategy:strategy_step", args=[organisation.slug, strategy.uid, _SLUGS[step.to]])


def versions_of(strategy: Strategy) -> Any:
    """Frozen versions that may be decided, newest first."""
    return StrategyVersion.objects.filter(
        strategy=strategy, owner=strategy.owner_id, state__in=PUBLIC_KINDS, deleted_at=None
    ).defer("payload_text")


def taken(form: Any, obj: Any, save: Callable[[], Any]) -> tuple[Any, int]:
    """Call a service for a valid `VersionedForm`: (what it made, status). After a conflict it keeps its words and says so."""
    try:
        return saved(form, save), 422
    except Conflict:
        obj.refresh_from_db()
        form.add_error(None, CHANGED)
        form.renewed(obj.version)
        return None, 409


def form_page(
    request: HttpRequest,
    organisation: Organisation,
    form: Any,
    *,
    title: str,
    submit: str,
    cancel_url: str,
    lead: str = "",
    draft: str = "",
    status: int = 0,
    template: str = "strategy/record_form.html",
    trail: tuple[tuple[str, str | None], ...] = (),
    **more: Any,
) -> HttpResponse:
    """A page with one form, in the look of the room. `trail`: crumbs between the strategy and this page."""
    context = {
        "organisation": organisation,
        "form": form,
        "title": title,
        "lead": lead,
        "submit": submit,
        "draft": draft,
        "cancel_url": cancel_url,
        "breadcrumbs": crumbs(organisation, ("Strategie", home_url(organisation)), *trail, (title, None)),
        **more,
    }
    return render(request, template, context, status=status if form.is_bound and status else status_of(form))
