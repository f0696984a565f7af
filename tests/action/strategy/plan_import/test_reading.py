"""From rows to a plan: messy numbers kept, "as above" filled, duplicates refused with both places, nothing lost."""

from __future__ import annotations

from datetime import date

import pytest

from sozialstrategie.action.strategy.plan_import.columns import propose, role_of
from sozialstrategie.action.strategy.plan_import.numbers import number_fault, number_key, split_number, tidy_number
from sozialstrategie.action.strategy.plan_import.terms import Term, priority_of, status_of, term_of
from tests.action.strategy.plan_import import messy
from tests.action.strategy.plan_import.support import HEAD, plan_of, read, table

A = ("1.1", "1 Familie", "Ziel 1.1: Rat für alle", "Lotsendienst", "Jugendamt", "2024-2026", "läuft")
B = ("1.2", "", "", "Elterncafé", '"', "ab 2025", "offen")


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_messy_table_is_read_whole(form: str) -> None:
    plan, _ = read(messy.xlsx() if form == "xlsx" else messy.docx())
    assert plan.faults == []
    assert plan.counts() == {"field": 6, "guiding_goal": 0, "goal": 46, "measure": 118}
    wanted = list(messy.lines())
    assert [m.number for m in plan.measures] == [w.shown_number for w in wanted]
    assert [m.title for m in plan.measures] == [w.title for w in wanted]
    goals = {g.key: g.number for g in plan.goals}
    assert [goals[m.goal] for m in plan.measures] == [w.goal for w in wanted]
    assert [f"{f.number} {f.title}" for f in plan.fields] == [f"{n} {t}" for n, t in enumerate(messy.FIELDS, 1)]
    assert {m.number for m in plan.measures} >= {"1.1.1", "2.1.1.", "M 3a", "4-1-1", "5.1", "5.10", "VI/14"}


def test_cells_of_the_messy_workbook() -> None:
    plan, _ = read(messy.xlsx())
    by_number = {m.number: m for m in plan.measures}
    assert by_number["1.1.2"].values["lead_unit"] == by_number["1.1.1"].values["lead_unit"] == "Sozialamt"
    assert by_number["1.1.3"].values["description"] == f"Fußnote: {messy.FOOTNOTE}"
    assert by_number["1.1.3"].title == "Beratung vor Ort 3 in Musterberg"
    first = by_number["1.1.1"].values
    assert (first["start"], first["end"], first["status"]) == (date(2025, 1, 1), date(2026, 12, 31), "running")
    assert [str(n) for n in plan.notes] == [
        "Blatt „Maßnahmen“, Zeile 126: Die Summenzeile wird nicht gelesen.",
        "Blatt „Maßnahmen“, Zeile 129: Diese Zeile steht neben dem Plan und wird nicht gelesen.",
        "Nicht gelesene Spalten: Aktenplan.",
    ]


def test_the_same_file_gives_the_same_plan() -> None:
    data = messy.xlsx()
    assert read(data) == read(data)


def test_a_small_plan() -> None:
    plan = plan_of(A, B)
    assert plan.faults == []
    first, second = plan.measures
    assert (second.number, second.field, second.goal) == ("1.2", first.field, first.goal)
    assert second.values == {"lead_unit": "Jugendamt", "start": date(2025, 1, 1), "end": None, "permanent": False, "status": "decided"}  # fmt: skip
    assert plan.goals[0].title == "Rat für alle"


@pytest.mark.parametrize("again", ["1.1", "1.1.", " 1.1", "Nr. 1.1:"])
def test_the_same_number_twice_is_refused_with_both_places(again: str) -> None:
    plan = plan_of(A, (again, "", "", "Elterncafé", "", "", ""))
    (fault,) = plan.faults
    assert str(fault).startswith("Blatt „Plan“, Zelle A3: Die Nummer ")
    assert "steht schon bei Blatt „Plan“, Zelle A2" in fault.text


@pytest.mark.parametrize("other", ["1.10", "1-1", "1.1a", "M 1.1"])
def test_other_writings_are_other_numbers(other: str) -> None:
    assert plan_of(A, (other, "", "", "Elterncafé", "", "", "")).faults == []


def test_a_number_may_come_again_in_another_field() -> None:
    plan = plan_of(A, ("1.1", "2 Wohnen", "", "Wohnlotsen", "", "", ""))
    assert plan.faults == []
    assert [m.goal != "" for m in plan.measures] == [True, False]  # the goal of another field does not go on
    assert "Die Maßnahme gehört zu keinem Ziel." in [n.text for n in plan.notes]


def test_numbers_that_begin_anew_in_each_goal() -> None:
    rows = (("1", "1 Familie", "Ziel 1.1: Rat", "A-Dienst", "", "", ""), ("1", "", "Ziel 1.2: Zeit", "B-Dienst", "", "", ""))  # fmt: skip
    (fault,) = plan_of(*rows).faults
    assert "Beginnt die Zählung in jedem Ziel neu, wählen Sie das beim Zuordnen." in fault.text
    plan = plan_of(*rows, below_goal=True)
    assert plan.faults == [] and [m.number for m in plan.measures] == ["1.1.1", "1.2.1"]


