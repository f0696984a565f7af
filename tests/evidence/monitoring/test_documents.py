"""The Sozialbericht of real authorities, from the shipped figures."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from datetime import date
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.disclosure.models import ReleaseLog
from sozialstrategie.evidence.monitoring import queries, views
from sozialstrategie.evidence.monitoring.documents import build_profile, build_sozialbericht, sozialbericht
from sozialstrategie.evidence.monitoring.report.content import find_subject, load_entries
from sozialstrategie.evidence.monitoring.report.dense import load_spread
from sozialstrategie.evidence.monitoring.report.profile import profile
from sozialstrategie.evidence.monitoring.signals import signals_for
from sozialstrategie.evidence.monitoring.wording import stigma_words
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import PUBLIC, Actor, system
from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.check import structure
from sozialstrategie.kit.documents.model import (
    DefinitionList,
    Document,
    Figure,
    Heading,
    Lead,
    Paragraph,
    SideNote,
    TableBlock,
)
from sozialstrategie.kit.figures.format import number

pytestmark = pytest.mark.usefixtures("evidence_db", "db")

KREISE = [r for r in regions.regions() if r.level == "kreis" and r.parent == "16" and r.valid_to is None]
TWO = ["16062", "16053"]
AUTHORITIES = [r.code for r in KREISE if r.in_project]
OTHERS = [r.code for r in KREISE if not r.in_project]


def _pdf(code: str) -> bytes:
    return build_sozialbericht(PUBLIC, region=code, owner=None, format="pdf")


def _document(code: str = "16062") -> Document:
    return sozialbericht(find_subject(code, None), load_entries(code), signals_for(code, audience="public"))


def _check_report(code: str) -> None:
    pdf = _pdf(code)
    assert _pdf(code) == pdf
    found = structure(pdf)
    record = regions.record(code)
    assert record is not None
    assert found.claims == {"PDF/UA-1", "PDF/A-3A"}
    assert found.title == f"Sozialbericht {record.name}"
    assert found.lang == "de"
    assert found.pages >= 8
    assert found.tags["Figure"] >= 6 and len(found.alternatives) == found.tags["Figure"] and all(found.alternatives)
    assert found.tags["Table"] >= 14 and found.header_cells_without_scope == 0
    assert found.headings[0] == "H1" and found.headings.count("H1") >= 6 and "H2" in found.headings
    assert found.fonts and all(found.fonts.values())
    rows = list(csv.DictReader(io.StringIO(found.attachments[f"zahlen-{code}.csv"].decode()), delimiter=";"))
    assert len({r["code"] for r in rows if r["region"] == code}) >= 10
    assert all(r["source"] and r["edition"] and r["period"] for r in rows)


def test_twelve_authorities_take_part() -> None:
    assert len(AUTHORITIES) == 12 and len(KREISE) == 22


@pytest.mark.parametrize("code", [TWO[0], pytest.param(TWO[1], marks=pytest.mark.long)])
def test_report(code: str) -> None:
    _check_report(code)


@pytest.mark.long
@pytest.mark.parametrize("code", [c for c in AUTHORITIES if c not in TWO] + OTHERS)
def test_report_of_every_other_kreis(code: str) -> None:
    _check_report(code)


def test_every_picture_has_a_table_with_the_same_figures() -> None:
    blocks = _document().blocks
    pictures = [i for i, b in enumerate(blocks) if isinstance(b, Figure)]
    assert len(pictures) >= 6
    for i in pictures:
        table = blocks[i + 1]
        assert isinstance(table, TableBlock)
        assert len(table.rows) >= 4
        assert table.source and blocks[i].source.startswith(table.source)


def test_known_figures_stand_in_text_and_table() -> None:
    """BBSR, INKAR 2024: SGB-II-Quote 2021 Nordhausen 9.49, Thüringen 6.7, Deutschland 7.7; 2011 14.77; 2010 14.99."""
    blocks = _document().blocks
    table = next(
        b for b in blocks if isinstance(b, TableBlock) and b.caption == "Menschen mit SGB-II-Leistungen, 2010 bis 2021"
    )
    assert table.header == ("Zeit", "Nordhausen", "Thüringen", "Deutschland", "Abstand zu Thüringen")
    assert table.rows[0] == ("2021", "9,5", "6,7", "7,7", "+2,8")
    assert table.rows[-1][:2] == ("2010", "15,0")
    figure = next(b for b in blocks if isinstance(b, Figure) and "SGB-II-Leistungen" in b.title)
    assert figure.title == "Der Anteil der Menschen mit SGB-II-Leistungen sank von 14,8 (2011) auf 9,5 (2021)"
    text = " ".join(b.text for b in blocks if isinstance(b, Paragraph))
    assert "Zum Vergleich: in Thüringen 6,7, in Deutschland 7,7. Das sind 2,8 Punkte mehr als in Thüringen" in text


def test_every_indicator_used_stands_in_the_appendix_with_source_edition_and_date() -> None:
    document = _document()
    blocks = document.blocks
    start = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.number == "Anhang A")
    profiles = dict(item for b in blocks[start:] if isinstance(b, DefinitionList) for item in b.items)
    used = [e for e in load_entries("16062") if e.own]
    assert list(profiles) == [e.info.name for e in used] and len(used) >= 40
    for entry in used:
        text = profiles[entry.info.name]
        assert entry.info.definition in text and entry.info.not_shown in text
        assert entry.own[-1].source in text and entry.own[-1].edition in text and "Jüngster Wert: " in text


def test_a_value_axis_that_does_not_begin_at_zero_is_named_and_only_that() -> None:
    pictures = [b for b in _document("16053").blocks if isinstance(b, Figure)]
    note = "Die Werteachse beginnt nicht bei null"
    for picture in pictures:
        zero = re.search(r">0<", picture.svg) is not None
        assert (note in picture.subtitle) != zero, picture.title
    assert any(note not in p.subtitle for p in pictures)


def test_attached_values_equal_the_released_ones() -> None:
    document = _document()
    rows = list(csv.DictReader(io.StringIO(document.attachments[0].data.decode()), delimiter=";"))
    value = next(r for r in rows if r["code"] == "sgb2_rate" and r["region"] == "16062" and r["period"] == "2021")
    released = queries.many_series(["sgb2_rate"], regions=["16062"])["sgb2_rate"].payload
    expected = next(o.value for o in released if o.period == "2021")
    assert float(value["value"].replace(",", ".")) == expected
    assert number(expected, 1) == "9,5"


def test_report_says_that_it_is_drafted_and_what_is_missing() -> None:
    document = _document()
    assert "Von niemandem fachlich geprüft" in document.state
    chapters = [(b.number, b.text) for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert chapters[:2] == [("1", "Kurzfassung"), ("2", "Zu diesem Bericht")]
    assert chapters[-4:] == [
        ("11", "Datenlücken"),
        ("Anhang A", "Indikatoren"),
        ("Anhang B", "Zeichen"),
        ("Anhang C", "Stand der Zahlen"),
    ]


@pytest.mark.parametrize("code", TWO)
def test_no_word_puts_people_down(code: str) -> None:
    texts = [str(b) for b in _document(code).blocks if not isinstance(b, Figure)]
    assert [w for t in texts for w in stigma_words(t)] == []


@pytest.mark.parametrize("code", ["16", "DG", "09162", "16056", "16062041", "", "quatsch"])
def test_what_is_no_kreis_of_the_land_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="kein Kreis"):
        build_sozialbericht(PUBLIC, region=code, owner=None, format="pdf")


def test_an_unknown_owner_is_refused() -> None:
    with pytest.raises(Refused, match="gibt es nicht"):
        build_sozialbericht(PUBLIC, region=None, owner="gibt-es-nicht", format="pdf")


def _organisation(slug: str, *, example: bool, notice: str) -> Organisation:
    return Organisation.objects.create(
        slug=slug,
        name=f"Landkreis {slug}",
        kind=OrganisationKind.LOCAL_AUTHORITY,
        region_code="16062",
        is_example=example,
        cofunding_notice=notice,
    )


def test_cofunding_notice_comes_from_the_real_organisation_only() -> None:
    _organisation("beispiel", example=True, notice="Erfundene Förderung")
    assert find_subject("16062", None).cofunding == ""
    _organisation("echt", example=False, notice="Kofinanziert von der Europäischen Union")
    assert find_subject("16062", None).cofunding == "Kofinanziert von der Europäischen Union"
    assert find_subject("16053", None).cofunding == ""
    assert "Emblem der Europäischen Union" in structure(_pdf("16062")).alternatives


def test_an_invented_authority_says_so() -> None:
    _organisation("musterberg", example=True, notice="")
    document = sozialbericht(find_subject(None, "musterberg"), load_entries("16062"), None)
    assert document.example and document.author == "Landkreis musterberg"
    assert any("gibt es nicht" in str(b) for b in document.blocks)


def test_handing_out_is_logged() -> None:
    before = ReleaseLog.objects.count()
    _pdf("16062")
    rows = ReleaseLog.objects.filter(channel="document:sozialbericht")
    assert rows.count() - before >= 40


@pytest.mark.long
def test_word_file_opens_with_tables_and_pictures() -> None:
    data = build_sozialbericht(PUBLIC, region="16062", owner=None, format="docx")
    file = docx.Document(io.BytesIO(data))
    assert file.core_properties.title == "Sozialbericht Landkreis Nordhausen"
    assert len(file.inline_shapes) >= 6 and len(file.tables) >= 10
    assert all(s._inline.docPr.get("descr") for s in file.inline_shapes)


UNCHECKED = ("von niemandem geprüft.", "Aus Daten entworfen, fachliche Prüfung steht aus.")


def _actor(role: Role, region: str) -> Actor:
    organisation = Organisation.objects.create(
        slug=f"amt-{region}", name="Amt", kind=OrganisationKind.LOCAL_AUTHORITY, region_code=region
    )
    person = Person.objects.create_user("mira@example.org", None, name="Mira")
    RoleGrant.objects.create(person=person, organisation=organisation, role=role, valid_from=date(2020, 1, 1))
    return actor_for(person)


def _built(monkeypatch: pytest.MonkeyPatch, actor: Actor) -> Document:
    """What `build_sozialbericht` hands to the typesetter for this reader."""
    kept: list[Document] = []
    monkeypatch.setattr(
        "sozialstrategie.kit.documents.typst_writer.to_pdf", lambda document: kept.append(document) or b"%PDF"
    )
    build_sozialbericht(actor, region="16062", owner=None, format="pdf")
    return kept[0]


@pytest.mark.parametrize(
    ("kind", "who", "shown"),
    [
        ("real", "public", False),
        ("real", "planner", True),
        ("real", "consultant", True),
        ("real", "clerk", False),
        ("real", "neighbour", False),
        ("real", "machine", True),
        ("demo", "public", True),
    ],
)
def test_drafts_are_for_those_who_check_them(kind: str, who: str, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody else reads figures: no sentence that nobody has checked, in any chapter."""
    settings_store.put("instance.kind", kind)
    actor = {
        "public": lambda: PUBLIC,
        "machine": lambda: system("Kommandozeile"),
        "planner": lambda: _actor(Role.SPECIALIST_PLANNER, "16062"),
        "consultant": lambda: _actor(Role.PROCESS_CONSULTANT, "16062"),
        "clerk": lambda: _actor(Role.CLERK, "16062"),
        "neighbour": lambda: _actor(Role.PLANNING_COORDINATOR, "16065"),
    }[who]()
    blocks = _built(monkeypatch, actor).blocks
    text = "\n".join(str(b) for b in blocks if not isinstance(b, Figure))
    assert queries.may_see_drafts(actor, "16062") is shown
    drafts = signals_for("16062", audience="public").drafts
    assert len(drafts) >= 3
    assert all((d.text in text) is shown for d in drafts)
    assert [word in text for word in UNCHECKED] == [shown, shown]
    assert any(isinstance(b, SideNote) and "observation" in str(b) for b in blocks) is shown


