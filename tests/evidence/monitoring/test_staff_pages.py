"""Pages of those who keep figures: taking an edition back, and how far the computation is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import Edition
from sozialstrategie.evidence.monitoring.services import importing
from sozialstrategie.evidence.monitoring.services.computing import compute_all
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Act, Job, Organisation
from tests.evidence.monitoring.readers.samples import SCHOOL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
PersonIn = Callable[[Organisation, str], Person]


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def edition(amt: Organisation) -> Edition:
    found = importing.import_bytes(actor=system("Test"), data=SCHOOL.encode(), name="t.csv", owner=amt).edition
    assert found is not None
    return found


def page(edition: Edition, slug: str = "nord") -> str:
    return reverse("monitoring_staff:edition", args=[slug, edition.uid])


def withdraw(edition: Edition, slug: str = "nord") -> str:
    return reverse("monitoring_staff:edition_withdraw", args=[slug, edition.uid])


@pytest.mark.parametrize("role", [Role.DATA_STEWARD, Role.PLANNING_COORDINATOR])
def test_taking_back_with_a_reason(
    role: Role, edition: Edition, amt: Organisation, person_in: PersonIn, client: Client
) -> None:
    client.force_login(person_in(amt, role))
    assert withdraw(edition) in client.get(page(edition)).content.decode()
    refused = client.post(withdraw(edition), {"reason": " "})
    assert refused.status_code == 422 and "warum Sie die Ausgabe zurückziehen" in refused.content.decode()
    assert Edition.objects.get().withdrawn_at is None
    done = client.post(withdraw(edition), {"reason": "falsche Tabelle"})
    assert (done.status_code, done.headers["Location"]) == (303, page(edition))
    after = client.get(page(edition)).content.decode()
    assert "ist zurückgezogen. Die Kennzahlen werden gerade ohne sie neu berechnet." in after
    assert "Zurückgezogen am" in after and withdraw(edition) not in after
    assert "falsche Tabelle" not in after  # the reason is for the own history, the page is for all authorities
    assert Act.objects.filter(verb="monitoring.withdraw_edition", owner=amt).count() == 1
    assert Job.objects.filter(state="queued").count() == 2


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.SPECIALIST_PLANNER])
def test_others_see_the_edition_without_the_button(
    role: Role, edition: Edition, amt: Organisation, person_in: PersonIn, client: Client
) -> None:
    client.force_login(person_in(amt, role))
    assert "Ausgabe zurückziehen" not in client.get(page(edition)).content.decode()
    assert client.post(withdraw(edition), {"reason": "x"}).status_code == 404


def test_an_edition_of_another_authority_looks_like_none(edition: Edition, person_in: PersonIn, client: Client) -> None:
    other = Organisation.objects.create(slug="sued", name="Landkreis Süd", kind="local_authority")
    client.force_login(person_in(other, Role.DATA_STEWARD))
    shown = client.get(page(edition, "sued"))
    assert shown.status_code == 200 and "Ausgabe zurückziehen" not in shown.content.decode()
    assert client.post(withdraw(edition, "sued"), {"reason": "x"}).status_code == 404
    assert client.post(withdraw(edition), {"reason": "x"}).status_code == 404
    assert Edition.objects.get().withdrawn_at is None
    assert client.get(withdraw(edition, "sued")).status_code == 405


def test_the_list_says_how_far_the_computation_is(
    edition: Edition, amt: Organisation, person_in: PersonIn, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(person_in(amt, Role.DATA_STEWARD))

    def text() -> str:
        with django_assert_max_num_queries(16):  # login and rights are seven of them
            return client.get(reverse("monitoring_staff:editions", args=["nord"])).content.decode()

    assert "Wird gerade berechnet" in text() and "Zuletzt berechnet" not in text()
    Job.objects.update(state="failed", message="Kein Platz auf dem Datenträger.", finished_at=timezone.now())
    assert "fehlgeschlagen: Kein Platz auf dem Datenträger." in text()
    compute_all(actor=system("Test"))
    shown = text()
    assert "Zuletzt berechnet am" in shown and "fehlgeschlagen" not in shown and "Wird gerade" not in shown


def test_confirming_twice_says_that_it_stands(amt: Organisation, person_in: PersonIn, client: Client) -> None:
    client.force_login(person_in(amt, Role.PLANNING_COORDINATOR))
    address = reverse("monitoring_staff:import", args=[amt.slug])
    preview = client.post(address, {"file": SimpleUploadedFile("t.csv", SCHOOL.encode())})
    assert preview.status_code == 200 and not Edition.objects.exists()
    shown = {"confirmed": preview.context["confirmed"]}
    first = client.post(address, shown)
    assert first.headers["Location"] == page(Edition.objects.get())
    again = client.post(address, shown, follow=True)
    assert "Diese Datei steht schon als Ausgabe hier." in again.content.decode()
    assert Edition.objects.count() == Job.objects.count() == 1