def test_one_number_for_two_fields_or_goals_is_refused_unless_it_is_a_slip() -> None:
    plan = plan_of(A, ("2.1", "1 Wohnen", "", "Wohnlotsen", "", "", ""))
    assert [str(f) for f in plan.faults] == [
        "Blatt „Plan“, Zelle B3: Handlungsfeld 1 steht mit einem anderen Titel schon bei Blatt „Plan“, Zelle B2. Eine Nummer kann nur einmal vergeben sein."
    ]
    slip = plan_of(A, ("1.2", "1 Familie", "Ziel 1.1: Rat für alle.", "Elterncafé", "", "", ""))
    assert slip.faults == [] and len(slip.goals) == 1
    almost = plan_of(A, ("1.2", "", "Ziel 1.1: Rat fur alle", "Elterncafé", "", "", ""))
    assert almost.faults == [] and "es gilt die erste Schreibweise" in almost.notes[0].text


def test_what_is_missing_is_said_with_its_cell() -> None:
    assert [str(f) for f in plan_of(("1.1", "", "", "Lotsendienst", "", "", "")).faults] == [
        "Blatt „Plan“, Zelle D2: Zu welchem Handlungsfeld das gehört, steht nirgends. Bitte wählen Sie eine Spalte oder nennen Sie ein Handlungsfeld für alle."
    ]
    assert plan_of(("1.1", "", "", "Lotsendienst", "", "", ""), default_field="3 Wohnen").fields[0].number == "3"
    assert [str(f) for f in plan_of(A, ("1.2", "", "", "", "Sozialamt", "", "")).faults] == [
        "Blatt „Plan“, Zelle D3: Die Maßnahme hat eine Nummer, aber keinen Titel."
    ]
    assert "Ende (31.12.2023) liegt vor dem Beginn (01.01.2025)" in plan_of((*A[:5], "2025-2023", "")).faults[0].text
    assert "steht keine Maßnahme" in plan_of().faults[0].text
    assert "Hier steht ein Datum" in plan_of(("01.02.2024", *A[1:])).faults[0].text


def test_rows_that_go_on_belong_to_the_measure_above() -> None:
    head = (*HEAD, "Beschreibung")
    rows = ((*A, "Lotsinnen beraten"), ("", "", "", "", "Sozialamt", "", "", "Sie gehen in Schulen"))
    plan = plan_of(*rows, head=head)
    (measure,) = plan.measures
    assert measure.values["lead_unit"] == "Jugendamt; Sozialamt"
    assert measure.values["description"] == "Lotsinnen beraten\nSie gehen in Schulen"
    merged = plan_of((*A, ""), ("1.2", "", "", "Elterncafé", "", "2025", "", ""), head=head, above={3: {4}})
    assert merged.measures[1].values["lead_unit"] == "Jugendamt"
    empty = plan_of((*A, ""), ("1.2", "", "", "Elterncafé", "", "2025", "", ""), head=head)
    assert empty.measures[1].values["lead_unit"] == ""  # not merged: nothing is said


def test_lines_over_measures() -> None:
    head = ("Nr.", "Maßnahme", "Zuständig")
    rows = (
        ("Handlungsfeld II: Wohnen", "", ""), ("Leitziel 2: Alle wohnen gut", "", ""), ("Ziel 2.1 Niemand verliert die Wohnung", "", ""),
        ("2.1.1", "Wohnlotsen", "Sozialamt"), ("", "", ""), ("Ziel 2.2: Umzüge gelingen", "", ""), ("2.2.1", "Umzugshilfe", "Sozialamt"),
    )  # fmt: skip
    plan = plan_of(*rows, head=head, joined=(2, 3, 4, 7))
    assert plan.faults == []
    assert [(i.kind, i.number, i.title) for i in (*plan.fields, *plan.goals)] == [
        ("field", "2", "Wohnen"), ("guiding_goal", "2", "Alle wohnen gut"), ("goal", "2.1", "Niemand verliert die Wohnung"),
        ("goal", "2.2", "Umzüge gelingen"),
    ]  # fmt: skip
    assert {g.goal for g in plan.goals if g.kind == "goal"} == {plan.goals[0].key}


def test_nothing_that_was_written_is_lost() -> None:
    head = (*HEAD, "Priorität", "Zielwert")
    long = "Träger der freien Wohlfahrt, " * 9
    plan = plan_of((*A[:4], long, "kurzfristig", "halb fertig", "dringend", "14"), head=head)
    values, notes = plan.measures[0].values, [n.text for n in plan.notes]
    assert len(values["lead_unit"]) <= 160 and long.strip() in values["description"]
    assert "Zeitraum laut Plan: kurzfristig" in values["description"]
    assert "Priorität laut Plan: dringend" in values["description"]
    assert values["progress_note"] == "Stand laut Plan: halb fertig" and "status" not in values
    assert (values["target_value"], values["target_text"]) == (14, "")
    assert len(notes) == 4


