"""What a measure says in a paper: plain pairs of term and text, so that a finished paper keeps its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.kit.documents.model import Block, DefinitionList, Heading


def measure_content(measure: Measure) -> dict[str, Any]:
    """`title` and `facts`, a list of [term, text] without empty texts."""
    period = " bis ".join(f"{day:%d.%m.%Y}" for day in (measure.start, measure.end) if day)
    target = measure.target_text + (f" (bis {measure.target_year})" if measure.target_year else "")
    facts = [
        ["Handlungsfeld", str(measure.field)],
        ["Was getan wird", measure.description],
        ["Für wen", measure.target_group],
        ["Wo", measure.social_area],
        ["Federführung", measure.lead_unit],
        ["Mitwirkende", measure.partners],
        ["Zeitraum", "auf Dauer" if measure.permanent else period],
        ["Kosten", measure.cost_note],
        ["Deckung und Förderprogramm", measure.funding],
        ["Zielwert", target.strip()],
        ["Eigener Beschluss", "nötig" if measure.needs_own_decision else ""],
    ]
    return {"title": f"{measure.number} {measure.title}", "facts": [[term, text] for term, text in facts if text]}


def measure_blocks(contents: list[dict[str, Any]]) -> Iterator[Block]:
    """The annex of a paper about single measures."""
    for content in contents:
        yield Heading(content["title"], 1)
        yield DefinitionList(tuple((term, text) for term, text in content["facts"]))
