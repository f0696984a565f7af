"""Forms of bodies, terms and members. They only read and check; services write."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.utils import timezone

from sozialstrategie.action.committees.bodies.queries import people_of
from sozialstrategie.action.committees.enums import Function
from sozialstrategie.action.committees.models import Committee, Membership, Term
from sozialstrategie.action.strategy.forms import PersonChoiceField
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.forms import DateField
from sozialstrategie.kit.ui.pages import INCOMPLETE


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def near_years() -> tuple[int, int]:
    """First and last year in which a meeting, a paper or a deadline of today can lie."""
    year = timezone.localdate().year
    return year - 20, year + 20


class NearDateField(DateField):
    """A day of the work of bodies; one in another generation is a slip of the keyboard."""

    def to_python(self, value: Any) -> date | None:
        self.first_year, self.last_year = near_years()
        return super().to_python(value)


def _https(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """An address that was typed without a scheme is taken for https."""
    if isinstance(field, models.URLField):
        kwargs.setdefault("assume_scheme", "https")
    return field.formfield(**kwargs)


class _Https(ModelFormMetaclass):
    """Lets `_https` make the fields of every form below."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        if "Meta" in attrs:
            attrs["Meta"].formfield_callback = _https
        return super().__new__(mcs, name, bases, attrs)


