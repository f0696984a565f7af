"""Offers of the register beside needs: who assigns and sees them, what counts as a gap, and that no protected place shows."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.matching import shared_words
from sozialstrategie.action.strategy.models import NeedOffer
from sozialstrategie.action.strategy.offer_forms import NeedOffersForm
from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers.places import land_of
from sozialstrategie.evidence.monitoring.offers.services import create_offer, delete_offer, restore_offer
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.portal.web.history import changes_of

from .conftest import actor_in, login, url

WHO = system("Test")


def place_of(owner: Organisation) -> str:
    """A Gemeinde of an organisation; "" for one whose places nobody has invented."""
    return next((place.code for place in land_of(owner).places), "")


def make_offer(owner: Organisation, name: str, **values: Any) -> Offer:
    base = {
        "provider": f"Verband {owner.slug}", "target_groups": ["families"], "life_phases": ["any"], "source": "Abfrage",
        "as_of": date(2026, 9, 1), "gemeinde": place_of(owner),
    }  # fmt: skip
    return create_offer(actor=WHO, owner=owner, name=name, **{**base, **values})


def expire(offer: Offer) -> None:
    Offer.objects.filter(pk=offer.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    offer.refresh_from_db()


@pytest.fixture
def centre(home: Organisation, scope: None) -> Offer:
    return make_offer(home, "Familienzentrum", places=60)


@pytest.fixture
def refuge(home: Organisation, scope: None) -> Offer:
    return make_offer(
        home, "Frauenhaus", protected=True, gemeinde=land_of(home).places[-1].code, address="Geheimweg 7",
        target_groups=["violence"],
    )  # fmt: skip


def linked(need: Any) -> set[str]:
    return set(NeedOffer.objects.filter(need=need).values_list("offer__name", flat=True))


def acts() -> list[str]:
    return list(Act.objects.filter(verb__endswith="need_offer").order_by("sequence").values_list("verb", flat=True))


# --- services ------------------------------------------------------------------------------------------------------


def test_linking_is_one_act_and_stands_in_the_history(chain: SimpleNamespace, planner: Actor, centre: Offer) -> None:
    services.link_need_offer(actor=planner, need=chain.need, offer=centre)
    services.link_need_offer(actor=planner, need=chain.need, offer=centre)
    row = Act.objects.order_by("-sequence").first()
    assert linked(chain.need) == {"Familienzentrum"} and acts() == ["strategy.link_need_offer"]
    assert row is not None and row.changes["fields"] == {"offer": [None, "1 Familienzentrum"]}
    told = changes_of([row], chain.need.owner, planner)[row.pk]
    assert [(c.label, c.new) for c in told] == [("Angebot", "1 Familienzentrum")]
    services.unlink_need_offer(actor=planner, need=chain.need, offer=centre)
    services.unlink_need_offer(actor=planner, need=chain.need, offer=centre)
    assert linked(chain.need) == set()
    assert acts() == ["strategy.link_need_offer", "strategy.unlink_need_offer"]


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.PLANNING_COORDINATOR, Role.SPECIALIST_PLANNER)])
def test_others_assign_nothing(home: Organisation, chain: SimpleNamespace, centre: Offer, role: Role) -> None:
    services.link_need_offer(actor=WHO, need=chain.need, offer=centre)
    other = make_offer(home, "Elterncafé")
    actor = actor_in(home, role)
    with pytest.raises(Forbidden):
        services.choose_offers(actor=actor, need=chain.need, add=[other])
    with pytest.raises(Forbidden):
        services.choose_offers(actor=actor, need=chain.need, remove=[centre])
    assert linked(chain.need) == {"Familienzentrum"}


def test_foreign_deleted_and_expired_offers_are_refused(
    home: Organisation, twin: Organisation, chain: SimpleNamespace, foreign: SimpleNamespace, centre: Offer
) -> None:
    both = Actor(None, "Beide", (*actor_in(home, Role.PLANNING_COORDINATOR).grants, *actor_in(twin, Role.PLANNING_COORDINATOR).grants))  # fmt: skip
    theirs, old, later = make_offer(twin, "Fremdes"), make_offer(home, "Altes"), make_offer(home, "Künftiges")
    expire(old)
    Offer.objects.filter(pk=later.pk).update(valid_from=timezone.localdate() + timedelta(days=1))
    later.refresh_from_db()
    for offer in (old, later):
        with pytest.raises(Refused, match="gilt heute nicht"):
            services.link_need_offer(actor=both, need=chain.need, offer=offer)
    with pytest.raises(Forbidden):
        services.link_need_offer(actor=both, need=chain.need, offer=theirs)
    expire(theirs)
    with pytest.raises(Forbidden):  # not the sentence that names an expired one
        services.link_need_offer(actor=both, need=chain.need, offer=theirs)
    with pytest.raises(Forbidden):
        services.link_need_offer(actor=both, need=foreign.need, offer=centre)
    with pytest.raises(Forbidden):
        services.unlink_need_offer(actor=both, need=chain.need, offer=theirs)
    delete_offer(actor=WHO, offer=centre)
    with pytest.raises(Forbidden):
        services.link_need_offer(actor=both, need=chain.need, offer=centre)
    assert NeedOffer.objects.count() == 0 and acts() == []


def test_a_choice_is_saved_whole_or_not_at_all(
    home: Organisation, chain: SimpleNamespace, planner: Actor, centre: Offer
) -> None:
    old = make_offer(home, "Altes")
    expire(old)
    with pytest.raises(Refused):
        services.choose_offers(actor=planner, need=chain.need, add=[centre, old])
    assert linked(chain.need) == set() and acts() == []


# --- queries -------------------------------------------------------------------------------------------------------


def test_deleted_offers_are_unseen_until_they_come_back(
    home: Organisation, chain: SimpleNamespace, planner: Actor, centre: Offer
) -> None:
    services.link_need_offer(actor=planner, need=chain.need, offer=centre)
    delete_offer(actor=WHO, offer=centre)
    row = queries.offers_of_need(planner, home, chain.need)
    assert (row.valid, row.others) == ((), ())
    restore_offer(actor=WHO, offer=centre)
    assert [o.name for o in queries.offers_of_need(planner, home, chain.need).valid] == ["Familienzentrum"]


def test_gaps_come_first_and_an_expired_offer_fills_none(
    home: Organisation, chain: SimpleNamespace, planner: Actor, centre: Offer
) -> None:
    urgent = {"state": "accepted", "urgency": "high"}
    make = {"actor": WHO, "owner": home}
    second = services.create_need(**make, title="Zwei", **urgent)
    third = services.create_need(**make, title="Drei", **urgent)
    services.create_need(**make, title="Vier", state="accepted", urgency="medium")
    services.create_need(**make, title="Fünf", state="suspected", urgency="high")
    services.create_need(**make, title="Verworfen", state="rejected", urgency="high", rejection_reason="doppelt")
    services.link_need_offer(actor=planner, need=second, offer=centre)
    rows = queries.offers_by_need(planner, home)
    assert [(r.need.number, r.is_gap) for r in rows] == [(3, True), (1, False), (2, False), (4, False), (5, False)]
    assert rows[0].need == third and [o.places for o in rows[2].valid] == [60]
    expire(centre)
    rows = queries.offers_by_need(planner, home)
    assert [r.need.number for r in rows if r.is_gap] == [2, 3]
    assert rows[0].valid == () and [o.name for o in rows[0].others] == ["Familienzentrum"]


def test_who_may_not_see_the_register_gets_no_offers(home: Organisation, chain: SimpleNamespace, centre: Offer) -> None:
    for role in (Role.MEASURE_OWNER, Role.FUNDING_OFFICER, Role.CLERK):
        actor = actor_in(home, role)
        for ask in (queries.offers_of_need, queries.offer_choice_for):
            with pytest.raises(Forbidden):
                ask(actor, home, chain.need)
        with pytest.raises(Forbidden):
            queries.offers_by_need(actor, home)
        with pytest.raises(Forbidden):
            queries.offer_records_for(actor, home, [centre.uid])


def test_choice_is_ordered_and_leaves_out_what_is_not_valid(
    home: Organisation, twin: Organisation, chain: SimpleNamespace, planner: Actor, centre: Offer
) -> None:
    make_offer(home, "Suchtberatung", target_groups=["addiction"])
    make_offer(home, "Wohnhilfe", target_groups=["housing", "families"])
    old, kept = make_offer(home, "Altes"), make_offer(home, "Bleibt angekreuzt")
    make_offer(twin, "Fremdes")
    services.link_need_offer(actor=planner, need=chain.need, offer=kept)
    expire(old)
    expire(kept)
    choice = queries.offer_choice_for(planner, home, chain.need)  # „Familien finden Hilfe ohne Umwege“
    assert [o.name for o in choice.linked] == ["Bleibt angekreuzt"]
    assert [(o.name, words) for o, words in choice.similar] == [
        ("Familienzentrum", ("Familien",)),
        ("Wohnhilfe", ("Familien",)),
    ]
    assert [o.name for o in choice.others] == ["Suchtberatung"]


@pytest.mark.parametrize(
    ("wanted", "offered", "words"),
    [
        ("Kinder von 6 bis 14 Jahren", "Familien mit Kindern; Rund um die Geburt", ("Kindern",)),
        ("pflegende Angehörige", "Menschen mit Pflegebedarf und Angehörige", ("Angehörige",)),
        ("Kinder in der Schule", "Menschen mit Schulden; Schulalter, 6 bis 13", ()),
        ("Menschen, die sich ohne Anlass treffen", "Menschen, die sich engagieren; alle Menschen", ()),
        ("", "Familien", ()),
    ],
)
def test_shared_words(wanted: str, offered: str, words: tuple[str, ...]) -> None:
    assert shared_words(wanted, offered) == words


def test_the_form_takes_away_only_what_it_listed(centre: Offer) -> None:
    form = NeedOffersForm({"before": str(centre.uid)}, choice=queries.OfferChoice((), (), ()))
    assert form.is_valid() and form.changes() == (set(), set())


# --- pages ---------------------------------------------------------------------------------------------------------


def test_page_of_a_need_tells_what_there_is(
    home: Organisation, chain: SimpleNamespace, web: Client, centre: Offer
) -> None:
    page = url("need", home, chain.need.uid)
    empty = web.get(page).content.decode()
    assert "noch kein Angebot zugeordnet. Das heißt nicht, dass es keines gibt." in empty
    services.link_need_offer(actor=WHO, need=chain.need, offer=centre)
    text = web.get(page).content.decode()
    for words in (
        "Familienzentrum",
        "Verband musterberg",
        land_of(home).places[0].name,
        "1 gültiges Angebot, 60 Plätze",
        "auf Dauer",
    ):
        assert words in text
    expire(centre)
    text = web.get(page).content.decode()
    assert "Kein zugeordnetes Angebot gilt heute." in text and "gilt heute nicht" in text


@pytest.mark.parametrize("role", [Role.MEASURE_OWNER, Role.FUNDING_OFFICER])
def test_readers_without_the_register_see_the_need_and_no_offers(
    home: Organisation, chain: SimpleNamespace, centre: Offer, role: Role
) -> None:
    services.link_need_offer(actor=WHO, need=chain.need, offer=centre)
    client = login(home, role)
    answer = client.get(url("need", home, chain.need.uid))
    assert answer.status_code == 200
    text = answer.content.decode() + client.get(url("needs", home)).content.decode()
    assert "Familienzentrum" not in text and "Angebote" not in text
    assert client.get(url("needs_offers", home)).status_code == 404


@pytest.mark.parametrize("role", [Role.PLANNING_COORDINATOR, Role.LEADERSHIP, Role.PROCESS_CONSULTANT])
def test_a_protected_place_shows_on_no_page(
    home: Organisation, chain: SimpleNamespace, refuge: Offer, role: Role
) -> None:
    client, place = login(home, role), land_of(home).places[-1]
    hidden = ("Geheimweg", place.name, place.code)
    pages = [url("need", home, chain.need.uid), url("needs_offers", home)]
    if role == Role.PLANNING_COORDINATOR:
        pages.append(url("need_offers", home, chain.need.uid))
    unlinked = client.get(pages[-1]).content.decode()
    services.link_need_offer(actor=WHO, need=chain.need, offer=refuge)
    for page in pages:
        text = client.get(page).content.decode()
        assert "Frauenhaus" in text
        assert [word for word in hidden if word in text + unlinked] == []
    assert "Ort geschützt" in client.get(pages[0]).content.decode()


def test_one_post_saves_the_whole_choice(
    home: Organisation, chain: SimpleNamespace, web: Client, centre: Offer
) -> None:
    second, third = make_offer(home, "Elterncafé"), make_offer(home, "Suchtberatung", target_groups=["addiction"])
    services.link_need_offer(actor=WHO, need=chain.need, offer=centre)
    page = url("need_offers", home, chain.need.uid)
    answer = web.post(page, {"before": str(centre.uid), "offers": [str(second.uid), str(third.uid)]})
    assert answer.status_code == 303 and answer["Location"] == url("need", home, chain.need.uid) + "#angebote"
    assert linked(chain.need) == {"Elterncafé", "Suchtberatung"}
    text = web.get(answer["Location"]).content.decode()
    assert "Bedarf 1: 2 Angebote zugeordnet, 1 gelöst." in text
    form = web.get(page).content.decode()
    assert form.count('name="offers"') == 3 and form.count("checked") == 2
    # nothing ticked takes all away
    before = f"{second.uid} {third.uid}"
    assert web.post(page, {"before": before}).status_code == 303
    assert linked(chain.need) == set()


def test_two_people_do_not_undo_each_other(
    home: Organisation, chain: SimpleNamespace, web: Client, centre: Offer
) -> None:
    """Both saw an empty choice; what the first ticked moved to another group of the form and stays."""
    second, page = make_offer(home, "Elterncafé"), url("need_offers", home, chain.need.uid)
    assert web.post(page, {"before": "-", "offers": [str(centre.uid)]}).status_code == 303
    assert web.post(page, {"before": "-", "offers": [str(second.uid)]}).status_code == 303
    assert linked(chain.need) == {"Familienzentrum", "Elterncafé"}
    assert web.post(page, {"before": "-", "offers": [str(second.uid)]}).status_code == 303
    assert linked(chain.need) == {"Familienzentrum", "Elterncafé"}
    assert len(acts()) == 2
    # one takes away what the other left ticked: it stays away
    services.unlink_need_offer(actor=WHO, need=chain.need, offer=centre)
    both = [str(centre.uid), str(second.uid)]
    assert web.post(page, {"before": " ".join(both), "offers": both}).status_code == 303
    assert linked(chain.need) == {"Elterncafé"}


def test_an_expired_offer_stays_ticked_until_somebody_takes_it_away(
    home: Organisation, chain: SimpleNamespace, web: Client, centre: Offer
) -> None:
    second, page = make_offer(home, "Elterncafé"), url("need_offers", home, chain.need.uid)
    services.link_need_offer(actor=WHO, need=chain.need, offer=centre)
    expire(centre)
    sent = {"before": str(centre.uid), "offers": [str(centre.uid), str(second.uid)]}
    assert web.post(page, sent).status_code == 303
    assert linked(chain.need) == {"Familienzentrum", "Elterncafé"}
    assert web.post(page, {**sent, "offers": [str(second.uid)]}).status_code == 303
    assert linked(chain.need) == {"Elterncafé"}


def test_what_cannot_be_saved_changes_nothing(
    home: Organisation, twin: Organisation, chain: SimpleNamespace, web: Client, centre: Offer
) -> None:
    theirs, page = make_offer(twin, "Fremdes"), url("need_offers", home, chain.need.uid)
    for sent in ({}, {"before": "unfug"}, {"offers": [str(centre.uid)]}):
        answer = web.post(page, sent)
        assert answer.status_code == 422 and "unvollständig" in answer.content.decode()
    answer = web.post(page, {"before": "-", "offers": [str(centre.uid), str(theirs.uid)]})
    text = answer.content.decode()
    assert answer.status_code == 422 and "inzwischen gelöscht" in text and "Fremdes" not in text
    assert text.count("checked") == 1  # what can be ticked stays ticked
    assert linked(chain.need) == set()


def test_a_link_to_an_offer_deleted_meanwhile_waits(
    home: Organisation, chain: SimpleNamespace, web: Client, centre: Offer
) -> None:
    second = make_offer(home, "Elterncafé")
    services.link_need_offer(actor=WHO, need=chain.need, offer=centre)
    delete_offer(actor=WHO, offer=centre)
    sent = {"before": str(centre.uid), "offers": [str(second.uid)]}
    assert web.post(url("need_offers", home, chain.need.uid), sent).status_code == 303
    assert linked(chain.need) == {"Familienzentrum", "Elterncafé"}


def test_the_overview_names_gaps_and_who_may_assign(
    home: Organisation, chain: SimpleNamespace, web: Client, centre: Offer
) -> None:
    page = url("needs_offers", home)
    assert "kein Bedarf mit hoher Dringlichkeit anerkannt" in web.get(page).content.decode()
    services.edit_need(
        actor=WHO, need=chain.need, version=chain.need.version, state="accepted", urgency="high", target_group="Eltern"
    )
    text = web.get(page).content.decode()
    assert "Bedarf 1 · Eltern" in text and "noch keines zugeordnet" in text
    assert url("need_offers", home, chain.need.uid) in text
    reader = login(home, Role.LEADERSHIP).get(page).content.decode()
    assert "Bedarf 1 · Eltern" in reader and url("need_offers", home, chain.need.uid) not in reader
    services.link_need_offer(actor=WHO, need=chain.need, offer=centre)
    text = web.get(page).content.decode()
    assert "Jedem anerkannten Bedarf mit hoher Dringlichkeit" in text and "60 Plätze" in text
    assert page in web.get(url("needs", home)).content.decode()
    assert page in web.get(url("thread", home)).content.decode()
