"""Tasks: who sees which, about what, and how late. Lateness is computed, never stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import holding, names_in
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.workplace.models import Task, TaskState
from sozialstrategie.kit.workplace.queries.records import RecordWords

VIEW_ALL = "workplace.view_tasks"
VIEW_CONFIDENTIAL = "workplace.view_confidential_tasks"
CHANGE = "workplace.change_task"
Place = tuple[str, UUID]


def tasks_for(actor: Actor, owner: Organisation, *, about: Place | None = None) -> QuerySet[Task]:
    """The tasks of an organisation that this actor may see, in their order; withdrawn ones are left out.

    Args:
        about: only those that belong to one record, e.g. ("strategy.measure", uid).

    Raises:
        Forbidden: no role in the organisation.
    """
    demand("workplace.view", actor, owner)
    rows = Task.objects.filter(owner=owner, deleted_at=None)
    mine = Q(responsible__uid=actor.person_uid) if actor.person_uid else Q(pk__in=[])
    if not allowed(VIEW_ALL, actor, owner):
        rows = rows.filter(mine)
    elif not allowed(VIEW_CONFIDENTIAL, actor, owner):
        rows = rows.filter(Q(confidential=False) | mine)
    if about is not None:
        rows = rows.filter(about_type=about[0], about_uid=about[1])
    return rows.select_related("responsible")


def task_for(actor: Actor, owner: Organisation, uid: UUID) -> Task | None:
    """One task that the actor may see."""
    return tasks_for(actor, owner).filter(uid=uid).first()


def task_words(actor: Actor, owner: Organisation, uid: UUID) -> RecordWords | None:
    """A task by its title."""
    task = task_for(actor, owner, uid)
    return RecordWords(task.title, reverse("workplace:task", args=[owner.slug, uid])) if task else None


def task_by_source(owner: Organisation, source: str) -> Task | None:
    """What an earlier run of the same act made, also when it was withdrawn since; for services of rooms."""
    return Task.objects.filter(owner=owner, source=source).first() if source else None


def open_tasks(actor: Actor, owner: Organisation, *, about_type: str = "") -> dict[Place, list[Task]]:
    """Open tasks by the record that they are about, for lists of records; one query.

    Tasks about nothing are left out; `about_type` asks for one kind of record alone.
    """
    rows = tasks_for(actor, owner).filter(done_on=None, dropped_on=None).exclude(about_type="")
    if about_type:
        rows = rows.filter(about_type=about_type)
    found: dict[Place, list[Task]] = defaultdict(list)
    for task in rows:
        found[task.about_type, task.about_uid].append(task)  # type: ignore[index]  # whole by constraint
    return dict(found)


def assignable_people(actor: Actor, owner: Organisation) -> QuerySet[Person]:
    """People who can be asked to do something: whoever holds a role here today."""
    demand("workplace.view", actor, owner)
    grants = RoleGrant.objects.filter(holding(timezone.localdate()), organisation=owner)
    return Person.objects.filter(role_grants__in=grants, is_active=True).distinct()


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as a list shows it."""

    task: Task
    who: str
    when: str
    late: bool
    waits_for: tuple[str, ...]

    @property
    def state(self) -> TaskState:
        return self.task.state


def due_words(due: date | None, today: date) -> str:
    """How far away a day is.

    >>> due_words(date(2026, 5, 1), date(2026, 5, 4))
    'seit 3 Tagen überfällig'
    """
    if due is None:
        return "ohne Termin"
    days = (due - today).days
    if days < 0:
        return "seit gestern überfällig" if days == -1 else f"seit {-days} Tagen überfällig"
    if days == 0:
        return "heute"
    if days == 1:
        return "morgen"
    return f"in {days} Tagen" if days <= 14 else f"bis {due:%d.%m.%Y}"


def task_lines(owner: Organisation, tasks: list[Task]) -> list[TaskLine]:
    """Tasks with the name of whoever does it, words for the day and what comes before; at most two queries for any number."""
    if not tasks:
        return []
    today, people = timezone.localdate(), {str(t.responsible_id) for t in tasks if t.responsible_id}
    names = names_in(owner, people) if people else {}
    waits: dict[int, list[str]] = defaultdict(list)
    through = Task.after.through.objects.filter(
        from_task__in=[t.pk for t in tasks],
        to_task__done_on=None,
        to_task__dropped_on=None,
        to_task__deleted_at=None,
    )
    for pk, title in through.values_list("from_task_id", "to_task__title"):
        waits[pk].append(title)
    return [
        TaskLine(
            task=task,
            who=" · ".join(w for w in (names.get(str(task.responsible_id), ""), task.unit) if w),
            when=_when(task, today),
            late=task.is_late(today),
            waits_for=tuple(waits[task.pk]) if task.state == TaskState.OPEN else (),
        )
        for task in tasks
    ]


def _when(task: Task, today: date) -> str:
    if task.done_on is not None:
        return f"erledigt am {task.done_on:%d.%m.%Y}"
    if task.dropped_on is not None:
        return f"entfallen am {task.dropped_on:%d.%m.%Y}"
    return due_words(task.due, today)


def people_with_role() -> QuerySet[Person]:
    """Everybody real who holds a role anywhere today; for the machine."""
    grants = RoleGrant.objects.filter(holding(timezone.localdate()))
    return Person.objects.filter(pk__in=grants.values("person_id"), is_active=True, is_example=False)
