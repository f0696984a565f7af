"""Rounds of opinions: who is asked about what, answers under a link, weighing, silence, the Synopse."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sozialstrategie.action.strategy import services as strategy_services
from sozialstrategie.action.strategy.enums import Consideration, OpinionState, StrategyStage, VersionKind
from sozialstrategie.action.strategy.models import OpinionRequest, OpinionRound, StatementOfOpinion
from sozialstrategie.action.strategy.opinions import daily, documents, queries, replies, services
from sozialstrategie.action.strategy.opinions.handing import handover_lines as opinion_lines
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import scope_of
from sozialstrategie.kit.workplace.models import OutgoingMail
from sozialstrategie.kit.workplace.queries.handover import handover_lines, seen_mark
from sozialstrategie.kit.workplace.services import send_due
from sozialstrategie.kit.workplace.services.handover import hand_over
from sozialstrategie.kit.workplace.transport import NotTaken
from tests.action.strategy.conftest import actor_in, login, person_in, url
from tests.action.strategy.life.conftest import move

TODAY = timezone.localdate
SOON = timedelta(days=14)


@pytest.fixture
def round_(chain: SimpleNamespace, planner: Actor) -> OpinionRound:
    move(planner, chain.strategy, StrategyStage.COORDINATION)
    return services.open_round(
        actor=planner,
        strategy=chain.strategy,
        title="Mitzeichnung der Ämter",
        due_on=TODAY() + SOON,
        note="Bitte kurz.",
    )


@pytest.fixture
def ask(round_: OpinionRound, planner: Actor) -> Callable[..., OpinionRequest]:
    def go(recipient: str = "Jugendamt", **values: Any) -> OpinionRequest:
        return services.ask(actor=planner, round=round_, recipient=recipient, **values)

    return go


def link(actor: Actor, asked: OpinionRequest) -> str:
    asked.refresh_from_db()
    return services.make_link(actor=actor, request=asked, version=asked.version)


def page(token: str) -> str:
    return reverse("opinions:answer", args=[token])


def answer(token: str, *remarks: tuple[str, str], verdict: str = "consents") -> OpinionRequest:
    return replies.answer_by_link(
        token=token, version=version_at(token), verdict=verdict, remarks=remarks, from_function="Jugendamt"
    )


def version_at(token: str) -> int:
    """The version that the page of a link carries just now; 0 for a closed one."""
    asked = queries.request_by_token(token)
    return asked.version if asked else 0


def test_only_at_its_time(chain: SimpleNamespace, planner: Actor, leader: Actor) -> None:
    begin = {"strategy": chain.strategy, "title": "Früh", "due_on": TODAY() + SOON}
    with pytest.raises(Refused, match="steht bei „Entwurf“"):
        services.open_round(actor=planner, **begin)
    move(planner, chain.strategy, StrategyStage.COORDINATION)
    with pytest.raises(Forbidden):
        services.open_round(actor=leader, **begin)
    made = services.open_round(actor=planner, **begin)
    assert (made.text_version.state, made.opened_on) == ("shared", TODAY())
    wide = services.open_round(actor=planner, **begin, with_internal=True)
    assert wide.text_version.state == "draft"


def test_an_office_reads_its_passage_and_answers(
    chain: SimpleNamespace, ask: Callable[..., OpinionRequest], planner: Actor
) -> None:
    asked = ask(passage=f"goal:{chain.goal.uid}")
    assert asked.passage_label == "Ziel 1.1: Rat für Familien an jeder Grundschule"
    client, address = Client(), page(link(planner, asked))
    shown = client.get(address)
    text = shown.content.decode()
    assert shown.status_code == 200 and shown["Cache-Control"] == "no-store" and "noindex" in shown["X-Robots-Tag"]
    assert "Lotsendienst an Grundschulen" in text and "Bitte kurz." in text  # the measure that serves the goal
    assert "Kinder in Haushalten" not in text  # findings were not asked about
    empty = client.post(address, {"schritt": "abschicken"})
    assert empty.status_code == 422
    more = client.post(address, {"schritt": "mehr", "remark_1": "halb geschrieben", "remark_2": "", "remark_3": ""})
    assert (
        more.status_code == 200 and "halb geschrieben" in more.content.decode() and "remark_6" in more.content.decode()
    )
    sent = client.post(
        address,
        {"version": version_at(address.split("/")[-2]), "verdict": "objects", "from_function": "Jugendamt, Leitung",
         "place_1": f"measure:{chain.measure.uid}",
         "remark_1": "Zu wenig & <zu> spät", "remark_2": "", "remark_3": ""},
    )  # fmt: skip
    assert sent.status_code == 303
    (statement,) = StatementOfOpinion.objects.all()
    assert (statement.passage, statement.passage_uid, statement.text) == (
        "measure",
        chain.measure.uid,
        "Zu wenig & <zu> spät",
    )
    asked.refresh_from_db()
    assert (asked.state, asked.verdict, asked.answered_on, asked.entered_by_us) == (
        "answered",
        "objects",
        TODAY(),
        False,
    )
    assert "Zu wenig &amp; &lt;zu&gt; spät" in client.get(address).content.decode()


def test_a_new_answer_replaces_the_old_one_until_it_is_weighed(
    chain: SimpleNamespace, ask: Callable[..., OpinionRequest], planner: Actor
) -> None:
    token = link(planner, ask())
    answer(token, ("strategy", "erst so"), ("strategy", "und so"))
    asked = answer(token, ("strategy", "lieber so"))
    (statement,) = queries.statements_of(asked)
    assert (statement.text, statement.position) == ("lieber so", 1)
    with pytest.raises(Refused, match="Begründung"):
        replies.consider(actor=planner, statement=statement, version=1, outcome=Consideration.FOLLOWED, reason=" ")
    replies.consider(actor=planner, statement=statement, version=1, outcome=Consideration.PARTLY, reason="Das Jahr ja.")
    with pytest.raises(Conflict):
        replies.consider(actor=planner, statement=statement, version=1, outcome=Consideration.FOLLOWED, reason="doch")
    with pytest.raises(Refused, match="schon abgewogen"):
        answer(token)
    text = Client().get(page(token)).content.decode()
    assert "lieber so" in text and "<form" not in text.split("Was Sie geschrieben haben")[1]


def test_a_second_tab_never_replaces_an_answer_it_did_not_show(
    ask: Callable[..., OpinionRequest], planner: Actor, home: Organisation
) -> None:
    """By link and by the planner's own entry: 409, the standing answer beside what was typed; sent again it counts."""
    asked, client = ask(), Client()
    token = link(planner, asked)
    shown = version_at(token)
    answer(token, ("strategy", "aus dem ersten Fenster"))
    typed = {"version": shown, "verdict": "consents", "from_function": "Jugendamt", "place_1": "strategy"}
    stale = client.post(page(token), {**typed, "remark_1": "aus dem zweiten"})
    text = stale.content.decode()
    assert stale.status_code == 409 and "die Antwort, die jetzt gilt" in text
    assert "aus dem ersten Fenster" in text and "aus dem zweiten</textarea>" in text
    inside = login(home, Role.PLANNING_COORDINATOR).post(
        url("opinion_request_enter", home, asked.uid),
        {**typed, "remark_1": "vom Papier", "received_on": TODAY().isoformat()},
    )
    assert inside.status_code == 409 and "vom Papier</textarea>" in inside.content.decode()
    (standing,) = StatementOfOpinion.objects.filter(deleted_at=None)
    assert standing.text == "aus dem ersten Fenster"
    assert f'name="version" value="{version_at(token)}"' in text
    again = client.post(page(token), {**typed, "version": version_at(token), "remark_1": "aus dem zweiten"})
    assert again.status_code == 303
    (standing,) = StatementOfOpinion.objects.filter(deleted_at=None)
    assert standing.text == "aus dem zweiten"
    without = client.post(page(token), {"verdict": "consents", "from_function": "Jugendamt", "remark_1": "ohne Stand"})
    assert without.status_code == 422 and "kam unvollständig an" in without.content.decode()


