"""The gate: what reveals single persons is replaced, with everything that would give it back."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.evidence.disclosure import gate
from sozialstrategie.evidence.disclosure.models import ReleaseLog
from sozialstrategie.evidence.disclosure.rules import RULES, STRICTEST
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.figures import charts, export, maps, small, tables
from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Origin, Released, Sign


def observation(numerator: float | None = None, denominator: float | None = None, **given: Any) -> Observation:
    fields: dict[str, Any] = {
        "indicator": "k", "region": "16062", "region_name": "Ort", "level": "kreis", "period": "2022", "year": 2022,
        "value": 12.5, "sign": None, "unit": "%", "source": "Amt", "edition": "e", "territorial_status": "fest",
        "derivation": "d", "origin": Origin.COMPUTED, "numerator": numerator, "denominator": denominator, "low": 1.0, "high": 30.0,
        "flags": frozenset({"unsicher"}),
    }  # fmt: skip
    return Observation(**{**fields, **given})


def one(o: Observation, rule: str = "own", audience: Any = "internal") -> Observation:
    (shown,) = gate.release([(o, rule)], audience=audience).payload
    return shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (1, 100, False), (2, 100, False), (3, 100, True), (50, 100, True),  # few cases
        (97, 100, True), (98, 100, False), (99, 100, False),  # few in the complement
        (0, 100, True), (100, 100, True),  # a true zero, and all of them, reveal no count of one or two
        (0, 2, False), (2, 2, False), (3, 3, True),  # few persons altogether
        (1.5, 100, False),
    ],
)  # fmt: skip
def test_minimum_of_three(numerator: float, denominator: float, shown: bool) -> None:
    found = one(observation(numerator, denominator))
    assert (found.value is not None) is shown
    assert ("suppressed" in found.flags) is not shown


def test_a_suppressed_figure_keeps_nothing_that_gives_it_back() -> None:
    found = one(observation(2, 100))
    assert (found.value, found.sign) == (None, Sign.UNKNOWN)
    assert (found.numerator, found.denominator, found.low, found.high) == (None, None, None, None)
    assert found.flags == {"unsicher", "suppressed"}
    kept = {f.name for f in dataclasses.fields(found)} - {
        "value",
        "sign",
        "numerator",
        "denominator",
        "low",
        "high",
        "flags",
    }
    original = observation(2, 100)
    assert all(getattr(found, name) == getattr(original, name) for name in kept)


def test_a_shown_figure_is_untouched() -> None:
    original = observation(30, 100)
    assert one(original) is original


@pytest.mark.parametrize(("value", "shown"), [(0.0, True), (1.0, False), (2.0, False), (3.0, True)])
@pytest.mark.parametrize("unit", ["Personen", "Fälle", "Haushalte"])
def test_a_bare_count_is_judged_by_itself(unit: str, value: float, shown: bool) -> None:
    assert (one(observation(value=value, unit=unit)).value is not None) is shown


def test_a_ratio_without_counts_passes_for_whole_places_only() -> None:
    assert one(observation()).value == 12.5
    assert one(observation(level="gemeinde")).sign == Sign.UNKNOWN
    assert one(observation(level="planungsraum")).sign == Sign.UNKNOWN


@pytest.mark.parametrize("sign", list(Sign))
def test_signs_of_the_office_pass_as_they_are(sign: Sign) -> None:
    assert one(observation(1, 100, value=None, sign=sign, low=None, high=None)).sign is sign


def test_published_figures_were_protected_by_their_office() -> None:
    assert one(observation(1, 100), "published", "public").value == 12.5
    assert one(observation(level="gemeinde"), "published", "public").value == 12.5


@pytest.mark.parametrize("name", ["", "unbekannt", "Published", "published "])
def test_an_unknown_source_gets_the_strictest_rule(name: str) -> None:
    assert one(observation(2, 100), name).sign == Sign.UNKNOWN
    assert gate.release([(observation(30, 100, level="gemeinde"), name)], audience="public").payload == ()
    assert max(rule.min_cases for rule in RULES.values()) == STRICTEST.min_cases == 3
    assert STRICTEST.internal_below_kreis


@pytest.mark.parametrize("level", ["gemeinde", "planungsraum", "ortsteil", ""])
def test_own_figures_below_the_kreis_stay_inside(level: str) -> None:
    inside = observation(30, 100, level=level)
    public = gate.release([(observation(30, 100), "own"), (inside, "own")], audience="public")
    assert [o.level for o in public.payload] == ["kreis"]
    assert public.notes == ("1 Werte unterhalb der Kreisebene sind nicht freigegeben.",)
    assert gate.release([(inside, "own")], audience="internal").payload == (inside,)


@given(
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10), st.sampled_from(["own", "published", "?"])), max_size=20)
)
def test_order_is_kept_and_every_suppression_counted(cells: list[tuple[int, int, str]]) -> None:
    rows = [(observation(n, n + rest, region=str(i)), rule) for i, (n, rest, rule) in enumerate(cells)]
    released = gate.release(rows, audience="internal")
    assert [o.region for o in released.payload] == [str(i) for i in range(len(cells))]
    assert released.suppressed == sum("suppressed" in o.flags for o in released.payload)
    for o, (n, rest, rule) in zip(released.payload, cells, strict=True):
        revealing = any(0 < count < 3 for count in (n, rest, n + rest))
        assert (o.value is None) is (rule != "published" and revealing)
    assert released.audience == "internal"


INFO = IndicatorInfo("k", "Name", "%", "in Prozent", "Thema", "D", "N", "none", True, 1)
OUTPUTS = {
    "rows": lambda f: list(export.rows(f)),
    "csv": export.to_csv,
    "json": export.to_json,
    "xlsx": lambda f: export.to_xlsx(f, INFO),
    "time table": lambda f: tables.time_table(f, INFO, own=("16062", "Ort")),
    "region table": lambda f: tables.region_table(f, INFO, year=2022, own="16062"),
    "time series": lambda f: charts.time_series(f, INFO, own=("16062", "Ort")),
    "strip": lambda f: charts.strip(f, INFO, year=2022, own=("16062", "Ort")),
    "bars": lambda f: charts.bars(f, INFO, year=2022),
    "intervals": lambda f: charts.intervals(f, INFO, year=2022),
    "small strip": lambda f: small.strip(f, INFO, period="2022", own=("16062", "Ort"), group=["16051"]),
    "course": lambda f: small.course(f, INFO, own=("16062", "Ort")),
    "side by side": lambda f: small.side_by_side(f, INFO, period="2022", places=[("16062", "Ort")]),
    "map": lambda f: maps.value_map(f, INFO, year=2022, own="16062", places=[], view_box="", outline=""),
}


@pytest.mark.parametrize("output", list(OUTPUTS))
@pytest.mark.parametrize("raw", [(observation(30, 100),), [observation(30, 100)], [], None, "text"])
def test_no_output_takes_what_has_not_passed(output: str, raw: Any) -> None:
    with pytest.raises(TypeError):
        OUTPUTS[output](raw)
    OUTPUTS[output](gate.release([(observation(30, 100), "own")], audience="internal"))


def test_every_function_that_takes_figures_is_in_the_list_above() -> None:
    """A new exporter, chart or table must be added there."""
    taking = {
        name
        for module in (export, tables, charts, maps, small)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and "Released" in str(inspect.signature(function).parameters)
    }
    assert taking == {
        "rows", "to_csv", "to_json", "to_xlsx", "time_table", "region_table", "time_series", "strip", "bars", "intervals", "value_map",
        "course", "side_by_side",
    }  # fmt: skip


def test_no_output_shows_a_suppressed_figure() -> None:
    hidden = observation(2, 37, value=5.405405, low=1.4949, high=17.7077)
    released = gate.release(
        [(hidden, "own"), (observation(30, 100, region="16051", region_name="Stadt"), "own")], audience="internal"
    )
    for output in ("csv", "json", "time table", "region table", "time series", "strip", "bars", "intervals", "map", "small strip",
                   "course", "side by side"):  # fmt: skip
        text = str(OUTPUTS[output](released))
        for trace in ("5.405", "5,4", "1.494", "1,5 bis", "17.70", "17,7"):
            assert trace not in text, (output, trace)


@pytest.mark.django_db
def test_what_left_the_house_is_written_down() -> None:
    released: Released[Any] = gate.release(
        [(observation(2, 100), "own"), (observation(30, 100), "own")], audience="public"
    )
    log = gate.log_release(released, channel="export:cli", actor=system("Test"))
    kept = ReleaseLog.objects.get(pk=log.pk)
    assert (kept.channel, kept.audience, kept.indicators, kept.values, kept.suppressed) == (
        "export:cli",
        "public",
        ["k"],
        2,
        1,
    )
