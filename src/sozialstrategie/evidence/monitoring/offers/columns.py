"""The columns of a workbook of the register: what stands in them, how it is written and how it is read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import TextChoices

from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.offers.places import land_of
from sozialstrategie.evidence.monitoring.offers.queries import PROTECTED, ShownOffer
from sozialstrategie.evidence.monitoring.offers.words import Access, LifePhase, OfferKind, TargetGroup
from sozialstrategie.evidence.monitoring.readers.problems import shown
from sozialstrategie.kit.core.models import Organisation

NUMBER = "Nummer"
OPEN_CHECKED = "nein, geprüft"
CHECKED = (OPEN_CHECKED, "nein (geprüft)")
UNKNOWN = "unbekannt"
Cell = str | int | float | date | None


class Unreadable(Exception):
    """A cell that cannot be read; the text says what was expected."""


class Unchanged(Exception):
    """A cell that says nothing new: a place that the workbook withholds."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `read` gets the cell as text, not empty; `empty` is the value of an empty cell."""

    heading: str
    field: str
    write: Callable[[ShownOffer], Cell]
    read: Callable[[str, Organisation], Any]
    hint: str
    empty: Any = ""
    required: bool = False
    located: bool = False
    width: int = 22
    choices: tuple[str, ...] = ()


def themes() -> list[str]:
    """The themes of the catalogue, in its order."""
    return list(dict.fromkeys(d.theme for d in catalogue().values()))


# --- reading -------------------------------------------------------------------------------------------------------


def _text(text: str, organisation: Organisation) -> str:
    return text


def _one(kind: type[TextChoices]) -> Callable[[str, Organisation], str]:
    known = {str(label).casefold(): str(value) for value, label in kind.choices}

    def read(text: str, organisation: Organisation) -> str:
        if text.casefold() not in known:
            raise Unreadable(f"Hier steht {shown(text)}, erwartet wird: {_listed(kind)}.")
        return known[text.casefold()]

    return read


