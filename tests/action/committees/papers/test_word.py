"""What a paper gives to an authority's own Word template; a paper printed in one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sozialstrategie.action.committees.papers import printing
from sozialstrategie.action.committees.papers.documents import PaperFacts, StepFacts
from sozialstrategie.action.committees.papers.word import NON_PUBLIC, PAPER_TEMPLATE, paper_values
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.model import Heading, Paragraph
from sozialstrategie.kit.workplace.services.word_templates import add_word_template, use_word_template
from tests.action.committees.papers.conftest import Make
from tests.kit.documents.word.samples import lines, text_of

FACTS = PaperFacts(
    organisation="Landkreis", reference="27/1", title="Titel", kind="Beschluss", on=date(2027, 1, 12), proposed="Wir & <b>",
    reasons="Weil", finances="Keine", originator="Landrätin",
    steps=(StepFacts("Kreistag", "Entscheidung", date(2027, 2, 1), "beschlossen", "9 Ja", "7"), StepFacts("Ausschuss", "Beratung")),
    annex_title="Plan", annex=(Heading("Eins", 1), Paragraph("Text")),
)  # fmt: skip


def test_values() -> None:
    values = paper_values(FACTS)
    assert set(values) == {p.name for p in PAPER_TEMPLATE.own}
    assert values["beratungsfolge"] == [
        {"gremium": "Kreistag", "aufgabe": "Entscheidung", "tag": "01.02.2027", "ergebnis": "beschlossen, Nr. 7", "stimmen": "9 Ja"},
        {"gremium": "Ausschuss", "aufgabe": "Beratung", "tag": "offen", "ergebnis": "", "stimmen": ""},
    ]  # fmt: skip
    assert values["anlage"] == (Heading("Anlage: Plan", 1), Heading("Eins", 2), Paragraph("Text"))
    assert (values["nummer"], values["beschlussvorschlag"], values["oeffentlichkeit"]) == ("27/1", "Wir & <b>", "")
    closed = paper_values(replace(FACTS, public=False, steps=(), annex_title=""))
    assert (closed["oeffentlichkeit"], closed["massgeblich"], closed["anlage"]) == (NON_PUBLIC, "", ())


def test_a_paper_comes_in_the_own_layout(
    home: Organisation, clerk: Actor, planner: Actor, make: Make, settings: Any, tmp_path: Any,
) -> None:  # fmt: skip
    settings.HOME = tmp_path
    made = make(reference="VO/12/26")
    before = text_of(printing.build_paper(clerk, made.paper, "docx"))
    own = lines("EIGENES LAYOUT {{ nummer }}", "{{ beschlussvorschlag }}", "{{ inhalt }}", content=False)
    template = add_word_template(
        actor=planner, owner=home, kind=PAPER_TEMPLATE, name="Briefkopf", file_name="b.docx", data=own
    )
    assert text_of(printing.build_paper(clerk, made.paper, "docx")) == before
    use_word_template(actor=planner, template=template, version=template.version)
    texts = text_of(printing.build_paper(clerk, made.paper, "docx"))
    assert "EIGENES LAYOUT VO/12/26" in texts and made.paper.proposed in texts
    assert "Beratungsfolge" in texts and "Sozialausschuss" in texts
    assert printing.build_paper(clerk, made.paper, "pdf").startswith(b"%PDF-")
