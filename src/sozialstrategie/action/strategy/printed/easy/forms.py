"""Forms of the easy edition. They only read and check; services write."""

from __future__ import annotations

from typing import Any

from django import forms

from sozialstrategie.action.strategy.enums import ReaderGroup
from sozialstrategie.action.strategy.forms import RecordForm
from sozialstrategie.action.strategy.models import EasyEdition, EasyTestReading
from sozialstrategie.kit.ui.forms import ByUid, DateField

HOW = (
    "Je Zeile ein Satz. Eine Zeile mit „Überschrift: …“ beginnt einen Abschnitt, eine Zeile mit „Bild: …“ sagt, was auf einem "
    "Bild zu sehen ist. Lange Wörter teilen Sie mit dem Mediopunkt: Land·kreis."
)


class EasyForm(RecordForm):
    """The words; a new text chooses its version too."""

    version_of = ByUid(queryset=None, label="Zu welcher Fassung", to_field_name="uid", empty_label=None)

    field_order = ["version_of", "title", "text"]

    class Meta:
        model = EasyEdition
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 24})}
        help_texts = {"text": HOW}

    def __init__(self, *args: Any, versions: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_edit:
            del self.fields["version_of"]
        else:
            choice = self.fields["version_of"]
            choice.queryset = versions  # type: ignore[attr-defined]
            choice.label_from_instance = _version_words  # type: ignore[attr-defined]


def _version_words(version: Any) -> str:
    return f"{version.strategy.title}: {version}, {version.get_state_display()}"


class ReadingRecordForm(forms.ModelForm):
    """Who read, where, when, how many, and what was changed. No names of people."""

    group = forms.ChoiceField(label="Wer hat gelesen", choices=ReaderGroup.choices, widget=forms.RadioSelect)
    day = DateField(label="Tag")

    class Meta:
        model = EasyTestReading
        fields = ["group", "organisation", "day", "readers", "changed"]
        widgets = {"changed": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "organisation": "Zum Beispiel eine Prüfgruppe oder eine Werkstatt. Bitte keine Namen von Menschen.",
            "readers": "Nur die Zahl.",
            "changed": "Was die Gruppe nicht verstanden hat und wie es jetzt heißt. Ohne Änderung: „nichts“.",
        }

    def values(self) -> dict[str, Any]:
        """Arguments for the service."""
        return dict(self.cleaned_data)
