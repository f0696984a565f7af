"""Keys as tables write them: nothing becomes Germany, a Land or a Kreis that the row does not call so."""

from __future__ import annotations

from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.readers import known_regions, read
from sozialstrategie.evidence.monitoring.readers.tables.values import tidy_keys
from tests.evidence.monitoring.readers.tables.files import csv, workbook
from tests.evidence.monitoring.readers.tables.places import REGIONS, mapping, parsed, table, told

ALL = known_regions()


def keys(key: str, level: str = "", name: str = "") -> str:
    return tidy_keys([key], [level], REGIONS, [name])[0]


@pytest.mark.parametrize("key", ["0", "00", "000", "1", "111", "1.0"])
def test_a_small_number_is_germany_only_where_the_row_says_so(key: str) -> None:
    assert keys(key) != "DG" and keys(key, "", "Schleswig-Holstein") != "DG"
    assert keys(key, "Bund") == keys(key, "", "Deutschland") == keys(key, "", "Bundesrepublik  Deutschland") == "DG"


@pytest.mark.parametrize("key", ["DG", "D", "DE"])
def test_letters_mean_germany(key: str) -> None:
    assert keys(key) == "DG"


def test_schleswig_holstein_without_its_zero_is_not_germany() -> None:
    result = parsed(workbook(table(2, 0, 1)), mapping())
    assert result.facts["region"].to_pylist() == ["16062", "16062", "01", "01"]


@pytest.mark.parametrize(
    "level", ["Raumordnungsregionen", "Siedlungsstruktureller Kreistyp", "Ost / West", "Stadt-Land"]
)
@pytest.mark.parametrize("key", ["1", "16", "1601", "16062", "111", "0"])
def test_other_levels_never_become_a_region(key: str, level: str) -> None:
    assert keys(key, level) == f"{level} {key}"


def test_rows_of_other_levels_stay_under_level_and_key() -> None:
    rows: list[list[Any]] = [
        ["Kennziffer", "Raumeinheit", "Aggregat", "Arbeitslose"], ["", "", "", "2021"],
        ["16062", "Nordhausen", "Kreise", 12], ["1", "städtisch", "Kreistypen", 30], ["16", "Nordthüringen", "Raumordnungsregionen", 9],
    ]  # fmt: skip
    result = parsed(csv(rows))
    assert told(result) == [("other_level", "", 4, 3)]
    assert result.facts["region"].to_pylist() == ["16062", "Kreistypen 1", "Raumordnungsregionen 16"]


def _with_keys(*found: str) -> list[str]:
    rows = [["Schlüssel", "Name", "2021", "2022"], *([key, "", 1, 2] for key in found)]
    result = read(csv(rows), name="x.csv", regions=ALL, mappings=[mapping()])
    assert result.errors == []
    return list(dict.fromkeys(result.facts["region"].to_pylist()))


def test_a_gemeinde_of_eight_digits_gets_no_zero() -> None:
    """10041511 lies in the Saarland; 010041511 would be a Verband in Neumünster."""
    assert _with_keys("10041511", "11000000") == ["10041511", "11000000"]
    assert _with_keys("10041511", "160620041") == ["10041511", "160620041"]


def test_a_verband_gets_its_zero_back_where_one_key_proves_it() -> None:
    """10010000 lies in no Kreis (10010), 010010000 in Flensburg."""
    assert _with_keys("10010000", "10041511", "160620041") == ["010010000", "010041511", "160620041"]


def test_one_wrong_key_does_not_change_what_the_others_mean() -> None:
    """16077000 is the Kreis where nearly all keys end so; of the Gemeinden one in a hundred does."""
    kreise = [f"160{n}000" for n in range(51, 78)]
    assert tidy_keys([*kreise, "16077001"], [""] * 28, ALL)[-3:] == ["16076", "16077", "16077001"]
    assert tidy_keys(["16051000", *(f"160770{n}" for n in range(10, 20))], [""] * 11, ALL)[0] == "16051000"
