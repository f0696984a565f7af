"""Forms of the workplace. They only read and check; services write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents.word.package import MOST_BYTES
from sozialstrategie.kit.ui.forms import ByUid, DateField
from sozialstrategie.kit.ui.pages import INCOMPLETE
from sozialstrategie.kit.workplace.models import Rhythm, Task, TaskKind
from sozialstrategie.kit.workplace.queries.tasks import assignable_people, tasks_for

MOST_BEFORE = 25  # tasks to choose from under "Erst nach": those of the same record that are due first


class PersonField(ByUid):
    """People under the names by which this organisation knows them."""

    names: Mapping[str, str] = {}

    def label_from_instance(self, obj: Person) -> str:
        return self.names.get(str(obj.pk), "")

    def offer(self, people: Any, organisation: Organisation) -> None:
        self.queryset = people
        self.names = names_in(organisation, {str(p.pk) for p in people})


class AfterField(ByUid, forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Task) -> str:
        return obj.title


class TaskForm(forms.ModelForm[Task]):
    """A task; with an instance it changes one that stands."""

    due = DateField(label="Bis wann?", required=False, help_text="Der Tag selbst zählt noch mit.")
    responsible = PersonField(
        queryset=None, label="Wer macht es?", required=False, empty_label="noch niemand", to_field_name="uid"
    )
    after = AfterField(
        queryset=None, label="Erst nach", required=False, to_field_name="uid", widget=forms.CheckboxSelectMultiple,
        help_text="Was vorher erledigt sein muss.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    fieldsets = [
        ("", ["title", "text", "kind"]),
        ("Wer und bis wann", ["due", "responsible", "unit"]),
        ("Mehr", ["confidential", "after"]),
    ]

    class Meta:
        model = Task
        fields = ["title", "text", "kind", "due", "responsible", "unit", "confidential", "after"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "kind": forms.RadioSelect}
        help_texts = {
            "title": "Bitte ohne Namen von Menschen außerhalb Ihrer Verwaltung: Der Titel steht auch in der Tagesmail.",
            "unit": "Wenn niemand mit Zugang zuständig ist, zum Beispiel „Jugendamt“.",
            "confidential": (
                "Dann sehen sie nur die zuständige Person, die Leitung, die Koordination und die Gremienbetreuung; "
                "in Mails steht kein Titel."
            ),
        }

    def __init__(self, *args: Any, actor: Actor, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = TaskKind.choices  # type: ignore[attr-defined]
        self.fields["responsible"].offer(assignable_people(actor, organisation), organisation)  # type: ignore[attr-defined]
        others = tasks_for(actor, organisation).filter(done_on=None, dropped_on=None)
        chosen: list[int] = []
        if self.instance.pk:
            self.initial["responsible"] = self.instance.responsible_id
            chosen = list(self.instance.after.values_list("pk", flat=True))
            self.initial["after"] = [str(uid) for uid in self.instance.after.values_list("uid", flat=True)]
            self.initial["version"] = self.instance.version
            others = others.filter(about_type=self.instance.about_type, about_uid=self.instance.about_uid)
            others = others.exclude(pk=self.instance.pk)
        near = others.order_by(F("due").asc(nulls_last=True), "pk").values_list("pk", flat=True)[:MOST_BEFORE]
        others = tasks_for(actor, organisation).filter(pk__in=[*near, *chosen])
        self.fields["after"].queryset = others  # type: ignore[attr-defined]
        if not others.exists():
            del self.fields["after"]

    def clean(self) -> dict[str, Any]:
        if self.instance.pk and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The service checks and writes; a form must not touch the record that the page still shows."""

    def values(self) -> dict[str, Any]:
        """Arguments for the services."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class FileReferenceForm(forms.Form):
    """The Aktenzeichen of one record, shown again with what was typed where it could not stand; the service checks it."""

    kind = forms.CharField(widget=forms.HiddenInput())
    uid = forms.UUIDField(widget=forms.HiddenInput())
    text = forms.CharField(label="Aktenzeichen", required=False)


class DropForm(forms.Form):
    """Why a task will not be done."""

    reason = forms.CharField(label="Warum entfällt das?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class DigestForm(forms.Form):
    """How often the calm mail comes."""

    rhythm = forms.ChoiceField(label="Tagesmail", choices=Rhythm.choices, widget=forms.RadioSelect)


class WordTemplateForm(forms.Form):
    """A template as a file, under a name that people know it by."""

    name = forms.CharField(label="Name der Vorlage", max_length=120, help_text="Zum Beispiel: Briefkopf 2027")
    file = forms.FileField(label="Word-Datei", help_text="Eine .docx-Datei ohne Makros, höchstens 5 MB.")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Die Datei ist größer als 5 MB. Bitte verkleinern Sie die Bilder darin.")
        return file


class HandoverForm(forms.Form):
    """From whom to whom."""

    giver = PersonField(queryset=None, label="Wer übergibt?", to_field_name="uid", empty_label="Bitte wählen")
    taker = PersonField(queryset=None, label="Wer übernimmt?", to_field_name="uid", empty_label="Bitte wählen")

    def __init__(self, *args: Any, actor: Actor, organisation: Organisation, givers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].offer(givers, organisation)  # type: ignore[attr-defined]
        self.fields["taker"].offer(assignable_people(actor, organisation), organisation)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("giver") is not None and data.get("giver") == data.get("taker"):
            self.add_error("taker", "Bitte wählen Sie zwei verschiedene Personen.")
        return data


class HandOverNowForm(forms.Form):
    """What the person who hands over decides after having seen what moves."""

    seen = forms.CharField(widget=forms.HiddenInput())
    with_roles = forms.BooleanField(
        label="Auch die Rollen übergeben", required=False,
        help_text="Wer übernimmt, bekommt sie ab heute; wer übergibt, behält sie bis zum letzten Tag.",
    )  # fmt: skip
    last_day = DateField(label="Letzter Tag der Person, die übergibt", required=False, help_text="Nur für die Rollen.")
    note = forms.CharField(
        label="Hinweise für das Blatt", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False
    )

    def clean(self) -> dict[str, Any]:
        day = self.cleaned_data.get("last_day")
        if self.cleaned_data.get("with_roles") and day is None:
            self.add_error("last_day", "Bitte nennen Sie den letzten Tag.")
        if day is not None and day < timezone.localdate():
            self.add_error("last_day", "Dieser Tag ist schon vorbei.")
        return self.cleaned_data