def test_footnotes_go_where_they_belong() -> None:
    head = (*HEAD, "Bemerkung")
    plan = plan_of((*A, "siehe¹"), (*B, ""), ("¹ nur mit Förderung", "", "", "", "", "", "", ""), ("** ohne Ziel", "", "", "", "", "", "", ""), head=head)  # fmt: skip
    assert plan.measures[0].values["description"] == "Fußnote: nur mit Förderung"
    assert plan.measures[0].values["progress_note"] == "siehe"
    assert "Die Fußnote ** gehört zu keiner Maßnahme und wird nicht gelesen." in [n.text for n in plan.notes]


@pytest.mark.parametrize(
    ("text", "start", "end", "permanent"),
    [
        ("2024–2026", date(2024, 1, 1), date(2026, 12, 31), False),
        ("2024-26", date(2024, 1, 1), date(2026, 12, 31), False),
        ("ab 2025", date(2025, 1, 1), None, False),
        ("bis Ende 2026", None, date(2026, 12, 31), False),
        ("III. Quartal 2025", date(2025, 7, 1), date(2025, 9, 30), False),
        ("Q1/2025 bis 2027", date(2025, 1, 1), date(2027, 12, 31), False),
        ("2. Halbjahr 2026", date(2026, 7, 1), date(2026, 12, 31), False),
        ("03/2025 - 12/2026", date(2025, 3, 1), date(2026, 12, 31), False),
        ("Februar 2024", date(2024, 2, 1), date(2024, 2, 29), False),
        ("15.03.2025", date(2025, 3, 15), date(2025, 3, 15), False),
        ("2024/25", date(2024, 1, 1), date(2025, 12, 31), False),
        ("laufend", None, None, True),
        ("seit 2023, fortlaufend", date(2023, 1, 1), None, True),
    ],
)
def test_terms(text: str, start: date | None, end: date | None, permanent: bool) -> None:
    assert term_of(text) == Term(start, end, permanent)


@pytest.mark.parametrize("text", ["kurzfristig", "nach Haushaltslage", "31.02.2025", "13/2025", "5. Quartal 2025", "2025 oder 2026"])  # fmt: skip
def test_terms_that_name_no_day(text: str) -> None:
    assert term_of(text) == Term(is_clear=False)


def test_words_of_state_and_rank() -> None:
    words = ("In Umsetzung", "erledigt.", "noch nicht begonnen", "gestrichen", "ruht", "Daueraufgabe", "grün")
    assert [status_of(w) for w in words] == ["running", "completed", "decided", "dropped", "postponed", "permanent", ""]
    assert [priority_of(w) for w in ("hoch", "B", "3", "dringend")] == [1, 2, 3, None]


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.1.", "1.1."), ("M 3a", "M 3a"), ("4–2", "4-2"), ("Maßnahme 1.2:", "1.2"), ("1,2", "1.2"), ("VI/1", "VI/1"), ("3)", "3")],
)  # fmt: skip
def test_numbers_are_kept(text: str, number: str) -> None:
    assert tidy_number(text) == number and number_fault(number) == ""


def test_numbers_that_cannot_be_kept() -> None:
    assert "höchstens 20" in number_fault("1.1 und auch 1.2 und 1.3")
    assert "Zeichen, die in einer Nummer" in number_fault("1.1 § 3")
    assert number_key("M 3A") == number_key("m3a.") != number_key("M-3a")


@pytest.mark.parametrize(
    ("text", "kind", "number", "title"),
    [
        ("Ziel 2.1: Rat für alle", "goal", "2.1", "Rat für alle"),
        ("Handlungsfeld III – Wohnen", "field", "III", "Wohnen"),
        ("Zielgruppen besser erreichen", "goal", "", "Zielgruppen besser erreichen"),
        ("24-Stunden-Hotline", "measure", "", "24-Stunden-Hotline"),
        ("3 neue Stellen", "measure", "", "3 neue Stellen"),
        ("M 3a Lotsen", "measure", "M 3a", "Lotsen"),
        ("Bildung", "field", "", "Bildung"),
    ],
)
def test_number_and_title_in_one_cell(text: str, kind: str, number: str, title: str) -> None:
    found = split_number(text, kind)
    assert (found.number, found.title) == (number, title)


def test_headings_suggest_roles() -> None:
    words = ("Lfd. Nr.", "Maßnahme", "Federführung/", "Zuständigkeit", "Laufzeit (von - bis)", "Kosten in Euro", "Umsetzungsstand", "Wetter")  # fmt: skip
    assert [role_of(w) for w in words] == ["number", "title", "", "lead_unit", "period", "cost_note", "status", ""]
    several = table(("1", "Familie", "1.1", "Rat", "1.1.1", "Lotsen"), head=("Nr.", "Handlungsfeld", "Nr.", "Ziel", "Nr.", "Maßnahme"))  # fmt: skip
    assert propose(several)[1] == {1: "field_number", 2: "field", 3: "goal_number", 4: "goal", 5: "number", 6: "title"}
