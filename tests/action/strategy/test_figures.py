"""Figures behind findings: taken anew, cited by hand, compared with frozen versions, shown at the start of the thread."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.models import Finding
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.models import FigureReference, Result, Run
from sozialstrategie.evidence.monitoring.queries import show_run
from sozialstrategie.kit.core import thread as core_thread
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.workplace.queries import next_steps

from .conftest import Signal, actor_in, observation, person_in

CODE = "child_sgb2_rate"
NAME = catalogue()[CODE].name
KEY = catalogue()[CODE].derivations[0].key
LAGE = reverse("monitoring:indicator", args=["16062", CODE])


@pytest.fixture
def run(db: None) -> Run:
    """Eight years of one rate for the Kreis, the Land and Germany, once more for another Kreis."""
    made = Run.objects.create(catalogue_version="t", editions=[], results_count=32)
    places = (("16062", "kreis", 14.2), ("16061", "kreis", 9.0), ("16", "land", 11.9), ("DG", "bund", 12.1))
    Result.objects.bulk_create(
        Result(
            run=made, indicator=CODE, derivation=KEY, region=region, level=level, period=str(year), year=year,
            value=base + (2022 - year) * 0.5, edition="abcd1234",
        )
        for region, level, base in places
        for year in range(2015, 2023)
    )  # fmt: skip
    show_run(made)
    return made


@pytest.fixture
def drafted(chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor) -> Finding:
    """A finding from a signal, linked with the need of the chain."""
    figures = (replace(observation(), derivation=KEY), replace(observation(11.9, "16"), derivation=KEY))
    finding = services.accept_finding(actor=planner, owner=home, draft=Signal(figures=figures), field=chain.field)
    services.link_finding_need(actor=planner, finding=finding, need=chain.need)
    return finding


@pytest.fixture
def web(home: Organisation) -> Client:
    client = Client()
    client.force_login(person_in(home, Role.PLANNING_COORDINATOR))
    return client


def new_edition(run: Run, region: str, value: float, period: str = "2022") -> None:
    Result.objects.filter(run=run, region=region, period=period).update(value=value, edition="ffff0000")


# --- taken anew ----------------------------------------------------------------------------------------------------


def test_figures_are_taken_anew_and_the_old_ones_stay_in_the_act(
    drafted: Finding, run: Run, home: Organisation, planner: Actor
) -> None:
    new_edition(run, "16", 12.4)
    assert "Die Zahl in Befund 2 hat sich geändert" in [s.title for s in next_steps(planner, home)]
    services.renew_figures(actor=planner, finding=drafted, version=drafted.version)
    frozen = [(r.region, r.value, r.edition) for r in queries.figures_of(drafted)]
    assert frozen == [("16062", 14.2, "abcd1234"), ("16", 12.4, "ffff0000")]
    assert queries.stale_findings_for(planner, home) == []
    assert "Die Zahl in Befund 2 hat sich geändert" not in [s.title for s in next_steps(planner, home)]
    row = Act.objects.order_by("-sequence")[0]
    assert row.verb == "strategy.renew_figures" and row.changes is not None
    assert row.changes["fields"] == {f"{NAME}, Thüringen 2022": ["11,9 (Ausgabe abcd1234)", "12,4 (Ausgabe ffff0000)"]}
    assert (drafted.title, drafted.statement) == (Signal().title, Signal().text)
    count = Act.objects.count()
    services.renew_figures(actor=planner, finding=drafted, version=drafted.version)
    assert Act.objects.count() == count  # nothing to do, nothing written


def test_a_figure_that_is_gone_leaves_the_finding(
    drafted: Finding, run: Run, home: Organisation, planner: Actor
) -> None:
    Result.objects.filter(run=run, region="16", period="2022").delete()
    services.renew_figures(actor=planner, finding=drafted, version=drafted.version)
    assert [r.region for r in queries.figures_of(drafted)] == ["16062"]
    assert queries.stale_findings_for(planner, home) == []
    assert [(r.old, r.new) for r in queries.unchecked_renewals(drafted)] == [
        ("11,9 (Ausgabe abcd1234)", "gibt es nicht mehr")
    ]


def test_who_takes_figures_anew_and_from_which_state(
    drafted: Finding, run: Run, home: Organisation, twin: Organisation, planner: Actor, leader: Actor
) -> None:
    new_edition(run, "16", 12.4)
    for actor in (leader, actor_in(twin, Role.PLANNING_COORDINATOR), actor_in(home, Role.DATA_STEWARD)):
        with pytest.raises(Forbidden):
            services.renew_figures(actor=actor, finding=drafted, version=drafted.version)
    with pytest.raises(Conflict):
        services.renew_figures(actor=planner, finding=drafted, version=drafted.version - 1)
    assert [r.value for r in queries.figures_of(drafted)] == [14.2, 11.9]


def test_the_page_asks_to_check_the_wording(drafted: Finding, run: Run, home: Organisation, web: Client) -> None:
    page = reverse("strategy:finding", args=[home.slug, drafted.uid])
    renew = reverse("strategy:finding_renew", args=[home.slug, drafted.uid])
    assert "Zahlen neu festhalten" not in web.get(page).content.decode()
    new_edition(run, "16", 12.4)
    before = web.get(page).content.decode()
    assert (
        "Zahlen neu festhalten" in before and "jetzt 12,4" in before and "Bitte prüfen Sie den Wortlaut" not in before
    )
    assert web.post(renew, {"version": drafted.version})["Location"] == page
    after = web.get(page).content.decode()
    assert "Bitte prüfen Sie den Wortlaut" in after and "Zahlen neu festhalten" not in after
    assert "11,9 (Ausgabe abcd1234)" in after and "12,4 (Ausgabe ffff0000)" in after
    drafted.refresh_from_db()
    check = reverse("strategy:finding_check", args=[home.slug, drafted.uid])
    assert web.post(check, {"version": drafted.version}).status_code == 303
    done = web.get(page).content.decode()
    assert "Bitte prüfen Sie den Wortlaut" not in done
    # without the version of the page nothing is taken
    new_edition(run, "16", 12.9)
    web.post(renew, {})
    assert [r.value for r in queries.figures_of(drafted)] == [14.2, 12.4]


def test_only_a_change_of_the_words_counts_as_checked(
    drafted: Finding, run: Run, home: Organisation, planner: Actor
) -> None:
    new_edition(run, "16", 12.4)
    services.renew_figures(actor=planner, finding=drafted, version=drafted.version)
    new_edition(run, "16", 12.9)
    services.renew_figures(actor=planner, finding=drafted, version=drafted.version)
    services.edit_finding(actor=planner, finding=drafted, version=drafted.version, theme="Anderes Thema")
    assert [(r.old, r.new) for r in queries.unchecked_renewals(drafted)] == [
        ("11,9 (Ausgabe abcd1234)", "12,9 (Ausgabe ffff0000)")
    ]
    services.edit_finding(actor=planner, finding=drafted, version=drafted.version, statement="Thüringen: 12,9.")
    assert queries.unchecked_renewals(drafted) == []


# --- cited by hand -------------------------------------------------------------------------------------------------


def test_a_written_finding_cites_the_newest_figure(
    chain: SimpleNamespace, run: Run, home: Organisation, web: Client
) -> None:
    new = reverse("strategy:finding_new", args=[home.slug])
    offered = web.get(new).context["form"].fields["indicator"].choices
    assert [code for _, rows in offered[1:] for code, _ in rows] == [CODE]  # only what has figures for the region
    answer = web.post(new, {"title": "Viele Kinder", "field": chain.field.pk, "indicator": CODE})
    finding = Finding.objects.get(owner=home, number=2)
    assert answer.status_code == 303 and finding.indicator == CODE
    assert [(r.region, r.period, r.value) for r in queries.figures_of(finding)] == [("16062", "2022", 14.2)]
    page = web.get(answer["Location"]).content.decode()
    assert f'href="{LAGE}"' in page and "14,2" in page
    assert web.post(new, {"title": "Erfunden", "indicator": "sgb2_rate"}).status_code == 422


def test_the_cited_figure_is_kept_changed_and_taken_away(
    chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor, web: Client
) -> None:
    finding = services.create_finding(actor=planner, owner=home, title="Viele Kinder", indicator=CODE)
    new_edition(run, "16062", 15.0)
    form = web.get(reverse("strategy:finding_edit", args=[home.slug, finding.uid])).context["form"]
    assert form["indicator"].value() == CODE
    # saved without touching it the figure stays as it was frozen
    services.edit_finding(actor=planner, finding=finding, version=finding.version, title="Anders", indicator=CODE)
    assert [r.value for r in queries.figures_of(finding)] == [14.2]
    version = finding.version
    services.edit_finding(actor=planner, finding=finding, version=version, title="Anders", indicator="")
    assert queries.figures_of(finding) == [] and finding.version == version + 1
    row = Act.objects.order_by("-sequence")[0]
    assert row.changes is not None and row.changes["fields"]["Kennzahl"][0].endswith("2022: 14,2 je 100")
    assert FigureReference.objects.count() == 1  # what was once used stays on record


def test_figures_of_a_signal_are_not_exchanged(
    drafted: Finding, home: Organisation, planner: Actor, web: Client
) -> None:
    page = web.get(reverse("strategy:finding_edit", args=[home.slug, drafted.uid]))
    assert "indicator" not in page.context["form"].fields
    with pytest.raises(services.Invalid, match="entstand aus Zahlen"):
        services.edit_finding(actor=planner, finding=drafted, version=drafted.version, indicator=CODE)


def test_an_indicator_without_a_value_is_refused(home: Organisation, run: Run, scope: None, planner: Actor) -> None:
    with pytest.raises(services.Invalid, match="kein Wert"):
        services.create_finding(actor=planner, owner=home, title="Ohne Zahl", indicator="sgb2_rate")
    assert not Finding.objects.exists()


# --- frozen versions -----------------------------------------------------------------------------------------------


def test_a_changed_value_of_a_drawn_series_marks_the_version(
    drafted: Finding, chain: SimpleNamespace, run: Run, home: Organisation, leader: Actor, planner: Actor, web: Client
) -> None:
    version = services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    # another place, and a year that came later, are no part of the version
    new_edition(run, "16061", 1.0)
    Result.objects.create(
        run=run, indicator=CODE, derivation=KEY, region="16062", level="kreis", period="2023", year=2023, value=13.0,
        edition="ffff0000",
    )  # fmt: skip
    assert queries.stale_in_version(version) == []
    new_edition(run, "DG", 15.25, "2017")  # drawn, but behind no finding
    assert queries.stale_findings_for(planner, home) == []
    stale = queries.stale_in_version(version)
    assert [(s.reference.region, s.reference.period, s.reference.value, s.current_value) for s in stale] == [
        ("DG", "2017", 14.6, 15.25)
    ]
    page = web.get(reverse("strategy:version", args=[home.slug, version.uid])).content.decode()
    assert "14,6" in page and "jetzt 15,3" in page and "bei einer verwendeten Zahl" in page


def test_a_figure_and_its_place_in_the_series_count_once(
    drafted: Finding, chain: SimpleNamespace, run: Run, leader: Actor
) -> None:
    version = services.release_strategy(actor=leader, strategy=chain.strategy, version=chain.strategy.version)
    new_edition(run, "16", 12.4)
    assert len(queries.stale_in_version(version)) == 1


def test_the_public_gets_no_figure_below_the_kreis_that_its_source_protects(
    chain: SimpleNamespace, run: Run, home: Organisation, planner: Actor
) -> None:
    small = replace(observation(), derivation=KEY, region="16062041", level="gemeinde", edition="eigen001")
    services.accept_finding(actor=planner, owner=home, draft=Signal(figures=(small, observation(11.9, "16"))))
    shown = [queries.content_of(chain.strategy, public_only=p)["findings"][1]["figures"] for p in (True, False)]
    assert [[f["region"] for f in figures] for figures in shown] == [["16"], ["16062041", "16"]]


# --- the thread begins with the figure -----------------------------------------------------------------------------


def test_the_thread_begins_with_the_figure(
    drafted: Finding, chain: SimpleNamespace, home: Organisation, web: Client
) -> None:
    answer = web.get(reverse("strategy:thread", args=[home.slug]), {"ab": f"finding:{drafted.uid}"})
    page = answer.content.decode()
    words = f"{NAME}, Landkreis Nordhausen 2022: 14,2 je 100"
    assert [s["station"] for s in answer.context["steps"]][:2] == ["Zahl", "Befund 2"]
    assert answer.context["steps"][0] == {
        "station": "Zahl", "label": f"{words} und 1 weitere", "url": LAGE, "origin": "official", "here": False, "loose": False,
    }  # fmt: skip
    assert f'<a href="{LAGE}" aria-label="Zahl hinter Befund 2: {words} und 1 weitere">' in page
    first = answer.context["table"][0]["columns"][0]
    assert first == {"head": "Zahl", "entries": [{"text": f"{words} und 1 weitere", "url": LAGE}], "missing": ""}
    text = web.get(reverse("strategy:thread_table", args=[home.slug])).content.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert table[0][:2] == ["Zahl", "Befund"]
    assert table[1][0] == f"{words}; {NAME}, Thüringen 2022: 11,9 je 100"


def test_pages_show_what_they_rest_on_along_the_registry(
    drafted: Finding, chain: SimpleNamespace, home: Organisation, web: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from uuid import UUID

    paper = UUID(int=77)

    def more(owner: Organisation, actor: Actor) -> list[core_thread.Edge]:
        return [core_thread.Edge("strategy.measure", chain.measure.uid, "committees.paper", paper)]

    monkeypatch.setattr(core_thread, "_PROVIDERS", [*core_thread._PROVIDERS, more])
    monkeypatch.setitem(
        core_thread._STOPS,
        "committees.paper",
        lambda owner, actor, uids: {u: core_thread.Stop("Vorlage", "Vorlage 12/2026", "/x/") for u in uids},
    )
    margin = web.get(reverse("strategy:goal", args=[home.slug, chain.goal.uid])).context["margin"]
    assert [s["station"] for s in margin.before] == ["Zahl", "Befund 1", "Befund 2", "Bedarf 1", "Ziel 1.1"]
    assert [s["station"] for s in margin.after] == ["Maßnahme 1.1.1", "Zielwert 2028", "Vorlage"]
    assert margin.before[-1]["here"] and margin.after[-1]["label"] == "Vorlage 12/2026"
    page = web.get(reverse("strategy:measure", args=[home.slug, chain.measure.uid]))
    assert "Worauf das ruht" in page.content.decode() and "Was darauf ruht" in page.content.decode()
    assert page.context["margin"].before[0]["url"] == LAGE
    finding = web.get(reverse("strategy:finding", args=[home.slug, drafted.uid])).context["margin"]
    assert [s["station"] for s in finding.before] == ["Zahl", "Befund 2"]
    assert finding.after[-1]["station"] == "Vorlage"


def test_figures_of_a_twin_are_not_told(drafted: Finding, home: Organisation, twin: Organisation) -> None:
    uids = [r.uid for r in queries.figures_of(drafted)]
    places = [("monitoring.figurereference", u) for u in uids]
    assert len(core_thread.stops(home, actor_in(home, Role.LEADERSHIP), places)) == 2
    assert core_thread.stops(home, actor_in(twin, Role.LEADERSHIP), places) == {}
    assert core_thread.stops(twin, actor_in(twin, Role.LEADERSHIP), places) == {}
