"""Where a refuge is leaves the house in no output: each way out is tried for everybody who does not edit."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client

from sozialstrategie.evidence.monitoring.offers import queries, services, workbook
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Act
from tests.evidence.monitoring.offers.conftest import ELLRICH, HIDDEN, Register

pytestmark = pytest.mark.django_db

READERS = (Role.LEADERSHIP, Role.DATA_STEWARD, Role.PROCESS_CONSULTANT)
# The filter and the form of the list name all Gemeinden; the record and the files must not name this one.
TELLING = tuple(word for word in HIDDEN if word not in ("Ellrich", ELLRICH))


def client_of(register: Register, role: Role) -> Client:
    client = Client()
    client.force_login(register.people[role])
    return client


def unpacked(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


def rows_of(data: bytes, sheet: str = "Bestand") -> list[list[object]]:
    import python_calamine

    return python_calamine.CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()


@pytest.mark.parametrize("role", READERS)
def test_pages(role: Role, register: Register) -> None:
    client = client_of(register, role)
    listed = client.get("/k/nord/bestand/").content.decode()
    assert "Frauenhaus" in listed and "Ort geschützt" in listed and "nur hier" not in listed
    assert [word for word in TELLING if word in listed] == []
    assert listed.count("Ellrich") == 1  # the choice of the filter, as without any entry
    one = client.get(f"/k/nord/bestand/{register.refuge.uid}/").content.decode()
    assert "Wo das ist, wird zum Schutz der Menschen dort nicht genannt." in one
    assert [word for word in HIDDEN if word in one] == []


@pytest.mark.parametrize("role", READERS)
def test_the_filter_does_not_tell(role: Role, register: Register) -> None:
    client = client_of(register, role)
    assert "Frauenhaus" not in client.get(f"/k/nord/bestand/?gemeinde={ELLRICH}").content.decode()
    assert (
        "Frauenhaus"
        in client_of(register, Role.SPECIALIST_PLANNER).get(f"/k/nord/bestand/?gemeinde={ELLRICH}").content.decode()
    )


@pytest.mark.parametrize("role", [Role.PLANNING_COORDINATOR, *READERS])
def test_the_map_and_the_table_of_places_locate_it_for_nobody(role: Role, register: Register) -> None:
    page = client_of(register, role).get("/k/nord/bestand/uebersicht/").content.decode()
    assert "Ellrich 0; " in page and "Nordhausen 1; " in page  # the description of the map
    assert '<th scope="row">Ellrich</th><td class="z">0</td>' in page
    assert '<th scope="row">Ort geschützt</th><td class="z">1</td>' in page
    assert [word for word in TELLING if word in page] == []


@pytest.mark.parametrize("role", READERS)
def test_files_for_readers(role: Role, register: Register) -> None:
    client = client_of(register, role)
    data = client.get("/k/nord/bestand/bestand.xlsx").content
    row = next(row for row in rows_of(data) if row[0] == 2)
    assert row[4:9] == ["ja", *["Ort geschützt"] * 4]
    assert [word for word in TELLING if word in unpacked(data)] == []
    assert client.get("/k/nord/bestand/bestand.xlsx?orte=alle").status_code == 404


def test_files_for_editors(register: Register) -> None:
    client = client_of(register, Role.PLANNING_COORDINATOR)
    plain = client.get("/k/nord/bestand/bestand.xlsx").content
    assert [word for word in TELLING if word in unpacked(plain)] == []
    whole = client.get("/k/nord/bestand/bestand.xlsx?orte=alle").content
    row = next(row for row in rows_of(whole) if row[0] == 2)
    assert row[5:9] == ["Ellrich", "Geheimweg 7", 51.58756, 10.66568]


@pytest.mark.parametrize("role", [Role.PLANNING_COORDINATOR, Role.LEADERSHIP])
def test_the_file_for_all_names_the_kreis_only(role: Role, register: Register) -> None:
    data = client_of(register, role).get("/k/nord/bestand/angebote.xlsx").content
    row = next(row for row in rows_of(data) if "Frauenhaus" in row)
    assert row[:3] == ["Ort geschützt", "Landkreis Nord", ""]
    assert [word for word in HIDDEN if word in unpacked(data)] == []
    assert "Notiz" not in rows_of(data)[0] and "Finanzierung" not in rows_of(data)[0]


def test_the_public_workbook_refuses_a_located_refuge(register: Register) -> None:
    rows = queries.offers_for(register.planner, register.organisation)
    with pytest.raises(ValueError, match="darf nicht hinaus"):
        workbook.public_workbook(rows, register.organisation, today=date(2026, 9, 1))


def test_queries_give_no_place_to_readers(register: Register) -> None:
    for role in READERS:
        shown = queries.offers_for(actor_for(register.people[role]), register.organisation)
        text = repr(shown)
        assert [word for word in HIDDEN if word in text] == []
        assert [o.place_words for o in shown] == ["Nordhausen", "Ort geschützt"]
    released = queries.released_offers(register.planner, register.organisation, on=date(2026, 9, 1))
    assert [word for word in HIDDEN if word in repr(released)] == []


def test_history_for_leadership(register: Register) -> None:
    """Leadership sees all acts, also those from before the protection; the place in none of them."""
    services.edit_offer(actor=register.planner, offer=register.open, version=1, address="Geheimweg 9", gemeinde=ELLRICH)
    services.edit_offer(actor=register.planner, offer=register.open, version=2, protected=True)
    page = client_of(register, Role.LEADERSHIP).get("/k/nord/verlauf/").content.decode()
    assert "Frauenhaus" in page and "nur für Menschen, die es bearbeiten" in page
    assert [word for word in HIDDEN if word in page] == []
    own = client_of(register, Role.PLANNING_COORDINATOR).get("/k/nord/verlauf/").content.decode()
    assert "Geheimweg 7" in own and "Geheimweg 9" in own and "Menschen mit Schulden" in own


def test_undo_by_others_tells_nothing(register: Register) -> None:
    client = client_of(register, Role.LEADERSHIP)
    row = Act.objects.filter(object_uid=register.refuge.uid).get()
    answer = client.post(f"/k/nord/verlauf/{row.uid}/rueckgaengig/", follow=True).content.decode()
    assert "fehlt Ihnen die Berechtigung" in answer and [word for word in HIDDEN if word in answer] == []
    register.refuge.refresh_from_db()
    assert register.refuge.deleted_at is None


def test_other_pages_of_the_house(register: Register) -> None:
    """Start page of the organisation, public page: nothing of the register at all."""
    client = client_of(register, Role.LEADERSHIP)
    for url in ("/k/nord/", "/", f"/?q={quote('Frauenhaus')}", "/lage/16062/"):
        answer = client.get(url, follow=True).content.decode()
        assert [w for w in ("Geheimweg", "Frauenhaus") if w in answer] == [], url
