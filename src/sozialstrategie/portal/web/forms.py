"""Forms of the portal."""

from __future__ import annotations

from typing import Any

from django import forms

from sozialstrategie.kit.accounts.services import roles_for
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.forms import DateInput


class GrantForm(forms.Form):
    """Give somebody a role."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Dienstliche E-Mail-Adresse")
    role = forms.ChoiceField(label="Rolle")
    valid_from = forms.DateField(label="Gilt ab", required=False, widget=DateInput(), help_text="Leer heißt: ab heute.")
    valid_until = forms.DateField(
        label="Gilt bis einschließlich", required=False, widget=DateInput(), help_text="Leer heißt: ohne Ende."
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r.value, r.label) for r in roles_for(organisation)]  # type: ignore[attr-defined]


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
            "accessibility_checked_on": DateInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
