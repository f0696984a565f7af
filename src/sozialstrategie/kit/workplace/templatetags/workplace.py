"""What pages of other rooms show of this one, `{% load workplace %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext

from sozialstrategie.kit.accounts.access import actor_of
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.workplace.queries.records import file_reference_for
from sozialstrategie.kit.workplace.queries.tasks import CHANGE, task_lines, tasks_for

register = template.Library()


@register.inclusion_tag("workplace/file_reference.html", takes_context=True)
def file_reference(context: RequestContext, kind: str, record: Any) -> dict[str, Any]:
    """`{% file_reference "strategy.measure" measure %}`: the Aktenzeichen of a record, and the form that changes it."""
    request, organisation = context["request"], context["organisation"]
    actor = actor_of(request)
    row = file_reference_for(actor, organisation, kind, record.uid)
    return {
        "organisation": organisation,
        "kind": kind,
        "uid": record.uid,
        "text": row.text if row else "",
        "may_change": allowed("workplace.set_file_reference", actor, organisation),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("workplace/tasks_section.html", takes_context=True)
def tasks_about(context: RequestContext, kind: str, record: Any) -> dict[str, Any]:
    """`{% tasks_about "strategy.measure" measure %}`: tasks of a record, and the way to a new one."""
    request, organisation = context["request"], context["organisation"]
    actor = actor_of(request)
    rows = list(tasks_for(actor, organisation, about=(kind, record.uid)))
    return {
        "organisation": organisation,
        "lines": task_lines(organisation, rows),
        "place": f"{kind}:{record.uid}",
        "may_create": allowed(CHANGE, actor, organisation),
    }
