"""Django forms in KERN markup: the renderer, and the few fields and widgets that Germany needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

_INPUT = "kern-form-input__input"
_NUMBER = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")


class KernRenderer(TemplatesSetting):
    """Renders every form and field of the project in KERN markup. Set as `FORM_RENDERER`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "ui/forms/formset.html"


class DateInput(forms.DateInput):
    """Native date picker; `type=date` wants ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A day as planning needs it; a year far from today is a slip of the keyboard ("0024-05-01")."""

    widget = DateInput
    first_year, last_year = 1990, 2099
    default_error_messages = {
        "far": "Das Jahr %(year)s kann nicht stimmen; erwartet wird eines von %(first)s bis %(last)s."
    }

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not self.first_year <= day.year <= self.last_year:
            params = {"year": day.year, "first": self.first_year, "last": self.last_year}
            raise ValidationError(self.error_messages["far"], code="far", params=params)
        return day


class ByUid(forms.ModelChoiceField[Any]):
    """Mixed into a choice of records by their uid: what is no uid at all is refused like any other unknown record."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as error:
            if error.error_list[0].code != "invalid":
                raise
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            ) from None


class GermanDecimalField(forms.DecimalField):
    """A number as people here write it: decimal comma, thousands dot or space, real or typed minus.

    "1.234,5" and "1234,5" are 1234.5 and "1.234" is 1234. "1.5" is refused instead of guessed: it may mean
    1,5 or 15.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Bitte geben Sie eine Zahl mit Komma ein, zum Beispiel 1.234,5.",
    }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, int | Decimal):
            return super().to_python(value)
        text = re.sub(r"[\s\u00a0\u202f]", "", str(value)).replace("−", "-")
        if not _NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text.replace(".", "").replace(",", "."))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int | float | Decimal):
            return str(value).replace(".", ",")
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal"}


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary: where to go, which field, what is wrong."""

    target: str
    label: str
    message: str


def error_links(form: forms.BaseForm) -> list[ErrorLink]:
    """All errors of visible fields in their order on the page."""
    return [
        ErrorLink(focus_id(field), str(field.label), str(message))
        for field in form.visible_fields()
        for message in field.errors
    ]


def form_errors(form: forms.BaseForm) -> list[str]:
    """Errors of the form as a whole and of hidden fields, which have no place of their own on the page."""
    hidden = [f"{field.label}: {message}" for field in form.hidden_fields() for message in field.errors]
    return [*(str(message) for message in form.non_field_errors()), *hidden]


def focus_id(field: forms.BoundField) -> str:
    """The id of the first control of a field, also for groups of radio buttons, where Django names none."""
    if field.id_for_label:
        return str(field.id_for_label)
    return f"{field.auto_id}_0"


def kind_of(field: forms.BoundField) -> str:
    """Which markup a field gets: check, group, select, area, file or input."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.SelectMultiple):
        return "input"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "area"
    return "file" if isinstance(widget, forms.FileInput) else "input"


def widget_html(field: forms.BoundField) -> str:
    """The control itself with KERN's classes, keeping classes that the form gave to its widget."""
    widget = field.field.widget
    kind = kind_of(field)
    classes = [str(widget.attrs.get("class", ""))]
    classes.append({"check": "kern-form-check__checkbox", "select": "kern-form-input__select"}.get(kind, _INPUT))
    if field.errors:
        classes.append(f"{classes[-1]}--error")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if kind == "area":
        attrs["rows"] = widget.attrs.get("rows") if widget.attrs.get("rows") not in (None, "10") else 5
        attrs["cols"] = False  # KERN sets the width; `cols` would push narrow screens aside
    if isinstance(widget, forms.SelectMultiple):
        attrs["size"] = min(8, max(3, len(list(widget.choices))))
    return str(field.as_widget(attrs=attrs))


@dataclass(frozen=True)
class FieldGroup:
    """Fields under one heading; `legend` is empty for fields that belong to no group."""

    legend: str
    fields: list[forms.BoundField]


def field_groups(form: forms.BaseForm) -> list[FieldGroup]:
    """Visible fields in the groups of `form.fieldsets`, then the ones no group names."""
    visible = {field.name: field for field in form.visible_fields()}
    groups = []
    for legend, names in getattr(form, "fieldsets", []):
        groups.append(FieldGroup(str(legend), [visible.pop(name) for name in names if name in visible]))
    return [group for group in (*groups, FieldGroup("", list(visible.values()))) if group.fields]
