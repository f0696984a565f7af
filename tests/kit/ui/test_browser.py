"""The shell in a real browser under the strict security policy: axe, narrow windows, charts, map, drafts."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.e2e

STATIC = Path(__file__).resolve().parents[3] / "src/sozialstrategie/kit/ui/static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'"
)
SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "width": 250,
    "height": 120,
    "data": {"values": [{"jahr": 2021, "wert": 14.3}, {"jahr": 2022, "wert": 14.2}]},
    "mark": {"type": "point", "filled": True, "size": 400, "tooltip": True},
    "encoding": {"x": {"field": "jahr", "type": "ordinal"}, "y": {"field": "wert", "type": "quantitative"}},
}
AREAS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": name, "value": value, "class": step, "here": step == 4},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 51.0], [x + 0.5, 51.0], [x + 0.5, 51.5], [x, 51.5], [x, 51.0]]],
            },
        }
        for name, value, step, x in (("Nordhausen", "14,2", 4, 10.5), ("Gera", "18,4", 5, 11.0))
    ],
}


class Server(http.server.ThreadingHTTPServer):
    """Serves the pages of one test and the static files; a POST to /gespeichert/ answers with a redirect."""

    pages: dict[str, tuple[str, bytes]]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.SimpleHTTPRequestHandler):
    server: Server
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path in self.server.pages:
            kind, body = self.server.pages[path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            self.path = path.removeprefix("/static")
            super().do_GET()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(303)
        self.send_header("Location", "/fertig/")
        self.end_headers()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(STATIC)))
    running.pages = {
        "/spec.json": ("application/json", json.dumps(SPEC).encode()),
        "/flaechen.json": ("application/json", json.dumps(AREAS).encode()),
    }
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def open_page(browser: Any, server: Server) -> Iterator[Callable[..., Any]]:
    """Open a page; at the end fail on any console error, page error or request to another host."""
    contexts: list[Any] = []
    trouble: list[str] = []

    def watch(page: Any) -> None:
        page.on("console", lambda m: trouble.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((server.address, "blob:", "data:")) else trouble.append(r.url),
        )

    def inner(html: str = "", *, width: int = 1280, context: Any = None, path: str = "/", **options: Any) -> Any:
        if html:
            server.pages[path] = ("text/html; charset=utf-8", html.encode())
        if context is None:
            context = browser.new_context(viewport={"width": width, "height": 800}, locale="de-DE", **options)
            context.set_default_timeout(15_000)
            contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto(server.address + path)
        return page

    yield inner
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 320])
def test_every_component_passes_axe_and_never_scrolls_sideways(
    showcase: str, open_page: Callable[..., Any], width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(showcase, width=width)
    page.wait_for_selector("html[data-chart=idle]", state="attached")
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": tags}).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.long
def test_axe_sees_a_removed_label(showcase: str, open_page: Callable[..., Any]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(showcase.replace('for="id_title"', ""))
    assert "label" in {v["id"] for v in Axe().run(page).response["violations"]}


@pytest.mark.long
def test_double_text_size_does_not_scroll_sideways(showcase: str, open_page: Callable[..., Any]) -> None:
    page = open_page(showcase, width=640)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_without_javascript_everything_is_there(showcase: str, open_page: Callable[..., Any]) -> None:
    page = open_page(showcase, java_script_enabled=False)
    assert page.locator("figure svg:visible").count() == 1
    assert page.get_by_text("Werte beim Zeigen").count() == 0
    assert page.get_by_role("button", name="Maßnahme speichern").is_visible()


def test_skip_link_is_the_first_stop(showcase: str, open_page: Callable[..., Any]) -> None:
    page = open_page(showcase)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "inhalt"


def test_errors_get_the_focus(render: Callable[..., str], open_page: Callable[..., Any]) -> None:
    from django import forms

    class Form(forms.Form):
        title = forms.CharField(label="Titel")

    source = (
        '{% extends "ui/base.html" %}{% load ui %}{% block content %}<h1>A</h1>'
        '{% form_page form submit="B" %}{% endblock %}'
    )
    page = open_page(render(source, form=Form(data={})))
    assert page.evaluate("() => document.activeElement.getAttribute('role')") == "alert"
    page.get_by_role("link", name="Titel").click()
    assert page.evaluate("() => document.activeElement.id") == "id_title"


@pytest.mark.long
def test_interactive_chart_loads_on_request_only(showcase: str, open_page: Callable[..., Any]) -> None:
    page = open_page(showcase)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("html[data-chart=idle]", state="attached")
    assert not [url for url in asked if "vega" in url]
    page.get_by_role("button", name="Werte beim Zeigen").click()
    page.wait_for_selector(".bild--lebt svg")
    page.wait_for_selector("html[data-chart=idle]", state="attached")
    assert page.locator("[data-picture]").is_hidden()
    page.locator(".bild--lebt .mark-symbol path").first.hover()
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "14.3" in page.locator("#vg-tooltip-element").inner_text()


@pytest.mark.long
def test_a_chart_that_cannot_load_keeps_the_drawn_one(
    showcase: str, open_page: Callable[..., Any], server: Server
) -> None:
    server.pages["/spec.json"] = ("application/json", b"{")
    page = open_page(showcase)
    page.get_by_role("button", name="Werte beim Zeigen").click()
    page.get_by_text("Das ließ sich nicht laden.").wait_for()
    assert page.locator("[data-picture]").is_visible()
    assert page.get_by_role("button", name="Werte beim Zeigen").is_enabled()


@pytest.mark.long
def test_map_to_move(render: Callable[..., str], open_page: Callable[..., Any]) -> None:
    source = (
        '{% extends "ui/base.html" %}{% load ui %}{% block content %}<h1>Karte</h1>'
        '{% chart "" title="Karte" level=2 geojson_url="/flaechen.json" %}{% endblock %}'
    )
    page = open_page(render(source))
    page.get_by_role("button", name="Karte zum Bewegen").click()
    page.wait_for_selector("html[data-map=idle]", state="attached")
    page.get_by_text("Zeigen Sie auf eine Fläche").wait_for()
    page.locator(".karte canvas").hover(position={"x": 450, "y": 250})
    page.get_by_text("Nordhausen: 14,2").wait_for()


DRAFT = (
    '{% extends "ui/base.html" %}{% load ui %}{% block content %}<h1>A</h1>'
    '{% form_page form submit="Speichern" draft="m1" action="/gespeichert/" %}{% endblock %}'
)


@pytest.mark.long
def test_typed_text_survives_and_is_dropped_once_accepted(
    render: Callable[..., str], open_page: Callable[..., Any], server: Server
) -> None:
    from django import forms

    class Form(forms.Form):
        title = forms.CharField(label="Titel")
        password = forms.CharField(label="Passwort", widget=forms.PasswordInput(attrs={"autocomplete": "off"}))

    server.pages["/fertig/"] = ("text/html; charset=utf-8", render("ui/base.html").encode())
    page = open_page(render(DRAFT, form=Form()))
    page.get_by_label("Titel").fill("Lotsendienst an Grundschulen")
    page.get_by_label("Passwort").fill("geheim-geheim")
    page.get_by_text("Ihr Text ist auf diesem Gerät gesichert").wait_for()
    assert "geheim" not in page.evaluate("() => JSON.stringify({...localStorage})")

    page.reload()  # the window was closed, the text was not sent
    assert page.get_by_label("Titel").input_value() == ""
    page.get_by_role("button", name="Entwurf einsetzen").click()
    assert page.get_by_label("Titel").input_value() == "Lotsendienst an Grundschulen"

    page.get_by_role("button", name="Speichern").click()
    page.wait_for_url("**/fertig/")
    page.wait_for_selector("html[data-chart=idle]", state="attached")
    assert page.evaluate("() => Object.keys(localStorage).length") == 0


@pytest.mark.long
def test_a_draft_can_be_thrown_away_and_logout_clears_all(
    render: Callable[..., str], open_page: Callable[..., Any], server: Server
) -> None:
    from django import forms

    class Form(forms.Form):
        title = forms.CharField(label="Titel")

    server.pages["/fertig/"] = ("text/html; charset=utf-8", render("ui/base.html").encode())
    account = {"name": "Planung", "logout_url": "/raus/"}
    page = open_page(render(DRAFT, form=Form(), account=account))
    for _ in range(2):
        page.get_by_label("Titel").fill("Entwurf")
        page.get_by_text("Ihr Text ist auf diesem Gerät gesichert").wait_for()
        page.reload()
        page.get_by_text("liegt ein Entwurf von").wait_for()
    page.get_by_role("button", name="Entwurf verwerfen").click()
    assert page.evaluate("() => Object.keys(localStorage).length") == 0
    page.get_by_label("Titel").fill("Noch einer")
    page.get_by_text("Ihr Text ist auf diesem Gerät gesichert").wait_for()
    page.locator(".konto summary").click()
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url("**/fertig/")
    assert page.evaluate("() => Object.keys(localStorage).length") == 0
