"""The map of any year and its classes, chosen by the address alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.monitoring.comparing.forms import german_number
from sozialstrategie.evidence.monitoring.models import Result

pytestmark = pytest.mark.usefixtures("world")
NORDHAUSEN = "16062"
BOTH = pytest.mark.parametrize("page", ["map", "indicator"])


def shown(client: Client, page: str, *, code: str = "sgb2_rate", **query: str) -> Any:
    """The map on its own page or on that of the indicator."""
    response = client.get(reverse(f"monitoring:{page}", args=[NORDHAUSEN, code]), query)
    assert response.status_code == (422 if query.pop("faulty", "") else 200)
    return response.context["map"] if page == "map" else response.context["page"].map


@BOTH
def test_without_a_choice_it_is_the_newest_year_in_round_classes(page: str, client: Client) -> None:
    made = shown(client, page)
    assert (made.year, made.years, made.chosen) == (2022, (2022, 2021, 2020, 2019, 2018, 2017, 2016), False)
    assert made.how == (
        "Fünf feste Klassen mit runden Grenzen, gleich für alle Jahre. Die Grenzen richten sich nach den Werten der Jahre 2018 bis "
        "2022; in früheren Jahren liegen viele Werte in der äußersten Klasse."
    )
    assert sum(row.count for row in made.rows) == 22


@BOTH
def test_every_year_has_the_same_classes(page: str, client: Client) -> None:
    for method in ("rund", "breite", "anzahl", "jenks"):
        legends = {
            tuple(row.words for row in shown(client, page, jahr=y, einteilung=method, klassen="4").rows)
            for y in ("2016", "2022")
        }
        assert len(legends) == 1


def test_the_table_beside_names_the_class_of_every_place(client: Client) -> None:
    made = shown(client, "map", jahr="2018", einteilung="grenzen", grenzen="11,5; 12")
    assert [c.label for c in made.table.columns] == ["Gebiet", "2018", "Klasse"]
    by_name = {row.cells[0]: row.cells[1:] for row in made.table.rows}
    assert by_name["Stadt Erfurt"] == ("11,0", "unter 11,5")
    assert by_name["Landkreis Nordhausen"] == ("11,6", "11,5 bis unter 12,0")
    assert [row.cells[0] for row in made.table.rows][:2] == ["Ilm-Kreis", "Kyffhäuserkreis"]


def test_around_thuringia_the_distance_is_to_the_same_year(client: Client) -> None:
    for year in ("2016", "2022"):
        made = shown(client, "map", jahr=year, einteilung="bezug", bezug="16", klassen="5")
        by_name = {row.cells[0]: row.cells[1:] for row in made.table.rows}
        assert by_name["Stadt Erfurt"][1] == "−1,0" and by_name["Landkreis Nordhausen"][1] == "−0,4"
        assert "Abstand zu Thüringen im selben Jahr, in Prozentpunkten" in made.how
        assert "nicht gut oder schlecht" in made.how
    own = shown(client, "map", einteilung="bezug", bezug="zahl", zahl="9,5")
    assert "Abstand zu dem Wert 9,5" in own.how


def test_figures_about_people_have_no_two_sides(client: Client) -> None:
    """share_65_plus counts people."""
    made = shown(client, "map", code="share_65_plus", einteilung="bezug", bezug="16")
    assert not any(row.hatched for row in made.rows)
    assert {row.colour for row in made.rows} <= {"#E4EDF3", "#B7CFDF", "#7FA8C6", "#3A7199", "#174A70"}
    assert "Querstrichen" not in made.how


def test_a_series_without_the_land_offers_no_reference_to_it(client: Client) -> None:
    Result.objects.filter(region="16", indicator="sgb2_rate").delete()
    choices = dict(shown(client, "map").form.fields["bezug"].choices)
    assert choices == {"DG": "Deutschland", "zahl": "eigene Zahl"}


@pytest.mark.parametrize(
    ("query", "fault"),
    [({"jahr": "1871"}, "1871"), ({"einteilung": "grenzen"}, "mindestens eine Grenze"), ({"einteilung": "grenzen", "grenzen": "7; 5"}, "ansteigen"),
     ({"einteilung": "grenzen", "grenzen": "1;2;3;4;5"}, "Höchstens vier"), ({"einteilung": "grenzen", "grenzen": "viel"}, "Zahlen mit Semikolon"),
     ({"einteilung": "bezug", "bezug": "zahl"}, "mit der verglichen"), ({"einteilung": "bezug", "bezug": "zahl", "zahl": "nan"}, "zum Beispiel 12,5"),
     ({"klassen": "9"}, "9"), ({"einteilung": "zauber"}, "zauber")],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_explained_and_the_map_stays(
    query: dict[str, str], fault: str, client: Client
) -> None:
    response = client.get(reverse("monitoring:map", args=[NORDHAUSEN, "sgb2_rate"]), query)
    text = response.content.decode()
    assert response.status_code == 422 and "<title>Fehler: " in text
    faults = re.findall(r'wahlfeld__fehler"[^>]*>([^<]*)', text)
    assert len(faults) == 1 and fault in faults[0]
    assert "Fünf feste Klassen" in text and 'class="wertkarte"' in text


def test_the_page_of_the_indicator_explains_it_too(client: Client) -> None:
    response = client.get(reverse("monitoring:indicator", args=[NORDHAUSEN, "sgb2_rate"]), {"jahr": "1871"})
    assert response.status_code == 422 and "wahlfeld__fehler" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "value"), [("12,5", 12.5), ("1.234,5", 1234.5), ("7.5", 7.5), (" −3 ", -3.0), ("12 000", 12000.0)]
)
def test_german_numbers(text: str, value: float) -> None:
    assert german_number(text) == value


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "inf", "nan"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError):
        german_number(text)
