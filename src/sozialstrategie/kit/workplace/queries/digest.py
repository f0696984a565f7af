"""Who gets the calm mail today, and what stands in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for, organisations_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import scope_of
from sozialstrategie.kit.workplace.models import DigestSetting, Rhythm
from sozialstrategie.kit.workplace.queries.inbox import OpenItem, open_items

_MONDAY = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One open item in the mail; `news` is "neu", "heute fällig", "überfällig", or "" for what was known before."""

    item: OpenItem
    news: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What a person's mail of a day holds: per organisation what is new or due, and how much else is open."""

    places: tuple[tuple[Organisation, tuple[Entry, ...], int], ...]
    known: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Nothing new and nothing that became due: no mail."""
        return not any(entries for _, entries, _ in self.places)


def rhythm_of(actor: Actor) -> str:
    """How often this person wants the mail; daily until she says otherwise."""
    row = DigestSetting.objects.filter(person__uid=actor.person_uid).first() if actor.person_uid else None
    return row.rhythm if row else Rhythm.DAILY


def is_due(setting: DigestSetting, today: date) -> bool:
    """Whether this is a day for a mail: not a second one on a day, and only on Mondays for those who want it weekly."""
    if setting.rhythm == Rhythm.NEVER or setting.written_on == today:
        return False
    return setting.rhythm == Rhythm.DAILY or today.weekday() == _MONDAY


def digest_for(person: Person, known: dict[str, str], today: date) -> Digest:
    """What a person's mail would hold: the same open items that her inbox shows, over all her organisations.

    Args:
        known: what the last mail told, as `Digest.known` of then.
    """
    actor = actor_for(person)
    places, now = [], {}
    with scope_of(actor):
        for organisation in organisations_for(actor).order_by("name"):
            entries, rest = [], 0
            for item in open_items(actor, organisation):
                name, stage = _name(organisation, item), _stage(item, today)
                now[name] = stage
                news = _news(known.get(name), stage)
                if news:
                    entries.append(Entry(item, news))
                else:
                    rest += 1
            places.append((organisation, tuple(entries), rest))
    return Digest(tuple(places), now)


def _name(organisation: Organisation, item: OpenItem) -> str:
    """What is kept of an item: a digest, so that the memory of mails tells nothing about the work."""
    return hashlib.sha256(f"{organisation.uid}:{item.key}".encode()).hexdigest()[:24]


def _stage(item: OpenItem, today: date) -> str:
    if item.due is None or item.due > today:
        return ""
    return "due" if item.due == today else "late"


def _news(before: str | None, now: str) -> str:
    """What is worth a line: what was not there before, and what became due or late since.

    >>> _news(None, ""), _news("", "late"), _news("late", "late"), _news("late", "")
    ('neu', 'überfällig', '', '')
    """
    if now and now != before:
        return "heute fällig" if now == "due" else "überfällig"
    return "neu" if before is None else ""
