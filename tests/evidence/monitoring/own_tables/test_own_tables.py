"""A planner's own table: mapped by hand, seen by nobody else, computed, and recognised the next time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.models import Edition, OwnIndicator, Result, SavedMapping
from sozialstrategie.evidence.monitoring.own import find
from sozialstrategie.evidence.monitoring.own_tables import services
from sozialstrategie.evidence.monitoring.services.computing import compute_all, compute_own
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Job, Organisation
from sozialstrategie.kit.core.scopes import owner_scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
PersonIn = Callable[[Organisation, str], Person]

# Invented: families that were advised, and how many of them waited longer than a month.
TABLE = """Familienberatung;;;;
Schlüssel;Gebiet;Jahr;Beratene Familien;davon länger gewartet
16062;Nordhausen;2022;240;60
16062;Nordhausen;2023;250;75
16062;Nordhausen;2024;2;1
16061;Eichsfeld;2024;300;.
"""
FIELDS = {
    "mapping": "1", "blatt": "", "title": "Familienberatung", "source": "Jugendamt, eigene Statistik", "stand": "",
    "header_row": "2", "first_row": "3", "last_row": "", "decimal": ",", "year_kind": "year",
    "role_1": "region", "role_2": "name", "role_3": "period",
    "role_4": "value", "item_4": "Beratene Familien", "unit_4": "Fälle",
    "role_5": "value", "item_5": "länger gewartet", "unit_5": "Fälle",
}  # fmt: skip
TEXTS = {"definition": "Familien, die länger als einen Monat warteten.", "not_shown": "Wer gar nicht kam."}


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def planner(amt: Organisation, person_in: PersonIn, client: Client) -> Client:
    """The browser of a specialist planner, who may read in own tables and no official ones."""
    Organisation.objects.filter(pk=amt.pk).update(region_code="16062")
    amt.refresh_from_db()
    client.force_login(person_in(amt, Role.SPECIALIST_PLANNER))
    return client


def upload(client: Client, text: str = TABLE, slug: str = "nord") -> Any:
    file = SimpleUploadedFile("beratung.csv", text.encode())
    return client.post(reverse("monitoring_staff:import", args=[slug]), {"file": file})


def read_in(client: Client, text: str = TABLE, **changed: str) -> Edition:
    """Upload, map, keep."""
    asked = upload(client, text)
    assert asked.status_code == 302, asked.content.decode()
    page = client.get(asked.headers["Location"])
    sent = client.post(
        reverse("monitoring_staff:map", args=["nord"]), {**FIELDS, "datei": page.context["token"], **changed}
    )
    assert sent.status_code == 200, sent.content.decode()
    kept = client.post(reverse("monitoring_staff:keep", args=["nord"]), {"confirmed": sent.context["confirmed"]})
    assert kept.status_code == 303
    return Edition.objects.get(table="eigen-familienberatung")


def make_share(amt: Organisation, **changed: Any) -> OwnIndicator:
    values = {
        "name": "Lange Wartezeit", "theme": "Familien und Kinder", "unit": "%", "decimals": 1, "direction": "lower", "counts_people": False,
        "table": "eigen-familienberatung", "item": "länger gewartet", "category": "", "is_ratio": True,
        "below_item": "Beratene Familien", "below_category": "", "factor": 100.0, **TEXTS,
    }  # fmt: skip
    with owner_scope(amt):
        return services.create_indicator(actor=system("Test"), owner=amt, **{**values, **changed})


def test_a_table_is_mapped_looked_at_and_kept(planner: Client, amt: Organisation) -> None:
    asked = upload(planner)
    page = planner.get(asked.headers["Location"])
    text = page.content.decode()
    assert "Spalte D: „Beratene Familien“, zum Beispiel 240; 250; 2" in text and not Edition.objects.exists()
    address = reverse("monitoring_staff:map", args=["nord"])
    refused = planner.post(address, {**FIELDS, "datei": page.context["token"], "role_1": "", "unit_4": ""})
    assert refused.status_code == 422
    assert "Keine Spalte ist als Schlüssel des Gebiets gewählt." in refused.content.decode()
    assert "Bitte wählen Sie die Einheit; auch Spalte D nennt keine." in refused.content.decode()
    preview = planner.post(address, {**FIELDS, "datei": page.context["token"]})
    assert "7 Zahlen und 1 Zeichen für 2 Gebiete, 2022 bis 2024" in preview.content.decode()
    kept = planner.post(reverse("monitoring_staff:keep", args=["nord"]), {"confirmed": preview.context["confirmed"]})
    assert (kept.status_code, kept.headers["Location"]) == (303, reverse("monitoring_staff:own_list", args=["nord"]))
    edition = Edition.objects.get()
    assert (edition.owner, edition.values_count, edition.signs_count, edition.disclosure_rule) == (amt, 7, 1, "own")
    assert edition.series == [["Beratene Familien", "", "Fälle"], ["länger gewartet", "", "Fälle"]]
    assert "nur hier" in planner.get(reverse("monitoring_staff:editions", args=["nord"])).content.decode()


def test_the_next_file_of_the_same_form_needs_no_mapping(planner: Client, amt: Organisation) -> None:
    read_in(planner)
    newer = TABLE.replace("16062;Nordhausen;2024;2;1", "16062;Nordhausen;2024;260;52")
    preview = upload(planner, newer)
    text = preview.content.decode()
    assert preview.status_code == 200 and "7 Zahlen" in text
    assert "2 Werte sind anders" in text and "Kein Wert kommt hinzu" in text
    changed = [(c.fact["item"], c.fact["period"], c.before, c.now) for c, _ in preview.context["changed"]]
    assert changed == [("Beratene Familien", "2024", ".", "260"), ("länger gewartet", "2024", ".", "52")]
    planner.post(reverse("monitoring_staff:keep", args=["nord"]), {"confirmed": preview.context["confirmed"]})
    assert Edition.objects.filter(owner=amt, table="eigen-familienberatung").count() == 2
    made = make_share(amt)
    with owner_scope(amt):
        assert SavedMapping.objects.get().plain["stand"] == ""
        compute_own(actor=system("Test"), owner=amt)
        released = queries.series(made.code, regions=["16062"], year_from=2024, audience="internal", owner=amt)
    assert [o.value for o in released.payload] == [20.0]  # 52 of 260: what was read in later counts


def test_a_column_for_another_year_is_not_passed_over(planner: Client) -> None:
    wide = "Schlüssel;2023;2024\n16062;7;8\n16061;5;6\n"
    fields = {
        **FIELDS, "header_row": "1", "first_row": "2", "unit": "Plätze", "role_2": "value", "period_2": "2023",
        "role_3": "value", "period_3": "2024", "role_4": "", "role_5": "",
    }  # fmt: skip
    read_in(planner, wide, **fields)
    same = upload(planner, wide.replace(";8", ";9"))
    assert same.status_code == 200 and "Gelesen wie Ihre letzte Tabelle „Familienberatung“" in same.content.decode()
    asked = upload(planner, "Schlüssel;2023;2024;2025\n16062;7;8;9\n16061;5;6;7\n")
    assert asked.status_code == 302 and "zuordnen" in asked.headers["Location"]


def test_the_form_says_what_is_another_and_has_the_rest_filled_in(planner: Client) -> None:
    read_in(planner)
    asked = upload(planner, TABLE.replace("davon länger gewartet", "über drei Monate"))
    page = planner.get(asked.headers["Location"])
    text = page.content.decode()
    assert "ähnelt Ihrer Tabelle „Familienberatung“" in text
    assert "Neu: Spalte E „über drei Monate“." in text and "Nicht mehr da: „davon länger gewartet“." in text
    form = page.context["form"]
    filled = {name: form[name].value() for name in ("title", "source", "unit", "role_1", "role_4", "item_4")}
    assert filled == {"title": "Familienberatung", "source": "Jugendamt, eigene Statistik", "unit": "Fälle",
                      "role_1": "region", "role_4": "value", "item_4": "Beratene Familien"}  # fmt: skip


def test_an_older_table_is_named_as_such(planner: Client) -> None:
    read_in(planner, stand="2025-06-30")
    asked = upload(planner, TABLE.replace("Gebiet;", "Ort;").replace(";240;", ";241;") + "16061;Eichsfeld;2023;9;4\n")
    page = planner.get(asked.headers["Location"])
    sent = planner.post(
        reverse("monitoring_staff:map", args=["nord"]),
        {**FIELDS, "datei": page.context["token"], "stand": "2025-01-31", "role_5": ""},
    )
    text = sent.content.decode()
    assert "Ihre Datei ist älter als die Ausgabe" in text
    assert "1 Wert ist anders" in text and "1 Wert kommt hinzu" in text
    assert "4 frühere Werte stehen nicht in dieser Datei und gelten weiter" in text
    assert "Nicht gelesen wird die Spalte E „davon länger gewartet“." in text


def test_another_heading_is_not_read_by_the_saved_mapping(planner: Client) -> None:
    read_in(planner)
    asked = upload(planner, TABLE.replace("davon länger gewartet", "davon abgebrochen"))
    assert asked.status_code == 302 and "zuordnen" in asked.headers["Location"]
    assert Edition.objects.count() == 1


def test_what_the_reader_refuses_is_said_before_anything_is_stored(planner: Client) -> None:
    asked = upload(planner, TABLE.replace(";250;", ";25o;"))
    page = planner.get(asked.headers["Location"])
    sent = planner.post(reverse("monitoring_staff:map", args=["nord"]), {**FIELDS, "datei": page.context["token"]})
    assert sent.status_code == 422
    assert "Zeile 4, Spalte D" in sent.content.decode()
    assert not Edition.objects.exists()


def test_own_figures_are_computed_and_seen_by_their_owner_alone(planner: Client, amt: Organisation) -> None:
    read_in(planner)
    made = make_share(amt)
    assert made.code == "nord-lange-wartezeit"
    assert Job.objects.filter(name="monitoring.compute_own", owner=amt).count() == 2  # the edition, then the indicator
    with owner_scope(amt):
        run = compute_own(actor=system("Test"), owner=amt)
        released = queries.series(made.code, audience="internal", owner=amt)
    assert run.owner == amt
    found = {(o.region, o.year): (o.value, str(o.sign or "")) for o in released.payload}
    # 60 of 240, 75 of 250; one of two would name a family, a sign stays a sign
    assert found == {("16062", 2022): (25.0, ""), ("16062", 2023): (30.0, ""), ("16062", 2024): (None, "."),
                     ("16061", 2024): (None, ".")}  # fmt: skip
    first = next(o for o in released.payload if o.year == 2022)
    assert (first.source, str(first.origin)) == ("Jugendamt, eigene Statistik", "computed")
    assert first.low is not None and first.high is not None and first.low < 25 < first.high
    with owner_scope(amt):
        assert queries.series(made.code, audience="public", owner=amt).payload == ()
    assert queries.series(made.code, audience="internal").payload == ()
    other = Organisation.objects.create(slug="sued", name="Landkreis Süd", kind="local_authority")
    with owner_scope(other):
        assert queries.series(made.code, audience="internal", owner=other).payload == ()
        assert find(made.code) is None
    assert queries.indicator(made.code) is None


def test_the_run_of_the_instance_knows_nothing_of_own_tables(planner: Client, amt: Organisation) -> None:
    read_in(planner)
    make_share(amt)
    with owner_scope(amt):
        compute_own(actor=system("Test"), owner=amt)
    run = compute_all(actor=system("Test"))
    assert run.editions == [] and run.owner is None
    own = queries.current_run(amt)
    assert own is not None and Result.objects.filter(run=own).count() == 4


def test_nobody_else_finds_tables_or_indicators(planner: Client, amt: Organisation, person_in: PersonIn) -> None:
    edition = read_in(planner)
    made = make_share(amt)
    other = Organisation.objects.create(slug="sued", name="Landkreis Süd", kind="local_authority", region_code="16061")
    foreign = Client()
    foreign.force_login(person_in(other, Role.PLANNING_COORDINATOR))
    for slug in ("nord", "sued"):
        for route, args in (
            ("edition", [edition.uid]), ("own_indicator", [made.code]), ("own_download", [made.code, "csv"]), ("own_edit", [made.code]),
        ):  # fmt: skip
            assert foreign.get(reverse(f"monitoring_staff:{route}", args=[slug, *args])).status_code == 404, (
                slug,
                route,
            )
        deleted = foreign.post(reverse("monitoring_staff:own_delete", args=[slug, made.code]), {"version": "1"})
        assert deleted.status_code == 404
    assert foreign.get(f"/lage/16062/{made.code}/").status_code == 404
    assert "Familienberatung" not in foreign.get(reverse("monitoring_staff:editions", args=["sued"])).content.decode()
    token = planner.get(
        upload(planner, TABLE.replace("240", "241").replace("Jahr", "Berichtsjahr")).headers["Location"]
    ).context["token"]
    stolen = foreign.get(reverse("monitoring_staff:map", args=["sued"]), {"datei": token})
    assert stolen.status_code == 302 and stolen.headers["Location"] == reverse("monitoring_staff:import", args=["sued"])
    with owner_scope(other), pytest.raises(Forbidden):
        services.create_indicator(actor=_actor(person_in(other, Role.LEADERSHIP)), owner=other, name="x")


def _actor(person: Person) -> Any:
    from sozialstrategie.kit.accounts.queries import actor_for

    return actor_for(person)


def test_the_page_of_an_own_indicator(planner: Client, amt: Organisation) -> None:
    read_in(planner)
    made = make_share(amt, target=20.0, target_year=2030)
    with owner_scope(amt):
        compute_own(actor=system("Test"), owner=amt)
    text = planner.get(reverse("monitoring_staff:own_indicator", args=["nord", made.code])).content.decode()
    assert "Im Landkreis Nordhausen lag der Wert „Lange Wartezeit“ 2023 bei 30,0 Prozent." in text
    assert "Ziel: 20,0 % bis 2030" in text and "Außerhalb sieht sie niemand" in text
    csv = planner.get(reverse("monitoring_staff:own_download", args=["nord", made.code, "csv"])).content.decode()
    assert "nord-lange-wartezeit;16062;" in csv and ";30;" in csv
    assert "Lange Wartezeit" in planner.get(reverse("monitoring_staff:own_list", args=["nord"])).content.decode()


def test_changing_and_deleting_an_own_indicator(planner: Client, amt: Organisation) -> None:
    read_in(planner)
    made = make_share(amt)
    address = reverse("monitoring_staff:own_edit", args=["nord", made.code])
    form = planner.get(address).context["form"]
    sent = {**form.initial, "target": "", "target_year": "", "name": "Wartezeit über einen Monat"}
    sent.pop("counts_people")
    assert planner.post(address, sent).status_code == 303
    stale = planner.post(address, {**sent, "name": "Noch anders"})
    assert stale.status_code == 409 and "Wartezeit über einen Monat" in stale.content.decode()
    with owner_scope(amt):
        made.refresh_from_db()
        assert (made.name, made.version, made.code) == ("Wartezeit über einen Monat", 2, "nord-lange-wartezeit")
        with pytest.raises(Conflict):
            services.edit_indicator(actor=system("Test"), indicator=made, version=1, name="x")
    deleted = planner.post(reverse("monitoring_staff:own_delete", args=["nord", made.code]), {"version": "2"})
    assert deleted.status_code == 303
    assert planner.get(reverse("monitoring_staff:own_indicator", args=["nord", made.code])).status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"item": "gibt es nicht"}, "Diese Reihe hat die Tabelle nicht."),
        ({"table": "eigen-anderes"}, "Die Tabelle eigen-anderes gibt es hier nicht."),
        ({"counts_people": True, "direction": "lower"}, "monitoring_people_have_no_direction"),
    ],
)
def test_an_indicator_that_cannot_be(
    planner: Client, amt: Organisation, changed: dict[str, Any], sentence: str
) -> None:
    read_in(planner)
    with pytest.raises(Refused, match=sentence):
        make_share(amt, **changed)


def test_official_tables_are_not_read_in_by_specialist_planners(planner: Client) -> None:
    from tests.evidence.monitoring.readers.samples import SCHOOL

    answer = upload(planner, SCHOOL)
    assert answer.status_code == 422 and "Das ist eine amtliche Tabelle; sie gilt für alle." in answer.content.decode()
    assert not Edition.objects.exists()


def test_of_two_tables_of_one_day_the_later_one_ranks_higher() -> None:
    """Also where it was read in at an earlier hour of a later day; the Stand goes before."""
    evening, morning = (datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((23, 20), (24, 7)))
    assert services.ranked_stand("2024-12-31", evening) < services.ranked_stand("2024-12-31", morning)
    assert services.ranked_stand("2024-12-31", morning) < services.ranked_stand("2025-01-01", evening)
    assert services.ranked_stand("2024-12-31", evening) == "2024-12-31 261123210000000000"  # Berlin time
    assert services.ranked_stand("", morning).startswith("2026-11-24 ")


@pytest.mark.parametrize("unit", ["Index", "je 1.000", "%", "Euro"])
def test_a_count_keeps_its_scale(planner: Client, amt: Organisation, unit: str) -> None:
    """Two families in another unit would be two families that the gate does not know."""
    read_in(planner)
    with pytest.raises(Refused, match="zählt in „Fälle“"):
        make_share(amt, unit=unit, item="Beratene Familien", is_ratio=False, below_item="", factor=1.0)
    with pytest.raises(Refused, match="nur zusammen mit „geteilt durch“"):
        make_share(amt, unit="Fälle", item="Beratene Familien", is_ratio=False, below_item="", factor=100.0)
    with owner_scope(amt):
        assert not OwnIndicator.objects.filter(owner=amt).exists()


@pytest.mark.parametrize("unit", ["Fälle", "Plätze", "Wohnungen"])
def test_small_counts_are_kept_back_whatever_they_are_called(planner: Client, amt: Organisation, unit: str) -> None:
    read_in(planner)
    made = make_share(amt, unit=unit, item="Beratene Familien", is_ratio=False, below_item="", factor=1.0)
    with owner_scope(amt):
        compute_own(actor=system("Test"), owner=amt)
        shown = queries.series(made.code, regions=["16062"], audience="internal", owner=amt).payload
    assert {o.year: o.value for o in shown} == {2022: 240.0, 2023: 250.0, 2024: None}
