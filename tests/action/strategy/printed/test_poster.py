"""The poster: one A1 page, nothing smaller than 24 points, released figures with their source."""

from __future__ import annotations

import io
from copy import deepcopy
from types import SimpleNamespace

import pikepdf
import pytest

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.printed import poster
from sozialstrategie.action.strategy.printed.poster import POSTER, key_figures, poster_document
from sozialstrategie.action.strategy.printed.sheets import copy_of
from sozialstrategie.kit.core.actor import PUBLIC, Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.check import structure
from sozialstrategie.kit.documents.model import BulletList, Heading
from sozialstrategie.kit.documents.typst_writer import PosterTooFull, to_pdf

from .test_short_version import working


def built(actor: Actor, slug: str = "musterberg") -> bytes:
    return POSTER.build(actor, region=None, owner=slug, format="pdf")


def sizes(pdf: bytes) -> set[float]:
    """Sizes of all letters on the page in points: the size of the font times the scale of the text matrix."""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        scale, stack, size = 1.0, [], 0.0
        for operands, operator in pikepdf.parse_content_stream(file.pages[0]):
            name = str(operator)
            if name == "q":
                stack.append(scale)
            elif name == "Q":
                scale = stack.pop()
            elif name == "cm":
                scale *= abs(float(operands[3]))
            elif name == "Tf":
                size = float(operands[1])
            elif name in ("Tj", "TJ"):
                found.add(round(size * scale, 1))
    return found


def test_one_page_a1_with_tags(rich: SimpleNamespace, planner: Actor, home: Organisation) -> None:
    Organisation.objects.filter(pk=home.pk).update(cofunding_notice="Kofinanziert von der Europäischen Union.")
    pdf = built(planner)
    found = structure(pdf)
    assert found.pages == 1 and found.claims == {"PDF/UA-1", "PDF/A-2A"} and found.lang == "de"
    assert found.title == "Gemeinsam stark" and found.headings == ("H1", "H1")
    assert found.alternatives == ("Emblem der Europäischen Union",) and all(found.fonts.values())
    with pikepdf.open(io.BytesIO(pdf)) as file:
        width, height = (float(v) / 72 * 25.4 for v in file.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (594, 841)


def test_nothing_is_smaller_than_24_points(rich: SimpleNamespace, planner: Actor) -> None:
    found = sizes(built(planner))
    assert min(found) == 24 and max(found) >= 96


def test_fields_goals_and_figures(rich: SimpleNamespace) -> None:
    copy = working(rich)
    document = poster_document(copy)
    assert [(b.number, b.text) for b in document.blocks if isinstance(b, Heading)] == [
        ("Handlungsfeld 1", "Familien stärken"), ("Handlungsfeld 2", "Älter werden"),
    ]  # fmt: skip
    assert [b.items for b in document.blocks if isinstance(b, BulletList)] == [
        ("Rat für Familien an jeder Grundschule",), ("Hilfe erreicht jedes Dorf",),
    ]  # fmt: skip
    figures = key_figures(copy)
    assert figures is not None and len(figures.items) == 1
    _, value, addition = figures.items[0]
    assert value.startswith("14,2") and "2022. Quelle: " in addition and "Nordhausen" in addition


def test_a_full_strategy_is_cut_until_it_fits(rich: SimpleNamespace, planner: Actor) -> None:
    copy = working(rich)
    field, goal = copy.content["fields"][0], copy.content["goals"][0]
    copy.content["fields"] = [{**field, "uid": f"f{n}", "number": n, "title": f"Feld {n}"} for n in range(8)]
    copy.content["goals"] = [
        {**deepcopy(goal), "uid": f"g{n}", "kind": "goal", "field": f"f{n % 8}", "title": "Ein Ziel mit langem Titel " * 4}
        for n in range(96)
    ]  # fmt: skip
    with pytest.raises(PosterTooFull):
        to_pdf(poster_document(copy))
    assert structure(poster.draw(planner, copy, "pdf")).pages == 1


@pytest.mark.long
def test_a_strategy_that_never_fits_is_refused(rich: SimpleNamespace, planner: Actor) -> None:
    copy = working(rich)
    field = copy.content["fields"][0]
    copy.content["fields"] = [{**field, "uid": f"f{n}", "number": n, "title": "Feld " * 30} for n in range(80)]
    with pytest.raises(Refused, match="passen nicht lesbar"):
        poster.draw(planner, copy, "pdf")


def test_the_same_twice_and_the_right_state(
    rich: SimpleNamespace, planner: Actor, leader: Actor, twin: Organisation
) -> None:
    assert built(planner) == built(planner)
    services.create_goal(actor=planner, owner=rich.field.owner, field=rich.field, title="Ein Ziel für alle")
    with pytest.raises(Refused):
        built(PUBLIC)
    version = services.release_strategy(actor=leader, strategy=rich.strategy, version=rich.strategy.version)
    assert built(PUBLIC) != built(planner)
    said = repr(poster_document(copy_of(version.payload, version)))
    assert "Ein Ziel für alle" in said and "GEHEIM" not in said and "Fassung 1, freigegeben am" in said
    with pytest.raises(Refused):
        built(planner, "zwillingen")