def test_what_was_typed_stays_when_the_weighing_began(ask: Callable[..., OpinionRequest], planner: Actor) -> None:
    token = link(planner, ask())
    answer(token, ("strategy", "erst so"))
    statement = StatementOfOpinion.objects.get()
    replies.consider(actor=planner, statement=statement, version=1, outcome=Consideration.FOLLOWED, reason="Ja.")
    typed = {"version": version_at(token), "verdict": "consents", "from_function": "Amt", "remark_1": "doch anders"}
    late = Client().post(page(token), typed)
    assert late.status_code == 422 and "wird schon abgewogen" in late.content.decode()
    assert "doch anders</textarea>" in late.content.decode()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"verdict": "vielleicht"}, "verdict"),
        ({"verdict": "objects"}, "verdict"),  # an objection says why
        ({"from_function": " "}, "from_function"),
        ({"from_function": "Frau Muster"}, "from_function"),
        ({"remarks": [("goal:00000000-0000-4000-8000-000000000000", "x")]}, ""),
        ({"remarks": [("strategy", "x")] * 41}, ""),
    ],
)
def test_answers_that_cannot_stand(
    ask: Callable[..., OpinionRequest], planner: Actor, values: dict[str, Any], name: str
) -> None:
    token = link(planner, ask())
    given = {"verdict": "consents", "remarks": [], "from_function": "Jugendamt", **values}
    with pytest.raises(services.Invalid) as refusal:
        replies.answer_by_link(token=token, version=version_at(token), **given)
    assert list(refusal.value.errors) == [name] and not StatementOfOpinion.objects.exists()


