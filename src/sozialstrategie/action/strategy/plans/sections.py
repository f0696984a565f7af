"""What pages of a strategy and of a measure show of other plans: Teilpläne, Fachpläne."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sozialstrategie.action.strategy import queries as strategies
from sozialstrategie.action.strategy.models import Measure, Strategy
from sozialstrategie.action.strategy.plans import queries
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed

CHANGE, LEAD = "strategy.change", "strategy.lead"


def plans_context(actor: Actor, organisation: Organisation, subject: Measure | Strategy) -> dict[str, Any]:
    """The section "Fachpläne"; one query."""
    slug, may = organisation.slug, allowed(CHANGE, actor, organisation)
    new = "specialist_measure_new" if isinstance(subject, Measure) else "specialist_strategy_new"
    return {
        "plans": [
            {
                "plan": plan,
                "edit": reverse("strategy:specialist_edit", args=[slug, plan.uid]),
                "delete": reverse("strategy:specialist_delete", args=[slug, plan.uid]),
            }
            for plan in queries.plans_of(actor, subject)
        ],
        "plan_new_url": reverse(f"strategy:{new}", args=[slug, subject.uid]) if may else "",
    }


def parts_context(actor: Actor, organisation: Organisation, strategy: Strategy) -> dict[str, Any]:
    """The Teilpläne of a strategy, or the strategy that this Teilplan belongs to; the ways to change that. Two queries."""
    slug = organisation.slug

    def page(of: Strategy) -> str:
        return reverse("strategy:strategy_one", args=[slug, of.uid])

    part_of = strategy.umbrella
    may_add = part_of is None and allowed(CHANGE, actor, organisation)
    return {
        "part_of": (part_of, page(part_of)) if part_of else None,
        "parts": [(part, page(part)) for part in strategies.component_plans_for(actor, organisation, strategy)],
        "part_new_url": f"{reverse('strategy:strategy_new', args=[slug])}?teil-von={strategy.uid}" if may_add else "",
        "place_url": reverse("strategy:strategy_place", args=[slug, strategy.uid])
        if allowed(LEAD, actor, organisation)
        else "",
        "life_url": f"{reverse('strategy:life_phases', args=[slug])}?strategie={strategy.uid}",
    }
