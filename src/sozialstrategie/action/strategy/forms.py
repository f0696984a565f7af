"""Forms of the room. They only read and check; services write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from sozialstrategie.action.strategy.choices import ChoiceByStrategy
from sozialstrategie.action.strategy.enums import FindingOrigin, GoalKind, ImpactStep, MeasureStatus, NeedState
from sozialstrategie.action.strategy.models import (
    FieldOfAction,
    Finding,
    Goal,
    LogicItem,
    Measure,
    Need,
    OverviewChoice,
    Reading,
    Strategy,
)
from sozialstrategie.action.strategy.queries import citable, measure_owners_of
from sozialstrategie.action.strategy.stages import MEASURE_STEPS
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.offers.forms import ManyField
from sozialstrategie.evidence.monitoring.offers.words import LifePhase
from sozialstrategie.evidence.monitoring.own import find
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.enums import Visibility
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.forms import ByUid, DateField, GermanDecimalField
from sozialstrategie.kit.ui.pages import INCOMPLETE

NOTHING = "keine Angabe"
INTERNAL_MEANS = "Intern: alle, die an der Strategie arbeiten, auch die Prozessberatung"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RecordForm(forms.ModelForm):
    """One record of an organisation. Choices of other records are limited to the same organisation.

    `values()` are the arguments for the service; the model instance behind the form is never saved.
    """

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    # numbers that the service counts when they stay empty
    counted: tuple[str, ...] = ()

    def __init__(self, *args: Any, organisation: Organisation, obj: Any = None, **kwargs: Any) -> None:
        initial = {**_stored(obj, self), **(kwargs.pop("initial", None) or {})}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.is_edit = obj is not None
        for name, model in (("field", FieldOfAction), ("parent", Goal)):
            if name in self.fields:
                self.fields[name].offer(model.objects.filter(owner=organisation, deleted_at=None))  # type: ignore[attr-defined]
        for name in self.counted:
            self.fields[name].required = False
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [
                    (value, label if value not in ("", None) else NOTHING) for value, label in _pairs(field)
                ]

    def clean(self) -> dict[str, Any]:
        if self.is_edit and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)  # unknown which state the person saw: nothing may be overwritten
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """Arguments for create and edit; empty counted numbers are left out."""
        left_out = {"version", *(name for name in self.counted if not self.cleaned_data.get(name))}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


def _phases() -> ManyField:
    return ManyField(
        label="Lebensphasen", choices=LifePhase.choices, required=False,
        help_text="Danach lassen sich Ziele und Maßnahmen entlang der Lebensphasen zeigen.",
    )  # fmt: skip


def _pairs(field: Any) -> list[tuple[Any, Any]]:
    return list(field.choices)


def _stored(obj: Any, form: RecordForm) -> dict[str, Any]:
    if obj is None:
        return {}
    names = [*form._meta.fields, *form.declared_fields]  # type: ignore[misc]
    return {name: _shown(getattr(obj, name)) for name in names if hasattr(obj, name)}


def _shown(value: Any) -> Any:
    # 14.000 is stored, 14 was typed
    return Decimal(format(value.normalize(), "f")) if isinstance(value, Decimal) else value


def _field_choice(required: bool) -> ChoiceByStrategy:
    return ChoiceByStrategy(None, empty_label=NOTHING, label="Handlungsfeld", required=required, path="strategy")


class StrategyForm(RecordForm):
    fieldsets = [
        ("", ["title", "period_from", "period_to"]),
        ("Am Anfang", ["preface", "summary", "mandate", "procedure"]),
        ("Inhalt", ["review", "vision", "evaluation", "decision_note"]),
    ]

    class Meta:
        model = Strategy
        fields = [
            "title", "period_from", "period_to", "preface", "summary", "mandate", "procedure", "review", "vision",
            "evaluation", "decision_note",
        ]  # fmt: skip
        widgets = {"decision_note": _area(3)}
        help_texts = {
            "procedure": "Steuerung, Planungszyklus, Beteiligung: Formate, Zahlen, Umgang mit Beiträgen.",
            "evaluation": "Mit Terminen: Wann wird Bilanz gezogen, wann fortgeschrieben?",
        }


class FieldForm(RecordForm):
    counted = ("number",)

    class Meta:
        model = FieldOfAction
        fields = ["number", "title", "challenge", "inventory"]
        help_texts = {"number": "Leer heißt: die nächste freie Nummer."}


class FindingForm(RecordForm):
    theme = forms.ChoiceField(label="Thema", required=False)
    field = _field_choice(required=False)
    indicator = forms.ChoiceField(
        label="Kennzahl",
        required=False,
        help_text="Der Befund hält den jüngsten Wert für Ihr Gebiet fest, wie er heute ist. Ohne Zahl: keine Angabe.",
    )

    class Meta:
        model = Finding
        fields = ["title", "statement", "caveat", "theme"]
        widgets = {"title": _area(2)}
        help_texts = {"title": "Umstände benennen, nicht Menschen: „Kinder in Haushalten mit SGB-II-Bezug“."}

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        themes = list(dict.fromkeys(d.theme for d in catalogue().values()))
        if obj is not None and obj.theme and obj.theme not in themes:
            themes.append(obj.theme)
        self.fields["theme"].choices = [("", NOTHING), *((t, t) for t in themes)]  # type: ignore[attr-defined]
        choices = citable(self.organisation)
        cited = self.initial.get("indicator", "")
        if obj is not None and obj.origin != FindingOrigin.WRITTEN:
            del self.fields["indicator"]  # the figures of a drafted finding are those of its signal
        elif not choices and not cited:
            del self.fields["indicator"]
        else:
            if cited and cited not in {code for _, rows in choices for code, _ in rows}:
                definition = find(cited)
                name = definition.name if definition else cited
                choices.append(("Zurzeit ohne Wert für Ihr Gebiet", [(cited, name)]))
            self.fields["indicator"].choices = [("", NOTHING), *choices]  # type: ignore[attr-defined]


class NeedForm(RecordForm):
    field = _field_choice(required=False)

    class Meta:
        model = Need
        fields = ["title", "description", "target_group", "region", "urgency", "state", "rejection_reason"]
        widgets = {"title": _area(2), "rejection_reason": _area(2)}
        help_texts = {"rejection_reason": "Nur nötig, wenn Sie den Bedarf verwerfen."}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("state") == NeedState.REJECTED and not data.get("rejection_reason", "").strip():
            self.add_error("rejection_reason", "Bitte schreiben Sie dazu, warum der Bedarf verworfen wird.")
        return data


class GoalForm(RecordForm):
    counted = ("number",)
    field = _field_choice(required=True)
    parent = ChoiceByStrategy(
        None, empty_label=NOTHING, label="Gehört zum Leitziel", required=False, path="field__strategy"
    )
    life_phases = _phases()
    field_order = [
        "field", "kind", "parent", "number", "title", "description", "life_phases", "target_year", "measured_by",
    ]  # fmt: skip

    class Meta:
        model = Goal
        fields = ["kind", "number", "title", "description", "target_year", "measured_by"]
        widgets = {"title": _area(2), "measured_by": _area(3)}
        help_texts = {"number": "Leer heißt: die nächste freie Nummer im Handlungsfeld, zum Beispiel 1.2."}

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        parents = self.fields["parent"].queryset.filter(kind=GoalKind.GUIDING_GOAL)  # type: ignore[attr-defined]
        self.fields["parent"].queryset = parents.exclude(pk=obj.pk) if obj else parents  # type: ignore[attr-defined]


class PersonChoiceField(ByUid):
    """People under the names by which this organisation knows them."""

    names: Mapping[str, str] = {}

    def label_from_instance(self, obj: Person) -> str:
        return self.names.get(str(obj.pk), "")


class MeasureForm(RecordForm):
    counted = ("number",)
    field = _field_choice(required=True)
    responsible = PersonChoiceField(
        queryset=None,
        label="Wer meldet den Sachstand",
        required=False,
        empty_label=NOTHING,
        to_field_name="uid",
        help_text="Personen mit der Rolle Maßnahmenverantwortung.",
    )
    life_phases = _phases()
    fieldsets = [
        ("", ["field", "number", "title", "description", "target_group", "life_phases", "social_area"]),
        ("Wer und wann", ["lead_unit", "partners", "responsible", "start", "end", "permanent", "priority"]),
        ("Geld und Beschluss", ["cost_note", "funding", "needs_own_decision", "decision_note"]),
        (
            "Wirkung",
            [
                "impact_step", "indicator_text", "baseline_value", "baseline_text", "target_value", "target_text", "target_year",
            ],
        ),
        ("Stand", ["status", "status_reason", "visibility"]),
    ]  # fmt: skip

    class Meta:
        model = Measure
        fields = [
            "number", "title", "description", "target_group", "social_area", "lead_unit", "partners", "start", "end",
            "permanent", "priority", "cost_note", "funding", "impact_step", "indicator_text", "baseline_value",
            "baseline_text", "target_value", "target_text", "target_year", "needs_own_decision", "decision_note", "status",
            "status_reason", "visibility",
        ]  # fmt: skip
        widgets = {
            "cost_note": _area(2),
            "funding": _area(2),
            "status_reason": _area(2),
        }
        field_classes = {
            "start": DateField, "end": DateField, "baseline_value": GermanDecimalField, "target_value": GermanDecimalField,
        }  # fmt: skip
        help_texts = {
            "number": "Leer heißt: die nächste freie Nummer, zum Beispiel 1.1.2.",
            "decision_note": "Gremium und Nummer, zum Beispiel „Kreistag 47/2025“. Maßgeblich ist die Niederschrift des Sitzungsdienstes.",
            "indicator_text": "Woran man merkt, dass es wirkt: „Grundschulen mit wöchentlicher Sprechstunde“.",
            "status_reason": "Nötig, wenn die Maßnahme fallen gelassen wird.",
            "visibility": "Öffentlich wird nur, was die Leitung mit der Strategie freigibt.",
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, organisation=organisation, **kwargs)
        if kwargs.get("obj") is not None:
            now = kwargs["obj"].status  # further steps are on the page of the measure
            then = {b for (a, b), step in MEASURE_STEPS.items() if a == now and "move" in step.ways}
            known = [c for c in MeasureStatus.choices if c[0] == now or c[0] in then]
            self.fields["status"].choices = known  # type: ignore[attr-defined]
        owners = measure_owners_of(organisation)
        self.fields["responsible"].queryset = owners  # type: ignore[attr-defined]
        self.fields["responsible"].names = names_in(organisation, {str(p.pk) for p in owners})  # type: ignore[attr-defined]
        words = {
            Visibility.INTERNAL: INTERNAL_MEANS,
            Visibility.PUBLIC: "Öffentlich: alle, sobald die Leitung freigibt",
        }
        self.fields["visibility"].choices = [(v.value, words[v]) for v in Visibility]  # type: ignore[attr-defined]


class ProgressForm(RecordForm):
    class Meta:
        model = Measure
        fields = ["rating", "progress_note", "next_step", "progress_on"]
        widgets = {"next_step": _area(3)}
        field_classes = {"progress_on": DateField}
        help_texts = {
            "rating": "Ihre eigene Einschätzung. Was sich aus Terminen und Messwerten ergibt, rechnet die Seite daneben selbst aus.",
            "progress_on": "Leer heißt: heute.",
        }


class ReadingForm(forms.ModelForm):
    class Meta:
        model = Reading
        fields = ["day", "value", "text"]
        field_classes = {"day": DateField, "value": GermanDecimalField}
        help_texts = {"text": "Zum Beispiel „9 von 14 Grundschulen erreicht“."}


class LogicForm(forms.Form):
    """The impact staircase: two short texts per step."""

    version = forms.IntegerField(widget=forms.HiddenInput(), error_messages={"required": INCOMPLETE})

    def __init__(self, *args: Any, measure: Measure, items: Iterable[LogicItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = measure.version
        standing = {item.step: (item.text, item.indicator_text) for item in items}
        self.fieldsets = []
        longest = LogicItem._meta.get_field("text").max_length
        for step in ImpactStep:
            names = [f"step_{step.value}", f"indicator_{step.value}"]
            labels = ("Was geschehen soll", "Woran man es merkt")
            for name, label, value in zip(names, labels, standing.get(step, ("", "")), strict=True):
                self.fields[name] = forms.CharField(label=label, required=False, max_length=longest)
                self.initial[name] = value
            self.fieldsets.append((f"{step.label} ({step.level})", names))

    def steps(self) -> dict[int, tuple[str, str]]:
        """Step -> (text, indicator) for the service."""
        data = self.cleaned_data
        return {s.value: (data[f"step_{s.value}"], data[f"indicator_{s.value}"]) for s in ImpactStep}


class ReasonForm(forms.Form):
    """One reason, required."""

    reason = forms.CharField(label="Grund", widget=_area(3), max_length=2000)


class ReopenForm(forms.Form):
    """Why an accepted finding becomes a draft again."""

    review_note = forms.CharField(label="Was ist zu prüfen?", widget=_area(4), max_length=2000)
    version = forms.IntegerField(widget=forms.HiddenInput(), error_messages={"required": INCOMPLETE})


class OverviewForm(forms.Form):
    """Which indicators the overview shows, place by place."""

    version = forms.IntegerField(widget=forms.HiddenInput(), error_messages={"required": INCOMPLETE})

    def __init__(self, *args: Any, organisation: Organisation, choice: OverviewChoice | None, **kwargs: Any) -> None:
        standing = choice.indicators if choice and choice.deleted_at is None else []
        kwargs["initial"] = {"version": choice.version if choice else 0, **self.as_fields(standing)}
        super().__init__(*args, **kwargs)
        choices = citable(organisation)
        known = {code for _, rows in choices for code, _ in rows}
        gone = [(code, found.name if (found := find(code)) else code) for code in standing if code not in known]
        if gone:
            choices.append(("Zurzeit ohne Wert für Ihr Gebiet", gone))
        for place in range(1, OverviewChoice.MOST + 1):
            self.fields[f"place_{place}"] = forms.ChoiceField(
                label=f"Kennzahl {place}", required=False, choices=[("", NOTHING), *choices]
            )

    @staticmethod
    def as_fields(codes: Sequence[str]) -> dict[str, str]:
        """A list of codes as the fields of this form."""
        return {f"place_{n}": codes[n - 1] if n <= len(codes) else "" for n in range(1, OverviewChoice.MOST + 1)}

    def codes(self) -> list[str]:
        """What was chosen, in its order; empty places close up."""
        chosen = (self.cleaned_data[f"place_{n}"] for n in range(1, OverviewChoice.MOST + 1))
        return [code for code in chosen if code]


class SignalForm(forms.Form):
    """The wording under which a drafted signal becomes a finding."""

    title = forms.CharField(label="Befund in einem Satz", widget=_area(2), max_length=300)
    statement = forms.CharField(label="Was die Zahlen zeigen", widget=_area(4), required=False)
    caveat = forms.CharField(label="Was sie nicht zeigen", widget=_area(3), required=False)
    field = _field_choice(required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = FieldOfAction.objects.filter(owner=organisation, deleted_at=None)
        self.fields["field"].queryset = rows  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """Choose a record of the same organisation to link with; goals and measures below the names of their strategies."""

    other = ByUid(queryset=None, empty_label="Bitte wählen", to_field_name="uid")

    def __init__(self, *args: Any, rows: QuerySet[Any], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rows.model in (Goal, Measure):
            self.fields["other"] = ChoiceByStrategy(
                None, empty_label="Bitte wählen", to_field_name="uid", path="field__strategy"
            )
            self.fields["other"].offer(rows)  # type: ignore[attr-defined]
        else:
            self.fields["other"].queryset = rows  # type: ignore[attr-defined]
        self.fields["other"].label = label


class ReleaseForm(forms.Form):
    """What leadership confirms: exactly the content that the page showed.

    `digest` is the checksum of that content, `parts` its parts with their checksums, only used to say what changed.
    """

    version = forms.IntegerField(widget=forms.HiddenInput(), error_messages={"required": INCOMPLETE})
    digest = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput(), error_messages={"required": INCOMPLETE})
    parts = forms.JSONField(widget=forms.HiddenInput(), required=False)
    note = forms.CharField(
        label="Anlass", required=False, max_length=200, help_text="Zum Beispiel „Beschluss des Kreistags 47/2025“."
    )

    def clean_parts(self) -> dict[str, str]:
        found = self.cleaned_data["parts"]
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
