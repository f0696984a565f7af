"""Pages of comparison: what they show, to whom they are missing, how few questions they ask; one series per picture."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.monitoring.comparing import multiples, profile, side
from sozialstrategie.evidence.monitoring.comparison import land_group
from sozialstrategie.evidence.monitoring.models import Result, Run
from sozialstrategie.evidence.monitoring.wording import stigma_words
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.figures.released import Origin
from tests.evidence.monitoring.comparing.conftest import COMPUTED, KREISE, PUBLISHED

ALLOWED = 15
NORDHAUSEN, ERFURT, GERA = "16062", "16051", "16052"
PAGES = [
    ("profile_page", NORDHAUSEN),
    ("courses", NORDHAUSEN, "sgb2_rate"),
    ("map", NORDHAUSEN, "sgb2_rate"),
    ("compare",),
]
pytestmark = pytest.mark.usefixtures("world")


def url(name: str, *args: str) -> str:
    return reverse(f"monitoring:{name}", args=args)


def get(client: Client, name: str, *args: str, status: int = 200, **query: str) -> str:
    response = client.get(url(name, *args), query)
    assert response.status_code == status
    return response.content.decode()


def words(page: str) -> str:
    """Text that somebody reads, without pictures."""
    bare = re.sub(r"<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


@pytest.mark.parametrize("address", PAGES, ids=lambda a: a[0])
def test_few_questions(address: tuple[str, ...], client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(ALLOWED):
        assert client.get(url(*address)).status_code == 200


def test_pages_are_read_only(client: Client) -> None:
    for address in PAGES:
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(url(*address)).status_code == 405


def test_only_the_kreise_of_today_have_pages(client: Client) -> None:
    for region in ("16001", "16", "DG", "16062041", "99999", "09162", "xyz"):
        for name, *more in (("profile_page",), ("courses", "sgb2_rate"), ("map", "sgb2_rate")):
            get(client, name, region, *more, status=404)


def test_unknown_and_counted_indicators_have_no_map(client: Client) -> None:
    get(client, "map", NORDHAUSEN, "gibt-es-nicht", status=404)
    get(client, "courses", NORDHAUSEN, "gibt-es-nicht", status=404)
    get(client, "map", NORDHAUSEN, "population", status=404)


def test_without_figures_the_pages_say_so(client: Client) -> None:
    assert "noch keine Werte vor. Das ist nicht null." in get(client, "map", NORDHAUSEN, "car_density")
    assert "noch nichts vor. Das ist nicht null." in get(client, "courses", NORDHAUSEN, "car_density")


# --- profile ---


def test_profile_names_value_references_span_and_origin() -> None:
    place = regions.record(NORDHAUSEN)
    assert place is not None
    lines = {line.info.code: line for t in profile.themes_of(place, land_group(NORDHAUSEN)) for line in t.lines}
    assert list(lines) == ["share_65_plus", "sgb2_rate", "foreign_share"]
    line = lines["sgb2_rate"]
    at = KREISE.index(NORDHAUSEN)
    assert line.latest.value == pytest.approx(9.0 + at / 10)
    assert (line.land, line.bund, line.span, line.interval) == ("10,0", "11,0", "9,0 bis 11,1", "")
    assert (line.first_year, line.latest.period, line.derivation) == (
        2016,
        "2022",
        "wie veröffentlicht, INKAR-Reihe q_SGBII",
    )


def test_profile_table_has_all_places_by_name(client: Client) -> None:
    place = regions.record(NORDHAUSEN)
    assert place is not None
    (_, theme, _) = profile.themes_of(place, land_group(NORDHAUSEN))
    names = [row.cells[0] for row in theme.table.rows]
    assert len(names) == 22 and names[0] == "Ilm-Kreis"
    assert [row.cells[0] for row in theme.table.rows if row.own] == [place.name]
    assert stigma_words(words(get(client, "profile_page", NORDHAUSEN))) == []


@pytest.mark.parametrize("address", PAGES, ids=lambda a: a[0])
def test_nobody_is_ranked(address: tuple[str, ...], client: Client) -> None:
    page = words(get(client, *address, **({"ort1": NORDHAUSEN, "ort2": ERFURT} if address[0] == "compare" else {})))
    page = page.replace("nirgends eine Rangliste", "")
    assert not re.search(r"\bRang|Platz \d|Schlusslicht|Spitzenreiter|beste[rn]?\b|schlechteste|\bSieger", page)


def test_profile_is_kept_until_the_next_run(client: Client, django_assert_num_queries: Any) -> None:
    first = get(client, "profile_page", NORDHAUSEN)
    with django_assert_num_queries(1):  # which run is shown
        assert get(client, "profile_page", NORDHAUSEN) == first


# --- one series ---


def test_published_and_computed_figures_are_never_mixed(client: Client) -> None:
    """The published series stands on every page; of the computed one (77,0 to 79,7) not a figure, except under "andere Quellen"."""
    own, old = "share_65_plus", r"\b(?:77|78|79),\d\b"
    pages = {
        "profile": get(client, "profile_page", NORDHAUSEN),
        "courses": get(client, "courses", NORDHAUSEN, own),
        "map": get(client, "map", NORDHAUSEN, own),
        "compare": get(client, "compare", ort1=NORDHAUSEN, ort2=ERFURT, thema="Bevölkerung"),
        "indicator": get(client, "indicator", NORDHAUSEN, own).split("Dieselbe Kennzahl aus anderen Quellen")[0],
        "situation": get(client, "situation", NORDHAUSEN),
    }
    for name, page in pages.items():
        assert re.search(r"\b2[0-2],\d\b", words(page)), name
        assert not re.search(old, page), name  # pictures too
    other = get(client, "indicator", NORDHAUSEN, own).split("Dieselbe Kennzahl aus anderen Quellen")[1]
    assert re.search(old, words(other))


@pytest.mark.usefixtures("counted")
def test_where_the_computed_series_is_shown_it_is_named_hollow_and_carries_its_range(client: Client) -> None:
    page = get(client, "profile_page", NORDHAUSEN)
    assert "eigene Berechnung" in page and "herkunft--eigen" in page
    assert "95-Prozent-Bereich nach Wilson" in words(page)
    place = regions.record(NORDHAUSEN)
    assert place is not None
    line = next(line for t in profile.themes_of(place, land_group(NORDHAUSEN)) for line in t.lines if line.interval)
    assert line.latest.origin is Origin.COMPUTED and line.latest.derivation == COMPUTED
    assert 'fill="#FFFFFF" stroke="#1E5A86"' in line.strip
    # Wilson for 776 of 1000 (the place is the seventh Kreis), by hand: centre 0.77494, half width 0.02581
    assert KREISE.index(NORDHAUSEN) == 6
    assert line.interval == "74,9 bis 80,1"
    indicator = words(get(client, "indicator", NORDHAUSEN, "share_65_plus"))
    assert "Heller Streifen: 95-Prozent-Bereich nach Wilson." in indicator
    assert "hohle Form: eigene Berechnung" in words(
        get(client, "compare", ort1=NORDHAUSEN, ort2=ERFURT, thema="Bevölkerung")
    )


def test_a_page_that_mixed_would_fail(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a page that forgets to choose the derivation."""
    monkeypatch.setattr("sozialstrategie.evidence.monitoring.queries.default_derivation", lambda *_: COMPUTED)
    everything = Result.objects.filter(indicator="share_65_plus", region=NORDHAUSEN, year=2022)
    assert {r.derivation for r in everything} == {PUBLISHED, COMPUTED}
    from sozialstrategie.evidence.monitoring.queries import info, series
    from sozialstrategie.kit.figures import small

    with pytest.raises(ValueError, match="gehören nicht in ein Bild"):
        small.course(series("share_65_plus", regions=[NORDHAUSEN]), info("share_65_plus"), own=(NORDHAUSEN, "x"))


