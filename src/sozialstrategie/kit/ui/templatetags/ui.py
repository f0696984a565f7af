"""Template tags of the shell, `{% load ui %}`. Each is one component, drawn in `templates/ui/components`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundWidget
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sozialstrategie.kit.figures.released import Observation, Origin
from sozialstrategie.kit.ui import formats, tables
from sozialstrategie.kit.ui import forms as kern_forms
from sozialstrategie.kit.ui.icons import ICONS

register = template.Library()

_ORIGIN_WORDS = {
    Origin.OFFICIAL: "amtliche Zahl",
    Origin.COMPUTED: "eigene Berechnung",
    Origin.EXAMPLE: "Erfundenes Beispiel",
}
_ORIGIN_CLASSES = {
    Origin.OFFICIAL: "herkunft",
    Origin.COMPUTED: "herkunft herkunft--eigen",
    Origin.EXAMPLE: "herkunft herkunft--beispiel",
}
# kind -> (class, icon); form first, colour second
_STATES = {
    "plan": ("zustand--plan", "check"),
    "done": ("zustand--plan", "check"),
    "attention": ("zustand--achtung", "clock"),
    "open": ("zustand--still", "dashed"),
}
# Licence names and table codes are torn apart at their hyphens otherwise.
_CODE = re.compile(r"\b(dl-(?:de|zero)[\w/.-]*\d|\d{5}(?:-\d{2})+(?:-\d+)?|CC[ -]BY(?:-\w+)*[ -]\d\.\d)")


# --- numbers ---


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    """`{{ 1234.5|number:1 }}` gives "1.234,5"; nothing for None, which is no number."""
    return "" if value is None or value == "" else formats.number(_numeric(value), decimals)


@register.filter
def signed(value: Any, decimals: int = 1) -> str:
    """`{{ 4.5|signed:1 }}` gives "+4,5"."""
    return "" if value is None or value == "" else formats.signed(_numeric(value), decimals)


@register.filter
def percent(value: Any, decimals: int = 1) -> str:
    """`{{ 14.2|percent }}` gives "14,2 %"."""
    return "" if value is None or value == "" else formats.percent(_numeric(value), decimals)


@register.filter
def period(text: str) -> str:
    """`{{ "2024-12-31"|period }}` gives "31.12.2024"; years and school years stay."""
    return formats.period(text)


@register.filter
def figure(observation: Observation | None, decimals: int = 1) -> str:
    """Value or sign of an observation."""
    return "" if observation is None else formats.figure(observation, decimals)


def _numeric(value: Any) -> formats.Number:
    return value if isinstance(value, int | float | Decimal) else Decimal(str(value))


# --- signs, words ---


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawn sign, mute for screen readers; a word stands beside it. KeyError for an unknown name."""
    body = mark_safe(ICONS[name])  # our own drawings
    return format_html('<svg class="zeichnung" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>', body)


@register.simple_tag
def origin(kind: str | Origin, text: str = "") -> SafeString:
    """Where a figure comes from: dot, hollow dot or hatching, with a word."""
    known = Origin(kind)
    return format_html('<span class="{}">{}</span>', _ORIGIN_CLASSES[known], text or _ORIGIN_WORDS[known])


@register.simple_tag
def state(kind: str, text: str) -> SafeString:
    """State of a measure, task or value: sign and word. `kind`: plan, done, attention, open."""
    css, sign = _STATES[kind]
    return format_html('<span class="zustand {}">{}{}</span>', css, icon(sign), text)


@register.simple_tag
def badge(text: str, kind: str = "") -> SafeString:
    """A small outlined word: "Entwurf", "intern". `kind` as for `state`, or empty."""
    css = _STATES[kind][0] if kind else ""
    return format_html('<span class="marke-klein {}">{}</span>', css, text)


@register.simple_tag
def source(text: str, label: str = "Quelle: ") -> SafeString:
    """The line under every picture and table; codes and licences are not torn apart."""
    return format_html('<p class="quelle">{}{}</p>', label, unbroken(text))


@register.filter(is_safe=True)
def unbroken(text: str) -> SafeString:
    """Keep table codes and licence names on one line."""
    return mark_safe(_CODE.sub(r'<span class="fest">\1</span>', conditional_escape(text)))  # escaped just above


# --- figures and tables ---


@register.inclusion_tag("ui/components/chart.html", takes_context=True)
def chart(
    context: Context,
    svg_wide: str,
    svg_narrow: str = "",
    *,
    title: str,
    subtitle: str = "",
    source: str = "",
    table: Any = None,
    origin: str = "",
    spec_url: str = "",
    spec_url_narrow: str = "",
    geojson_url: str = "",
    level: int = 3,
    note: str = "",
) -> dict[str, Any]:
    """A chart as a newspaper prints it: sentence, picture for wide and narrow windows, source, table.

    `svg_wide`, `svg_narrow`: safe strings with role, title and desc; `table`: the same figures, see
    `data_table`; `spec_url`: same-origin JSON of the Vega-Lite spec, offers the interactive picture;
    `geojson_url`: likewise for a map (see `js/map.mjs`); `level`: heading level of the title, 0 for none.
    """
    return {
        "svg_wide": svg_wide,
        "svg_narrow": svg_narrow,
        "title": title,
        "subtitle": subtitle,
        "source": source,
        "table": table,
        "origin": origin,
        "spec_url": spec_url,
        "spec_url_narrow": spec_url_narrow or spec_url,
        "geojson_url": geojson_url,
        "level": level,
        "note": note,
        "id": f"bild-{next_number(context)}",
    }