def test_remarks_stay_within_the_passage(
    chain: SimpleNamespace, ask: Callable[..., OpinionRequest], planner: Actor
) -> None:
    token = link(planner, ask(passage=f"measure:{chain.measure.uid}"))
    with pytest.raises(services.Invalid):
        answer(token, (f"field:{chain.field.uid}", "zum ganzen Feld"))
    with pytest.raises(services.Invalid, match="gibt es in der Fassung nicht"):
        ask(passage="goal:unsinn")


def test_links_end(ask: Callable[..., OpinionRequest], planner: Actor, round_: OpinionRound) -> None:
    asked, client = ask(), Client()
    first = link(planner, asked)
    assert OpinionRequest.objects.get(pk=asked.pk).token_hash == queries.token_hash(first) != first
    second = link(planner, asked)
    assert client.get(page(first)).status_code == 404 and client.get(page(second)).status_code == 200
    OpinionRequest.objects.filter(pk=asked.pk).update(link_until=TODAY() - timedelta(days=1))
    assert client.get(page(second)).status_code == 404
    third = link(planner, asked)
    round_.refresh_from_db()
    services.close_round(actor=planner, round=round_, version=round_.version)
    assert client.get(page(third)).status_code == 404 and client.post(page(third)).status_code == 404
    asked.refresh_from_db()
    with pytest.raises(Refused, match="beendet"):
        services.make_link(actor=planner, request=asked, version=asked.version)
    with pytest.raises(LookupError):
        answer(third)