# --- side by side ---


def test_places_keep_the_order_chosen(client: Client) -> None:
    page = get(client, "compare", ort1=GERA, ort2=NORDHAUSEN, ort3=ERFURT, thema="Einkommen und Mindestsicherung")
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)
    assert heads == ["Kennzahl", "Zeit", "Gera", "Nordhausen", "Erfurt", "Thüringen", "Herkunft"]
    cells = re.findall(r'<td[^>]*data-kopf="[^"]*">([^<]*)</td>', page)
    assert cells == ["2022", "9,1", "9,6", "9,0", "10,0", "amtlich"]


def test_two_places_have_their_difference_from_shown_values(client: Client) -> None:
    page = words(get(client, "compare", ort1=GERA, ort2=NORDHAUSEN, thema="Einkommen und Mindestsicherung"))
    assert "Unterschied" in page and "−0,5" in page
    assert "erster Ort minus zweiter, eigene Berechnung aus gerundeten Werten" in page


def test_all_places_show_the_same_period(world: Run) -> None:
    Result.objects.filter(region=NORDHAUSEN, indicator="sgb2_rate", year=2022).delete()
    places = [r for key in (NORDHAUSEN, ERFURT) if (r := regions.record(key))]
    made = side.side_by_side(places, "Einkommen und Mindestsicherung")
    assert [p.period for p in made.pictures] == ["2021"]
    assert made.table.rows[0].cells[1:4] == ("2021", "10,1", "9,5")


