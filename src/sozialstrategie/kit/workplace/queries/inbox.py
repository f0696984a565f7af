"""What waits for a person, from all rooms. Inbox, start page and daily mail read this one list, so they agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.workplace.queries.tasks import due_words, task_lines, tasks_for

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing that this very actor can do now.

    Attributes:
        key: the same as long as it is the same thing, e.g. "strategy.release:<uid>"; nothing secret, nothing personal.
        kind: one German word or two, e.g. "Freigabe"; all that a mail says when there is no `mail_title`.
        weight: lower comes first on the start page; 10 begins everything, 50 is a loose end.
        personal: it names the person, not only a role of hers.
        mail_title: words that may leave in a mail: no names of others, nothing non-public; "" = the kind alone.
    """

    key: str
    kind: str
    title: str
    url: str
    text: str = ""
    action: str = "Ansehen"
    due: date | None = None
    since: date | None = None
    weight: int = 40
    personal: bool = False
    mail_title: str = ""

    def is_late(self, today: date) -> bool:
        """Its day is over; on the day itself it is in time."""
        return self.due is not None and self.due < today


OpenItemProvider = Callable[[Actor, Organisation], list[OpenItem]]
_PROVIDERS: list[OpenItemProvider] = []


def register_open_items(provider: OpenItemProvider) -> None:
    """Let a room say what waits for an actor; called in `AppConfig.ready()`. Only what that actor may see and do now."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def open_items(actor: Actor, owner: Organisation) -> list[OpenItem]:
    """Everything that waits for this actor in an organisation: late first, then by day, then by weight.

    Call inside a scope that reaches the organisation.

    Raises:
        Forbidden: no role there.
    """
    demand("workplace.view", actor, owner)
    found = {item.key: item for provider in _PROVIDERS for item in provider(actor, owner)}
    today = timezone.localdate()
    return sorted(found.values(), key=lambda i: (_group(i, today), i.due or date.max, i.weight, i.title))


def _group(item: OpenItem, today: date) -> int:
    """0 late, 1 this week, 2 without a day, 3 later."""
    if item.due is None:
        return 2
    return 0 if item.is_late(today) else 1 if item.due <= today + SOON else 3


GROUPS = ("Überfällig", "In den nächsten sieben Tagen", "Ohne Termin", "Später")


def inbox_for(actor: Actor, owner: Organisation) -> list[tuple[str, list[tuple[OpenItem, str]]]]:
    """The list in its groups: (heading, [(item, words for the day)]); groups with nothing in them are left out."""
    today = timezone.localdate()
    groups: list[list[tuple[OpenItem, str]]] = [[] for _ in GROUPS]
    for item in open_items(actor, owner):
        groups[_group(item, today)].append((item, due_words(item.due, today) if item.due else ""))
    return [(heading, items) for heading, items in zip(GROUPS, groups, strict=True) if items]


def my_tasks(actor: Actor, owner: Organisation) -> list[OpenItem]:
    """The open tasks that name the actor; the provider of this room."""
    if actor.person_uid is None:
        return []
    today = timezone.localdate()
    mine = tasks_for(actor, owner).filter(responsible__uid=actor.person_uid, done_on=None, dropped_on=None)
    return [
        OpenItem(
            key=f"workplace.task:{line.task.uid}",
            kind="Meilenstein" if line.task.kind == "milestone" else "Aufgabe",
            title=line.task.title,
            text=" · ".join(_words(line.task.about_title, line.waits_for)),
            url=reverse("workplace:task", args=[owner.slug, line.task.uid]),
            due=line.task.due,
            since=timezone.localdate(line.task.created_at),
            weight=_weight(line.task.due, today),
            personal=True,
            mail_title="" if line.task.confidential else line.task.title,
        )
        for line in task_lines(owner, list(mine))
    ]


def _words(about: str, waits_for: tuple[str, ...]) -> list[str]:
    return [*([about] if about else []), *([f"erst nach: {', '.join(waits_for)}"] if waits_for else [])]


def _weight(due: date | None, today: date) -> int:
    if due is None:
        return 55
    return 12 if due < today else 28 if due <= today + SOON else 60
