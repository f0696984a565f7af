"""Writing the authority's own Word templates: take in after the check, use, no longer use, withdraw."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.files import keep_file, read_file
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.documents.word.fields import TemplateKind
from sozialstrategie.kit.workplace.models import WordTemplate
from sozialstrategie.kit.workplace.queries.word_templates import GONE, MANAGE, report_on

MOST_TEMPLATES = 50  # not withdrawn, of one organisation


class Unfit(Refused):
    """A template that does not pass; `problems` are sentences."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def add_word_template(
    *, actor: Actor, owner: Organisation, kind: TemplateKind, name: str, file_name: str, data: bytes
) -> WordTemplate:
    """Check a file and keep it; it is not in use yet.

    Raises:
        Unfit: with everything that is wrong; nothing is kept.
        Refused: too many templates, or no name.
        Forbidden: no right.
    """
    from sozialstrategie.kit.documents.word.checking import check_template  # heavy: reads Word files

    name = " ".join(name.split())[:120]
    with act("workplace.add_word_template", actor=actor, permission=MANAGE, owner=owner) as record:
        if not name:
            raise Refused("Bitte geben Sie der Vorlage einen Namen.")
        if WordTemplate.objects.filter(owner=owner, deleted_at=None).count() >= MOST_TEMPLATES:
            raise Refused(f"Es sind schon {MOST_TEMPLATES} Vorlagen da. Bitte ziehen Sie zuerst eine alte zurück.")
        report = check_template(data, kind)
        if not report.is_fit:
            raise Unfit(report.problems)
        row: WordTemplate = WordTemplate.objects.create(
            owner=owner, kind=kind.name, name=name, file_name=file_name[:200], file_sha=keep_file(data), file_size=len(data),
            uploaded_by=actor.person_uid,
        )  # fmt: skip
        record.created(row)
    return row


def use_word_template(*, actor: Actor, template: WordTemplate, version: int) -> WordTemplate:
    """Print documents of its kind with this template from now on; the one before it rests.

    Raises:
        Unfit: it no longer passes the check.
        Conflict: somebody else changed it.
        Forbidden: no right.
    """
    with act(
        "workplace.use_word_template", actor=actor, permission=MANAGE, owner=template.owner, obj=template
    ) as record:
        report = report_on(template)
        if template.deleted_at is not None:
            raise Refused("Diese Vorlage ist zurückgezogen.")
        if not report.is_fit:
            raise Unfit(report.problems)
        for other in WordTemplate.objects.filter(
            owner=template.owner_id, kind=template.kind, is_active=True, deleted_at=None
        ).exclude(pk=template.pk):
            save_version(other, version=other.version, values={"is_active": False})
            record.note("Bisherige Vorlage", "ruht", other.name)
        return save_version(template, version=version, values={"is_active": True})


def rest_word_template(*, actor: Actor, template: WordTemplate, version: int) -> WordTemplate:
    """Print documents of its kind in our own layout again."""
    with act("workplace.rest_word_template", actor=actor, permission=MANAGE, owner=template.owner, obj=template):
        return save_version(template, version=version, values={"is_active": False})


def withdraw_word_template(*, actor: Actor, template: WordTemplate, version: int) -> WordTemplate:
    """Take a template out of the list; it can be brought back in the history."""
    with act("workplace.withdraw_word_template", actor=actor, permission=MANAGE, owner=template.owner, obj=template):
        return save_version(template, version=version, values={"is_active": False, "deleted_at": timezone.now()})


def demand_undoable(template: WordTemplate, values: dict[str, Any]) -> None:
    """A template that comes back into use by undo must still be there, and no other may have taken its place."""
    if not values.get("is_active", template.is_active) or values.get("deleted_at", template.deleted_at) is not None:
        return
    if read_file(template.file_sha) is None:
        raise Refused(GONE)
    others = WordTemplate.objects.filter(owner=template.owner_id, kind=template.kind, is_active=True, deleted_at=None)
    if others.exclude(pk=template.pk).exists():
        raise Refused("Inzwischen ist eine andere Vorlage in Verwendung. Bitte wechseln Sie dort.")
