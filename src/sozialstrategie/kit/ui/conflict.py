"""The page for two people who edited one record: both texts, a choice per field, nothing lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sozialstrategie.kit.core.errors import Conflict


def conflict_page(
    request: HttpRequest,
    form: forms.BaseForm,
    conflict: Conflict,
    *,
    what: str,
    url: str,
    cancel_url: str,
    saved_by: str = "",
) -> HttpResponse:
    """Answer 409 with the actor's text beside the stored one.

    Args:
        form: the bound, valid form whose `version` is stale; its fields are named like the record's.
        conflict: carries the record as stored now.
        what: how the record is called on the page.
        saved_by: who saved meanwhile, by name; "" = unknown.
        url: where the choice is sent; cancel_url: where the stored state is shown.
    """
    different: list[dict[str, Any]] = []
    unchanged: list[tuple[str, str]] = []
    for name, field in form.fields.items():
        if name == "version" or field.disabled or isinstance(field, forms.FileField):
            continue  # a file cannot be sent twice; the page after saving shows which one is stored
        html_name = form.add_prefix(name)
        yours = same_lines(field.widget.value_from_datadict(form.data, form.files, html_name))
        theirs = same_lines(stored_value(conflict.obj, name))
        if not field.has_changed(theirs, yours):
            unchanged += [(html_name, text) for text in posted(field, yours)]
            continue
        different.append({"label": field.label or name, "name": html_name, **both(field, yours, theirs)})
    context = {
        "object": what,
        "saved_by": saved_by,
        "saved_at": getattr(conflict.obj, "updated_at", None),
        "fields": different,
        "unchanged": unchanged,
        "form_url": url,
        "version": getattr(conflict.obj, "version", 0),
        "cancel_url": cancel_url,
    }
    return render(request, "ui/conflict.html", {"conflict": context}, status=409)


def stored_value(record: Any, name: str) -> Any:
    """The value stored now; for a relation to many the list of its records."""
    value: Any = getattr(record, name, None)
    return list(value.all()) if hasattr(value, "all") else value


def same_lines(value: Any) -> Any:
    """Browsers send line ends as CR LF; a text that differs only there has not been changed by anybody."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def both(field: forms.Field, yours: Any, theirs: Any) -> dict[str, Any]:
    """The two values as they are sent and as they are read; several choices as one list to tick."""
    if isinstance(yours, list):
        mine, stored = posted(field, yours), posted(field, theirs)
        options = [
            {"value": value, "label": label, "checked": value in mine, "stored": value in stored}
            for value, label in choices(field).items()
            if value in mine or value in stored
        ]
        return {"options": options}
    mine_text, stored_text = "".join(posted(field, yours)), "".join(posted(field, theirs))
    return {
        "yours": mine_text,
        "theirs": stored_text,
        "yours_shown": shown(field, mine_text),
        "theirs_shown": shown(field, stored_text),
    }


def posted(field: forms.Field, value: Any) -> list[str]:
    """The texts a browser would send for this value: none for an empty box, several for several choices."""
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []
    if isinstance(value, list):
        return [str(field.prepare_value(entry)) for entry in value]
    formatted = field.widget.format_value(field.prepare_value(value))
    if isinstance(formatted, list):  # select boxes think in lists
        formatted = formatted[0] if formatted else ""
    return [] if formatted is None else [str(formatted)]


def shown(field: forms.Field, text: str) -> str:
    """What a reader sees for a sent text: the label of a choice, yes or no, or the text itself."""
    if isinstance(field, forms.BooleanField):
        return "ja" if text else "nein"
    return choices(field).get(text, text)


def choices(field: forms.Field) -> dict[str, str]:
    """Value -> label of a field with choices, groups flattened; empty for other fields."""
    labels: dict[str, str] = {}
    for value, label in getattr(field, "choices", ()):
        pairs = label if isinstance(label, list | tuple) else [(value, label)]
        labels.update({str(entry): str(text) for entry, text in pairs})
    return labels