def test_a_round_that_ended_too_early_goes_on(
    chain: SimpleNamespace, ask: Callable[..., OpinionRequest], planner: Actor, leader: Actor, home: Organisation,
    twin: Organisation, round_: OpinionRound,
) -> None:  # fmt: skip
    """With an act; its links stay closed; not for others, not twice, not after weighing, not once the strategy went on."""

    def reopen(actor: Actor = planner) -> OpinionRound:
        round_.refresh_from_db()
        return services.reopen_round(actor=actor, round=round_, version=round_.version)

    def close() -> None:
        round_.refresh_from_db()
        services.close_round(actor=planner, round=round_, version=round_.version)

    with pytest.raises(Refused, match="läuft"):
        reopen()
    asked = ask()
    first = link(planner, asked)
    close()
    for stranger in (leader, actor_in(twin, Role.PLANNING_COORDINATOR)):
        with pytest.raises(Forbidden):
            reopen(stranger)
    with pytest.raises(Conflict):
        services.reopen_round(actor=planner, round=round_, version=round_.version - 1)
    web, address = login(home, Role.PLANNING_COORDINATOR), url("opinion_round", home, round_.uid)
    reopening = url("opinion_round_reopen", home, round_.uid)
    assert reopening in web.get(address).content.decode()
    assert web.post(reopening, {"version": round_.version}).status_code == 303
    round_.refresh_from_db()
    assert round_.closed_on is None and Act.objects.filter(verb="strategy.reopen_round").count() == 1
    assert Client().get(page(first)).status_code == 404
    answer(link(planner, asked), ("strategy", "Bitte die Kosten nennen."))
    close()
    statement = StatementOfOpinion.objects.get()
    replies.consider(actor=planner, statement=statement, version=1, outcome=Consideration.FOLLOWED, reason="Ja.")
    OpinionRound.objects.filter(pk=round_.pk).update(closed_on=TODAY() - timedelta(days=1))
    with pytest.raises(Refused, match="sind Anmerkungen abgewogen"):
        reopen()
    OpinionRound.objects.filter(pk=round_.pk).update(closed_on=TODAY())
    move(planner, chain.strategy, StrategyStage.DRAFT, "Neu gedacht.")
    with pytest.raises(Refused, match="steht inzwischen bei „Entwurf“"):
        reopen()
    assert reopening not in web.get(address).content.decode()


def test_another_recipient_never_reads_the_former_one(ask: Callable[..., OpinionRequest], planner: Actor) -> None:
    asked = ask(email="jugend@amt.example")
    first = link(planner, asked)
    asked.refresh_from_db()
    services.edit_request(actor=planner, request=asked, version=asked.version, recipient="Sozialamt")
    asked.refresh_from_db()
    assert (asked.token_hash, asked.link_until, asked.opened_at) == ("", None, None)
    assert Client().get(page(first)).status_code == 404
    second = link(planner, asked)
    answer(second, ("strategy", "GEHEIM des Sozialamts"))
    asked.refresh_from_db()
    for change in (
        {"recipient": "Jobcenter"},
        {"email": "job@center.example"},
        {"passage": "strategy", "recipient": "X"},
    ):
        with pytest.raises(services.Invalid, match="hat schon geantwortet"):
            services.edit_request(actor=planner, request=asked, version=asked.version, **change)
    services.edit_request(actor=planner, request=asked, version=asked.version, due_on=asked.due_on + SOON)  # that may


def test_nobody_is_named(ask: Callable[..., OpinionRequest], twin: Organisation) -> None:
    with pytest.raises(services.Invalid, match="keinen Menschen"):
        ask("Herr Beispiel")
    with pytest.raises(services.Invalid, match="keinen Zugang"):
        ask(person=person_in(twin, Role.SPECIALIST_PLANNER))


def test_too_many_answers(ask: Callable[..., OpinionRequest], planner: Actor) -> None:
    cache.clear()
    address, client = page(link(planner, ask())), Client()
    for _ in range(60):
        client.post(address, {"schritt": "abschicken"})
    refused = client.post(address, {"schritt": "abschicken", "verdict": "consents", "from_function": "Amt"})
    assert refused.status_code == 429 and "sehr viele Antworten" in refused.content.decode()
    cache.clear()


def test_with_an_account(ask: Callable[..., OpinionRequest], home: Organisation, planner: Actor) -> None:
    person = person_in(home, Role.CLERK)
    asked = ask("Gremienbetreuung", person=person)
    clerk, other = actor_for(person), actor_in(home, Role.CLERK)
    assert queries.asked_of(clerk, home) == [asked] and queries.asked_of(other, home) == []
    with pytest.raises(Refused, match="braucht keinen Link"):
        link(planner, asked)
    said: dict[str, Any] = {
        "request": asked,
        "version": asked.version,
        "verdict": "not_concerned",
        "remarks": [],
        "from_function": "Gremienbetreuung",
    }
    with pytest.raises(Forbidden):
        replies.answer_as_person(actor=other, **said)
    client = Client()
    client.force_login(person)
    address = url("opinion_request_answer", home, asked.uid)
    assert client.get(address).status_code == 200
    assert client.get(url("opinion_rounds", home)).status_code == 404
    typed = {"verdict": "not_concerned", "from_function": "Gremienbetreuung", "remark_1": "", "version": asked.version}
    sent = client.post(address, typed)
    assert sent.status_code == 303 and client.get(sent["Location"]).status_code == 200
    asked.refresh_from_db()
    assert asked.verdict == "not_concerned" and queries.asked_of(clerk, home) == []


