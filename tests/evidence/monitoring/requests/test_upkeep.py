"""What happens by itself: reminders before and after the day, and forgetting a year after the end."""

from __future__ import annotations

import os
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.evidence.monitoring.models import DataRequest, Delivery
from sozialstrategie.evidence.monitoring.requests import daily, services, upkeep
from sozialstrategie.kit.core import jobs
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.acts import verify_chain
from sozialstrategie.kit.core.models import Act, Job
from sozialstrategie.kit.core.scopes import scope_of
from sozialstrategie.kit.workplace.services import send_due
from tests.evidence.monitoring.requests.conftest import KREIS, Office

MACHINE = system("Test")
DUE = date(2026, 6, 15)


def open_request(**changed: Any) -> DataRequest:
    sent = timezone.make_aware(datetime(2026, 5, 1, 9))
    return DataRequest(**{"state": "sent", "due_on": DUE, "sent_at": sent, "reminded": [], **changed})


@pytest.mark.parametrize(
    ("day", "changed", "kind"),
    [
        (date(2026, 6, 7), {}, ""),  # eight days before
        (date(2026, 6, 8), {}, "before"),
        (DUE, {}, "before"),
        (date(2026, 6, 16), {}, "late"),
        (date(2026, 6, 28), {}, "late"),
        (date(2026, 6, 29), {}, "still_late"),
        (date(2026, 6, 8), {"reminded": ["before"]}, ""),
        (date(2026, 6, 16), {"reminded": ["before"]}, "late"),
        (date(2026, 6, 29), {"reminded": ["late"]}, "still_late"),
        (date(2026, 12, 1), {"reminded": ["still_late"]}, ""),
        (date(2026, 6, 16), {"state": "returned"}, "late"),
        (date(2026, 6, 16), {"state": "delivered"}, ""),
        (date(2026, 6, 16), {"state": "accepted"}, ""),
        (date(2026, 6, 16), {"state": "draft", "sent_at": None}, ""),
        (date(2026, 6, 9), {"sent_at": timezone.make_aware(datetime(2026, 6, 8, 9))}, ""),  # came yesterday
    ],
)
def test_which_reminder_is_due(day: date, changed: dict[str, Any], kind: str) -> None:
    assert upkeep.due_reminder(open_request(**changed), day) == kind


def test_once_a_day_and_once_for_each_reason(office: Office, settings: Any) -> None:
    request, token = office.sent(due_on=timezone.localdate() - timedelta(days=2))
    settings.SENDS_MAIL = True
    office.sent(title="ohne Adresse", email="", due_on=timezone.localdate() - timedelta(days=2))
    assert daily.look_after_requests() == "1 Erinnerungen geschrieben, 0 abgeschlossene Anfragen ohne Adresse."
    daily.look_after_requests()
    assert mail.outbox == []
    send_due()
    send_due()
    (letter,) = mail.outbox
    assert letter.to == ["jugendamt@nord.example"] and "hat Sie bis zum" in letter.body and token not in letter.body
    assert office.again(request).reminded == ["late"] and office.again(request).version == request.version
    assert Act.objects.filter(verb="monitoring.remind_request").count() == 1


def test_without_a_mail_server_nothing_is_marked(office: Office) -> None:
    request, _ = office.sent(due_on=timezone.localdate() - timedelta(days=2))
    daily.look_after_requests()
    assert office.again(request).reminded == [] and mail.outbox == []


