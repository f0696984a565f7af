"""csv, json, xlsx: the same values, unrounded; signs stay; text never becomes a formula."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sozialstrategie.kit.figures import export
from sozialstrategie.kit.figures.released import IndicatorInfo, Observations, Released, Sign
from tests.kit.figures.conftest import observation, released

SIGNS = ("-", ".", "...", "/", "x")
THIRD = 100 / 3
HEAD = ["code", "region", "name", "level", "period", "value", "sign", "numerator", "denominator", "unit", "source", "edition",
        "territorial_status", "derivation"]  # fmt: skip


@pytest.fixture
def figures() -> Released[Observations]:
    return released(
        observation(THIRD, numerator=1.0, denominator=3.0),
        observation(-5.25, 2021),
        observation(0.0, 2020),
        *(observation(sign, 2010 + n) for n, sign in enumerate(SIGNS)),
    )


def read_csv(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def test_german_csv_byte_for_byte() -> None:
    shown = released(observation(14.25, numerator=57.0, denominator=400.0), observation("-", 2021))
    assert export.to_csv(shown) == (
        ";".join(HEAD) + "\n"
        "sgb2_rate;16062;Landkreis Nordhausen;kreis;2022;14,25;;57;400;%;Amt, Tabelle 1 (dl-de/by-2-0);abcd1234;31.12.2021;d\n"
        "sgb2_rate;16062;Landkreis Nordhausen;kreis;2021;;-;;;%;Amt, Tabelle 1 (dl-de/by-2-0);abcd1234;31.12.2021;d\n"
    )


@pytest.mark.parametrize(("dialect", "delimiter", "point"), [("de", ";", ","), ("en", ",", ".")])
def test_csv_round_trip(figures: Released[Observations], dialect: str, delimiter: str, point: str) -> None:
    rows = read_csv(export.to_csv(figures, dialect=dialect), delimiter)
    assert rows[0] == HEAD
    assert len(rows) == 1 + len(figures.payload)
    for row, o in zip(rows[1:], figures.payload, strict=True):
        found = dict(zip(HEAD, row, strict=True))
        value = float(found["value"].replace(point, ".")) if found["value"] else None
        assert (value, found["sign"] or None) == (o.value, o.sign)  # every bit of the value
        assert found["source"] == o.source
    assert rows[1][7:9] == ["1", "3"]
    assert rows[2][5] == f"-5{point}25"  # a number keeps its minus: only text is guarded
    assert rows[3][5:7] == ["0", ""]  # a true zero is a number without sign
    assert [row[6] for row in rows[4:]] == list(SIGNS)
    assert [row[5] for row in rows[4:]] == [""] * 5


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_survives_without_exponent(value: float) -> None:
    for dialect, delimiter, point in (("de", ";", ","), ("en", ",", ".")):
        text = read_csv(export.to_csv(released(observation(value)), dialect=dialect), delimiter)[1][5]
        assert float(text.replace(point, ".")) == value
        assert "e" not in text.lower() and text != "-0"


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0"])
def test_text_columns_never_become_formulas(start: str) -> None:
    shown = released(observation("-", region_name=start, source=start, territorial_status=start))
    row = dict(zip(HEAD, read_csv(export.to_csv(shown), ";")[1], strict=True))
    assert row["name"].startswith("'") and row["source"].startswith("'") and row["territorial_status"].startswith("'")
    assert row["sign"] == "-"
    assert json.loads(export.to_json(shown))["values"][0]["name"] == start  # json has no formulas


def test_separators_and_quotes_in_names_stay_in_their_cell() -> None:
    row = read_csv(export.to_csv(released(observation(1.0, region_name='A;B"C\nD'))), ";")[1]
    assert row[2] == 'A;B"C\nD' and len(row) == len(HEAD)


def test_json(figures: Released[Observations]) -> None:
    loaded = json.loads(export.to_json(figures))
    assert [set(v) == set(HEAD) for v in loaded["values"]] == [True] * 8
    assert loaded["values"][0]["value"] == THIRD
    assert [v["sign"] for v in loaded["values"][3:]] == list(SIGNS)
    assert all(v["value"] is None for v in loaded["values"][3:])
    assert (loaded["suppressed"], loaded["notes"]) == (0, [])


def test_xlsx_round_trip(figures: Released[Observations], info: IndicatorInfo) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.to_xlsx(figures, info)))
    assert book.sheet_names == ["Zahlen", "Hinweise"]
    rows = book.get_sheet_by_name("Zahlen").to_python()
    assert rows[0] == HEAD
    for row, o in zip(rows[1:], figures.payload, strict=True):
        found: dict[str, Any] = dict(zip(HEAD, row, strict=True))
        assert (found["sign"] or None) == o.sign
        if o.value is None:
            assert found["value"] == ""
        else:
            assert found["value"] == pytest.approx(o.value, rel=1e-15, abs=0)  # xlsx keeps 16 digits
        assert isinstance(found["region"], str) and found["region"] == "16062"  # keys are text, no lost zeros
    hints = dict(row[:2] for row in book.get_sheet_by_name("Hinweise").to_python())
    assert hints["Kennzahl"] == "Menschen mit Leistungen (in Prozent der Menschen unter 65)"
    assert hints["Definition"] == info.definition
    assert hints["Was sie nicht zeigt"] == info.not_shown
    assert hints["Quelle und Lizenz"] == "Amt, Tabelle 1 (dl-de/by-2-0)"
    assert {hints[f"Zeichen {s}"] for s in Sign} == {s.meaning for s in Sign}


def test_xlsx_holds_no_formula_and_no_link(info: IndicatorInfo) -> None:
    shown = released(observation(1.0, region_name="=1+1", source="https://example.org", territorial_status="-2"))
    with zipfile.ZipFile(io.BytesIO(export.to_xlsx(shown, info))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert not any("hyperlink" in name for name in book.namelist())
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert 'state="frozen"' in sheet


@pytest.mark.parametrize("dialect", ["de", "en"])
def test_an_empty_release_is_a_table_without_rows(dialect: str, info: IndicatorInfo) -> None:
    assert len(export.to_csv(released(), dialect=dialect).splitlines()) == 1
    assert json.loads(export.to_json(released()))["values"] == []
    assert CalamineWorkbook.from_filelike(io.BytesIO(export.to_xlsx(released(), info))).sheet_names == [
        "Zahlen",
        "Hinweise",
    ]


@pytest.mark.parametrize(
    "write", [export.to_csv, export.to_json, lambda f: list(export.rows(f)), lambda f: export.to_xlsx(f, None)]
)
@pytest.mark.parametrize("wrong", [(observation(1.0),), [observation(1.0)], [{"value": 1.0}], None])
def test_only_released_figures_leave(write: Callable[[Any], Any], wrong: Any) -> None:
    with pytest.raises(TypeError, match="freigegebene"):
        write(wrong)


def test_suppressed_values_are_counted_in_the_hints(info: IndicatorInfo) -> None:
    from sozialstrategie.evidence.disclosure.gate import release

    shown: Released[Observations] = release(
        [(observation(4.0, numerator=2.0, denominator=50.0), "own")], audience="internal"
    )
    hints = dict(
        r[:2]
        for r in CalamineWorkbook.from_filelike(io.BytesIO(export.to_xlsx(shown, info)))
        .get_sheet_by_name("Hinweise")
        .to_python()
    )
    assert hints["Freigabe"] == "1 Werte nicht gezeigt, weil Einzelne erkennbar wären."
    assert "4" not in export.to_csv(shown).splitlines()[1].split(";")[5:9]


def test_an_observation_is_a_value_or_a_sign_and_never_both() -> None:
    from dataclasses import replace

    for change in ({"value": None}, {"sign": Sign.NIL}):
        with pytest.raises(ValueError, match="Genau eines"):
            replace(observation(1.0), **change)
