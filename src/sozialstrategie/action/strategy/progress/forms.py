"""Forms of the carrying out. They only read and check; services write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sozialstrategie.action.strategy.enums import Rating
from sozialstrategie.action.strategy.forms import NOTHING
from sozialstrategie.action.strategy.life.forms import renewed
from sozialstrategie.action.strategy.models import Measure, ProgressAnswer
from sozialstrategie.kit.ui.forms import DateField, GermanDecimalField
from sozialstrategie.kit.ui.pages import INCOMPLETE

MAX_UPLOAD = 2 * 1024 * 1024
SHARES = 4


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class IntervalForm(forms.Form):
    """How often a report is expected."""

    version = forms.IntegerField(widget=forms.HiddenInput(), error_messages={"required": INCOMPLETE})
    months = forms.IntegerField(
        label="Ein Sachstand alle … Monate", min_value=1, max_value=24,
        help_text="Vorschlag: 6. Wer länger nichts meldet, steht unter „Was hängt“.",
    )  # fmt: skip

    def renewed(self, version: int) -> None:
        self.data = renewed(self.data, version)


class AskUnitForm(forms.Form):
    """Which unit is asked about which of its measures."""

    measures = forms.MultipleChoiceField(label="Maßnahmen", widget=forms.CheckboxSelectMultiple)
    due_on = DateField(label="Frist")
    note = forms.CharField(
        label="Hinweis an die Stelle", widget=_area(3), max_length=1000, required=False,
        help_text="Steht über der Antwortseite.",
    )  # fmt: skip

    def __init__(self, *args: Any, measures: Sequence[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_uid = {str(m.uid): m for m in measures}
        self.fields["measures"].choices = [(uid, f"{m.number} {m.title}") for uid, m in self.by_uid.items()]  # type: ignore[attr-defined]
        self.initial.setdefault("measures", list(self.by_uid))

    def chosen(self) -> list[Measure]:
        return [self.by_uid[uid] for uid in self.cleaned_data["measures"]]


class LinkAnswerForm(forms.Form):
    """What a unit says about each measure it was asked about; what stays empty is not answered."""

    from_function = forms.CharField(
        label="Wer antwortet (Stelle oder Funktion)", max_length=120, help_text="Bitte kein Name eines Menschen."
    )

    def __init__(self, data: Any = None, *, answers: Sequence[ProgressAnswer], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.keys = [str(a.uid) for a in answers]
        self.fieldsets: list[tuple[str, list[str]]] = [("", ["from_function"])]
        for a in answers:
            names = [f"{part}_{a.uid}" for part in ("rating", "text", "next_step", "day")]
            self.fields[names[0]] = forms.ChoiceField(
                label="Wie läuft es?", required=False, choices=[("", NOTHING), *Rating.choices], initial=a.rating
            )
            self.fields[names[1]] = forms.CharField(
                label="Sachstand", widget=_area(4), max_length=4000, required=False, initial=a.text
            )
            self.fields[names[2]] = forms.CharField(
                label="Nächster Schritt", widget=_area(2), max_length=1000, required=False, initial=a.next_step
            )
            self.fields[names[3]] = DateField(label="Stand vom (leer heißt: heute)", required=False, initial=a.day)
            self.fieldsets.append((f"{a.measure.number} {a.measure.title}", names))

    def told(self) -> dict[str, dict[str, Any]]:
        """uid of an answer -> its words, for the service."""
        data = self.cleaned_data
        return {
            key: {part: data.get(f"{part}_{key}") for part in ("rating", "text", "next_step", "day")}
            for key in self.keys
        }


class ReturnedForm(forms.Form):
    """A filled-in table, to be shown first."""

    file = forms.FileField(
        label="Ausgefüllte Tabelle", help_text="Die xlsx-Datei, die Sie ausgegeben haben, höchstens 2 MB."
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError("Die Datei ist größer als 2 MB.")
        return file


class TakeOverForm(forms.Form):
    """Which answer and which state of the measure a planner saw."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    measure_version = forms.IntegerField(widget=forms.HiddenInput())


class BudgetForm(forms.Form):
    """One line of costs with where the money comes from."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    year = forms.IntegerField(label="Jahr", min_value=1990, max_value=2100)
    category = forms.ChoiceField(label="Art")
    planned = GermanDecimalField(label="Geplant, Euro", max_digits=12, decimal_places=2, min_value=0)
    actual = GermanDecimalField(label="Ausgegeben, Euro", max_digits=12, decimal_places=2, min_value=0, required=False)
    note = forms.CharField(
        label="Wofür", max_length=200, required=False, help_text="Bei Personalkosten leer: dort zählt nur die Summe."
    )

    def __init__(self, *args: Any, is_edit: bool = False, shares: int = SHARES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from sozialstrategie.action.strategy.enums import BudgetCategory  # inline: labels only

        self.is_edit = is_edit
        self.fields["category"].choices = BudgetCategory.choices  # type: ignore[attr-defined]
        self.slots = range(1, shares + 1)
        names = []
        for n in self.slots:
            self.fields[f"source_{n}"] = forms.CharField(label=f"Quelle {n}", max_length=120, required=False)
            self.fields[f"amount_{n}"] = GermanDecimalField(
                label=f"Betrag {n}, Euro", max_digits=12, decimal_places=2, min_value=0, required=False
            )
            names += [f"source_{n}", f"amount_{n}"]
        self.fieldsets = [
            ("", ["year", "category", "planned", "actual", "note"]),
            ("Woher das Geld kommt (zusammen genau der geplante Betrag)", names),
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.is_edit and data.get("version") is None:
            self.add_error(None, INCOMPLETE)
        for n in self.slots:
            if bool(data.get(f"source_{n}")) != (data.get(f"amount_{n}") is not None):
                empty = f"amount_{n}" if data.get(f"source_{n}") else f"source_{n}"
                if empty not in self.errors:
                    self.add_error(empty, "Quelle und Betrag gehören zusammen.")
        return data

    def values(self) -> dict[str, Any]:
        """Arguments for the service, without the version."""
        data = self.cleaned_data
        shares = [(data[f"source_{n}"], data[f"amount_{n}"]) for n in self.slots if data.get(f"source_{n}")]
        return {**{name: data[name] for name in ("year", "category", "planned", "actual", "note")}, "shares": shares}

    def renewed(self, version: int) -> None:
        self.data = renewed(self.data, version)
