"""One strategy from its draft to its revision, played by the people who do it, with those who may not beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.checks import demand_good
from tests.e2e.conftest import NARROW, WIDE, Windows

pytestmark = [pytest.mark.e2e, pytest.mark.long]
K = "/k/musterberg/"
TITLE = "Sozialstrategie 2026 bis 2030"
FIELD = "1 Wohnen & Nachbarschaft"
LATE, DROPPED, KEPT = "Beratung vor der Räumung", "Wohnungstausch-Börse", "Runder Tisch <Mieten>"
REMARK = "Bitte auch im Bergland & „vor Ort“."


class Play:
    """Windows of the people, and what they do in a few words."""

    def __init__(self, windows: Windows, javascript: bool) -> None:
        self.windows, self.javascript = windows, javascript

    def of(self, who: str, width: int = WIDE) -> Any:
        return self.windows.page(who, javascript=self.javascript, width=width)

    def at(self, who: str, path: str = "") -> Any:
        page = self.of(who)
        page.goto(path if path.startswith(("http", "/")) else K + path)
        return page

    def good(self, page: Any) -> None:
        demand_good(page, axe=self.javascript)

    def closed(self, path: str, *people: str, posted: bool = True) -> None:
        """Those people neither see the page nor can they send its form by hand."""
        for who in people:
            page = self.of(who)
            answers = [page.request.get(path)]
            if posted:
                token = next((c["value"] for c in page.context.cookies() if c["name"] == "csrftoken"), "")
                sent = {"csrfmiddlewaretoken": token, "version": "1", "reason": "x"}
                answers.append(page.request.post(path, form=sent, headers={"Referer": self.windows.site.address}))
            found = [a.status for a in answers]
            assert all(status in (403, 404, 405) for status in found), f"{who} an {path}: {found}"


def press(page: Any, name: str) -> None:
    """Each button here sends a form: the answer is waited for, or the next step would cut it off."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def link(page: Any, name: str) -> str:
    return str(
        page.get_by_role("main").get_by_role("link", name=re.compile(f"^{re.escape(name)}")).first.get_attribute("href")
    )


def text(page: Any) -> str:
    return str(page.locator("main").inner_text())


def entered(page: Any, button: str, **values: str) -> str:
    """Fill the form of the page by the names of its fields and send it; the address of the page that comes then."""
    for name, value in values.items():
        inputs = page.locator(f"main [name={name}]")
        if inputs.count() > 1 or inputs.get_attribute("type") in ("checkbox", "radio"):
            page.locator(f"main [name={name}][value='{value}']").check()
        elif inputs.evaluate("e => e.tagName") == "SELECT":
            inputs.select_option(label=value) if value not in _values(inputs) else inputs.select_option(value)
        else:
            inputs.fill(value)
    press(page, button)
    return str(page.url)


def _values(select: Any) -> list[str]:
    return list(select.locator("option").evaluate_all("options => options.map(o => o.value)"))


@pytest.fixture(params=[pytest.param(False, id="ohne JavaScript"), pytest.param(True, id="mit JavaScript")])
def play(request: pytest.FixtureRequest, own_windows: Windows) -> Iterator[Play]:
    yield Play(own_windows, request.param)
    assert own_windows.take_trouble() == []


def drafted(play: Play) -> dict[str, str]:
    """A strategy with a field, a goal and three measures; addresses by name."""
    play.closed(K + "strategie/neu/", "gremium", "massnahme", "stadt", "leitung")
    page = play.at("planung", "strategie/neu/")
    entered(page, "Strategie anlegen", title=TITLE, period_from="2026", period_to="2030")
    page = play.at("planung", "handlungsfelder/neu/")
    entered(page, "Handlungsfeld anlegen", title="Wohnen & Nachbarschaft")
    page = play.at("planung", "ziele/neu/")
    urls = {
        "goal": entered(
            page, "Ziel anlegen", field=FIELD, kind="goal", title="Niemand verliert die Wohnung wegen Schulden",
            target_year="2028",
        )
    }  # fmt: skip
    for title, unit, end in (
        (LATE, "Sozialamt", "2026-08-31"), (DROPPED, "Bauamt", "2029-12-31"), (KEPT, "Sozialamt", "2029-12-31"),
    ):  # fmt: skip
        page.goto(urls["goal"])
        page.goto(page.locator("a[href*='massnahmen/neu/']").first.get_attribute("href"))
        values = {"responsible": "Kim Beispiel"} if title == LATE else {}
        urls[title] = entered(
            page, "Maßnahme anlegen", title=title, lead_unit=unit, start="2026-01-01", end=end, status="proposed",
            visibility="public", **values,
        )  # fmt: skip
        play.closed(urls[title], "gremium", "stadt", posted=False)
    return urls


