"""Each detector finds what was planted and nothing where nothing stands out."""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from statistics import median

import pytest

from sozialstrategie.evidence.monitoring.comparison import Group
from sozialstrategie.evidence.monitoring.signals import Comparison, Target, detectors
from sozialstrategie.evidence.monitoring.signals.detectors import MIN_KREISE, THRESHOLD, Hit
from tests.evidence.monitoring.signals.conftest import KREISE, OWN, comparison, found, quiet, usual_spread

YEARS = range(2012, 2023)
THREE = ("land", "bund", "change5")


def three(c: Comparison) -> list[Hit | bool | None]:
    return [found(name, c) for name in THREE]


def test_quiet_figures_say_nothing() -> None:
    c = comparison(quiet(YEARS))
    assert three(c) == [False, False, False]


@pytest.mark.parametrize(("own", "sign"), [(12.0, 1), (8.0, -1)])
@pytest.mark.parametrize(("name", "reference"), [("land", "16"), ("bund", "DG")])
def test_a_planted_distance_is_found(name: str, reference: str, own: float, sign: int) -> None:
    values = quiet(YEARS) | {(OWN, 2022): own}
    hit = found(name, comparison(values))
    assert isinstance(hit, Hit)
    kreise = [values[k, 2022] for k in KREISE]
    spread = usual_spread(kreise) if name == "land" else hypot(usual_spread(kreise), median(kreise) - 10.0)
    assert hit.unusual == pytest.approx((own - 10.0) / spread) and hit.unusual * sign > THRESHOLD
    assert (hit.detector, hit.reference.region, hit.reference.year) == (name, reference, 2022)


def test_a_distance_to_germany_that_the_whole_land_shares_is_none() -> None:
    """All Kreise lie at 9 to 11, Germany at 20: nothing about this place. At 4.0 it is twice as far away as the others."""
    values = quiet(YEARS) | {("DG", y): 20.0 for y in YEARS}
    assert found("bund", comparison(values | {(OWN, y): 10.5 for y in YEARS})) is False
    far = found("bund", comparison(values | {(OWN, y): 4.0 for y in YEARS}))
    assert isinstance(far, Hit) and far.unusual == pytest.approx(-16 / hypot(0.776, 10), abs=0.03)


def test_just_below_the_threshold_is_silent() -> None:
    values = quiet(YEARS)
    for own in (10.5, 10.6):
        values[OWN, 2022] = own
        assert (own - 10) / usual_spread(values[k, 2022] for k in KREISE) < THRESHOLD
        assert found("land", comparison(values)) is False


@pytest.mark.parametrize(("name", "missing"), [("land", "16"), ("bund", "DG")])
def test_without_land_or_bund_there_is_no_comparison_and_none_is_averaged(name: str, missing: str) -> None:
    values = quiet(YEARS) | {(OWN, 2022): 30.0}
    values = {key: v for key, v in values.items() if key[0] != missing}
    assert found(name, comparison(values)) is None


def test_a_reference_of_another_year_is_no_reference() -> None:
    values = quiet(YEARS) | {(OWN, 2022): 30.0}
    del values["16", 2022]
    assert found("land", comparison(values)) is None


def test_few_kreise_give_no_spread() -> None:
    few = set(KREISE[: MIN_KREISE - 2]) | {OWN, "16", "DG"}
    values = {key: v for key, v in (quiet(YEARS) | {(OWN, 2022): 30.0}).items() if key[0] in few}
    assert len([k for k in few if k.startswith("160")]) < MIN_KREISE
    assert three(comparison(values)) == [None, None, None]


def test_all_alike_is_no_finding() -> None:
    values = {(k, y): 10.0 for k in (*KREISE, "16", "DG") for y in YEARS}
    assert three(comparison(values)) == [False, False, False]


def test_a_distance_that_is_shown_as_nothing_is_not_written_about() -> None:
    """Unusual among very narrow values, but both are shown as 10,0."""
    values = {key: 10.0 + (v - 10.0) / 100 for key, v in quiet(YEARS).items()} | {(OWN, 2022): 10.04}
    assert three(comparison(values)) == [False, False, False]
    assert isinstance(found("land", comparison(values, decimals=2)), Hit)


