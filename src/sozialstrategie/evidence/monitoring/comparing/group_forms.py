"""Own comparison groups: name, members typed by name or key, and with whom to compare."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms

from sozialstrategie.evidence.monitoring.models import ComparisonChoice, ComparisonGroup
from sozialstrategie.evidence.regions import catalogue as regions


@lru_cache(maxsize=1)
def _kreise() -> dict[str, tuple[str, ...]]:
    """What people type (key, full or short name, without capitals) -> keys of the Kreise of today."""
    found: dict[str, set[str]] = {}
    for r in regions.regions():
        if r.level == "kreis" and r.valid_to is None:
            for text in (r.code, r.name, r.short_name):
                found.setdefault(text.casefold(), set()).add(r.code)
    return {text: tuple(sorted(codes)) for text, codes in found.items()}


def members_text(codes: Iterable[str]) -> str:
    """One Kreis per line, "16062 Landkreis Nordhausen"."""
    return "\n".join(f"{code} {record.name if (record := regions.record(code)) else ''}".strip() for code in codes)


def read_members(text: str) -> tuple[list[str], list[str]]:
    """Keys in the order typed, each once, and a sentence per line that names no Kreis or more than one."""
    codes: dict[str, None] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        typed = " ".join(line.split())
        if not typed:
            continue
        first = typed.split(" ")[0]
        found = _kreise().get(typed.casefold(), ()) or (_kreise().get(first, ()) if first.isdigit() else ())
        if len(found) == 1:
            codes[found[0]] = None
        elif found:
            options = members_text(found).replace("\n", " oder ")
            faults.append(f"Zeile {number}: „{typed}“ gibt es mehrmals. Bitte schreiben Sie {options}.")
        else:
            faults.append(f"Zeile {number}: „{typed}“ ist kein Kreis von heute.")
    return list(codes), faults


class GroupForm(forms.Form):
    """A comparison group. `version` is that of the record as it was read."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Bitte geben Sie der Gruppe einen Namen."}
    )
    members = forms.CharField(
        label="Kreise",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        max_length=12_000,
        help_text="Ein Kreis je Zeile: Name oder fünfstelliger Schlüssel. Mindestens fünf, damit kein einzelner den Vergleich bestimmt.",
        error_messages={"required": "Bitte nennen Sie mindestens fünf Kreise."},
    )
    note = forms.CharField(
        label="Warum diese", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_members(self) -> str:
        _codes, faults = read_members(self.cleaned_data["members"])
        if faults:
            raise forms.ValidationError(faults[:10])
        return str(self.cleaned_data["members"])

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"name": data["name"], "members": read_members(data["members"])[0], "note": data["note"]}


class ChoiceForm(forms.Form):
    """With whom signals and pages of the organisation compare."""

    comparison = forms.ChoiceField(label="Vergleichen mit", widget=forms.RadioSelect)

    def __init__(self, *args: Any, groups: Iterable[ComparisonGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.uid): group for group in groups}
        kinds = [(kind, label[0].upper() + label[1:]) for kind, label in ComparisonChoice.KINDS if kind != "own"]
        own = [(uid, f"Eigene Gruppe: {group.name}") for uid, group in self.groups.items()]
        self.fields["comparison"].choices = [*kinds, *own]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        chosen = self.cleaned_data["comparison"]
        group = self.groups.get(chosen)
        return {"kind": "own", "group": group} if group else {"kind": chosen, "group": None}
