"""Reading OParl 1.0 and 1.1 objects: what a Meeting, an AgendaItem or a Consultation says about one step of a paper.

Pure: bytes in, proposals out; a person takes them over. https://oparl.org/spezifikation/online-ansicht/
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sozialstrategie.action.committees.enums import DecisionResult

MOST_BYTES = 1024 * 1024
_TYPE = re.compile(r"https?://schema\.oparl\.org/1\.[01]/(\w+)")
_BERLIN = ZoneInfo("Europe/Berlin")
# Council offices write results in their own words; the first match counts, so narrow words stand before wide ones.
_RESULTS: tuple[tuple[str, DecisionResult], ...] = (
    (r"zurückgezogen", DecisionResult.WITHDRAWN),
    (r"verwiesen|verweisung|rückverweis", DecisionResult.REFERRED),
    (r"abgesetzt|absetzung", DecisionResult.REMOVED_FROM_AGENDA),
    (r"vertagt|zurückgestellt|verschoben", DecisionResult.POSTPONED),
    (r"zur kenntnis|kenntnisnahme|kenntnis genommen", DecisionResult.NOTED),
    (r"abgelehnt|nicht (?:beschlossen|angenommen|zugestimmt)|ablehnung", DecisionResult.REJECTED),
    (r"ungeändert|unverändert|ohne änderung", DecisionResult.ADOPTED),
    (r"(?:mit änderung|geändert|abgeändert|ergänzt)", DecisionResult.ADOPTED_AMENDED),
    (r"beschlossen|angenommen|zugestimmt|zustimmung|empfohlen|einstimmig|mehrheitlich", DecisionResult.ADOPTED),
)
_NUMBER = re.compile(
    r"beschluss(?:[- ]?(?:nr|nummer)\.?)?:?\s*(?:nr\.?\s*)?([A-ZÄÖÜ]*[\w./-]*\d[\w./-]*)", re.IGNORECASE
)


class Unreadable(ValueError):
    """The file is no OParl object that says something about a step; the text says why, in German."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one point of an agenda says. `on` None, texts empty and `result` "" where it says nothing.

    Args:
        top: number of the point, "7".
        number: number of the decision, where the wording names one.
        words: the result as the office wrote it.
    """

    title: str
    top: str = ""
    on: date | None = None
    result: str = ""
    words: str = ""
    number: str = ""
    text: str = ""
    url: str = ""


def read(data: bytes) -> list[Proposal]:
    """The points that an OParl object describes, in its order.

    A Meeting gives one proposal per point of its agenda, an AgendaItem one, a Consultation one with its address alone. A
    list page of OParl (`data`) of such objects is read too. Points that are not public are left out.

    Raises:
        Unreadable: no JSON, no OParl object of versions 1.0 or 1.1, another type, or an error of the other server.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("Die Datei ist größer als 1 MB. Ein OParl-Objekt einer Sitzung ist viel kleiner.")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Unreadable("Das ist keine JSON-Datei in UTF-8.") from error
    if not isinstance(found, dict):
        raise Unreadable("Das ist kein OParl-Objekt.")
    if isinstance(found.get("data"), list):
        return [p for entry in found["data"] if isinstance(entry, dict) for p in _object(entry)]
    return _object(found)


def _object(entry: dict[str, Any]) -> list[Proposal]:
    match = _TYPE.fullmatch(_text(entry, "type"))
    if match is None:
        raise Unreadable("Das ist kein OParl-Objekt der Fassung 1.0 oder 1.1.")
    kind = match[1]
    if kind == "Error":
        raise Unreadable(f"Der Server meldet: {_text(entry, 'message')[:300] or 'ein Fehler'}")
    if entry.get("deleted") is True:
        raise Unreadable("Dieses Objekt ist im Ratsinformationssystem gelöscht.")
    if kind == "Meeting":
        day, url = _day(entry.get("start")), _address(entry)
        points = entry.get("agendaItem")
        rows = [p for p in points if isinstance(p, dict)] if isinstance(points, list) else []
        return [p for row in rows if (p := _point(row, day, url)) is not None]
    if kind == "AgendaItem":
        point = _point(entry, None, "")
        return [point] if point is not None else []
    if kind == "Consultation":
        role = _text(entry, "role") or ("Entscheidung" if entry.get("authoritative") is True else "Beratung")
        return [Proposal(title=role, url=_address(entry))]
    raise Unreadable(f"Gelesen werden Sitzung, Tagesordnungspunkt und Beratung; das hier ist „{kind}“.")


def _point(entry: dict[str, Any], day: date | None, meeting: str) -> Proposal | None:
    if entry.get("public") is False or entry.get("deleted") is True:
        return None
    words, text = _text(entry, "result"), _text(entry, "resolutionText")
    number = _NUMBER.search(text) or _NUMBER.search(words)
    return Proposal(
        title=(_text(entry, "name") or "ohne Titel")[:200],
        top=_text(entry, "number")[:20],
        on=_day(entry.get("start")) or day,
        result=result_of(words),
        words=words[:200],
        number=number[1].rstrip(".,;-/")[:60] if number else "",
        text=text[:8000],
        url=_address(entry) or meeting,
    )


def result_of(words: str) -> str:
    """The result that the words of an office mean; "" where they mean none of ours.

    >>> result_of("ungeändert beschlossen"), result_of("geändert beschlossen"), result_of("siehe Anlage")
    ('adopted', 'adopted_amended', '')
    """
    small = words.casefold()
    return next((str(result) for pattern, result in _RESULTS if re.search(pattern, small)), "")


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return value.strip() if isinstance(value, str) else ""


def _address(entry: dict[str, Any]) -> str:
    """The page for people, else the object itself; only what is a web address."""
    for name in ("web", "id"):
        value = _text(entry, name)
        if len(value) <= 300 and urlsplit(value).scheme in ("https", "http") and urlsplit(value).hostname:
            return value
    return ""


def _day(value: Any) -> date | None:
    """The day in Germany of an OParl date-time (RFC 3339)."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.astimezone(_BERLIN).date() if moment.tzinfo else moment.date()
