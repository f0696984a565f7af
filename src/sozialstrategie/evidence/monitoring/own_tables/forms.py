"""The wizard that says what the columns of a table mean, and the form of an own indicator."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.formula.units import UNITS
from sozialstrategie.evidence.monitoring.models import Edition, OwnIndicator
from sozialstrategie.evidence.monitoring.models.own import series_value
from sozialstrategie.evidence.monitoring.own_tables.services import table_code
from sozialstrategie.evidence.monitoring.readers.tables import Part, TableMapping, ValueColumn
from sozialstrategie.evidence.monitoring.readers.tables.propose import Sheet
from sozialstrategie.evidence.monitoring.readers.types import column_letters
from sozialstrategie.evidence.monitoring.readers.units import is_unit
from sozialstrategie.kit.ui.forms import DateField, GermanDecimalField

MOST_COLUMNS = 40
ROLES = [
    ("", "nicht lesen"),
    ("region", "Schlüssel des Gebiets"),
    ("name", "Name des Gebiets"),
    ("period", "Jahr oder Stichtag"),
    ("category", "Gliederung (zum Beispiel Alter)"),
    ("value", "Zahlen"),
]
# What a figure of an own table is counted in; the office's spellings that the readers know.
COLUMN_UNITS = [(unit, unit) for unit in ("Anzahl", "Personen", "Fälle", "Haushalte", "Plätze", "Prozent", "EUR", "Jahre",
                "Monate", "Wochen", "Tage", "Stunden", "je 1000 Einwohner", "Index")]  # fmt: skip
YEAR_KINDS = [("year", "Kalenderjahr"), ("yearly_mean", "Mittel des Jahres"), ("school_year", "Schuljahr")]
_CUT = 79  # longer headings come shortened and are not relied on


class MappingForm(forms.Form):
    """Title and source of a table, where its figures begin, and a group of fields for each column."""

    title = forms.CharField(
        label="Titel der Tabelle",
        max_length=120,
        help_text="Derselbe Titel im nächsten Jahr: Dann wird die Datei eine neue Ausgabe derselben Tabelle.",
    )
    source = forms.CharField(
        label="Quelle",
        max_length=300,
        help_text="Wer die Zahlen erhoben hat, zum Beispiel: Jugendamt, eigene Statistik",
    )
    unit = forms.ChoiceField(
        label="Einheit der Zahlen",
        choices=[("", "bitte wählen"), *COLUMN_UNITS],
        required=False,
        help_text="Haben Spalten verschiedene Einheiten, wählen Sie sie unten bei der Spalte.",
    )
    stand = DateField(label="Stand", required=False, help_text="Tag, von dem die Zahlen sind; leer: heute")
    header_row = forms.IntegerField(
        label="Zeile mit den Überschriften", min_value=0, max_value=500, help_text="0, wenn es keine gibt"
    )
    first_row = forms.IntegerField(label="Erste Zeile mit Zahlen", min_value=1, max_value=1000)
    last_row = forms.IntegerField(
        label="Letzte Zeile mit Zahlen", min_value=0, required=False, help_text="Leer: bis zum Ende des Blattes"
    )
    decimal = forms.ChoiceField(label="Dezimalzeichen", choices=[(",", "Komma: 1,5"), (".", "Punkt: 1.5")])
    year_kind = forms.ChoiceField(label="Eine Jahreszahl meint", choices=YEAR_KINDS)

    def __init__(
        self,
        *args: Any,
        sheet: Sheet,
        proposed: Part | None,
        decimal: str = ",",
        like: TableMapping | None = None,
        **kwargs: Any,
    ) -> None:
        """`like`: a mapped table that this one resembles; its title, source and units are filled in beforehand."""
        self.sheet = sheet
        self.columns = range(1, min(max((len(row) for row in sheet.rows), default=0), MOST_COLUMNS) + 1)
        initial = {"decimal": decimal, "year_kind": "year", **_initial(proposed), **_initial_like(like)}
        super().__init__(*args, **{**kwargs, "initial": initial})
        heading_row = int(initial.get("header_row") or 0)
        self.fieldsets = [
            ("Die Tabelle", ["title", "source", "unit", "stand"]),
            ("Wo die Zahlen stehen", ["header_row", "first_row", "last_row", "decimal", "year_kind"]),
        ]
        for column in self.columns:
            self._add_column(column, heading_row)

    def _add_column(self, column: int, heading_row: int) -> None:
        fields = {
            f"role_{column}": forms.ChoiceField(label="Bedeutung", choices=ROLES, required=False),
            f"item_{column}": forms.CharField(
                label="Name der Reihe", max_length=200, required=False, help_text="leer: der Titel"
            ),
            f"period_{column}": forms.CharField(
                label="Jahr oder Stichtag", max_length=20, required=False, help_text="wenn keine Spalte es sagt"
            ),
            f"unit_{column}": forms.ChoiceField(
                label="Einheit",
                choices=[("", "wie oben"), *COLUMN_UNITS],
                required=False,
                help_text="wenn sie anders ist",
            ),
        }
        self.fields.update(fields)
        self.fieldsets.append((f"Spalte {column_letters(column)}: {self._words(column, heading_row)}", list(fields)))

    def _words(self, column: int, heading_row: int) -> str:
        """Heading and first contents of a column, so that a person knows it again."""
        texts = [row[column - 1] if column <= len(row) else "" for row in self.sheet.rows]
        heading = texts[heading_row - 1] if 0 < heading_row <= len(texts) else ""
        first = int(self.initial.get("first_row") or 1)
        examples = [text for text in texts[first - 1 :] if text][:3]
        name = f"„{heading}“" if heading else "ohne Überschrift"
        return f"{name}, zum Beispiel {'; '.join(examples)}" if examples else f"{name}, leer"

    def _in_role(self, role: str) -> list[int]:
        return [c for c in self.columns if self.cleaned_data.get(f"role_{c}") == role]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if "header_row" in data and "first_row" in data and data["header_row"] >= data["first_row"]:
            self.add_error("first_row", "Die Zahlen beginnen unter den Überschriften.")
        if data.get("last_row") and data.get("first_row") and data["last_row"] < data["first_row"]:
            self.add_error("last_row", "Die letzte Zeile liegt vor der ersten.")
        if not self._in_role("region"):
            self.add_error(
                None,
                "Keine Spalte ist als Schlüssel des Gebiets gewählt. Ohne Schlüssel weiß niemand, zu welchem Ort eine Zahl gehört.",
            )
        values = self._in_role("value")
        if not values:
            self.add_error(None, "Keine Spalte ist als Zahlen gewählt.")
        for role, words in (("name", "Name des Gebiets"), ("period", "Jahr oder Stichtag")):
            if len(found := self._in_role(role)) > 1:
                self.add_error(f"role_{found[1]}", f"„{words}“ ist schon die Spalte {column_letters(found[0])}.")
        for column in values:
            self._clean_values(column)
        return data

    def _clean_values(self, column: int) -> None:
        data = self.cleaned_data
        if not data.get(f"unit_{column}") and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", f"Bitte wählen Sie die Einheit; auch Spalte {column_letters(column)} nennt keine.")
        if not data.get(f"period_{column}") and not self._in_role("period"):
            self.add_error(
                f"period_{column}", f"Bitte nennen Sie das Jahr oder den Stichtag der Spalte {column_letters(column)}."
            )

    def unread(self) -> list[str]:
        """Columns with contents that the person leaves out: their letter and heading."""
        row = self.cleaned_data["header_row"]
        texts = self.sheet.rows[row - 1] if 0 < row <= len(self.sheet.rows) else []
        left = [c for c in self.columns if not self.cleaned_data.get(f"role_{c}") and any(
            r[c - 1].strip() for r in self.sheet.rows[row:] if c <= len(r))]  # fmt: skip
        return [
            f"{column_letters(c)} „{texts[c - 1]}“" if c <= len(texts) and texts[c - 1] else column_letters(c)
            for c in left
        ]

    def mapping(self) -> TableMapping:
        """What the person said, for the reader."""
        data = self.cleaned_data
        one = next(iter(self._in_role("name")), 0), next(iter(self._in_role("period")), 0)
        values = tuple(
            ValueColumn(
                c,
                item=data[f"item_{c}"] or data["title"],
                period=data[f"period_{c}"],
                unit=data[f"unit_{c}"] or data["unit"],
            )
            for c in self._in_role("value")
        )
        part = Part(
            region=tuple(self._in_role("region")),
            values=values,
            first_row=data["first_row"],
            last_row=data["last_row"] or 0,
            sheet=self.sheet.name,
            name=one[0],
            period=one[1],
            categories=tuple(self._in_role("category")),
            headings=self._headings(),
        )
        return TableMapping(
            (part,), name=data["title"], table=table_code(data["title"]), title=data["title"], source=data["source"],
            stand=data["stand"].isoformat() if data["stand"] else "", decimal=data["decimal"], year_kind=data["year_kind"],
        )  # fmt: skip

    def _headings(self) -> tuple[tuple[int, int, str], ...]:
        """The headings of all columns, read or not: next year's file must have the same ones at the same place."""
        row = self.cleaned_data["header_row"]
        if not 0 < row <= len(self.sheet.rows):
            return ()
        texts = self.sheet.rows[row - 1]
        return tuple((row, c, texts[c - 1]) for c in self.columns if c <= len(texts) and 0 < len(texts[c - 1]) <= _CUT)


