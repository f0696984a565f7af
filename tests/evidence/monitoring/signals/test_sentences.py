"""From a hit to sentences: grammar, distances from shown values, exactly the figures that the words name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.signals.detectors import Hit
from sozialstrategie.evidence.monitoring.signals.draft import SignalDraft
from sozialstrategie.evidence.monitoring.signals.sentences import draft, region_in
from sozialstrategie.evidence.regions import catalogue as regions
from tests.evidence.monitoring.signals.conftest import KREISE, OWN, comparison, found, quiet

YEARS = range(2012, 2023)
SENTENCE = "{region_in} lebten {year} von 100 Kindern {value} in einem solchen Haushalt."


def drafted(values: dict[tuple[str, int], float], name: str = "land", **given: Any) -> SignalDraft:
    c = comparison(values, **given)
    hit = found(name, c)
    assert isinstance(hit, Hit)
    return draft(c, hit, sentence=SENTENCE, place="Landkreis Nordhausen", short="Nordhausen")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Landkreis Nordhausen", "Im Landkreis Nordhausen"), ("Stadt Gera", "In der Stadt Gera"), ("Wartburgkreis", "Im Wartburgkreis"),
        ("Ilm-Kreis", "Im Ilm-Kreis"), ("Saale-Orla-Kreis", "Im Saale-Orla-Kreis"), ("Kyffhäuserkreis", "Im Kyffhäuserkreis"),
        ("Landkreis Altenburger Land", "Im Landkreis Altenburger Land"), ("Landkreis Musterberg", "Im Landkreis Musterberg"),
        ("Stadt Mustertal", "In der Stadt Mustertal"), ("Thüringen", "In Thüringen"), ("Deutschland", "In Deutschland"),
    ],
)  # fmt: skip
def test_place_at_the_beginning_of_a_sentence(name: str, words: str) -> None:
    assert region_in(name) == words


def test_all_kreise_of_thueringen_have_a_name_that_fits() -> None:
    names = [r.name for r in regions.regions() if r.level == "kreis" and r.parent == "16" and r.valid_to is None]
    assert len(names) == 22
    assert {region_in(n).split(" ")[0] for n in names} == {"Im", "In"}
    assert all(n.startswith(("Stadt ", "Landkreis ")) or n.endswith(("kreis", "-Kreis")) for n in names)


def test_distance_comes_from_shown_values() -> None:
    """12.95 is shown as 13,0, 10.04 as 10,0: 3,0, though the exact distance is 2.91."""
    made = drafted(quiet(YEARS) | {(OWN, 2022): 12.95, ("16", 2022): 10.04})
    assert made.title == "Im Landkreis Nordhausen lebten 2022 von 100 Kindern 13,0 in einem solchen Haushalt."
    assert made.text == "Thüringen: 10,0. Abstand: +3,0 Punkte."
    assert (made.kind, made.key) == ("Abstand zum Land", "land:k")
    assert made.values == (
        ("Nordhausen 2022", "13,0\N{NO-BREAK SPACE}%", True),
        ("Thüringen", "10,0\N{NO-BREAK SPACE}%", False),
        ("Deutschland", "10,0\N{NO-BREAK SPACE}%", False),
    )


def test_bund() -> None:
    made = drafted(quiet(YEARS) | {(OWN, 2022): 7.0}, "bund")
    assert (made.kind, made.text) == ("Abstand zum Bund", "Deutschland: 10,0. Abstand: −3,0 Punkte.")


@pytest.mark.parametrize(
    ("direction", "own", "kind"),
    [("lower", 7.0, "Entlastung"), ("lower", 13.0, "Anstieg"), ("higher", 13.0, "Entlastung"), ("higher", 7.0, "Rückgang"),
     ("none", 13.0, "Zunahme"), ("none", 7.0, "Rückgang")],
)  # fmt: skip
def test_change_is_called_by_its_direction_and_never_judged_where_there_is_none(
    direction: str, own: float, kind: str
) -> None:
    values = quiet(YEARS) | {(OWN, 2022): own}
    for n, k in enumerate(KREISE):
        if k != OWN:
            values[k, 2022] += 0.01 * n
    made = drafted(values, "change5", direction=direction)
    assert made.kind == kind
    change = "+3,0" if own > 10 else "−3,0"
    assert made.text == f"Fünf Jahre zuvor, 2017, waren es 10,0. Veränderung: {change} Punkte."
    assert made.values[:2] == (
        ("Nordhausen 2022", f"{own:.1f}\N{NO-BREAK SPACE}%".replace(".", ","), True),
        ("Nordhausen 2017", "10,0\N{NO-BREAK SPACE}%", False),
    )


@pytest.mark.parametrize(
    "given", [{"unit": "Euro je Einwohner"}, {"definition": "Haushalte mit weniger als 1.500 Euro"}]
)
def test_what_moves_with_the_prices_is_not_judged(given: dict[str, str]) -> None:
    values = quiet(YEARS) | {(OWN, 2022): 13.0}
    for n, k in enumerate(KREISE):
        if k != OWN:
            values[k, 2022] += 0.01 * n
    made = drafted(values, "change5", direction="higher", **given)
    assert made.kind == "Zunahme" and made.text.endswith(" Die Preise sind nicht herausgerechnet.")


def test_below_zero_nothing_is_called_more_or_less() -> None:
    """A loss of 1.0 after one of 4.0 is no growth."""
    values = {key: v - 11 for key, v in quiet(YEARS).items()} | {(OWN, y): -4.0 for y in YEARS if y <= 2017}
    made = drafted(values, "change5", direction="none")
    assert (made.kind, made.text) == ("Veränderung", "Fünf Jahre zuvor, 2017, waren es −4,0. Veränderung: +3,0 Punkte.")


def test_a_change_is_not_measured_from_a_single_odd_year() -> None:
    """2017 leaps to 4.0 and back: nothing changed since. Two such years are a level, and a change from there counts."""
    values = quiet(YEARS)
    assert found("change5", comparison(values | {(OWN, 2017): 4.0})) is None
    assert isinstance(found("change5", comparison(values | {(OWN, 2016): 4.0, (OWN, 2017): 4.0})), Hit)


def test_four_years_for_two_yearly_statistics() -> None:
    values = quiet(range(2013, 2022, 2)) | {(OWN, 2021): 14.0}
    for n, k in enumerate(KREISE):
        if k != OWN:
            values[k, 2021] += 0.01 * n
    assert drafted(values, "change5").text.startswith("Vier Jahre zuvor, 2017, waren es 10,0.")


def test_caveat_names_the_range_of_the_past_and_its_figures_are_among_the_used_ones() -> None:
    values = quiet(YEARS) | {(OWN, 2022): 13.0, (OWN, 2014): 11.5, (OWN, 2016): 8.25}
    made = drafted(values)
    assert made.caveat == "2012 bis 2021 lag der Wert zwischen 8,3 und 11,5\N{NO-BREAK SPACE}%."
    assert {(o.region, o.year) for o in made.figures} == {
        (OWN, 2022),
        ("16", 2022),
        ("DG", 2022),
        (OWN, 2014),
        (OWN, 2016),
    }


def test_caveat_names_a_new_definition_and_does_not_mix_years_before_it() -> None:
    values = quiet(YEARS) | {(OWN, 2022): 13.0, (OWN, 2013): 1.0}
    made = drafted(values, breaks=((2017, "neue Grundlage"),))
    assert made.caveat == (
        "2017 bis 2021 lag der Wert bei 10,0\N{NO-BREAK SPACE}%. "
        "Werte vor 2017 sind nur eingeschränkt vergleichbar – neue Grundlage."
    )


def test_without_a_past_the_caveat_says_what_is_not_counted() -> None:
    assert drafted(quiet(range(2022, 2023)) | {(OWN, 2022): 13.0}).caveat == "Nicht enthalten: Anderes."


def test_school_years_are_named_as_such() -> None:
    c = comparison(quiet(YEARS) | {(OWN, 2022): 13.0})
    rows = c.series.map(lambda payload: tuple(replace(o, period=f"{o.year - 1}/{o.year}") for o in payload))
    c = replace(c, series=rows)
    hit = found("land", c)
    assert isinstance(hit, Hit)
    assert "lebten 2021/2022 von" in draft(c, hit, sentence=SENTENCE, place="Stadt Gera", short="Gera").title


def test_fingerprint_changes_when_and_only_when_a_used_figure_changes() -> None:
    values = quiet(YEARS) | {(OWN, 2022): 13.0, (OWN, 2014): 11.5, (OWN, 2016): 8.25}
    made = drafted(values)
    assert made.fingerprint == drafted(values).fingerprint
    for used in made.figures:
        key = (used.region, used.year)
        assert drafted(values | {key: values[key] + 0.001}).fingerprint != made.fingerprint, key
    used_keys = {(o.region, o.year) for o in made.figures}
    for key in values:
        if key not in used_keys and key[1] in (2015, 2018, 2022):
            assert drafted(values | {key: values[key] + 0.001}).fingerprint == made.fingerprint, key


def test_another_edition_with_the_same_value_keeps_the_fingerprint() -> None:
    made = drafted(quiet(YEARS) | {(OWN, 2022): 13.0})
    same = replace(made, figures=tuple(replace(o, edition="neu") for o in made.figures))
    other = replace(made, figures=tuple(replace(o, derivation="anders") for o in made.figures))
    assert same.fingerprint == made.fingerprint != other.fingerprint


def test_the_series_of_a_draft_holds_no_other_kreise() -> None:
    assert {o.region for o in drafted(quiet(YEARS) | {(OWN, 2022): 13.0}).series.payload} == {OWN, "16", "DG"}
