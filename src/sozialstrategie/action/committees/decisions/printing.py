"""The list of decisions as a file: lines from the records, by the selection of the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from sozialstrategie.action.committees.decisions.documents import DecisionLine, list_document, list_workbook
from sozialstrategie.action.committees.decisions.queries import (
    SELECTIONS,
    Tracked,
    decisions_for,
    selected,
    tracked,
)
from sozialstrategie.action.strategy.documents import organisation_named
from sozialstrategie.action.strategy.printed.sheets import written
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.registry import DocumentKind

ENDINGS = ("xlsx", "pdf")


def lines_of(rows: Iterable[Tracked]) -> list[DecisionLine]:
    """Decisions as the list prints them."""
    return [
        DecisionLine(
            number=t.decision.number,
            on=t.decision.on,
            committee=t.decision.committee.name,
            title=t.decision.title,
            text=t.decision.text,
            result=str(t.decision.get_result_display()),
            unit=t.decision.lead_unit,
            due=t.decision.due,
            status=str(t.decision.get_status_display()),
            note=f"{t.note.on:%d.%m.%Y}: {t.note.text}" if t.note else "",
            late=t.late,
            public=t.decision.is_public,
        )
        for t in rows
    ]


def selection_words(selection: str, committee: str = "") -> str:
    """ "überfällige Beschlüsse, Steuerungsgruppe"."""
    return f"{SELECTIONS[selection]} Beschlüsse" + (f", {committee}" if committee else "")


def build_list(organisation: Organisation, rows: Iterable[Tracked], ending: str, *, words: str, as_of: date) -> bytes:
    """The list as xlsx or pdf; holds what it is given."""
    lines = lines_of(rows)
    common = {"selection": words, "as_of": as_of, "is_example": organisation.is_example}
    if ending == "xlsx":
        return list_workbook(organisation.name, lines, **common)  # type: ignore[arg-type]
    return written(list_document(organisation.name, lines, **common), ending)  # type: ignore[arg-type]


def build_all(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """All decisions that the actor may read; for the command line the public ones.

    Raises:
        Refused: no such organisation, or nothing that this actor may read.
    """
    organisation = organisation_named(owner)
    with owner_scope(organisation):
        if not allowed("committees.enter", actor, organisation):
            raise Refused("Beschlüsse liest hier, wer in den Gremien dieser Organisation mitarbeitet.")
        rows = decisions_for(actor, organisation)
        if actor.is_system:
            rows = rows.filter(is_public=True)
        today = timezone.localdate()
        found = tracked(selected(rows, "alle"), today)
        return build_list(organisation, found, format, words=selection_words("alle"), as_of=today)


DECISION_LIST = DocumentKind("beschlussliste", "Beschlusskontrolle", ENDINGS, build_all)
