"""Reading figures in from a page."""

from __future__ import annotations

from typing import Any

from django import forms

MAX_UPLOAD = 20 * 1024 * 1024


class ImportForm(forms.Form):
    """A raw file, to be shown first or to be stored."""

    file = forms.FileField(
        label="Datei",
        help_text="Tabelle der Statistischen Ämter (GENESIS: csv, xlsx, Flatfile), Ausfuhr aus INKAR (xls, csv) oder Gemeindeverzeichnis (xlsx), oder eine eigene Tabelle (csv, xls, xlsx) mit einer Spalte für den Schlüssel des Gebiets. Höchstens 20 MB.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError("Die Datei ist größer als 20 MB. Größere Dateien liest die Kommandozeile ein.")
        return file


class WithdrawForm(forms.Form):
    """Why an edition is taken back."""

    reason = forms.CharField(
        label="Grund",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="Steht im Verlauf Ihrer Organisation, zum Beispiel: falsche Tabelle, anderes Gebiet.",
        error_messages={"required": "Bitte schreiben Sie dazu, warum Sie die Ausgabe zurückziehen."},
    )