def test_a_question_is_handed_over_with_the_work(
    ask: Callable[..., OpinionRequest], home: Organisation, twin: Organisation, leader: Actor, planner: Actor
) -> None:
    """Only what waits for the giver's own answer; to somebody outside the administration not, and the sheet says why."""
    giver, taker, outside = (person_in(home, role) for role in (Role.CLERK, Role.DATA_STEWARD, Role.BODY_MEMBER))
    asked, said = ask("Gremienbetreuung", person=giver), ask("Büro", person=giver)
    ask("Jugendamt")
    replies.answer_as_person(
        actor=actor_for(giver), request=said, version=said.version, verdict="consents", remarks=[], from_function="Büro"
    )
    (line,) = handover_lines(leader, home, giver, outside)
    assert (line.title, line.hindrance) == (
        "Gremienbetreuung: Die Strategie als Ganzes",
        "Wer übernimmt, braucht dafür eine Rolle in der eigenen Verwaltung.",
    )
    lines = handover_lines(leader, home, giver, taker)
    hand_over(actor=leader, owner=home, giver=giver, taker=taker, seen=seen_mark(lines))
    asked.refresh_from_db()
    said.refresh_from_db()
    assert (asked.person_id, said.person_id) == (taker.uid, giver.uid)
    assert queries.asked_of(actor_for(taker), home) == [asked] and queries.asked_of(actor_for(giver), home) == []
    assert opinion_lines(twin, giver, taker) == []


def test_an_answer_by_letter(ask: Callable[..., OpinionRequest], planner: Actor, round_: OpinionRound) -> None:
    asked = ask()
    said: dict[str, Any] = {
        "actor": planner,
        "request": asked,
        "version": asked.version,
        "verdict": "consents",
        "remarks": [],
        "from_function": "Amt",
    }
    with pytest.raises(services.Invalid, match="Zukunft"):
        replies.enter_answer(**said, received_on=TODAY() + timedelta(days=1))
    replies.enter_answer(**said, received_on=TODAY())
    assert (asked.state, asked.entered_by_us) == (OpinionState.ANSWERED, True)


def test_silence_is_silence(ask: Callable[..., OpinionRequest], planner: Actor, round_: OpinionRound) -> None:
    silent, kind = ask("Schulamt"), ask("Sozialamt")
    answer(link(planner, kind))
    tomorrow = round_.due_on + timedelta(days=1)
    kind.refresh_from_db()
    assert queries.state_words(silent, round_.due_on)[0] == "open"
    assert queries.state_words(silent, tomorrow) == ("attention", "keine Antwort; Schweigen gilt nicht als Zustimmung")
    assert queries.state_words(kind, tomorrow) == ("plan", "stimmt zu")
    found = queries.synopsis_for(planner, round_)
    assert [r.recipient for r in found.silent] == ["Schulamt"] and len(found.offices) == 2


