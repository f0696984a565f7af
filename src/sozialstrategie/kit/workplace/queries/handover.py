"""What a person would hand over: tasks, roles, and whatever other rooms name. Nothing moves here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import holding
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed, demand
from sozialstrategie.kit.workplace.models import Handover, Task
from sozialstrategie.kit.workplace.queries.tasks import VIEW_CONFIDENTIAL

HAND_OVER = "workplace.hand_over"
TASKS, ROLES = "Aufgaben", "Rollen"
WITH_ROLES = "Geht mit über, wenn Sie unten auch die Rollen übergeben."


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One thing that moves. `hindrance` says why it cannot yet, e.g. because the successor lacks a role.

    `roles`: one of these takes the hindrance away, so it moves where such a role moves too.
    """

    kind: str
    key: str
    title: str
    url: str = ""
    due: str = ""
    hindrance: str = ""
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HandoverProvider:
    """How a room takes part: `lines` says what would move and writes nothing, `move` moves one line inside a running act.

    `move` gets the actor of the handing over, who holds `workplace.hand_over` and perhaps no right of the room; it writes
    an act of its own under that permission, so that the history of the record shows it.
    """

    kind: str
    lines: Callable[[Organisation, Person, Person], list[HandoverLine]]
    move: Callable[[Actor, Organisation, Person, Person, HandoverLine], None]


_PROVIDERS: list[HandoverProvider] = []


def register_handover(provider: HandoverProvider) -> None:
    """Let a room hand over what it entrusts to people; called in `AppConfig.ready()`."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def providers() -> list[HandoverProvider]:
    return list(_PROVIDERS)


def handover_lines(actor: Actor, owner: Organisation, giver: Person, taker: Person) -> list[HandoverLine]:
    """Everything that would move from one person to another, roles left out."""
    demand(HAND_OVER, actor, owner)
    return [line for provider in _PROVIDERS for line in provider.lines(owner, giver, taker)]


def shown_lines(lines: list[HandoverLine], roles: Collection[RoleGrant]) -> list[HandoverLine]:
    """The lines for the eyes of a person who may still decide to let these roles move along."""
    moving = {grant.role for grant in roles}
    return [
        replace(line, hindrance=f"{WITH_ROLES} Sonst: {line.hindrance}")
        if line.hindrance and line.roles & moving
        else line
        for line in lines
    ]


def is_only_admin(owner: Organisation, giver: Person) -> bool:
    """Whether the giver holds the administration of accounts here and nobody else does."""
    grants = RoleGrant.objects.filter(
        holding(timezone.localdate()), organisation=owner, role=Role.ADMIN, person__is_active=True
    )
    return {grant.person_id for grant in grants} == {giver.pk}


def role_lines(owner: Organisation, giver: Person, taker: Person) -> list[RoleGrant]:
    """Roles that the giver holds today and the taker does not."""
    today = holding(timezone.localdate())
    held = RoleGrant.objects.filter(today, organisation=owner, person=taker).values("role")
    return list(RoleGrant.objects.filter(today, organisation=owner, person=giver).exclude(role__in=held))


def seen_mark(lines: list[HandoverLine]) -> str:
    """What a person has seen, as one word: what moves must be what she saw."""
    return hashlib.sha256("\n".join(sorted(line.key for line in lines)).encode()).hexdigest()[:16]


def givers(actor: Actor, owner: Organisation) -> QuerySet[Person]:
    """Whoever holds or held a role here: work is also left behind by those who have gone."""
    demand(HAND_OVER, actor, owner)
    return Person.objects.filter(pk__in=RoleGrant.objects.filter(organisation=owner).values("person_id"))


def handovers_for(actor: Actor, owner: Organisation) -> QuerySet[Handover]:
    """Whoever hands over sees all; giver and taker see their own."""
    demand("workplace.view", actor, owner)
    rows = Handover.objects.filter(owner=owner, deleted_at=None).select_related("giver", "taker")
    if allowed(HAND_OVER, actor, owner):
        return rows
    mine = Q(giver=actor.person_uid) | Q(taker=actor.person_uid)
    return rows.filter(mine) if actor.person_uid else rows.none()


def handover_for(actor: Actor, owner: Organisation, uid: UUID) -> Handover | None:
    return handovers_for(actor, owner).filter(uid=uid).first()


def may_read_lines(actor: Actor, owner: Organisation, handover: Handover | None = None) -> bool:
    """Titles are for those who lead, and for the two people; the administration of accounts sees numbers alone."""
    if handover is not None and actor.person_uid in (handover.giver_id, handover.taker_id):
        return True
    return allowed(VIEW_CONFIDENTIAL, actor, owner)


def task_handover_lines(owner: Organisation, giver: Person, taker: Person) -> list[HandoverLine]:
    """Open tasks of the giver."""
    rows = Task.objects.filter(owner=owner, deleted_at=None, responsible=giver.uid, done_on=None, dropped_on=None)
    return [
        HandoverLine(
            TASKS,
            f"workplace.task:{task.uid}",
            task.title,
            reverse("workplace:task", args=[owner.slug, task.uid]),
            f"{task.due:%d.%m.%Y}" if task.due else "",
        )
        for task in rows
    ]
