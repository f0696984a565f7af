"""Papers as files: the facts of a paper from its records, its annex from the frozen version or the measures."""

from __future__ import annotations

from typing import Any

from sozialstrategie.action.committees.enums import PaperState
from sozialstrategie.action.committees.models import Consultation, Paper
from sozialstrategie.action.committees.papers.content import measure_blocks, measure_content
from sozialstrategie.action.committees.papers.documents import PaperFacts, StepFacts, paper_document
from sozialstrategie.action.committees.papers.queries import is_open, measures_of, papers_for, steps_of
from sozialstrategie.action.committees.papers.word import PAPER_TEMPLATE, paper_values
from sozialstrategie.action.strategy.documents import organisation_named, series_of, strategy_document
from sozialstrategie.action.strategy.models import StrategyVersion
from sozialstrategie.action.strategy.printed.sheets import written
from sozialstrategie.action.strategy.queries.life import decision_about
from sozialstrategie.evidence.disclosure.gate import log_release
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.registry import DocumentKind
from sozialstrategie.kit.workplace.documents import word_file

ENDINGS = ("docx", "pdf")


def counts_words(step: Consultation) -> str:
    """ "23 Ja, 4 Nein, 2 Enthaltungen; 29 anwesend"; "" without counts."""
    if step.yes is None and step.no is None:
        return f"{step.present} anwesend" if step.present is not None else ""
    abstain = step.abstain or 0
    words = f"{step.yes or 0} Ja, {step.no or 0} Nein, {abstain} Enthaltung{'' if abstain == 1 else 'en'}"
    return words + (f"; {step.present} anwesend" if step.present is not None else "")


def result_words(step: Consultation) -> str:
    """The result; a step that was put off says when, and is open again."""
    if not step.result:
        return ""
    if is_open(step) and step.postponed_on is not None:
        return f"{step.get_result_display()} am {step.postponed_on:%d.%m.%Y}"
    return str(step.get_result_display())


def facts_of(actor: Actor, paper: Paper) -> PaperFacts:
    """A paper as it is printed, with its annex; series behind findings go through the gate once more."""
    steps = tuple(
        StepFacts(
            committee=step.committee.name,
            role=str(step.get_role_display()) + (", entscheidet" if step.is_authoritative else ""),
            on=step.on,
            result=result_words(step),
            counts=counts_words(step),
            number=step.number,
        )
        for step in steps_of(paper)
    )
    public = paper.state == PaperState.READY
    return PaperFacts(
        organisation=paper.owner.name,
        reference=paper.reference,
        title=paper.title,
        kind=str(paper.get_kind_display()),
        on=paper.on,
        proposed=paper.proposed,
        reasons=paper.reasons,
        finances=paper.finances,
        originator=paper.originator,
        public=paper.is_public,
        state="" if public else f"{paper.get_state_display()}{'' if paper.is_public else ', nicht öffentlich'}",
        steps=steps,
        is_example=paper.owner.is_example,
        **_annex(actor, paper),
    )


def _annex(actor: Actor, paper: Paper) -> dict[str, Any]:
    version = paper.strategy_version
    if version is not None:
        return _version_annex(actor, version)
    contents = [link.content or measure_content(link.measure) for link in measures_of(paper)]
    if not contents:
        return {}
    title = "Die Maßnahme" if len(contents) == 1 else f"{len(contents)} Maßnahmen"
    return {"annex_title": title, "annex": tuple(measure_blocks(contents))}


def _version_annex(actor: Actor, version: StrategyVersion) -> dict[str, Any]:
    payload = version.payload
    for series in series_of(payload):
        log_release(series.released, channel="document:vorlage", actor=actor)
    document = strategy_document(payload, version, decision_about(version))
    title = f"{document.title}, Fassung {version.number} (Prüfsumme {version.sha256[:16]})"
    return {"annex_title": title, "annex": document.blocks, "attachments": document.attachments}


def build_paper(actor: Actor, paper: Paper, ending: str) -> bytes:
    """One paper as docx or pdf. Inside the owner's scope; the caller has found it for this actor."""
    facts = facts_of(actor, paper)
    document = paper_document(facts)
    if ending == "docx":
        return word_file(paper.owner, PAPER_TEMPLATE.name, document, paper_values(facts))
    return written(document, ending)


def build_newest(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """The newest finished paper of an organisation; for the command line a public one.

    Raises:
        Refused: no such organisation, or no paper that this actor may read.
    """
    organisation = organisation_named(owner)
    with owner_scope(organisation):
        if not allowed("committees.enter", actor, organisation):
            raise Refused("Vorlagen liest, wer in den Gremien dieser Organisation mitarbeitet.")
        rows = papers_for(actor, organisation).filter(state=PaperState.READY)
        if actor.is_system:
            rows = rows.filter(is_public=True)
        paper = rows.first()
        if paper is None:
            raise Refused("Diese Organisation hat noch keine fertige Vorlage.")
        return build_paper(actor, paper, format)


PAPER = DocumentKind("vorlage", "Vorlage mit Anlage", ENDINGS, build_newest)
