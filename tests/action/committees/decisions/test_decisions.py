"""Beschlusskontrolle: who sees what, what is late, the machine, one list behind page, inbox, mail and files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialstrategie.action.committees.decisions import forms as decisions
from sozialstrategie.action.committees.decisions import open_items, printing, queries, services
from sozialstrategie.action.committees.decisions.documents import list_workbook
from sozialstrategie.action.committees.enums import CommitteeKind, DecisionStatus
from sozialstrategie.action.committees.meetings import forms as meetings
from sozialstrategie.action.committees.minutes import forms as minutes
from sozialstrategie.action.committees.models import Decision, DecisionNote
from sozialstrategie.action.committees.papers import forms as papers
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.documents import registry
from sozialstrategie.kit.ui.forms import DateField
from sozialstrategie.kit.workplace.queries import open_items as inbox
from tests.action.committees.conftest import WHO, body
from tests.action.strategy.conftest import actor_in, login

S = DecisionStatus
Make = Callable[..., Decision]


@pytest.fixture
def decide(group: SimpleNamespace) -> Make:
    def go(title: str = "Lotsendienst ausweiten", **values: Any) -> Decision:
        number = f"{Decision.objects.count() + 1}/2026"
        base: dict[str, Any] = {
            "owner": group.committee.owner,
            "committee": group.committee,
            "title": title,
            "number": number,
        }
        return Decision.objects.create(
            **base | {"result": "adopted", "on": date(2026, 1, 12), "text": "Es gilt."} | values
        )

    return go


def report(decision: Decision, to: DecisionStatus | None = None, text: str = "Erster Schritt.", **values: Any) -> None:
    decision.refresh_from_db()
    arguments: dict[str, Any] = {
        "actor": WHO,
        "decision": decision,
        "version": decision.version,
        "text": text,
        "to": to,
    } | values
    services.report(**arguments)


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def test_late_is_computed(decide: Make, home: Organisation, clerk: Actor) -> None:
    today, late, done = decide(due=ago(0)), decide(due=ago(1)), decide(due=ago(1), status=S.DONE)
    assert [queries.is_late(d, timezone.localdate()) for d in (today, late, done)] == [False, True, False]
    rows = queries.decisions_for(clerk, home)
    assert list(queries.selected(rows, "ueberfaellig")) == [late]
    assert list(queries.selected(rows, "offen")) == [late, today]
    assert queries.selected(rows, "alle").count() == 3


def test_the_one_list_agrees_after_every_act(decide: Make, home: Organisation, clerk: Actor) -> None:
    """Beschlusskontrolle, inbox and what the daily mail reads hold the same decisions."""

    def agree() -> int:
        listed = [d.uid for d in queries.selected(queries.decisions_for(clerk, home), "offen")]
        waiting = [i for i in inbox(clerk, home) if i.key.startswith("committees.decision:")]
        assert {i.key for i in waiting} == {f"committees.decision:{uid}" for uid in listed}
        late = {d.uid for d in queries.selected(queries.decisions_for(clerk, home), "ueberfaellig")}
        assert {i.key for i in waiting if i.is_late(timezone.localdate())} == {f"committees.decision:{u}" for u in late}
        return len(waiting)

    assert agree() == 0
    first, second = decide(due=ago(3)), decide()
    assert agree() == 2
    report(first, S.IN_PROGRESS)
    assert agree() == 2
    services.edit_decision(actor=clerk, decision=first, version=first.version, due=ago(-3))
    assert agree() == 2
    report(first, S.DONE)
    assert agree() == 1
    report(second, S.OBSOLETE, "Gesetz hat sich geändert")
    assert agree() == 0
    report(second, S.OPEN, "doch nicht")
    assert agree() == 1
    report(first, S.IN_PROGRESS, "es fehlt noch etwas")
    assert agree() == 2


def test_nothing_hidden_leaves_in_a_mail(decide: Make, home: Organisation, clerk: Actor, consultant: Actor) -> None:
    decide("Personalfrage", is_public=False)
    decide("Lotsendienst")
    items = open_items.open_items(clerk, home)
    assert sorted(i.mail_title for i in items) == ["", "Beschluss 2/2026"]
    assert open_items.open_items(consultant, home) == []


def test_the_machine_in_words(decide: Make) -> None:
    decision = decide()
    report(decision, S.IN_PROGRESS)
    with pytest.raises(Refused, match="kein Schritt"):
        report(decision, S.OPEN)
    report(decision, S.DONE)
    with pytest.raises(Refused, match="kein Schritt"):
        report(decision, S.OBSOLETE)
    with pytest.raises(Refused, match="was getan wurde"):
        report(decision, S.IN_PROGRESS, " ")
    report(decision, None, "Nachtrag")
    decision.refresh_from_db()
    assert [n.status for n in queries.notes_of(decision)] == ["done", "done", "in_progress"]
    with pytest.raises(Refused, match="Zukunft"):
        report(decision, on=ago(-1))
    with pytest.raises(Conflict):
        report(decision, version=1)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.lists(st.tuples(st.sampled_from(list(S)), st.booleans()), max_size=6))
def test_no_path_leaves_the_machine(decide: Make, path: list[tuple[DecisionStatus, bool]]) -> None:
    decision = decide()
    for to, says in path:
        decision.refresh_from_db()
        before = DecisionStatus(decision.status)
        may = to == before or (before, to) in services.STEPS
        try:
            report(decision, to, "weil" if says else "")
        except Refused:
            decision.refresh_from_db()
            assert decision.status == before and not (may and says)
        else:
            decision.refresh_from_db()
            assert may and says and decision.status == to
            assert (decision.status == S.OBSOLETE) <= bool(decision.status_reason)


def test_announcing(decide: Make, clerk: Actor) -> None:
    hidden = decide(is_public=False)
    with pytest.raises(Refused, match="bekannt gemacht"):
        services.edit_decision(actor=clerk, decision=hidden, version=hidden.version, is_public=True)
    for wrong, words in ((ago(-1), "Zukunft"), (date(2026, 1, 11), "erst am 12.01.2026")):
        with pytest.raises(Refused, match=words):
            services.edit_decision(actor=clerk, decision=hidden, version=hidden.version, announced_on=wrong)
    services.edit_decision(actor=clerk, decision=hidden, version=hidden.version, is_public=True, announced_on=ago(0))
    assert hidden.is_public


def test_what_is_to_be_announced(
    decide: Make, home: Organisation, clerk: Actor, consultant: Actor, foreign: SimpleNamespace
) -> None:
    """Of bodies by the law of the council what was decided and not announced; of what is not public only who may see it."""
    council, youth = body(home, CommitteeKind.COUNCIL, "Kreistag"), body(home, CommitteeKind.YOUTH_WELFARE, "JHA")
    decide("Steuerungsgruppe")
    late = decide("Haushalt", committee=council, on=date(2026, 2, 1), status=S.DONE)
    first = decide("Plätze", committee=youth, on=date(2026, 1, 5), result="rejected")
    hidden = decide("Geheim", committee=council, on=date(2026, 3, 1), is_public=False)
    decide("Bericht", committee=council, result="noted")
    decide("Bekannt", committee=council, announced_on=ago(3))

    def waiting(actor: Actor) -> list[Decision]:
        return list(queries.selected(queries.decisions_for(actor, home), "bekanntmachung"))

    assert waiting(clerk) == [first, late, hidden] and waiting(consultant) == [first, late]
    services.edit_decision(actor=clerk, decision=late, version=late.version, announced_on=ago(0))
    assert waiting(clerk) == [first, hidden]
    page = login(home, Role.CLERK).get(f"/k/{home.slug}/beschluesse/?auswahl=bekanntmachung").content.decode()
    assert "noch bekannt zu machende (2)" in page and "Plätze" in page and "Haushalt" not in page
    assert printing.selection_words("bekanntmachung", "JHA") == "noch bekannt zu machende Beschlüsse, JHA"


@pytest.mark.parametrize("year", [1999, 2099])
def test_days_of_another_generation(year: int) -> None:
    """Every form about meetings, papers, decisions and minutes refuses them in the same words."""
    every = [
        f
        for module in (decisions, meetings, minutes, papers)
        for f in vars(module).values()
        if hasattr(f, "base_fields")
    ]
    days = [field for form in every for field in form.base_fields.values() if isinstance(field, DateField)]
    assert len(days) == 10
    for day in days:
        with pytest.raises(ValidationError, match=f"Das Jahr {year} kann nicht stimmen; erwartet wird eines von"):
            day.clean(f"{year}-05-01")


def test_who_sees_and_reports(
    decide: Make, home: Organisation, group: SimpleNamespace, clerk: Actor, consultant: Actor, foreign: SimpleNamespace
) -> None:
    open_, hidden = decide("Offen"), decide("Geheim", is_public=False)
    planner = actor_in(home, Role.SPECIALIST_PLANNER)

    def seen(actor: Actor) -> set[str]:
        return {d.title for d in queries.decisions_for(actor, home)}

    assert seen(clerk) == {"Offen", "Geheim"} == seen(group.member)
    assert seen(consultant) == seen(planner) == {"Offen"}
    assert seen(actor_in(home, Role.BODY_MEMBER)) == set()
    report(open_, actor=planner)
    for actor, decision in ((planner, hidden), (consultant, open_), (group.member, open_), (foreign.member, open_)):
        with pytest.raises(Forbidden):
            report(decision, actor=actor)
    for role in (Role.STATE_VIEWER, Role.ADMIN, Role.FUNDING_AUTHORITY):
        with pytest.raises(Forbidden):
            queries.decisions_for(actor_in(home, role), home)
    assert DecisionNote.objects.count() == 1


def test_files_hold_what_may_be_seen(decide: Make, home: Organisation, twin: Organisation, consultant: Actor) -> None:
    decide("Offen & <klein>", due=ago(2))
    decide("Geheim", is_public=False)
    rows = queries.tracked(queries.decisions_for(consultant, home))
    lines = printing.lines_of(rows)
    assert [(line.title, line.late) for line in lines] == [("Offen & <klein>", True)]
    data = list_workbook(home.name, lines, selection="alle", as_of=ago(0), is_example=True)
    assert data.startswith(b"PK")
    kind = registry.get("beschlussliste")
    assert kind is not None and kind.formats == ("xlsx", "pdf")
    assert kind.build(system("CLI"), region=None, owner=home.slug, format="xlsx").startswith(b"PK")
    with pytest.raises(Refused):
        kind.build(actor_in(twin, Role.CLERK), region=None, owner=home.slug, format="xlsx")
