"""The form that assigns offers of the register to a need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sozialstrategie.action.strategy.queries import OfferChoice
from sozialstrategie.evidence.monitoring.offers.queries import ShownOffer
from sozialstrategie.kit.ui.formats import number
from sozialstrategie.kit.ui.pages import INCOMPLETE

_GROUPS = ("linked", "similar", "others")
_NONE = "-"
GONE = (
    "Ein angekreuztes Angebot gilt nicht mehr oder wurde inzwischen gelöscht. Es steht nicht mehr in der Liste; "
    "bitte prüfen Sie die Auswahl und speichern Sie noch einmal."
)


class _Ticks(forms.MultipleChoiceField):
    """Boxes of one group. All groups are sent under one name, so each keeps what is its own."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        """No tick at all is an answer too, hence no "required"."""
        mine = {str(key) for key, _ in self.choices}  # type: ignore[union-attr,misc]
        return [key for key in self.to_python(value) if key in mine]


class NeedOffersForm(forms.Form):
    """All offers that can be ticked, in groups. `before` says what was ticked when the page was shown.

    `changes()` is what the person changed: two people who choose at the same time do not undo each other. An offer that
    moved from one group to another meanwhile is found by its name all the same.
    """

    before = forms.CharField(label="Stand", widget=forms.HiddenInput(), error_messages={"required": INCOMPLETE})

    def __init__(self, *args: Any, choice: OfferChoice, **kwargs: Any) -> None:
        ticked = [str(o.uid) for o in choice.linked]
        kwargs["initial"] = {"before": " ".join(ticked) or _NONE, "linked": ticked}
        super().__init__(*args, **kwargs)
        groups = {
            "linked": ("Schon zugeordnet", [(str(o.uid), _label(o)) for o in choice.linked]),
            "similar": (
                "Mit Wörtern aus dem Bedarf",
                [(str(o.uid), _label(o, words)) for o, words in choice.similar],
            ),
            "others": (
                "Alle weiteren" if choice.linked or choice.similar else "Angebote",
                [(str(o.uid), _label(o)) for o in choice.others],
            ),
        }
        for name, (label, choices) in groups.items():
            if choices:
                widget = forms.CheckboxSelectMultiple(attrs={"id": f"id_{name}"})
                self.fields[name] = _Ticks(label=label, choices=choices, widget=widget)
        self.listed = {key for _, choices in groups.values() for key, _ in choices}

    def add_prefix(self, field_name: str) -> str:
        """One name for the boxes of all groups."""
        return super().add_prefix("offers" if field_name in _GROUPS else field_name)

    def clean_before(self) -> set[str]:
        text = self.cleaned_data["before"]
        try:
            return {str(UUID(word)) for word in text.split()} if text != _NONE else set()
        except ValueError:
            raise forms.ValidationError(INCOMPLETE) from None

    def clean(self) -> dict[str, Any]:
        if set(self._sent()) - self.listed:
            self.add_error(None, GONE)
        return self.cleaned_data

    def _sent(self) -> Iterable[str]:
        # the data of a request has several values for a name, a plain dictionary in a test has a list
        data: Any = self.data
        name = self.add_prefix(_GROUPS[0])
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def changes(self) -> tuple[set[UUID], set[UUID]]:
        """(to assign, to take away). What the page did not list stays as it is."""
        ticked = {key for name in _GROUPS for key in self.cleaned_data.get(name, [])}
        before = self.cleaned_data["before"]
        return {UUID(key) for key in ticked - before}, {UUID(key) for key in (before & self.listed) - ticked}


def _label(offer: ShownOffer, words: Iterable[str] = ()) -> SafeString:
    """Name, and below it who offers it, where, for how many, until when, and the words it shares with the need."""
    places = "Plätze unbekannt" if offer.places is None else f"{number(offer.places, 0)} {_places(offer.places)}"
    ends = f"gültig bis {offer.valid_to:%d.%m.%Y}" if offer.valid_to else ""
    shared = f"gleiche Wörter: {', '.join(words)}" if words else ""
    facts = " · ".join(filter(None, [offer.provider, offer.place_words, places, ends, shared]))
    return format_html('{}<br><span class="klein">{}</span>', offer.name, facts)


def _places(count: int) -> str:
    return "Platz" if count == 1 else "Plätze"
