"""Forms of the steps. They only read and check; services write."""

from __future__ import annotations

from typing import Any

from django import forms

from sozialstrategie.action.strategy.enums import CarryOutcome, DecisionResult, MeasureStatus
from sozialstrategie.action.strategy.models import Measure, Strategy, StrategyDecision, StrategyVersion
from sozialstrategie.action.strategy.queries.life import reachable
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.ui.forms import ByUid, DateField
from sozialstrategie.kit.ui.pages import INCOMPLETE


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def renewed(data: Any, version: int) -> Any:
    """What was typed, with another version."""
    changed = data.copy()
    changed["version"] = str(version)
    return changed


class VersionedForm(forms.Form):
    """A form that carries the version of the record that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput(), error_messages={"required": INCOMPLETE})

    def renewed(self, version: int) -> None:
        """After a conflict: the same words with the present version, so that nothing typed is lost."""
        self.data = renewed(self.data, version)

    def words(self) -> dict[str, Any]:
        """What was typed, as arguments for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class StepForm(VersionedForm):
    """One step: with a reason where the machine asks for one."""

    reason = forms.CharField(label="Begründung", widget=_area(4), max_length=2000, required=False)

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["reason"].required = True
        else:
            self.fields["reason"].label = "Anmerkung"


class DecisionForm(forms.Form):
    """What the deciding body did with which version."""

    frozen = ByUid(queryset=None, label="Fassung, über die entschieden wurde", to_field_name="uid", empty_label=None)
    result = forms.ChoiceField(label="Ergebnis", choices=DecisionResult.choices)
    on = DateField(label="Tag der Sitzung")
    body = forms.CharField(label="Gremium", max_length=160, help_text="Zum Beispiel „Kreistag“.")
    number = forms.CharField(label="Nummer des Beschlusses", max_length=60, required=False)
    text = forms.CharField(
        label="Wortlaut",
        widget=_area(6),
        max_length=8000,
        required=False,
        help_text="Nötig bei Änderungen, Ablehnung und Verweisung. Maßgeblich ist die Niederschrift des Sitzungsdienstes.",
    )

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["frozen"].queryset = versions  # type: ignore[attr-defined]
        self.fields["frozen"].label_from_instance = _version_words  # type: ignore[attr-defined]


def _version_words(version: StrategyVersion) -> str:
    return f"Fassung {version.number} vom {version.frozen_at:%d.%m.%Y}, Prüfsumme {version.sha256[:12]}"


class EnterForm(VersionedForm):
    """A decision that was taken before the strategy came into this program."""

    on = DateField(label="Tag der Sitzung")
    body = forms.CharField(label="Gremium", max_length=160, help_text="Zum Beispiel „Kreistag“.")
    number = forms.CharField(label="Nummer des Beschlusses", max_length=60, required=False)
    text = forms.CharField(label="Wortlaut", widget=_area(5), max_length=8000, required=False)


class DecisionCorrectionForm(VersionedForm):
    """What was mistyped of a decision."""

    on = DateField(label="Tag der Sitzung")
    body = forms.CharField(label="Gremium", max_length=160)
    number = forms.CharField(label="Nummer des Beschlusses", max_length=60, required=False)

    @staticmethod
    def beginning(decision: StrategyDecision) -> dict[str, Any]:
        return {name: getattr(decision, name) for name in ("version", "on", "body", "number")}


class SignForm(VersionedForm):
    """What leadership confirms: the content of the page says what was decided."""

    digest = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput(), error_messages={"required": INCOMPLETE})
    note = forms.CharField(label="Wie die Änderungen eingearbeitet sind", widget=_area(5), max_length=4000)
    confirmed = forms.BooleanField(
        label="Der Text unten entspricht dem Beschluss.",
        error_messages={"required": "Bitte bestätigen Sie, dass der Text dem Beschluss entspricht."},
    )

    def words(self) -> dict[str, Any]:
        return {name: value for name, value in super().words().items() if name != "confirmed"}


class RevisionForm(VersionedForm):
    """How the next strategy is called and how long it lasts."""

    title = forms.CharField(label="Titel der nächsten Strategie", max_length=200)
    period_from = forms.IntegerField(label="gilt ab Jahr", min_value=1990, max_value=2100)
    period_to = forms.IntegerField(label="gilt bis Jahr", min_value=1990, max_value=2100)

    @staticmethod
    def beginning(strategy: Strategy) -> dict[str, Any]:
        """As long as this one, and right after it."""
        length = strategy.period_to - strategy.period_from
        first = strategy.period_to + 1
        return {"version": strategy.version, "period_from": first, "period_to": first + length}


class CarryForm(forms.Form):
    """What becomes of one goal or measure."""

    outcome = forms.ChoiceField(label="Was wird daraus?", choices=CarryOutcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="Begründung", widget=_area(4), max_length=2000)


class ErratumForm(forms.Form):
    text = forms.CharField(
        label="Was ist falsch, und was ist richtig?",
        widget=_area(5),
        max_length=4000,
        help_text="Steht künftig neben der Fassung. Die Fassung selbst und ihre Prüfsumme bleiben, wie sie sind.",
    )


class ErasureForm(forms.Form):
    words = forms.CharField(
        label="Diese Wörter herausnehmen",
        max_length=300,
        help_text="Genau so, wie sie im Text stehen, zum Beispiel ein Name. Sie werden nirgends aufgehoben.",
    )
    reason = forms.CharField(
        label="Grund", widget=_area(4), max_length=4000, help_text="Ohne die Wörter selbst. Der Grund bleibt stehen."
    )


class StatusForm(VersionedForm):
    """One step of a measure, of those that this person may take from here."""

    to = forms.ChoiceField(label="Nächster Stand", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Begründung",
        widget=_area(3),
        max_length=2000,
        required=False,
        help_text="Nötig, wenn Sie zurückstellen, fallen lassen oder einen Schritt zurückgehen.",
    )

    def __init__(self, *args: Any, actor: Actor, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", measure.version)
        steps = reachable(actor, measure)
        self.fields["to"].choices = [(to.value, f"{to.label} ({step.words})") for to, step in steps]  # type: ignore[attr-defined]

    def clean_to(self) -> MeasureStatus:
        return MeasureStatus(self.cleaned_data["to"])