def test_without_drafts_key_figures_open_the_report() -> None:
    """One figure of each theme, in words, with its source; pictures, tables and indicators are as many as before."""
    document = sozialbericht(find_subject("16062", None), load_entries("16062"), None)
    begin = next(i for i, b in enumerate(document.blocks) if isinstance(b, Heading) and b.text == "Kurzfassung")
    lead, _, listed = document.blocks[begin + 1 : begin + 4]
    assert isinstance(lead, Lead) and isinstance(listed, DefinitionList)
    themes = {e.info.theme for e in load_entries("16062") if e.own}
    assert len(listed.items) == len(themes) >= 6
    assert all("Quelle: " in text and "Thema " in text for _, text in listed.items)
    assert sum(isinstance(b, Figure) for b in document.blocks) >= 6
    assert [w for b in document.blocks if not isinstance(b, Figure) for w in stigma_words(str(b))] == []


def test_the_public_address_gives_everybody_the_public_report(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Actor] = []

    class Kind:
        @staticmethod
        def build(actor: Actor, **given: Any) -> bytes:
            asked.append(actor)
            return b"%PDF"

    monkeypatch.setattr(views.registry, "get", lambda name: Kind)
    settings_store.put("instance.kind", "real")
    _actor(Role.PLANNING_COORDINATOR, "16062")
    client.force_login(Person.objects.get())
    assert client.get(reverse("monitoring:social_report", args=["16062"])).status_code == 200
    page = client.get(reverse("monitoring:situation", args=["16062"]))
    assert (asked, page.context["signals"]) == ([PUBLIC], [])


