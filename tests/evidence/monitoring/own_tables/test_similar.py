"""Next year's file: what of the saved mapping is offered again, and what is named as another."""

from __future__ import annotations

import pytest

from sozialstrategie.evidence.monitoring.own_tables.similar import most_similar
from sozialstrategie.evidence.monitoring.readers.tables import Part, TableMapping, ValueColumn
from sozialstrategie.evidence.monitoring.readers.tables.propose import Sheet


def sheet(*rows: str) -> Sheet:
    return Sheet("", [row.split(";") for row in rows], len(rows))


def mapping(headings: str, **changed: object) -> TableMapping:
    """Key, name, year and figures in the columns 1 to 4; headings in row 2."""
    texts = headings.split(";")
    part = Part(
        region=(1,), name=2, period=3, values=(ValueColumn(4, item="Fälle", unit="Fälle"),), first_row=3,
        headings=tuple((2, n, text) for n, text in enumerate(texts, 1)),
    )  # fmt: skip
    return TableMapping((part,), title="Beratung", source="Jugendamt", **changed)  # type: ignore[arg-type]


OLD = mapping("Schlüssel;Gebiet;Jahr;Fälle")


def test_columns_in_another_order_are_found_by_their_headings() -> None:
    found = most_similar([OLD], sheet("", "", "Jahr;Fälle;Gebiet;Schlüssel", "2025;7;Nordhausen;16062"), None)
    assert found is not None
    part = found.part
    assert (part.region, part.name, part.period, part.first_row) == ((4,), 3, 1, 4)
    assert part.values == (ValueColumn(2, item="Fälle", unit="Fälle"),)
    assert (found.new, found.gone) == ([], [])


def test_another_column_and_a_lost_one_are_named() -> None:
    found = most_similar([OLD], sheet("Titel", "Schlüssel;Gebiet;Jahr;Familien;Notiz"), None)
    assert found is not None
    assert (found.new, found.gone) == ([(4, "Familien"), (5, "Notiz")], ["Fälle"])
    assert found.part.values == ()


def test_a_heading_of_the_next_year_takes_over_series_and_unit() -> None:
    part = Part(
        region=(1,), name=2, first_row=2,
        values=(ValueColumn(3, item="Fälle", period="2023", unit="Fälle"), ValueColumn(4, item="Fälle", period="2024", unit="Fälle")),
        headings=((1, 1, "Schlüssel"), (1, 2, "Kreis"), (1, 3, "Fälle 2023"), (1, 4, "Fälle 2024")),
    )  # fmt: skip
    found = most_similar(
        [TableMapping((part,), title="Beratung")],
        sheet("Schlüssel;Kreis;Fälle 2023;Fälle 2024;Fälle 2025", "16062;Nordhausen;1;2;3"),
        None,
    )
    assert found is not None
    assert [(v.column, v.item, v.period, v.unit) for v in found.part.values] == [
        (3, "Fälle", "2023", "Fälle"), (4, "Fälle", "2024", "Fälle"), (5, "Fälle", "2025", "Fälle"),
    ]  # fmt: skip
    assert found.new == [(5, "Fälle 2025")]


@pytest.mark.parametrize(
    "headings",
    [pytest.param("Name;Straße;Ort", id="nothing shared"), pytest.param("Nr;Gebiet;Jahr;Fälle", id="no key")],
)
def test_a_table_of_another_kind_is_not_similar(headings: str) -> None:
    assert most_similar([OLD], sheet("", headings), None) is None


def test_of_two_the_nearer_one() -> None:
    other = mapping("Schlüssel;Gebiet;Jahr;Plätze")
    found = most_similar([other, OLD], sheet("", "Schlüssel;Gebiet;Jahr;Fälle"), None)
    assert found is not None and found.mapping is OLD
