"""Own Word templates: nothing is kept of a bad one, one of a kind is in use, documents fall back to our layout and say so."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.files import FOLDER, file_path, named_files
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.core.undo import undo_act
from sozialstrategie.kit.documents.model import Document, Heading, Paragraph
from sozialstrategie.kit.documents.word import fields
from sozialstrategie.kit.documents.word.fields import SIGNS
from sozialstrategie.kit.documents.word.starter import starter
from sozialstrategie.kit.workplace.documents import word_file
from sozialstrategie.kit.workplace.models import WordTemplate
from sozialstrategie.kit.workplace.queries import word_templates as queries
from sozialstrategie.kit.workplace.services import word_templates as services
from tests.kit.conftest import MakeActor
from tests.kit.documents.word.samples import KIND, lines, text_of
from tests.kit.workplace.test_pages import _client

BAD = lines("{{ tittel }}", "{{ weg }}")
DOCUMENT = Document(f"Titel {SIGNS}", date(2027, 1, 12), (Heading("Kapitel"), Paragraph(f"Text {SIGNS}")), compact=True)
OWN: dict[str, Any] = {"nummer": "7", "geheim": "", "punkte": [], "anlage": ()}


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(fields, "_KINDS", {"probe": KIND})
    settings.HOME = tmp_path


def _add(actor: Actor, owner: Organisation, data: bytes = b"", name: str = "Briefkopf") -> WordTemplate:
    return services.add_word_template(
        actor=actor,
        owner=owner,
        kind=KIND,
        name=name,
        file_name="vorlage.docx",
        data=data or lines("LAYOUT", "{{ titel }}"),
    )


def _use(actor: Actor, template: WordTemplate) -> WordTemplate:
    return services.use_word_template(actor=actor, template=template, version=template.version)


def _printed(owner: Organisation) -> list[str]:
    return text_of(word_file(owner, "probe", DOCUMENT, OWN))


def test_nothing_is_kept_of_a_bad_template(north: Organisation, coordinator: Actor, settings: Any) -> None:
    with pytest.raises(services.Unfit) as refusal:
        _add(coordinator, north, BAD)
    assert [p.split(":")[0] for p in refusal.value.problems] == ["Absatz „{{ tittel }}“", "Absatz „{{ weg }}“"]
    assert not WordTemplate.objects.exists() and not Act.objects.exists()
    assert not (settings.HOME / FOLDER).exists()


def test_a_template_is_used_and_rests(north: Organisation, coordinator: Actor) -> None:
    template = _add(coordinator, north)
    assert (template.is_active, template.uploaded_by, template.kind) == (False, coordinator.person_uid, "probe")
    assert "LAYOUT" not in _printed(north)
    _use(coordinator, template)
    texts = _printed(north)
    assert texts[:3] == ["LAYOUT", f"Titel {SIGNS}", "Kapitel"] and f"Text {SIGNS}" in texts
    services.rest_word_template(actor=coordinator, template=template, version=template.version)
    assert "LAYOUT" not in _printed(north)
    assert list(Act.objects.order_by("sequence").values_list("verb", flat=True)) == [
        f"workplace.{word}_word_template" for word in ("add", "use", "rest")
    ]


def test_one_of_a_kind_is_in_use(north: Organisation, coordinator: Actor) -> None:
    first, second = _add(coordinator, north), _add(coordinator, north, name="Neu")
    _use(coordinator, first)
    _use(coordinator, second)
    assert list(WordTemplate.objects.filter(is_active=True)) == [second]
    with pytest.raises(Conflict):
        services.use_word_template(actor=coordinator, template=first, version=first.version)


def test_undo_and_withdrawing(north: Organisation, coordinator: Actor) -> None:
    first, second = _add(coordinator, north), _add(coordinator, north, name="Neu")
    _use(coordinator, first)
    services.withdraw_word_template(actor=coordinator, template=first, version=first.version)
    assert list(queries.word_templates_for(coordinator, north)) == [second] and "LAYOUT" not in _printed(north)
    withdrawn = Act.objects.get(verb="workplace.withdraw_word_template")
    assert set(named_files()) == {first.file_sha, second.file_sha}
    _use(coordinator, second)
    with pytest.raises(Refused, match="andere Vorlage in Verwendung"):
        undo_act(actor=coordinator, row=withdrawn)
    services.rest_word_template(actor=coordinator, template=second, version=second.version)
    file_path(first.file_sha).rename(file_path("x"))
    with pytest.raises(Refused, match="nicht mehr da"):
        undo_act(actor=coordinator, row=withdrawn)
    file_path("x").rename(file_path(first.file_sha))
    undo_act(actor=coordinator, row=withdrawn)
    assert "LAYOUT" in _printed(north)
    with pytest.raises(Refused, match="zurückgezogen"):
        services.withdraw_word_template(actor=coordinator, template=second, version=second.version)
        _use(coordinator, second)


def test_a_template_that_no_longer_fits_costs_nobody_the_document(
    north: Organisation, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = _use(coordinator, _add(coordinator, north, lines("{{ nummer }}")))
    monkeypatch.setattr(fields, "_KINDS", {"probe": fields.TemplateKind("probe", "Probe")})
    texts = _printed(north)
    assert texts[1] == "Nicht in Ihrem Layout" and f"Text {SIGNS}" in texts
    assert "„Briefkopf“ ließ sich nicht ausfüllen" in texts[2] and "'nummer' is undefined" in texts[2]
    assert queries.report_on(template).problems[0].startswith("Absatz „{{ nummer }}“: Den Platzhalter")
    with pytest.raises(services.Unfit):
        _use(coordinator, template)
    file_path(template.file_sha).unlink()
    assert "Ihre Datei ist nicht mehr da." in _printed(north)[2]
    assert queries.report_on(template).problems == (queries.GONE,)


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.ADMIN)])
def test_nobody_else_manages_templates(
    north: Organisation, coordinator: Actor, make_actor: MakeActor, role: Role
) -> None:
    template, other = _add(coordinator, north), make_actor(north, role, f"andere-{role}@nord.example")
    for forbidden in (
        lambda: _add(other, north), lambda: _use(other, template), lambda: queries.word_templates_for(other, north),
        lambda: services.rest_word_template(actor=other, template=template, version=1),
        lambda: services.withdraw_word_template(actor=other, template=template, version=1),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            forbidden()


def test_the_other_authority_has_its_own(
    north: Organisation, south: Organisation, coordinator: Actor, make_actor: MakeActor
) -> None:
    template = _use(coordinator, _add(coordinator, north))
    stranger = make_actor(south, Role.PLANNING_COORDINATOR)
    with pytest.raises(Forbidden):
        services.withdraw_word_template(actor=stranger, template=template, version=template.version)
    with owner_scope(south):
        assert "LAYOUT" not in _printed(south)
        assert queries.word_template_for(stranger, south, template.uid) is None


def test_there_is_an_end_to_templates(north: Organisation, coordinator: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_TEMPLATES", 1)
    _add(coordinator, north)
    with pytest.raises(Refused, match="schon 1 Vorlagen"):
        _add(coordinator, north)
    with pytest.raises(Refused, match="Namen"):
        _add(coordinator, north, name="  ")


# --- pages -------------------------------------------------------------------------------------------------------------

LIST = "/k/nord/word-vorlagen/"


@pytest.fixture
def web(coordinator: Actor) -> Client:
    return _client(coordinator)


def _send(web: Client, data: bytes) -> Any:
    file = SimpleUploadedFile("Briefkopf.docx", data)
    return web.post(f"{LIST}probe/neu/", {"name": "Briefkopf", "file": file})


def test_upload_test_and_use(web: Client, north: Organisation, coordinator: Actor) -> None:
    assert "Zurzeit gilt unser Layout" in web.get(LIST).content.decode()
    shown = web.get(f"{LIST}probe/neu/").content.decode()
    assert "{{ beschluss.text }}" in shown and "{% for punkt in punkte %}" in shown
    begin = web.get(f"{LIST}probe/beispiel.docx").content
    assert begin == starter(KIND)
    refused = _send(web, BAD)
    assert refused.status_code == 422 and "Meinten Sie „titel“?" in refused.content.decode()
    assert "Diese 2 Stellen sind zu ändern" in refused.content.decode() and not WordTemplate.objects.exists()
    assert _send(web, b"x" * 5_000_001).status_code == 422
    answer = _send(web, begin)
    page = answer["Location"]
    template = WordTemplate.objects.get()
    assert (answer.status_code, page) == (303, f"{LIST}{template.uid}/")
    assert "Geprüft, noch nicht in Verwendung" in web.get(page).content.decode()
    assert web.get(f"{page}datei.docx").content == begin
    printed = web.get(f"{page}probedruck.docx")
    assert docx.Document(io.BytesIO(printed.content)).paragraphs[0].text == f"Titel mit {SIGNS}"
    assert web.post(f"{page}verwenden/", {"version": "9"}).status_code == 303  # not the version shown: nothing happens
    assert not WordTemplate.objects.get().is_active
    assert web.post(f"{page}verwenden/", {"version": "1"})["Location"] == page
    assert "In Verwendung: Briefkopf" in web.get(LIST).content.decode()
    assert web.post(f"{page}ruhen-lassen/", {"version": "2"}).status_code == 303
    assert web.post(f"{page}zurueckziehen/", {"version": "3"})["Location"] == LIST
    assert web.get(page).status_code == 404
    assert web.get(f"{LIST}gibt-es-nicht/neu/").status_code == 404


def test_a_page_says_what_is_wrong_now(
    web: Client, north: Organisation, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = _add(coordinator, north, lines("{{ nummer }}"))
    monkeypatch.setattr(fields, "_KINDS", {"probe": fields.TemplateKind("probe", "Probe")})
    page = f"{LIST}{template.uid}/"
    assert "lässt sich nicht mehr verwenden" in web.get(page).content.decode()
    assert web.get(f"{page}probedruck.docx")["Location"] == page
    assert web.post(f"{page}verwenden/", {"version": "1"}).status_code == 303
    assert not WordTemplate.objects.get().is_active
    monkeypatch.setattr(fields, "_KINDS", {})
    assert "keine eigenen Vorlagen mehr" in web.get(page).content.decode()
