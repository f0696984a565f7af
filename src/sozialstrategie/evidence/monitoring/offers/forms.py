"""Forms of the register. They only read and check; services write."""

from __future__ import annotations

from typing import Any

from django import forms

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers import services
from sozialstrategie.evidence.monitoring.offers.columns import themes
from sozialstrategie.evidence.monitoring.offers.places import land_of, place_name
from sozialstrategie.evidence.monitoring.offers.queries import NO_PLACE
from sozialstrategie.evidence.monitoring.offers.words import Access, LifePhase, TargetGroup
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.forms import DateField, GermanDecimalField

NOTHING = "keine Angabe"
INCOMPLETE = "Das Formular kam unvollständig an. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal."
MAX_UPLOAD = 2 * 1024 * 1024


class ManyField(forms.MultipleChoiceField):
    """Several entries of a closed list, in the order of the list."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        return [str(key) for key, _ in self.choices if key in chosen]  # type: ignore[union-attr,misc]


class OfferForm(forms.ModelForm):
    """One entry. `values()` are the arguments for the service; the instance behind the form is never saved."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    gemeinde = forms.ChoiceField(label="Gemeinde", required=False)
    target_groups = ManyField(label="Für wen", choices=TargetGroup.choices)
    life_phases = ManyField(label="Lebensphasen", choices=LifePhase.choices)
    access = ManyField(label="Zugang", choices=Access.choices, required=False)
    theme = forms.ChoiceField(label="Themenfeld", required=False, help_text="Dieselben Themen wie bei den Kennzahlen.")
    link = forms.URLField(label="Internetseite", required=False, max_length=300, assume_scheme="https")
    open_place = forms.BooleanField(
        label="Der Ort darf gezeigt werden",
        required=False,
        help_text="Das klingt nach einem geschützten Ort. Bestätigen Sie nur, wenn die Anschrift ohnehin öffentlich ist.",
    )
    fieldsets = [
        ("", ["kind", "name", "provider"]),
        ("Menschen und Thema", ["target_groups", "life_phases", "theme"]),
        ("Wo", ["protected", "open_place", "gemeinde", "address", "latitude", "longitude"]),
        ("Umfang und Zugang", ["places", "access", "access_note", "valid_from", "valid_to"]),
        ("Kontakt", ["contact", "link"]),
        ("Woher wir das wissen", ["source", "as_of", "funding", "note"]),
    ]

    class Meta:
        model = Offer
        fields = [
            "kind", "name", "provider", "protected", "gemeinde", "address", "latitude", "longitude", "target_groups",
            "life_phases", "theme", "places", "access", "access_note", "funding", "valid_from", "valid_to", "contact",
            "link", "note", "source", "as_of",
        ]  # fmt: skip
        field_classes = {
            "latitude": GermanDecimalField,
            "longitude": GermanDecimalField,
            "valid_from": DateField,
            "valid_to": DateField,
            "as_of": DateField,
        }
        widgets = {"address": forms.Textarea(attrs={"rows": 3}), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "kind": "Eine Einrichtung ist ein Haus mit Plätzen oder Räumen; ein Angebot kann überall stattfinden.",
            "protected": "Für Frauenhaus, Schutzwohnung, Inobhutnahme: Gemeinde, Anschrift und Koordinaten sehen dann nur "
            "Menschen, die den Bestand bearbeiten. In Karten und Ausgaben steht „Ort geschützt“.",
            "latitude": "Zum Beispiel 51,50044. Nur nötig, wenn Sie Punkte in einer eigenen Karte brauchen.",
            "places": "Leer heißt unbekannt, 0 heißt: keine Plätze.",
            "access_note": "Zum Beispiel welche Sprachen gesprochen werden.",
            "contact": "Stelle oder Funktion mit Telefon oder E-Mail, zum Beispiel „Anmeldung, 03000 1234“. Keine Namen von Menschen.",
            "valid_to": "Leer heißt: auf Dauer.",
            "source": "Zum Beispiel „Abfrage bei den Trägern“ oder „Jugendamt“.",
            "as_of": "Der Tag, an dem es so war.",
            "note": "Lesen alle, die den Bestand sehen.",
        }

    def __init__(self, *args: Any, organisation: Organisation, obj: Offer | None = None, **kwargs: Any) -> None:
        stored = {name: getattr(obj, name) for name in ("version", *self.Meta.fields)} if obj is not None else {}
        kwargs["initial"] = {**stored, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, **kwargs)
        self.organisation, self.stored = organisation, obj
        places = [(p.code, p.name) for p in land_of(organisation).places]
        former = obj.gemeinde if obj is not None else ""
        if former and former not in {code for code, _ in places}:
            places.append((former, place_name(organisation, former)))
        self.fields["gemeinde"].choices = [("", f"{NO_PLACE} oder ohne festen Ort"), *places]  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", NOTHING), *((t, t) for t in themes())]  # type: ignore[attr-defined]
        if not self._asks_for_open_place():
            del self.fields["open_place"]

    def _asks_for_open_place(self) -> bool:
        """Only where what was typed sounds like a refuge, or takes the protection away."""
        if not self.is_bound or self.data.get("protected"):
            return False
        typed = Offer(name=self.data.get("name", ""), provider=self.data.get("provider", ""), protected=False)
        return services.needs_confirmation(self.stored, typed)

    def clean(self) -> dict[str, Any]:
        if self.stored is not None and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)  # unknown which state the person saw: nothing may be overwritten
        if "open_place" in self.fields and not self.cleaned_data.get("open_place"):
            self.add_error("open_place", services.CONFIRM)
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The service checks the record as a whole; the instance of the form stays as it was."""

    def values(self) -> dict[str, Any]:
        """Arguments for create and edit."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class WorkbookForm(forms.Form):
    """A workbook to be shown first."""

    file = forms.FileField(
        label="Arbeitsmappe",
        help_text="xlsx mit den Spalten der Vorlage, höchstens 2 MB. Zeilen mit Nummer ändern den Eintrag, Zeilen ohne Nummer sind neu.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError("Die Datei ist größer als 2 MB.")
        return file
