"""The outbox: with the transaction of its act, once per key, exactly once through a bad server, few doubles by time-outs."""

from __future__ import annotations

import random
import smtplib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.kit.workplace import jobs, transport
from sozialstrategie.kit.workplace.models import MailState, OutgoingMail
from sozialstrategie.kit.workplace.services import outbox
from sozialstrategie.kit.workplace.services.outbox import PAUSES, Attachment, Facts, after, post, send_due
from sozialstrategie.kit.workplace.transport import NotTaken, Unsure

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mail_server(settings: Any) -> None:
    settings.SENDS_MAIL = True


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Server:
    """Keeps what it took; `plan` says per try "take", "refuse", "take_and_hang" or "hang" (nothing taken)."""

    def __init__(self, plan: Callable[[], str]) -> None:
        self.plan = plan
        self.taken: Counter[str] = Counter()

    def __call__(self, message: EmailMessage) -> None:
        fate = self.plan()
        if fate == "refuse":
            raise NotTaken("SMTPDataError 451")
        if fate in ("take", "take_and_hang"):
            self.taken[message.extra_headers["Message-ID"]] += 1
        if fate in ("hang", "take_and_hang"):
            raise Unsure


def _fill(count: int, *, must_arrive: bool = False) -> None:
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            key=f"k{n}", message_id=f"<{n}@example.org>", recipient=f"p{n}@example.org", subject="S", body="B",
            digest="0" * 64, next_try=START, must_arrive=must_arrive,
        )
        for n in range(count)
    )  # fmt: skip


def _run(server: Server, clock: Clock) -> None:
    """Let time pass, without waiting, until nothing is left to send."""
    for _ in range(60):
        while send_due(transport=server, clock=clock):
            pass
        left = OutgoingMail.objects.filter(state=MailState.WAITING).order_by("next_try").first()
        if left is None:
            return
        clock.now = max(clock.now, left.next_try)
    raise AssertionError("Es bleibt etwas liegen.")


@pytest.mark.django_db
def test_a_server_that_refuses_a_third_gets_each_mail_once() -> None:
    _fill(150)
    chance = random.Random(4)
    server, clock = Server(lambda: "refuse" if chance.random() < 0.3 else "take"), Clock()
    _run(server, clock)
    assert len(server.taken) == 150 and set(server.taken.values()) == {1}
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SENT}


@pytest.mark.django_db
@pytest.mark.long
def test_time_outs_after_delivery_repeat_at_most_one_in_a_thousand() -> None:
    """10,000 mails, refusals of 30 %, 1 % time-outs after delivery; one mail in twenty must arrive (it has a link)."""
    _fill(10_000)
    OutgoingMail.objects.filter(pk__in=list(OutgoingMail.objects.values_list("pk", flat=True)[::20])).update(
        must_arrive=True
    )
    chance = random.Random(11)

    def fate() -> str:
        if chance.random() < 0.3:
            return "refuse"
        return "take_and_hang" if chance.random() < 0.01 else "take"

    server, clock = Server(fate), Clock()
    _run(server, clock)
    assert len(server.taken) == 10_000  # nothing lost
    repeats = sum(count - 1 for count in server.taken.values())
    assert 0 < repeats <= 10 and max(server.taken.values()) == 2  # the same Message-ID, once


@pytest.mark.django_db
def test_a_mail_that_must_arrive_is_repeated_once_after_a_long_pause() -> None:
    _fill(1, must_arrive=True)
    server, clock = Server(lambda: "take_and_hang"), Clock()
    send_due(transport=server, clock=clock)
    row = OutgoingMail.objects.get()
    assert (row.state, row.next_try) == (MailState.WAITING, START + timedelta(hours=6))
    _run(server, clock)
    assert server.taken == {"<0@example.org>": 2}
    assert OutgoingMail.objects.get().state == MailState.UNSURE


def test_after_a_time_out_an_ordinary_mail_counts_as_delivered() -> None:
    changes = after(Facts(0, 0, must_arrive=False), Unsure(), START)
    assert (changes["state"], changes["body"], changes["recipient"]) == (MailState.UNSURE, "", "")


