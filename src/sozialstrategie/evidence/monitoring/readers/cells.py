"""Single cells: values and signs, periods, classes of age. All cells come as text; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .limits import MAX_NUMBER_DIGITS
from .problems import ProblemLog

SIGNS = frozenset({"-", ".", "...", "/", "x"})
# The same signs as word processors and keyboards write them.
_SIGN_SPELLINGS = {"–": "-", "—": "-", "−": "-", "…": "...", "X": "x"}

_PLAIN = re.compile(r"-?\d+(,\d+)?")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")  # 0.560 has no thousands
_POINT = re.compile(r"-?(\d+\.\d+|\d{1,3}(,\d{3})+\.\d+|\d+\.\d+,\d+)")
_BRACKETED = re.compile(r"\((.+)\)")
# "1234 1)", "12,5¹", "12,5*": the mark of a footnote may be taken for a digit, or the other way round.
_FOOTNOTE = re.compile(r"-?[\d.,]*\d\s*(?:[¹²³⁰⁴-⁹]+[)⁾]?|\*+\)?|\s\d{1,2}\)|\d\)|\s[a-z]\))")


@dataclass(frozen=True, slots=True)
class CellValue:
    """One value cell: number or sign, with a quality flag; or `problem`, the code of what is wrong."""

    value: float | None = None
    sign: str | None = None
    quality: str = ""
    problem: str = ""


def parse_value(cell: str, *, grouped: bool = True) -> CellValue:
    """Read a German number (`1234`, `1.234,5`, `-0,3`, `(166)`) or a substitute sign.

    `grouped=False` refuses every dot in a number, for formats that never write one (GENESIS classic and
    ffcsv): there `1.234` may as well be an English decimal. Problems: empty_value, wrong_decimal,
    footnote_in_number, not_a_number.
    """
    text = cell.strip()
    text = _SIGN_SPELLINGS.get(text, text)
    if text in SIGNS:
        return CellValue(sign=text)
    if not text:
        return CellValue(problem="empty_value")
    quality = ""
    if bracketed := _BRACKETED.fullmatch(text):
        text, quality = bracketed[1].strip(), "()"
    text = text.replace("−", "-")
    if _FOOTNOTE.fullmatch(text):
        return CellValue(problem="footnote_in_number")
    if not text.isascii():
        return CellValue(problem="not_a_number")
    if sum(c.isdigit() for c in text) > MAX_NUMBER_DIGITS:
        return CellValue(problem="not_a_number")
    if _PLAIN.fullmatch(text) or (grouped and _GROUPED.fullmatch(text)):
        return CellValue(value=float(text.replace(".", "").replace(",", ".")), quality=quality)
    if _POINT.fullmatch(text) or _GROUPED.fullmatch(text):
        return CellValue(problem="wrong_decimal")
    return CellValue(problem="not_a_number")


VALUE_PROBLEMS = {
    "empty_value": "Hier steht {cell}, erwartet wird eine Zahl oder eines der Zeichen - . ... / x.",
    "wrong_decimal": (
        "{cell} ist keine Zahl; erwartet wird ein Dezimalkomma und kein Tausenderpunkt, zum Beispiel 12,5 oder 1234,5."
    ),
    "footnote_in_number": (
        "An der Zahl hängt das Zeichen einer Fußnote ({cell}), erwartet wird die Zahl allein; bitte löschen Sie das Zeichen "
        "oder schreiben Sie es in eine eigene Spalte."
    ),
    "not_a_number": "Hier steht {cell}, erwartet wird eine Zahl oder eines der Zeichen - . ... / x.",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period: kind, canonical text, calendar year, first and last day (None when the form is not known)."""

    kind: str
    text: str
    year: int | None
    first: date | None
    last: date | None


_GERMAN_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR = re.compile(r"(?:18|19|20|21)\d{2}")
_SEVERAL_YEARS = re.compile(r"(?:19|20)\d{2}(?:/(?:19|20)\d{2}){2,9}")
_SCHOOL_YEAR = re.compile(r"((?:18|19|20|21)\d{2})/(\d{2}|\d{4})")


def parse_period(raw: str, *, year_kind: str = "year") -> Period | None:
    """Read `31.12.2015`, `2015-12-31`, `2015`, `2014/15`, `2014/2015`, `2016/2017/2018`. None for every other
    form and impossible dates.

    `year_kind` says what a bare year means in this table: year, yearly_mean or school_year; as a school year,
    2015 is the one that ends in 2015 (leavers of 21111 are counted in the year in which they leave).
    """
    text = raw.strip()
    if not text.isascii():
        return None
    if match := _GERMAN_DATE.fullmatch(text):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _ISO_DATE.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _SCHOOL_YEAR.fullmatch(text):
        start = int(match[1])
        return _school_year(start + 1) if int(match[2]) % 100 == (start + 1) % 100 else None
    if _SEVERAL_YEARS.fullmatch(text):
        return _several_years([int(year) for year in text.split("/")])
    if not _YEAR.fullmatch(text):
        return None
    year = int(text)
    if year_kind == "school_year":
        return _school_year(year)
    return Period(year_kind, text, year, date(year, 1, 1), date(year, 12, 31))


