"""Mappings that make no sense are told in one German sentence each, and never raise anything else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.readers.tables import Part, TableMapping, ValueColumn
from sozialstrategie.evidence.monitoring.readers.tables.mapping import faults_of
from tests.evidence.monitoring.readers.tables.files import csv, workbook
from tests.evidence.monitoring.readers.tables.places import PART, PLACES, TABLE, mapping, parsed, told

VALUE = PART.values[0]
NONSENSE: dict[str, TableMapping] = {
    "no part": replace(PLACES, parts=()),
    "no key": mapping(region=()),
    "no values": mapping(values=()),
    "column 0": mapping(region=(0,)),
    "column -1": mapping(values=(replace(VALUE, column=-1),)),
    "value column 0": mapping(values=(replace(VALUE, column=0),)),
    "negative name": mapping(name=-2),
    "far column": mapping(period=70_000),
    "column as text": mapping(region=("1",)),
    "column as fraction": mapping(values=(replace(VALUE, column=3.0),)),  # type: ignore[arg-type]
    "column as truth": mapping(region=(True,)),
    "category out of range": mapping(categories=(0,)),
    "value twice": mapping(values=(VALUE, VALUE)),
    "key and value": mapping(region=(3,)),
    "key and period": mapping(period=1),
    "name and period": mapping(name=2, period=2),
    "category twice": mapping(categories=(5, 5)),
    "first row 0": mapping(first_row=0),
    "last before first": mapping(first_row=5, last_row=3),
    "negative last row": mapping(last_row=-1),
    "heading in row 0": mapping(headings=((0, 1, "x"),)),
    "heading without text": mapping(headings=((1, 1, None),)),
    "only without text": mapping(only=(1, ())),
    "only in column 0": mapping(only=(0, ("60",))),
    "kind of year": replace(PLACES, year_kind="decade"),
    "no decimal mark": replace(PLACES, decimal=""),
    "odd decimal mark": replace(PLACES, decimal="'"),
    "no rule": replace(PLACES, disclosure_rule=""),
    "source as number": replace(PLACES, source=7),  # type: ignore[arg-type]
    "unit as number": replace(PLACES, units=(("a", 3),)),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("case", NONSENSE)
def test_nonsense_is_told(case: str) -> None:
    sentences = faults_of(NONSENSE[case])
    assert len(sentences) == 1
    assert sentences[0].endswith(".") and "rwarte" in sentences[0]
    for data in (workbook(TABLE), csv(TABLE)):
        result = parsed(data, NONSENSE[case])
        assert [(p.code, p.text) for p in result.errors] == [("bad_mapping", sentences[0])]
        # beside others it is passed over
        assert parsed(data, NONSENSE[case], PLACES).errors == []
    with pytest.raises(ValueError, match=r"\.$"):
        TableMapping.from_plain(json.loads(json.dumps(NONSENSE[case].to_plain())))


def _plain(**changes: Any) -> dict[str, Any]:
    return {**PLACES.to_plain(), **changes}


@pytest.mark.parametrize(
    "plain",
    [
        None, 3, "x", [], {}, {"format": 2}, {"format": 1}, _plain(parts=3), _plain(parts=[{}]), _plain(parts=None),
        _plain(parts=[{**_plain()["parts"][0], "only": [1]}]), _plain(parts=[{**_plain()["parts"][0], "only": 7}]),
        _plain(parts=[{**_plain()["parts"][0], "unknown": 1}]), _plain(units=[["a"]]), _plain(units=7),
        _plain(parts=[{**_plain()["parts"][0], "values": [{"column": 1e400}]}]),
        _plain(parts=[{**_plain()["parts"][0], "values": [[1]]}]), _plain(parts=[{**_plain()["parts"][0], "headings": [[1]]}]),
    ],
)  # fmt: skip
def test_what_is_no_mapping_raises_one_kind_of_error(plain: Any) -> None:
    with pytest.raises(ValueError, match="Zuordnung"):
        TableMapping.from_plain(plain)


def test_the_way_there_and_back() -> None:
    full = mapping(only=(5, ("60",)), others=("10",), complete=True, skip_errors=True, categories=(6,))
    assert TableMapping.from_plain(json.loads(json.dumps(full.to_plain()))) == full
    old = PLACES.to_plain()
    for part in old["parts"]:  # saved before these fields were known
        del part["others"], part["complete"], part["skip_errors"]
    assert TableMapping.from_plain(old) == PLACES


def test_a_column_beyond_the_table_says_that_the_mapping_does_not_fit() -> None:
    wide = mapping(values=(VALUE, ValueColumn(9, item="x", table="x", period="2021")))
    assert told(parsed(workbook(TABLE), wide)) == [("mapping_does_not_fit", "Tabelle1", 2, 9)]


def test_line_breaks_and_footnotes_of_a_heading_do_not_matter() -> None:
    rows = [["Schlüssel", "Name", "2021\n 1)", "2022"], *TABLE[1:]]
    assert parsed(workbook(rows), PLACES).errors == []
    assert isinstance(PLACES.parts[0], Part)