@given(
    fates=st.lists(st.sampled_from(["refuse", "unsure", "for_good", "take"]), min_size=30, max_size=30),
    must_arrive=st.booleans(),
)
def test_every_path_ends_and_none_hands_over_more_than_twice(fates: list[str], must_arrive: bool) -> None:
    facts, now, handed_over, state = Facts(0, 0, must_arrive), START, 0, MailState.WAITING
    for fate in fates:
        outcome = {
            "refuse": NotTaken("x"), "unsure": Unsure(), "for_good": NotTaken("x", for_good=True), "take": None
        }[fate]  # fmt: skip
        handed_over += fate in ("unsure", "take")
        changes = after(facts, outcome, now)
        state = changes["state"]
        if state != MailState.WAITING:
            break
        assert changes["next_try"] > now
        facts = Facts(changes["tries"], changes.get("unsure_tries", facts.unsure_tries), must_arrive)
        now = changes["next_try"]
    assert state in (MailState.SENT, MailState.UNSURE, MailState.FAILED)
    assert handed_over <= (2 if must_arrive else 1)
    assert facts.tries <= len(PAUSES) + 1


@pytest.mark.django_db
def test_written_with_its_act_and_once_per_key() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        post(key="a", to="a@example.org", subject="S", body="B")
        raise RuntimeError
    assert not OutgoingMail.objects.exists()
    first = post(key="a", to="a@example.org", subject="Zwei\nZeilen", body="B")
    assert first is not None and first.subject == "Zwei Zeilen"
    assert post(key="a", to="b@example.org", subject="S", body="B") is None
    assert len({m.message_id for m in OutgoingMail.objects.all()}) == 1


@pytest.mark.django_db
def test_what_waits_can_be_taken_back_and_what_is_through_cannot() -> None:
    post(key="link:1:1", to="a@example.org", subject="S", body="geheim")
    post(key="link:11:1", to="b@example.org", subject="S", body="B")
    assert outbox.recall("link:1:") == 1
    server = Server(lambda: "take")
    assert send_due(transport=server) == {MailState.SENT: 1}
    assert outbox.recall("link:") == 0  # that is over, one way or the other
    rows = {row.key: row for row in OutgoingMail.objects.all()}
    assert (rows["link:1:1"].state, rows["link:1:1"].body, rows["link:1:1"].tries) == (MailState.RECALLED, "", 0)
    assert server.taken == Counter([rows["link:11:1"].message_id])
    with pytest.raises(RuntimeError), transaction.atomic():
        post(key="link:2:1", to="a@example.org", subject="S", body="B")
        outbox.recall("link:2:")
        raise RuntimeError
    assert not OutgoingMail.objects.filter(key="link:2:1").exists()


@pytest.mark.django_db
def test_words_and_address_are_gone_after_sending(caplog: pytest.LogCaptureFixture) -> None:
    post(key="a", to="a@example.org", subject="S", body="geheim")
    post(key="b", to="gibtesnicht@example.org", subject="S", body="geheim")

    def serve(message: EmailMessage) -> None:
        if message.to == ["gibtesnicht@example.org"]:
            raise NotTaken("SMTPRecipientsRefused 550", for_good=True)

    send_due(transport=serve)
    rows = {row.key: row for row in OutgoingMail.objects.all()}
    assert [rows[k].state for k in "ab"] == [MailState.SENT, MailState.FAILED]
    assert {(r.recipient, r.subject, r.body) for r in rows.values()} == {("", "", "")}
    assert rows["b"].last_fault == "SMTPRecipientsRefused 550"
    assert "example.org" not in caplog.text
    ended = [row.ended_at for row in rows.values() if row.ended_at is not None]
    assert outbox.forget_sent(min(ended) + outbox.KEPT) == 0
    assert outbox.forget_sent(max(ended) + outbox.KEPT + timedelta(seconds=1)) == 2


CALENDAR = Attachment("termin.ics", "text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nSUMMARY:Größe & <Ort>\r\n")


