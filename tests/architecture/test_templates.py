"""Floors hold for templates and addresses too. Each check passes on the house and reports a planted violation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture import template_checks as checks
from tests.architecture.house import PACKAGE, module_name, python_files, room_of

TEMPLATES = checks.template_files()


def _named(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _named(entry, namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            yield prefix + entry.name, room_of(entry.callback.__module__)


@pytest.fixture(scope="module")
def urls() -> dict[str, str | None]:
    return dict(_named(get_resolver()))


def test_templates_lie_in_the_folder_of_their_room() -> None:
    strays = []
    for folder in PACKAGE.rglob("templates"):
        room = room_of(module_name(folder.parent / "x.py").removesuffix(".x"))
        for path in folder.rglob("*.html"):
            name = path.relative_to(folder).as_posix()
            if name.split("/", 1)[0] in checks.LIBRARIES:
                continue  # dressing of a library's pages
            if checks.room_of_template(name) != room:
                strays.append(name)
    assert strays == []


def test_templates_rest_on_lower_rooms(urls: dict[str, str | None]) -> None:
    assert [f for name, text, room in TEMPLATES for f in checks.downward(name, text, urls, room)] == []


def test_code_names_addresses_of_lower_rooms(urls: dict[str, str | None]) -> None:
    found = [
        finding
        for path in python_files()
        for finding in checks.addresses_in_code(module_name(path), path.read_text(encoding="utf-8"), urls)
    ]
    assert found == []


def test_nothing_is_inline() -> None:
    assert [f for name, text, _ in TEMPLATES for f in checks.nothing_inline(name, text)] == []


def test_templates_escape() -> None:
    assert [f for name, text, _ in TEMPLATES for f in checks.text_is_escaped(name, text)] == []


def test_own_scripts_evaluate_no_text() -> None:
    assert list(checks.static_scripts(PACKAGE)) == []


KNOWN = {
    "strategy:goal": "sozialstrategie.action.strategy",
    "monitoring:indicator": "sozialstrategie.evidence.monitoring",
    "account_login": None,
}


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("ui/base.html", '{% include "strategy/goal.html" %}', "include strategy/goal.html"),
        ("monitoring/page.html", '{% extends "web/start.html" %}', "extends web/start.html"),
        ("monitoring/page.html", "{% include template_name %}", "nennt keine feste Vorlage"),
        ("monitoring/page.html", "{% url 'strategy:goal' uid %}", "strategy:goal gehört in ein höheres"),
        ("404.html", "{% url 'monitoring:indicator' code %}", "monitoring:indicator gehört in ein höheres"),
        ("strategy/page.html", "{% url 'strategy:gaol' uid %}", "strategy:gaol gibt es nicht"),
        ("strategy/page.html", '{% include "nowhere/part.html" %}', "nowhere/part.html"),
    ],
)
def test_planted_upward_template_is_reported(name: str, text: str, part: str) -> None:
    (found,) = checks.downward(name, text, KNOWN)
    assert found.startswith(f"{name}: ") and part in found


@pytest.mark.parametrize(
    "text",
    [
        '{% extends "ui/base.html" %}{% url "monitoring:indicator" c %}{% url "account_login" %}',
        '{# {% include "web/start.html" %} #}',
        '{% include "strategy/part.html" %}',
    ],
)
def test_downward_template_passes(text: str) -> None:
    assert list(checks.downward("strategy/page.html", text, KNOWN)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<p style="color:red">', "style im Attribut"),
        ("<style>p{}</style>", "style als Element"),
        ('<button onclick="go()">', "Ereignis im Attribut"),
        ('<div hx-on:click="go()">', "Ereignis im Attribut"),
        ('<a href="javascript:go()">', "javascript: als Adresse"),
        ("<script>go()</script>", "Skript im Text"),
    ],
)
def test_planted_inline_text_is_reported(text: str, reason: str) -> None:
    assert list(checks.nothing_inline("x.html", text)) == [f"x.html: {reason}"]


def test_data_and_files_are_not_inline() -> None:
    text = '<script type="application/json">{}</script><script type="module" src="x.mjs"></script><p class="a">'
    assert list(checks.nothing_inline("x.html", text)) == []


@pytest.mark.parametrize("text", ["{{ note|safe }}", "{{ a|upper | safe }}", "{% autoescape off %}"])
def test_planted_unescaped_text_is_reported(text: str) -> None:
    assert list(checks.text_is_escaped("strategy/x.html", text)) == ["strategy/x.html: safe"]


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("url = reverse('strategy:goal', args=[1])", "strategy:goal gehört in ein höheres"),
        ("response = redirect('strategy:goal')", "strategy:goal gehört in ein höheres"),
        (
            "patterns = [include('sozialstrategie.action.strategy.urls')]",
            "include sozialstrategie.action.strategy.urls",
        ),
        ("url = reverse('monitoring:gone')", "monitoring:gone gibt es nicht"),
    ],
)
def test_planted_upward_address_is_reported(source: str, part: str) -> None:
    module = "sozialstrategie.evidence.monitoring.views"
    (found,) = checks.addresses_in_code(module, source, KNOWN)
    assert found.startswith(f"{module}:1: ") and part in found