def test_the_worker_asks_once_a_day(db: None, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    assert (jobs.ask_daily(), jobs.ask_daily()) == (len(jobs._DAILY), 0)
    key = f"monitoring.requests_daily:{timezone.localdate().isoformat()}"
    assert Job.objects.get(key=key).state == "queued"


def test_address_and_secret_are_forgotten_a_year_after_the_end(office: Office) -> None:
    request, token = office.sent()
    services.deliver(token=token, values={(KREIS, 2025): 250}, from_function="Statistik")
    asked = office.again(request)
    services.accept(actor=office.planner, request=asked, version=asked.version)
    running, _ = office.sent(title="läuft noch")
    today = timezone.localdate()
    with scope_of(MACHINE):
        assert upkeep.erase_contacts(actor=MACHINE, today=today + timedelta(days=364)) == 0
    assert "jugendamt@nord.example" in str(list(Act.objects.values_list("changes", flat=True)))
    DataRequest.objects.filter(pk=running.pk).update(link_until=today + timedelta(days=400))
    with scope_of(MACHINE):
        assert upkeep.erase_contacts(actor=MACHINE, today=today + timedelta(days=365)) == 1
        assert upkeep.erase_contacts(actor=MACHINE, today=today + timedelta(days=365)) == 0
    done = office.again(request)
    assert (done.email, done.token_hash, done.link_until, done.recipient) == ("", "", None, "Jugendamt")
    about = Act.objects.filter(object_uid=request.uid)
    assert about.count() >= 3 and all(changes is None for changes in about.values_list("changes", flat=True))
    assert office.again(running).email == "jugendamt@nord.example"
    assert verify_chain() == []  # blanked rows keep their hashes


def test_deleted_and_expired_ones_are_forgotten_too(office: Office) -> None:
    deleted = office.make(title="gelöscht")
    services.delete_request(actor=office.planner, request=deleted, version=1)
    expired, _ = office.sent(title="nie beantwortet")
    far = timezone.localdate() + timedelta(days=365 + 81)
    with scope_of(MACHINE):
        assert upkeep.erase_contacts(actor=MACHINE, today=far) == 2
    assert set(DataRequest.objects.values_list("email", "token_hash")) == {("", "")}
    assert office.again(expired).state == "sent"


def test_drafts_that_nobody_touches_are_forgotten_too(office: Office) -> None:
    """A draft has no link that could run out; a withdrawn one neither."""
    draft = office.make(title="liegengeblieben")
    withdrawn, _ = office.sent(title="zurückgezogen")
    services.withdraw(actor=office.planner, request=withdrawn, version=withdrawn.version)
    touched = office.make(title="gestern geändert")
    year_ago, today = timezone.now() - timedelta(days=365), timezone.localdate()
    DataRequest.objects.exclude(pk=touched.pk).update(updated_at=year_ago)
    with scope_of(MACHINE):
        assert upkeep.erase_contacts(actor=MACHINE, today=today - timedelta(days=1)) == 0
        assert upkeep.erase_contacts(actor=MACHINE, today=today) == 2
        assert upkeep.erase_contacts(actor=MACHINE, today=today) == 0
    assert [office.again(r).email for r in (draft, withdrawn, touched)] == ["", "", "jugendamt@nord.example"]


def test_words_and_function_of_an_answer_are_forgotten_with_the_address(office: Office) -> None:
    """In the deliveries and in the list of acts; the figures stay. Also where no address and no link was left."""
    request, token = office.sent(email="")
    words = {"from_function": "Fachdienst Frauen", "remark": "eine Familie aus Ellrich"}
    services.deliver(token=token, values={(KREIS, 2025): 250}, **words)
    asked = office.again(request)
    services.send_back(actor=office.planner, request=asked, version=asked.version, reason="ohne Ellrich")
    services.deliver(token=token, values={(KREIS, 2025): 249}, **words)
    asked = office.again(request)
    services.accept(actor=office.planner, request=asked, version=asked.version)
    services.close_link(actor=office.planner, request=asked, version=asked.version)
    other, other_token = office.sent(title="läuft noch")
    services.deliver(token=other_token, values={(KREIS, 2025): 7}, from_function="Statistik", remark="läuft")
    DataRequest.objects.filter(pk=other.pk).update(link_until=timezone.localdate() + timedelta(days=400))
    later = timezone.localdate() + timedelta(days=365)
    with scope_of(MACHINE):
        assert upkeep.erase_contacts(actor=MACHINE, today=later) == 1
        assert upkeep.erase_contacts(actor=MACHINE, today=later) == 0
    kept = Delivery.objects.filter(request=request).order_by("pk").values_list("from_function", "remark", "reason")
    assert list(kept) == [("", "", "")] * 2
    figures = Delivery.objects.filter(request=request).order_by("pk").values_list("values", flat=True)
    assert list(figures) == [[[KREIS, 2025, 250]], [[KREIS, 2025, 249]]]
    acts = str(list(Act.objects.values_list("changes", "object_label")))
    assert not any(word in acts for word in ("Fachdienst Frauen", "Ellrich")) and "läuft" in acts
    assert Delivery.objects.get(request=other).remark == "läuft" and verify_chain() == []


def test_uploads_that_nobody_confirmed_are_swept_once_a_day(db: None, settings: Any, tmp_path: Path) -> None:
    """By the daily job; nobody needs to upload anything or to start the worker again."""
    settings.HOME = tmp_path
    old, fresh = (tmp_path / "pending" / storage.keep_pending(data) for data in (b"gestern", b"eben"))
    two_days_ago = time.time() - 2 * storage.DAY
    os.utime(old, (two_days_ago, two_days_ago))
    jobs.ask_daily()  # the test's queue runs at once
    job = Job.objects.get(key=f"monitoring.tidy_up:{timezone.localdate().isoformat()}")
    assert (job.state, job.message) == ("done", "1 liegengebliebene Dateien entfernt.")
    assert (old.exists(), fresh.exists()) == (False, True)