def test_planted_change_against_the_others() -> None:
    """All others stand still or move a little; the own place fell by three points."""
    values = quiet(YEARS)
    for n, k in enumerate(KREISE):
        values[k, 2022] = values[k, 2017] + 0.01 * n
    values[OWN, 2022] = values[OWN, 2017] - 3.0
    hit = found("change5", comparison(values))
    assert isinstance(hit, Hit)
    assert (hit.detector, hit.reference.region, hit.reference.year) == ("change5", OWN, 2017)
    assert hit.unusual < -THRESHOLD


def test_a_change_that_all_share_is_none() -> None:
    values = quiet(YEARS)
    for n, k in enumerate(KREISE):
        values[k, 2022] = values[k, 2017] + 3.0 + 0.01 * n
    values[OWN, 2022] = values[OWN, 2017] + 3.1
    assert found("change5", comparison(values)) is False


@pytest.mark.parametrize(("year", "compared"), [(2017, True), (2018, False), (2022, False), (2023, True)])
def test_change_is_skipped_where_the_definition_changed_in_between(year: int, compared: bool) -> None:
    """2017 against 2022: a definition new in 2017 holds for both, one new in 2018 to 2022 for one of them only."""
    values = quiet(YEARS) | {(OWN, 2022): 5.0}
    for n, k in enumerate(KREISE):
        if k != OWN:
            values[k, 2022] += 0.01 * n
    c = comparison(values, breaks=((year, "neue Grundlage"),))
    assert isinstance(found("change5", c), Hit) if compared else found("change5", c) is None


def test_two_yearly_statistics_use_four_years() -> None:
    values = quiet(range(2013, 2022, 2))
    for n, k in enumerate(KREISE):
        values[k, 2021] += 0.01 * n
    values[OWN, 2021] = 14.0
    hit = found("change5", comparison(values))
    assert isinstance(hit, Hit) and hit.reference.year == 2017


def test_without_an_earlier_figure_there_is_no_change() -> None:
    assert found("change5", comparison(quiet(range(2020, 2023)))) is None


def test_nothing_at_all_is_no_comparison() -> None:
    c = comparison({})
    assert c.latest is None
    assert {name: found(name, c) for name in detectors()} == dict.fromkeys(detectors())


# --- chance ----------------------------------------------------------------------------------------------------------


def restless(size: float) -> dict[tuple[str, int], float]:
    """`quiet`, but the own value jumps up and down by `size` every year and stands above at last."""
    return quiet(YEARS) | {(OWN, y): 10 + size * (1 if y % 2 == 0 else -1) for y in YEARS}


def test_a_place_that_goes_up_and_down_every_year_does_not_stand_out() -> None:
    """3.0 above the Land in 2022, 3.0 below in 2021: movements of 6, so one year is known to 1.4826 * 6 / sqrt(2) = 6.3."""
    verdict = detectors()["land"](comparison(restless(3.0)))
    assert verdict is not None and verdict.hit is not None
    # t = 3 / (6.29 * sqrt(1 + 1/22)) = 0.466 with 0.4 * 10 = 4 degrees of freedom: p = 0.665 (R: 2 * pt(-0.4664, 4))
    assert verdict.p == pytest.approx(0.665, abs=0.002)
    calm = detectors()["land"](comparison(quiet(YEARS) | {(OWN, y): 13.0 for y in YEARS}))
    assert calm is not None and calm.p < 1e-6


def test_counts_decide_where_the_source_gives_them() -> None:
    """13.0 beside 10.0: 13 of 100 is chance (Fisher's exact test: p = 0.31), 1,300 of 10,000 is none."""
    values = quiet(range(2022, 2023)) | {(OWN, 2022): 13.0}
    land = {("16", 2022): (10_000.0, 100_000.0)}
    few, many = ({(OWN, 2022): (13.0 * n, 100.0 * n)} for n in (1, 100))
    chance, certain = (detectors()["land"](comparison(values, counts=land | own)) for own in (few, many))
    assert chance is not None and certain is not None
    assert 0.2 < chance.p < 0.5 and certain.p < 1e-20


def test_the_own_counts_are_taken_out_of_those_of_the_land() -> None:
    """The rest of the Land has 100 of 1,000 as well: no difference whatever, though own and Land differ in size."""
    values = quiet(range(2022, 2023))
    same = {(OWN, 2022): (100.0, 1_000.0), ("16", 2022): (200.0, 2_000.0)}
    verdict = detectors()["land"](comparison(values, counts=same))
    assert verdict is not None and verdict.p == 1.0


