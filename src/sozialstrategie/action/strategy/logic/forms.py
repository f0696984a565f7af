"""Forms of logic models and readings. They only read and check; services write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sozialstrategie.action.strategy.enums import ImpactStep, RollUp, TargetDirection
from sozialstrategie.action.strategy.forms import NOTHING
from sozialstrategie.action.strategy.life.forms import VersionedForm, renewed
from sozialstrategie.action.strategy.models import IndicatorUse, LogicItem, Reading, Target
from sozialstrategie.action.strategy.queries import citable
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.forms import DateField, GermanDecimalField
from sozialstrategie.kit.ui.pages import INCOMPLETE

TARGETS = 4


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _number(label: str, **more: Any) -> GermanDecimalField:
    return GermanDecimalField(label=label, max_digits=14, decimal_places=3, **more)


class _Edited(forms.Form):
    """Of a new record the version stays empty; a change without it is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    is_edit = False

    def clean(self) -> dict[str, Any]:
        if self.is_edit and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)
        return self.cleaned_data

    def renewed(self, version: int) -> None:
        self.data = renewed(self.data, version)


class ItemForm(_Edited):
    """One thing on the staircase, and where it leads."""

    step = forms.TypedChoiceField(label="Stufe", coerce=int)
    text = forms.CharField(label="Was geschehen soll", max_length=200)
    indicator_text = forms.CharField(label="Woran man es merkt", max_length=200, required=False)
    leads_to = forms.MultipleChoiceField(
        label="Führt zu", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Nur nach oben oder auf derselben Stufe.",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, items: Sequence[LogicItem], obj: LogicItem | None = None, led: Sequence[str] = ()
    ) -> None:
        names = ("version", "step", "text", "indicator_text")
        initial = {name: getattr(obj, name) for name in names} if obj else {}
        super().__init__(data, initial={**initial, "leads_to": list(led)})
        self.is_edit = obj is not None
        self.fields["step"].choices = [(s.value, f"{s.label} ({s.level})") for s in ImpactStep]  # type: ignore[attr-defined]
        self.by_uid = {str(i.uid): i for i in items if obj is None or i.pk != obj.pk}
        rows = [(uid, f"{ImpactStep(i.step).label}: {i.text}") for uid, i in self.by_uid.items()]
        if rows:
            self.fields["leads_to"].choices = rows  # type: ignore[attr-defined]
        else:
            del self.fields["leads_to"]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "step": data["step"], "text": data["text"], "indicator_text": data["indicator_text"],
            "leads_to": [self.by_uid[uid] for uid in data.get("leads_to", [])],
        }  # fmt: skip


