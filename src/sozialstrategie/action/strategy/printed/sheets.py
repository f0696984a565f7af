"""What is printed: the content of the working copy or of a frozen version, with how its state is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sozialstrategie.action.strategy.documents import edition_for, organisation_named, series_of, state_words
from sozialstrategie.action.strategy.models import StrategyDecision, StrategyVersion
from sozialstrategie.action.strategy.queries.life import decision_about
from sozialstrategie.action.strategy.report.book import Book, german
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.model import Document
from sozialstrategie.kit.documents.registry import DocumentKind


@dataclass(frozen=True)
class Copy:
    """A strategy as it goes to print. `version` is None for the working copy, which only the house reads."""

    payload: dict[str, Any]
    version: StrategyVersion | None
    decision: StrategyDecision | None
    book: Book
    state: str  # "Fassung 2, Kreistag, beschlossen am 12.06.2024"
    footer: str

    @property
    def content(self) -> dict[str, Any]:
        return self.book.content

    @property
    def is_working_copy(self) -> bool:
        return self.version is None

    @property
    def day(self) -> date:
        return date.fromisoformat(self.payload["as_of"])

    @property
    def title(self) -> str:
        return str(self.content["strategy"]["title"])

    @property
    def organisation(self) -> dict[str, Any]:
        return dict(self.content["organisation"])

    def document(self, **said: Any) -> Document:
        """A document with everything that all kinds say alike; `said` replaces and adds."""
        strategy = self.content["strategy"]
        common: dict[str, Any] = {
            "title": self.title,
            "subtitle": f"Sozialstrategie {strategy['period_from']} bis {strategy['period_to']}",
            "date": self.day,
            "author": self.organisation["name"],
            "state": self.state,
            "date_label": f"Stand: {german(self.payload['as_of'])}",
            "cofunding": self.organisation["cofunding_notice"],
            "footer": self.footer,
            "keywords": ("Sozialstrategie", "Sozialplanung", self.organisation["name"]),
            "example": bool(self.organisation["is_example"]),
        }
        return Document(**{**common, **said})


def copy_of(payload: dict[str, Any], version: StrategyVersion | None) -> Copy:
    """Inside the owner's scope; the series behind the findings go through the gate once more."""
    content = payload["content"]
    decision = decision_about(version) if version is not None else None
    code = content["organisation"]["region_code"]
    place = regions.record(code)
    names = (place.name, place.short_name) if place else ("", "")
    book = Book(content, tuple(series_of(payload)), code, *names)
    return Copy(payload, version, decision, book, *state_words(payload, version, decision))


Draw = Callable[[Actor, Copy, str], bytes]  # who asks, what is printed, ending of the file


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that can be drawn from any copy: the working copy and each frozen version."""

    name: str
    title: str
    lead: str  # one sentence for the page
    formats: tuple[str, ...]
    draw: Draw

    @property
    def kind(self) -> DocumentKind:
        """For the registry: the copy that the actor may print."""
        return DocumentKind(self.name, self.title, self.formats, self.build)

    def build(self, actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
        """Raises: Refused."""
        organisation = organisation_named(owner)
        with owner_scope(organisation):
            edition = edition_for(actor, organisation)
            return self.draw(actor, copy_of(edition.payload, edition.version), format)


def written(document: Document, ending: str) -> bytes:
    """A content tree as pdf or docx."""
    if ending == "docx":
        from sozialstrategie.kit.documents.docx_writer import to_docx  # heavy: only when asked for

        return to_docx(document)
    from sozialstrategie.kit.documents.typst_writer import to_pdf  # heavy: only when asked for

    return to_pdf(document)