def opinions(play: Play) -> None:
    """Two units are asked: one answers without an account, one is silent; what was said is weighed."""
    page = play.at("planung", "strategie/")
    play.closed(link(page, "Mitzeichnung beginnen"), "fachplanung", "leitung", "gremium", "stadt")
    page.goto(link(page, "Mitzeichnung beginnen"))
    press(page, "Mitzeichnung beginnen")
    page.goto(link(page, "Stellen um eine Stellungnahme bitten"))
    page.goto(link(page, "Mitzeichnung beginnen"))
    round_url = entered(page, "Fassung festhalten und beginnen", title="Mitzeichnung Wohnen", due_on="2030-01-31")
    play.closed(round_url, "massnahme", "gremium", "stadt", posted=False)
    for unit in ("Jugendamt", "Jobcenter Nord"):
        page.goto(round_url)
        page.goto(link(page, "Stelle fragen"))
        entered(page, "Auf die Liste setzen", recipient=unit)
        if unit == "Jugendamt":
            press(page, "Link machen")
            secret = page.locator("#link").get_attribute("href")
    outside = play.of("", NARROW)
    outside.goto(secret)
    play.good(outside)
    outside.get_by_label("stimmt nicht zu").check()
    outside.locator("[name=from_function]").fill("Jugendamt, Leitung")
    outside.locator("[name=place_1]").select_option(label=f"Maßnahme 1.1.1: {LATE}")
    outside.locator("[name=remark_1]").fill(REMARK)
    press(outside, "Stellungnahme abschicken")
    assert "ist angekommen" in text(outside)

    page.goto(round_url)
    play.closed(link(page, "Abwägen"), "leitung", "massnahme", "gremium", "stadt")
    page.goto(link(page, "Abwägen"))
    page.get_by_label("gefolgt", exact=True).check()
    page.locator("[name=reason]").fill("Das Bergland kommt dazu.")
    press(page, "Abwägung festhalten")
    press(page, "Mitzeichnung beenden")
    assert "keine Antwort; Schweigen gilt nicht als Zustimmung" in text(page)
    play.good(page)
    phone = play.of("planung", NARROW)
    phone.goto(round_url)
    play.good(phone)
    phone.goto(link(phone, "Jobcenter Nord"))
    play.good(phone)
    play.windows.expected_status = {404}
    assert outside.goto(secret).status == 404


def in_committees(play: Play) -> None:
    """The strategy goes to the bodies; leadership gives it."""
    page = play.at("planung", "strategie/")
    page.goto(link(page, "Bürgerbeteiligung beginnen"))
    press(page, "Bürgerbeteiligung beginnen")
    page = play.at("leitung", "strategie/")
    play.closed(link(page, "In die Gremien geben"), "planung", "fachplanung", "massnahme", "gremium", "stadt")
    page.goto(link(page, "In die Gremien geben"))
    press(page, "In die Gremien geben")
    assert "Die Strategie steht jetzt bei „in den Gremien“." in text(page)


SOCIAL, STEERING, COUNCIL = (
    "Ausschuss für Soziales und Gesundheit",
    "Steuerungsgruppe Sozialstrategie",
    "Kreistag Musterberg",
)
DECISION = "Mit der Änderung, dass die Beratung auch im Bergland angeboten wird."


