"""The easy edition: blocks, what it may be called, who may write and release, documents, pages, the twin."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from sozialstrategie.action.strategy import services as strategies
from sozialstrategie.action.strategy.models import EasyEdition
from sozialstrategie.action.strategy.printed.easy import queries, services
from sozialstrategie.action.strategy.printed.easy.blocks import Line, Section, fingerprint, lines, sections
from sozialstrategie.action.strategy.printed.easy.documents import (
    build_easy,
    easy_document,
    file_name,
    released_words,
    working_words,
)
from sozialstrategie.kit.core.actor import PUBLIC, Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.check import structure
from tests.action.strategy.conftest import actor_in, login, url

TEXT = """Überschrift: Worum es geht
Das ist der Plan von dem Land·kreis.
Er ist für Müller & Söhne < alle.

Wir machen viel.
Bild: Ein Bus fährt ins Dorf.
Überschrift: Was wir tun
Das Amt hat zwei Räume."""


def written(actor: Actor, owner: Organisation, version: object, text: str = TEXT) -> EasyEdition:
    return services.create_easy(
        actor=actor,
        owner=owner,
        version_of=version,
        title="Unser Plan für Musterberg",
        text=text,  # type: ignore[arg-type]
    )


def read_by(actor: Actor, edition: EasyEdition, readers: int = 2, group: str = "learning") -> object:
    return services.record_test_reading(
        actor=actor, edition=edition, group=group, organisation="Werkstatt am Park", day=date(2026, 5, 3), readers=readers,
        changed="„Lotsin“ erklärt.",
    )  # fmt: skip


@pytest.fixture
def released(rich: SimpleNamespace, leader: Actor) -> object:
    return strategies.release_strategy(actor=leader, strategy=rich.strategy, version=rich.strategy.version)


@pytest.fixture
def edition(released: object, home: Organisation, planner: Actor) -> EasyEdition:
    return written(planner, home, released)


def test_lines_and_sections() -> None:
    assert lines("Überschrift: A\n\nEin Satz.\r\nbild: Ein Haus.\nBild:") == [
        Line(1, "heading", "A"), Line(3, "sentence", "Ein Satz."), Line(4, "picture", "Ein Haus."),
    ]  # fmt: skip
    assert sections(TEXT) == [
        Section(
            "Worum es geht",
            [["Das ist der Plan von dem Land·kreis.", "Er ist für Müller & Söhne < alle."], ["Wir machen viel."]],
            ["Ein Bus fährt ins Dorf."],
        ),
        Section("Was wir tun", [["Das Amt hat zwei Räume."]]),
    ]
    assert fingerprint(" A ", "Satz.\r\n\n") == fingerprint("A", "Satz.") != fingerprint("A", "Satz!")


def test_hints_name_the_line_of_the_field(edition: EasyEdition) -> None:
    found = [(h.rule.value, h.line, h.found, h.sentence) for h in queries.hints_of(edition.text)]
    assert found == [
        ("sign", 3, "&", "Er ist für Müller & Söhne < alle."),
        ("sign", 3, "<", "Er ist für Müller & Söhne < alle."),
        ("number_in_words", 8, "zwei", "Das Amt hat zwei Räume."),
    ]


def test_only_two_readers_of_the_target_group_make_it_leichte_sprache(edition: EasyEdition, planner: Actor) -> None:
    assert queries.label_of(edition).words == "einfache Sprache, noch nicht geprüft"
    read_by(planner, edition, readers=9, group="older")
    read_by(planner, edition, readers=1)
    assert queries.label_of(edition).words == "einfache Sprache, noch nicht geprüft"
    second = read_by(planner, edition, readers=1)
    label = queries.label_of(edition)
    assert (label.words, label.slug) == ("Leichte Sprache", "leichte-sprache")
    assert label.tested_by == "; ".join(["Werkstatt am Park am 03.05.2026 (1 Mensch mit Lernschwierigkeiten)"] * 2)
    services.edit_easy(
        actor=planner, edition=edition, version=edition.version, title=edition.title, text=TEXT + "\nNeuer Satz."
    )
    assert queries.label_of(edition).words == "einfache Sprache, noch nicht geprüft"  # other words, tested by nobody
    services.edit_easy(actor=planner, edition=edition, version=edition.version, title=edition.title, text=TEXT)
    assert queries.label_of(edition).words == "Leichte Sprache"
    services.withdraw_test_reading(actor=planner, reading=second, version=second.version)  # type: ignore[arg-type, attr-defined]
    assert queries.label_of(edition).words == "einfache Sprache, noch nicht geprüft"


def test_what_is_refused(edition: EasyEdition, rich: SimpleNamespace, home: Organisation, planner: Actor) -> None:
    draft = strategies.freeze_draft(actor=planner, strategy=rich.strategy)
    with pytest.raises(services.Invalid, match="enthält Internes"):
        written(planner, home, draft)
    with pytest.raises(services.Invalid, match="schon einen leicht verständlichen Text"):
        written(planner, home, edition.version_of)
    with pytest.raises(services.Invalid, match="noch keinen Satz"):
        services.edit_easy(actor=planner, edition=edition, version=edition.version, title="A", text="Überschrift: B")
    for title, text in (("In Leichter Sprache", "Satz."), ("A", "Das ist leichte Sprache.")):
        with pytest.raises(services.Invalid, match="schreibt das Programm selbst dazu"):
            services.edit_easy(actor=planner, edition=edition, version=edition.version, title=title, text=text)
    common = {"actor": planner, "edition": edition, "group": "learning", "readers": 2, "changed": "nichts"}
    with pytest.raises(services.Invalid, match="keinen Menschen"):
        services.record_test_reading(**common, organisation="Frau Muster", day=date(2026, 1, 1))  # type: ignore[arg-type]
    with pytest.raises(services.Invalid, match="Zukunft"):
        services.record_test_reading(  # type: ignore[arg-type]
            **common, organisation="Werkstatt", day=timezone.localdate() + timedelta(days=1)
        )
    with pytest.raises(Conflict):
        services.edit_easy(actor=planner, edition=edition, version=edition.version - 1, title="A", text="Satz.")


def test_who_may(edition: EasyEdition, home: Organisation, planner: Actor, leader: Actor, twin: Organisation) -> None:
    for actor in (actor_in(home, Role.MEASURE_OWNER), actor_in(twin, Role.PLANNING_COORDINATOR), PUBLIC):
        with pytest.raises(Forbidden):
            services.edit_easy(actor=actor, edition=edition, version=edition.version, title="A", text="Satz.")
        with pytest.raises(Forbidden):
            read_by(actor, edition)
    for actor in (planner, actor_in(twin, Role.LEADERSHIP)):
        with pytest.raises(Forbidden):
            services.release_easy(actor=actor, edition=edition, version=edition.version)
    with pytest.raises(Forbidden):
        written(planner, twin, edition.version_of)
    with pytest.raises(Forbidden):
        written(actor_in(twin, Role.PLANNING_COORDINATOR), twin, edition.version_of)
    services.release_easy(actor=leader, edition=edition, version=edition.version)
    assert queries.released_edition(home) == edition and queries.released_edition(twin) is None
    services.take_easy_back(actor=leader, edition=edition, version=edition.version)
    assert queries.released_edition(home) is None


def test_only_texts_about_public_versions_are_released(
    rich: SimpleNamespace, home: Organisation, planner: Actor, leader: Actor
) -> None:
    strategies.life.move_strategy(
        actor=planner,
        strategy=rich.strategy,
        to="coordination",
        version=rich.strategy.version,  # type: ignore[arg-type]
    )
    from sozialstrategie.action.strategy.opinions.services import open_round

    shared = open_round(actor=planner, strategy=rich.strategy, title="M", due_on=date(2030, 1, 1)).text_version
    text = written(planner, home, shared)
    with pytest.raises(Refused, match="weder beschlossen noch freigegeben"):
        services.release_easy(actor=leader, edition=text, version=text.version)


def docx(actor: Actor, slug: str = "musterberg") -> str:
    data = build_easy(actor, region=None, owner=slug, format="docx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode("utf-8")


def test_the_document_says_what_it_is(edition: EasyEdition, planner: Actor) -> None:
    untested = easy_document(edition, working_words(edition))
    said = repr(untested)
    assert untested.subtitle == "In einfacher Sprache, noch nicht geprüft" and "Leichter Sprache" not in said
    assert file_name(edition, working_words(edition), "pdf") == "einfache-sprache-nicht-geprueft-musterberg.pdf"
    read_by(planner, edition)
    tested = easy_document(edition, working_words(edition))
    assert tested.subtitle == "In Leichter Sprache" and "Werkstatt am Park am 03.05.2026 (2 Menschen" in repr(tested)
    assert file_name(edition, working_words(edition), "docx") == "leichte-sprache-musterberg.docx"


def test_pdf_and_word(edition: EasyEdition, planner: Actor) -> None:
    for ending in ("pdf", "docx"):
        once, again = (build_easy(planner, region=None, owner="musterberg", format=ending) for _ in range(2))
        assert once == again
    found = structure(build_easy(planner, region=None, owner="musterberg", format="pdf"))
    assert found.claims == {"PDF/UA-1", "PDF/A-2A"} and found.headings == ("H1", "H1")
    assert found.title == "Unser Plan für Musterberg" and all(found.fonts.values())
    word = docx(planner)
    assert "Müller &amp; Söhne &lt; alle." in word and "Land·kreis" in word and "Ein Bus fährt ins Dorf." in word


def test_the_public_reads_the_words_of_the_day_of_release(
    edition: EasyEdition, home: Organisation, planner: Actor, leader: Actor
) -> None:
    with pytest.raises(Refused, match="noch keinen leicht verständlichen Text veröffentlicht"):
        docx(PUBLIC)
    services.release_easy(actor=leader, edition=edition, version=edition.version)
    services.edit_easy(actor=planner, edition=edition, version=edition.version, title="Neu", text="Das ist GEHEIM.")
    read_by(planner, edition)
    assert "GEHEIM" in docx(planner) and "In Leichter Sprache" in docx(planner)
    assert "GEHEIM" not in docx(PUBLIC) and "noch nicht geprüft" in docx(PUBLIC)
    assert released_words(edition).label.words == "einfache Sprache, noch nicht geprüft"
    with pytest.raises(Refused):
        docx(planner, "zwillingen")


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_page_of_all_documents(edition: EasyEdition, web: Client, home: Organisation) -> None:
    page = web.get(url("printed", home)).content.decode()
    version = edition.version_of
    for words in ("Kurzfassung", "Maßnahmentabelle", "Plakat (A1)", "Freigegeben: Fassung 1", "einfache Sprache, noch nicht geprüft"):  # fmt: skip
        assert words in page
    address = url("printed_document", home, "kurzfassung", "docx")
    assert f'{address}"' in page and f"{address}?fassung={version.uid}" in page
    answer = web.get(f"{address}?fassung={version.uid}")
    assert answer["Content-Disposition"] == 'attachment; filename="kurzfassung-musterberg-fassung-1.docx"'
    assert web.get(address)["Content-Disposition"].endswith('"kurzfassung-musterberg-arbeitsstand.docx"')
    assert web.get(url("printed_document", home, "plakat", "docx")).status_code == 404
    assert web.get(url("printed_document", home, "gibtesnicht", "pdf")).status_code == 404
    for wrong in ("kein-uid", "00000000-0000-4000-8000-000000000000"):
        assert web.get(f"{address}?fassung={wrong}").status_code == 404


def test_a_foreign_version_is_a_missing_one(
    edition: EasyEdition, foreign: SimpleNamespace, web: Client, home: Organisation, twin: Organisation
) -> None:
    leader = actor_in(twin, Role.LEADERSHIP)
    version = strategies.release_strategy(actor=leader, strategy=foreign.strategy, version=foreign.strategy.version)
    address = url("printed_document", home, "kurzfassung", "docx")
    assert web.get(f"{address}?fassung={version.uid}").status_code == 404
    assert web.get(url("printed", twin)).status_code == 404
    theirs = written(actor_in(twin, Role.PLANNING_COORDINATOR), twin, version)
    assert web.get(url("easy", home, theirs.uid)).status_code == 404


def test_writing_reading_and_releasing_by_forms(released: object, web: Client, home: Organisation) -> None:
    answer = web.post(url("easy_new", home), {"version_of": released.uid, "title": "Plan", "text": TEXT})  # type: ignore[attr-defined]
    edition = EasyEdition.objects.get()
    assert answer.status_code == 303 and answer["Location"] == url("easy", home, edition.uid)
    page = web.get(answer["Location"]).content.decode()
    assert "3 Hinweise" in page and "Zahl als Wort" in page and "Das Amt hat zwei Räume." in page
    assert "Diesen Wortlaut veröffentlichen" not in page  # leadership alone
    wrong = {"group": "learning", "organisation": "Werkstatt", "day": "03.05.2026", "readers": "0", "changed": "nichts"}
    assert web.post(url("easy_test", home, edition.uid), wrong).status_code == 422
    answer = web.post(url("easy_test", home, edition.uid), {**wrong, "readers": "3"})
    assert answer.status_code == 303
    page = web.get(url("easy", home, edition.uid)).content.decode()
    assert "für diesen Wortlaut" in page and "Geprüft: Werkstatt am 03.05.2026 (3 Menschen" in page
    stale = {"title": "Anders", "text": "Ein Satz.", "version": str(edition.version)}
    assert web.post(url("easy_edit", home, edition.uid), stale).status_code == 303
    answer = web.post(url("easy_edit", home, edition.uid), {**stale, "text": "Noch ein Satz."})
    assert answer.status_code == 409 and "Noch ein Satz." in answer.content.decode()
    assert web.post(url("easy_release", home, edition.uid), {"version": "2"}).status_code in (403, 404)
    leader = login(home, Role.LEADERSHIP)
    edition.refresh_from_db()
    leader.post(url("easy_release", home, edition.uid), {"version": str(edition.version - 1)})
    edition.refresh_from_db()
    assert edition.released_on is None  # leadership saw other words
    leader.post(url("easy_release", home, edition.uid), {"version": str(edition.version)})
    edition.refresh_from_db()
    assert edition.released_text == "Ein Satz." and edition.released_tested_by == ""
    answer = web.get(url("easy_document", home, edition.uid, "docx") + "?stand=veroeffentlicht")
    assert "einfache-sprache-nicht-geprueft-musterberg.docx" in answer["Content-Disposition"]
