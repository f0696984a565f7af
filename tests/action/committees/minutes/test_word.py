"""What minutes give to an authority's own Word template: no more than our own layout says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sozialstrategie.action.committees.minutes.composing import compose, parts
from sozialstrategie.action.committees.minutes.documents import minutes_blocks
from sozialstrategie.action.committees.minutes.facts import (
    Absent,
    DecisionFacts,
    ItemFacts,
    MeetingFacts,
    Part,
    Present,
    TaskFacts,
    VoteFacts,
)
from sozialstrategie.action.committees.minutes.word import MINUTES_TEMPLATE, NON_PUBLIC, minutes_values

VOTE = VoteFacts(
    8, 2, 1, 0, 11, 13, True, "Angenommen.", ballots=(("Frau A", "Ja"), ("Herr B", "Nein")), motion="Mit Änderung?"
)  # fmt: skip
SECRET = VoteFacts(5, 6, 0, 0, 11, 13, None, secret=True, override_reason="Streit", ballots=(("Frau A", "Ja"),))
FACTS = MeetingFacts(
    organisation="Landkreis", committee="Gruppe", title="3. Sitzung", start=datetime(2027, 1, 12, 17), place="Saal", chair="Frau A",
    present=(Present("Frau A", "Vorsitz", True, "ab 17:05 Uhr"),), absent=(Absent("Herr C", "Mitglied", "krank", "Frau D"),),
    guests=("Gast E",),
    items=(
        ItemFacts("1", "Plan & <b>", "Beschluss", True, "Text", "vertagt", ("Herr B",), ("27/1",), (VOTE, SECRET),
                  (DecisionFacts("7", "beschlossen", "Ja."),), (TaskFacts("Brief", "Amt", date(2027, 2, 1)), TaskFacts("Anruf"))),
        ItemFacts("2", "Geheim", "Beratung", False, "Vertrauliches"),
    ),
)  # fmt: skip


def test_the_public_part() -> None:
    values = minutes_values(compose(FACTS, Part.PUBLIC))
    assert set(values) == {p.name for p in MINUTES_TEMPLATE.own}
    assert (values["tag"], values["beginn"], values["ende"]) == ("12.01.2027", "17:00 Uhr", "nicht eingetragen")
    assert values["schriftfuehrung"] == "nicht eingetragen" and values["oeffentlichkeit"] == ""
    assert values["abwesende"] == [{"name": "Herr C", "funktion": "Mitglied", "grund": "krank", "vertretung": "Frau D"}]
    assert (values["gaeste"], values["nicht_oeffentlich"]) == ("Gast E", "TOP 2")
    (item,) = values["punkte"]
    assert item["ergebnis"] == "" and item["vorlagen"] == "27/1" and item["beteiligt"].startswith("Herr B (")
    assert item["beschluesse"] == [{"nummer": "7", "ergebnis": "beschlossen", "text": "Ja."}]
    assert item["auftraege"] == [
        {"auftrag": "Brief", "wer": "Amt", "bis": "01.02.2027"},
        {"auftrag": "Anruf", "wer": "", "bis": ""},
    ]
    vote, secret = item["abstimmungen"]
    assert (vote["ja"], vote["ergebnis"], vote["namentlich"]) == ("8", "angenommen", "Frau A: Ja; Herr B: Nein")
    assert (vote["antrag"], secret["antrag"]) == ("Mit Änderung?", "")
    assert (secret["ergebnis"], secret["namentlich"]) == ("festgehalten", "")
    assert secret["hinweise"] == "Geheime Abstimmung. Abweichend vom errechneten Ergebnis festgestellt, weil: Streit"


def test_the_part_that_is_not_public_names_the_absent_only() -> None:
    values = minutes_values(compose(FACTS, Part.NON_PUBLIC))
    assert values["oeffentlichkeit"] == NON_PUBLIC and [i["titel"] for i in values["punkte"]] == ["Geheim"]
    assert values["abwesende"] == [{"name": "Herr C", "funktion": "", "grund": "", "vertretung": ""}]
    assert (values["gaeste"], values["nicht_oeffentlich"]) == ("", "")


def test_a_meeting_without_any_public_point_has_one_part_that_holds_all() -> None:
    """Reasons and guests stand in the minutes and nowhere else; where there is no public part, they stand in the other one."""
    closed = replace(FACTS, items=FACTS.items[1:])
    assert parts(closed) == (Part.NON_PUBLIC,)
    payload = compose(closed, Part.NON_PUBLIC)
    values = minutes_values(payload)
    assert values["abwesende"] == [{"name": "Herr C", "funktion": "Mitglied", "grund": "krank", "vertretung": "Frau D"}]
    assert (values["gaeste"], values["oeffentlichkeit"]) == ("Gast E", NON_PUBLIC)
    printed = repr(list(minutes_blocks(payload)))
    assert "krank" in printed and "Gast E" in printed
    assert "krank" not in repr(list(minutes_blocks(payload, reasons=False)))


def test_parts_frozen_without_a_word_of_it_read_as_before() -> None:
    public, hidden = compose(FACTS, Part.PUBLIC), compose(FACTS, Part.NON_PUBLIC)
    for payload in (public, hidden):
        new = repr(list(minutes_blocks(payload)))
        del payload["main"]
        assert repr(list(minutes_blocks(payload))) == new


def test_what_was_voted_on_is_printed_once() -> None:
    """Beside the counts, unless a decision of the point says the same words; votes frozen without it print as before."""
    payload = compose(FACTS, Part.PUBLIC)
    said = "Abgestimmt wurde über: Mit Änderung?"
    assert repr(list(minutes_blocks(payload))).count(said) == 1
    payload["items"][0]["decisions"][0][2] = "Mit Änderung?"
    assert said not in repr(list(minutes_blocks(payload)))
    for vote in payload["items"][0]["votes"]:
        del vote["motion"]
    assert "Abgestimmt wurde" not in repr(list(minutes_blocks(payload)))
    assert minutes_values(payload)["punkte"][0]["abstimmungen"][0]["antrag"] == ""
