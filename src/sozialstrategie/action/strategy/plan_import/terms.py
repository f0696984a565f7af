"""What people write into cells about time, state and rank, as values; words that say nothing to us stay words."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

FIRST_YEAR, LAST_YEAR = 1990, 2099
_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_PERMANENT = re.compile(
    r"(?:fort)?laufend|dauerhaft|ständig|kontinuierlich|unbefristet|dauer(?:aufgabe|maßnahme)?|daueraufgabe.*|auf dauer"
)
_YEAR = r"(?:19|20)\d{2}"
_POINT = (
    r"(?:\d{1,2}\.\s?\d{1,2}\.\s?" + _YEAR + r"|" + _YEAR + r"-\d{2}-\d{2}|\d{1,2}\s?[/.]\s?" + _YEAR
    + r"|(?:[ivx]{1,3}|\d)\s?\.?\s?(?:quartal|qu\.?|q\.?|halbjahr|hj\.?)\s?/?\s?" + _YEAR
    + r"|q\s?\d\s?/?\s?" + _YEAR + r"|(?:anfang|mitte|ende)\s" + _YEAR
    + r"|[a-zä]{3,9}\.?\s" + _YEAR + r"|" + _YEAR + r"/\d{2}(?!\d)|" + _YEAR + r")"
)  # fmt: skip
_BETWEEN = r"\s?(?:-|–|—|bis(?: einschließlich)?|bis ende)\s?"
_RANGE = re.compile(rf"(?:von )?({_POINT}){_BETWEEN}({_POINT})")
_SHORT_RANGE = re.compile(rf"({_YEAR})\s?[-–—]\s?(\d{{2}})")
_FROM = re.compile(rf"(?:ab|seit|beginn:?|start:?)\s(?:dem )?({_POINT})|({_POINT})\s?(?:ff\.?|-|–)")
_UNTIL = re.compile(rf"(?:bis(?: zum)?|spätestens|ende:?)\s(?:spätestens )?(?:ende )?({_POINT})")


@dataclass(frozen=True, slots=True)
class Term:
    """When a measure begins and ends. `is_clear`: the words say nothing beyond it."""

    start: date | None = None
    end: date | None = None
    permanent: bool = False
    is_clear: bool = True


def term_of(text: str) -> Term:
    """Beginning and end of "2024-2026", "ab 2025", "III. Quartal 2025 bis Ende 2027", "laufend".

    >>> term_of("2024 – 2026")
    Term(start=datetime.date(2024, 1, 1), end=datetime.date(2026, 12, 31), permanent=False, is_clear=True)
    """
    words = " ".join(text.casefold().split()).strip(" .;")
    if _PERMANENT.fullmatch(words):
        return Term(permanent=True)
    if found := _SHORT_RANGE.fullmatch(words):
        century = found[1][:2]
        return _checked(found[1], f"{century}{found[2]}")
    if found := _RANGE.fullmatch(words):
        return _checked(found[1], found[2])
    if found := _FROM.fullmatch(words):
        return Term(start=first_day(found[1] or found[2]), is_clear=first_day(found[1] or found[2]) is not None)
    if found := _UNTIL.fullmatch(words):
        return Term(end=last_day(found[1]), is_clear=last_day(found[1]) is not None)
    if re.fullmatch(_POINT, words):
        return _checked(words, words)
    found = re.match(rf"(?:ab|seit) ({_POINT})[,;]? (.+)", words)
    if found and _PERMANENT.fullmatch(found[2]):
        return Term(start=first_day(found[1]), permanent=True)
    return Term(is_clear=False)


def _checked(first: str, last: str) -> Term:
    start, end = first_day(first), last_day(last)
    return Term(start, end) if start and end else Term(is_clear=False)


def first_day(text: str) -> date | None:
    """The first day of a year, half-year, quarter, month or day; None for words that name none."""
    found = _span(text)
    return found[0] if found else None


def last_day(text: str) -> date | None:
    found = _span(text)
    return found[1] if found else None


def _span(text: str) -> tuple[date, date] | None:
    words = " ".join(text.casefold().split()).strip(" .")
    try:
        return _span_of(words)
    except ValueError:  # 31.02., month 13
        return None


def _span_of(words: str) -> tuple[date, date] | None:
    if found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", words):
        return _days(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", words):
        return _days(int(found[1]), int(found[2]), int(found[3]))
    year_found = re.search(_YEAR, words)
    if year_found is None:
        return None
    year, rest = int(year_found[0]), (words[: year_found.start()] + words[year_found.end() :]).strip(" ./")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if rest in ("anfang", "mitte", "ende"):
        first, last = {"anfang": (1, 4), "mitte": (5, 8), "ende": (9, 12)}[rest]
        return _months(year, first, last)
    if rest.isdecimal() and words.startswith(str(year)):  # 2024/25
        return date(year, 1, 1), date(int(f"{str(year)[:2]}{rest}"), 12, 31)
    if rest.isdecimal():
        return _months(year, int(rest), int(rest))
    if found := re.fullmatch(r"(?:q\s?)?(\d|[iv]{1,3})?\s?\.?\s?(quartal|qu|q|halbjahr|hj)?\.?", rest):
        return _part(year, found[1] or "", found[2] or "q")
    month = next((at for at, name in enumerate(_MONTHS, 1) if rest.replace("maer", "mär").startswith(name)), 0)
    return _months(year, month, month) if month else None


def _part(year: int, which: str, kind: str) -> tuple[date, date] | None:
    number = _ROMAN.get(which) or (int(which) if which.isdecimal() else 0)
    size = 6 if kind in ("halbjahr", "hj") else 3
    if not 1 <= number <= 12 // size:
        return None
    return _months(year, (number - 1) * size + 1, number * size)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _days(year: int, month: int, day: int) -> tuple[date, date] | None:
    return (date(year, month, day), date(year, month, day)) if FIRST_YEAR <= year <= LAST_YEAR else None


_STATUS: tuple[tuple[str, str], ...] = (
    ("completed", r"(?:ist |wurde )?(?:abgeschlossen|erledigt|umgesetzt|fertig(?:gestellt)?|realisiert|beendet)"),
    ("permanent", r"daueraufgabe|dauerhaft(?: eingerichtet)?|verstetigt|fortlaufend"),
    ("running", r"läuft|laufend|begonnen|in (?:der )?(?:umsetzung|arbeit|bearbeitung|durchführung)|in umsetzung befindlich|gestartet|aktiv|"
                r"teilweise umgesetzt|wird umgesetzt"),
    ("preparing", r"(?:in )?(?:vorbereitung|planung)|vorbereitet|in (?:der )?(?:vorbereitung|planung)|wird vorbereitet"),
    ("decided", r"(?:noch )?(?:offen|geplant|beschlossen)|(?:noch )?nicht (?:begonnen|gestartet)|ausstehend|neu"),
    ("postponed", r"zurückgestellt|verschoben|ruht|ruhend|pausiert|ausgesetzt"),
    ("idea", r"idee|angedacht"),
    ("proposed", r"vorgeschlagen|vorschlag"),
    ("prioritised", r"priorisiert|vorgemerkt"),
    ("dropped", r"verworfen|gestrichen|entfallen|entfällt|aufgegeben|nicht (?:umgesetzt|weiterverfolgt|weiter verfolgt)|fallen gelassen"),
)  # fmt: skip
_STATUS_FORMS = [(status, re.compile(words)) for status, words in _STATUS]


def status_of(text: str) -> str:
    """The state that a cell names; "" for words that we do not know."""
    words = " ".join(text.casefold().split()).strip(" .;!")
    return next((status for status, form in _STATUS_FORMS if form.fullmatch(words)), "")


def priority_of(text: str) -> int | None:
    """1 high, 2 medium, 3 low; None for words that we do not know."""
    words = text.casefold().strip(" .")
    known = {1: ("1", "a", "hoch", "sehr hoch", "i"), 2: ("2", "b", "mittel", "ii"), 3: ("3", "c", "gering", "niedrig", "iii")}  # fmt: skip
    return next((rank for rank, names in known.items() if words in names), None)


def year_of(text: str) -> int | None:
    found = re.fullmatch(rf"(?:ende |bis |31\.12\.)?({_YEAR})", text.casefold().strip(" ."))
    return int(found[1]) if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR else None


def step_of(text: str) -> int | None:
    """Step 0 to 7 of the impact staircase."""
    found = re.match(r"(?:stufe )?([0-7])(?!\d)", text.casefold().strip())
    return int(found[1]) if found else None


def number_of(text: str) -> Decimal | None:
    """A plain number as people write it here: "14", "1.200", "12,5"; None for anything with words."""
    if not re.fullmatch(r"-?(?:\d{1,3}(?:\.\d{3})+|\d{1,10})(?:,\d{1,3})?", text.strip()):
        return None
    return Decimal(text.strip().replace(".", "").replace(",", "."))
