"""The overview for leadership and councillors: which figures, what is done about them, who sees what of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.board import cards, late_by_unit
from sozialstrategie.action.strategy.models import Finding, OverviewChoice
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Edition, OwnIndicator, Result, Run
from sozialstrategie.evidence.monitoring.queries import show_run
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act

from .conftest import Signal, actor_in, login, make_organisation, observation, url

CHILDREN, ALL, JOBS = "child_sgb2_rate", "sgb2_rate", "unemployment_rate"
NAMES = {code: catalogue()[code].name for code in (CHILDREN, ALL, JOBS)}


def key(code: str) -> str:
    return str(catalogue()[code].derivations[0].key)


@pytest.fixture
def run(db: None) -> Run:
    """Three rates for Nordhausen, two of them for the Land too; 2021 and 2022."""
    made = Run.objects.create(catalogue_version="t", editions=[], results_count=0)
    places = (
        (CHILDREN, "16062", 14.25),
        (CHILDREN, "16", 11.9),
        (ALL, "16062", 9.5),
        (ALL, "16", 7.4),
        (JOBS, "16062", 7.38),
    )
    Result.objects.bulk_create(
        Result(
            run=made, indicator=code, derivation=key(code), region=region, level="land" if region == "16" else "kreis",
            period=str(year), year=year, value=base + (2022 - year), edition="abcd1234",
        )
        for code, region, base in places
        for year in (2021, 2022)
    )  # fmt: skip
    show_run(made)
    return made


@pytest.fixture
def drafted(chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor) -> Finding:
    """Finding 2 cites the children of Nordhausen and of the Land; the chain's measure rests on it."""
    figures = tuple(replace(observation(v, r), derivation=key(CHILDREN)) for v, r in ((14.25, "16062"), (11.9, "16")))
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal(figures=figures), field=chain.field)
    services.link_finding_need(actor=planner, finding=finding, need=chain.need)
    return finding


def place() -> Any:
    return regions.record("16062")


# --- what stands there ---------------------------------------------------------------------------------------------


