"""Forms of meetings, their agenda and what is recorded in them. They only read and check; services write."""

from __future__ import annotations

from typing import Any

from django import forms

from sozialstrategie.action.committees.bodies.forms import NearDateField, VersionedModelForm, area, near_years
from sozialstrategie.action.committees.enums import ItemState
from sozialstrategie.action.committees.meetings.queries import Left
from sozialstrategie.action.committees.models import AgendaItem, Meeting, Membership, ParkedTopic
from sozialstrategie.action.strategy.forms import PersonChoiceField
from sozialstrategie.action.strategy.life.forms import VersionedForm
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.models import Organisation


class MomentInput(forms.DateTimeInput):
    """Native picker of day and time; wants ISO whatever the language of the page."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """Day and time here; refused is what the clock skips or says twice when it is changed."""

    widget = MomentInput
    default_error_messages = {
        "far": "Das Jahr %(year)s kann nicht stimmen; erwartet wird eines von %(first)s bis %(last)s.",
        "changed": "Diese Uhrzeit gibt es in jener Nacht nicht oder zweimal, weil die Uhr umgestellt wird. Bitte wählen Sie eine andere.",
    }

    def clean(self, value: Any) -> Any:
        try:
            moment = super().clean(value)
        except forms.ValidationError as error:
            if "ambiguous_timezone" in {e.code for e in error.error_list}:
                raise forms.ValidationError(self.error_messages["changed"], code="changed") from error
            raise
        first, last = near_years()
        if moment is not None and not first <= moment.year <= last:
            params = {"year": moment.year, "first": first, "last": last}
            raise forms.ValidationError(self.error_messages["far"], code="far", params=params)
        return moment


class LeftField(forms.ModelMultipleChoiceField):
    """What earlier meetings left over, with the meeting it comes from."""

    def label_from_instance(self, obj: AgendaItem | ParkedTopic) -> str:
        state = f", {ItemState(obj.state).label}" if isinstance(obj, AgendaItem) else ""
        return f"{obj.title} ({obj.meeting.start:%d.%m.%Y}{state})"


def offer_left(form: forms.BaseForm, left: Left) -> None:
    """Fields for what is left over, all of it ticked; without any there is no field."""
    for name, label, rows, model in (
        ("items", "Offene Punkte übernehmen", left.items, AgendaItem),
        ("parked", "Geparkte Themen übernehmen", left.parked, ParkedTopic),
    ):
        if rows:
            form.fields[name] = LeftField(
                queryset=model.objects.filter(pk__in=[r.pk for r in rows]).select_related("meeting"), label=label,
                required=False, to_field_name="uid", widget=forms.CheckboxSelectMultiple,
                initial=[str(r.uid) for r in rows],
            )  # fmt: skip


class MeetingForm(VersionedModelForm):
    start = MomentField(label="Beginn")
    end = MomentField(label="Ende (geplant)")
    opened_at = MomentField(label="eröffnet")
    closed_at = MomentField(label="geschlossen")
    fieldsets = [
        ("", ["title", "start", "end", "place", "online_url"]),
        ("Einladung", ["invitation"]),
        ("Leitung", ["chair", "minute_taker", "opened_at", "closed_at"]),
        ("Ratsinformationssystem", ["url"]),
        ("Aus früheren Sitzungen", ["items", "parked"]),
    ]

    class Meta:
        model = Meeting
        fields = [
            "title",
            "start",
            "end",
            "place",
            "online_url",
            "invitation",
            "chair",
            "minute_taker",
            "url",
            "opened_at",
            "closed_at",
        ]
        widgets = {"invitation": area(4)}
        help_texts = {
            "title": "Zum Beispiel „3. Sitzung“. Steht auch im Kalender.",
            "invitation": "Steht in der Mail und im Kalendereintrag. Bitte nichts, was nicht öffentlich ist.",
        }

    def __init__(self, *args: Any, left: Left | None = None, of_council: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if left is not None:
            offer_left(self, left)
        gone = {"invitation", "online_url", "chair", "minute_taker"} if of_council else {"url"}
        obj = kwargs.get("obj")
        gone |= {name for name in ("opened_at", "closed_at") if getattr(obj, name, None) is None}
        for name in gone:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("start"), data.get("end")
        if start and end and end <= start:
            self.add_error("end", "Das Ende liegt nicht nach dem Beginn.")
        return data


class TakeOverForm(forms.Form):
    """What earlier meetings left over."""

    def __init__(self, *args: Any, left: Left, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_left(self, left)


class ItemForm(VersionedModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "purpose", "is_public", "planned_minutes", "note"]
        widgets = {"note": area(3), "purpose": forms.RadioSelect}
        help_texts = {
            "is_public": "Nicht öffentliche Punkte sehen nur Mitglieder des Gremiums, Gremienbetreuung, Koordination und Leitung.",
            "note": "Steht in der Sitzungsmappe.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [c for c in self.fields["purpose"].choices if c[0]]  # type: ignore[attr-defined]


class ReasonForm(VersionedForm):
    """A step of a meeting: with a reason where the machine asks for one."""

    reason = forms.CharField(label="Grund", widget=area(3), max_length=300)

    def __init__(self, *args: Any, needs_reason: bool, told: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]
        elif told:
            self.fields["reason"].help_text = "Steht in der Mail an alle Eingeladenen."


class RecordForm(VersionedForm):
    """What was said to a point, and what became of it."""

    text = forms.CharField(label="Text für die Niederschrift", widget=area(8), max_length=10000, required=False)
    state = forms.ChoiceField(label="Ergebnis", choices=ItemState.choices, widget=forms.RadioSelect)


class MemberBoxes(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return obj.name


class RecusalForm(forms.Form):
    """Who takes no part in a point."""

    members = MemberBoxes(
        queryset=None, label="Nehmen nicht teil", required=False, to_field_name="uid", widget=forms.CheckboxSelectMultiple
    )  # fmt: skip

    def __init__(self, *args: Any, members: list[Membership], chosen: set[int], **kwargs: Any) -> None:
        kwargs["initial"] = {"members": [str(m.uid) for m in members if m.pk in chosen]}
        super().__init__(*args, **{**kwargs, "auto_id": "beteiligt_%s"})
        self.fields["members"].queryset = Membership.objects.filter(pk__in=[m.pk for m in members])  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    """What somebody is to do after a point."""

    title = forms.CharField(label="Was ist zu tun?", max_length=200)
    responsible = PersonChoiceField(
        queryset=None, label="Wer macht es?", required=False, empty_label="niemand mit Zugang", to_field_name="uid"
    )
    unit = forms.CharField(label="oder welche Stelle", max_length=160, required=False)
    due = NearDateField(label="Bis wann?", required=False)

    def __init__(self, *args: Any, organisation: Organisation, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "aufgabe_%s"})
        field: Any = self.fields["responsible"]
        field.queryset, field.names = people, names_in(organisation, {str(p.pk) for p in people})


class ParkForm(forms.Form):
    title = forms.CharField(label="Thema", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "parken_%s"})


class GuestForm(forms.Form):
    name = forms.CharField(label="Name des Gastes", max_length=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "gast_%s"})


class AnswerForm(forms.Form):
    """Whether somebody comes."""

    answer = forms.ChoiceField(
        label="Kommen Sie?", choices=[("yes", "Ich komme"), ("no", "Ich komme nicht")], widget=forms.RadioSelect
    )
