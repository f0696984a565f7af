"""Years with and without figures, in words."""

from __future__ import annotations

import pytest

from sozialstrategie.evidence.monitoring.availability.gaps import gap_words, span_words


@pytest.mark.parametrize(
    ("years", "words"),
    [([], ""), ([2019], "2019"), ([2022, 1995, 2001], "1995 bis 2022")],
)
def test_span(years: list[int], words: str) -> None:
    assert span_words(years) == words


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (range(1995, 2023), []),
        ([2022], []),
        (range(2009, 2022, 2), ["Erscheint alle zwei Jahre."]),
        ([1990, 1994, 1998, 2002, 2005, 2009], ["Nur 1990, 1994, 1998, 2002, 2005 und 2009."]),
        ([2015, 2019], ["Nur 2015 und 2019."]),
        ([1996, 1998, *range(2000, 2010), 2013], ["Ohne Zahlen: 1997, 1999 und 2010 bis 2012."]),
    ],
)
def test_years_between(years: list[int], words: list[str]) -> None:
    assert gap_words(dict.fromkeys(years, 22), "Kreisen") == words


def test_years_with_only_a_part_of_the_areas() -> None:
    assert gap_words({2010: 22, 2011: 21, 2012: 22}, "Kreisen") == ["2011 nur 21 von 22 Kreisen."]
    assert gap_words({2010: 20, 2011: 21, 2012: 22}, "Kreisen") == ["2010 nur 20 und 2011 nur 21 von 22 Kreisen."]
    thin = gap_words({year: 21 if year < 2015 else 22 for year in range(2009, 2022)}, "Kreisen")
    assert thin == ["In 6 Jahren nur ein Teil: mindestens 21 von 22 Kreisen."]
