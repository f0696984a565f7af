"""Forms of data requests and of tables typed in by hand. They only read and check; services write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import DataRequest
from sozialstrategie.evidence.monitoring.own_tables.forms import COLUMN_UNITS
from sozialstrategie.evidence.monitoring.requests.plausibility import Doubt, Value, Values, doubts, in_words
from sozialstrategie.evidence.monitoring.requests.services import AROUND, ASKED, too_many_fields
from sozialstrategie.evidence.monitoring.requests.table import (
    MOST_CELLS,
    MOST_YEARS,
    Shape,
    cell_text,
    places_of,
    read_cell,
    years_between,
)
from sozialstrategie.evidence.monitoring.requests.words import Rows
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.forms import DateField

INCOMPLETE = "Das Formular kam unvollständig an. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal."
FIRST_YEAR = 1990
MAX_UPLOAD = 1024 * 1024
UNITS = [("", "bitte wählen"), *COLUMN_UNITS]


def _year_field(label: str, *, required: bool, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, required=required, help_text=help_text)


class ShapeForm(forms.Form):
    """Title, series, unit, years and rows of a table; what a request and a table typed by hand have in common."""

    title = forms.CharField(
        label="Titel der Tabelle",
        max_length=120,
        help_text="Derselbe Titel im nächsten Jahr: Dann wird daraus eine neue Ausgabe derselben Tabelle.",
    )
    item = forms.CharField(label="Name der Reihe", max_length=200, help_text="Zum Beispiel: Beratene Familien")
    unit = forms.ChoiceField(label="Einheit", choices=UNITS)
    rows = forms.ChoiceField(label="Zeilen", choices=Rows.choices)
    first_year = _year_field("Erstes Jahr", required=True)
    last_year = _year_field("Letztes Jahr", required=False, help_text=f"Leer: nur ein Jahr. Höchstens {MOST_YEARS}.")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        if len(places_of(organisation, Rows.BOTH)) < 3 and "rows" in self.fields:
            self.fields["rows"].choices = Rows.choices[:1]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, last = self.cleaned_data.get("first_year"), self.cleaned_data.get("last_year")
        if first is None or "last_year" in self.errors:
            return self.cleaned_data
        name, count = "last_year" if last else "first_year", len(years_between(first, last))
        newest = timezone.localdate().year + 1
        if (last or first) > newest:
            self.add_error(name, f"Dieses Jahr liegt in der Zukunft; erwartet wird höchstens {newest}.")
        elif not 1 <= count <= MOST_YEARS:
            self.add_error(name, f"Erwartet werden 1 bis {MOST_YEARS} Jahre, das letzte nach dem ersten.")
        elif rows := self.cleaned_data.get("rows"):
            places = len(places_of(self.organisation, rows))
            if count * places > MOST_CELLS:
                self.add_error(name, too_many_fields(places))
        return self.cleaned_data

    def shape(self) -> Shape:
        """The table that was described."""
        data = self.cleaned_data
        return Shape(
            title=data["title"],
            item=data["item"],
            unit=data["unit"],
            places=places_of(self.organisation, data["rows"]),
            years=years_between(data["first_year"], data["last_year"]),
            named=not self.organisation.is_example,
        )


class EntryForm(ShapeForm):
    """The head of a table that a person types."""

    source = forms.CharField(
        label="Quelle",
        max_length=300,
        help_text="Wer die Zahlen erhoben hat, zum Beispiel: Jugendamt, eigene Statistik",
    )
    stand = DateField(label="Stand", help_text="Der Tag, an dem es so war.")
    fieldsets = [
        ("Die Tabelle", ["title", "source", "stand"]),
        ("Die Zahlen", ["item", "unit", "rows", "first_year", "last_year"]),
    ]


class RequestForm(ShapeForm):
    """A draft: what is asked for, of whom, until when. `values()` are the arguments for the service."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    question = forms.CharField(
        label="Was genau gefragt ist",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wer oder was gezählt wird, an welchem Tag oder in welchem Zeitraum.",
    )
    show_earlier = forms.BooleanField(
        label="Die Stelle sieht ihre früheren Werte",
        required=False,
        initial=True,
        help_text="Was sie selbst unter diesem Titel geliefert hat; Zahlen unter 3 bleiben verdeckt.",
    )
    show_entered = forms.BooleanField(
        label="Die Stelle sieht auch Werte, die Sie selbst eingetragen haben",
        required=False,
        help_text="Aus Ihren Tabellen gleichen Titels. Nur ankreuzen, wenn die Stelle diese Zahlen kennen darf; der Entwurf "
        "zeigt, welche es sind.",
    )
    recipient = forms.CharField(label="Stelle", max_length=200, help_text="Zum Beispiel: Jugendamt, Jobcenter")
    recipient_function = forms.CharField(
        label="Funktion", max_length=120, required=False, help_text="Zum Beispiel: Statistikstelle. Kein Name."
    )
    email = forms.EmailField(
        label="E-Mail der Stelle",
        required=False,
        help_text="Ein Postfach der Stelle, keine Adresse eines Menschen. Sie wird ein Jahr nach dem Abschluss gelöscht, bei "
        "einem Entwurf ein Jahr nach der letzten Änderung.",
    )
    due_on = DateField(label="Frist", help_text="Der Tag gehört noch dazu.")
    note = forms.CharField(
        label="Hinweis an die Stelle", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    fieldsets = [
        (
            "Welche Zahlen",
            ["title", "item", "unit", "question", "rows", "first_year", "last_year", "show_earlier", "show_entered"],
        ),
        ("Von wem und bis wann", ["recipient", "recipient_function", "email", "due_on", "note"]),
    ]

    def __init__(self, *args: Any, obj: DataRequest | None = None, **kwargs: Any) -> None:
        stored = {name: getattr(obj, name) for name in ("version", *ASKED, *AROUND)} if obj is not None else {}
        kwargs["initial"] = {**stored, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, **kwargs)
        self.stored = obj

    def clean(self) -> dict[str, Any]:
        if self.stored is not None and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)  # unknown which state the person saw: nothing may be overwritten
        return super().clean()

    def values(self) -> dict[str, Any]:
        """Arguments for create and edit."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


_MOVED = "Mit einer anderen Stelle oder E-Mail endet der Link, und Sie verschicken die Anfrage noch einmal."


class RunningForm(RequestForm):
    """A request that is on its way: what is asked for stays."""

    fieldsets = [("Von wem und bis wann", list(AROUND))]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ASKED:
            del self.fields[name]
        self.fields["recipient"].help_text = _MOVED


class ReturnForm(forms.Form):
    """Why an answer goes back."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    reason = forms.CharField(
        label="Was zu prüfen ist",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Die Stelle liest es unter ihrem Link.",
    )


