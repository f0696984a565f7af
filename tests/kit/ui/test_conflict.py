"""Two editors: both texts side by side, and what is sent afterwards is exactly what was chosen."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.ui.forms import DateInput, GermanDecimalField, KernRenderer

# the page stands alone here: no room above tells the shell anything
pytestmark = pytest.mark.usefixtures("no_providers")


class MeasureForm(forms.Form):
    """Text, choice, date, number, box and several choices."""

    default_renderer = KernRenderer
    title = forms.CharField(label="Titel")
    text = forms.CharField(label="Beschreibung", widget=forms.Textarea)
    state = forms.ChoiceField(label="Stand", choices=[("idea", "Idee"), ("running", "läuft")])
    start = forms.DateField(label="Beginn", widget=DateInput())
    money = GermanDecimalField(label="Mittel", required=False)
    public = forms.BooleanField(label="Öffentlich", required=False)
    partners = forms.MultipleChoiceField(
        label="Mit dabei",
        choices=[("a", "Jugendamt"), ("b", "Schulamt"), ("c", "Jobcenter"), ("d", "Träger")],
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


SENT = (
    "title=Lotsendienst&text=Erste+Zeile%0D%0AZweite+%3Cb%3E&state=running&start=2026-03-09&money=1.234,50"
    "&public=on&partners=a&partners=b&version=3"
)


def stored(**changes: Any) -> SimpleNamespace:
    """The record as the form above would have saved it, except for `changes`."""
    values: dict[str, Any] = {
        "title": "Lotsendienst",
        "text": "Erste Zeile\nZweite <b>",
        "state": "running",
        "start": date(2026, 3, 9),
        "money": Decimal("1234.5"),
        "public": True,
        "partners": ["a", "b"],
        "version": 4,
    }
    return SimpleNamespace(**{**values, **changes})


def page(record: SimpleNamespace) -> tuple[int, str]:
    request = RequestFactory().post("/m/")
    answer = conflict_page(
        request,
        MeasureForm(QueryDict(SENT)),
        Conflict(record, {}),
        what="Maßnahme 1.1.1",
        url="/m/",
        cancel_url="/z/",
    )
    return answer.status_code, answer.content.decode()


def sent_again(html: str) -> QueryDict:
    """What a browser sends when the reader changes nothing on the page."""
    result = QueryDict(mutable=True)
    for tag in re.findall(r"<input [^>]*>", html):
        kind = re.search(r'type="(\w+)"', tag)
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        assert kind
        assert name
        if kind.group(1) in {"radio", "checkbox"} and " checked" not in tag:
            continue
        text = value.group(1) if value else ""
        result.appendlist(name.group(1), text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"'))
    return result


def test_only_what_differs_is_asked() -> None:
    status, html = page(stored(title="Lotsinnen und Lotsen"))
    assert status == 409
    assert re.findall(r"<legend>([^<]*)</legend>", html) == ["Titel"]
    assert 'name="version" value="4"' in html


def test_own_choice_sends_everything_as_typed() -> None:
    record = stored(title="A", text="B", state="idea", start=date(2025, 1, 1), money=None, public=False, partners=["c"])
    _, html = page(record)
    again = sent_again(html)
    form = MeasureForm(again)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "title": "Lotsendienst",
        "text": "Erste Zeile\nZweite <b>",
        "state": "running",
        "start": date(2026, 3, 9),
        "money": Decimal("1234.50"),
        "public": True,
        "partners": ["a", "b"],
        "version": 4,
    }


def test_unchanged_fields_travel_along_with_every_choice() -> None:
    _, html = page(stored(title="A"))
    form = MeasureForm(sent_again(html))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["partners"] == ["a", "b"]
    assert form.cleaned_data["money"] == Decimal("1234.50")
    assert form.cleaned_data["public"] is True


def test_values_are_shown_in_words() -> None:
    _, html = page(stored(state="idea", public=False, start=date(2025, 1, 1)))
    assert "<p>läuft</p>" in html
    assert "<p>Idee</p>" in html
    assert "<p>ja</p>" in html
    assert "<p>nein</p>" in html


def test_the_stored_box_can_be_chosen_too() -> None:
    _, html = page(stored(public=False))
    theirs = re.search(r'<input [^>]*id="fremd-public"[^>]*>', html)
    assert theirs is not None
    assert 'value=""' in theirs.group()
    assert MeasureForm(QueryDict("public=")).fields["public"].widget.value_from_datadict(
        QueryDict("public="), {}, "public"
    ) in (False, "")


def test_several_choices_become_one_list_that_says_where_each_comes_from() -> None:
    _, html = page(stored(partners=["b", "c"]))
    assert re.findall(r"> *(\w+) <span class=\"klein\">\(([^)]*)\)", html) == [
        ("Jugendamt", "nur bei Ihnen"),
        ("Schulamt", "in beiden Fassungen"),
        ("Jobcenter", "nur gespeichert"),
    ]


def test_what_somebody_typed_stays_text() -> None:
    _, html = page(stored(text="<script>alert(1)</script>"))
    assert "<script>alert" not in html
