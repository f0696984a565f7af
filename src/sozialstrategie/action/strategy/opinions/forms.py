"""Forms of the rounds of opinions. They only read and check; services write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from sozialstrategie.action.strategy.enums import Consideration, OpinionVerdict, PassageKind
from sozialstrategie.action.strategy.forms import PersonChoiceField
from sozialstrategie.action.strategy.life.forms import VersionedForm, renewed
from sozialstrategie.action.strategy.models import OpinionRequest, OpinionRound, StatementOfOpinion
from sozialstrategie.action.strategy.opinions.passages import Passage, passages
from sozialstrategie.action.strategy.opinions.queries import people_of
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.forms import DateField
from sozialstrategie.kit.ui.pages import INCOMPLETE

SLOTS = 3


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RoundForm(forms.Form):
    """A new round."""

    title = forms.CharField(label="Titel", max_length=120, initial="Mitzeichnung")
    due_on = DateField(label="Frist")
    note = forms.CharField(
        label="Hinweis an alle Stellen", widget=_area(4), max_length=2000, required=False,
        help_text="Steht über jeder Antwortseite.",
    )  # fmt: skip
    with_internal = forms.BooleanField(
        label="Die Stellen sehen auch interne Maßnahmen",
        required=False,
        help_text="Sonst sehen sie nur, was öffentlich werden darf.",
    )

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("Die Frist liegt in der Vergangenheit.")
        return day


class RoundEditForm(VersionedForm):
    """What of a running round may change."""

    title = forms.CharField(label="Titel", max_length=120)
    due_on = DateField(label="Frist")
    note = forms.CharField(label="Hinweis an alle Stellen", widget=_area(4), max_length=2000, required=False)


class AskForm(forms.Form):
    """Who is asked, about what, until when. With `obj` it changes a question that stands."""

    recipient = forms.CharField(label="Stelle", max_length=200, help_text="Amt, Träger oder Gemeinde, kein Mensch.")
    recipient_function = forms.CharField(label="Funktion", max_length=120, required=False)
    email = forms.EmailField(
        label="E-Mail der Stelle", required=False,
        help_text="Dorthin gehen der Link und, wenn keine Antwort kommt, kurz vor der Frist eine Erinnerung.",
    )  # fmt: skip
    person = PersonChoiceField(
        queryset=None, label="Antwortet mit eigenem Zugang", required=False, empty_label="nein, über einen Link",
        to_field_name="uid",
    )  # fmt: skip
    passage = forms.ChoiceField(label="Wozu")
    due_on = DateField(label="Frist")
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        round_: OpinionRound,
        obj: OpinionRequest | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"due_on": round_.due_on, "passage": str(PassageKind.STRATEGY), **_standing(obj)}
        super().__init__(*args, **kwargs)
        self.is_edit = obj is not None
        people = people_of(organisation)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].names = names_in(organisation, {str(p.pk) for p in people})  # type: ignore[attr-defined]
        rows = passages(round_.text_version.payload["content"])
        self.fields["passage"].choices = [(p.key, p.label) for p in rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.is_edit and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """Arguments for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def renewed(self, version: int) -> None:
        self.data = renewed(self.data, version)


def _standing(obj: OpinionRequest | None) -> dict[str, Any]:
    if obj is None:
        return {}
    key = f"{obj.passage}:{obj.passage_uid}" if obj.passage_uid else obj.passage
    names = ("recipient", "recipient_function", "email", "due_on", "version")
    return {**{name: getattr(obj, name) for name in names}, "person": obj.person, "passage": key}


class AnswerForm(VersionedForm):
    """What an office says: as a whole, and in remarks on single passages. Empty remarks are left out."""

    verdict = forms.ChoiceField(
        label="Wie stehen Sie zu dem Text?", choices=OpinionVerdict.choices, widget=forms.RadioSelect
    )
    from_function = forms.CharField(
        label="Wer antwortet (Stelle oder Funktion)", max_length=120, help_text="Bitte kein Name eines Menschen."
    )

    def __init__(
        self,
        data: Any = None,
        *,
        places: Sequence[Passage],
        request: OpinionRequest,
        statements: Sequence[StatementOfOpinion] = (),
        more: bool = False,
        by_us: bool = False,
    ) -> None:
        initial = {
            "version": request.version,
            "verdict": request.verdict,
            "from_function": request.from_function or request.recipient_function or request.recipient,
        }
        super().__init__(data, initial=initial)
        if by_us:
            self.fields["received_on"] = DateField(label="Eingegangen am", initial=timezone.localdate())
        self.count = self._slots(data, len(statements)) + (SLOTS if more else 0)
        choices = [(p.key, p.label) for p in places]
        for n in range(1, self.count + 1):
            old = statements[n - 1] if n <= len(statements) else None
            name = f"place_{n}"
            if len(choices) > 1:
                self.fields[name] = forms.ChoiceField(
                    label=f"Anmerkung {n} betrifft", choices=choices, required=False, initial=_key(old)
                )
            self.fields[f"remark_{n}"] = forms.CharField(
                label=f"Anmerkung {n}",
                widget=_area(4),
                max_length=4000,
                required=False,
                initial=old.text if old else "",
            )
        self.only = choices[0][0] if choices else ""
        head = ["verdict", "from_function", *(["received_on"] if by_us else [])]
        remarks = [name for name in self.fields if name.startswith(("place_", "remark_"))]
        self.fieldsets = [("", head), ("Anmerkungen", remarks)]

    @staticmethod
    def _slots(data: Mapping[str, str] | None, standing: int) -> int:
        if data is None:
            return standing + SLOTS
        typed = sum(1 for name in data if name.startswith("remark_"))
        return min(max(typed, SLOTS), 60)

    def remarks(self) -> list[tuple[str, str]]:
        """(key of a passage, text) of all that was written."""
        data = self.cleaned_data
        rows = [(data.get(f"place_{n}") or self.only, data[f"remark_{n}"]) for n in range(1, self.count + 1)]
        return [(key, text) for key, text in rows if text.strip()]


def _key(statement: StatementOfOpinion | None) -> str | None:
    if statement is None:
        return None
    return f"{statement.passage}:{statement.passage_uid}" if statement.passage_uid else statement.passage


class ConsiderForm(VersionedForm):
    """Whether a remark is followed, and why."""

    outcome = forms.ChoiceField(label="Abwägung", choices=Consideration.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="Begründung", widget=_area(5), max_length=4000)
