"""Theme and level: a plain GET form, every choice has an address of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

LEVELS = (("kreis", "Kreise"), ("gemeinde", "Gemeinden"), ("land", "Thüringen"), ("bund", "Deutschland"))


class AvailabilityForm(forms.Form):
    """Which part of the table to show; without a choice all themes, for the Kreise."""

    ebene = forms.ChoiceField(
        label="Ebene",
        choices=LEVELS,
        required=False,
        error_messages={"invalid_choice": "Diese Ebene gibt es hier nicht."},
    )

    def __init__(self, data: Any, *, themes: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["thema"] = forms.ChoiceField(
            label="Thema", choices=[("", "alle Themen"), *((t, t) for t in themes)], required=False,
            error_messages={"invalid_choice": "Dieses Thema gibt es hier nicht."},
        )  # fmt: skip

    def level(self) -> str:
        """The level chosen, the Kreise without a choice; only after `is_valid`."""
        return self.cleaned_data["ebene"] or LEVELS[0][0]

    def theme(self) -> str:
        """The theme chosen, "" for all; only after `is_valid`."""
        return str(self.cleaned_data["thema"])
