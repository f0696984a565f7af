"""Forms in KERN markup: labels, hints and errors tied to their control, errors listed with links."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.forms import ByUid, DateField, DateInput, GermanDecimalField, KernRenderer, error_links


class Sample(forms.Form):
    """One of each control that the rooms use."""

    default_renderer = KernRenderer
    fieldsets = [("Wann und womit", ["start", "money"])]
    title = forms.CharField(label="Titel", help_text="Ein Satz, den alle verstehen.")
    text = forms.CharField(label="Beschreibung", widget=forms.Textarea, required=False)
    field_of_action = forms.ChoiceField(label="Handlungsfeld", choices=[("1", "Familien stärken")])
    start = forms.DateField(label="Beginn", widget=DateInput())
    money = GermanDecimalField(label="Mittel", required=False)
    upload = forms.FileField(label="Datei", required=False)
    visibility = forms.ChoiceField(
        label="Sichtbarkeit", widget=forms.RadioSelect, choices=[("i", "intern"), ("o", "öffentlich")]
    )
    partners = forms.MultipleChoiceField(
        label="Mit dabei", widget=forms.CheckboxSelectMultiple, choices=[("a", "Jugendamt")], required=False
    )
    checked = forms.BooleanField(label="Ich habe die Angaben geprüft")
    mail = forms.EmailField(label="E-Mail", required=False)
    password = forms.CharField(label="Passwort", widget=forms.PasswordInput)
    places = forms.IntegerField(label="Plätze", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    def clean(self) -> dict[str, object]:
        if self.data.get("title") == "doppelt":
            raise ValidationError("Diese Maßnahme gibt es schon.")
        return self.cleaned_data


def control_ids(html: str) -> set[str]:
    tags = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    return {m.group(1) for tag in tags if 'type="hidden"' not in tag and (m := re.search(r'\bid="([^"]+)"', tag))}


def test_every_control_has_a_label() -> None:
    html = str(Sample())
    labelled = set(re.findall(r'<label [^>]*for="([^"]+)"', html))
    assert control_ids(html) == labelled
    assert len(labelled) == 13  # twelve fields, radio buttons count twice
    assert html.count("<legend") == 3
    assert 'name="version"' in html


def test_the_right_look_for_each_control() -> None:
    html = str(Sample())
    assert re.search(r'type="date"[^>]*class="kern-form-input__input"', html)
    assert re.search(r'<select name="field_of_action"[^>]*class="kern-form-input__select"', html)
    assert html.count('class="kern-form-check__radio"') == 2
    assert html.count('class="kern-form-check__checkbox"') == 2  # the group of one and the single one
    assert "cols=" not in html
    assert "style=" not in html
    assert html.count("(freiwillig)") == 6


def test_own_classes_of_a_widget_are_kept() -> None:
    class Small(forms.Form):
        default_renderer = KernRenderer
        year = forms.CharField(label="Jahr", widget=forms.TextInput(attrs={"class": "kern-form-input__input--width-4"}))

    assert 'class="kern-form-input__input--width-4 kern-form-input__input"' in str(Small())


def test_groups_come_first_and_no_field_is_lost_or_doubled() -> None:
    html = str(Sample())
    assert html.index("Wann und womit") < html.index('name="start"') < html.index('name="title"')
    for name in Sample.base_fields:
        expected = 2 if name == "visibility" else 1
        assert len(re.findall(rf'name="{name}"', html)) == expected, name


def test_errors_are_listed_with_links_and_tied_to_the_control() -> None:
    form = Sample(data={"title": "", "places": "viele", "version": "3"})
    html = str(form)
    assert 'role="alert"' in html
    assert [link.target for link in error_links(form)] == [
        "id_title",
        "id_field_of_action",
        "id_start",
        "id_visibility_0",
        "id_checked",
        "id_password",
        "id_places",
    ]
    for link in error_links(form):
        assert f'href="#{link.target}"' in html
        assert f'id="{link.target}"' in html
    title = re.search(r'<input [^>]*name="title"[^>]*>', html)
    assert title is not None
    assert 'aria-describedby="id_title_helptext id_title_error"' in title.group()
    assert 'aria-invalid="true"' in title.group()
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        for target in described.split():
            assert f'id="{target}"' in html


def test_errors_of_the_whole_form_stand_in_the_summary_once() -> None:
    form = Sample(data={"title": "doppelt"})
    html = str(form)
    assert html.count("Diese Maßnahme gibt es schon.") == 1
    assert "Version: Dieses Feld ist zwingend erforderlich." in html


def test_a_fine_form_has_no_summary() -> None:
    assert 'role="alert"' not in str(Sample())


def test_typed_markup_is_shown_as_text() -> None:
    form = Sample(data={"title": '"><script>alert(1)</script>', "money": "<b>"})
    assert "<script>" not in str(form)
    assert "<b>" not in str(form)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234,5", Decimal("1234.5")),
        ("1234,5", Decimal("1234.5")),
        ("1 234", Decimal("1234")),
        ("1.234", Decimal("1234")),
        ("−3,25", Decimal("-3.25")),
        ("0", Decimal("0")),
    ],
)
def test_german_numbers_are_read(typed: str, value: Decimal) -> None:
    assert GermanDecimalField().clean(typed) == value


@pytest.mark.parametrize("typed", ["1.5", "12.34", "1,234.5", "1.2345", "zwei", "1,2,3", "x", ".", "-"])
def test_ambiguous_numbers_are_refused_and_not_guessed(typed: str) -> None:
    with pytest.raises(ValidationError, match="Zahl mit Komma"):
        GermanDecimalField().clean(typed)


def test_a_refused_number_comes_back_as_typed() -> None:
    class Money(forms.Form):
        default_renderer = KernRenderer
        money = GermanDecimalField(label="Mittel")

    assert 'value="1.5"' in str(Money(data={"money": "1.5"}))
    assert 'value="1234,5"' in str(Money(initial={"money": Decimal("1234.5")}))


@pytest.mark.parametrize("typed", ["0024-05-01", "1989-12-31", "2100-01-01"])
def test_a_year_far_from_today_is_a_slip(typed: str) -> None:
    with pytest.raises(ValidationError, match="kann nicht stimmen; erwartet wird eines von 1990 bis 2099"):
        DateField().clean(typed)


@pytest.mark.parametrize("typed", ["1990-01-01", "2099-12-31"])
def test_a_day_of_planning_is_taken(typed: str) -> None:
    assert DateField().clean(typed).isoformat() == typed


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["unsinn", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_record_is_refused_in_the_same_words_whatever_was_typed(typed: str) -> None:
    """Neither database nor people need to know what a uid looks like."""
    with pytest.raises(ValidationError) as refusal:
        ByUid(queryset=Organisation.objects.all(), to_field_name="uid").clean(typed)
    assert refusal.value.messages == ["Bitte eine gültige Auswahl treffen. Dies ist keine gültige Auswahl."]
