"""What is new since the last visit: statements, newer figures, editions, the mark of a person, reopening."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.enums import FindingState
from sozialstrategie.action.strategy.models import Finding
from sozialstrategie.action.strategy.queries.news import FIRST_LOOK, PAGE
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import Edition, Result, Run
from sozialstrategie.evidence.monitoring.queries import show_run
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from sozialstrategie.kit.workplace.models import Visit
from sozialstrategie.kit.workplace.queries import seen_until
from sozialstrategie.kit.workplace.services import mark_seen

from .conftest import Signal, actor_for, actor_in, login, make_organisation, observation, person_in, url

CODE = "child_sgb2_rate"
NAME = catalogue()[CODE].name
KEY = catalogue()[CODE].derivations[0].key
OLD, NEW = "abcd1234", "ffff0000"


@pytest.fixture
def run(db: None) -> Run:
    """One rate for the Kreis and the Land, 2021 and 2022."""
    made = Run.objects.create(catalogue_version="t", editions=[], results_count=4)
    places = (("16062", "kreis", 14.2), ("16", "land", 11.9))
    Result.objects.bulk_create(
        Result(
            run=made, indicator=CODE, derivation=KEY, region=region, level=level, period=str(year), year=year,
            value=base + (2022 - year) * 0.5, edition=OLD,
        )
        for region, level, base in places
        for year in (2021, 2022)
    )  # fmt: skip
    show_run(made)
    return made


@pytest.fixture
def drafted(chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor) -> Finding:
    """Finding 2, accepted from a signal, linked with the need of the chain."""
    figures = (replace(observation(), derivation=KEY), replace(observation(11.9, "16"), derivation=KEY))
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal(figures=figures), field=chain.field)
    services.link_finding_need(actor=planner, finding=finding, need=chain.need)
    return finding


def change(run: Run, value: float, region: str = "16") -> None:
    Result.objects.filter(run=run, region=region, period="2022").update(value=value, edition=NEW)


def edition(digest: str = NEW, owner: Organisation | None = None, **values: Any) -> Edition:
    return Edition.objects.create(
        digest=digest * 8, raw_sha="0" * 64, table=values.pop("table", "12411-04-02-4"), title="Bevölkerung nach Alter",
        source="Statistische Ämter", licence="dl-de/by-2-0", format="genesis-classic", file_name="a.csv", values_count=1,
        signs_count=0, first_year=2022, last_year=2022, owner=owner, **values,
    )  # fmt: skip


def person(organisation: Organisation, role: Role = Role.PLANNING_COORDINATOR) -> Actor:
    return actor_for(person_in(organisation, role))


# --- statements ----------------------------------------------------------------------------------------------------


def test_a_changed_figure_with_old_and_new_value_and_all_that_rests_on_it(
    drafted: Finding, chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor
) -> None:
    assert queries.news_for(planner, home).is_empty
    change(run, 12.4)
    news = queries.news_for(planner, home)
    (statement,) = news.changed
    assert (news.reopened, news.unchecked) == ((), ())
    (changed,) = statement.changes
    assert changed.words == f"{NAME}, Thüringen 2022: 11,9 → 12,4"
    assert (changed.old_edition, changed.new_edition, changed.note) == (OLD, NEW, "")
    assert [(n.label, n.title) for n in statement.rests] == [
        ("Bedarf 1", "Familien finden Hilfe ohne Umwege"),
        ("Ziel 1.1", "Rat für Familien an jeder Grundschule"),
        ("Maßnahme 1.1.1", "Lotsendienst an Grundschulen"),
        ("Zielwert 2028", "14 Grundschulen"),
    ]


def test_what_is_gone_what_rounds_to_the_same(drafted: Finding, run: Run, home: Organisation, planner: Actor) -> None:
    change(run, 11.91)
    Result.objects.filter(run=run, region="16062", period="2022").delete()
    (statement,) = queries.news_for(planner, home).changed
    assert [(c.new, c.new_edition, c.note) for c in statement.changes] == [
        ("liegt nicht mehr vor", "", ""),
        ("11,9", NEW, "gerundet gleich"),
    ]


def test_accepting_leaves_the_wording_to_be_checked(
    drafted: Finding, run: Run, home: Organisation, planner: Actor, web: Client
) -> None:
    change(run, 12.4)
    page = web.get(url("news", home)).content.decode()
    assert "Aussagen, deren Zahl sich geändert hat" in page and "11,9 je 100 (Ausgabe abcd1234)" in page
    assert "12,4 je 100 (Ausgabe ffff0000)" in page
    answer = web.post(url("finding_renew", home, drafted.uid), {"version": drafted.version, "zurueck": "neues"})
    assert (answer.status_code, answer["Location"]) == (303, url("news", home))
    news = queries.news_for(planner, home)
    assert (news.changed, [s.finding for s in news.unchecked]) == ((), [drafted])
    assert [(r.old, r.new) for r in news.unchecked[0].renewals] == [
        ("11,9 (Ausgabe abcd1234)", "12,4 (Ausgabe ffff0000)")
    ]
    page = web.get(answer["Location"]).content.decode()
    assert "Wortlaut noch nicht geprüft" in page and "Der Wortlaut stimmt noch" in page
    drafted.refresh_from_db()
    web.post(url("finding_check", home, drafted.uid), {"version": drafted.version, "zurueck": "neues"})
    assert queries.news_for(planner, home).is_empty
    assert "Nichts Neues, und nichts wartet." in web.get(url("news", home)).content.decode()


def test_only_planners_are_offered_acts(drafted: Finding, run: Run, home: Organisation) -> None:
    change(run, 12.4)
    leader, planner = login(home, Role.LEADERSHIP), login(home, Role.SPECIALIST_PLANNER)
    for client, offered in ((leader, False), (planner, True)):
        page = client.get(url("news", home)).content.decode()
        assert "11,9" in page
        assert ("Neue Zahlen übernehmen" in page, "Wieder öffnen" in page) == (offered, offered)


# --- reopening -----------------------------------------------------------------------------------------------------


def test_reopening_takes_the_signature_and_keeps_everything_else(
    drafted: Finding, run: Run, home: Organisation, planner: Actor
) -> None:
    change(run, 12.4)
    before, title = drafted.version, drafted.title
    services.reopen_finding(actor=planner, finding=drafted, version=before, note=" Abstand neu rechnen ")
    assert (drafted.state, drafted.review_note, drafted.title) == ("draft", "Abstand neu rechnen", title)
    assert (drafted.checked_by, drafted.checked_role, drafted.checked_on) == (None, "", None)
    assert [r.value for r in queries.figures_of(drafted)] == [14.2, 11.9]
    assert drafted.need_links.count() == 1
    news = queries.news_for(planner, home)
    assert (news.changed, [s.finding for s in news.reopened]) == ((), [drafted])
    services.renew_figures(actor=planner, finding=drafted, version=drafted.version)
    assert [s.changes for s in queries.news_for(planner, home).reopened] == [()]
    services.check_finding(actor=planner, finding=drafted, version=drafted.version)
    assert (drafted.state, drafted.review_note) == ("accepted", "")
    assert queries.news_for(planner, home).is_empty


def test_reopening_is_one_act_that_can_be_undone(drafted: Finding, home: Organisation, planner: Actor) -> None:
    signed = (drafted.checked_by, drafted.checked_role, drafted.checked_on)
    services.reopen_finding(actor=planner, finding=drafted, version=drafted.version, note="Nachsehen")
    row = Act.objects.order_by("-sequence")[0]
    assert row.verb == "strategy.reopen_finding" and row.changes is not None
    assert row.changes["fields"]["state"] == ["accepted", "draft"]
    assert row.changes["fields"]["review_note"] == ["", "Nachsehen"]
    undo_act(actor=planner, row=row)
    drafted.refresh_from_db()
    assert (drafted.state, drafted.review_note) == ("accepted", "")
    assert (drafted.checked_by, drafted.checked_role, drafted.checked_on) == signed


def test_who_reopens_and_from_which_state(
    drafted: Finding, home: Organisation, twin: Organisation, planner: Actor, leader: Actor
) -> None:
    version = drafted.version
    for actor in (leader, actor_in(twin, Role.PLANNING_COORDINATOR), actor_in(home, Role.MEASURE_OWNER)):
        with pytest.raises(Forbidden):
            services.reopen_finding(actor=actor, finding=drafted, version=version, note="x")
    with pytest.raises(Refused, match="was zu prüfen ist"):
        services.reopen_finding(actor=planner, finding=drafted, version=version, note="  ")
    with pytest.raises(Conflict):
        services.reopen_finding(actor=planner, finding=drafted, version=version - 1, note="x")
    assert drafted.state == FindingState.ACCEPTED
    services.reopen_finding(actor=planner, finding=drafted, version=version, note="x")
    with pytest.raises(Refused, match="Nur ein angenommener"):
        services.reopen_finding(actor=planner, finding=drafted, version=drafted.version, note="x")


def test_the_page_to_reopen(drafted: Finding, run: Run, home: Organisation, web: Client) -> None:
    change(run, 12.4)
    page = url("finding_reopen", home, drafted.uid)
    form = web.get(page).context["form"]
    assert form["review_note"].value() == f"Zahl geändert. {NAME}, Thüringen 2022: 11,9 → 12,4"
    assert web.post(page, {"version": drafted.version}).status_code == 422
    assert web.post(page, {"review_note": "Nachsehen"}).status_code == 422  # unknown which state was seen
    stale = web.post(page, {"review_note": "Nachsehen", "version": drafted.version - 1})
    assert stale.status_code == 409 and "Nachsehen" in stale.content.decode()
    done = web.post(page, {"review_note": "Nachsehen", "version": drafted.version})
    assert (done.status_code, done["Location"]) == (303, url("news", home))
    assert "Zu prüfen:" in web.get(done["Location"]).content.decode()
    finding = web.get(url("finding", home, drafted.uid)).content.decode()
    assert "Wieder geöffnet." in finding and "Nachsehen" in finding and "noch von niemandem geprüft" in finding


def test_a_released_version_never_carries_the_note(
    drafted: Finding, chain: SimpleNamespace, planner: Actor, leader: Actor
) -> None:
    services.reopen_finding(actor=planner, finding=drafted, version=drafted.version, note="GEHEIM")
    for public in (True, False):
        assert "GEHEIM" not in str(queries.content_of(chain.strategy, public_only=public))
    version = services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    assert [f["number"] for f in version.payload["content"]["findings"]] == [1]


# --- the mark ------------------------------------------------------------------------------------------------------


def test_the_mark_moves_only_by_pressing(home: Organisation, scope: None) -> None:
    who = person_in(home, Role.PLANNING_COORDINATOR)
    client, actor = Client(), actor_for(who)
    client.force_login(who)
    first = client.get(url("news", home))
    assert "noch nie „Gesehen“ gedrückt" in first.content.decode()
    assert not Visit.objects.exists() and not Act.objects.exists()
    late = edition()  # comes while the page stands open
    shown = first.context["shown_at"]
    assert client.post(url("news_seen", home), {"until": shown})["Location"] == url("news", home)
    mark = seen_until(actor, home, PAGE)
    assert mark is not None and mark.isoformat() == shown
    assert [e.edition for e in queries.news_for(actor, home).editions] == [late]
    assert not Act.objects.exists()  # reading is nobody's business
    client.post(url("news_seen", home), {"until": client.get(url("news", home)).context["shown_at"]})
    assert queries.news_for(actor, home).editions == ()
    client.post(url("news_seen", home), {"until": shown})  # an old page, pressed later
    assert queries.news_for(actor, home).editions == ()


@pytest.mark.parametrize(
    "until", ["", "gestern", "2026-02-30T00:00:00+00:00", "2026-01-01T00:00:00", "2999-01-01T00:00:00+00:00"]
)
def test_a_mark_that_cannot_be_is_not_set(home: Organisation, scope: None, web: Client, until: str) -> None:
    assert web.post(url("news_seen", home), {"until": until}).status_code == 303
    assert not Visit.objects.exists()


def test_each_person_and_each_organisation_has_its_own(home: Organisation, twin: Organisation, scope: None) -> None:
    mine, other = person(home), person(home, Role.LEADERSHIP)
    now = timezone.now()
    mark_seen(actor=mine, owner=home, page=PAGE, until=now)
    assert (seen_until(mine, home, PAGE), seen_until(other, home, PAGE)) == (now, None)
    with pytest.raises(Forbidden):
        mark_seen(actor=mine, owner=twin, page=PAGE, until=now)
    with pytest.raises(Forbidden):
        seen_until(mine, twin, PAGE)


@pytest.mark.parametrize("role", [Role.BODY_MEMBER, Role.CLERK, Role.ADMIN, Role.STATE_VIEWER])
def test_without_drafts_there_is_no_page(home: Organisation, scope: None, role: Role) -> None:
    client = login(home, role)
    assert client.get(url("news", home)).status_code == 404
    assert client.post(url("news_seen", home), {"until": timezone.now().isoformat()}).status_code == 404
    assert not Visit.objects.exists()


def test_the_twin_sees_nothing_of_it(drafted: Finding, run: Run, home: Organisation, twin: Organisation) -> None:
    change(run, 12.4)
    edition("eeee0000", owner=home)
    stranger = login(twin, Role.PLANNING_COORDINATOR)
    assert stranger.get(url("news", home)).status_code == 404
    assert stranger.get(url("finding_reopen", home, drafted.uid)).status_code == 404
    assert stranger.get(url("finding_reopen", twin, drafted.uid)).status_code == 404
    page = stranger.get(url("news", twin)).content.decode()
    assert "Befund 2" not in page and "eeee0000" not in page


def test_an_institute_has_no_such_page(scope: None) -> None:
    other = make_organisation("institut")
    Organisation.objects.filter(pk=other.pk).update(kind="institute")
    client = login(other, Role.PROCESS_CONSULTANT)
    assert client.get(url("news", other)).status_code == 404


# --- editions and newer figures ------------------------------------------------------------------------------------


def test_editions_that_came_and_went(home: Organisation, twin: Organisation, scope: None) -> None:
    who, now = person(home), timezone.now()
    old = edition("aaaa0000", table="alt")
    Edition.objects.filter(pk=old.pk).update(imported_at=now - FIRST_LOOK - timedelta(days=1))
    came, own, foreign = edition("bbbb0000"), edition("cccc0000", owner=home), edition("dddd0000", owner=twin)
    went = edition("eeee0000", withdrawn_at=now)
    edition("9999aaaa", is_shipped=True)
    news = queries.news_for(who, home)
    assert {(e.edition.pk, e.kind) for e in news.editions} == {
        (came.pk, "new"),
        (own.pk, "new"),
        (went.pk, "withdrawn"),
    }
    assert (news.shipped, news.first) == (1, True)
    consultant = person(home, Role.PROCESS_CONSULTANT)  # reads drafts, but no tables of the own administration
    assert own.pk not in {e.edition.pk for e in queries.news_for(consultant, home).editions}
    mark_seen(actor=who, owner=home, page=PAGE, until=timezone.now())
    assert queries.news_for(who, home).editions == ()
    Edition.objects.filter(pk=old.pk).update(withdrawn_at=timezone.now())
    assert [(e.edition.table, e.kind) for e in queries.news_for(who, home).editions] == [("alt", "withdrawn")]
    assert foreign.pk not in {e.edition.pk for e in queries.news_for(who, home).editions}


def test_a_later_period_is_named_with_the_findings_that_cite_the_old_one(
    drafted: Finding, run: Run, home: Organisation
) -> None:
    who = person(home)
    Result.objects.create(
        run=run, indicator=CODE, derivation=KEY, region="16062", level="kreis", period="2023", year=2023, value=13.04,
        edition=NEW,
    )  # fmt: skip
    assert queries.news_for(who, home).newer == ()  # figures of an edition that is no news
    edition()
    (newer,) = queries.news_for(who, home).newer
    assert (newer.figure.value, newer.figure.period, newer.value, newer.period) == ("14,2", "2022", "13,0", "2023")
    assert newer.findings == (drafted,)
    assert queries.news_for(who, home).changed == ()  # the finding is still true
    mark_seen(actor=who, owner=home, page=PAGE, until=timezone.now())
    assert queries.news_for(who, home).newer == ()


def test_the_number_of_questions_does_not_grow(
    drafted: Finding,
    chain: SimpleNamespace,
    run: Run,
    home: Organisation,
    planner: Actor,
    django_assert_max_num_queries: Any,
) -> None:
    change(run, 12.4)
    for _ in range(4):
        figures = (replace(observation(11.9, "16"), derivation=KEY),)
        draft = Signal(key=f"land:{Finding.objects.count()}", figures=figures)
        services.accept_finding(actor=planner, owner=home, draft=draft, field=chain.field)
    edition()
    with django_assert_max_num_queries(24):
        assert len(queries.news_for(planner, home).changed) == 5


def test_a_stale_released_version_is_named(
    drafted: Finding, chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor, leader: Actor, web: Client
) -> None:
    services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    assert queries.news_for(planner, home).version is None
    change(run, 12.4)
    assert queries.news_for(planner, home).version_changes == 1
    assert "lautet eine Zahl anders als heute" in web.get(url("news", home)).content.decode()


# --- one calm line on the start page -------------------------------------------------------------------------------


def test_the_line_on_the_start_page(drafted: Finding, run: Run, home: Organisation, web: Client) -> None:
    start = f"/k/{home.slug}/"
    assert "Was ist neu: nichts" in web.get(start).content.decode()
    change(run, 12.4)
    edition()
    assert "Was ist neu: eine Aussage wartet und eine Ausgabe ist neu" in web.get(start).content.decode()
    assert "Was ist neu" not in login(home, Role.BODY_MEMBER).get(start).content.decode()
