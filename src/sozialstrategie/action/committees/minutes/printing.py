"""Minutes as files; each part is a document of its own."""

from __future__ import annotations

from django.utils import timezone

from sozialstrategie.action.committees.enums import MinutesPart, MinutesState
from sozialstrategie.action.committees.minutes.documents import minutes_document
from sozialstrategie.action.committees.minutes.queries import minutes_for
from sozialstrategie.action.committees.minutes.word import MINUTES_TEMPLATE, minutes_values
from sozialstrategie.action.committees.models import Minutes
from sozialstrategie.action.strategy.documents import organisation_named
from sozialstrategie.action.strategy.printed.sheets import written
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.registry import DocumentKind
from sozialstrategie.kit.workplace.documents import word_file

ENDINGS = ("docx", "pdf")


def state_words(minutes: Minutes) -> str:
    """How the state of these minutes is printed."""
    number = f", Fassung {minutes.number}" if minutes.number > 1 else ""
    if minutes.state == MinutesState.APPROVED:
        return f"genehmigt in der Sitzung am {minutes.approved_on:%d.%m.%Y}{number}"
    if minutes.state == MinutesState.CIRCULATED:
        return f"versandt am {minutes.circulated_on:%d.%m.%Y}, noch nicht genehmigt{number}"
    return f"Entwurf{number}"


def build_minutes(minutes: Minutes, ending: str) -> bytes:
    """One version of one part; exactly its stored content. The caller has found it for the actor."""
    as_of = minutes.approved_on or minutes.circulated_on or timezone.localdate(minutes.updated_at)
    sealed = minutes.sha256 if minutes.state == MinutesState.APPROVED else ""
    document = minutes_document(minutes.payload, state=state_words(minutes), as_of=as_of, sha256=sealed)
    if ending == "docx":
        return word_file(minutes.owner, MINUTES_TEMPLATE.name, document, minutes_values(minutes.payload))
    return written(document, ending)


def build_newest(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """The newest approved minutes that the actor may read; their public part.

    Raises:
        Refused: no such organisation, or no minutes that this actor may read.
    """
    organisation = organisation_named(owner)
    with owner_scope(organisation):
        if not allowed("committees.enter", actor, organisation):
            raise Refused("Niederschriften liest hier, wer in den Gremien dieser Organisation mitarbeitet.")
        rows = minutes_for(actor, organisation).filter(part=MinutesPart.PUBLIC, state=MinutesState.APPROVED)
        minutes = rows.first()
        if minutes is None:
            raise Refused("Diese Organisation hat noch keine genehmigte Niederschrift.")
        return build_minutes(minutes, format)


MINUTES = DocumentKind("niederschrift", "Niederschrift", ENDINGS, build_newest)