def has_new_columns(mapping: TableMapping, sheets: Iterable[Sheet]) -> bool:
    """Whether a sheet that a mapping reads has a heading that was not there when the columns were mapped (another year)."""
    by_name = {sheet.name: sheet for sheet in sheets}
    for part in mapping.parts:
        known = {(row, column) for row, column, _ in part.headings}
        for row in {row for row, _ in known}:
            rows = by_name[part.sheet].rows if part.sheet in by_name else []
            texts = rows[row - 1] if row <= len(rows) else []
            if any(text and len(text) <= _CUT and (row, column) not in known for column, text in enumerate(texts, 1)):
                return True
    return False


def _initial(part: Part | None) -> dict[str, Any]:
    if part is None:
        return {"header_row": 1, "first_row": 2}
    values: dict[str, Any] = {
        "header_row": max((row for row, _, _ in part.headings), default=0),
        "first_row": part.first_row,
        "last_row": part.last_row or None,
    }
    values |= {f"role_{column}": "region" for column in part.region}
    values |= {f"role_{column}": "category" for column in part.categories}
    values |= {f"role_{part.name}": "name"} if part.name else {}
    values |= {f"role_{part.period}": "period"} if part.period else {}
    for value in part.values:
        unit = value.unit if is_unit(value.unit) else ""
        item = "" if value.item == value.period else value.item  # a column that is called by its year
        values |= {f"role_{value.column}": "value", f"item_{value.column}": item, f"period_{value.column}": value.period,
                   f"unit_{value.column}": unit}  # fmt: skip
    return values