def unknown_period(raw: str) -> Period:
    """A period in an unknown form: raw text, kind "other", the year where the text names exactly one."""
    text = " ".join(raw.split())
    years = set(re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text))
    return Period("other", text, int(years.pop()) if len(years) == 1 else None, None, None)


def read_periods(
    raw: Sequence[str], rows: Sequence[int], column: int, log: ProblemLog, *, year_kind: str = "year"
) -> list[Period]:
    """Periods of the distinct texts of a column; `rows` are their first rows.

    A time in an unknown form keeps its text: a note when it names a year, an error when it does not, or when
    it looks like a date but is none.
    """
    expected = "erwartet wird ein Jahr (2015), ein Schuljahr (2014/15) oder ein Stichtag (31.12.2015)"
    periods = []
    for text, row in zip(raw, rows, strict=True):
        period = parse_period(text, year_kind=year_kind)
        if period is None:
            period = unknown_period(text)
            if period.year is None or re.fullmatch(r"[\d.\-/ ]+", text):
                log.error("bad_period", f"Die Zeitangabe ist nicht lesbar, {expected}.", row=row, column=column)
            else:
                what = f"Die Form der Zeitangabe ist nicht bekannt, {expected}; der Wortlaut bleibt erhalten."
                log.note("unknown_period", what, row=row, column=column)
        check_year(period, log, row=row, column=column)
        periods.append(period)
    return periods


FIRST_YEAR = 1900


def last_year() -> int:
    """The last year that facts may be about: next year, since a school year or a plan of this year ends there."""
    return date.today().year + 1


def check_year(period: Period, log: ProblemLog, *, row: int, column: int) -> None:
    """An error when a period lies in the future or before all official series that we know."""
    if period.year is None or FIRST_YEAR <= period.year <= last_year():
        return
    what = "in der Zukunft" if period.year > FIRST_YEAR else "zu weit zurück"
    text = f"Jahr {period.year} liegt {what}; erwartet wird ein Jahr von {FIRST_YEAR} bis {last_year()}."
    log.error("impossible_year", text, row=row, column=column)


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        when = date(year, month, day)
    except ValueError:
        return None
    return Period("date", when.isoformat(), year, when, when)


def _several_years(years: list[int]) -> Period | None:
    """A mean of three or more years in a row; its year is the last of them."""
    if years != list(range(years[0], years[0] + len(years))):
        return None
    return Period("years", f"{years[0]}-{years[-1]}", years[-1], date(years[0], 1, 1), date(years[-1], 12, 31))


def _school_year(end: int) -> Period:
    return Period("school_year", f"{end - 1}/{end}", end, date(end - 1, 8, 1), date(end, 7, 31))


Age = tuple[int | None, int | None]
NO_AGE: Age = (None, None)

_YEARS = r"(?:Jahr(?:en?)?|J\.|years?)"
_AGE_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?:unter|under) (?P<b>\d+) {_YEARS}"), "below"),
    (re.compile(rf"(?P<a>\d+) (?:bis unter|to under) (?P<b>\d+) {_YEARS}"), "half_open"),
    (re.compile(rf"(?P<a>\d+) (?:bis|to) (?P<b>\d+) {_YEARS}"), "closed"),
    (re.compile(rf"(?P<a>\d+) {_YEARS} (?:und (?:mehr|älter)|u\. ?m\.|and (?:over|older|more))"), "open"),
    (re.compile(rf"(?P<a>\d+) und mehr {_YEARS}|(?:ab|mindestens) (?P<c>\d+) {_YEARS}"), "open"),
    (re.compile(rf"(?P<a>\d+) {_YEARS}"), "single"),
)
# "Ganztagsbetreuung 3 bis 5 Jahre": a class of age at the end of a longer heading.
_AGE_TAIL = re.compile(rf"(?:.*\D )(\d+ bis (?:unter )?\d+ {_YEARS})")
_AGE_CODE = re.compile(r"ALT(\d{3})(?:B(\d{2,3})|(UM))?")


def parse_age(label: str) -> Age:
    """First and last age (inclusive; None = open) of a label or a path joined by " > ", else (None, None).

    Durations ("Dauer ...") are no ages; limits without a number ("bis unter die Altersgrenze") give no class.
    """
    if "auer" in label and re.search(r"\b\w*[Dd]auer\b", label):
        return NO_AGE
    for part in reversed(label.split(" > ")):
        text = " ".join(part.split())
        if tail := _AGE_TAIL.fullmatch(text):
            text = tail[1]
        for pattern, kind in _AGE_FORMS:
            if match := pattern.fullmatch(text):
                return _age(match.groupdict(), kind)
    return NO_AGE


def _age(groups: dict[str, str | None], kind: str) -> Age:
    first = groups.get("a") or groups.get("c")
    low = int(first) if first else 0
    high = int(groups.get("b") or 0)
    if kind == "open":
        return (low, None)
    if kind == "single":
        return (low, low)
    last = high if kind == "closed" else high - 1
    return (low, last) if low <= last else NO_AGE


def age_of_code(code: str) -> Age:
    """Class of age of a GENESIS attribute code: ALT000B03 (0 to 2), ALT090UM (90 and over), ALT017 (17)."""
    match = _AGE_CODE.fullmatch(code)
    if not match:
        return NO_AGE
    low = int(match[1])
    if match[3]:
        return (low, None)
    return (low, int(match[2]) - 1) if match[2] else (low, low)
