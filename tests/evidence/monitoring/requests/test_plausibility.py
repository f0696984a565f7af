"""What stands out against the year before, at the borders of the rule."""

from __future__ import annotations

import pytest

from sozialstrategie.evidence.monitoring.requests.plausibility import (
    DIFFERENCE,
    FACTOR,
    Doubt,
    doubts,
    in_words,
    rule_words,
    stands_out,
)


@pytest.mark.parametrize(
    ("value", "before", "unit", "expected"),
    [
        (21, 10, "Fälle", True),  # more than twice, 11 apart
        (20, 10, "Fälle", False),  # exactly twice
        (19, 9, "Fälle", False),  # more than twice, exactly 10 apart
        (20, 9, "Fälle", True),
        (9, 20, "Fälle", True),  # less than half
        (10, 20, "Fälle", False),
        (0, 11, "Fälle", True),  # gone altogether
        (11, 0, "Fälle", True),
        (10, 0, "Fälle", False),
        (0, 0, "Fälle", False),
        (25.0, 12.0, "Prozent", True),
        (8.0, 3.5, "Prozent", False),  # 4,5 percentage points
        (8.6, 3.5, "Prozent", True),
        (5, 2, "Wochen", True),  # a measure: 1 is enough
        (3, 2, "Wochen", False),
        (-6, 6, "Index", True),  # another side of zero
        (3, 1, "kennt niemand", True),
    ],
)
def test_rule(value: float, before: float, unit: str, expected: bool) -> None:
    assert stands_out(value, before, unit) is expected


def test_the_rule_is_said_with_its_own_numbers() -> None:
    assert (FACTOR, DIFFERENCE["count"], DIFFERENCE["share"]) == (2.0, 10.0, 5.0)  # the sentence says doppelt and halb
    assert rule_words("Fälle") == (
        "Wir fragen nach, wenn ein Wert mehr als doppelt oder weniger als halb so groß ist wie im Jahr davor und sich dabei "
        "um mehr als 10 Fälle unterscheidet."
    )
    assert rule_words("Prozent").endswith("um mehr als 5 Prozentpunkte unterscheidet.")
    assert rule_words("Anzahl").endswith("um mehr als 10 unterscheidet.")


def test_compared_is_the_year_before_of_the_same_place() -> None:
    earlier = {("16062", 2023): 100, ("16061", 2024): 5, ("16062", 2022): "."}
    found = doubts(
        {("16062", 2024): 300, ("16062", 2025): 310, ("16061", 2024): 500, ("16062", 2023): 999}, earlier, "Fälle"
    )
    # 2024 against the 999 of the same delivery; 2025 against its own 300; 2023 against a sign and 16061 against nothing
    assert found == [Doubt("16062", 2024, 300, 999)]
    assert doubts({("16062", 2024): 300}, earlier, "Fälle") == [Doubt("16062", 2024, 300, 100)]
    assert doubts({("16062", 2024): "."}, earlier, "Fälle") == []


def test_a_confirmation_holds_for_one_value() -> None:
    assert Doubt("16062", 2024, 300, 100).key != Doubt("16062", 2024, 301, 100).key
    assert Doubt("16062", 2024, 2500, 240.5).words == "jetzt 2.500, 2023 waren es 240,5"


@pytest.mark.parametrize(
    ("value", "words"), [(1234.5, "1.234,5"), (0, "0"), (".", "."), (1000000, "1.000.000"), (-3, "−3")]
)
def test_in_words(value: float | str, words: str) -> None:
    assert in_words(value) == words
