"""From the planner's side: a table with a mistake is read in, seen as what is new, taken back; the figures go back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.evidence.monitoring.services.computing import compute_all
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.evidence.monitoring.services.conftest import read_in, school

from .conftest import login, url

CODE = "school_leavers_without_certificate_share"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path, reads_here: None) -> None:
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def compute() -> None:
    compute_all(actor=system("Test"))


@pytest.mark.long
def test_a_mistake_is_taken_back_and_the_figures_go_back(
    home: Organisation, scope: None, planner: Actor, web: Client
) -> None:
    read_in(school())
    compute()
    finding = services.create_finding(actor=planner, owner=home, title="Abgänge", indicator=CODE, state="accepted")
    assert [r.value for r in queries.figures_of(finding)] == [10.0]
    # read in with a mistake: 30 instead of 10
    wrong = school({("16062", 2015): 30}, stand="12.10.2018 / 10:00:00")
    address = reverse("monitoring_staff:import", args=[home.slug])
    preview = web.post(address, {"file": SimpleUploadedFile("t.csv", wrong.encode())})
    next_page = web.post(address, {"confirmed": preview.context["confirmed"]})["Location"]
    confirmed = web.get(next_page).content.decode()
    assert 'href="#zurueckziehen"' in confirmed and 'id="zurueckziehen"' in confirmed
    compute()
    news = web.get(url("news", home))
    text = news.content.decode()
    assert "10,0 % (Ausgabe" in text and "30,0 % (Ausgabe" in text
    (row,) = [e for e in news.context["editions"] if e["withdraw"]]
    assert row["withdraw"] == f"{next_page}#zurueckziehen" and f'href="{row["withdraw"]}"' in text
    # others read the same news without the way to take it back
    assert "Zurückziehen" not in login(home, Role.LEADERSHIP).get(url("news", home)).content.decode()
    done = web.post(f"{next_page}zurueckziehen/", {"reason": "falsche Zahl"})
    assert done.status_code == 303
    compute()
    assert queries.stale_findings_for(planner, home) == []
    after = web.get(url("news", home))
    assert after.context["changed"] == [] and "zurückgezogen" in after.content.decode()
    latest = queries.latest_figure(home, CODE)
    assert latest is not None and (latest.period, latest.value) == ("2014/2015", 10.0)