def _initial_like(mapping: TableMapping | None) -> dict[str, Any]:
    if mapping is None:
        return {}
    units = {value.unit for part in mapping.parts for value in part.values}
    values = {"title": mapping.title, "source": mapping.source, "year_kind": mapping.year_kind}
    return values | ({"unit": units.pop()} if len(units) == 1 else {})


class IndicatorForm(forms.Form):
    """An indicator from a series of an own table, or from one series divided by another."""

    series = forms.ChoiceField(label="Reihe")
    below = forms.ChoiceField(
        label="geteilt durch", required=False, help_text="Nur wenn es ein Anteil oder eine Quote werden soll"
    )
    times = forms.ChoiceField(
        label="mal",
        choices=[("1", "1"), ("100", "100"), ("1000", "1.000"), ("10000", "10.000")],
        help_text="100 für Prozent, 1.000 für „je 1.000 Menschen“",
    )
    name = forms.CharField(label="Name", max_length=120, help_text="Kurz, so wie er über dem Diagramm stehen soll")
    unit = forms.ChoiceField(label="Einheit", choices=[(unit, unit) for unit in UNITS])
    decimals = forms.IntegerField(label="Nachkommastellen", min_value=0, max_value=4, initial=1)
    theme = forms.ChoiceField(label="Thema")
    definition = forms.CharField(
        label="Was die Zahl misst",
        max_length=1000,
        widget=forms.Textarea,
        help_text="Zähler und Nenner, Stichtag, wer gezählt wird",
    )
    not_shown = forms.CharField(label="Was die Zahl nicht zeigt", max_length=1000, widget=forms.Textarea)
    counts_people = forms.BooleanField(
        label="Die Zahl zählt Menschen nach einem Merkmal (Alter, Herkunft, Behinderung)",
        required=False,
        help_text="Dann ist sie weder gut noch schlecht: Menschen sind kein Problem.",
    )
    direction = forms.ChoiceField(label="Richtung", choices=OwnIndicator.DIRECTIONS)
    target = GermanDecimalField(label="Zielwert", required=False)
    target_year = forms.IntegerField(label="Zieljahr", required=False, min_value=2000, max_value=2099)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    fieldsets = [
        ("Woraus sie gerechnet wird", ["series", "below", "times"]),
        ("Wie sie heißt", ["name", "unit", "decimals", "theme"]),
        ("Wie sie zu lesen ist", ["definition", "not_shown", "counts_people", "direction"]),
        ("Was erreicht werden soll", ["target", "target_year"]),
    ]

    def __init__(self, *args: Any, editions: Mapping[str, Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = series_options(editions.values())
        self.fields["series"].choices = options  # type: ignore[attr-defined]
        self.fields["below"].choices = [("", "nicht geteilt"), *options]  # type: ignore[attr-defined]
        themes = dict.fromkeys(definition.theme for definition in catalogue().values())
        self.fields["theme"].choices = [(theme, theme) for theme in themes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("counts_people") and data.get("direction") not in (None, "none"):
            self.add_error("direction", "Eine Zahl, die Menschen nach einem Merkmal zählt, hat keine Richtung.")
        if data.get("series") and data.get("below"):
            above, below = json.loads(data["series"]), json.loads(data["below"])
            if above[0] != below[0]:
                self.add_error("below", "Beide Reihen müssen aus derselben Tabelle kommen.")
            elif above == below:
                self.add_error("below", "Eine Reihe geteilt durch sich selbst ist immer eins.")
        if data.get("times") not in (None, "", "1") and not data.get("below"):
            self.add_error("times", "„Mal“ gibt es nur zusammen mit „geteilt durch“.")
        if (data.get("target") is None) != (data.get("target_year") is None):
            self.add_error("target_year", "Zielwert und Zieljahr gehören zusammen.")
        return data

    def values(self) -> dict[str, Any]:
        """The fields of the record."""
        data = dict(self.cleaned_data)
        data.pop("version")
        table, item, category = json.loads(data.pop("series"))
        below = data.pop("below")
        below_item, below_category = json.loads(below)[1:] if below else ("", "")
        target, factor = data.pop("target"), float(data.pop("times"))
        return {
            **data, "table": table, "item": item, "category": category, "is_ratio": bool(below), "below_item": below_item,
            "below_category": below_category, "factor": factor, "target": None if target is None else float(target),
        }  # fmt: skip


def series_options(editions: Iterable[Edition]) -> list[tuple[str, str]]:
    """What an indicator can be made of: value for the form, words for the person."""
    return [
        (series_value(e.table, item, category), " · ".join(part for part in (e.title, item, category, unit) if part))
        for e in editions
        for item, category, unit in e.series
    ]


NAMES = ("series", "below", "times", "name", "unit", "decimals", "theme", "definition", "not_shown", "counts_people",
         "direction", "target", "target_year", "version")  # fmt: skip


def initial_of(indicator: OwnIndicator) -> dict[str, Any]:
    """The form's values of a record."""
    return {name: getattr(indicator, name) for name in NAMES}