class VersionedModelForm(forms.ModelForm, metaclass=_Https):
    """A record; with `obj` it changes one that stands and carries its version. The instance behind it is never saved."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        names = [*self._meta.fields, *self.declared_fields]  # type: ignore[misc]
        stored = {name: getattr(obj, name) for name in names if hasattr(obj, name)} if obj is not None else {}
        kwargs["initial"] = {**(kwargs.pop("initial", None) or {}), **stored}
        super().__init__(*args, **kwargs)
        self.is_edit = obj is not None

    def clean(self) -> dict[str, Any]:
        if self.is_edit and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The service checks and writes; a form must not touch the record that the page still shows."""

    def values(self) -> dict[str, Any]:
        """Arguments for the service."""
        left_out = () if self.is_edit else ("version",)
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class CommitteeForm(VersionedModelForm):
    valid_from = DateField(label="besteht seit", required=False)
    valid_to = DateField(label="bestand bis", required=False)
    fieldsets = [
        ("", ["name", "short_name", "kind", "purpose", "is_public"]),
        ("Beschlussfähig", ["quorum_numerator", "quorum_denominator", "quorum_strict", "quorum_minimum"]),
        (
            "Mehrheit",
            ["majority_numerator", "majority_denominator", "majority_strict", "majority_base", "tie", "recused_are_eligible"],
        ),
        ("Für Gremien des Kreistags oder Stadtrats", ["url", "oparl_url"]),
        ("Zeitraum", ["valid_from", "valid_to"]),
    ]  # fmt: skip

    class Meta:
        model = Committee
        fields = [
            "name", "short_name", "kind", "purpose", "is_public", "quorum_numerator", "quorum_denominator", "quorum_strict",
            "quorum_minimum", "majority_numerator", "majority_denominator", "majority_strict", "majority_base", "tie",
            "recused_are_eligible", "url", "oparl_url", "valid_from", "valid_to",
        ]  # fmt: skip
        widgets = {"purpose": area(3)}
        help_texts = {
            "is_public": "Nur eine Voreinstellung: Bei jedem Punkt der Tagesordnung lässt es sich anders sagen.",
            "quorum_numerator": "Zähler und Nenner des Anteils: 1 und 2 heißt die Hälfte der Stimmberechtigten.",
            "quorum_minimum": "0, wenn der Anteil genügt.",
            "majority_numerator": "1 und 2 heißt die Hälfte, 2 und 3 zwei Drittel.",
            "tie": "Gilt nur, wenn mehr als die Hälfte der Ja- und Nein-Stimmen nötig ist.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_edit:
            self.fields["is_public"] = forms.TypedChoiceField(
                label="Sitzungen", required=False, coerce=lambda value: value == "yes", empty_value=None,
                choices=[("", "wie bei dieser Art üblich"), ("yes", "öffentlich"), ("no", "nicht öffentlich")],
                help_text="Üblich: Kreistag, Stadtrat und Jugendhilfeausschuss tagen öffentlich, die anderen nicht. Bei jedem Punkt der Tagesordnung lässt es sich anders sagen.",
            )  # fmt: skip

    def values(self) -> dict[str, Any]:
        found = super().values()
        return {name: value for name, value in found.items() if name != "is_public" or value is not None}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for part, words in (("quorum", "Beschlussfähigkeit"), ("majority", "Mehrheit")):
            top, bottom = data.get(f"{part}_numerator"), data.get(f"{part}_denominator")
            if bottom == 0:
                self.add_error(f"{part}_denominator", "Der Nenner ist mindestens 1.")
            elif top is not None and bottom is not None and top > bottom:
                self.add_error(
                    f"{part}_numerator",
                    f"{top} von {bottom} ist mehr als alle. Der Anteil für die {words} ist höchstens 1.",
                )
        return data


class TermForm(VersionedModelForm):
    start = DateField(label="von")
    end = DateField(label="bis", required=False, help_text="Leer, solange kein Ende feststeht.")

    class Meta:
        model = Term
        fields = ["name", "start", "end"]


class MemberField(forms.ModelChoiceField):
    """Members of one body by name."""

    def label_from_instance(self, obj: Membership) -> str:
        return obj.name


class MembershipForm(VersionedModelForm):
    person = PersonChoiceField(
        queryset=None, label="Zugang", required=False, empty_label="kein Zugang, nur Name", to_field_name="uid",
        help_text="Wer einen Zugang hat, sieht das Gremium in seinem Arbeitsplatz, auch den nicht öffentlichen Teil.",
    )  # fmt: skip
    term: Any = forms.ModelChoiceField(
        queryset=None, label="Amtszeit", required=False, to_field_name="uid", empty_label="ohne"
    )
    substitute_for = MemberField(
        queryset=None, label="vertritt", required=False, to_field_name="uid", empty_label="niemanden oder alle (Liste)",
        help_text="Eine Stellvertretung zählt nur, wo das Mitglied fehlt. Ohne Mitglied steht sie auf der Liste: Sie wird gefragt, "
        "wenn die persönliche Stellvertretung nicht kann.",
    )  # fmt: skip
    start = DateField(label="seit", required=False)
    end = DateField(label="bis", required=False)
    fieldsets = [
        ("", ["name", "on_behalf_of", "function", "substitute_for", "voting"]),
        ("Zeitraum", ["term", "start", "end"]),
        ("Einladung", ["email", "person"]),
    ]

    class Meta:
        model = Membership
        fields = [
            "name",
            "on_behalf_of",
            "function",
            "substitute_for",
            "voting",
            "term",
            "start",
            "end",
            "email",
            "person",
        ]
        help_texts = {
            "on_behalf_of": "Zum Beispiel „Liga der freien Wohlfahrtspflege“.",
            "email": "Nur für Einladungen; sehen sie die Gremienbetreuung, Koordination und Leitung.",
        }

    def __init__(
        self, *args: Any, organisation: Organisation, committee: Committee, obj: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        alive = {"committee": committee, "owner": organisation, "deleted_at": None}
        others = Membership.objects.filter(**alive).exclude(function=Function.SUBSTITUTE)
        if obj is not None:
            others = others.exclude(pk=obj.pk)
            for name, attribute in (("term", obj.term), ("substitute_for", obj.substitute_for)):
                self.initial[name] = attribute.uid if attribute else None
            self.initial["person"] = obj.person_id
        self.fields["substitute_for"].queryset = others  # type: ignore[attr-defined]
        self.fields["term"].queryset = Term.objects.filter(**alive)  # type: ignore[attr-defined]
        people = people_of(organisation)
        field: Any = self.fields["person"]
        field.queryset = people
        field.names = names_in(organisation, {str(p.pk) for p in people})


class LawForm(forms.Form):
    """In which words a provision holds here."""

    text = forms.CharField(label="Was hier gilt", widget=area(5), max_length=2000)
    confirmed = forms.BooleanField(
        label="Ich habe das mit dem Gesetz, der Hauptsatzung und der Geschäftsordnung verglichen.",
        error_messages={"required": "Bitte bestätigen Sie, dass Sie verglichen haben."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, error_messages={"required": INCOMPLETE})