@pytest.mark.django_db
def test_an_attachment_goes_with_its_mail_and_is_forgotten_with_it() -> None:
    """Kept through refusals, sent whole with the parameters of its type, and gone with the words."""
    post(key="a", to="a@example.org", subject="S", body="B", attachments=[CALENDAR])
    post(key="b", to="gibtesnicht@example.org", subject="S", body="B", attachments=[CALENDAR])
    sent: list[EmailMessage] = []
    fates = iter([NotTaken("451"), NotTaken("SMTPRecipientsRefused 550", for_good=True), None])

    def serve(message: EmailMessage) -> None:
        if fault := next(fates):
            raise fault
        sent.append(message)

    clock = Clock()
    clock.now = OutgoingMail.objects.latest("pk").next_try
    send_due(transport=serve, clock=clock)
    waiting, failed = OutgoingMail.objects.order_by("pk")
    assert len(waiting.attachments) == 1 and failed.attachments == []
    clock.now += timedelta(minutes=1)
    send_due(transport=serve, clock=clock)
    (message,) = sent
    _, part = message.message().get_payload()  # type: ignore[misc]
    assert part.get_content_type() == "text/calendar" and part.get_filename() == "termin.ics"
    assert (part.get_param("method"), part.get_content_charset()) == ("REQUEST", "utf-8")
    assert part.get_payload(decode=True).decode() == CALENDAR.text
    assert [row.attachments for row in OutgoingMail.objects.all()] == [[], []]


@pytest.mark.django_db
def test_only_small_texts_are_attached() -> None:
    for name, kind, text in (("a.pdf", "application/pdf", "%PDF"), ("a.txt", "text/plain", "ä" * 60_000)):
        with pytest.raises(ValueError):
            post(key=name, to="a@example.org", subject="S", body="B", attachments=[Attachment(name, kind, text)])
    assert not OutgoingMail.objects.exists()
    first = post(key="a", to="a@example.org", subject="S", body="B")
    second = post(key="b", to="a@example.org", subject="S", body="B", attachments=[CALENDAR])
    assert first is not None and second is not None and first.digest != second.digest


@pytest.mark.django_db
def test_a_worker_that_dies_while_sending_costs_at_most_one_repeat() -> None:
    _fill(1)

    def dies(message: EmailMessage) -> None:
        raise KeyboardInterrupt

    clock = Clock()
    for expected in (MailState.WAITING, MailState.UNSURE):
        with pytest.raises(KeyboardInterrupt):
            send_due(transport=dies, clock=clock)
        assert send_due(transport=dies, clock=clock) == {}  # leased: nobody else takes it
        clock.now += timedelta(minutes=11)
        outbox._take_up_lost(clock.now)
        assert OutgoingMail.objects.get().state == expected


@pytest.mark.django_db
def test_a_stopped_worker_holds_up_only_the_mail_it_was_sending() -> None:
    _fill(30)

    def dies(message: EmailMessage) -> None:
        raise KeyboardInterrupt

    clock = Clock()
    with pytest.raises(KeyboardInterrupt):
        send_due(transport=dies, clock=clock)
    (held,) = OutgoingMail.objects.filter(state=MailState.SENDING)
    assert held.lease_until == START + timedelta(minutes=10)
    server = Server(lambda: "take")
    assert send_due(transport=server, clock=clock) == {"sent": 29}
    clock.now += timedelta(minutes=11)
    assert send_due(transport=server, clock=clock) == {"sent": 1}
    assert set(server.taken.values()) == {1} and len(server.taken) == 30


@pytest.mark.django_db
def test_one_bad_mail_never_stops_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """One cannot be written as a mail, one breaks the transport in an unknown way; the third goes out."""
    _fill(3)
    OutgoingMail.objects.filter(key="k0").update(attachments=[["a.pdf", "application/pdf", "x"]])
    taken: list[str] = []

    def serve(message: EmailMessage) -> None:
        if message.to == ["p1@example.org"]:
            raise UnicodeError("p1@example.org")
        taken.extend(message.to)

    clock = Clock()
    assert send_due(transport=serve, clock=clock) == {"waiting": 1, "unsure": 1, "sent": 1}
    assert taken == ["p2@example.org"]
    first, second, _ = OutgoingMail.objects.order_by("pk")
    assert (first.last_fault, first.next_try) == ("ValueError", START + PAUSES[0])
    assert (second.last_fault, second.recipient) == ("ohne Antwort", "")
    assert "example.org" not in caplog.text


