"""Making, changing and ending tasks. Open is the only state from which others are reached, and to which all go back."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import holding
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.workplace.models import Task, TaskKind, TaskState
from sozialstrategie.kit.workplace.queries.tasks import CHANGE, task_by_source

CHANGEABLE = frozenset(
    {"kind", "title", "text", "due", "responsible", "unit", "confidential", "about_title", "about_url"}
)
_STEPS: dict[tuple[TaskState, TaskState], str] = {
    (TaskState.OPEN, TaskState.DONE): "workplace.complete_task",
    (TaskState.OPEN, TaskState.DROPPED): "workplace.drop_task",
    (TaskState.DONE, TaskState.OPEN): "workplace.reopen_task",
    (TaskState.DROPPED, TaskState.OPEN): "workplace.reopen_task",
}


def create_task(
    *,
    actor: Actor,
    owner: Organisation,
    title: str,
    kind: str = TaskKind.TASK,
    text: str = "",
    due: date | None = None,
    responsible: Person | None = None,
    unit: str = "",
    confidential: bool = False,
    about: tuple[str, UUID] | None = None,
    about_title: str = "",
    about_url: str = "",
    after: Iterable[Task] = (),
    source: str = "",
    permission: str = CHANGE,
) -> Task:
    """Make a task or a milestone; with a `source` that made one before, that one comes back unchanged.

    Args:
        confidential: not public: seen by few, and its words never leave in a mail.
        about: type and uid of the record it belongs to, e.g. ("strategy.measure", uid), with its text and address.
        source: what makes it, e.g. "committees.item:<uid>:1"; "" for a task made by hand.
        permission: a room whose own act makes tasks names the right to that act.

    Raises:
        Refused: a value cannot stand, or the person has no role here.
        Forbidden: no right, or a task of another organisation comes before.
    """
    task = Task(
        owner=owner,
        title=" ".join(title.split()),
        kind=kind,
        text=text.strip(),
        due=due,
        responsible=responsible,
        unit=unit.strip(),
        confidential=confidential,
        about_type=about[0] if about else "",
        about_uid=about[1] if about else None,
        about_title=about_title[:300],
        about_url=about_url,
        source=source,
    )
    earlier = list(after)
    with act("workplace.create_task", actor=actor, permission=permission, owner=owner) as record:
        # one after the other: two runs of the same act must not both find nothing
        Organisation.objects.select_for_update().get(pk=owner.pk)
        standing = task_by_source(owner, source)
        if standing is not None:
            record.nothing_changed()
            return standing
        _validate(task)
        highest = Task.objects.filter(owner=owner).aggregate(highest=Max("position"))["highest"]
        task.position = (highest or 0) + 1
        task.save(force_insert=True)
        _set_after(task, earlier)
        record.created(task)
    return task


def edit_task(*, actor: Actor, task: Task, version: int, after: Iterable[Task] | None = None, **values: Any) -> Task:
    """Change words, day, person, or what comes before (None = as it is).

    Raises:
        Conflict: somebody else changed it meanwhile.
        Refused: a value cannot stand, or the tasks would wait for each other in a circle.
        TypeError: a field that is not for this act.
    """
    if not CHANGEABLE.issuperset(values):
        raise TypeError(f"Nicht änderbar: {sorted(set(values) - CHANGEABLE)}")
    with act("workplace.edit_task", actor=actor, permission=CHANGE, owner=task.owner, obj=task) as record:
        _demand_standing(task)
        trial = copy(task)
        for name, value in values.items():
            setattr(trial, name, value)
        _validate(trial)
        old = set(task.after.values_list("uid", flat=True))
        earlier = None if after is None else list(after)
        new = old if earlier is None else {other.uid for other in earlier}
        if task.version == version and new == old and all(getattr(task, k) == v for k, v in values.items()):
            record.nothing_changed()
            return task
        save_version(task, version=version, values=values)
        if earlier is not None and new != old:
            # Two people who put tasks in order at once must not close a circle between them.
            Organisation.objects.select_for_update().get(pk=task.owner_id)
            _set_after(task, earlier)
            record.note("after", sorted(map(str, new)), sorted(map(str, old)))
    return task


def complete_task(*, actor: Actor, task: Task, day: date | None = None) -> Task:
    """It is done, today or on an earlier day.

    Raises:
        Refused: it is not open, or the day lies ahead.
    """
    on = day or timezone.localdate()
    if on > timezone.localdate():
        raise Refused("Der Tag, an dem etwas erledigt wurde, kann nicht in der Zukunft liegen.")
    return _step(task, TaskState.DONE, actor, {"done_on": on})


def drop_task(*, actor: Actor, task: Task, reason: str) -> Task:
    """It will not be done, for a reason.

    Raises:
        Refused: it is not open, or no reason is given.
    """
    if not reason.strip():
        raise Refused("Bitte schreiben Sie dazu, warum die Aufgabe entfällt.")
    values = {"dropped_on": timezone.localdate(), "dropped_reason": reason.strip()[:1000]}
    return _step(task, TaskState.DROPPED, actor, values)


def reopen_task(*, actor: Actor, task: Task) -> Task:
    """It is to be done after all.

    Raises:
        Refused: it is open.
    """
    return _step(task, TaskState.OPEN, actor, {"done_on": None, "dropped_on": None, "dropped_reason": ""})


def demand_undoable(task: Task, values: dict[str, Any]) -> None:
    """What undo asks before it writes `values` (by column).

    Raises:
        Refused: the former state cannot stand any more, e.g. the person has left.
    """
    trial = copy(task)
    for column, value in values.items():
        setattr(trial, column, value)
    if "responsible_id" in values:
        _demand_member(trial)
    if "deleted_at" not in values:
        _demand_standing(task)


def _step(task: Task, target: TaskState, actor: Actor, values: dict[str, Any]) -> Task:
    demand(CHANGE, actor, task)  # first of all: nobody else learns how it stands
    verb = _STEPS.get((task.state, target))
    if verb is None:
        raise Refused(f"„{task}“ ist schon {task.state.label}. Bitte laden Sie die Seite neu.")
    with act(verb, actor=actor, permission=CHANGE, owner=task.owner, obj=task):
        _demand_standing(task)
        save_version(task, version=task.version, values=values)
    return task


def _demand_standing(task: Task) -> None:
    if task.deleted_at is not None:
        raise Refused("Diese Aufgabe wurde zurückgenommen.")


def _validate(task: Task) -> None:
    _demand_member(task)
    try:
        task.full_clean(exclude=["position", "owner", "responsible"], validate_constraints=False)
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages)) from None


def _demand_member(task: Task) -> None:
    """Only who holds a role here can be asked; a task cannot lead anybody else in."""
    person = task.responsible
    if person is None:
        return
    if not person.role_grants.filter(holding(timezone.localdate()), organisation=task.owner_id).exists():
        raise Refused("Diese Person hat hier keine Rolle und kann deshalb nicht zuständig sein.")


def _set_after(task: Task, earlier: list[Task]) -> None:
    if any(other.owner_id != task.owner_id or other.deleted_at is not None for other in earlier):
        raise Forbidden("Diesen Eintrag gibt es hier nicht.")
    known: dict[int, set[int]] = {}
    links = Task.after.through.objects.filter(from_task__owner=task.owner_id)
    for later, first in links.values_list("from_task_id", "to_task_id"):
        known.setdefault(later, set()).add(first)
    if _leads_to(task.pk, {other.pk for other in earlier}, known):
        raise Refused(
            "So würden Aufgaben im Kreis aufeinander warten. Bitte wählen Sie etwas anderes unter „erst nach“."
        )
    task.after.set(earlier)


def _leads_to(target: int, start: set[int], known: dict[int, set[int]]) -> bool:
    """Whether a walk along `known` (task -> what comes before it) from `start` reaches `target`."""
    todo, seen = set(start), set[int]()
    while todo:
        pk = todo.pop()
        if pk == target:
            return True
        seen.add(pk)
        todo |= known.get(pk, set()) - seen
    return False
