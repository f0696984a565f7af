"""Forms of minutes. They only read and check; services write."""

from __future__ import annotations

from typing import Any

from django import forms

from sozialstrategie.action.committees.bodies.forms import NearDateField
from sozialstrategie.action.committees.minutes.queries import approving_meetings
from sozialstrategie.action.committees.models import Minutes
from sozialstrategie.action.strategy.life.forms import VersionedForm


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CirculateForm(VersionedForm):
    on = NearDateField(label="versandt am")
    confirmed = forms.BooleanField(label="Trotzdem versenden: Was fehlt, ist mir bekannt.", required=False)

    def __init__(self, *args: Any, gaps: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not gaps:
            del self.fields["confirmed"]


class ObjectionForm(VersionedForm):
    reason = forms.CharField(label="Was wurde eingewandt?", widget=_area(4), max_length=2000)


class CorrectionForm(forms.Form):
    correction = forms.CharField(label="Was wird berichtigt?", widget=_area(4), max_length=2000)


class _Meetings(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}, {obj.start:%d.%m.%Y}"


class ApproveForm(VersionedForm):
    approved_in = _Meetings(queryset=None, label="Genehmigt in der Sitzung", to_field_name="uid", empty_label=None)

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved_in"].queryset = approving_meetings(minutes)  # type: ignore[attr-defined]