# --- cells ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CellView:
    """One field of the table, for the template."""

    field: forms.BoundField
    year: int
    hints: tuple[str, ...]


class CellsForm(forms.Form):
    """A field for each place and year. German decimals or a sign; what stays empty is a figure that nobody stated."""

    def __init__(
        self, *args: Any, shape: Shape, values: Values | None = None, earlier: Values | None = None, **kwargs: Any
    ) -> None:
        self.shape, self.earlier = shape, earlier or {}
        initial = {cell_name(key): cell_text(value) for key, value in (values or {}).items()}
        kwargs["initial"] = initial | (kwargs.pop("initial", None) or {})
        super().__init__(*args, **kwargs)
        for key in shape.keys:
            self.fields[cell_name(key)] = forms.CharField(
                label=shape.label(key),
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"class": "eingabe", "autocomplete": "off"}),
            )
        self.read: dict[tuple[str, int], Value] = {}

    def clean(self) -> dict[str, Any]:
        super().clean()
        for key in self.shape.keys:
            name = cell_name(key)
            value, fault = read_cell(self.cleaned_data.get(name, ""))
            if fault:
                self.add_error(name, fault)
            elif value is not None:
                self.read[key] = value
        if not self.read and not self.errors:
            self.add_error(
                None, "Bitte füllen Sie mindestens ein Feld aus. Was nicht bekannt ist, bekommt einen Punkt."
            )
        return self.cleaned_data

    def table(self) -> Iterator[tuple[str, list[CellView]]]:
        """Rows of the table: the name of the place and its fields."""
        for place in self.shape.places:
            cells = [(place.code, year) for year in self.shape.years]
            yield place.name, [CellView(self[cell_name(key)], key[1], self._hints(key)) for key in cells]

    def _hints(self, key: tuple[str, int]) -> tuple[str, ...]:
        """What stood here so far, and the year before where the table has no field for it."""
        region, year = key
        found = [(year, "bisher")] if key in self.earlier else []
        if year - 1 not in self.shape.years and (region, year - 1) in self.earlier:
            found.append((year - 1, str(year - 1)))
        return tuple(f"{words}: {in_words(self.earlier[region, at])}" for at, words in found)

    def add_faults(self, faults: Mapping[tuple[str, int] | None, list[str]]) -> None:
        """What the readers say, at the fields; None stands for the table as a whole."""
        for key, sentences in faults.items():
            for sentence in sentences:
                self.add_error(cell_name(key) if key else None, sentence)


def cell_name(key: tuple[str, int]) -> str:
    """The name of a field: "z_16062_2024"."""
    return f"z_{key[0]}_{key[1]}"


class AnswerForm(CellsForm):
    """The answer of an office: figures, who answers, and the confirmation of what stands out."""

    from_function = forms.CharField(
        label="Wer antwortet",
        max_length=120,
        help_text="Stelle oder Funktion, zum Beispiel: Statistikstelle. Kein Name.",
    )
    remark = forms.CharField(
        label="Erläuterung",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Zum Beispiel, warum sich etwas stark geändert hat. Bitte nichts über einzelne Menschen.",
    )

    def __init__(self, *args: Any, confirmed: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confirmed = confirmed
        self.doubts: list[Doubt] = []

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.doubts = doubts(self.read, self.earlier, self.shape.unit)
        for doubt in self.doubts:
            if doubt.key not in self.confirmed:
                name = cell_name((doubt.region, doubt.year))
                self.add_error(name, f"Auffällig: {doubt.words}. Bitte ändern oder unten bestätigen.")
        return self.cleaned_data

    def to_confirm(self) -> list[tuple[str, str, bool]]:
        """What the page asks to confirm: key, words, whether it was ticked."""
        return [
            (d.key, f"{self.shape.label((d.region, d.year))}: {d.words}", d.key in self.confirmed) for d in self.doubts
        ]


class UploadForm(forms.Form):
    """The filled template."""

    file = forms.FileField(label="Ausgefüllte Vorlage", help_text="Die Arbeitsmappe von dieser Seite, höchstens 1 MB.")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError("Die Datei ist größer als 1 MB.")
        return file
