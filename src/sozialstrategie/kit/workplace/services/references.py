"""Writing the Aktenzeichen of a record."""

from __future__ import annotations

from uuid import UUID

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Forbidden, Invalid
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.validators import HAS_CONTROL, has_control
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.workplace.models import FileReference
from sozialstrategie.kit.workplace.queries.records import record_words

LONGEST = 80


def set_file_reference(*, actor: Actor, owner: Organisation, kind: str, uid: UUID, text: str) -> FileReference | None:
    """Give a record its Aktenzeichen, change it, or take it away by an empty text.

    Raises:
        Invalid: the text is too long, or holds a control character.
        Forbidden: no right, or no such record for this actor.
    """
    given, text = text, " ".join(text.split())
    row = FileReference.objects.filter(owner=owner, object_type=kind, object_uid=uid).first()
    permission = "workplace.set_file_reference"
    with act("workplace.set_file_reference", actor=actor, permission=permission, owner=owner, obj=row) as record:
        if record_words(actor, owner, kind, uid) is None:
            raise Forbidden("Diesen Eintrag gibt es hier nicht.")
        if has_control(given):
            raise Invalid({"text": [HAS_CONTROL]})
        if len(text) > LONGEST:
            raise Invalid({"text": [f"Ein Aktenzeichen hat höchstens {LONGEST} Zeichen, dieses hat {len(text)}."]})
        if row is None and text:
            row = FileReference.objects.create(owner=owner, object_type=kind, object_uid=uid, text=text)
            record.created(row)
        elif row is None or (row.text == text and row.deleted_at is None):
            record.nothing_changed()
        else:
            save_version(row, version=row.version, values={"text": text, "deleted_at": None})
    return row