@pytest.mark.parametrize("code", ["unemployment_rate", "share_65_plus"])
def test_a_series_without_land_and_bund_says_so(code: str) -> None:
    name = queries.info(code).name
    blocks = _document().blocks
    text = "\n".join(b.text for b in blocks if isinstance(b, Paragraph))
    assert text.count("Für Thüringen und Deutschland liegt diese Reihe nicht vor; gemittelt wird nicht.") >= 2
    for table in (b for b in blocks if isinstance(b, TableBlock) and b.caption.startswith(f"{name}, ")):
        assert table.header == ("Zeit", "Nordhausen", "Thüringen", "Deutschland")
        assert {row[2:] for row in table.rows} == {("liegt nicht vor", "liegt nicht vor")}


def _check_profile(code: str) -> None:
    pdf = build_profile(PUBLIC, region=code, owner=None, format="pdf")
    found = structure(pdf)
    record = regions.record(code)
    assert record is not None
    assert found.pages == 2
    assert found.claims == {"PDF/UA-1", "PDF/A-3A"} and found.title == f"Profil {record.name}" and found.lang == "de"
    assert len(found.alternatives) == found.tags["Figure"] >= 40 and all(found.alternatives)
    assert found.tags["Table"] >= 6 and found.header_cells_without_scope == 0
    assert found.headings[0] == "H1" and found.headings.count("H2") >= 7
    assert found.fonts and all(found.fonts.values())
    rows = list(csv.DictReader(io.StringIO(found.attachments[f"zahlen-{code}.csv"].decode()), delimiter=";"))
    assert len({r["code"] for r in rows if r["region"] == code}) >= 20
    assert len({r["region"] for r in rows if r["level"] == "kreis"}) == 22  # the small dots are figures too


