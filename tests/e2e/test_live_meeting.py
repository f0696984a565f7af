"""A meeting while it runs: text typed without a connection is kept on the device and arrives once; two people see both texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.e2e.checks import Keyboard, demand_good
from tests.e2e.conftest import WIDE, sign_in
from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.long]
WORDS = "Geschrieben ohne Verbindung: Umlaute äöü, <b> & „Zitat“"
KEPT = "Nicht gesendet, liegt auf diesem Gerät."


def press(page: Any, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def desk(browser: Any, site: Site) -> Iterator[Any]:
    """A window of the planner with a connection that can be cut; errors of the cut connection are expected here."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, locale="de-DE", base_url=site.address)
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, "planung")
    yield page
    context.close()


@pytest.fixture
def live(desk: Any) -> Any:
    """A meeting of its own, opened; the page of the moderator."""
    desk.goto("/k/musterberg/gremien/")
    desk.get_by_role("link", name="Beirat für Menschen mit Behinderungen").click()
    desk.get_by_role("link", name="Sitzung anlegen").click()
    day = (date.today() + timedelta(days=3)).isoformat()
    desk.locator("[name=start]").fill(f"{day}T17:00")
    desk.locator("[name=end]").fill(f"{day}T19:00")
    press(desk, "Sitzung anlegen")
    desk.get_by_role("link", name="Punkt hinzufügen").click()
    desk.locator("[name=title]").fill("Rampe am Eingang")
    press(desk, "Auf die Tagesordnung")
    for step in ("Einladen", "Sitzung eröffnen"):
        desk.get_by_role("link", name=step, exact=True).click()
        press(desk, step)
    assert "Sitzung leiten" in desk.locator("h1").inner_text()
    demand_good(desk)
    return desk


def stored(page: Any) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('entwurf:sitzung:'))")


def status(page: Any) -> Any:
    return page.locator("form[data-keep] [role=status]")


def acts(site: Site) -> int:
    return int(site.instance.rows("SELECT count(*) FROM core_act WHERE verb = 'committees.record_item'")[0][0])


def test_text_typed_without_a_connection_arrives_once(live: Any, site: Site) -> None:
    before = acts(site)
    live.context.set_offline(True)
    live.locator("[name=text]").fill(WORDS)
    live.get_by_label("behandelt").check()
    press(live, "Festhalten")
    status(live).filter(has_text=KEPT).wait_for()
    assert len(stored(live)) == 1 and acts(site) == before
    live.context.set_offline(False)  # nobody presses anything: it goes out by itself
    status(live).filter(has_text="Gesendet um").wait_for()
    assert stored(live) == [] and acts(site) == before + 1
    live.reload()
    assert live.locator("[name=text]").input_value() == WORDS and live.get_by_label("behandelt").is_checked()
    live.wait_for_timeout(500)
    assert acts(site) == before + 1


def test_it_survives_a_closed_window_and_a_lost_answer(live: Any, site: Site) -> None:
    before = acts(site)
    live.context.set_offline(True)
    live.locator("[name=text]").fill("Nur getippt, nicht gesendet")
    status(live).filter(has_text=KEPT).wait_for()
    live.context.set_offline(False)
    live.reload()
    assert live.locator("[name=text]").input_value() == "Nur getippt, nicht gesendet"
    assert KEPT in status(live).inner_text() and acts(site) == before  # kept, but nobody said that it is to be sent
    # the server takes it, the answer never comes back: sent again, it stands there once
    lost: list[bool] = []

    def lose_first(route: Any) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(True)
            route.fetch()
            route.abort()

    live.route("**/festhalten/", lose_first)
    press(live, "Festhalten")
    status(live).filter(has_text="Gesendet um").wait_for()
    assert lost and acts(site) == before + 1 and stored(live) == []


def test_two_people_see_both_texts(live: Any, site: Site) -> None:
    other = live.context.new_page()
    other.goto(live.url)
    other.locator("[name=text]").fill("Text der anderen")
    press(other, "Festhalten")
    status(other).filter(has_text="Gesendet um").wait_for()
    live.locator("[name=text]").fill("Mein Text")
    press(live, "Festhalten")
    alert = live.locator("form[data-keep] [role=alert]")
    alert.wait_for()
    assert "Text der anderen" in alert.inner_text() and live.locator("[name=text]").input_value() == "Mein Text"
    demand_good(live)
    live.locator("[name=text]").fill("Text der anderen. Mein Text")
    press(live, "Festhalten")
    status(live).filter(has_text="Gesendet um").wait_for()
    other.reload()
    assert other.locator("[name=text]").input_value() == "Text der anderen. Mein Text"
    assert stored(live) == []


def test_a_meeting_is_led_by_keyboard_alone(live: Any) -> None:
    keys = Keyboard(live)
    here = live.get_by_role("main").get_by_role("button", name=re.compile("^ist da"))
    members = here.count()
    assert members == 2
    for left in range(members, 0, -1):
        with live.expect_navigation():
            keys.press_on(here.first)
        assert here.count() == left - 1
    keys.fill("Text für die Niederschrift", "Mit der Tastatur geschrieben.")
    keys.pick("behandelt")
    keys.press("button", "Festhalten")
    status(live).filter(has_text="Gesendet um").wait_for()
    with live.expect_navigation():
        keys.press("link", "Abstimmung eintragen")
    keys.fill(r"Worüber wird abgestimmt\?", "Eine Rampe wird gebaut.")
    keys.fill("Ja", "3")
    keys.fill("Nein", "0")
    with live.expect_navigation():  # three votes of two who are there
        keys.press("button", "Abstimmung festhalten")
    assert "Es sind 3 Stimmen gezählt, aber nur 2 Mitglieder anwesend." in live.get_by_role("alert").first.inner_text()
    keys.fill("Ja", "2")
    with live.expect_navigation():
        keys.press("button", "Abstimmung festhalten")
    assert "2 von 2 anwesend, nötig sind 2: beschlussfähig." in live.get_by_role("main").inner_text()
    with live.expect_navigation():
        keys.press("link", "Beschluss festhalten")
    with live.expect_navigation():
        keys.press("button", "Beschluss festhalten")
    assert "/beschluesse/" in live.url
    found = live.get_by_role("main").inner_text()
    assert "Eine Rampe wird gebaut." in found and "2 Ja, 0 Nein, 0 Enthaltungen" in found
