"""Records of other rooms that tasks and file references point to: the rooms say how theirs are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.workplace.models import FileReference


@dataclass(frozen=True, slots=True)
class RecordWords:
    """How a record is called, e.g. "Maßnahme M 3: Lotsin", and where its page is."""

    title: str
    url: str


Lookup = Callable[[Actor, Organisation, UUID], RecordWords | None]
_KINDS: dict[str, Lookup] = {}
MOST_FILED = 50


def register_record_kind(kind: str, lookup: Lookup) -> None:
    """Let tasks and file references point to a kind of record, e.g. "strategy.measure"; called in `AppConfig.ready()`.

    `lookup` answers None for what the actor may not see.
    """
    _KINDS[kind] = lookup


def record_words(actor: Actor, owner: Organisation, kind: str, uid: UUID) -> RecordWords | None:
    """A record by its kind and uid; None where it is missing, foreign, or of a kind that nobody registered."""
    demand("workplace.view", actor, owner)
    return _KINDS[kind](actor, owner, uid) if kind in _KINDS else None


def file_reference_for(actor: Actor, owner: Organisation, kind: str, uid: UUID) -> FileReference | None:
    """The Aktenzeichen of a record; ask only for a record that the actor has been shown. One query."""
    demand("workplace.view", actor, owner)
    return FileReference.objects.filter(owner=owner, object_type=kind, object_uid=uid, deleted_at=None).first()


@dataclass(frozen=True, slots=True)
class Filed:
    """A record that carries an Aktenzeichen."""

    reference: str
    record: RecordWords


def filed_under(actor: Actor, owner: Organisation, text: str, *, most: int = MOST_FILED) -> tuple[list[Filed], bool]:
    """Records whose Aktenzeichen contains a text, by Aktenzeichen; only those that the actor may see, and no word of others.

    Each kind says itself whether this actor sees the record (`register_record_kind`).

    Returns:
        the records, at most `most`, and whether there are more that the actor may see.
    """
    demand("workplace.view", actor, owner)
    wanted = " ".join(text.split())
    if not wanted:
        return [], False
    rows = FileReference.objects.filter(owner=owner, deleted_at=None, text__icontains=wanted).order_by("text", "id")
    found: list[Filed] = []
    for row in rows.iterator(chunk_size=100):
        record = record_words(actor, owner, row.object_type, row.object_uid)
        if record is None:
            continue
        if len(found) == most:
            return found, True
        found.append(Filed(row.text, record))
    return found, False
