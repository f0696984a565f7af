"""The register as a workbook and back: what goes out comes in unchanged, problems have a cell, nothing is half done."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers import queries, services, workbook
from sozialstrategie.evidence.monitoring.offers.columns import COLUMNS, NUMBER
from sozialstrategie.evidence.monitoring.offers.reading import Plan, cell_name, read_workbook
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Act
from tests.evidence.monitoring.offers.conftest import DAY, ELLRICH, Register, refuge, values

pytestmark = pytest.mark.django_db
HEAD = [NUMBER, *(c.heading for c in COLUMNS)]
ROW: dict[str, Any] = {
    "Bezeichnung": "Elterncafé", "Träger": "Verein", "Für wen": "Familien mit Kindern", "Lebensphasen": "Rund um die Geburt",
    "Quelle": "Abfrage", "Stand": "01.09.2026",
}  # fmt: skip


def book(rows: list[list[Any]], *, sheet: str = "Bestand", more: dict[str, list[list[Any]]] | None = None) -> bytes:
    """A workbook as somebody might fill it."""
    import xlsxwriter

    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as made:
        for name, lines in {sheet: rows, **(more or {})}.items():
            page = made.add_worksheet(name)
            for index, line in enumerate(lines):
                for column, value in enumerate(line):
                    if isinstance(value, str) and value.startswith("="):
                        page.write_formula(index, column, value, value="")
                    elif value is not None:
                        page.write(index, column, value)
    return sink.getvalue()


def filled(*rows: dict[str, Any]) -> bytes:
    return book([HEAD, *([row.get(h) for h in HEAD] for row in rows)])


def plan_of(register: Register, data: bytes) -> Plan:
    standing = queries.all_editable_for(register.planner, register.organisation)
    return read_workbook(data, register.organisation, standing)


def faults(register: Register, data: bytes) -> list[str]:
    return [str(f) for f in plan_of(register, data).faults]


def test_out_and_in_again_changes_nothing(register: Register) -> None:
    services.edit_offer(
        actor=register.planner, offer=register.open, version=1, access=["step_free", "languages"], contact="=1+1",
        note="+49 ruft\n-an- @alle", valid_from=DAY, places=0,
    )  # fmt: skip
    shown = queries.offers_for(register.planner, register.organisation)
    for rows in (shown, [queries.without_protected_place(o) for o in shown]):
        data = workbook.register_workbook(rows, register.organisation, today=DAY)
        plan = plan_of(register, data)
        assert ([str(f) for f in plan.faults], plan.new, plan.changed, plan.same) == ([], [], [], 2)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_what_was_typed_never_becomes_a_formula(text: str, register: Register) -> None:
    import zipfile

    services.edit_offer(actor=register.planner, offer=register.open, version=1, name=text)
    for data in (
        workbook.register_workbook(queries.offers_for(register.planner, register.organisation), register.organisation, today=DAY),
        workbook.public_workbook(queries.released_offers(register.planner, register.organisation, on=DAY), register.organisation, today=DAY),
    ):  # fmt: skip
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = "".join(archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n)
            strings = archive.read("xl/sharedStrings.xml").decode()
        assert "<f>" not in sheets and "hyperlink" not in sheets.lower()
        assert text.replace('"', "&quot;") in strings or text in strings


def test_the_template_is_empty_and_readable(register: Register) -> None:
    data = workbook.template_workbook(register.organisation)
    assert faults(register, data) == ["Blatt „Bestand“, Zelle A2: Unter den Überschriften steht keine Zeile."]


def test_new_changed_and_same(register: Register) -> None:
    data = filled({**ROW, "Plätze": "unbekannt"}, {**ROW, NUMBER: 1, "Bezeichnung": "Schuldnerberatung", "Träger": "Verband Muster", "Für wen": "Menschen mit Schulden", "Lebensphasen": "Mittlere Jahre, 27 bis 64", "Themenfeld": "Einkommen und Mindestsicherung", "Gemeinde": "16062041", "Anschrift": "Musterstraße 1", "Plätze": 25.0})  # fmt: skip
    plan = plan_of(register, data)
    assert not plan.faults
    assert [(n["name"], n["places"], n["gemeinde"]) for n in plan.new] == [("Elterncafé", None, "")]
    assert [(c.offer.number, c.values) for c in plan.changed] == [(1, {"places": 25})]


def test_missing_columns_leave_what_stands(register: Register) -> None:
    short = [h for h in HEAD if h in {NUMBER, *ROW}]
    line = {**ROW, NUMBER: 2, "Bezeichnung": "Frauenhaus", "Träger": "Neuer Verein", "Für wen": "Menschen, die Gewalt erleben", "Lebensphasen": "alle Lebensphasen"}  # fmt: skip
    plan = plan_of(register, book([short, [line[h] for h in short]]))
    assert [c.values for c in plan.changed] == [{"provider": "Neuer Verein"}]


def test_every_problem_has_its_cell(register: Register) -> None:
    data = filled(
        {**ROW, "Art": "Verein", "Plätze": "viele", "Stand": "neulich"},
        {**ROW, NUMBER: 99},
        {**ROW, NUMBER: 1, "Gemeinde": "Weimar", "Träger": ""},
        {**ROW, NUMBER: 1, "Für wen": "Kinder; Menschen mit Schulden"},
        {**ROW, "Bezeichnung": "Schuldnerberatung", "Träger": "verband  muster"},
        {**ROW, "Bezeichnung": "Haus", "gültig ab": "02.01.2026", "gültig bis": "01.01.2026", "Kontakt": "Frau Muster"},
    )
    cells = {h: i for i, h in enumerate(HEAD, 1)}
    found = faults(register, data)
    places = [re.match(r"Blatt „Bestand“, Zelle ([A-Z]+\d+): ", f)[1] for f in found]  # type: ignore[index]
    assert sorted(places) == sorted(
        [
            cell_name(2, cells["Art"]), cell_name(2, cells["Plätze"]), cell_name(2, cells["Stand"]), "A3",
            cell_name(4, cells["Gemeinde"]), cell_name(4, cells["Träger"]), "A5", cell_name(5, cells["Für wen"]), "A6",
            cell_name(7, 1), cell_name(7, cells["Kontakt"]),
        ]
    )  # fmt: skip
    text = "\n".join(found)
    assert "Nummer „99“ gibt es hier nicht" in text and "steht schon in Zeile 4" in text
    assert "Diesen Eintrag gibt es schon als Nummer 1" in text
    assert "neulich" not in text and "Weimar" not in text  # texts of the file are described, not quoted


def test_cell_names() -> None:
    assert [cell_name(7, n) for n in (1, 4, 26, 27, 703)] == ["A7", "D7", "Z7", "AA7", "AAA7"]


def test_a_line_that_stands_twice(register: Register) -> None:
    assert faults(register, filled(ROW, ROW)) == ["Blatt „Bestand“, Zelle A3: Diese Zeile steht zweimal in der Mappe."]


def test_a_deleted_entry_is_not_written_to(register: Register) -> None:
    services.delete_offer(actor=register.planner, offer=register.open)
    assert faults(register, filled({**ROW, NUMBER: 1})) == [
        "Blatt „Bestand“, Zelle A2: Eintrag 1 ist gelöscht. Bitte stellen Sie ihn zuerst wieder her."
    ]


def test_formulas_without_result(register: Register) -> None:
    data = book([HEAD, [{**ROW, "Träger": "=A1"}.get(h) for h in HEAD]])
    assert any("Formel ohne Ergebnis" in f and "Zelle D2" in f for f in faults(register, data))


# --- refuges ---


def test_a_refuge_is_protected_unless_somebody_says_otherwise(register: Register) -> None:
    plan = plan_of(register, filled({**ROW, "Bezeichnung": "Schutzwohnung"}))
    assert not plan.faults and plan.new[0]["protected"] is True
    assert "wird geschützt eingetragen" in str(plan.notes[0])
    refused = faults(register, filled({**ROW, "Bezeichnung": "Schutzwohnung", "Ort geschützt": "nein"}))
    assert len(refused) == 1 and "Zelle E2" in refused[0] and "„nein, geprüft“" in refused[0]
    plan = plan_of(register, filled({**ROW, "Bezeichnung": "Schutzwohnung", "Ort geschützt": "nein, geprüft"}))
    assert not plan.faults and plan.new[0]["protected"] is False


def test_a_withheld_place_stays(register: Register) -> None:
    line = {**ROW, NUMBER: 2, "Bezeichnung": "Frauenhaus", "Träger": "Neu", "Gemeinde": "Ort geschützt", "Anschrift": "Ort geschützt"}  # fmt: skip
    change = plan_of(register, filled(line)).changed[0]
    assert not {"gemeinde", "address", "protected"} & set(change.values) and change.values["provider"] == "Neu"
    # an empty cell of the place says that it is gone
    assert change.values["latitude"] is None


# --- people ---

PEOPLE = [["Vorname", "Nachname", "Geburtsdatum"], ["A", "B", "03.04.1990"], ["C", "D", "05.06.1980"]]


@pytest.mark.parametrize(
    "data",
    [
        book(PEOPLE),
        book([[*HEAD, "Vorname", "Geburtsdatum"], [*(ROW.get(h) for h in HEAD), "Erika", "03.04.1990"]]),
        book([HEAD, [ROW.get(h) for h in HEAD]], more={"Tabelle2": PEOPLE}),
    ],
    ids=["alone", "beside our columns", "on another sheet"],
)
def test_rows_about_people_are_refused(data: bytes, register: Register) -> None:
    found = faults(register, data)
    assert len(found) == 1 and "nach einer Zeile je Person aus" in found[0] and "Erika" not in found[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Nummer;Bezeichnung", "keine Arbeitsmappe"),
        (b"PK\x03\x04kaputt", "abgeschnitten oder beschädigt"),
        (book([["Ort", "Zahl"], ["x", 1]]), "keine Tabelle mit den Spalten der Vorlage"),
        (book([["Nummer", "Bezeichnung", "Träger"], [1, "a", "b"]]), "Diese Spalten fehlen: Für wen, Lebensphasen, Quelle, Stand"),
        (book([[*HEAD, "Träger"], [*(ROW.get(h) for h in HEAD), "x"]]), "steht zweimal da"),
    ],
)  # fmt: skip
def test_other_files(data: bytes, words: str, register: Register) -> None:
    found = faults(register, data)
    assert len(found) == 1 and words in found[0]


# --- the page ---


def upload(client: Client, data: bytes) -> Any:
    return client.post("/k/nord/bestand/einlesen/", {"file": SimpleUploadedFile("b.xlsx", data)})


@pytest.fixture
def planner(register: Register) -> Client:
    client = Client()
    client.force_login(register.people[Role.SPECIALIST_PLANNER])
    return client


def confirmed(page: Any) -> str:
    found = re.search(r'name="confirmed" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def test_preview_then_confirm(register: Register, planner: Client) -> None:
    line = {**ROW, NUMBER: 1, "Bezeichnung": "Schuldnerberatung", "Träger": "Verband Neu"}
    page = upload(planner, filled(ROW, line))
    shown = page.content.decode()
    assert page.status_code == 200 and "1 neu, 1 geändert, 0 unverändert" in shown
    assert "Verband Muster" in shown and "Verband Neu" in shown
    assert Offer.objects.count() == 2
    token = confirmed(page)
    done = planner.post("/k/nord/bestand/einlesen/", {"confirmed": token})
    assert (done.status_code, done.headers["Location"]) == (303, "/k/nord/bestand/")
    assert Offer.objects.get(number=3).name == "Elterncafé"
    assert Offer.objects.get(number=1).provider == "Verband Neu"
    assert [
        Act.objects.filter(verb=f"monitoring.{verb}").count()
        for verb in ("import_offers", "create_offer", "edit_offer")
    ] == [1, 3, 1]
    # the button pressed twice: nothing more happens
    assert planner.post("/k/nord/bestand/einlesen/", {"confirmed": token}).headers["Location"].endswith("/einlesen/")
    assert Offer.objects.count() == 3


def test_refused_files_store_nothing(register: Register, planner: Client, settings: Any) -> None:
    for data in (filled({**ROW, "Plätze": "viele"}, ROW), book(PEOPLE)):
        page = upload(planner, data)
        assert page.status_code == 422 and "Es wurde nichts gespeichert" in page.content.decode()
    assert Offer.objects.count() == 2 and not (settings.HOME / "pending").exists()


def test_a_register_that_moved_on_is_not_overwritten(register: Register, planner: Client) -> None:
    line = {**ROW, NUMBER: 1, "Bezeichnung": "Schuldnerberatung", "Träger": "Aus der Mappe"}
    token = confirmed(upload(planner, filled(line, ROW)))
    services.edit_offer(actor=register.planner, offer=register.open, version=1, provider="Inzwischen")
    page = planner.post("/k/nord/bestand/einlesen/", {"confirmed": token}, follow=True).content.decode()
    assert "hat sich seit der Vorschau geändert" in page
    assert sorted(Offer.objects.values_list("provider", flat=True)) == ["Inzwischen", "Verein Zuversicht"]


def test_a_token_of_another_authority(register: Register, planner: Client, person_in: Any) -> None:
    from sozialstrategie.kit.core.models import Organisation

    token = confirmed(upload(planner, filled(ROW)))
    other = Organisation.objects.create(slug="sued", name="Süd", kind="local_authority", region_code="16069")
    stranger = Client()
    stranger.force_login(person_in(other, Role.PLANNING_COORDINATOR))
    assert stranger.post("/k/sued/bestand/einlesen/", {"confirmed": token}).status_code == 404
    forged = planner.post("/k/nord/bestand/einlesen/", {"confirmed": token + "x"}, follow=True).content.decode()
    assert "abgelaufen" in forged and Offer.objects.count() == 2


def test_reading_is_by_name_or_key(register: Register) -> None:
    plan = plan_of(register, filled({**ROW, "Gemeinde": "ellrich"}, {**ROW, "Bezeichnung": "B", "Gemeinde": ELLRICH}))
    assert [n["gemeinde"] for n in plan.new] == [ELLRICH, ELLRICH]


def test_values_of_another_workbook_are_the_same_entry(register: Register) -> None:
    """A register given out, read into an empty one: as many entries, equal field by field."""
    shown = queries.offers_for(register.planner, register.organisation)
    data = workbook.register_workbook(shown, register.organisation, today=DAY)
    for offer in (register.open, register.refuge):
        Offer.objects.filter(pk=offer.pk).delete()
    import python_calamine

    rows = python_calamine.CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name("Bestand").to_python()
    lines = [[f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell for cell in row[1:]] for row in rows[1:]]
    again = read_workbook(book([rows[0], *([None, *line] for line in lines)]), register.organisation, [])
    assert not again.faults
    for made, typed in zip(again.new, (values(), refuge()), strict=True):
        assert {name: made[name] for name in typed} == typed
