"""Observations and a profile, written by hand. Every figure here is invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sozialstrategie.evidence.disclosure.gate import release
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Origin, Released, Sign

NAMES = {"16": "Thüringen", "DG": "Deutschland", "16062": "Landkreis Nordhausen", "16068": "Landkreis Sömmerda",
         "16072": "Landkreis Sonneberg", "16051": "Stadt Erfurt"}  # fmt: skip
LEVELS = {"16": "land", "DG": "bund"}


def observation(cell: float | str, year: int = 2022, region: str = "16062", **given: Any) -> Observation:
    """One observation; `cell` is a number or one of the signs."""
    fields: dict[str, Any] = {
        "indicator": "sgb2_rate", "region": region, "region_name": NAMES.get(region, region), "level": LEVELS.get(region, "kreis"),
        "period": str(year), "year": year, "unit": "%", "source": "Amt, Tabelle 1 (dl-de/by-2-0)", "edition": "abcd1234",
        "territorial_status": "31.12.2021", "derivation": "d", "origin": Origin.OFFICIAL,
    }  # fmt: skip
    value, sign = (None, Sign(cell)) if isinstance(cell, str) else (cell, None)
    return Observation(**{**fields, "value": value, "sign": sign, **given})


def released(*observations: Observation) -> Released[Observations]:
    """Through the gate as figures that an office has published."""
    return release([(o, "published") for o in observations], audience="public")


@pytest.fixture
def obs() -> Callable[..., Observation]:
    return observation


@pytest.fixture
def let_through() -> Callable[..., Released[Observations]]:
    return released


@pytest.fixture
def make_info() -> Callable[..., IndicatorInfo]:
    def make(**given: Any) -> IndicatorInfo:
        fields: dict[str, Any] = {
            "code": "sgb2_rate", "name": "Menschen mit Leistungen", "unit": "%", "unit_phrase": "in Prozent der Menschen unter 65",
            "theme": "Einkommen", "definition": "Leistungsberechtigte durch alle.", "not_shown": "Wer keinen Antrag stellt.",
            "direction": "lower", "counts_people": False, "decimals": 1,
        }  # fmt: skip
        return IndicatorInfo(**{**fields, **given})

    return make


@pytest.fixture
def info(make_info: Callable[..., IndicatorInfo]) -> IndicatorInfo:
    return make_info()
