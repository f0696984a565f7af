"""Pictures as drawn: accessible, without style attributes, same bytes twice, texts untouched."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sozialstrategie.kit.figures import charts, svg
from sozialstrategie.kit.figures.charts import Chart
from sozialstrategie.kit.figures.released import IndicatorInfo, Origin
from tests.kit.figures.conftest import observation, released

SVG = "{http://www.w3.org/2000/svg}"
MakeInfo = Callable[..., IndicatorInfo]


def chart(info: IndicatorInfo, *cells: float | str, name: str = "Nordhausen", **given: Any) -> Chart:
    rows = [observation(cell, 2020 + n, **given) for n, cell in enumerate(cells)]
    return charts.time_series(released(*rows), info, own=("16062", name), size=charts.HALF)


def ids(picture: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', picture)


def texts(picture: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(picture).iter(f"{SVG}text")]


def test_root_has_role_title_description_and_the_marks_are_silent(info: IndicatorInfo) -> None:
    made = chart(info, 14.25, 13.95)
    root = ET.fromstring(svg.render(made))
    assert root.get("role") == "img"
    title, description, body = list(root)
    assert (title.tag, description.tag, body.tag) == (f"{SVG}title", f"{SVG}desc", f"{SVG}g")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.text, description.text) == (made.title, made.description)
    assert body.get("aria-hidden") == "true"
    assert not [node for node in body.iter() if {"role", "aria-label", "aria-roledescription"} & set(node.attrib)]
    assert (root.get("width"), root.get("height")) == ("540", "270")


def test_nothing_that_a_strict_content_policy_forbids(info: IndicatorInfo) -> None:
    picture = svg.render(chart(info, 14.25, 13.95))
    for forbidden in (" style=", "<style", "<script", "<image", "<foreignObject", "href=", "http://", "https://"):
        assert forbidden not in picture.replace('xmlns="http://www.w3.org/2000/svg"', "").replace(
            'xmlns:xlink="http://www.w3.org/1999/xlink"', ""
        ), forbidden


def test_ids_are_unique_in_a_picture_and_between_pictures_of_a_page(info: IndicatorInfo) -> None:
    one, other = svg.render(chart(info, 14.25, 13.95)), svg.render(chart(info, 14.25, 13.96))
    assert len(ids(one)) == len(set(ids(one))) >= 2
    assert not set(ids(one)) & set(ids(other))
    for picture in (one, other):
        assert {name for name in re.findall(r"url\(#([^)]+)\)", picture)} <= set(ids(picture))


def test_same_figures_same_bytes(info: IndicatorInfo) -> None:
    assert svg.render(chart(info, 14.25, 13.95)) == svg.render(chart(info, 14.25, 13.95))


def test_large_numbers_keep_their_thousands(make_info: MakeInfo) -> None:
    """82.351 persons: coordinates are shortened, figures are not."""
    info = make_info(unit="Personen", decimals=0, name="Bevölkerung")
    found = texts(svg.render(chart(info, 83000.0, 82351.0)))
    assert "82.351 Nordhausen" in found
    assert {"82.400", "83.000"} <= set(found)


def test_german_numbers_on_the_axis(info: IndicatorInfo) -> None:
    assert "0,5" in texts(svg.render(chart(info, 1.2, 1.4)))


def test_names_are_escaped(make_info: MakeInfo) -> None:
    name = "<b>&\"Ort'"
    made = chart(make_info(name=name), 1.0, 2.0, name=name)
    root = ET.fromstring(svg.render(made))
    assert root[0].text == name
    assert not [node for node in root.iter() if node.tag.endswith("}b")]


def test_computed_is_hollow_and_dotted_as_drawn(info: IndicatorInfo) -> None:
    computed = svg.render(chart(info, 14.0, 13.0, origin=Origin.COMPUTED))
    official = svg.render(chart(info, 14.0, 13.0))
    assert 'stroke-dasharray="2,3"' in computed and 'stroke-dasharray="2,3"' not in official
    assert computed.count('fill="#FFFFFF"') + computed.count('fill="#ffffff"') + computed.count('fill="white"') >= 2


def test_only_the_house_font(info: IndicatorInfo) -> None:
    assert set(re.findall(r'font-family="([^"]+)"', svg.render(chart(info, 1.0, 2.0)))) == {"Fira Sans"}


def test_cache_is_used_and_depends_on_everything(info: IndicatorInfo, tmp_path: Path) -> None:
    made = chart(info, 14.25, 13.95)
    first = svg.render(made, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.read_text(encoding="utf-8") == first
    kept.write_text("aus dem Vorrat", encoding="utf-8")
    assert svg.render(made, cache=tmp_path) == "aus dem Vorrat"
    changed = Chart(made.spec, made.title, made.description + " ")
    assert svg.render(changed, cache=tmp_path) != "aus dem Vorrat"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_picture_without_root_is_refused() -> None:
    with pytest.raises(ValueError):
        svg.accessible("<p>kein Bild</p>", title="", description="", key="k")


def test_no_data_from_addresses(info: IndicatorInfo) -> None:
    made = chart(info, 1.0, 2.0)
    evil = {**made.spec, "layer": [{**made.spec["layer"][0], "data": {"url": "https://example.org/a.csv"}}]}
    with pytest.raises(ValueError):
        svg.render(Chart(evil, "t", "d"))


def test_png_is_a_png(info: IndicatorInfo) -> None:
    assert svg.png(chart(info, 1.0, 2.0), scale=1.0).startswith(b"\x89PNG\r\n\x1a\n")
