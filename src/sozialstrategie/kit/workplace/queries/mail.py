"""Reading the outbox: which mails did not get through, for the room that wrote them."""

from __future__ import annotations

from collections.abc import Collection

from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import MailState, OutgoingMail

WORDS = {
    MailState.FAILED: "Die letzte Mail ging nicht durch.",
    MailState.UNSURE: "Ob die letzte Mail ankam, hat der Mailserver nicht gesagt.",
}


def troubles(owner: Organisation, room: str, uids: Collection[str]) -> dict[str, str]:
    """What is to be told about the last mail to each record; those whose mail is through or on its way are left out.

    Args:
        room: how the keys of the room begin, e.g. "committees."; then follow the occasion, the uid and a number.
    """
    last: dict[str, str] = {}
    rows = OutgoingMail.objects.filter(owner=owner, key__startswith=room).order_by("pk")
    for key, state in rows.values_list("key", "state"):
        last[key.split(":")[1]] = state
    return {uid: WORDS[MailState(last[uid])] for uid in uids if last.get(uid) in WORDS}