class UseForm(_Edited):
    """An indicator with its start, its targets by year, and how it rolls up."""

    indicator = forms.ChoiceField(
        label="Kennzahl aus den Zahlen", required=False,
        help_text="Ihre Werte kommen von dort und werden hier nicht gemeldet.",
    )  # fmt: skip
    name = forms.CharField(label="oder ein Indikator in eigenen Worten", max_length=200, required=False)
    unit = forms.CharField(label="Einheit", max_length=40, required=False)
    is_ratio = forms.BooleanField(
        label="Anteil: gemeldet werden Zähler und Nenner, gezeigt werden Prozent", required=False
    )
    item = forms.ChoiceField(label="Misst auf der Wirkungstreppe", required=False)
    direction = forms.ChoiceField(label="Richtung", choices=TargetDirection.choices)
    baseline_value = _number("Ausgangswert", required=False)
    baseline_year = forms.IntegerField(label="Jahr des Ausgangswerts", min_value=1990, max_value=2100, required=False)
    rollup = forms.ChoiceField(
        label="Zusammenfassen über mehrere Maßnahmen", choices=RollUp.choices, initial=RollUp.NONE,
        help_text="Anteile werden nie gemittelt: Es zählen die Summen von Zähler und Nenner.",
    )  # fmt: skip
    weight = GermanDecimalField(label="Gewicht im Mittel", max_digits=10, decimal_places=3, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        organisation: Organisation,
        items: Sequence[LogicItem],
        obj: IndicatorUse | None = None,
        targets: Sequence[Target] = (),
    ) -> None:
        super().__init__(data, initial=_standing(obj, targets))
        self.is_edit = obj is not None
        codes: list[Any] = [("", NOTHING), *citable(organisation)]
        if obj is not None and obj.indicator and not any(obj.indicator in dict(rows) for _, rows in codes[1:]):
            codes.append((obj.indicator, obj.indicator))
        self.fields["indicator"].choices = codes  # type: ignore[attr-defined]
        self.by_uid = {str(i.uid): i for i in items}
        rows = [(uid, f"{ImpactStep(i.step).label}: {i.text}") for uid, i in self.by_uid.items()]
        self.fields["item"].choices = [("", NOTHING), *rows]  # type: ignore[attr-defined]
        self.slots = range(1, max(TARGETS, len(targets) + 2) + 1)
        names = []
        for n in self.slots:
            self.fields[f"year_{n}"] = forms.IntegerField(
                label=f"Zielwert {n}: Ende des Jahres", min_value=1990, max_value=2100, required=False
            )
            self.fields[f"target_{n}"] = _number(f"Zielwert {n}", required=False)
            self.fields[f"upper_{n}"] = _number(f"Zielwert {n}: bis (nur im Korridor)", required=False)
            names += [f"year_{n}", f"target_{n}", f"upper_{n}"]
        self.fieldsets = [
            ("Woran", ["indicator", "name", "unit", "is_ratio", "item"]),
            ("Wohin", ["direction", "baseline_value", "baseline_year"]),
            ("Zielwerte", names),
            ("Zusammenfassen", ["rollup", "weight"]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("indicator")) == bool(data.get("name")):
            self.add_error(
                "name", "Bitte wählen Sie eine Kennzahl oder schreiben Sie einen Indikator in eigenen Worten."
            )
        for n in self.slots:
            if (data.get(f"year_{n}") is None) != (data.get(f"target_{n}") is None):
                self.add_error(f"target_{n}", "Jahr und Zielwert gehören zusammen.")
        return data

    def values(self) -> dict[str, Any]:
        """Arguments for the service, without the version."""
        data = self.cleaned_data
        plain = ("indicator", "name", "unit", "is_ratio", "direction", "baseline_value", "baseline_year", "rollup", "weight")  # fmt: skip
        targets = [
            (data[f"year_{n}"], data[f"target_{n}"], data.get(f"upper_{n}"))
            for n in self.slots
            if data.get(f"year_{n}") is not None
        ]
        return {**{name: data[name] for name in plain}, "item": self.by_uid.get(data["item"]), "targets": targets}


def _standing(obj: IndicatorUse | None, targets: Sequence[Target]) -> dict[str, Any]:
    if obj is None:
        return {}
    names = ("version", "indicator", "name", "unit", "is_ratio", "direction", "baseline_value", "baseline_year", "rollup", "weight")  # fmt: skip
    found = {name: getattr(obj, name) for name in names} | {"item": str(obj.item.uid) if obj.item else ""}
    for n, t in enumerate(targets, start=1):
        found |= {f"year_{n}": t.year, f"target_{n}": t.value, f"upper_{n}": t.upper}
    return found


class ReadingForm(_Edited):
    """A Messwert: a value, or numerator and denominator of a share."""

    day = DateField(label="Stichtag")
    value = _number("Wert")
    numerator = _number("Zähler", min_value=0)
    denominator = _number("Nenner", min_value=0)
    text = forms.CharField(
        label="In Worten", max_length=200, required=False, help_text="Zum Beispiel „9 von 14 Grundschulen erreicht“."
    )
    draft = forms.BooleanField(label="Als Entwurf behalten und später einreichen", required=False)

    def __init__(self, data: Any = None, *, is_ratio: bool, obj: Reading | None = None) -> None:
        names = ("version", "day", "value", "numerator", "denominator", "text")
        super().__init__(data, initial={name: getattr(obj, name) for name in names} if obj else {})
        self.is_edit = obj is not None
        for name in ("value",) if is_ratio else ("numerator", "denominator"):
            del self.fields[name]
        if self.is_edit:
            del self.fields["draft"]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReturnForm(VersionedForm):
    """Why a Messwert goes back."""

    note = forms.CharField(label="Was ist zu ändern?", widget=_area(3), max_length=1000)


class PeriodForm(forms.Form):
    """A span of days whose Messwerte are collected together."""

    name = forms.CharField(label="Name", max_length=80, help_text="Zum Beispiel „Jahr 2026“.")
    start = DateField(label="von")
    end = DateField(label="bis einschließlich")


class UnlockForm(VersionedForm):
    """Why a closed period is opened again."""

    reason = forms.CharField(label="Grund", widget=_area(3), max_length=1000)
