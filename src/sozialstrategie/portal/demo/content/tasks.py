"""Musterberg's invented tasks: few, of every kind that the list knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import Task, TaskKind
from sozialstrategie.kit.workplace.services import complete_task, create_task
from sozialstrategie.portal.demo.content.team import team

# title, kind, days from today (None = without a day), who ("planung", "massnahme" or the name of an office), tied to a measure
_TASKS = (
    ("Förderaufruf des Landes lesen und Frist melden", TaskKind.TASK, -3, "planung", False),
    ("Sachstände für den Halbjahresbericht zusammentragen", TaskKind.TASK, 5, "planung", False),
    ("Mietvertrag mit der Gemeinde abstimmen", TaskKind.TASK, 12, "massnahme", True),
    ("Räume sind bezogen", TaskKind.MILESTONE, 75, "Hauptamt", True),
    ("Einladung an die Träger verschicken", TaskKind.TASK, None, "planung", False),
)
_DONE = "Einladung an die Träger verschicken"


def build_tasks(*, actor: Actor, owner: Organisation) -> int:
    """Make the tasks once; whole or not at all. Call inside the owner's scope.

    Returns:
        How many there are now.
    """
    people, today = team(actor), timezone.localdate()
    named = {
        "planung": Person.objects.filter(uid=people.planner.person_uid).first() if people.planner.person_uid else None,
        "massnahme": people.responsible,
    }
    measure = Measure.objects.filter(owner=owner, deleted_at=None).order_by("number").first()
    about: dict[str, Any] = {}
    if measure is not None:
        about = {
            "about": ("strategy.measure", measure.uid),
            "about_title": f"Maßnahme {measure.number}: {measure.title}",
            "about_url": reverse("strategy:measure", args=[owner.slug, measure.uid]),
        }
    with transaction.atomic():
        for number, (title, kind, days, who, tied) in enumerate(_TASKS, start=1):
            task = create_task(
                actor=people.planner, owner=owner, title=title, kind=kind, source=f"demo.task:{number}",
                due=None if days is None else today + timedelta(days=days),
                responsible=named.get(who), unit="" if who in named else who, **(about if tied else {}),
            )  # fmt: skip
            if title == _DONE and task.done_on is None:
                complete_task(actor=people.planner, task=task)
    return Task.objects.filter(owner=owner, deleted_at=None).count()