def paper_written(play: Play) -> str:
    """A paper with the frozen version as its annex, two bodies one after the other; finished."""
    play.closed(K + "vorlagen/neu/", "gremium", "massnahme", "stadt")
    page = play.at("planung", "vorlagen/neu/")
    annex = page.locator("#id_strategy_version option").filter(has_text=TITLE).get_attribute("value")
    paper = entered(
        page, "Vorlage anlegen", title=TITLE, proposed="Die Sozialstrategie wird beschlossen.",
        reasons="Aus der Mitzeichnung & dem Bergland.", strategy_version=annex,
    )  # fmt: skip
    play.closed(paper, "gremium", "stadt", posted=False)  # a draft of the paper is not yet for members
    for body, role in ((SOCIAL, "Vorberatung"), (COUNCIL, "Entscheidung")):
        page.goto(paper)
        page.goto(link(page, "Gremium aufnehmen"))
        if body == COUNCIL:
            page.locator("#id_is_authoritative").check()
        entered(page, "Aufnehmen", committee=body, role=role)
    play.good(page)
    page.goto(link(page, "Fertigstellen"))
    press(page, "Vorlage fertigstellen")
    assert play.at("gremium", paper).locator("h1").inner_text() == TITLE  # now it is
    play.closed(paper, "stadt", posted=False)
    return paper


def result(play: Play, paper: str, body: str, **values: str) -> Any:
    """Enter what a body did, as it stands in the short form; the page that comes."""
    page = play.at("planung", paper)
    step = page.get_by_role("main").get_by_role("link").filter(has_text="Ergebnis eintragen").filter(has_text=body)
    url = str(step.first.get_attribute("href"))
    play.closed(url, "gremium", "massnahme", "fachplanung", "stadt")
    page.goto(url)
    entered(page, "Ergebnis eintragen", **values)
    return page


def confirmed(page: Any) -> None:
    page.locator("[name=confirm]").check()
    press(page, "Ergebnis eintragen")


def decided(play: Play, paper: str) -> None:
    """Referred back once, then advised, then adopted with changes."""
    play.windows.expected_status = {404, 422}
    votes = {"yes": "8", "no": "2", "abstain": "1", "present": "11"}
    page = result(
        play, paper, SOCIAL, result="referred", on="2026-11-02", text="Die Kosten sind genauer zu begründen.",
        target=STEERING, **votes,
    )  # fmt: skip
    assert "eingetragen sind für diesen Tag 1 stimmberechtigte Mitglieder" in text(page)
    play.good(page)
    confirmed(page)
    result(play, paper, STEERING, result="adopted", on="2026-11-09", text="Die Kosten sind ergänzt.")
    page = result(play, paper, SOCIAL, result="adopted", on="2026-11-16", **votes | {"present": "9"})
    assert "Es sind 11 Stimmen gezählt, aber nur 9 Mitglieder anwesend." in text(page)
    page.locator("[name=present]").fill("11")
    confirmed(page)
    votes = {"yes": "31", "no": "6", "abstain": "3", "present": "40"}
    page = result(
        play, paper, COUNCIL, result="adopted_amended", on="2026-11-20", number="92/2026", text=DECISION, **votes
    )
    if page.locator("[name=confirm]").count():
        confirmed(page)
    rows = play.at("planung", paper).locator("main table").first.inner_text()
    assert rows.index("zurückverwiesen") < rows.index(STEERING) < rows.index("mit Änderungen beschlossen")
    play.good(page)


def signed(play: Play, late: str) -> str:
    """The change is entered, leadership signs it against the decision; the frozen version with its checksum."""
    page = play.at("leitung", "strategie/")
    assert "ist noch nichts geändert" in text(page)
    edit = play.at("planung", f"{late}bearbeiten/")
    edit.locator("#id_description").fill("Beratung im Amt und im Bergland.")
    press(edit, "Maßnahme speichern")
    page = play.at("leitung", "strategie/")
    url = link(page, "Gegen den Beschluss abzeichnen")
    play.closed(url, "planung", "fachplanung", "massnahme", "gremium", "stadt")
    page.goto(url)
    assert DECISION in text(page) and "Beratung im Amt und im Bergland." in text(page)
    play.good(page)
    page.locator("[name=confirmed]").check()
    version = entered(page, "Abzeichnen und festhalten", note="Maßnahme 1.1.1 nennt jetzt das Bergland.")
    found = text(page)
    assert re.search(r"\b[0-9a-f]{64}\b", found) and "Prüfsumme stimmt" in found
    assert f"{COUNCIL}, mit Änderungen beschlossen am 20.11.2026, Nr. 92/2026" in found
    play.closed(version, "stadt", posted=False)
    return version


