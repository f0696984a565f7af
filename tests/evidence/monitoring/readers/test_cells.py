"""Single cells: German numbers, substitute signs, periods, classes of age."""

from __future__ import annotations

from datetime import date

import pytest

from sozialstrategie.evidence.monitoring.readers.cells import (
    age_of_code,
    parse_age,
    parse_period,
    parse_value,
    unknown_period,
)
from sozialstrategie.evidence.monitoring.readers.units import is_unit


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", 0.0),
        ("744721", 744721.0),
        ("12,5", 12.5),
        ("-2141", -2141.0),
        ("−0,5", -0.5),
        ("1.234,5", 1234.5),
        ("1.560", 1560.0),
        ("12.345.678", 12345678.0),
        (" 7 ", 7.0),
    ],
)
def test_numbers(cell: str, value: float) -> None:
    read = parse_value(cell)
    assert (read.value, read.sign, read.problem, read.quality) == (value, None, "", "")


@pytest.mark.parametrize(
    ("cell", "sign"),
    [("-", "-"), (".", "."), ("...", "..."), ("/", "/"), ("x", "x"), ("…", "..."), ("–", "-"), ("X", "x")],
)
def test_signs_are_neither_zero_nor_each_other(cell: str, sign: str) -> None:
    read = parse_value(cell)
    assert (read.value, read.sign, read.problem) == (None, sign, "")


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("", "empty_value"),
        ("  ", "empty_value"),
        ("12.5", "wrong_decimal"),
        ("1,234.5", "wrong_decimal"),
        ("0.25", "wrong_decimal"),
        ("12.34,5", "wrong_decimal"),
        ("viele", "not_a_number"),
        ("1e5", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("12,5,1", "not_a_number"),
        ("9" * 400, "not_a_number"),
        ("--", "not_a_number"),
        ("١٢", "not_a_number"),
    ],
)
def test_what_is_no_number(cell: str, problem: str) -> None:
    read = parse_value(cell)
    assert (read.value, read.sign, read.problem) == (None, None, problem)


def test_bracketed_number_keeps_its_flag() -> None:
    assert (parse_value("(166)").value, parse_value("(166)").quality) == (166.0, "()")


def test_formats_without_thousands_dot_refuse_english_decimals() -> None:
    assert parse_value("1.234", grouped=False).problem == "wrong_decimal"
    assert parse_value("1.234,5", grouped=False).problem == "wrong_decimal"
    assert parse_value("1234,5", grouped=False).value == 1234.5


@pytest.mark.parametrize(
    ("raw", "kind", "expected"),
    [
        ("31.12.2015", "year", ("date", "2015-12-31", 2015)),
        ("2022-05-15", "year", ("date", "2022-05-15", 2022)),
        ("2016", "year", ("year", "2016", 2016)),
        ("2016", "yearly_mean", ("yearly_mean", "2016", 2016)),
        ("2015", "school_year", ("school_year", "2014/2015", 2015)),
        ("2014/15", "year", ("school_year", "2014/2015", 2015)),
        ("1999/2000", "year", ("school_year", "1999/2000", 2000)),
    ],
)
def test_periods(raw: str, kind: str, expected: tuple[str, str, int]) -> None:
    period = parse_period(raw, year_kind=kind)
    assert period is not None
    assert (period.kind, period.text, period.year) == expected


def test_school_year_runs_from_august_to_july() -> None:
    period = parse_period("2014/15")
    assert period is not None
    assert (period.first, period.last) == (date(2014, 8, 1), date(2015, 7, 31))


@pytest.mark.parametrize("raw", ["31.02.2015", "2015-13-01", "2014/17", "1492", "Januar 2016", "", "20155"])
def test_unknown_periods(raw: str) -> None:
    assert parse_period(raw) is None


def test_unknown_period_keeps_text_and_single_year() -> None:
    assert (unknown_period("Januar  2016").text, unknown_period("Januar 2016").year) == ("Januar 2016", 2016)
    assert unknown_period("2015 bis 2016").year is None


@pytest.mark.parametrize(
    ("label", "age"),
    [
        ("unter 1 Jahr", (0, 0)),
        ("unter 3 Jahre", (0, 2)),
        ("3 bis unter 6 Jahre", (3, 5)),
        ("75 bis unter 80 Jahre", (75, 79)),
        ("90 Jahre und mehr", (90, None)),
        ("15 bis unter 20 Jahre", (15, 19)),
        ("40 Jahre und älter", (40, None)),
        ("17 Jahre", (17, 17)),
        ("Arbeitslose > 15 bis unter 25 Jahre", (15, 24)),
        ("Ganztagsbetreuung 3 bis 5 Jahre", (3, 5)),
        ("Leistungsempfänger > 65 Jahre und mehr", (65, None)),
        ("ab 80 Jahre", (80, None)),
        ("3 to under 6 years", (3, 5)),
        ("Insgesamt", (None, None)),
        ("18 Jahre bis unter die Altersgrenze", (None, None)),
        ("", (None, None)),
        ("Dauer der Arbeitslosigkeit > 1 bis unter 2 Jahre", (None, None)),
        ("6 bis unter 3 Jahre", (None, None)),
        ("Aufenthaltsdauer 1 bis unter 4 Jahre", (None, None)),
    ],
)
def test_ages(label: str, age: tuple[int | None, int | None]) -> None:
    assert parse_age(label) == age


@pytest.mark.parametrize(
    ("code", "age"),
    [
        ("ALT000B03", (0, 2)),
        ("ALT075B80", (75, 79)),
        ("ALT090UM", (90, None)),
        ("ALT017", (17, 17)),
        ("GESW", (None, None)),
        ("ALTX", (None, None)),
    ],
)
def test_age_codes(code: str, age: tuple[int | None, int | None]) -> None:
    assert age_of_code(code) == age


def test_units() -> None:
    assert all(map(is_unit, ["Anzahl", "Prozent", "EUR", "Tsd. EUR", "Tsd.  EUR", "1000"]))
    assert not any(map(is_unit, ["", "Fantasien", "anzahl der Köpfe", "Insgesamt", "männlich"]))
