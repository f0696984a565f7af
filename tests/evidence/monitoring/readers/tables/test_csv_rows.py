"""Text tables: a lost quote or separator is told with its row, never swallowed."""

from __future__ import annotations

import gzip

import pytest

from tests.evidence.monitoring.readers.tables.files import csv
from tests.evidence.monitoring.readers.tables.places import PLACES, TABLE, mapping, parsed, told, values

GOOD = csv(TABLE).decode()


def text(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new).encode()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("Nordhausen", '"Nordhausen', 2),
        ("Nordhausen", '"Nord"hausen', 2),
        ("Thüringen", '"Thüringen', 3),
        ("2022", '"2022', 1),
    ],
)
def test_a_quote_alone_refuses(old: str, new: str, row: int, packed: bool) -> None:
    data = text(old, new)
    assert told(parsed(gzip.compress(data) if packed else data, PLACES)) == [("bad_csv", "", row, None)]


def test_quotes_that_belong_to_a_field_are_fine() -> None:
    assert values(parsed(text("Nordhausen", '"Nord ""am"" Harz; Kreis"'), PLACES)) == [12, 13, 7, 20]
    assert values(parsed(text("Nordhausen", 'Nord"hausen"'), PLACES)) == [12, 13, 7, 20]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("16062;Nordhausen;12;13", "16062;Nordhausen12;13"),
        ("16062;Nordhausen;12;13", "16062Nordhausen;12;13"),
        ("16062;Nordhausen;12;13", "16062;Nordhausen;1;2;13"),
        ("16062;Nordhausen;12;13", "16062;Nordhausen;12"),
        ("16062;Nordhausen;12;13", "16062;Nordh"),
        ("16062;Nordhausen;12;13", "16062"),
        ("16062;Nordhausen;12;13", "Nordhausen;12;13"),
    ],
)
def test_a_row_with_another_number_of_fields_refuses(old: str, new: str) -> None:
    more = "\n".join(["16056;Eisenach;1;2", "01001;Flensburg;1;2", "DG;Deutschland;1;2"])
    result = parsed(text(old, new) + b"\n" + more.encode(), PLACES)
    assert ("wrong_column_count", "", 2, None) in told(result)
    assert "erwartet werden 4" in next(p.text for p in result.errors if p.code == "wrong_column_count")


def test_headings_that_stand_one_column_off_refuse() -> None:
    shifted = mapping(headings=((1, 1, "Name"), (1, 2, "2021")), values=mapping().parts[0].values)
    assert told(parsed(text("Schlüssel;Name", "Name"), shifted)) == [("wrong_column_count", "", 1, None)]


def test_a_broken_row_between_others_refuses_and_one_at_the_end_is_told() -> None:
    between = text("16;Thüringen;7;20", "Notiz\n16;Thüringen;7;20")
    assert told(parsed(between, PLACES)) == [("wrong_column_count", "", 3, None)]
    below = GOOD.encode() + b"\nabgeschn"
    assert told(parsed(below, PLACES)) == [("rows_below", "", 4, None)]
    assert told(parsed(GOOD.encode() + b"\n1) ohne Horte;;;", PLACES)) == []


def test_empty_fields_at_the_end_notes_and_empty_rows_are_fine() -> None:
    data = (
        text("16062;Nordhausen;12;13", "16062;Nordhausen;12;13;;;") + b"\n\n;;;\n1) ohne Horte\nQuelle: eigene; 2022\n"
    )
    assert values(parsed(data, PLACES)) == [12, 13, 7, 20]