def carried_out(play: Play, urls: dict[str, str]) -> None:
    """One measure is late, and why; one is dropped, and why; the report says both."""
    page = play.at("planung", "strategie/")
    play.closed(link(page, "Umsetzung beginnen"), "fachplanung", "leitung", "massnahme", "gremium", "stadt")
    page.goto(link(page, "Umsetzung beginnen"))
    press(page, "Umsetzung beginnen")
    page = play.at("massnahme", f"{urls[LATE]}stand/")  # the person that the measure names
    page.locator("[name=to][value=running]").check()
    press(page, "Stand ändern")
    play.closed(f"{urls[DROPPED]}stand/", "massnahme", "gremium", "stadt")
    assert "Das geplante Ende am 31.08.2026 ist vorbei, die Maßnahme aber nicht fertig." in text(page)
    assert "Es gibt noch keinen Sachstand." in text(page)
    page = play.at("planung", f"{urls[DROPPED]}stand/")
    page.locator("[name=to][value=dropped]").check()
    press(page, "Stand ändern")
    assert "Fehler: " in page.title()  # without a reason nothing is dropped
    page.locator("[name=to][value=dropped]").check()
    page.locator("[name=reason]").fill("Das Land hat eine eigene Börse eröffnet.")
    press(page, "Stand ändern")
    report = K + "umsetzung/umsetzungsbericht.docx"
    play.closed(report, "gremium", "stadt", posted=False)
    said = words_of(page.request.get(report).body())
    for sentence in (
        TITLE, LATE, "Das geplante Ende am 31.08.2026", DROPPED, "Das Land hat eine eigene Börse eröffnet.", KEPT,
    ):  # fmt: skip
        assert sentence in said, sentence


def words_of(data: bytes) -> str:
    import io

    import docx

    document = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def revised(play: Play) -> None:
    """The next strategy begins: what was dropped is not asked for, all else is decided with a reason where it ends."""
    page = play.at("planung", "strategie/")
    play.closed(link(page, "Fortschreibung beginnen"), "fachplanung", "massnahme", "gremium", "stadt", "leitung")
    page.goto(link(page, "Fortschreibung beginnen"))
    carry = entered(page, "Nächste Strategie beginnen", title="Sozialstrategie 2031 bis 2035")
    found = text(page)
    assert "Bei 3 von 3 Zielen und Maßnahmen" in found and DROPPED not in found
    play.good(page)
    for outcome, reason in (
        ("continued", "Noch nicht erreicht."),
        ("ended", "Die Aufgabe ist erfüllt."),
        ("continued", "Läuft gut."),
    ):
        page.goto(carry)
        page.goto(link(page, "Entscheiden"))
        page.locator(f"[name=outcome][value={outcome}]").check()
        page.locator("[name=reason]").fill(reason)
        press(page, "Festhalten")
        assert "Fehler: " not in page.title(), text(page)
    page.goto(carry)
    assert "Für alle 3 Ziele und Maßnahmen der Vorgängerstrategie steht fest" in text(page)
    assert "Die Aufgabe ist erfüllt." in text(page)
    play.good(page)


def test_the_whole_life(play: Play) -> None:
    play.windows.expected_status = {404, 422}
    urls = drafted(play)
    opinions(play)
    in_committees(play)
    paper = paper_written(play)
    decided(play, paper)
    version = signed(play, urls[LATE])
    frozen = text(play.at("planung", version))
    carried_out(play, urls)
    revised(play)
    assert text(play.at("planung", version)) == frozen  # whatever came after
