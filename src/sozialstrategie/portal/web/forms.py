"""Forms of the portal."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms

from sozialstrategie.kit.accounts.services import roles_for
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.forms import DateField
from sozialstrategie.kit.workplace.models import Phase, PhaseState
from sozialstrategie.kit.workplace.queries import Standing


class GrantForm(forms.Form):
    """Give somebody a role."""

    name = forms.CharField(label="Name", max_length=120, help_text="So heißt die Person in Ihrer Organisation.")
    email = forms.EmailField(label="Dienstliche E-Mail-Adresse")
    role = forms.ChoiceField(label="Rolle")
    valid_from = DateField(label="Gilt ab", required=False, help_text="Leer heißt: ab heute.")
    valid_until = DateField(label="Gilt bis einschließlich", required=False, help_text="Leer heißt: ohne Ende.")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r.value, r.label) for r in roles_for(organisation)]  # type: ignore[attr-defined]


class CycleForm(forms.Form):
    """Where the planning stands: a state and a short note for each phase."""

    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fieldsets: list[tuple[str, list[str]]] = []
        self.fields["version"].initial = standing.version
        for number, phase in enumerate(Phase, start=1):
            state, note = standing.phases.get(phase, (PhaseState.OPEN, ""))
            self.fields[f"{phase}_state"] = forms.ChoiceField(
                label=f"Stand: {phase.label}", choices=PhaseState.choices, initial=state
            )
            self.fields[f"{phase}_note"] = forms.CharField(
                label=f"Bemerkung: {phase.label}", max_length=120, required=False, initial=note
            )
            self.fieldsets.append((f"{number}. {phase.label}", [f"{phase}_state", f"{phase}_note"]))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for phase in Phase:
            if values.get(f"{phase}_state") == PhaseState.SKIPPED and not values.get(f"{phase}_note"):
                self.add_error(f"{phase}_note", "Bitte schreiben Sie dazu, warum die Phase übersprungen wird.")
        return values

    def phases(self) -> dict[str, tuple[str, str]]:
        """Phase -> (state, note) as typed; only of a valid form."""
        return {
            str(phase): (self.cleaned_data[f"{phase}_state"], self.cleaned_data[f"{phase}_note"]) for phase in Phase
        }


def stored_cycle(standing: Standing) -> SimpleNamespace:
    """The stored cycle under the names of the form's fields, for the page that shows both texts."""
    stored: dict[str, Any] = {"version": standing.version}
    for phase in Phase:
        stored[f"{phase}_state"], stored[f"{phase}_note"] = standing.phases.get(phase, (PhaseState.OPEN, ""))
    return SimpleNamespace(**stored)


class OrganisationForm(forms.ModelForm):
    """Name, contact and statements; they fill Impressum, Datenschutz and Barrierefreiheit."""

    version = forms.IntegerField(widget=forms.HiddenInput())

    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "represented_by",
            "contact_address",
            "contact_email",
            "contact_phone",
            "data_protection_contact",
            "accessibility_status",
            "accessibility_checked_on",
            "cofunding_notice",
        ]
        widgets = {
            "contact_address": forms.Textarea(attrs={"rows": 3}),
            "data_protection_contact": forms.Textarea(attrs={"rows": 3}),
            "accessibility_status": forms.Textarea(attrs={"rows": 4}),
            "cofunding_notice": forms.Textarea(attrs={"rows": 2}),
        }
        field_classes = {"accessibility_checked_on": DateField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
