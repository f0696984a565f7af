"""The strategy as a document: released versions for everybody, the working copy for those who may see drafts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy import queries
from sozialstrategie.action.strategy.enums import PUBLIC_KINDS, NoteKind, StrategyState, VersionKind
from sozialstrategie.action.strategy.models import StrategyDecision, StrategyVersion, VersionNote
from sozialstrategie.action.strategy.queries.life import checksum_of, decision_about, notes_on
from sozialstrategie.action.strategy.queries.snapshot import payload_of, thawed_observation
from sozialstrategie.action.strategy.report import Book, Series, chapters
from sozialstrategie.action.strategy.report.book import german
from sozialstrategie.evidence.disclosure.gate import Audience, log_release
from sozialstrategie.evidence.monitoring import queries as monitoring
from sozialstrategie.evidence.monitoring.own import find
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.accounts.queries import organisation_by_slug
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.model import Attachment, Document, Notice, Outline
from sozialstrategie.kit.documents.registry import DocumentKind
from sozialstrategie.kit.documents.word.fields import TemplateKind
from sozialstrategie.kit.workplace.documents import word_file


@dataclass(frozen=True)
class Edition:
    """What is printed: the payload, and the frozen version it comes from (None for the working copy)."""

    payload: dict[str, Any]
    version: StrategyVersion | None


def build_strategy(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """The strategy of an organisation as pdf or docx.

    Whoever may see drafts gets the working copy, the machine the newest released version (without one the working copy),
    everybody else the newest released version.

    Raises:
        Refused: no such organisation, or nothing that this actor may read.
    """
    organisation = organisation_named(owner)
    with owner_scope(organisation):
        edition = edition_for(actor, organisation)
        decision = decision_about(edition.version) if edition.version else None
        document = strategy_document(edition.payload, edition.version, decision)
        for series in series_of(edition.payload):
            log_release(series.released, channel="document:strategie", actor=actor)
        if format == "docx":
            return word_file(organisation, STRATEGY_TEMPLATE.name, document)
    from sozialstrategie.kit.documents.typst_writer import to_pdf  # heavy: only when a PDF is asked for

    return to_pdf(document)


STRATEGY_TEMPLATE = TemplateKind("strategie", "Sozialstrategie")
STRATEGY = DocumentKind("strategie", "Sozialstrategie", ("pdf", "docx"), build_strategy)


def organisation_named(owner: str | None) -> Organisation:
    """The organisation whose strategy is meant.

    Raises:
        Refused: nobody was named, or there is none of that name.
    """
    if owner is None:
        raise Refused("Eine Strategie gehört einer Organisation. Bitte nennen Sie sie mit --owner.")
    organisation = organisation_by_slug(owner)
    if organisation is None:
        raise Refused(f"Die Organisation „{owner}“ gibt es nicht.")
    return organisation


def edition_for(actor: Actor, organisation: Organisation) -> Edition:
    """What this actor may print: the rule of `build_strategy`. Inside the owner's scope.

    Raises:
        Refused: nothing that this actor may read.
    """
    released = queries.released_version(organisation)
    may_see_draft = allowed("strategy.view_drafts", actor, organisation)
    if released is not None and (actor.is_system or not may_see_draft):
        return Edition(released.payload, released)
    if not may_see_draft:
        raise Refused("Diese Organisation hat noch keine Strategie freigegeben.")
    strategy = queries.current_strategy_for(actor, organisation)
    if strategy is None:
        raise Refused("Diese Organisation hat noch keine Strategie begonnen.")
    as_of = timezone.localdate(queries.last_work_on(organisation) or strategy.updated_at)
    return Edition(
        payload_of(strategy, number=0, state=str(StrategyState.DRAFT.value), as_of=as_of, public_only=False), None
    )


def strategy_document(
    payload: dict[str, Any], version: StrategyVersion | None = None, decision: StrategyDecision | None = None
) -> Document:
    """The neutral content tree of a payload (`queries.payload_of` or `StrategyVersion.payload`).

    Args:
        decision: the decision by which the version stands as adopted.
    """
    content = payload["content"]
    organisation, strategy = content["organisation"], content["strategy"]
    place = regions.record(organisation["region_code"])
    series = series_of(payload)
    book = Book(
        content, tuple(series), organisation["region_code"], *((place.name, place.short_name) if place else ("", ""))
    )
    state, footer = state_words(payload, version, decision)
    errata = _errata(notes_on(version)) if version is not None else []
    corrections = [Notice(f"Berichtigung vom {n.on:%d.%m.%Y}", n.text) for n in errata]
    return Document(
        title=strategy["title"],
        subtitle=f"Sozialstrategie {strategy['period_from']} bis {strategy['period_to']}",
        date=date.fromisoformat(payload["as_of"]),
        blocks=(*corrections, Outline(depth=2), *chapters(book)),
        author=organisation["name"],
        state=state,
        date_label=f"Stand: {german(payload['as_of'])}",
        cofunding=organisation["cofunding_notice"],
        footer=footer,
        keywords=("Sozialstrategie", "Sozialplanung", organisation["name"]),
        attachments=tuple(_attachments(organisation["slug"], series, version)),
        example=bool(organisation["is_example"]),
    )


def state_words(
    payload: dict[str, Any], version: StrategyVersion | None, decision: StrategyDecision | None
) -> tuple[str, str]:
    """What a document says about the state that it shows, and the same with its checksum for the foot of pages."""
    if version is None:
        state = "Arbeitsstand, nicht freigegeben"
        return state, f"{state}. Kann sich noch ändern."
    if decision is not None and decision.adopted_version_id == version.pk:
        state = f"Fassung {version.number}, {_decided(decision)}"
    elif payload["state"] == VersionKind.RELEASED:
        state = f"Fassung {version.number}, freigegeben am {german(payload['as_of'])}"
        if decision is not None and decision.adopted_version is not None:
            state += f"; Grundlage: Fassung {decision.adopted_version.number}, {_decided(decision)}"
    else:
        state = f"Fassung {version.number}, Entwurf, nicht beschlossen"
    notes = notes_on(version)
    if errata := _errata(notes):
        state += f"; berichtigt am {', '.join(f'{n.on:%d.%m.%Y}' for n in errata)}"
    return state, f"{state}. Prüfsumme {checksum_of(version, notes)[:16]}."


def _decided(decision: StrategyDecision) -> str:
    number = f", Nr. {decision.number}" if decision.number else ""
    return f"{decision.body or 'Gremium'}, beschlossen am {decision.on:%d.%m.%Y}{number}"


def _errata(notes: Iterable[VersionNote]) -> list[VersionNote]:
    return [n for n in notes if n.kind == NoteKind.ERRATUM]


def series_of(payload: dict[str, Any]) -> list[Series]:
    """The frozen series, sent through the gate once more: the rules of their editions may be stricter now.

    What findings say stays as it was adopted.
    """
    audience: Audience = "public" if payload["state"] in PUBLIC_KINDS else "internal"
    found = []
    for rows in payload["content"]["series"]:
        observations = [thawed_observation(row) for row in rows]
        if observations and find(observations[0].indicator) is not None:
            released = monitoring.release_frozen(observations, audience=audience)
            found.append(Series(monitoring.info(observations[0].indicator), released))
    return found


def _attachments(slug: str, series: list[Series], version: StrategyVersion | None) -> list[Attachment]:
    from sozialstrategie.kit.figures.export import to_csv

    attachments = []
    lines: list[str] = []
    for entry in series:
        header, _, body = to_csv(entry.released).partition("\n")
        lines = lines or [header + "\n"]
        lines.append(body)
    if lines:
        attachments.append(
            Attachment(
                f"zahlen-{slug}.csv",
                "".join(lines).encode("utf-8"),
                "Die Zahlenreihen hinter den Befunden: ungerundet, mit Zeichen, Quelle und Ausgabe; Trennzeichen Semikolon",
            )
        )
    if version is not None:
        attachments.append(
            Attachment(
                f"strategie-{slug}-fassung-{version.number}.json",
                version.payload_text.encode("utf-8"),
                f"Der Inhalt dieser Fassung als Daten; SHA-256 {checksum_of(version, notes_on(version))}",
                "application/json",
            )
        )
    return attachments
