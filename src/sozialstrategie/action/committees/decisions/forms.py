"""Forms of votes and decisions. They only read and check; services write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from sozialstrategie.action.committees.bodies.forms import NearDateField, VersionedModelForm
from sozialstrategie.action.committees.decisions.presence import Room
from sozialstrategie.action.committees.decisions.services import reachable
from sozialstrategie.action.committees.enums import BallotChoice, DecisionResult, DecisionStatus, Tie
from sozialstrategie.action.committees.models import AgendaItem, Decision, Membership, Vote
from sozialstrategie.action.strategy.life.forms import VersionedForm


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _count(label: str, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=999, required=required)


class VoteForm(forms.Form):
    """A vote by counts, or by name where a choice is made for anybody."""

    motion = forms.CharField(label="Worüber wird abgestimmt?", widget=_area(3), max_length=4000)
    yes, no = _count("Ja"), _count("Nein")
    abstain, invalid = _count("Enthaltung"), _count("ungültig")
    present = _count("anwesend mit Stimme")
    is_secret = forms.BooleanField(label="geheim", required=False)
    chair_in_favour = forms.ChoiceField(
        label="Bei Stimmengleichheit: wie stimmte der Vorsitz?", required=False,
        choices=[("", "gar nicht"), ("yes", "dafür"), ("no", "dagegen")],
    )  # fmt: skip

    def __init__(self, *args: Any, item: AgendaItem, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voters: Mapping[str, Membership] = {f"stimme-{m.uid}": m for m in room.voters}
        self.fields["present"].help_text = f"Nach der Anwesenheit {room.present} von {room.eligible}."
        self.initial.setdefault("present", room.present)
        self.initial.setdefault("motion", item.title)
        if item.meeting.committee.tie != Tie.CHAIR:
            del self.fields["chair_in_favour"]
        for name, member in self.voters.items():
            choices = [("", "–"), *BallotChoice.choices]
            self.fields[name] = forms.ChoiceField(label=member.name, choices=choices, required=False)
        self.fieldsets = [
            ("", ["motion"]),
            ("Gezählt", ["yes", "no", "abstain", "invalid", "present", "is_secret", "chair_in_favour"]),
            ("Namentlich (nur, wenn so abgestimmt wird; dann zählen diese Stimmen)", list(self.voters)),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named = any(data.get(name) for name in self.voters)
        names = ("yes", "no", "abstain", "invalid")
        if any(name in self.errors for name in names):
            return data  # told at that number already
        counted = [data.get(name) for name in names]
        if not named and all(n is None for n in counted):
            self.add_error("yes", "Bitte tragen Sie die Stimmen ein.")
        if named and any(n for n in counted):
            sums = self._sums(data)
            typed = tuple(n or 0 for n in counted[:3])
            if typed != sums:
                words = f"{sums[0]} Ja, {sums[1]} Nein, {sums[2]} Enthaltungen"
                self.add_error("yes", f"Die namentlichen Stimmen ergeben {words}. Bitte prüfen Sie die Zahlen.")
        return data

    def _sums(self, data: dict[str, Any]) -> tuple[int, int, int]:
        said = [data.get(name) for name in self.voters]
        return said.count(BallotChoice.YES), said.count(BallotChoice.NO), said.count(BallotChoice.ABSTAIN)

    def arguments(self) -> dict[str, Any]:
        """For `record_vote`."""
        data = self.cleaned_data
        ballots = {member: data[name] for name, member in self.voters.items() if data.get(name)}
        counts = {name: data.get(name) or 0 for name in ("yes", "no", "abstain", "invalid")}
        chair = {"yes": True, "no": False}.get(data.get("chair_in_favour", ""))
        return {
            "motion": data["motion"], "is_secret": data["is_secret"], "present": data.get("present"), "chair_in_favour": chair,
            "ballots": ballots or None, **counts,
        }  # fmt: skip


class WhyForm(VersionedForm):
    reason = forms.CharField(label="Grund", widget=_area(4), max_length=1000)


class NewDecisionForm(forms.Form):
    """What an own body decided."""

    title = forms.CharField(label="Gegenstand", max_length=200)
    result = forms.ChoiceField(label="Ergebnis", choices=DecisionResult.choices)
    text = forms.CharField(label="Wortlaut", widget=_area(5), max_length=8000, required=False)
    proposer = forms.CharField(label="Einreicher", max_length=160, required=False)
    lead_unit = forms.CharField(
        label="zuständig", max_length=160, required=False, help_text="Amt oder Stelle, keine Person."
    )
    due = NearDateField(label="zu erledigen bis", required=False)
    without_vote = forms.CharField(
        label="Wie wurde ohne Abstimmung entschieden?", max_length=300, required=False,
        help_text="Nötig bei „beschlossen“ und „abgelehnt“, zum Beispiel „einvernehmlich, niemand widersprach“.",
    )  # fmt: skip
    fieldsets = [("", ["title", "result", "without_vote"])]

    def __init__(self, *args: Any, vote: Vote | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if vote is not None:
            del self.fields["without_vote"]

    @staticmethod
    def beginning(item: AgendaItem, vote: Vote | None) -> dict[str, Any]:
        result = DecisionResult.ADOPTED if vote is None or vote.carried is not False else DecisionResult.REJECTED
        return {"title": item.title, "result": result, "text": vote.motion if vote is not None else ""}


class DecisionForm(VersionedModelForm):
    due = NearDateField(label="zu erledigen bis", required=False)
    announced_on = NearDateField(label="bekannt gemacht am", required=False)

    class Meta:
        model = Decision
        fields = ["title", "text", "lead_unit", "due", "proposer", "is_public", "announced_on", "url"]
        widgets = {"text": _area(5)}
        help_texts = {"lead_unit": "Amt oder Stelle, keine Person."}


class ReportForm(VersionedForm):
    """A Sachstand, with a step where one is taken."""

    text = forms.CharField(label="Sachstand", widget=_area(4), max_length=4000)
    on = NearDateField(label="vom", required=False, help_text="Leer heißt: heute.")
    to = forms.ChoiceField(label="Umsetzung danach", required=False)

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = f"bleibt: {decision.get_status_display()}"
        steps = [(s.value, str(s.label)) for s in reachable(decision.status)]
        self.fields["to"].choices = [("", same), *steps]  # type: ignore[attr-defined]

    def clean_to(self) -> DecisionStatus | None:
        value = self.cleaned_data["to"]
        return DecisionStatus(value) if value else None
