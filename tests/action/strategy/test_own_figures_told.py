"""Who learns what of an own figure that a finding cites: what it cites, everybody who reads it; the rest, few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.cited import cited as words_of
from sozialstrategie.action.strategy.documents import build_strategy
from sozialstrategie.action.strategy.models import Strategy
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.own import place_name
from sozialstrategie.evidence.monitoring.services.computing import compute_all, compute_own
from sozialstrategie.evidence.regions.services import load_regions
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from tests.evidence import conftest as evidence
from tests.evidence.monitoring.own_tables import test_own_tables as own

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
_home, planner, amt, person_in = own._home, own.planner, evidence.amt, evidence.person_in  # the fixtures
PersonIn = Callable[[Organisation, str], Person]
WHO = system("Test")
# 60 of 240, 75 of 250, 52 of 260
SHARES = own.TABLE.replace("16062;Nordhausen;2024;2;1", "16062;Nordhausen;2024;260;52")
# 40 families and 38 of one kind: the two others stand nowhere
PARTS = own.TABLE.replace("16062;Nordhausen;2024;2;1", "16062;Nordhausen;2024;40;38")
COUNT: dict[str, Any] = {"unit": "Fälle", "is_ratio": False, "below_item": "", "factor": 1.0, "decimals": 0}


def compute(amt: Organisation) -> None:
    with owner_scope(amt):
        compute_own(actor=WHO, owner=amt)


def strategy_with(amt: Organisation, *codes: str) -> Strategy:
    with owner_scope(amt):
        strategy = services.create_strategy(actor=WHO, owner=amt, title="Gemeinsam", period_from=2025, period_to=2028)
        field = services.create_field(actor=WHO, owner=amt, strategy=strategy, title="Familien")
        for code in codes:
            services.create_finding(
                actor=WHO, owner=amt, title="Viele warten", field=field, state="accepted", indicator=code
            )
        services.create_goal(actor=WHO, owner=amt, field=field, title="Kürzer warten")
    return strategy


@pytest.fixture
def cited(planner: Client, amt: Organisation) -> tuple[Strategy, str]:
    """A finding that cites the share of 2024, 20.0 %."""
    load_regions()
    compute_all(actor=WHO)
    own.read_in(planner, SHARES)
    made = own.make_share(amt)
    compute(amt)
    return strategy_with(amt, made.code), made.code


@pytest.mark.parametrize("role", [Role.PROCESS_CONSULTANT, Role.FUNDING_OFFICER, Role.MEASURE_OWNER])
def test_a_document_holds_what_is_cited_and_no_other_year(
    cited: tuple[Strategy, str], amt: Organisation, person_in: PersonIn, role: str
) -> None:
    strategy, code = cited
    with owner_scope(amt):
        payload = services.freeze_draft(actor=WHO, strategy=strategy).payload
        document = build_strategy(actor_for(person_in(amt, role)), region=None, owner=amt.slug, format="docx")
    assert [f["value"] for finding in payload["content"]["findings"] for f in finding["figures"]] == ["20.0"]
    assert [row for rows in payload["content"]["series"] for row in rows if row["indicator"] == code] == []
    assert document


def test_a_changed_figure_is_told_without_its_new_value(
    cited: tuple[Strategy, str], planner: Client, amt: Organisation, person_in: PersonIn
) -> None:
    preview = own.upload(planner, SHARES.replace("2024;260;52", "2024;260;104"))
    planner.post(reverse("monitoring_staff:keep", args=[amt.slug]), {"confirmed": preview.context["confirmed"]})
    compute(amt)
    consultant, leader = Client(), Client()
    consultant.force_login(person_in(amt, Role.PROCESS_CONSULTANT))
    leader.force_login(person_in(amt, Role.LEADERSHIP))
    with owner_scope(amt):
        [stale] = queries.stale_findings_for(WHO, amt)
    pages = [reverse("strategy:news", args=[amt.slug]), reverse("strategy:finding", args=[amt.slug, stale.finding.uid])]
    for page in pages:
        for_consultant, for_leader = consultant.get(page).content.decode(), leader.get(page).content.decode()
        assert "40,0" not in for_consultant and queries.WITHHELD in for_consultant, page
        assert "40,0" in for_leader and queries.WITHHELD not in for_leader, page


def test_two_counts_that_tell_a_third_are_not_released(planner: Client, amt: Organisation) -> None:
    load_regions()
    compute_all(actor=WHO)
    own.read_in(planner, PARTS)
    whole = own.make_share(amt, name="Beraten", item="Beratene Familien", **COUNT)
    part = own.make_share(amt, name="Gewartet", item="länger gewartet", **COUNT)
    compute(amt)
    strategy = strategy_with(amt, whole.code, part.code)
    with owner_scope(amt), pytest.raises(Refused, match=r"„Beraten“ \(Befund 1\) und „Gewartet“ \(Befund 2\) ließen"):
        services.release_strategy(actor=WHO, strategy=strategy, version=strategy.version)


def test_an_invented_authority_never_lends_its_figures_to_the_real_place(
    cited: tuple[Strategy, str], amt: Organisation
) -> None:
    strategy, code = cited
    with owner_scope(amt):
        reference = FigureReference.objects.get(indicator=code)
        assert place_name(reference) == "Landkreis Nordhausen"
        Organisation.objects.filter(pk=amt.pk).update(is_example=True)
        reference = FigureReference.objects.get(indicator=code)
        assert place_name(reference) == words_of(reference).place == "Landkreis Nord"
        payload = services.freeze_draft(actor=WHO, strategy=strategy).payload
        [figure] = payload["content"]["findings"][0]["figures"]
        assert figure["region_name"] == "Landkreis Nord"
        reference.indicator = "sgb2_rate"
        assert place_name(reference) == "Landkreis Nordhausen"  # an official figure stays where it belongs