def test_without_counts_and_without_a_past_only_how_seldom_it_is_counts() -> None:
    verdict = detectors()["land"](comparison(quiet(range(2022, 2023)) | {(OWN, 2022): 13.0}))
    assert verdict is not None and verdict.p == verdict.rarity > 0


# --- comparison group, rank, break, divergence, target ---------------------------------------------------------------

NEIGHBOURS = Group("own", "Nachbarn", "der Gruppe „Nachbarn“", tuple(KREISE[:5]))


def test_group_has_its_own_middle() -> None:
    """The first five Kreise lie at 9.0 to 9.4, their middle at 9.19: the own 10.2 stands out there, not in the Land."""
    values = quiet(YEARS) | {(OWN, y): 10.2 for y in YEARS}
    members = sorted(values[k, 2022] for k in NEIGHBOURS.members)
    c = comparison(values, group=NEIGHBOURS)
    hit = found("group", c)
    assert isinstance(hit, Hit) and found("land", c) is False
    assert hit.reference.value == members[2] and hit.others == ()
    assert hit.text.startswith("Mitte der Gruppe „Nachbarn“: 9,2. Abstand: +1,0 Punkte.")


def test_group_of_even_size_names_both_middle_figures() -> None:
    six = replace(NEIGHBOURS, members=tuple(KREISE[:6]))
    hit = found("group", comparison(quiet(YEARS) | {(OWN, y): 10.2 for y in YEARS}, group=six))
    assert isinstance(hit, Hit)
    assert [hit.reference, *hit.others] == sorted([hit.reference, *hit.others], key=lambda o: o.value or 0)
    assert len(hit.others) == 1


def test_the_land_is_not_compared_twice_and_four_are_no_group() -> None:
    values = quiet(YEARS) | {(OWN, y): 13.0 for y in YEARS}
    assert found("group", comparison(values)) is None
    without_land = {key: v for key, v in values.items() if key[0] != "16"}
    hit = found("group", comparison(without_land))
    assert isinstance(hit, Hit) and hit.text.startswith("Mitte der anderen Kreise in Thüringen: ")
    few = replace(NEIGHBOURS, members=NEIGHBOURS.members[:4])
    assert found("group", comparison(values, group=few)) is None


@pytest.mark.parametrize(("own", "rank"), [(11.6, True), (11.2, False), (10.9, False)])
def test_first_place_alone_is_nothing(own: float, rank: bool) -> None:
    """The next one lies at 11.0. 11.2 is first as well, but by less than half a usual spread (0.39)."""
    hit = found("rank", comparison(quiet(YEARS) | {(OWN, y): own for y in YEARS}))
    assert isinstance(hit, Hit) is rank
    if isinstance(hit, Hit):
        assert hit.kind == "Höchster Wert im Land" and hit.reference.region == KREISE[-1]
        assert hit.text == (
            "Das ist der höchste Wert der 22 Kreise in Thüringen, für die es eine Angabe gibt. Der nächste liegt bei 11,0. "
            "Abstand: +0,6 Punkte."
        )


def test_last_place() -> None:
    hit = found("rank", comparison(quiet(YEARS) | {(OWN, y): 7.0 for y in YEARS}))
    assert isinstance(hit, Hit)
    assert (hit.kind, hit.reference.region) == ("Niedrigster Wert im Land", KREISE[0])


def moving(years: range, step_in: int | None = None, size: float = 3.0) -> dict[tuple[str, int], float]:
    """Small movements of all (up to 0.1, fixed), and from `step_in` on the own place lies higher by `size`."""
    values = quiet(years)
    for n, k in enumerate(KREISE):
        for y in years:
            values[k, y] += ((n * 7 + y * 13) % 11 - 5) / 50
    if step_in is not None:
        values |= {(OWN, y): values[OWN, y] + size for y in years if y >= step_in}
    return values


@pytest.mark.parametrize("year", [2019, 2020, 2022])
def test_a_planted_break_is_found_in_its_year(year: int) -> None:
    hit = found("break", comparison(moving(YEARS, year)))
    assert isinstance(hit, Hit)
    assert (hit.reference.year, hit.others[0].year) == (year - 1, year)
    assert f"Von {year - 1} auf {year} sprang der Wert von " in hit.text


def test_no_break_without_one_long_ago_in_few_years_or_where_all_jump() -> None:
    assert found("break", comparison(moving(YEARS))) is False
    assert found("break", comparison(moving(YEARS, 2015))) is False  # seven years ago: no news
    assert found("break", comparison(moving(range(2016, 2023), 2020))) is None  # seven years
    together = moving(YEARS) | {(k, y): moving(YEARS)[k, y] + 3 for k in KREISE for y in YEARS if y >= 2020}
    assert found("break", comparison(together)) is False