def _many(kind: type[TextChoices]) -> Callable[[str, Organisation], list[str]]:
    one = _one(kind)

    def read(text: str, organisation: Organisation) -> list[str]:
        parts = [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
        found = {one(part, organisation) for part in parts}
        return [str(value) for value in kind.values if value in found]

    return read


def _listed(kind: type[TextChoices]) -> str:
    return "; ".join(str(label) for label in kind.labels)


def _theme(text: str, organisation: Organisation) -> str:
    for theme in themes():
        if theme.casefold() == text.casefold():
            return theme
    raise Unreadable(f"Hier steht {shown(text)}, erwartet wird: {'; '.join(themes())}.")


def _protected(text: str, organisation: Organisation) -> bool:
    words = {"ja": True, "nein": False, **dict.fromkeys(CHECKED, False)}
    if text.casefold() not in words:
        raise Unreadable(f"Hier steht {shown(text)}, erwartet wird: ja; nein; {OPEN_CHECKED}.")
    return words[text.casefold()]


def _gemeinde(text: str, organisation: Organisation) -> str:
    _withheld(text)
    land = land_of(organisation)
    for place in land.places:
        if text.casefold() in (place.code, place.name.casefold()):
            return place.code
    names = ", ".join(p.name for p in land.places)
    raise Unreadable(f"Hier steht {shown(text)}, erwartet wird der Name oder Schlüssel einer Gemeinde: {names}.")


def _address(text: str, organisation: Organisation) -> str:
    _withheld(text)
    return text


def _withheld(text: str) -> None:
    if text.casefold() == PROTECTED.casefold():
        raise Unchanged


def _degree(text: str, organisation: Organisation) -> Decimal:
    _withheld(text)
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Unreadable(f"Hier steht {shown(text)}, erwartet werden Grad mit Komma, zum Beispiel 51,50044.")
    return round(found, 5)


def _places(text: str, organisation: Organisation) -> int | None:
    if text.casefold() == UNKNOWN:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise Unreadable(f"Hier steht {shown(text)}, erwartet wird eine ganze Zahl oder „{UNKNOWN}“.")
    return int(text)


def _day(text: str, organisation: Organisation) -> date:
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if 1900 <= found.year <= 2099:
            return found
    raise Unreadable(f"Hier steht {shown(text)}, erwartet wird ein Tag, zum Beispiel 31.12.2026.")


# --- the columns ---------------------------------------------------------------------------------------------------


def _located(write: Callable[[ShownOffer], Cell]) -> Callable[[ShownOffer], Cell]:
    return lambda o: write(o) if o.located else PROTECTED


COLUMNS: tuple[Column, ...] = (
    Column("Art", "kind", lambda o: o.kind_words, _one(OfferKind), "Angebot oder Einrichtung", "offer", width=14,
           choices=tuple(map(str, OfferKind.labels))),
    Column("Bezeichnung", "name", lambda o: o.name, _text, "Name des Angebots oder der Einrichtung", required=True, width=36),
    Column("Träger", "provider", lambda o: o.provider, _text, "Wer es trägt", required=True, width=30),
    Column(PROTECTED, "protected", lambda o: "ja" if o.protected else "nein", _protected,
           f"ja, wenn niemand erfahren darf, wo es ist. Klingt der Name danach und darf der Ort doch gezeigt werden: {OPEN_CHECKED}.",
           None, width=16, choices=("ja", "nein", OPEN_CHECKED)),
    Column("Gemeinde", "gemeinde", _located(lambda o: o.gemeinde_name), _gemeinde,
           f"Name oder Schlüssel; leer = kreisweit. „{PROTECTED}“ lässt stehen, was hier schon steht.", located=True),
    Column("Anschrift", "address", _located(lambda o: o.address), _address, "Straße, Postleitzahl, Ort", located=True, width=32),
    Column("Breitengrad", "latitude", _located(lambda o: _number(o.latitude)), _degree, "zum Beispiel 51,50044", None, located=True, width=13),
    Column("Längengrad", "longitude", _located(lambda o: _number(o.longitude)), _degree, "zum Beispiel 10,79162", None, located=True, width=13),
    Column("Für wen", "target_groups", lambda o: o.target_words, _many(TargetGroup),
           f"Mehrere mit Semikolon: {_listed(TargetGroup)}", [], required=True, width=36),
    Column("Lebensphasen", "life_phases", lambda o: o.phase_words, _many(LifePhase),
           f"Mehrere mit Semikolon: {_listed(LifePhase)}", [], required=True, width=36),
    Column("Themenfeld", "theme", lambda o: o.theme, _theme, "Eines der Themen der Kennzahlen", width=28),
    Column("Plätze", "places", lambda o: UNKNOWN if o.places is None else o.places, _places,
           f"Ganze Zahl oder „{UNKNOWN}“; leer heißt auch {UNKNOWN}. 0 heißt: keine Plätze.", None, width=11),
    Column("Zugang", "access", lambda o: o.access_words, _many(Access), f"Mehrere mit Semikolon: {_listed(Access)}", [], width=32),
    Column("Zugang, Hinweise", "access_note", lambda o: o.access_note, _text, "Zum Beispiel welche Sprachen", width=28),
    Column("Finanzierung", "funding", lambda o: o.funding, _text, "Woraus es bezahlt wird", width=26),
    Column("gültig ab", "valid_from", lambda o: o.valid_from, _day, "Tag; leer = schon immer", None, width=12),
    Column("gültig bis", "valid_to", lambda o: o.valid_to, _day, "letzter Tag; leer = auf Dauer", None, width=12),
    Column("Kontakt", "contact", lambda o: o.contact, _text, "Stelle oder Funktion mit Telefon oder E-Mail, kein Mensch mit Namen", width=32),
    Column("Internetseite", "link", lambda o: o.link, _text, "https://…", width=28),
    Column("Notiz", "note", lambda o: o.note, _text, "Für alle, die den Bestand lesen", width=36),
    Column("Quelle", "source", lambda o: o.source, _text, "Woher Sie das wissen", required=True, width=26),
    Column("Stand", "as_of", lambda o: o.as_of, _day, "Tag, an dem es so war", None, required=True, width=12),
)  # fmt: skip
BY_HEADING = {column.heading.casefold(): column for column in COLUMNS}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
