"""What the page of a measure shows of its carrying out: earlier reports, milestones, money."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.action.strategy.progress import budget, queries
from sozialstrategie.action.strategy.progress.facts import ABOUT
from sozialstrategie.action.strategy.progress.timeline import milestones_of
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed

_SIGNS = {"on_track": "plan", "attention": "attention", "stopped": "open"}


def implementation_context(actor: Actor, organisation: Organisation, m: Measure) -> dict[str, Any]:
    """Words and addresses for the sections; four queries."""
    slug, may = organisation.slug, allowed(budget.CHANGE, actor, organisation)
    updates = queries.updates_of(actor, m)
    years = budget.budget_of(actor, m)
    return {
        # the newest stands above in its own words
        "history": [(u, _SIGNS.get(u.rating, ""), u.get_rating_display()) for u in updates[1:]],
        "told_by": updates[0] if updates else None,
        "milestones": sorted(
            milestones_of(actor, organisation, timezone.localdate(), m).get(m.uid, []), key=lambda p: p.day
        ),
        "years": [
            {
                "year": y.year,
                "planned": budget.euro(y.planned),
                "actual": budget.euro(y.actual) or "noch nichts eingetragen",
                "lines": [_line(slug, line, shares, may) for line, shares in y.lines],
            }
            for y in years
        ],
        "task_url": f"{reverse('workplace:task_new', args=[slug])}?{urlencode({'zu': f'{ABOUT}:{m.uid}'})}"
        if allowed("workplace.change_task", actor, organisation)
        else "",
        "budget_url": reverse("strategy:budget_new", args=[slug, m.uid]) if may else "",
    }


def _line(slug: str, line: Any, shares: Any, may: bool) -> dict[str, Any]:
    return {
        "line": line,
        "planned": budget.euro(line.planned),
        "actual": budget.euro(line.actual),
        "shares": "; ".join(f"{s.source}: {budget.euro(s.amount)}" for s in shares),
        "edit": reverse("strategy:budget_edit", args=[slug, line.uid]) if may else "",
        "delete": reverse("strategy:budget_delete", args=[slug, line.uid]) if may else "",
    }
