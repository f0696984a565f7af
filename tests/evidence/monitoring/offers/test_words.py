"""Texts that tell where a place is."""

from __future__ import annotations

import pytest

from sozialstrategie.evidence.monitoring.offers.words import holds_address, tells_place


@pytest.mark.parametrize(
    "text",
    [
        "Hauptstraße 5", "Straße der Einheit 5", "Lindenstraße, 12", "Hauptstr 5", "Hauptstr. 5", "Am Anger 12", "Nordhäuser Chaussee 3",
        "Weg zum Bahnhof 4", "99734 Nordhausen",
    ],
)  # fmt: skip
def test_addresses(text: str) -> None:
    assert holds_address(text)


@pytest.mark.parametrize(
    "text", ["Anmeldung, 03000 1234", "Kinder von 3 bis 12", "Beratung in 5 Sprachen", "stufenlos", ""]
)
def test_no_addresses(text: str) -> None:
    assert not holds_address(text)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Das Haus liegt in Ellrich.", True),
        ("Zu Fuß vom Bahnhof ELLRICH", True),
        ("Hinter dem Schulplatz", True),
        ("Landkreis Ellrich, Sozialamt", False),  # an authority of that name is no place
        ("Ellricher Verein", False),
        ("Anmeldung am Telefon", False),
    ],
)
def test_the_place_in_words(text: str, tells: bool) -> None:
    assert tells_place(text, "Ellrich", "Schulplatz 4, 99755 Ellrich") is tells
