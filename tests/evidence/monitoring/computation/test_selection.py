"""Which rows a sum stands for: exactly these, none twice, none half."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialstrategie.evidence.monitoring.computation.selection import (
    Cell,
    Part,
    SelectionError,
    expected_kinds,
    select,
)
from sozialstrategie.evidence.monitoring.formula import Catalogue, load_catalogue
from sozialstrategie.evidence.monitoring.formula.nodes import AgeRange, Sum

# 12411-02-03-4 in short: classes and their total
CLASSES = [
    Cell("Insgesamt", "unter 3 Jahre", 0, 2),
    Cell("Insgesamt", "3 bis unter 18 Jahre", 3, 17),
    Cell("Insgesamt", "18 bis unter 25 Jahre", 18, 24),
    Cell("Insgesamt", "25 bis unter 65 Jahre", 25, 64),
    Cell("Insgesamt", "65 Jahre und mehr", 65, None),
    Cell("Insgesamt", "Insgesamt", None, None),
]


def age(first: int, last: int | None, *categories: str) -> Sum:
    return Sum("T", ("Insgesamt",), categories, AgeRange(first, last))


def labels(wanted: Sum, cells: list[Cell]) -> list[str]:
    return [part.category for part in select(wanted, cells)]


def test_ages_choose_the_classes_and_never_the_total() -> None:
    assert labels(age(0, 17), CLASSES) == ["unter 3 Jahre", "3 bis unter 18 Jahre"]
    assert labels(age(65, None), CLASSES) == ["65 Jahre und mehr"]
    assert len(labels(age(0, None), CLASSES)) == 5


def test_a_class_across_the_boundary_is_an_error() -> None:
    with pytest.raises(SelectionError) as caught:
        select(age(0, 19), CLASSES)
    assert str(caught.value) == "Tabelle T: Altersklasse 18 bis unter 25 überschneidet die Grenze 20."
    with pytest.raises(SelectionError, match="Altersklasse 3 bis unter 18 überschneidet die Grenze 6"):
        select(age(6, 24), CLASSES)


def test_an_open_class_does_not_cover_a_closed_range() -> None:
    with pytest.raises(SelectionError, match="Altersklasse 65 und mehr überschneidet die Grenze 80"):
        select(age(65, 79), CLASSES)


def test_a_closed_top_does_not_cover_an_open_range() -> None:
    cells = [Cell("Insgesamt", "65 bis unter 75 Jahre", 65, 74)]
    with pytest.raises(SelectionError, match="es fehlt das Alter 75"):
        select(age(65, None), cells)


def test_a_gap_is_an_error() -> None:
    cells = [cell for cell in CLASSES if cell.age_from != 3]
    with pytest.raises(SelectionError, match=r"decken das Alter 0\.\.24 nicht lückenlos; es fehlt das Alter 3"):
        select(age(0, 24), cells)


def test_overlapping_classes_are_not_counted_twice() -> None:
    cells = [
        Cell("Insgesamt", "unter 1 Jahr", 0, 0),
        Cell("Insgesamt", "1 bis unter 3 Jahre", 1, 2),
        *CLASSES,
    ]
    assert labels(age(0, 17), cells) == ["unter 3 Jahre", "3 bis unter 18 Jahre"]
    assert labels(age(1, 2), cells) == ["1 bis unter 3 Jahre"]


def test_without_age_and_category_only_rows_without_labels() -> None:
    cells = [Cell("Arbeitslose", "", None, None), Cell("Arbeitslose > Ausländer", "", None, None)]
    assert select(Sum("T", ("Arbeitslose",)), cells) == (Part("Arbeitslose", ""),)
    with pytest.raises(SelectionError, match="nur gegliederte Zeilen"):
        select(Sum("T", ("Insgesamt",)), CLASSES)


def test_categories_are_exactly_those_named() -> None:
    assert labels(Sum("T", ("Insgesamt",), ("Insgesamt",)), CLASSES) == ["Insgesamt"]
    assert len(labels(Sum("T", ("Insgesamt",), ("Insgesamt", "unter 3 Jahre")), CLASSES)) == 2
    with pytest.raises(SelectionError, match="hat die Zeile »männlich« nicht; vorhanden: »18 bis unter 25 Jahre«"):
        select(Sum("T", ("Insgesamt",), ("männlich",)), CLASSES)


def test_a_missing_item_is_named_with_those_present() -> None:
    with pytest.raises(SelectionError, match="hat den Zähler »Frauen« nicht; vorhanden: »Insgesamt«"):
        select(Sum("T", ("Frauen",)), CLASSES)


def test_the_item_may_be_left_out_only_where_there_is_one() -> None:
    assert select(Sum("T"), [Cell("q_SGBII", "", None, None)]) == (Part("q_SGBII", ""),)
    with pytest.raises(SelectionError, match=r"mehrere Zähler \(»a«, »b«\)"):
        select(Sum("T"), [Cell("a", "", None, None), Cell("b", "", None, None)])


def test_two_dimensions_need_their_category() -> None:
    cells = [
        Cell("Anzahl", f"{group}{age_class}", first, None if first else 17)
        for group in ("", "Deutsche > ", "Ausländer > ")
        for age_class, first in (("unter 18 Jahre", 0), ("18 Jahre und mehr", 18))
    ]
    assert labels(Sum("T", (), (), AgeRange(0, 17)), cells) == ["unter 18 Jahre"]
    assert labels(Sum("T", (), ("Deutsche",), AgeRange(0, None)), cells) == [
        "Deutsche > unter 18 Jahre",
        "Deutsche > 18 Jahre und mehr",
    ]


def test_ffcsv_labels_are_parts_too() -> None:
    cells = [
        Cell("BEVSTD", "ALT=ALT000B03", 0, 2),
        Cell("BEVSTD", "ALT=ALT000B03;GES=GESM", 0, 2),
        Cell("BEVSTD", "ALT=ALT000B03;GES=GESW", 0, 2),
    ]
    assert labels(Sum("T", (), (), AgeRange(0, 2)), cells) == ["ALT=ALT000B03"]
    assert labels(Sum("T", (), ("GES=GESW",), AgeRange(0, 2)), cells) == ["ALT=ALT000B03;GES=GESW"]


def test_one_class_under_two_labels_takes_the_newer_edition() -> None:
    old, new = Cell("I", "unter 3 Jahre", 0, 2, rank=0), Cell("I", "0 bis unter 3 Jahre", 0, 2, rank=1)
    assert labels(Sum("T", (), (), AgeRange(0, 2)), [new, old]) == ["0 bis unter 3 Jahre"]
    twin = Cell("I", "0-2 Jahre", 0, 2, rank=1)
    with pytest.raises(SelectionError, match="führt das Alter 0 bis unter 3 zweimal"):
        select(Sum("T", (), (), AgeRange(0, 2)), [new, twin])


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20), st.data())
def test_a_partition_gives_each_age_exactly_once(widths: list[int], data: st.DataObject) -> None:
    starts = [sum(widths[:n]) for n in range(len(widths) + 1)]
    cells = [Cell("I", f"K{n}", starts[n], starts[n + 1] - 1) for n in range(len(widths))]
    low = data.draw(st.integers(0, len(widths) - 1))
    high = data.draw(st.integers(low, len(widths) - 1))
    wanted = Sum("T", (), (), AgeRange(starts[low], starts[high + 1] - 1))
    assert labels(wanted, cells) == [f"K{n}" for n in range(low, high + 1)]


COUNT, SHARE = frozenset({"count"}), frozenset({"share"})


def with_units(*units: str) -> list[Cell]:
    return [Cell("I", "", None, None, rank, unit) for rank, unit in enumerate(units)]


def test_facts_in_another_unit_than_expected_are_an_error() -> None:
    with pytest.raises(SelectionError) as caught:
        select(Sum("T"), with_units("Prozent"), COUNT)
    assert str(caught.value) == "Tabelle T ist in der Einheit »Prozent« eingelesen; erwartet wird Anzahl."
    with pytest.raises(SelectionError, match="»Anzahl« eingelesen; erwartet wird Prozent"):
        select(Sum("T"), with_units("Anzahl"), SHARE)
    with pytest.raises(SelectionError, match="»1000« eingelesen; erwartet wird Anzahl"):
        select(Sum("T"), with_units("1000"), COUNT)
    assert select(Sum("T"), with_units("Personen"), COUNT) == (Part("I", ""),)


def test_one_wrong_edition_is_enough_whichever_is_newer() -> None:
    for units in (("Anzahl", "Prozent"), ("Prozent", "Anzahl")):
        with pytest.raises(SelectionError, match="»Prozent«"):
            select(Sum("T"), with_units(*units), COUNT)
        with pytest.raises(SelectionError, match="mischt Einheiten"):
            select(Sum("T"), with_units(*units))
    assert select(Sum("T"), with_units("Anzahl", "Number"), COUNT)
    with pytest.raises(SelectionError, match="mischt Einheiten"):
        select(Sum("T"), with_units("EUR", "Tsd. EUR"))


def test_units_of_other_cells_do_not_matter_and_unknown_ones_say_nothing() -> None:
    cells = [*with_units("Anzahl"), Cell("Quote", "", None, None, 0, "Prozent")]
    assert select(Sum("T", ("I",)), cells, COUNT) == (Part("I", ""),)
    assert select(Sum("T"), with_units("je 1.000"), COUNT) == (Part("I", ""),)


def test_shares_are_never_added_up() -> None:
    cells = [Cell("I", f"{n} bis unter {n + 1} Jahre", n, n, 0, "Prozent") for n in (0, 1)]
    with pytest.raises(SelectionError, match="hat die Einheit »Prozent«; solche Werte lassen sich nicht addieren"):
        select(Sum("T", age=AgeRange(0, 1)), cells)


def test_what_the_shipped_catalogue_expects() -> None:
    expected = expected_kinds(load_catalogue())
    heads = Sum("12411-04-02-4", ("Insgesamt",), ("Insgesamt",))
    assert expected[heads] == COUNT  # bare count of Personen
    assert expected[Sum("12411-04-02-4", ("Insgesamt",), (), AgeRange(0, 19))] == COUNT  # above the bar
    assert expected[Sum("13211-02-05-4", ("Arbeitslose",))] == COUNT  # below it
    assert expected[Sum("q_SGBII")] == SHARE
    assert expected[Sum("q_bip_ew")] == {"money", "rate"}
    assert expected[Sum("m_bev_alter")] == {"measure"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            'formula = \'100 * sum("A") / (sum("B") - sum("C"))\'',
            {"A": {"count", "scaled_count"}, "B": COUNT, "C": COUNT},
        ),
        ("formula = 'sum(\"A\")'", {}),  # taken over as printed
        ('formula = \'sum("A") * sum("B") / sum("C")\'', {"C": COUNT}),
        ('published = { table = "A" }', {"A": SHARE}),
    ],
)
def test_expected_kinds_of_a_share(
    lines: str, expected: dict[str, set[str]], make_catalogue: Callable[..., Catalogue]
) -> None:
    assert {part.table: kinds for part, kinds in expected_kinds(make_catalogue(a=lines)).items()} == expected
