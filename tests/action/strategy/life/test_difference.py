"""Two versions beside each other: exact over identifiers, in words, as page and document."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.test import Client

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.life.documents import comparison_document
from sozialstrategie.action.strategy.queries.difference import CONTAINERS, compare, content_from, in_words, records_of
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.methods.record_difference import applied, difference
from tests.action.strategy.conftest import login, url


def content(chain: SimpleNamespace) -> dict[str, Any]:
    return queries.content_of(chain.strategy, public_only=False)


def change(chain: SimpleNamespace, planner: Actor) -> None:
    """One of each: new, gone, moved, changed."""
    owner = chain.strategy.owner
    second = services.create_field(actor=planner, owner=owner, strategy=chain.strategy, title="Wohnen")
    services.edit_measure(
        actor=planner, measure=chain.measure, version=chain.measure.version, field=second, lead_unit="Sozialamt",
        needs_own_decision=True,
    )  # fmt: skip
    services.create_need(actor=planner, owner=owner, title="Barrierefreie Wohnungen")
    services.delete_finding(actor=planner, finding=chain.finding)


def test_nothing_is_lost_on_the_way(chain: SimpleNamespace) -> None:
    a = content(chain)
    assert content_from(records_of(a)) == a and compare(a, a).is_empty and in_words(a, a).is_empty


def test_applied_gives_the_other_version(chain: SimpleNamespace, planner: Actor) -> None:
    a = content(chain)
    change(chain, planner)
    b = content(chain)
    for first, second in ((a, b), (b, a)):
        diff = difference(records_of(first), records_of(second), containers=CONTAINERS)
        assert content_from(applied(records_of(first), diff)) == second


def test_in_words(chain: SimpleNamespace, planner: Actor) -> None:
    a = content(chain)
    change(chain, planner)
    found = {s.title: s.entries for s in in_words(a, content(chain)).sections}
    assert [(e.label, e.word) for e in found["Handlungsfelder"]] == [("Handlungsfeld 2: Wohnen", "neu")]
    assert [(e.label, e.word) for e in found["Bedarfe"]] == [("Bedarf 2: Barrierefreie Wohnungen", "neu")]
    assert [(e.label.split(":")[0], e.word) for e in found["Befunde"]] == [("Befund 1", "nicht mehr dabei")]
    assert [e.label for e in found["Verbindungen von Befund und Bedarf"]] == ["Befund 1 und Bedarf 1"]
    (measure,) = found["Maßnahmen"]
    assert measure.moved == "von „Handlungsfeld 1: Familien stärken“ nach „Handlungsfeld 2: Wohnen“"
    assert ("Federführung", "Jugendamt", "Sozialamt") in measure.changes
    assert ("Braucht einen eigenen Beschluss", "nein", "ja") in measure.changes


def test_the_page_and_the_document(
    chain: SimpleNamespace, planner: Actor, home: Organisation, twin: Organisation, web: Client
) -> None:
    empty = web.get(url("comparison", home)).content.decode()
    assert "Noch nichts zu vergleichen" in empty
    first = services.freeze_draft(actor=planner, strategy=chain.strategy)
    change(chain, planner)
    second = services.freeze_draft(actor=planner, strategy=chain.strategy)
    page = web.get(url("comparison", home), {"von": first.uid, "bis": second.uid}).content.decode()
    assert "Sozialamt" in page and "nicht mehr dabei" in page and "Arbeitsstand von heute" in page
    same = web.get(url("comparison", home), {"von": second.uid}).content.decode()
    assert "keinen Unterschied" in same
    document = web.get(url("comparison_document", home, "docx"), {"von": first.uid, "bis": second.uid})
    assert document.status_code == 200 and document.content[:2] == b"PK"
    assert web.get(url("comparison_document", home, "odt"), {"von": first.uid}).status_code == 404
    assert web.get(url("comparison", home), {"von": "unsinn"}).status_code == 404
    stranger = login(twin, Role.PLANNING_COORDINATOR)
    assert stranger.get(url("comparison", twin), {"von": first.uid}).status_code == 404
    assert stranger.get(url("comparison", home)).status_code == 404


def test_texts_survive_in_word(chain: SimpleNamespace, planner: Actor, home: Organisation) -> None:
    import io

    import docx

    from sozialstrategie.action.strategy.life.documents import build_comparison

    a = content(chain)
    services.edit_measure(
        actor=planner, measure=chain.measure, version=chain.measure.version, title="Größe & <Maß> für Ämter"
    )
    words = in_words(a, content(chain))
    document = comparison_document(home, "Gemeinsam", "Fassung 1", "heute", words, chain.strategy.created_at.date())
    read = docx.Document(io.BytesIO(build_comparison(document, "docx")))
    cells = [c.text for t in read.tables for r in t.rows for c in r.cells]
    assert "Größe & <Maß> für Ämter" in cells
    assert build_comparison(document, "pdf")[:5] == b"%PDF-"
