"""The calm mail: one per person and day at most, written by the machine, sent by the outbox."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import DigestSetting, Rhythm
from sozialstrategie.kit.workplace.queries.digest import Digest, digest_for, is_due
from sozialstrategie.kit.workplace.queries.inbox import OpenItem
from sozialstrategie.kit.workplace.services.outbox import post

NOT_BEFORE = time(6, 0)  # the worker may look shortly after midnight; nobody is woken
MOST = 15  # lines per organisation


def set_rhythm(*, actor: Actor, owner: Organisation, rhythm: str) -> None:
    """How often a person wants the mail; for all her organisations.

    Raises:
        Refused: unknown rhythm.
        Forbidden: no role here, or no person.
    """
    with act("workplace.set_rhythm", actor=actor, permission="workplace.view", owner=owner) as record:
        record.nothing_changed()  # how somebody wants to be written to is nobody's business: it never enters the history
        if rhythm not in Rhythm.values:
            raise Refused("Diese Auswahl gibt es nicht.")
        if actor.person_uid is None:
            raise Forbidden("Nur ein Mensch bekommt eine Tagesmail.")
        person = Person.objects.get(uid=actor.person_uid)
        DigestSetting.objects.update_or_create(person=person, defaults={"rhythm": rhythm})


def write_digest(*, person: Person, today: date, base_url: str) -> bool:
    """Post today's mail for one person if there is something to tell; the memory moves in the same transaction.

    Args:
        base_url: address of this instance, without a slash at its end.

    Returns:
        Whether a mail was posted. Calling again the same day posts nothing.
    """
    with transaction.atomic():
        DigestSetting.objects.get_or_create(person=person)
        setting = DigestSetting.objects.select_for_update().get(person=person)
        if not is_due(setting, today):
            return False
        digest = digest_for(person, setting.known, today)
        setting.known = digest.known  # also without a mail: what is done and comes again is new again
        if digest.is_empty:
            setting.save(update_fields=["known"])
            return False
        setting.written_on = today
        setting.save(update_fields=["known", "written_on"])
        post(
            key=f"digest:{person.uid}:{today.isoformat()}",
            to=person.email,
            subject=f"Zu tun am {today:%d.%m.%Y}",
            body=digest_text(digest, base_url),
            not_before=timezone.make_aware(datetime.combine(today, NOT_BEFORE)),
        )
    return True


def digest_text(digest: Digest, base_url: str) -> str:
    """The mail in plain words, by organisation, with links. Titles only where the provider says that they may leave."""
    parts = ["Guten Tag,", ""]
    for organisation, entries, rest in digest.places:
        if not entries:
            continue
        parts += [organisation.name, "-" * len(organisation.name), ""]
        for entry in entries[:MOST]:
            parts += [f"* {_line(entry.item)} ({entry.news})", f"  {base_url}{entry.item.url}"]
        if len(entries) > MOST:
            parts.append(f"* und {len(entries) - MOST} mehr")
        if rest:
            parts.append(f"Außerdem offen: {rest}")
        parts += ["", f"Alles auf einen Blick: {base_url}{reverse('workplace:inbox', args=[organisation.slug])}", ""]
    parts += ["Diese Mail kommt höchstens einmal am Tag und nur, wenn es etwas Neues gibt.",
              "Wie oft sie kommt, stellen Sie unter „Zu tun“ ein."]  # fmt: skip
    return "\n".join(parts) + "\n"


def _line(item: OpenItem) -> str:
    due = f", bis {item.due:%d.%m.%Y}" if item.due else ""
    return (f"{item.kind}: {item.mail_title}" if item.mail_title else item.kind) + due
