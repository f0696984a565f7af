"""Choices on the pages of comparison. Plain GET forms: every choice has an address that can be sent on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from sozialstrategie.evidence.monitoring.queries import info
from sozialstrategie.kit.figures.classing import COUNTS, METHODS, ROUND, Classing, Method
from sozialstrategie.kit.figures.released import IndicatorInfo

MAX_PLACES = 4
OWN_REFERENCE = "zahl"
REFERENCES = (("16", "Thüringen"), ("DG", "Deutschland"))
_METHODS: dict[str, Method] = {
    "rund": "fixed",
    "breite": "equal",
    "anzahl": "quantile",
    "jenks": "jenks",
    "grenzen": "manual",
    "bezug": "reference",
}


def german_number(text: str) -> float:
    """ "12,5" or "1.234,5" or "12.5"; ValueError for anything else."""
    plain = text.strip().replace("\u2212", "-").replace(" ", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    value = float(plain)
    if value != value or abs(value) == float("inf"):
        raise ValueError(text)
    return value


class MapForm(forms.Form):
    """Year and classes of a map. Without any field the map is as it always was: newest year, round limits."""

    jahr = forms.TypedChoiceField(label="Jahr", coerce=int, required=False)
    einteilung = forms.ChoiceField(
        label="Einteilung",
        choices=[(key, METHODS[method][0].upper() + METHODS[method][1:]) for key, method in _METHODS.items()],
        required=False,
    )
    klassen = forms.TypedChoiceField(
        label="Zahl der Klassen", coerce=int, choices=[(n, str(n)) for n in reversed(COUNTS)], required=False,
        help_text="Gilt für Breite, Anzahl, Jenks und Bezugswert."
    )  # fmt: skip
    grenzen = forms.CharField(
        label="Eigene Grenzen", required=False, max_length=80,
        help_text="Eine bis vier Zahlen mit Semikolon, zum Beispiel 5; 7,5; 10."
    )  # fmt: skip
    bezug = forms.ChoiceField(
        label="Bezugswert",
        choices=[*REFERENCES, (OWN_REFERENCE, "eigene Zahl")],
        required=False,
        help_text="Thüringen und Deutschland: der Wert desselben Jahres.",
    )
    zahl = forms.CharField(label="Eigene Zahl als Bezug", required=False, max_length=20)

    def __init__(self, data: Any, *, years: Sequence[int], info: IndicatorInfo, references: Sequence[str]) -> None:
        """`years`: newest first; `references`: keys of the places that have this series."""
        super().__init__({k: v for k, v in data.items() if v != ""} if data else None)
        self.info = info
        self.fields["jahr"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        known = [pair for pair in REFERENCES if pair[0] in references]
        self.fields["bezug"].choices = [*known, (OWN_REFERENCE, "eigene Zahl")]  # type: ignore[attr-defined]

    def clean_grenzen(self) -> tuple[float, ...]:
        text = self.cleaned_data["grenzen"]
        try:
            return tuple(german_number(part) for part in text.split(";") if part.strip())
        except ValueError:
            raise forms.ValidationError(
                "Bitte schreiben Sie Zahlen mit Semikolon dazwischen, zum Beispiel 5; 7,5; 10."
            ) from None

    def clean_zahl(self) -> float | None:
        text = self.cleaned_data["zahl"]
        try:
            return german_number(text) if text else None
        except ValueError:
            raise forms.ValidationError("Bitte schreiben Sie eine Zahl, zum Beispiel 12,5.") from None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        if data["einteilung"] == "grenzen":
            self._check_limits(data["grenzen"])
        if data["einteilung"] == "bezug" and self._reference(data) is None:
            self.add_error("zahl", "Bitte schreiben Sie die Zahl, mit der verglichen werden soll.")
        return data

    def _check_limits(self, limits: tuple[float, ...]) -> None:
        if not limits:
            self.add_error("grenzen", "Bitte schreiben Sie mindestens eine Grenze.")
        elif list(limits) != sorted(set(limits)):
            self.add_error("grenzen", "Die Grenzen müssen ansteigen, und keine darf zweimal vorkommen.")
        elif len(limits) >= COUNTS[-1]:
            self.add_error("grenzen", "Höchstens vier Grenzen: Mehr als fünf Farben lassen sich nicht unterscheiden.")

    def _reference(self, data: dict[str, Any]) -> tuple[str, str] | float | None:
        choices = dict(self.fields["bezug"].choices)  # type: ignore[attr-defined]
        key = data["bezug"] or next(iter(choices))
        return data["zahl"] if key == OWN_REFERENCE else (key, choices[key])

    def year(self) -> int | None:
        return self.cleaned_data["jahr"] or None if self.is_bound and self.is_valid() else None

    def classing(self) -> Classing:
        """The choice; round limits where nothing, or nothing possible, was chosen."""
        if not self.is_bound or not self.is_valid():
            return ROUND
        data = self.cleaned_data
        method = _METHODS[data["einteilung"] or "rund"]
        if method == "fixed":
            return ROUND
        limits = data["grenzen"] if method == "manual" else ()
        reference = self._reference(data) if method == "reference" else None
        return Classing(method, data["klassen"] or COUNTS[-1], limits, reference)


class SideForm(forms.Form):
    """Two to four places and a theme."""

    def __init__(
        self, data: Any, *, places: Sequence[tuple[str, str]], themes: Sequence[str], initial: Mapping[str, str]
    ) -> None:
        super().__init__(data or None, initial=dict(initial))
        for n in range(1, MAX_PLACES + 1):
            needed = n <= 2
            first = ("", "bitte wählen" if needed else "keiner")
            self.fields[f"ort{n}"] = forms.ChoiceField(
                label=f"Ort {n}",
                choices=[first, *places],
                required=needed,
                error_messages={
                    "required": "Bitte wählen Sie einen Ort.",
                    "invalid_choice": "Diesen Ort gibt es hier nicht.",
                },
            )
        self.fields["thema"] = forms.ChoiceField(
            label="Thema", choices=[(t, t) for t in themes], required=False,
            error_messages={"invalid_choice": "Dieses Thema gibt es hier nicht."},
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = [data.get(f"ort{n}") for n in range(1, MAX_PLACES + 1)]
        if not self.errors and len(set(filter(None, chosen))) < 2:
            self.add_error("ort2", "Bitte wählen Sie zwei verschiedene Orte.")
        return data

    def places(self) -> list[str]:
        """Keys in the order chosen, each once."""
        chosen = (self.cleaned_data.get(f"ort{n}") for n in range(1, MAX_PLACES + 1))
        return list(dict.fromkeys(key for key in chosen if key))


class StructureForm(forms.Form):
    """By which indicators similar Kreise are found; without a choice, by all."""

    merkmal = forms.MultipleChoiceField(
        label="Merkmale",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Dieses Merkmal gibt es hier nicht."},
    )
    land = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1)

    def __init__(self, data: Any, *, codes: Sequence[str], initial: Mapping[str, str]) -> None:
        chosen = data.getlist("merkmal")
        super().__init__({"merkmal": chosen or list(codes), "land": data.get("land", "")}, initial=dict(initial))
        self.all_codes = tuple(codes)
        self.fields["merkmal"].choices = [(code, info(code).name) for code in codes]  # type: ignore[attr-defined]

    def codes(self) -> tuple[str, ...]:
        """Always in the same order, so that the same choice is the same question."""
        return tuple(code for code in self.all_codes if code in self.cleaned_data["merkmal"])