def test_the_committees_wait_for_the_weighing(
    chain: SimpleNamespace, ask: Callable[..., OpinionRequest], planner: Actor, leader: Actor, round_: OpinionRound
) -> None:
    answer(link(planner, ask()), ("strategy", "Bitte die Kosten nennen."))
    with pytest.raises(Refused, match="läuft noch"):
        move(planner, chain.strategy, StrategyStage.PUBLIC_PARTICIPATION)
    round_.refresh_from_db()
    services.close_round(actor=planner, round=round_, version=round_.version)
    with pytest.raises(Refused, match="eine Anmerkung aus der Mitzeichnung fehlt noch die Abwägung"):
        move(planner, chain.strategy, StrategyStage.PUBLIC_PARTICIPATION)
    statement = StatementOfOpinion.objects.get()
    replies.consider(
        actor=planner, statement=statement, version=1, outcome=Consideration.NOT_FOLLOWED, reason="Folgt 2026."
    )
    move(planner, chain.strategy, StrategyStage.PUBLIC_PARTICIPATION)
    submitted = strategy_services.life.submit_strategy(
        actor=leader, strategy=chain.strategy, version=chain.strategy.version
    )
    # the same words, but a version of its own: bodies decide on what leadership gave them, not on what units were asked
    assert submitted.payload["content"] == round_.text_version.payload["content"]
    assert (submitted.state, round_.text_version.state) == (VersionKind.SUBMITTED, VersionKind.SHARED)


def test_the_synopsis(
    chain: SimpleNamespace, ask: Callable[..., OpinionRequest], planner: Actor, home: Organisation, round_: OpinionRound
) -> None:
    import docx
    from python_calamine import CalamineWorkbook

    answer(
        link(planner, ask("Sozialamt")),
        (f"measure:{chain.measure.uid}", '=HYPERLINK("böse")'),
        ("strategy", "Gut & <kurz>"),
    )
    ask("Schulamt")
    statement = StatementOfOpinion.objects.get(passage="strategy")
    replies.consider(
        actor=planner, statement=statement, version=1, outcome=Consideration.FOLLOWED, reason="Übernommen."
    )
    found = queries.synopsis_for(planner, round_)
    book = CalamineWorkbook.from_filelike(io.BytesIO(documents.build_synopsis(home, found, "xlsx")))
    rows = book.get_sheet_by_name("Anmerkungen").to_python()
    assert rows[1] == ["Die Strategie als Ganzes", "Sozialamt", "Gut & <kurz>", "gefolgt", "Übernommen."]
    assert rows[2][2:4] == ['=HYPERLINK("böse")', "noch offen"]
    offices = book.get_sheet_by_name("Stellen").to_python()
    assert offices[1][3] == "keine Antwort; Schweigen gilt nicht als Zustimmung"
    read = docx.Document(io.BytesIO(documents.build_synopsis(home, found, "docx")))
    cells = [c.text for t in read.tables for r in t.rows for c in r.cells]
    assert "Gut & <kurz>" in cells and "Übernommen." in cells
    assert documents.build_synopsis(home, found, "pdf")[:5] == b"%PDF-"


def test_who_sees_opinions(
    ask: Callable[..., OpinionRequest], home: Organisation, twin: Organisation, round_: OpinionRound
) -> None:
    asked = ask()
    sees = {Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.LEADERSHIP, Role.PROCESS_CONSULTANT}
    for role in Role:
        client = login(home, role)
        assert client.get(url("opinion_round", home, round_.uid)).status_code == (200 if role in sees else 404), role
        assert client.get(url("opinion_request", home, asked.uid)).status_code == (200 if role in sees else 404), role
    stranger = login(twin, Role.PLANNING_COORDINATOR)
    assert stranger.get(url("opinion_round", twin, round_.uid)).status_code == 404
    assert stranger.get(url("opinion_request", twin, asked.uid)).status_code == 404


