"""Reading the authority's own Word templates."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.files import read_file
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.scopes import scope_of
from sozialstrategie.kit.documents.word.fields import TemplateKind, template_kind
from sozialstrategie.kit.documents.word.report import Report
from sozialstrategie.kit.workplace.models import WordTemplate

MANAGE = "workplace.manage_word_templates"
GONE = "Die Datei dieser Vorlage ist nicht mehr da. Bitte laden Sie sie neu hoch."


def word_templates_for(actor: Actor, owner: Organisation) -> QuerySet[WordTemplate]:
    """All templates that were not withdrawn, of each kind the newest first.

    Raises:
        Forbidden: no right to manage them.
    """
    demand(MANAGE, actor, owner)
    found: QuerySet[WordTemplate] = WordTemplate.objects.filter(owner=owner, deleted_at=None)
    return found


def word_template_for(actor: Actor, owner: Organisation, uid: UUID) -> WordTemplate | None:
    return word_templates_for(actor, owner).filter(uid=uid).first()


def report_on(template: WordTemplate) -> Report:
    """Checked anew: a later version of the program may know other placeholders."""
    from sozialstrategie.kit.documents.word.checking import check_template  # heavy: reads Word files

    kind, data = template_kind(template.kind), read_file(template.file_sha)
    if kind is None:
        return Report(("Für diese Art von Dokument gibt es keine eigenen Vorlagen mehr.",))
    return Report((GONE,)) if data is None else check_template(data, kind)


def template_in_use(owner: Organisation, kind: TemplateKind) -> WordTemplate | None:
    """For those who print a document that the asker may read; inside the owner's scope. One query."""
    found: WordTemplate | None = WordTemplate.objects.filter(
        owner=owner, kind=kind.name, is_active=True, deleted_at=None
    ).first()
    return found


def kept_templates() -> list[str]:
    """Checksums of all files that templates name, withdrawn ones too: they can come back. For all organisations."""
    with scope_of(system("Sicherung")):
        return list(WordTemplate.objects.order_by("file_sha").values_list("file_sha", flat=True).distinct())