def test_breaks_are_not_looked_for_across_a_new_definition() -> None:
    values = moving(YEARS, 2020)
    assert found("break", comparison(values, breaks=((2020, "neue Grundlage"),))) is None  # three years are left
    longer = moving(range(2008, 2023), 2020)
    assert isinstance(found("break", comparison(longer, breaks=((2014, "neue Grundlage"),))), Hit)


def test_a_place_that_leaves_the_others_is_found() -> None:
    """0.2 a year more than the others from 2012 on: at the start in the middle, at the end 2.0 above."""
    values = moving(YEARS)
    values |= {(OWN, y): values[OWN, y] + 0.2 * (y - 2012) for y in YEARS}
    c = comparison(values)
    hit = found("divergence", c)
    assert isinstance(hit, Hit) and hit.kind == "Abstand wächst" and hit.unusual > 5
    assert hit.reference.year == 2012 and {o.year for o in hit.others} == {2012, 2022}
    assert " in der Mitte der anderen Kreise in Thüringen " in hit.text


def test_coming_nearer_is_no_divergence_and_neither_is_moving_along() -> None:
    values = moving(YEARS)
    nearer = values | {(OWN, y): values[OWN, y] + 2 - 0.2 * (y - 2012) for y in YEARS}
    along = values | {(k, y): values[k, y] + 0.2 * (y - 2012) for k in KREISE for y in YEARS}
    assert [found("divergence", comparison(v)) for v in (nearer, along, values)] == [False, False, False]
    assert found("divergence", comparison(nearer, breaks=((2019, "neu"),))) is None  # three years of one definition


def falling(last: float) -> dict[tuple[str, int], float]:
    """The own value falls by 0.5 a year and reaches `last` in 2022."""
    return moving(YEARS) | {(OWN, y): last + 0.5 * (2022 - y) for y in YEARS}


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        (Target("k", 2026, 9.0, True), None),  # 11.0 - 4 * 0.5 = 9.0: on the way
        (Target("k", 2024, 9.0, True), "Abstand zum Ziel"),
        (Target("k", 2026, 12.0, True), "Ziel erreicht"),
        (Target("k", 2026, 12.0, False), "Abstand zum Ziel"),
        (Target("k", 2020, 9.0, True), "Abstand zum Ziel"),  # the year has passed
        (Target("k", 2026, 11.0, True), None),  # exactly there: no distance to write about
    ],
)
def test_way_to_a_target(target: Target, kind: str | None) -> None:
    hit = found("target", comparison(falling(11.0), target=target))
    assert (hit.kind if isinstance(hit, Hit) else None) == kind


def test_words_of_a_target_and_what_they_rest_on() -> None:
    hit = found("target", comparison(falling(11.0), target=Target("k", 2024, 9.0, True)))
    assert isinstance(hit, Hit)
    assert hit.text == (
        "Zielwert bis 2024: höchstens 9,0. Es fehlen 2,0 Punkte. Ginge es weiter wie von 2017 bis 2022, läge der Wert 2024 bei 10,0. "
        "Das ist eine gerade Fortschreibung, keine Vorhersage."
    )
    assert [o.year for o in hit.others] == list(range(2017, 2023))
    assert hit.basis == "target|2024|9.0|True"


def test_without_a_target_there_is_no_comparison() -> None:
    assert found("target", comparison(falling(11.0))) is None


# --- changes over one and ten years ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "span", "words"), [("change1", 1, "Ein Jahr"), ("change10", 10, "Zehn Jahre")])
def test_change_over_other_spans(name: str, span: int, words: str) -> None:
    values = moving(YEARS)
    values |= {(OWN, y): values[OWN, y] + 3 for y in YEARS if y > 2022 - span}
    hit = found(name, comparison(values))
    assert isinstance(hit, Hit)
    assert hit.reference.year == 2022 - span and hit.text.startswith(f"{words} zuvor, {2022 - span}, waren es ")
    assert found(name, comparison(values, breaks=((2022, "neu"),))) is None


def test_doubtful_years_are_compared_with_nothing() -> None:
    c = replace(comparison(moving(YEARS, 2022)), doubtful=frozenset({2022}))
    assert c.latest is not None and c.latest.year == 2021
    assert found("change1", c) is False