def test_the_pages_of_a_round(chain: SimpleNamespace, planner: Actor, home: Organisation, web: Client) -> None:
    assert "Noch keine Mitzeichnung" in web.get(url("opinion_rounds", home)).content.decode()
    new = url("opinion_round_new", home)
    due = (TODAY() + SOON).isoformat()
    assert web.post(new, {"title": "Runde", "due_on": due}).status_code == 422  # still a draft
    move(planner, chain.strategy, StrategyStage.COORDINATION)
    assert web.post(new, {"title": "Runde", "due_on": "2020-01-01"}).status_code == 422
    made = web.post(new, {"title": "Runde", "due_on": due})
    assert made.status_code == 303
    round_ = OpinionRound.objects.get()
    asked = web.post(
        url("opinion_ask", home, round_.uid), {"recipient": "Gesundheitsamt", "passage": "strategy", "due_on": due}
    )
    assert asked.status_code == 303
    request = OpinionRequest.objects.get()
    web.post(url("opinion_request_link", home, request.uid), {"version": request.version})
    first = web.get(asked["Location"]).content.decode()
    assert "/stellungnahme/" in first and "/stellungnahme/" not in web.get(asked["Location"]).content.decode()
    stale = web.post(
        url("opinion_request_edit", home, request.uid),
        {"recipient": "Amt", "passage": "strategy", "due_on": due, "version": request.version},
    )
    assert stale.status_code == 409 and "Amt" in stale.content.decode()
    entered = web.post(
        url("opinion_request_enter", home, request.uid),
        {"version": OpinionRequest.objects.get().version, "verdict": "objects", "from_function": "Gesundheitsamt", "remark_1": "Bitte ergänzen", "place_1": "strategy",
         "received_on": TODAY().isoformat()},
    )  # fmt: skip
    assert entered.status_code == 303
    statement = StatementOfOpinion.objects.get()
    weighed = web.post(
        url("opinion_consider", home, statement.uid), {"outcome": "followed", "reason": "Ergänzt.", "version": 1}
    )
    assert weighed.status_code == 303
    round_.refresh_from_db()
    web.post(url("opinion_round_close", home, round_.uid), {"version": round_.version})
    text = web.get(url("opinion_round", home, round_.uid)).content.decode()
    assert "Bitte ergänzen" in text and "Ergänzt." in text and "beendet" in text and "stimmt nicht zu" in text


def test_addresses_are_forgotten(ask: Callable[..., OpinionRequest], planner: Actor, round_: OpinionRound) -> None:
    asked = ask(email="jugend@amt.example")
    answer(link(planner, asked), ("strategy", "Bleibt."))
    assert ", 0 Adressen" in daily.look_after_rounds()
    long_ago = date(2024, 1, 1)
    OpinionRound.objects.filter(pk=round_.pk).update(opened_on=long_ago, due_on=long_ago, closed_on=long_ago)
    assert ", 1 Adressen" in daily.look_after_rounds() and ", 0 Adressen" in daily.look_after_rounds()
    asked.refresh_from_db()
    assert (asked.email, asked.token_hash, asked.from_function, asked.recipient) == ("", "", "", "Jugendamt")
    assert StatementOfOpinion.objects.get().text == "Bleibt."
    assert "jugend@amt" not in "".join(str(a.changes) for a in Act.objects.all())


@pytest.fixture
def real(home: Organisation, settings: Any) -> Organisation:
    """The organisation on an instance with a mail server, and not invented: that one writes to nobody."""
    settings.SENDS_MAIL, settings.PUBLIC_URL = True, "https://plan.example"
    Organisation.objects.filter(pk=home.pk).update(is_example=False)
    home.refresh_from_db()
    return home


def test_a_link_goes_out_by_mail_once_and_is_kept_nowhere(
    real: Organisation, ask: Callable[..., OpinionRequest], planner: Actor, round_: OpinionRound
) -> None:
    """To those with an address, no account, no link yet; the secret is in the outbox until it was handed over, else nowhere."""
    first, silent = ask(email="jugend@amt.example"), ask("Schulamt")
    ask("Gremienbetreuung", email="x@amt.example", person=person_in(real, Role.CLERK))
    assert not OutgoingMail.objects.exists()  # on the list is not asked yet
    web, address = login(real, Role.PLANNING_COORDINATOR), url("opinion_round", real, round_.uid)
    assert "Link mailen: 1 Stelle" in web.get(address).content.decode()
    for _ in range(2):
        assert web.post(url("opinion_round_links", real, round_.uid)).status_code == 303
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.owner_id, mail.must_arrive) == ("jugend@amt.example", real.pk, False)
    assert mail.subject == f"Bitte um Stellungnahme: {round_.strategy.title}"
    (token,) = re.findall(r"https://plan\.example/stellungnahme/([\w-]+)/", mail.body)
    first.refresh_from_db()
    assert first.token_hash == queries.token_hash(token) and Client().get(page(token)).status_code == 200
    assert token not in "".join(str(a.changes) for a in Act.objects.all())
    assert "Link mailen" not in web.get(address).content.decode()
    link(planner, silent)
    assert OutgoingMail.objects.count() == 1  # no address, no mail
    refused = NotTaken("SMTPRecipientsRefused 550", for_good=True)

    def serve(message: Any) -> None:
        raise refused

    send_due(transport=serve)
    mail.refresh_from_db()
    assert (mail.body, mail.recipient) == ("", "")
    assert "Die letzte Mail ging nicht durch." in web.get(address).content.decode()
    link(planner, first)  # a new link is a new letter
    assert OutgoingMail.objects.filter(state="waiting").count() == 1
    with pytest.raises(Forbidden):
        services.send_links(actor=actor_in(real, Role.CLERK), round=round_)