@pytest.mark.parametrize("code", ["16062", pytest.param("16052", marks=pytest.mark.long)])
def test_profile_has_two_pages(code: str) -> None:
    _check_profile(code)


@pytest.mark.long
@pytest.mark.parametrize("code", [r.code for r in KREISE if r.code not in ("16062", "16052")])
def test_profile_of_every_other_kreis_has_two_pages(code: str) -> None:
    _check_profile(code)


@pytest.mark.long
@pytest.mark.parametrize("code", [r.code for r in KREISE])
def test_profile_with_drafts_has_two_pages(code: str) -> None:
    pdf = build_profile(system("Kommandozeile"), region=code, owner=None, format="pdf")
    assert structure(pdf).pages == 2


@pytest.mark.parametrize(("kind", "shown"), [("real", False), ("demo", True)])
def test_profile_shows_drafts_to_those_who_check_them(kind: str, shown: bool) -> None:
    settings_store.put("instance.kind", kind)
    drafted = signals_for("16062", audience="public") if queries.may_see_drafts(PUBLIC, "16062") else None
    entries = [e for e in load_entries("16062") if e.own]
    document = profile(find_subject("16062", None), entries, load_spread(), drafted)
    headings = [b.text for b in document.blocks if isinstance(b, Heading)]
    assert ("Was auffällt: aus Daten entworfen, von niemandem geprüft" in headings) is shown
    assert ("von niemandem fachlich geprüft" in document.state) is shown
    tables = [b for b in document.blocks if isinstance(b, TableBlock)]
    assert sum(len(t.rows) for t in tables) == len(entries)
    income = next(t for t in tables if any(row[0].startswith("Menschen mit SGB-II-Leistungen\n") for row in t.rows))
    row = next(r for r in income.rows if r[0].startswith("Menschen mit SGB-II-Leistungen\n"))
    last = next(e for e in entries if e.info.code == "sgb2_rate").own[-1]
    assert row[1] == last.period and row[2] == number(last.value, 1)
    assert [w for b in document.blocks for w in stigma_words(str(b))] == []


def test_a_profile_that_does_not_fit_leaves_rows_out_and_says_so() -> None:
    entries = [e for e in load_entries("16062") if e.own]
    document = profile(find_subject("16062", None), entries, {}, None, limits=defaultdict(lambda: 2))
    shown = sum(len(b.rows) for b in document.blocks if isinstance(b, TableBlock))
    text = " ".join(b.text for b in document.blocks if isinstance(b, Paragraph))
    assert shown < len(entries) and f"{len(entries) - shown} weitere Kennzahlen stehen im Sozialbericht" in text


@pytest.mark.long
def test_profile_as_word_file() -> None:
    file = docx.Document(io.BytesIO(build_profile(PUBLIC, region="16062", owner=None, format="docx")))
    assert file.core_properties.title == "Profil Landkreis Nordhausen"
    assert len(file.tables) >= 7 and len(file.inline_shapes) >= 40
    assert all(s._inline.docPr.get("descr") for s in file.inline_shapes)