@pytest.mark.django_db
def test_two_workers_never_take_the_same_mail() -> None:
    _fill(3)
    taken = [outbox._take(START) for _ in range(4)]
    assert [mail and mail.key for mail in taken] == ["k0", "k1", "k2", None]
    assert len({mail.lease for mail in taken if mail}) == 3


@pytest.mark.django_db
def test_without_a_mail_server_nothing_is_kept(settings: Any) -> None:
    settings.SENDS_MAIL = False
    assert post(key="a", to="a@example.org", subject="S", body="B") is None
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_the_round_asks_for_the_job_only_when_something_is_due() -> None:
    from sozialstrategie.kit.core.models import Job

    jobs.look_for_mails()
    assert not Job.objects.exists()
    post(key="a", to="a@example.org", subject="S", body="B")
    jobs.look_for_mails()
    assert Job.objects.get().name == "workplace.send_mails"
    jobs.send_mails()
    (sent,) = django_mail.outbox
    assert sent.message()["Message-ID"] == OutgoingMail.objects.get().message_id


class _Line:
    """Stands for smtplib's connection under Django's backend."""

    def __init__(self, fault: Exception | None, handed_over: bool) -> None:
        self.fault, self.handed_over = fault, handed_over

    def open(self) -> bool:
        return True

    def close(self) -> None:
        raise smtplib.SMTPServerDisconnected("weg")

    def send_messages(self, messages: list[EmailMessage]) -> int:
        if self.fault:
            raise self.fault
        return 1


@pytest.mark.parametrize(
    ("fault", "handed_over", "expected"),
    [
        (None, True, None),
        (TimeoutError(), False, "TimeoutError"),
        (TimeoutError(), True, Unsure),
        (smtplib.SMTPServerDisconnected("x"), True, Unsure),
        (UnicodeEncodeError("ascii", "ä", 0, 1, "x"), False, "UnicodeEncodeError"),
        (ValueError("x"), True, Unsure),
        (smtplib.SMTPDataError(451, b"a@example.org spaeter"), True, "SMTPDataError 451"),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"nie")}), False, "SMTPRecipientsRefused 550"),
    ],
)
def test_what_is_known_after_a_fault(
    fault: Exception | None, handed_over: bool, expected: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(transport, "get_connection", lambda backend: _Line(fault, handed_over))
    message = EmailMessage("S", "B", None, ["a@example.org"])
    if expected is None:
        transport.deliver(message)
    elif expected is Unsure:
        with pytest.raises(Unsure):
            transport.deliver(message)
    else:
        with pytest.raises(NotTaken) as caught:
            transport.deliver(message)
        assert caught.value.fault == expected
        assert caught.value.for_good is expected.endswith("550")


def test_the_phases_of_a_real_conversation() -> None:
    """Over a socket: the backend knows whether the end of the text was out when the line broke."""
    import socketserver
    import threading

    hang_up_after = {"at": b"DATA"}

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 hier\r\n")
            in_text = False
            for line in self.rfile:
                if in_text:
                    if line == b".\r\n":
                        return  # took it, says nothing
                    continue
                if line.upper().startswith(hang_up_after["at"]):
                    return
                in_text = line.upper().startswith(b"DATA")
                self.wfile.write(b"354 los\r\n" if in_text else b"250 gut\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        for at, handed_over in ((b"RCPT", False), (b"DATA", False), (b"nie", True)):
            hang_up_after["at"] = at
            backend = transport.PhasedBackend(
                host="127.0.0.1", port=server.server_address[1], username="", password="", use_tls=False, timeout=5
            )
            backend.open()
            with pytest.raises((OSError, smtplib.SMTPException)):
                backend.send_messages([EmailMessage("S", "B", "a@example.org", ["b@example.org"])])
            assert backend.handed_over is handed_over
            transport._hang_up(backend)
        server.shutdown()
