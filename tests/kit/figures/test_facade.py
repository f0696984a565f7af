"""The façade to the renderer: accessible, strict, exact, cached."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sozialstrategie.kit.figures import charts, svg
from sozialstrategie.kit.figures.released import IndicatorInfo
from tests.kit.figures.conftest import observation, released

OWN = ("16062", "Nordhausen")
NS = "{http://www.w3.org/2000/svg}"


def population(info: IndicatorInfo, size: charts.Size = charts.HALF) -> charts.Chart:
    found = released(observation(82179, 2023), observation(80762, 2024))
    return charts.time_series(found, info, own=OWN, land=None, bund=None, size=size)


@pytest.fixture
def persons(make_info) -> IndicatorInfo:  # type: ignore[no-untyped-def]
    return make_info(name="Bevölkerung <insgesamt>", unit="Personen", decimals=0)


def test_thousands_in_words_are_not_touched(persons: IndicatorInfo) -> None:
    """Coordinates lose digits, figures never: "80.762" must not become "80.8"."""
    words = re.findall(r"<text[^>]*>([^<]*)</text>", svg.render(population(persons)))
    assert "80.762 Nordhausen" in words
    assert {w for w in words if re.fullmatch(r"8\d\.\d{3}", w)} >= {"81.000", "82.000"}


def test_root_has_role_title_and_description_and_marks_are_silent(persons: IndicatorInfo) -> None:
    chart = population(persons)
    root = ElementTree.fromstring(svg.render(chart))
    assert root.get("role") == "img"
    title, description, marks = list(root)
    assert (title.tag, title.text) == (NS + "title", "Bevölkerung <insgesamt>")
    assert (description.tag, description.text) == (NS + "desc", chart.description)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert marks.get("aria-hidden") == "true"
    assert not [e for e in marks.iter() if e.get("aria-label") or e.get("role")]


def test_strict_policy_holds(persons: IndicatorInfo) -> None:
    drawn = svg.render(population(persons))
    root = ElementTree.fromstring(drawn)
    assert not [e for e in root.iter() if e.get("style") or e.tag in (NS + "style", NS + "script")]
    assert "http" not in drawn.replace("http://www.w3.org/", "")
    with pytest.raises(ValueError, match="style"):
        svg.accessible(
            '<svg width="1" height="1" viewBox="0 0 1 1"><g style="fill:red"/></svg>',
            title="t",
            description="d",
            key="k",
        )
    with pytest.raises(ValueError, match="Wurzel"):
        svg.accessible("<p>", title="t", description="d", key="k")


def test_ids_differ_between_pictures_and_references_fit(persons: IndicatorInfo) -> None:
    wide, narrow = svg.render(population(persons)), svg.render(population(persons, charts.NARROW))
    ids = [set(re.findall(r'\bid="([^"]+)"', drawn)) for drawn in (wide, narrow)]
    assert ids[0] and not ids[0] & ids[1]
    for drawn, known in zip((wide, narrow), ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", drawn)) <= known


def test_same_spec_same_picture_and_the_cache_is_used(persons: IndicatorInfo, tmp_path: Path) -> None:
    chart = population(persons)
    first = svg.render(chart, cache=tmp_path)
    kept = list(tmp_path.iterdir())
    assert [p.name for p in kept] == [f"{svg.cache_key(chart)}.svg"]
    assert first == svg.render(chart) == kept[0].read_text(encoding="utf-8")
    kept[0].write_text("aus dem Vorrat", encoding="utf-8")
    assert svg.render(chart, cache=tmp_path) == "aus dem Vorrat"


def test_the_key_depends_on_spec_and_texts(persons: IndicatorInfo) -> None:
    chart = population(persons)
    others = [
        population(persons, charts.NARROW),
        charts.Chart(chart.spec, "anderer Titel", chart.description),
        charts.Chart(chart.spec, chart.title, "anderer Text"),
    ]
    assert len({svg.cache_key(c) for c in (chart, *others)}) == 4


def test_no_data_from_an_address() -> None:
    spec = {
        "data": {"url": "https://example.org/x.csv"},
        "mark": "bar",
        "encoding": {"x": {"field": "a", "type": "nominal"}},
    }
    with pytest.raises(ValueError, match="External data url not allowed"):
        svg.render(charts.Chart(spec, "t", "d"))


def test_png_for_word_is_white_and_twice_as_large(persons: IndicatorInfo) -> None:
    data = svg.png(population(persons))
    assert data.startswith(b"\x89PNG")
    width, height = (int.from_bytes(data[i : i + 4]) for i in (16, 20))
    assert (width, height) == (2 * charts.HALF.width, 2 * charts.HALF.height)


def test_only_fira_sans_is_named(persons: IndicatorInfo) -> None:
    assert set(re.findall(r'font-family="([^"]*)"', svg.render(population(persons)))) == {"Fira Sans"}
    assert any(p.name == "FiraSans-SemiBold.ttf" for folder in svg.font_folders() for p in folder.iterdir())
