"""Higher rooms tell the shell what stands around a page; it asks only when the template reads the name."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from sozialstrategie.kit.ui import context, shell


@pytest.fixture
def request_(no_providers: None) -> HttpRequest:
    return RequestFactory().get("/zahlen/")


def test_nothing_registered_gives_nothing(request_: HttpRequest) -> None:
    values = context.shell(request_)
    assert set(values) == {"navigation", "footer_links", "account", "example_band", "sources_line"}
    assert not any(values.values())


def test_each_name_reads_its_own_provider(request_: HttpRequest) -> None:
    for name in shell.NAMES:
        shell.register(name, lambda request, name=name: f"{name} {request.path}")
    values = context.shell(request_)
    assert {name: str(value) for name, value in values.items()} == {n: f"{n} /zahlen/" for n in shell.NAMES}


def test_providers_are_asked_only_when_read_and_once(request_: HttpRequest) -> None:
    asked: list[str] = []

    def provider(request: HttpRequest) -> list[str]:
        asked.append(request.path)
        return ["a"]

    shell.register("navigation", provider)
    values = context.shell(request_)
    assert asked == []
    assert list(values["navigation"]) == ["a"]
    assert len(values["navigation"]) == 1
    assert asked == ["/zahlen/"]


def test_unknown_part_is_refused(no_providers: None) -> None:
    with pytest.raises(ValueError, match="Unbekannter Teil der Seite: sidebar"):
        shell.register("sidebar", lambda request: None)