def test_a_letter_with_a_link_that_ended_does_not_go_out(
    real: Organisation, round_: OpinionRound, ask: Callable[..., OpinionRequest], planner: Actor
) -> None:
    """A new link, another address, taken back, the end of the round: each time only what still holds is sent."""

    def waiting() -> list[str]:
        return sorted(OutgoingMail.objects.filter(state="waiting").values_list("recipient", flat=True))

    first, second, third = (ask(email=f"{n}@amt.example") for n in "abc")
    for request in (first, first, second, third):
        link(planner, request)
    assert waiting() == ["a@amt.example", "b@amt.example", "c@amt.example"]
    services.edit_request(actor=planner, request=first, version=first.version, email="d@amt.example")
    services.withdraw_request(actor=planner, request=second, version=second.version)
    assert waiting() == ["c@amt.example"]
    services.edit_request(actor=planner, request=third, version=third.version, due_on=TODAY() + SOON)
    assert waiting() == ["c@amt.example"]  # its link holds
    services.close_round(actor=planner, round=round_, version=round_.version)
    assert waiting() == []


def test_what_is_invented_writes_to_nobody(
    home: Organisation, ask: Callable[..., OpinionRequest], planner: Actor, settings: Any
) -> None:
    settings.SENDS_MAIL = True
    link(planner, ask(email="jugend@amt.example"))
    assert not OutgoingMail.objects.exists()


def test_a_silent_office_is_reminded_once_before_its_day(
    real: Organisation, ask: Callable[..., OpinionRequest], planner: Actor, round_: OpinionRound
) -> None:
    """Not the one that answered, not the one without link or address, not early, not after the day."""
    silent, kind, linkless = (
        ask(email="still@amt.example"),
        ask("Sozialamt", email="s@amt.example"),
        ask(email="o@amt.example"),
    )
    link(planner, silent)
    answer(link(planner, kind))
    link(planner, ask("Schulamt"))
    with scope_of(daily.MACHINE):
        due = round_.due_on

        def remind(on: date) -> int:
            return services.remind(actor=daily.MACHINE, today=on)

        assert [remind(due - timedelta(days=4)), remind(due + timedelta(days=1))] == [0, 0]
        assert [remind(due - timedelta(days=3)), remind(due - timedelta(days=3)), remind(due)] == [1, 0, 0]
        mail = OutgoingMail.objects.get(key__startswith="strategy.opinion_reminder:")
        assert mail.recipient == "still@amt.example" and "/stellungnahme/" not in mail.body
        assert f"bis zum {due:%d.%m.%Y}" in mail.body and "Bisher ist keine Antwort da." in mail.body
        assert Act.objects.filter(verb="strategy.remind_opinion").count() == 1
        # the link came only now: nobody is reminded of what came yesterday
        link(planner, linkless)
        OpinionRequest.objects.filter(pk=linkless.pk).update(due_on=TODAY() + timedelta(days=2))
        assert [remind(TODAY() + timedelta(days=2)), remind(TODAY() + timedelta(days=3))] == [0, 0]
