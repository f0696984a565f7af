"""The command `editions`: list, take back, bring back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.services import importing
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Act, Job
from sozialstrategie.operations import commands, editions
from tests.evidence.monitoring.readers.samples import SCHOOL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
Run = Callable[..., str]


@pytest.fixture
def edition(settings: Any, tmp_path: Path) -> Edition:
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings_store.put("instance.kind", "real")
    found = importing.import_bytes(actor=system("Test"), data=SCHOOL.encode(), name="t.csv").edition
    assert found is not None
    return found


@pytest.fixture
def run(edition: Edition, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> str:
        root = argparse.ArgumentParser()
        editions.add_parser(root.add_subparsers(dest="command"))
        assert commands.run(root.parse_args(["editions", *arguments])) == 0
        return capsys.readouterr().out

    return call


@pytest.mark.parametrize("arguments", [(), ("list",)])
def test_list(arguments: tuple[str, ...], edition: Edition, run: Run) -> None:
    line = run(*arguments)
    assert line.startswith(f"{edition.short}  {edition.table}") and edition.title in line
    assert "eingelesen " in line and "zurückgezogen" not in line


def test_take_back_and_bring_back(edition: Edition, run: Run) -> None:
    said = run("withdraw", edition.short, "--reason", "falsche Datei")
    assert "ist zurückgezogen" in said and "indicators compute" in said
    assert Edition.objects.get().withdrawn_at is not None
    act = Act.objects.get(verb="monitoring.withdraw_edition")
    assert (act.actor_name, act.changes["fields"]["reason"]) == ("Kommandozeile", [None, "falsche Datei"])
    assert "zurückgezogen " in run("list")
    assert "schon zurückgezogen. Nichts geändert." in run("withdraw", edition.digest.upper(), "--reason", "x")
    assert "ist wieder da" in run("return", edition.short)
    assert Edition.objects.get().withdrawn_at is None
    assert "Nichts geändert." in run("return", edition.short)
    assert Job.objects.filter(state="queued").count() == 3


@pytest.mark.parametrize(
    ("key", "word"), [("ffffffff", "gibt es nicht"), ("", "gibt es nicht"), ("abc", "gibt es nicht")]
)
def test_an_unknown_key_is_refused(key: str, word: str, run: Run) -> None:
    Edition.objects.update(digest="abcdef" + "0" * 58)
    with pytest.raises(Refused, match=word):
        run("withdraw", key, "--reason", "x")


def test_a_key_of_two_is_refused(run: Run) -> None:
    Edition.objects.update(digest="abcdef" + "0" * 58)
    twin = Edition.objects.get()
    twin.pk, twin.digest = None, "abcdef" + "1" * 58
    twin.uid = "00000000-0000-4000-8000-000000000001"  # type: ignore[assignment]
    twin.save()
    with pytest.raises(Refused, match="nicht eindeutig"):
        run("withdraw", "abcdef", "--reason", "x")


def test_an_empty_reason_is_refused(edition: Edition, run: Run) -> None:
    with pytest.raises(Refused, match="warum"):
        run("withdraw", edition.short, "--reason", " ")
