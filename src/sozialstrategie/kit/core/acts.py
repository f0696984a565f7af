"""Acts: permission check, transaction, record in the hash chain.

The one way to write; history, undo and audit read it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils import timezone

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Act, ChainHead, Organisation
from sozialstrategie.kit.core.permissions import allowed, demand

# Said elsewhere in the row, or nobody's business (the hash of a password, the hour of a login).
_SILENT = {"id", "uid", "created_at", "updated_at", "version", "owner", "password", "last_login"}


def plain(value: Any) -> Any:
    """JSON form of a field value; decimals and dates as text, records by uid."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, models.Model):
        return str(getattr(value, "uid", value.pk))
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    return str(value)


def canonical(data: Any) -> bytes:
    """Canonical JSON: sorted keys, no blanks, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


_UNRECORDED: dict[str, frozenset[str]] = {}


def register_unrecorded(model: type[models.Model], fields: frozenset[str]) -> None:
    """Declare fields that stand in no act at all, such as the text of minutes: they are kept in one place only.

    Undo leaves such fields alone. Rooms call this in `ready()`.
    """
    _UNRECORDED[model._meta.label_lower] = fields


def field_values(obj: models.Model) -> dict[str, Any]:
    """All stored fields of a record that say something to a reader of the history."""
    silent = _SILENT | _UNRECORDED.get(obj._meta.label_lower, frozenset())
    return {f.name: plain(getattr(obj, f.attname)) for f in obj._meta.concrete_fields if f.name not in silent}


class Recorder:
    """Collects what one act changed."""

    def __init__(self, obj: models.Model | None) -> None:
        self.obj = obj
        self.before: dict[str, Any] = field_values(obj) if obj is not None and obj.pk else {}
        self.extra: dict[str, list[Any]] = {}
        self.changed = True
        self.made = False

    def created(self, obj: models.Model) -> None:
        """Name the record that this act made."""
        self.obj, self.before, self.made = obj, {}, True

    def note(self, key: str, new: Any, old: Any = None) -> None:
        """Something worth keeping that is no field of the record: a reason, a link, a count."""
        self.extra[key] = [plain(old), plain(new)]

    def nothing_changed(self) -> None:
        """Write no act: the wish was already fulfilled."""
        self.changed = False

    def changes(self) -> dict[str, list[Any]]:
        """Field -> [old, new] as stored, then the notes; a removed record has only old values."""
        after = self._stored()
        names = {**self.before, **after}
        diff = {k: [self.before.get(k), after.get(k)] for k in names if self.before.get(k) != after.get(k)}
        return {**diff, **self.extra}

    def _stored(self) -> dict[str, Any]:
        """Values as the database holds them now: an undo compares with these, not with what a form had typed."""
        if self.obj is None or not self.obj.pk:
            return {}
        try:
            self.obj.refresh_from_db(from_queryset=type(self.obj)._base_manager.all())
        except ObjectDoesNotExist:
            return {}
        return field_values(self.obj)


@contextmanager
def act(
    verb: str, *, actor: Actor, permission: str, owner: Organisation | None, obj: models.Model | None = None
) -> Iterator[Recorder]:
    """Do one act: refuse without permission, run in one transaction, append to the chain at its end.

    Args:
        verb: "room.verb", e.g. "strategy.accept_finding"; German words for it are registered in `VERBS`.
        permission: name of a registered permission; checked against `obj`, else against `owner`.
        owner: whose history shows it; None only for the instance as a whole.

    Raises:
        Forbidden: the actor may not.
    """
    demand(permission, actor, obj if obj is not None else owner)
    with transaction.atomic():
        recorder = Recorder(obj)
        yield recorder
        if recorder.changed:
            _append(verb, actor, owner, recorder)


def _append(verb: str, actor: Actor, owner: Organisation | None, recorder: Recorder) -> Act:
    if not ChainHead.objects.filter(pk=1).exists():
        ChainHead.objects.get_or_create(pk=1)
    head = ChainHead.objects.select_for_update().get(pk=1)
    obj = recorder.obj
    changes: dict[str, Any] = {"salt": secrets.token_hex(8), "fields": recorder.changes()}
    if recorder.made:
        changes["created"] = True
    row = Act(
        sequence=head.sequence + 1,
        time=timezone.now(),
        owner=owner,
        actor_uid=actor.person_uid,
        actor_name="" if actor.person_uid else actor.name,
        verb=verb,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_uid=getattr(obj, "uid", None),
        object_label=str(obj)[:200] if obj is not None else "",
        changes=changes,
        changes_digest=hashlib.sha256(canonical(changes)).hexdigest(),
        previous_hash=head.hash,
    )
    row.hash = row_hash(row)
    row.save(force_insert=True)
    ChainHead.objects.filter(pk=1).update(sequence=row.sequence, hash=row.hash)
    return row


def row_hash(row: Act) -> str:
    """Hash of one row from all its columns, the digest standing for the changes."""
    payload = [
        row.sequence,
        str(row.uid),
        row.time.astimezone(UTC).isoformat(),
        row.owner_id,
        str(row.actor_uid),
        row.actor_name,
        row.verb,
        row.object_type,
        str(row.object_uid),
        row.object_label,
        row.changes_digest,
    ]
    return hashlib.sha256(row.previous_hash.encode() + canonical(payload)).hexdigest()


def verify_chain() -> list[str]:
    """Walk the whole list of acts; returns a German sentence for each break, empty when whole."""
    problems: list[str] = []
    previous, expected = "0" * 64, 1
    for row in Act.objects.order_by("sequence").iterator(chunk_size=2000):
        if row.sequence != expected:
            problems.append(f"Verlauf: Nach Eintrag {expected - 1} folgt {row.sequence}; Einträge fehlen.")
        if row.previous_hash != previous or row_hash(row) != row.hash:
            problems.append(f"Verlauf: Eintrag {row.sequence} passt nicht zu seiner Prüfsumme.")
        blanked = row.changes is None
        if not blanked and hashlib.sha256(canonical(row.changes)).hexdigest() != row.changes_digest:
            problems.append(f"Verlauf: Die Änderungen in Eintrag {row.sequence} wurden nachträglich verändert.")
        previous, expected = row.hash, row.sequence + 1
    head = ChainHead.objects.filter(pk=1).first()
    if head is None and expected > 1:
        problems.append("Verlauf: Der Anker fehlt; ob am Schluss Einträge fehlen, lässt sich nicht sagen.")
    if head and (head.sequence != expected - 1 or head.hash != previous):
        problems.append("Verlauf: Das Ende passt nicht zum Anker; am Schluss fehlen Einträge.")
    return problems


_RESERVED: dict[str, tuple[frozenset[str], str]] = {}


def register_reserved(model: type[models.Model], fields: frozenset[str], *, permission: str) -> None:
    """Declare fields whose old and new values the history shows only to those who hold `permission` in the organisation.

    Rooms call this in `ready()`.
    """
    _RESERVED[model._meta.label_lower] = (fields, permission)


def reserved_fields(actor: Actor, owner: Organisation, object_type: str) -> frozenset[str]:
    """Fields of a kind of record that this actor may not read in the history; mostly none."""
    fields, permission = _RESERVED.get(object_type, (frozenset(), ""))
    return fields if fields and not allowed(permission, actor, owner) else frozenset()


VERBS: dict[str, str] = {}


def register_verbs(words: dict[str, str]) -> None:
    """German words for verbs, e.g. {"strategy.accept_finding": "hat einen Befund angenommen"}.

    Rooms call this in `ready()`.
    """
    VERBS.update(words)
