"""The easy edition as PDF and Word: large letters, a sentence in each line, called what it has earned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from sozialstrategie.action.strategy.documents import organisation_named
from sozialstrategie.action.strategy.models import EasyEdition
from sozialstrategie.action.strategy.printed.easy.blocks import sections
from sozialstrategie.action.strategy.printed.easy.queries import (
    Label,
    editions_for,
    label_of,
    released_edition,
    released_label,
)
from sozialstrategie.action.strategy.printed.sheets import written
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.model import Block, Document, Heading, Notice, Paragraph
from sozialstrategie.kit.documents.registry import DocumentKind

FORMATS = ("pdf", "docx")


@dataclass(frozen=True)
class Words:
    """The words that go to print, and how they may be called."""

    title: str
    text: str
    label: Label
    day: date
    is_released: bool


def working_words(edition: EasyEdition) -> Words:
    return Words(edition.title, edition.text, label_of(edition), timezone.localdate(edition.updated_at), False)


def released_words(edition: EasyEdition) -> Words:
    assert edition.released_on is not None
    label = released_label(edition)
    return Words(edition.released_title, edition.released_text, label, edition.released_on, True)


def easy_document(edition: EasyEdition, words: Words, ending: str = "pdf") -> Document:
    """The content tree. Word shows where pictures belong, for whoever puts them in."""
    owner, version = edition.owner, edition.version_of
    blocks: list[Block] = [_tested(words.label)]
    for section in sections(words.text):
        if section.heading:
            blocks.append(Heading(section.heading, 1))
        if ending == "docx":
            blocks += [Notice("Hier passt ein Bild", picture) for picture in section.pictures]
        blocks += [Paragraph("\n".join(part)) for part in section.parts]
    state = "" if words.is_released else "Arbeitsstand, nicht veröffentlicht"
    return Document(
        title=words.title,
        subtitle=f"In {'Leichter Sprache' if words.label.tested_by else 'einfacher Sprache, noch nicht geprüft'}",
        date=words.day,
        blocks=tuple(blocks),
        author=owner.name,
        state=state,
        date_label=f"Stand: {words.day:%d.%m.%Y}",
        cofunding=owner.cofunding_notice,
        footer=f"{words.label.words[0].upper()}{words.label.words[1:]}. Grundlage: Fassung {version.number}, Prüfsumme {version.sha256[:16]}.",
        keywords=("Sozialstrategie", words.label.words, owner.name),
        example=owner.is_example,
        compact=True,
        large=True,
    )


def _tested(label: Label) -> Notice:
    if label.tested_by:
        return Notice("Dieser Text ist in Leichter Sprache.", f"Geprüft haben ihn: {label.tested_by}.")
    return Notice(
        "Dieser Text ist in einfacher Sprache. Er ist noch nicht geprüft.",
        "Leichte Sprache prüfen Menschen mit Lernschwierigkeiten. Diese Prüfung fehlt noch.",
    )


def build_words(edition: EasyEdition, words: Words, ending: str) -> bytes:
    return written(easy_document(edition, words, ending), ending)


def file_name(edition: EasyEdition, words: Words, ending: str) -> str:
    """The name says what the text is: `leichte-sprache-...` only where it was tested."""
    return f"{words.label.slug}-{edition.owner.slug}.{ending}"


def build_easy(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """Whoever may see drafts gets the words that are worked on, everybody else those that are released.

    Raises:
        Refused: no such organisation, or nothing that this actor may read.
    """
    organisation = organisation_named(owner)
    with owner_scope(organisation):
        released = released_edition(organisation)
        if released is not None and (actor.is_system or not allowed(VIEW, actor, organisation)):
            return build_words(released, released_words(released), format)
        if not allowed(VIEW, actor, organisation):
            raise Refused("Diese Organisation hat noch keinen leicht verständlichen Text veröffentlicht.")
        edition = editions_for(actor, organisation).first()
        if edition is None:
            raise Refused("Diese Organisation hat noch keinen leicht verständlichen Text.")
        return build_words(edition, working_words(edition), format)


# The name promises nothing; what the text may be called stands in it.
EASY = DocumentKind("leicht-verstaendlich", "Leicht verständliche Fassung", FORMATS, build_easy)
