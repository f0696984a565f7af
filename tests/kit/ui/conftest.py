"""Pages of the shell, rendered without any room above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from sozialstrategie.kit.figures.tables import Column, Row, Table
from sozialstrategie.kit.ui import shell
from sozialstrategie.kit.ui.forms import KernRenderer

Render = Callable[..., str]

SHOWCASE = """{% extends "ui/base.html" %}{% load ui %}{% block title %}Lotsendienst{% endblock %}
{% block content %}
<section class="abschnitt"><div class="huelle stapel"><h1>Lotsendienst an Grundschulen</h1>
{% key_figures key_figures %}{% cycle cycle %}{% thread_band %}<h2>Stand</h2>
<div class="achsen">{% axis "Umsetzung" axis note="Läuft." long=True %}</div>
{% thread_list steps label="Der Faden dieser Maßnahme" %}
{% chart svg svg title="Der Anteil sinkt" subtitle=unit source=source table=table origin=kind spec_url=spec %}
{% values values %}{% data_table table %}{% profile profile %}
<p>{% state "plan" "im Plan" %} {% state "attention" "seit 38 Tagen offen" %} {% state "open" "noch offen" %}
{% badge "Entwurf" "open" %} {% origin "computed" %} {% origin "example" %}</p>
{% empty "Noch kein Bedarf." "Beginnen Sie mit einem Befund." "/befund/" "Befund öffnen" %}
{% pagination page %}
{% form_page form submit="Maßnahme speichern" cancel_url="/zurueck/" draft="massnahme-1" %}
</div></section>{% endblock %}"""


class SmallForm(forms.Form):
    """One text and one number."""

    default_renderer = KernRenderer
    title = forms.CharField(label="Titel")
    places = forms.IntegerField(label="Plätze", required=False)


SVG = mark_safe(
    '<svg viewBox="0 0 100 50" width="100" height="50" role="img" aria-label="Anteil sinkt auf 14,2">'
    '<path d="M0 0L100 50" stroke="#1e5a86"/></svg>'
)


class Organisation:
    """What the shell reads of an organisation."""

    name = "Landkreis Musterberg"
    fictional = True


def showcase_context() -> dict[str, Any]:
    return {
        "organisation": Organisation(),
        "breadcrumbs": [("Landkreis Musterberg", "/k/musterberg/"), ("Maßnahme 1.1.1", None)],
        "navigation": [{"label": "Zahlen", "url": "/zahlen/", "current": True}],
        "footer_links": [("Impressum", "/impressum/")],
        "account": {
            "name": "Planung",
            "role": "Musterberg",
            "links": [("Profil", "/konto/")],
            "logout_url": "/raus/",
        },
        "key_figures": [("Einwohnerinnen und Einwohner", "80.762", "31.12.2024"), ("Gemeinden", "15")],
        "cycle": [
            {"label": "Bestand", "note": "abgeschlossen", "status": "done"},
            {"label": "Umsetzung", "note": "läuft", "status": "now"},
            {"label": "Auswertung", "note": "ab 2028", "status": "later"},
        ],
        "axis": [("Idee", "past"), ("läuft", "now"), ("fertig", "")],
        "steps": [
            {"station": "Befund 1", "label": "14,2 von 100", "url": "/befund/", "origin": "official"},
            {"station": "Maßnahme 1.1.1", "label": "Lotsendienst", "here": True},
            {"station": "Wirkung", "label": "Zielwert fehlt", "loose": True},
        ],
        "svg": SVG,
        "unit": "je 100 Kinder",
        "kind": "official",
        "spec": "/spec.json",
        "source": "BBSR, INKAR Ausgabe 2024 (dl-de/by-2-0), Tabelle 12411-01-01-4",
        "table": Table(
            caption="Kinder in Haushalten mit SGB-II-Bezug",
            columns=(Column("Jahr"), Column("Nordhausen", numeric=True)),
            rows=(Row(("2022", "14,2"), own=True), Row(("2012", "."))),
            source="BBSR, INKAR Ausgabe 2024",
            notes=(". unbekannt oder geheim zu halten",),
        ),
        "values": [("Nordhausen 2022", "14,2", True), ("Thüringen", "9,7")],
        "profile": [("Definition", "Leistungsberechtigte")],
        "page": Paginator(range(300), 20).page(5),
        "form": SmallForm(),
    }


@pytest.fixture
def render(no_providers: None) -> Render:
    """Render a template (name or source) with the context processors: `render("404.html", **context)`."""

    def inner(template: str, *, path: str = "/k/musterberg/", **context: Any) -> str:
        engine = engines["django"]
        chosen = engine.from_string(template) if "{%" in template else engine.get_template(template)
        return str(chosen.render(context, RequestFactory().get(path)))

    return inner


@pytest.fixture
def showcase(render: Render) -> str:
    """One page with every component on it."""
    return render(SHOWCASE, path="/k/musterberg/?suche=Lotsen&seite=2", **showcase_context())


@pytest.fixture
def no_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell as if no room had told it anything."""
    monkeypatch.setattr(shell, "_providers", {})
