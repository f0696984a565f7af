"""Forms of Fachpläne and of the place of a Teilplan. They only read and check; services write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from sozialstrategie.action.strategy.enums import SpecialistPlanKind
from sozialstrategie.action.strategy.life.forms import VersionedForm, renewed
from sozialstrategie.action.strategy.models import SpecialistPlan, Strategy
from sozialstrategie.kit.ui.forms import ByUid, DateField
from sozialstrategie.kit.ui.pages import INCOMPLETE


class PlanForm(forms.ModelForm):
    """A passage of a Fachplan. Of a new one the version stays empty; a change without it is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    kind = forms.ChoiceField(label="Art", choices=SpecialistPlanKind.choices)

    class Meta:
        model = SpecialistPlan
        fields = ["kind", "title", "passage", "link", "on"]
        field_classes = {"on": DateField}
        help_texts = {
            "passage": "Kapitel, Abschnitt oder Seite, zum Beispiel „Kapitel 4.2“.",
            "link": "Wo der Plan veröffentlicht ist, mit https:// am Anfang.",
            "on": "Tag des Beschlusses oder der Fassung.",
        }

    def __init__(self, *args: Any, obj: SpecialistPlan | None = None, **kwargs: Any) -> None:
        names = ("version", *self._meta.fields)  # type: ignore[misc]
        initial = {name: getattr(obj, name) for name in names} if obj else {}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.is_edit = obj is not None

    def clean(self) -> dict[str, Any]:
        if self.is_edit and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The service validates the record; this form has no subject for it."""

    def values(self) -> dict[str, Any]:
        """Arguments for the service, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def renewed(self, version: int) -> None:
        self.data = renewed(self.data, version)


class PlaceForm(VersionedForm):
    """Which strategy a Teilplan belongs to; empty = it stands for itself."""

    umbrella = ByUid(
        queryset=None,
        label="Teilplan von",
        to_field_name="uid",
        required=False,
        empty_label="keiner: steht für sich",
        help_text="Ein Teilplan hat eigene Handlungsfelder, Fassungen und Beschlüsse und erscheint bei beiden.",
    )

    def __init__(self, *args: Any, rows: QuerySet[Strategy], strategy: Strategy, **kwargs: Any) -> None:
        standing = strategy.umbrella.uid if strategy.umbrella is not None else None
        super().__init__(*args, **{**kwargs, "initial": {"version": strategy.version, "umbrella": standing}})
        self.fields["umbrella"].queryset = rows  # type: ignore[attr-defined]