@register.inclusion_tag("ui/components/data_table.html")
def data_table(
    table: Any,
    *,
    stacked: bool = True,
    caption_hidden: bool = False,
    small: bool = False,
    show_source: bool = True,
) -> dict[str, Any]:
    """A table from `kit.figures.tables.Table`: caption, column and row headers, numeric cells, source.

    `stacked`: on narrow windows each row becomes a small list with the column names.
    """
    return {
        "table": table,
        "columns": tables.read(table, "columns", ()),
        "rows": tables.template_rows(table),
        "notes": tables.read(table, "notes", ()),
        "stacked": stacked,
        "caption_hidden": caption_hidden,
        "small": small,
        "show_source": show_source,
    }


@register.simple_tag(takes_context=True)
def next_number(context: Context) -> int:
    """1, 2, 3 … within one page, for ids that must differ."""
    store: Any = context.render_context.dicts[0]
    counter: count[int] = store.setdefault("ui-counter", count(1))
    return next(counter)


# --- the thread, the cycle, the state axes ---


@register.inclusion_tag("ui/components/thread_list.html")
def thread_list(steps: Sequence[Mapping[str, Any]], label: str = "Der rote Faden") -> dict[str, Any]:
    """The thread at the margin: steps with station, label, url, origin, here, loose."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("ui/components/thread_band.html")
def thread_band() -> dict[str, Any]:
    """The seven stations from figure to effect, for people who see the thread for the first time."""
    return {}


@register.inclusion_tag("ui/components/cycle.html")
def cycle(steps: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The planning cycle: steps with label, note and status done, now or later."""
    return {"steps": steps}


@register.inclusion_tag("ui/components/axis.html")
def axis(
    title: str, steps: Iterable[tuple[str, str]], note: str = "", long: bool = False, level: int = 3
) -> dict[str, Any]:
    """One axis of states: steps as (word, "past" | "now" | ""). `long`: only the current word when narrow."""
    return {"title": title, "steps": list(steps), "note": note, "long": long, "level": level}


# --- lists of facts ---


@register.inclusion_tag("ui/components/key_figures.html")
def key_figures(items: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """A row of key figures: (label, value) or (label, value, note)."""
    return {"items": [(*item, "")[:3] for item in items]}


@register.inclusion_tag("ui/components/values.html")
def values(items: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """The few values under a chart: (label, value) or (label, value, own)."""
    return {"items": [(*item, False)[:3] for item in items]}


@register.inclusion_tag("ui/components/profile.html")
def profile(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A fact sheet: (term, text)."""
    return {"items": list(items)}


@register.inclusion_tag("ui/components/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """What stands where nothing is yet: what it is, and the first step."""
    return {"title": title, "text": text, "url": url, "label": label}


# --- page parts ---


@register.inclusion_tag("ui/components/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: Context) -> dict[str, Any]:
    """The way to this page, from the context name `breadcrumbs`: (label, url or None)."""
    return {"trail": context.get("breadcrumbs") or []}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "seite") -> dict[str, Any]:
    """Pages of a list; keeps all other query parameters of the request."""
    request = context.get("request")
    kept = request.GET.copy() if request is not None else None

    def address(number: int) -> str:
        if kept is None:
            return f"?{parameter}={number}"
        kept[parameter] = str(number)
        return "?" + kept.urlencode()

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
        "entries": [
            (entry, address(entry) if isinstance(entry, int) else "", entry == page.number) for entry in numbers
        ],
    }


# --- forms ---


@register.inclusion_tag("ui/components/form_page.html", takes_context=True)
def form_page(
    context: Context,
    form: forms.BaseForm,
    *,
    submit: str,
    cancel_url: str = "",
    cancel: str = "Zurück ohne zu speichern",
    action: str = "",
    draft: str = "",
    secondary: bool = False,
) -> dict[str, Any]:
    """A whole form: errors first, fields, one button that says what happens, and the way back.

    `draft`: key under which typed text is kept on the device until it is sent. `secondary`: an outlined
    button, where the page's one filled button stands elsewhere.
    """
    return {
        "form": form,
        "submit": submit,
        "cancel_url": cancel_url,
        "cancel": cancel,
        "action": action,
        "draft": draft,
        "secondary": secondary,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def form_parts(form: forms.BaseForm) -> dict[str, Any]:
    """Error links, other errors and groups of fields of a form."""
    return {
        "links": kern_forms.error_links(form),
        "errors": kern_forms.form_errors(form),
        "groups": kern_forms.field_groups(form),
    }


@register.simple_tag
def field_kind(field: forms.BoundField) -> str:
    """Which markup a field gets."""
    return kern_forms.kind_of(field)


@register.simple_tag
def widget(field: forms.BoundField) -> SafeString:
    """The control of a field."""
    return mark_safe(kern_forms.widget_html(field))  # rendered by Django, which escapes


@register.simple_tag
def option_html(option: BoundWidget, field: forms.BoundField) -> SafeString:
    """One radio button or check box of a group."""
    # CheckboxSelectMultiple is a subclass of RadioSelect, so the class says nothing here
    many = field.field.widget.allow_multiple_selected
    css = "kern-form-check__checkbox" if many else "kern-form-check__radio"
    option.data["attrs"]["class"] = css + (f" {css}--error" if field.errors else "")
    return mark_safe(option.tag())  # rendered by Django, which escapes
