"""Forms of papers and their steps. They only read and check; services write."""

from __future__ import annotations

from typing import Any

from django import forms

from sozialstrategie.action.committees.bodies.forms import NearDateField, VersionedModelForm
from sozialstrategie.action.committees.enums import DecisionResult
from sozialstrategie.action.committees.models import Consultation, Paper
from sozialstrategie.action.committees.papers.checks import PUT_OFF, Doubt
from sozialstrategie.action.committees.papers.queries import (
    choosable_measures,
    choosable_versions,
    is_open,
    reads_drafts,
)
from sozialstrategie.action.strategy.life.forms import VersionedForm
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation

NONE = "keine"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class _Measures(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} {obj.title}"


class _Versions(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.strategy.title}, Fassung {obj.number} ({obj.get_state_display()}, {obj.frozen_at:%d.%m.%Y})"


class PaperForm(VersionedModelForm):
    on = NearDateField(label="Datum")
    strategy_version = _Versions(
        queryset=None,
        label="Anlage: Fassung der Strategie",
        required=False,
        empty_label=NONE,
        to_field_name="uid",
        help_text="Zur Wahl stehen Fassungen, die die Leitung in die Gremien gegeben oder freigegeben hat.",
    )
    measures = _Measures(
        queryset=None,
        label="Oder einzelne Maßnahmen",
        required=False,
        to_field_name="uid",
        widget=forms.SelectMultiple,
        help_text="Mehrere wählen Sie mit gedrückter Strg-Taste. Braucht eine Maßnahme einen eigenen Beschluss, ist das ihr Weg dorthin.",
    )
    fieldsets = [
        ("", ["title", "kind", "reference", "on", "originator", "is_public"]),
        ("Inhalt", ["proposed", "reasons", "finances"]),
        ("Anlage", ["strategy_version", "measures"]),
        ("Im Ratsinformationssystem", ["url"]),
    ]

    class Meta:
        model = Paper
        fields = [
            "title", "kind", "reference", "on", "originator", "is_public", "proposed", "reasons", "finances", "strategy_version",
            "url",
        ]  # fmt: skip
        widgets = {"proposed": _area(5), "reasons": _area(8), "finances": _area(3)}
        help_texts = {
            "reference": "Die Nummer vergibt oft erst der Sitzungsdienst; Sie können sie später nachtragen.",
            "proposed": "So, wie das Gremium ihn beschließen soll.",
        }

    def __init__(
        self, *args: Any, actor: Actor, organisation: Organisation, obj: Paper | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.fields["strategy_version"].queryset = choosable_versions(organisation)  # type: ignore[attr-defined]
        self.fields["measures"].queryset = choosable_measures(actor, organisation, obj)  # type: ignore[attr-defined]
        if not reads_drafts(actor, organisation):
            self.fields["measures"].help_text = "Maßnahmen nimmt die Planung hinein; herausnehmen können Sie sie auch."
        version = obj.strategy_version if obj is not None else None
        self.initial["strategy_version"] = version.uid if version is not None else None


class LaterForm(VersionedModelForm):
    """What the office of the council gives a finished paper."""

    class Meta:
        model = Paper
        fields = ["reference", "url"]


class MoveForm(VersionedForm):
    """A step of the paper with the reason that it may need."""

    reason = forms.CharField(label="Grund", widget=_area(3), max_length=1000)


class AnnexForm(VersionedForm):
    annex = _Versions(queryset=None, label="Neue Anlage", to_field_name="uid", empty_label=None)
    reason = forms.CharField(label="Grund", widget=_area(3), max_length=1000)

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = choosable_versions(paper.owner).filter(strategy=paper.strategy)
        if paper.strategy_version is not None:
            rows = rows.exclude(pk=paper.strategy_version.pk)
        self.fields["annex"].queryset = rows  # type: ignore[attr-defined]


class _Items(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.meeting.start:%d.%m.%Y}: {obj.title}"


class StepForm(VersionedModelForm):
    committee: Any = forms.ModelChoiceField(
        queryset=None, label="Gremium", to_field_name="uid", empty_label="bitte wählen"
    )
    on = NearDateField(label="Tag der Sitzung", required=False, help_text="Wenn er schon feststeht.")
    item = _Items(
        queryset=None, label="Tagesordnungspunkt", required=False, to_field_name="uid",
        empty_label="noch keiner", help_text="Für eigene Gremien, deren Sitzungen hier geführt werden.",
    )  # fmt: skip

    class Meta:
        model = Consultation
        fields = ["committee", "role", "is_authoritative", "on", "item", "url"]

    def __init__(self, *args: Any, committees: Any, items: Any, obj: Consultation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.fields["committee"].queryset = committees  # type: ignore[attr-defined]
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        if obj is not None:
            self.initial["committee"] = obj.committee.uid
            self.initial["item"] = obj.item.uid if obj.item is not None else None


DECIDES = (
    "Hier wird entschieden: Strategie und Maßnahmen folgen dem Ergebnis sofort, und es lässt sich danach nicht mehr ändern. "
    "Bitte prüfen Sie das Ergebnis, bevor Sie speichern."
)


class ResultForm(VersionedForm):
    """What a body did, in one short form. Doubts are shown at the top and confirmed with one box."""

    result = forms.ChoiceField(label="Ergebnis", choices=[("", "bitte wählen"), *DecisionResult.choices])
    on = NearDateField(label="Tag der Sitzung")
    number = forms.CharField(label="Nummer des Beschlusses", max_length=60, required=False)
    url = forms.URLField(
        label="Adresse im Ratsinformationssystem", max_length=300, required=False, assume_scheme="https"
    )
    yes = forms.IntegerField(label="Ja", min_value=0, max_value=999, required=False)
    no = forms.IntegerField(label="Nein", min_value=0, max_value=999, required=False)
    abstain = forms.IntegerField(label="Enthaltung", min_value=0, max_value=999, required=False)
    present = forms.IntegerField(label="anwesend", min_value=0, max_value=999, required=False)
    text = forms.CharField(
        label="Wortlaut",
        widget=_area(5),
        max_length=8000,
        required=False,
        help_text="Nur, wo er vom Beschlussvorschlag abweicht. Nötig bei Änderungen, Ablehnung und Zurückverweisung.",
    )
    next_on = NearDateField(label="Nächster Termin", required=False, help_text="Nur bei „vertagt“ und „abgesetzt“.")
    target: Any = forms.ModelChoiceField(
        queryset=None, label="Verwiesen an", to_field_name="uid", required=False,
        empty_label=NONE, help_text="Nur bei „zurückverwiesen“.",
    )  # fmt: skip
    comes_back = forms.BooleanField(
        label="Danach kommt die Vorlage hierher zurück.", required=False, initial=True
    )  # the usual way; whoever unticks it plans the rest by hand
    seen = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=200)
    confirm = forms.BooleanField(label="Ich habe das geprüft; die Angaben stimmen so.", required=False)
    override_reason = forms.CharField(
        label="Warum das Ergebnis gegen die Regel des Gremiums gilt", widget=_area(3), max_length=1000, required=False
    )
    fieldsets = [
        ("", ["confirm", "override_reason", "result", "on", "number", "url"]),
        ("Stimmen", ["yes", "no", "abstain", "present"]),
        ("Wie es weitergeht", ["text", "next_on", "target", "comes_back"]),
    ]

    def __init__(self, *args: Any, step: Consultation, committees: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = committees.exclude(pk=step.committee_id)  # type: ignore[attr-defined]
        if not is_open(step):
            for name in ("next_on", "target", "comes_back"):
                del self.fields[name]
            labels = [(value, label) for value, label in DecisionResult.choices if value == step.result]
            self.fields["result"].choices = labels  # type: ignore[attr-defined]
        elif step.is_authoritative:
            self.fields["result"].help_text = DECIDES
        if step.committee.is_of_council or not step.is_authoritative:
            del self.fields["override_reason"]
        if not (self.is_bound and self.data.get("seen")):
            for name in {"confirm", "override_reason"} & set(self.fields):
                self.fields[name].widget = forms.HiddenInput()

    @staticmethod
    def beginning(step: Consultation) -> dict[str, Any]:
        """As the step stands; one that was put off begins anew."""
        names = ("number", "url", "text", "yes", "no", "abstain", "present")
        values: dict[str, Any] = {name: getattr(step, name) for name in names} | {"on": step.on}
        if step.result not in PUT_OFF:
            values["result"] = step.result
        return values | {"version": step.version}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        unsaid = "target" in self.fields and "target" not in self.errors and not data.get("target")
        if data.get("result") == DecisionResult.REFERRED and unsaid:
            self.add_error("target", "Bitte wählen Sie, an welches Gremium die Vorlage geht.")
        return data

    def arguments(self) -> dict[str, Any]:
        """For `record_result`. Doubts count as confirmed where the person has seen exactly them."""
        data = dict(self.cleaned_data)
        seen, confirm = data.pop("seen", ""), data.pop("confirm", False)
        return {
            **data, "result": DecisionResult(data["result"]), "confirmed": tuple(seen.split(",")) if confirm and seen else (),
        }  # fmt: skip

    def ask(self, found: tuple[Doubt, ...]) -> None:
        """Show doubts and the box that confirms them; what was typed stays."""
        before = [key for key in self.data.get("seen", "").split(",") if key] if self.data.get("confirm") else []
        typed: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        typed["seen"] = ",".join(dict.fromkeys([*before, *(d.key for d in found)]))
        typed.pop("confirm", None)
        self.data = typed
        self.fields["confirm"].widget = forms.CheckboxInput()
        for doubt in found:
            self.add_error(None, doubt.sentence)
        if any(doubt.needs_reason for doubt in found):
            self.fields["override_reason"].widget = _area(3)
            self.add_error("override_reason", "Bitte schreiben Sie, warum das Ergebnis trotzdem gilt.")
        self.add_error("confirm", "Bitte prüfen Sie diese Angaben. Stimmen sie, setzen Sie hier den Haken.")
