"""Base page and components: structure, no inline style or script, honest words, escaped input."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import engines

Render = Callable[..., str]


class Outline(HTMLParser):
    """What the checks below need of a page."""

    VOID = {"meta", "link", "input", "br", "img", "hr", "path", "circle"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.inline: list[str] = []
        self.open: list[str] = []
        self.tables: list[set[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        executable = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if tag == "style" or executable or "style" in given or any(name.startswith("on") for name in given):
            self.inline.append(tag)
        if tag == "table":
            self.tables.append(set())
        if tag in {"caption", "thead"} and self.tables:
            self.tables[-1].add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> ohne Anfang"
        assert self.open[-1] == tag, f"</{tag}> schließt <{self.open[-1]}>"
        self.open.pop()


def body_of(source: str, **context: Any) -> str:
    return str(engines["django"].from_string("{% load ui %}" + source).render(context))


def test_the_page_is_well_formed_and_has_nothing_inline(showcase: str) -> None:
    outline = Outline(showcase)
    assert outline.inline == []
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))
    assert outline.tables
    assert all(parts == {"caption", "thead"} for parts in outline.tables)


def test_the_check_above_sees_what_is_planted() -> None:
    planted = (
        '<p style="x">a</p><script>1</script><a onclick="x">b</a><style>p{}</style>'
        '<script type="application/json">{}</script>'
    )
    assert Outline(planted).inline == ["p", "script", "a", "style"]


def test_language_landmarks_and_skip_link(showcase: str) -> None:
    assert '<html lang="de" data-kern-theme="light">' in showcase
    assert "<title>Lotsendienst – sozialstrategie</title>" in showcase
    assert showcase.index("#inhalt") < showcase.index("<header") < showcase.index('<main id="inhalt"')
    assert 'aria-label="Hauptnavigation"' in showcase
    assert '<a href="/zahlen/" aria-current="page">Zahlen</a>' in showcase
    assert '<li aria-current="page">Maßnahme 1.1.1</li>' in showcase
    assert '<a href="/impressum/">Impressum</a>' in showcase
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in showcase


def test_only_our_own_addresses_are_loaded(showcase: str) -> None:
    loaded = re.findall(r'(?:src|href)="([^"]+\.(?:css|mjs|js|svg|woff2))"', showcase)
    assert len(loaded) == 5
    assert all(address.startswith("/static/ui/") for address in loaded)


def test_an_invented_organisation_is_marked_and_a_real_one_is_not(render: Render) -> None:
    class Real:
        name = "Landkreis Nordhausen"
        fictional = False

    class Invented:
        name = "Landkreis Musterberg"
        fictional = True

    assert "Erfundenes Beispiel" not in render("ui/base.html", organisation=Real())
    assert "Landkreis Musterberg gibt es nicht." in render("ui/base.html", organisation=Invented())
    band = render("ui/base.html", organisation=Invented(), example_band="Zahlen: Landkreis Nordhausen, amtlich.")
    assert "</strong> Zahlen: Landkreis Nordhausen, amtlich." in band


def test_account_and_logout(showcase: str, render: Render) -> None:
    assert re.search(r'<form method="post" action="/raus/" data-logout>', showcase)
    assert '<a href="/rein/">Anmelden</a>' in render("ui/base.html", account={"login_url": "/rein/"})


def test_the_title_says_when_a_form_has_errors(render: Render) -> None:
    class Form:
        errors = {"title": ["fehlt"]}

    assert "<title>Fehler: " in render("ui/base.html", form=Form())


@pytest.mark.parametrize(
    ("level", "look"),
    [("success", "success"), ("error", "danger"), ("warning", "warning"), ("info", "info"), ("", "info")],
)
def test_messages_are_announced(render: Render, level: str, look: str) -> None:
    class Message:
        level_tag = level

        def __str__(self) -> str:
            return "Messwert ist zur <b>Freigabe</b> gegeben."

    html = render("ui/base.html", messages=[Message()])
    assert f"kern-alert--{look} " in html
    assert "zur &lt;b&gt;Freigabe" in html
    assert html.index('role="status"') < html.index("Messwert")


@pytest.mark.parametrize("code", ["403", "403_csrf", "404", "409", "500", "503"])
def test_error_pages_are_whole_pages_with_a_way_out(code: str) -> None:
    html = str(engines["django"].get_template(f"{code}.html").render({}))  # without request, as Django does on 500
    outline = Outline(html)
    assert outline.headings == [1]
    assert outline.inline == []
    assert '<html lang="de"' in html
    assert 'href="/"' in html
    assert "!" not in re.sub(r"<[^>]*>", "", html)


def test_chart_has_sentence_source_and_the_same_figures_as_a_table(showcase: str) -> None:
    figure = re.search(r"<figure.*?</figure>", showcase, re.S)
    assert figure is not None
    html = figure.group()
    assert '<h3 class="fig-titel">Der Anteil sinkt</h3>' in html
    assert html.count("<svg") == 2
    assert '<div class="nur-breit">' in html
    assert '<div class="nur-schmal">' in html
    assert '<span class="herkunft">amtliche Zahl</span>' in html
    assert '<details class="zahlen">' in html
    assert '<th scope="row">2022</th><td class="z" data-kopf="Nordhausen">14,2</td>' in html
    assert 'data-spec="/spec.json"' in html
    assert html.count(".min.js") == 3


def test_chart_without_spec_offers_no_script(render: Render) -> None:
    html = body_of('{% chart svg title="A" level=0 %}', svg="<svg>")
    assert "data-chart" not in html
    assert "vega" not in html
    assert '<p class="fig-titel">A</p>' in html
    assert "&lt;svg&gt;" in html  # only what was marked safe is drawn


def test_a_table_with_a_misplaced_figure_is_refused() -> None:
    table = {
        "caption": "X",
        "columns": [{"label": "Jahr"}, {"label": "Wert", "numeric": True}],
        "rows": [["2022"]],
    }
    with pytest.raises(ValueError, match="1 Zellen in einer Tabelle mit 2 Spalten"):
        body_of("{% data_table table %}", table=table)


def test_table_cells_are_escaped_and_the_own_place_is_marked() -> None:
    table = {
        "caption": "Kreise",
        "columns": [{"label": "Kreis", "numeric": False}, {"label": "Wert", "numeric": True}],
        "rows": [
            {"cells": ["<i>Nordhausen</i>", {"text": "14,2"}], "own": True},
            {"cells": ["Gera", "18,4"]},
        ],
        "source": "Tabelle 12411-01-01-4 (dl-de/by-2-0)",
    }
    html = body_of("{% data_table table %}", table=table)
    assert "&lt;i&gt;Nordhausen" in html
    assert html.count('<tr class="hier">') == 1
    assert 'tabindex="0" role="group" aria-label="Kreise"' in html
    assert 'Quelle: Tabelle <span class="fest">12411-01-01-4</span> (<span class="fest">dl-de/by-2-0</span>)' in html


def test_origin_and_state_always_come_with_a_word_and_a_form() -> None:
    assert body_of('{% origin "computed" %}') == '<span class="herkunft herkunft--eigen">eigene Berechnung</span>'
    assert "<svg" in body_of('{% state "attention" "Messwert fehlt" %}')
    for wrong in ('{% origin "guessed" %}', '{% state "red" "schlecht" %}', '{% icon "person" %}'):
        with pytest.raises((KeyError, ValueError)):
            body_of(wrong)


def test_states_escape_what_people_typed() -> None:
    assert "<script>" not in body_of("{% state 'plan' text %}{% badge text %}{% source text %}", text="<script>")


def test_thread_list_marks_here_and_loose(showcase: str) -> None:
    assert '<ol class="fadenliste" aria-label="Der Faden dieser Maßnahme">' in showcase
    assert '<li class="hier" aria-current="true">' in showcase
    assert '<li class="lose-stelle">' in showcase


def test_pagination_keeps_the_search(showcase: str) -> None:
    assert '<a href="?suche=Lotsen&amp;seite=4" rel="prev">' in showcase
    assert '<a href="?suche=Lotsen&amp;seite=6" rel="next">' in showcase
    assert "Seite 5 von 15, 81 bis 100 von 300" in showcase


def test_form_page_has_token_draft_and_one_filled_button(showcase: str) -> None:
    assert showcase.count("kern-btn--primary") == 1
    assert 'data-draft="massnahme-1"' in showcase
    assert 'name="csrfmiddlewaretoken"' in showcase
    assert "data-errors" not in showcase


def test_conflict_shows_both_texts_and_keeps_the_version(render: Render) -> None:
    fields = [{"name": "text", "label": "Beschreibung", "yours": "mein <b>Text</b>", "theirs": "anderer Text"}]
    html = render(
        "ui/conflict.html",
        conflict={
            "object": "Maßnahme 1.1.1",
            "saved_by": "Jugendamt",
            "fields": fields,
            "form_url": "/m/",
            "version": 7,
            "unchanged": [("title", "Lotsendienst")],
        },
    )
    outline = Outline(html)
    assert outline.headings == [1]
    assert 'name="version" value="7"' in html
    assert 'value="mein &lt;b&gt;Text&lt;/b&gt;" id="eigen-text" checked' in html
    assert 'value="anderer Text" id="fremd-text">' in html
    assert '<input type="hidden" name="title" value="Lotsendienst">' in html
    assert "hat Jugendamt gespeichert" in html


def test_numbers_in_templates() -> None:
    html = body_of("{{ a|number:1 }}|{{ b|signed:1 }}|{{ c|percent }}|{{ none|number:1 }}|{{ zero|number }}",
                   a=1234.5, b=-4.5, c=14.2, none=None, zero=0)  # fmt: skip
    assert html == "1.234,5|−4,5|14,2\u00a0%||0"