@pytest.mark.parametrize(
    ("query", "fault"),
    [({"ort1": NORDHAUSEN, "ort2": NORDHAUSEN}, "zwei verschiedene Orte"), ({"ort1": NORDHAUSEN, "ort2": ""}, "Bitte wählen Sie einen Ort."),
     ({"ort1": NORDHAUSEN, "ort2": "09162"}, "Diesen Ort gibt es hier nicht."),
     ({"ort1": NORDHAUSEN, "ort2": ERFURT, "thema": "Wetter"}, "Dieses Thema gibt es hier nicht.")],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_explained(query: dict[str, str], fault: str, client: Client) -> None:
    page = get(client, "compare", status=422, **query)
    assert fault in page and "<title>Fehler: " in page


def test_a_link_from_a_place_begins_the_choice(client: Client) -> None:
    page = get(client, "compare", ort1=NORDHAUSEN)
    assert f'value="{NORDHAUSEN}" selected' in page and "wahlfeld__fehler" not in page


# --- all Kreise over the years ---


def test_courses_show_the_own_place_first_then_by_name() -> None:
    place = regions.record(NORDHAUSEN)
    assert place is not None
    made = multiples.multiples(place, "sgb2_rate")
    assert made is not None
    names = [p.place.short_name for p in made.panels]
    assert len(names) == 22 and names[:3] == ["Nordhausen", "Altenburger Land", "Eichsfeld"]
    assert (made.first_year, made.last_year, made.from_zero) == (2016, 2022, True)
    assert [c.label for c in made.table.columns][:3] == ["Gebiet", "2022", "2021"]
    assert [row.cells[0] for row in made.table.rows][-2:] == ["Thüringen", "Deutschland"]
    axes = {tuple(re.findall(r'text-anchor="end"[^>]*>([^<]+)', str(p.svg))[:2]) for p in made.panels}
    assert axes == {("0", "15")}


def test_a_sign_is_shown_as_it_is(client: Client) -> None:
    Result.objects.filter(region=ERFURT, indicator="sgb2_rate", year=2021).update(value=None, sign=".")
    page = get(client, "courses", NORDHAUSEN, "sgb2_rate")
    assert "Ein Punkt ist nicht null." in page
