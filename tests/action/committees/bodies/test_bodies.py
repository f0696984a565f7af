"""Bodies: who sees which, the rule and its confirmation, members and substitutes, the law of the place."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from sozialstrategie.action.committees import queries
from sozialstrategie.action.committees.bodies import queries as bodies
from sozialstrategie.action.committees.bodies import services
from sozialstrategie.action.committees.enums import CommitteeKind, Function
from sozialstrategie.action.committees.law.defaults import law
from sozialstrategie.action.committees.models import Committee
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Conflict, Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.undo import undo_act
from tests.action.committees.conftest import WHO, body
from tests.action.strategy.conftest import actor_in, person_in


def test_who_sees_which(group: SimpleNamespace, foreign: SimpleNamespace, home: Organisation, clerk: Actor) -> None:
    other = body(home, CommitteeKind.ADVISORY_BOARD, "Beirat")
    own, both = {group.committee}, {group.committee, other}
    assert set(queries.committees_for(clerk, home)) == both
    assert set(queries.committees_for(actor_in(home, Role.PROCESS_CONSULTANT), home)) == both
    assert set(queries.committees_for(group.member, home)) == own
    assert queries.committee_for(group.member, home, other.uid) is None
    assert queries.committee_for(clerk, home, foreign.committee.uid) is None
    for role in (Role.ADMIN, Role.STATE_VIEWER, Role.FUNDING_AUTHORITY, Role.DATA_STEWARD, Role.MEASURE_OWNER):
        with pytest.raises(Forbidden):
            queries.committees_for(actor_in(home, role), home)
    with pytest.raises(Forbidden):
        queries.committees_for(clerk, foreign.committee.owner)


def test_a_former_member_sees_nothing(group: SimpleNamespace, home: Organisation) -> None:
    chair, today = group.members[3], timezone.localdate()
    services.edit_membership(actor=WHO, membership=chair, version=chair.version, end=today)
    assert queries.committee_for(group.member, home, group.committee.uid) == group.committee  # the last day counts
    services.edit_membership(actor=WHO, membership=chair, version=chair.version, end=today - timedelta(days=1))
    assert queries.committee_for(group.member, home, group.committee.uid) is None
    assert not queries.sees_all_of(group.member, group.committee)


def test_a_term_that_is_over_ends_its_members(group: SimpleNamespace, home: Organisation) -> None:
    term = services.create_term(
        actor=WHO, committee=group.committee, name="2019 bis 2024", start=date(2019, 7, 1), end=date(2024, 6, 30)
    )
    chair = group.members[3]
    services.edit_membership(actor=WHO, membership=chair, version=chair.version, term=term)
    assert queries.committee_for(group.member, home, group.committee.uid) is None
    assert chair in bodies.memberships_on(group.committee, date(2024, 6, 30))


def test_the_rule_in_words_and_its_confirmation(group: SimpleNamespace, clerk: Actor) -> None:
    committee = group.committee
    assert bodies.rule_sentences(committee) == (
        "Beschlussfähig ist das Gremium, wenn mehr als die Hälfte der Stimmberechtigten anwesend ist.",
        "Angenommen ist ein Antrag, wenn mehr als die Hälfte der Ja- und Nein-Stimmen dafür ist. "
        "Bei Stimmengleichheit ist er abgelehnt.",
        "Wer persönlich beteiligt ist, zählt bei diesem Punkt nicht mit.",
    )
    with pytest.raises(Refused, match="bestätigt ein Mensch"):
        services.confirm_rule(actor=WHO, committee=committee, version=committee.version)
    services.confirm_rule(actor=clerk, committee=committee, version=committee.version)
    assert (committee.rule_confirmed_by, committee.rule_confirmed_on) == (clerk.person_uid, timezone.localdate())
    services.edit_committee(actor=clerk, committee=committee, version=committee.version, purpose="Steuert.")
    assert committee.rule_confirmed_on is not None  # another purpose is no other rule
    services.edit_committee(
        actor=clerk, committee=committee, version=committee.version, majority_numerator=2, majority_denominator=3
    )
    assert committee.rule_confirmed_on is None and committee.rule_confirmed_by is None
    assert "zwei Drittel" in bodies.rule_sentences(committee)[1]


def test_undo_brings_no_rule_under_a_foreign_confirmation(group: SimpleNamespace, clerk: Actor) -> None:
    committee = group.committee
    services.edit_committee(actor=clerk, committee=committee, version=committee.version, quorum_minimum=3)
    row = Act.objects.filter(verb="committees.edit_committee").order_by("-sequence").first()
    assert row is not None
    services.confirm_rule(actor=clerk, committee=committee, version=committee.version)
    with pytest.raises(Refused, match="inzwischen bestätigt"):
        undo_act(actor=clerk, row=row)
    committee.refresh_from_db()
    assert committee.quorum_minimum == 3


def test_council_and_youth_welfare_committee_sit_in_public(home: Organisation, scope: None) -> None:
    """§ 40 ThürKO and § 71 SGB VIII, unless somebody says otherwise; the provision stands beside those of the Kommunalordnung."""
    youth = body(home, CommitteeKind.YOUTH_WELFARE, "JHA")
    assert youth.is_public and body(home, CommitteeKind.COUNCIL, "Kreistag").is_public
    assert not body(home, CommitteeKind.ADVISORY_BOARD, "Beirat").is_public
    assert not body(home, CommitteeKind.COUNCIL_COMMITTEE, "Sozialausschuss").is_public
    closed = services.create_committee(
        actor=WHO, owner=home, name="U", kind=CommitteeKind.YOUTH_WELFARE, is_public=False
    )
    assert not closed.is_public
    assert law().cite("youth_welfare_public") == law().cite("youth_welfare_members") == "§ 71 SGB VIII"
    assert law().cite("recused") == "§ 38 ThürKO"


def test_a_share_above_one_is_refused(home: Organisation, scope: None) -> None:
    with pytest.raises(services.Invalid, match="zwischen null und eins"):
        services.create_committee(
            actor=WHO, owner=home, name="X", kind=CommitteeKind.OTHER, majority_numerator=3, majority_denominator=2
        )


def test_the_stale_version_is_told(group: SimpleNamespace, clerk: Actor) -> None:
    old = group.committee.version
    services.edit_committee(actor=clerk, committee=group.committee, version=old, purpose="A")
    with pytest.raises(Conflict):
        services.edit_committee(actor=clerk, committee=group.committee, version=old, purpose="B")


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.SPECIALIST_PLANNER, Role.BODY_MEMBER, Role.PROCESS_CONSULTANT])
def test_others_change_nothing(role: Role, group: SimpleNamespace, home: Organisation) -> None:
    actor = actor_in(home, role)
    with pytest.raises(Forbidden):
        services.create_committee(actor=actor, owner=home, name="X", kind=CommitteeKind.OTHER)
    with pytest.raises(Forbidden):
        services.create_membership(actor=actor, committee=group.committee, name="Neu")
    with pytest.raises(Forbidden):
        services.make_feed_link(actor=actor, committee=group.committee, version=group.committee.version)


def test_substitutes(group: SimpleNamespace) -> None:
    def refused(**values: object) -> str:
        with pytest.raises(services.Invalid) as told:
            services.create_membership(actor=WHO, committee=group.committee, name="Neu", **values)
        return str(told.value)

    assert "steht hier als Stellvertretung" in refused(substitute_for=group.members[0])
    assert "keine eigene Stellvertretung" in refused(function=Function.SUBSTITUTE, substitute_for=group.substitute)
    elsewhere = services.create_membership(actor=WHO, committee=body(group.committee.owner, name="B"), name="Fremd")
    assert "dieses Gremiums" in refused(function=Function.SUBSTITUTE, substitute_for=elsewhere)


def test_people_and_records_of_the_twin_are_refused(
    group: SimpleNamespace, foreign: SimpleNamespace, twin: Organisation
) -> None:
    stranger = person_in(twin, Role.CLERK)
    with pytest.raises(services.Invalid, match="keinen Zugang"):
        services.create_membership(actor=WHO, committee=group.committee, name="Neu", person=stranger)
    with pytest.raises(Forbidden):
        services.create_membership(
            actor=WHO,
            committee=group.committee,
            name="Neu",
            function=Function.SUBSTITUTE,
            substitute_for=foreign.members[0],
        )


def test_who_was_invited_ends_and_is_not_removed(group: SimpleNamespace) -> None:
    first, second = group.members[0], group.members[1]
    with pytest.raises(Refused, match="ein Ende ein"):
        services.remove_membership(actor=WHO, membership=first, version=first.version)  # has a substitute
    services.remove_membership(actor=WHO, membership=second, version=second.version)
    assert second not in bodies.memberships_on(group.committee, timezone.localdate())


def test_the_law_is_hearsay_until_a_person_confirms_it(home: Organisation, scope: None, clerk: Actor) -> None:
    lines = {line.provision.key: line for line in bodies.law_lines(clerk, home)}
    assert lines["recused"].confirmation is None and not lines["recused"].provision.read
    services.confirm_law(actor=clerk, owner=home, key="recused", text="Wie im Gesetz.")
    line = bodies.law_line_for(clerk, home, "recused")
    assert line is not None and line.confirmation is not None and line.text == "Wie im Gesetz."
    with pytest.raises(Conflict):
        services.confirm_law(actor=clerk, owner=home, key="recused", text="Anders.", version=0)
    services.confirm_law(actor=clerk, owner=home, key="recused", text="Anders.", version=line.confirmation.version)
    with pytest.raises(Refused, match="gibt es nicht"):
        services.confirm_law(actor=clerk, owner=home, key="nirgends", text="x")
    with pytest.raises(Refused, match="ein Mensch"):
        services.confirm_law(actor=WHO, owner=home, key="quorum", text="x")


def test_a_name_stands_once(group: SimpleNamespace, home: Organisation) -> None:
    with pytest.raises(services.Invalid, match="gibt es schon"):
        body(home)
    assert Committee.objects.filter(owner=home).count() == 1