def test_by_itself_the_figures_of_accepted_findings_with_measures(
    drafted: Finding, chain: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    board = queries.board_for(planner, home)
    assert (board.codes, board.chosen, board.is_working_copy) == ((CHILDREN,), False, True)
    (goal,) = board.answers[CHILDREN].goals
    assert (goal.label, goal.title) == ("Ziel 1.1", "Rat für Familien an jeder Grundschule")
    (measure,) = goal.measures
    assert (measure.label, measure.status, measure.unit) == ("Maßnahme 1.1.1", "läuft", "Jugendamt")
    assert measure.target == "14 Grundschulen bis 2028"
    (card,) = cards(board, place(), home)
    assert (card.value, card.land) == ("14,3", "Thüringen: 11,9")
    assert card.sentence == catalogue()[CHILDREN].sentence.format(
        region_in="Im Landkreis Nordhausen", year="2022", value="14,3"
    )
    assert card.source.endswith(", 2022") and card.latest is not None and card.latest.edition == "abcd1234"
    assert card.table is not None and [row.cells[0] for row in card.table.rows] == ["2022", "2021"]
    services.reopen_finding(actor=planner, finding=drafted, version=drafted.version, note="Nachsehen")
    assert queries.board_for(planner, home).codes == ()  # nobody answers for it at the moment


def test_what_is_late_stands_by_unit(
    drafted: Finding, chain: SimpleNamespace, home: Organisation, planner: Actor
) -> None:
    measure, today = chain.measure, timezone.localdate()
    services.edit_measure(
        actor=planner, measure=measure, version=measure.version, end=today - timedelta(days=1), progress_on=today
    )
    ((unit, (line,)),) = late_by_unit(queries.board_for(planner, home))
    assert (unit, line.label) == ("Jugendamt", "Maßnahme 1.1.1")
    day = today - timedelta(days=1)
    assert line.late == (f"Das geplante Ende am {day:%d.%m.%Y} ist vorbei, die Maßnahme aber nicht fertig.",)
    services.edit_measure(actor=planner, measure=measure, version=measure.version, end=today)
    assert late_by_unit(queries.board_for(planner, home)) == []  # the due day itself is in time


def test_a_choice_goes_before_and_says_what_is_missing(
    drafted: Finding, chain: SimpleNamespace, home: Organisation, planner: Actor, web: Client
) -> None:
    services.choose_overview(actor=planner, owner=home, version=0, indicators=[JOBS, CHILDREN])
    board = queries.board_for(planner, home)
    assert (board.codes, board.chosen) == ((JOBS, CHILDREN), True)
    jobs, _ = cards(board, place(), home)
    assert (jobs.value, jobs.land, jobs.goals) == ("7,4\N{NO-BREAK SPACE}%", "Thüringen: liegt nicht vor", ())
    page = web.get(url("dashboard", home)).content.decode()
    assert page.index(NAMES[JOBS]) < page.index(NAMES[CHILDREN])
    assert "Dazu gibt es noch keinen angenommenen Befund." in page and "Auswahl ändern" in page
    Result.objects.filter(indicator=JOBS).delete()
    gone, _ = cards(queries.board_for(planner, home), place(), home)
    assert (gone.value, gone.latest, gone.sentence) == ("liegt nicht vor", None, "")
    assert web.get(url("dashboard", home)).status_code == 200


def test_an_own_indicator_with_its_target_stays_inside(
    drafted: Finding, chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor, leader: Actor
) -> None:
    code = f"{home.slug}-wartezeit"
    Edition.objects.create(
        owner=home, digest="1" * 64, raw_sha="0" * 64, table="eigen", title="Warten", source="Jugendamt", format="mapped",
        file_name="a.csv", values_count=1, signs_count=0, first_year=2025, last_year=2025,
    )  # fmt: skip
    OwnIndicator.objects.create(
        owner=home, code=code, name="Wartezeit", theme="Familien", unit="Personen", definition="d",
        not_shown="n", table="eigen", item="Reihe", direction="lower", target=12.5, target_year=2028,
    )  # fmt: skip
    own = Run.objects.create(catalogue_version="t", editions=[], results_count=1, owner=home)
    Result.objects.create(
        run=own, indicator=code, derivation="eigene-tabelle", region="16062", level="kreis", period="2025", year=2025,
        value=20.0, edition="11111111",
    )  # fmt: skip
    show_run(own)
    services.choose_overview(actor=leader, owner=home, version=0, indicators=[code, CHILDREN])
    first, _ = cards(queries.board_for(planner, home), place(), home)
    assert (first.info.name, first.value, first.target) == ("Wartezeit", "20,0", "Ziel: höchstens 12,5 bis 2028")
    councillor = actor_in(home, Role.BODY_MEMBER)
    board = queries.board_for(councillor, home)
    assert board.codes == (CHILDREN,) and board.targets == {}


# --- who sees what -------------------------------------------------------------------------------------------------


def test_councillors_see_the_released_version_and_nothing_after_it(
    drafted: Finding, chain: SimpleNamespace, home: Organisation, planner: Actor, leader: Actor
) -> None:
    councillor = login(home, Role.BODY_MEMBER)
    before = councillor.get(url("dashboard", home)).content.decode()
    assert "Noch nichts freigegeben" in before and "Lotsendienst" not in before and NAMES[CHILDREN] not in before
    services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    measure = chain.measure
    services.edit_measure(
        actor=planner, measure=measure, version=measure.version, title="GEHEIM", end=date(2020, 1, 1), status="running"
    )
    page = councillor.get(url("dashboard", home)).content.decode()
    assert "nach der freigegebenen Fassung vom" in page
    assert "Lotsendienst an Grundschulen" in page and "läuft, Jugendamt; Zielwert: 14 Grundschulen bis 2028" in page
    assert "GEHEIM" not in page and "braucht Aufmerksamkeit" not in page and "Was hängt" not in page
    assert f"/k/{home.slug}/massnahmen/" not in page and f"/k/{home.slug}/ziele/" not in page  # pages they do not have
    assert "Kennzahlen selbst wählen" not in page
    staff = login(home, Role.LEADERSHIP).get(url("dashboard", home)).content.decode()
    assert "GEHEIM" in staff and "Was hängt, nach Stelle" in staff


def test_without_a_release_a_choice_shows_figures_alone(drafted: Finding, home: Organisation, planner: Actor) -> None:
    services.choose_overview(actor=planner, owner=home, version=0, indicators=[CHILDREN])
    page = login(home, Role.BODY_MEMBER).get(url("dashboard", home)).content.decode()
    assert (
        "14,3" in page and "noch nicht freigegeben" in page and "Was wir tun" not in page and "Lotsendienst" not in page
    )


def test_an_internal_measure_is_not_in_the_released_version(
    drafted: Finding, chain: SimpleNamespace, home: Organisation, planner: Actor, leader: Actor
) -> None:
    services.edit_measure(actor=planner, measure=chain.measure, version=chain.measure.version, visibility="internal")
    services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    assert queries.board_for(actor_in(home, Role.BODY_MEMBER), home).codes == ()
    assert queries.board_for(leader, home).codes == (CHILDREN,)


SEES = {Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER, Role.LEADERSHIP, Role.BODY_MEMBER}


@pytest.mark.parametrize("role", list(Role))
def test_who_gets_the_page_and_who_chooses(home: Organisation, run: Run, scope: None, role: Role) -> None:
    client = login(home, role)
    assert client.get(url("dashboard", home)).status_code == (200 if role in SEES else 404)
    chooses = role in SEES - {Role.BODY_MEMBER}
    assert client.get(url("dashboard_choice", home)).status_code == (200 if chooses else 404)
    posted = client.post(url("dashboard_choice", home), {"version": 0, "place_1": CHILDREN})
    assert posted.status_code == (303 if chooses else 404)
    assert OverviewChoice.objects.exists() is chooses
    link = f'href="{url("dashboard", home)}"'
    assert (link in client.get(f"/k/{home.slug}/").content.decode()) is (role in SEES)


def test_the_twin_gets_404(home: Organisation, twin: Organisation, drafted: Finding) -> None:
    stranger = login(twin, Role.LEADERSHIP)
    for name in ("dashboard", "dashboard_choice"):
        assert stranger.get(url(name, home)).status_code == 404
    assert "Lotsendienst" not in stranger.get(url("dashboard", twin)).content.decode()
    with pytest.raises(Forbidden):
        queries.board_for(actor_in(twin, Role.LEADERSHIP), home)


def test_an_institute_and_an_authority_without_a_region(scope: None) -> None:
    institute, bare = make_organisation("institut"), make_organisation("ohne")
    Organisation.objects.filter(pk=institute.pk).update(kind="institute")
    Organisation.objects.filter(pk=bare.pk).update(region_code="")
    assert login(institute, Role.LEADERSHIP).get(url("dashboard", institute)).status_code == 404
    page = login(bare, Role.LEADERSHIP).get(url("dashboard", bare))
    assert page.status_code == 200 and "kein Gebiet hinterlegt" in page.content.decode()


def test_the_number_of_questions_does_not_grow(
    drafted: Finding, chain: SimpleNamespace, home: Organisation, planner: Actor, django_assert_max_num_queries: Any
) -> None:
    for n in range(5):
        measure = services.create_measure(
            actor=planner, owner=home, field=chain.field, under=chain.goal, title=f"Weitere {n}", status="running"
        )
        services.link_goal_measure(actor=planner, goal=chain.goal, measure=measure)
    services.choose_overview(actor=planner, owner=home, version=0, indicators=[JOBS, CHILDREN, ALL])
    with django_assert_max_num_queries(16):
        shown = cards(queries.board_for(planner, home), place(), home)
    (goal,) = shown[1].goals
    assert (len(goal.measures), goal.more) == (4, 2)


# --- choosing ------------------------------------------------------------------------------------------------------


def test_choosing_is_an_act_with_a_version_that_can_be_undone(
    run: Run, home: Organisation, scope: None, leader: Actor
) -> None:
    choice = services.choose_overview(actor=leader, owner=home, version=0, indicators=[CHILDREN])
    with pytest.raises(Conflict):
        services.choose_overview(actor=leader, owner=home, version=0, indicators=[JOBS])
    services.choose_overview(actor=leader, owner=home, version=1, indicators=[JOBS])
    row = Act.objects.order_by("-sequence")[0]
    assert (row.verb, row.changes and row.changes["fields"]) == (
        "strategy.choose_overview", {"indicators": [[CHILDREN], [JOBS]]},
    )  # fmt: skip
    count = Act.objects.count()
    services.choose_overview(actor=leader, owner=home, version=2, indicators=[JOBS])
    assert Act.objects.count() == count
    undo_act(actor=leader, row=row)
    choice.refresh_from_db()
    assert (choice.indicators, choice.version) == ([CHILDREN], 3)
    undo_act(actor=leader, row=Act.objects.get(changes__created=True, object_type="strategy.overviewchoice"))
    assert queries.board_for(leader, home).chosen is False
    services.choose_overview(actor=leader, owner=home, version=4, indicators=[ALL])
    assert queries.board_for(leader, home).codes == (ALL,)


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        ([CHILDREN, CHILDREN], "steht zweimal"),
        (["gibtesnicht"], "kein Wert"),
        (["crime_rate"], "kein Wert"),
        ([CHILDREN, ALL, JOBS, "a", "b", "c", "d"], "höchstens 6"),
    ],
)
def test_what_cannot_be_chosen(
    run: Run, home: Organisation, scope: None, leader: Actor, codes: list[str], sentence: str
) -> None:
    with pytest.raises(services.Invalid, match=sentence):
        services.choose_overview(actor=leader, owner=home, version=0, indicators=codes)
    assert not OverviewChoice.objects.exists()


def test_the_form(run: Run, home: Organisation, scope: None, leader: Actor, web: Client) -> None:
    page = url("dashboard_choice", home)
    assert web.post(page, {"place_1": CHILDREN}).status_code == 422  # unknown which state was seen
    twice = web.post(page, {"version": 0, "place_1": CHILDREN, "place_2": CHILDREN})
    assert twice.status_code == 422 and "steht zweimal" in twice.content.decode()
    assert web.post(page, {"version": 0, "place_2": JOBS, "place_5": ALL})["Location"] == url("dashboard", home)
    assert OverviewChoice.objects.get().indicators == [JOBS, ALL]  # empty places close up
    form = web.get(page).context["form"]
    assert [form[f"place_{n}"].value() for n in (1, 2, 3)] == [JOBS, ALL, ""]
    stale = web.post(page, {"version": 0, "place_1": CHILDREN})
    text = stale.content.decode()
    assert stale.status_code == 409 and NAMES[CHILDREN] in text and NAMES[JOBS] in text
    services.choose_overview(actor=leader, owner=home, version=1, indicators=[])
    assert queries.board_for(leader, home).chosen is False
