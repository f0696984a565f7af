"""The list of a page: on the shipped figures of all 22 Kreise, and with drafts made by hand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.signals import (
    Comparison,
    Hit,
    SignalDraft,
    SignalList,
    detectors,
    sentences,
    signals_for,
)
from sozialstrategie.evidence.monitoring.signals.detectors import THRESHOLD
from sozialstrategie.evidence.monitoring.signals.selection import FALSE_SHARE, MAX_AGE, MOST, PER_THEME, RELIEF, _spread
from sozialstrategie.evidence.monitoring.wording import stigma_words
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.figures.format import MINUS, number, rounded
from sozialstrategie.kit.figures.released import Observations
from tests.evidence.monitoring.signals.conftest import comparison, observation

KREISE = [r for r in regions.regions() if r.level == "kreis" and r.parent == "16" and r.valid_to is None]


@pytest.fixture(scope="module")
def all_drafts(evidence_db: None) -> dict[str, SignalList]:
    return {r.code: signals_for(r.code, limit=None) for r in KREISE}


@pytest.mark.usefixtures("evidence_db", "db")
def test_at_most_seven_of_different_indicators_and_themes() -> None:
    assert len(KREISE) == 22
    for place in KREISE:
        page = signals_for(place.code)
        assert 3 <= len(page.drafts) <= MOST == 7, place.name
        indicators = [d.indicator for d in page.drafts]
        assert len(set(indicators)) == len(indicators), place.name
        assert max(Counter(d.theme for d in page.drafts).values()) <= PER_THEME == 2, place.name
        assert len({d.theme for d in page.drafts}) >= 3, place.name
        assert page.found >= len(page.drafts) and page.comparisons > page.found
        assert page.indicators >= 20


# What no drafted sentence may hold: placeholders, double blanks or stops, judging words, English decimals, a hyphen as minus,
# singular numbers with plural words, an empty comparison, doubled words.
WRONG = re.compile(
    r"[{}!]|\bNone\b|\bnan\b|  |\.\.|,,| [.,:]|leider|erfolgreich|alarm|schlecht|(?<![\d,])(?:1|eine?) (?:Punkte|Prozentpunkte|Jahre)\b"
    r"|\d\.\d(?!\d\d)|(?<!\w)-\d|[+−]0(?:,0+)?\b(?!,)(?! auf)|\b(\w{3,}) \1\b|: \.|\bProzent Prozent|% %",
    re.IGNORECASE,
)


def looks_right(part: str) -> bool:
    return bool(part) and part.endswith(".") and (part[0].isupper() or part[0].isdigit()) and not WRONG.search(part)


@pytest.mark.usefixtures("evidence_db", "db")
def test_sentences_of_all_kreise_are_whole_calm_and_name_circumstances(all_drafts: dict[str, SignalList]) -> None:
    for place in KREISE:
        for draft in all_drafts[place.code].drafts:
            words = f"{draft.title} {draft.text} {draft.caveat}"
            assert stigma_words(words) == [], (place.name, words)
            start = "In der Stadt " if place.name.startswith("Stadt ") else "Im "
            assert (place.name in draft.title and start in draft.title) or draft.title[0].isupper(), draft.title
            for part in (draft.title, draft.text, draft.caveat):
                assert looks_right(part), part
            assert number(draft.own.value or 0.0, catalogue()[draft.indicator].decimals) in draft.title


def _of(rows: Observations, *, regions: set[str]) -> Observations:
    return tuple(o for o in rows if o.region in regions)


@pytest.mark.usefixtures("evidence_db", "db")
def test_every_indicator_with_figures_makes_a_right_sentence_for_every_kreis() -> None:
    """Also where nothing stands out: the statement and what the figure does not carry, of each indicator and each Kreis."""
    codes = [d.code for d in catalogue().values() if d.sentence]
    made: Counter[str] = Counter()
    everything = queries.many_series(codes, regions=["16", "DG", *(place.code for place in KREISE)])
    for place in KREISE:
        for code, released in everything.items():
            series = released.map(partial(_of, regions={place.code, "16", "DG"}))
            c = Comparison(queries.info(code), place.code, series)
            if c.latest is None:
                continue
            hit = Hit("land", c.latest, 0.0, "Abstand zum Land", "Satz.")
            drafted = sentences.draft(
                c, hit, sentence=catalogue()[code].sentence, place=place.name, short=place.short_name
            )
            for part in (drafted.title, drafted.caveat):
                assert looks_right(part) and stigma_words(part) == [], part
            assert (
                sentences.region_in(place.name) in drafted.title
                or sentences.region_in(place.name).lower() in drafted.title.lower()
            )
            made[code] += 1
    assert len(made) >= 28 and set(made) >= {code for code in codes if queries.default_derivation(code, "kreis")}
    assert min(made.values()) >= 5, made


@pytest.mark.usefixtures("evidence_db", "db")
def test_every_distance_adds_up_from_the_shown_values(all_drafts: dict[str, SignalList]) -> None:
    """Against one other figure the distance is that of the two shown values; the detectors of two or four figures say it in words."""
    seen: Counter[str] = Counter()
    for drafts in all_drafts.values():
        for draft in drafts.drafts:
            decimals = catalogue()[draft.indicator].decimals
            kind, reference = draft.key.split(":")[0], draft.figures[1]
            if kind in ("group", "break", "divergence"):
                continue
            distance = rounded(draft.own.value or 0, decimals) - rounded(reference.value or 0, decimals)
            assert distance != 0
            shown = number(float(distance), decimals)
            signed = shown if shown.startswith(MINUS) else f"+{shown}"
            word = "Veränderung" if kind.startswith("change") else "Abstand"
            assert f"{word}: {signed}" in draft.text, draft
            seen[kind] += 1
    assert min(seen[kind] for kind in ("land", "bund", "change1", "change5", "change10", "rank")) >= 5, seen


@pytest.mark.usefixtures("evidence_db", "db")
def test_all_kinds_of_detectors_say_something_on_the_shipped_figures(all_drafts: dict[str, SignalList]) -> None:
    kinds = {d.key.split(":")[0] for drafts in all_drafts.values() for d in drafts.drafts}
    assert kinds == set(detectors()) - {"target"}  # targets belong to organisations


@pytest.mark.usefixtures("evidence_db", "db")
def test_series_without_land_and_bund_are_never_compared_with_them(all_drafts: dict[str, SignalList]) -> None:
    """Nothing is averaged: where an office publishes no value, the middle of the Kreise is named as what it is."""
    lands, kreise_only = {"16", "DG"}, set()
    for code in {d.indicator for drafts in all_drafts.values() for d in drafts.drafts}:
        derivation = queries.default_derivation(code, "kreis")
        if not lands & {o.region for o in queries.series(code, derivation=derivation, regions=["16", "DG"]).payload}:
            kreise_only.add(code)
    assert len(kreise_only) >= 3
    for drafts in all_drafts.values():
        for draft in drafts.drafts:
            if draft.indicator in kreise_only:
                assert draft.key.split(":")[0] not in ("land", "bund")
                assert {o.region for o in draft.series.payload} <= {draft.own.region}
            if draft.key.startswith("group:"):
                assert draft.text.startswith("Mitte der anderen Kreise in Thüringen: ")


@pytest.mark.usefixtures("evidence_db", "db")
def test_counts_of_people_are_never_called_relief(all_drafts: dict[str, SignalList]) -> None:
    judging = {RELIEF, "Anstieg", "Ziel erreicht"}
    for drafts in all_drafts.values():
        for draft in drafts.drafts:
            if catalogue()[draft.indicator].direction == "none":
                assert draft.kind not in judging, draft
            if draft.key.startswith("change") and catalogue()[draft.indicator].direction == "none":
                assert draft.kind in ("Zunahme", "Rückgang", "Veränderung")


@pytest.mark.usefixtures("evidence_db", "db")
def test_sizes_and_old_figures_carry_no_sentence(all_drafts: dict[str, SignalList]) -> None:
    """That a city has more inhabitants to the square kilometre stands out nowhere; a figure of long ago says little about today."""
    drafts = [d for found in all_drafts.values() for d in found.drafts]
    assert not {d.indicator for d in drafts} & {"population", "population_density"}
    newest = max(d.own.year for d in drafts)
    assert min(d.own.year for d in drafts) >= newest - MAX_AGE == newest - 5
    assert queries.series("unemployed_share_foreign", regions=["16062"]).payload[-1].year == 2016
    assert "unemployed_share_foreign" not in {d.indicator for d in drafts}


@pytest.mark.usefixtures("evidence_db", "db")
def test_the_most_unusual_comes_first_and_all_are_beyond_chance(all_drafts: dict[str, SignalList]) -> None:
    for found in all_drafts.values():
        assert all(d.chance <= FALSE_SHARE == 0.1 for d in found.drafts)
        assert found.rare == sum(d.rare for d in found.drafts)
        rare = [d.rare for d in found.drafts]
        assert rare == sorted(rare, reverse=True)
        assert all(d.unusual >= THRESHOLD for d in found.drafts if d.key.split(":")[0] != "break")


@pytest.mark.usefixtures("evidence_db", "db")
def test_doubtful_years_carry_no_sentence(all_drafts: dict[str, SignalList]) -> None:
    doubtful = {(code, year) for code, d in catalogue().items() for year, _ in d.doubtful}
    used = {(d.indicator, d.own.year) for drafts in all_drafts.values() for d in drafts.drafts}
    assert not doubtful & used


@pytest.mark.usefixtures("evidence_db", "db")
def test_decided_drafts_do_not_come_again_until_their_figures_change() -> None:
    first = signals_for("16062").drafts[0]
    rest = signals_for("16062", decided={(first.key, first.fingerprint)})
    assert first.key not in {d.key for d in rest.drafts}
    assert rest.found == signals_for("16062").found - 1
    again = signals_for("16062", decided={(first.key, "0" * 64)})
    assert first.key in {d.key for d in again.drafts}


@pytest.mark.usefixtures("evidence_db", "db")
def test_same_figures_same_drafts_and_only_the_asked_indicators() -> None:
    assert signals_for("16051") == signals_for("16051")
    assert {d.indicator for d in signals_for("16051", codes=["sgb2_rate"], limit=None).drafts} <= {"sgb2_rate"}
    assert signals_for("16051", codes=[]).drafts == ()


@pytest.mark.usefixtures("evidence_db", "db")
def test_a_place_without_figures_has_no_drafts() -> None:
    nothing = signals_for("16001")
    assert (nothing.drafts, nothing.comparisons, nothing.found) == ((), 0, 0)


def made(indicator: str, theme: str, unusual: float, kind: str = "Abstand zum Land") -> SignalDraft:
    series = comparison({("16062", 2022): 1.0}).series
    own = observation(1.0)
    return SignalDraft(f"land:{indicator}", kind, indicator, theme, "T.", "T.", "C.", unusual, (), (own,), series, own)


def test_spread_takes_the_most_unusual_first_but_not_twice_the_same() -> None:
    kinds = ("Abstand zum Land", "Abstand zum Bund", "Zunahme", "Rückgang")
    drafts = [made(f"i{n}", f"t{n % 5}", 9 - n / 10, kinds[n % 4]) for n in range(12)]
    chosen = _spread([drafts[0], replace(drafts[0], key="bund:i0"), *drafts[1:]], MOST)
    assert [d.indicator for d in chosen] == [f"i{n}" for n in range(7)]


def test_one_theme_does_not_fill_the_page() -> None:
    drafts = [made(f"i{n}", "eins", 9 - n) for n in range(5)] + [made("j", "zwei", 1.0, "Zunahme")]
    assert [d.indicator for d in _spread(drafts, MOST)] == ["i0", "i1", "j"]


def test_relief_takes_the_last_place_of_a_full_page_within_its_theme_limit() -> None:
    kinds = ("Abstand zum Land", "Abstand zum Bund", "Zunahme")
    full = [made(f"i{n}", f"t{n // 2}", 9 - n / 10, kinds[n % 3]) for n in range(8)]
    crowded, fits = made("r0", "t0", 1.1, RELIEF), made("r1", "t4", 1.05, RELIEF)
    chosen = _spread([*full, crowded, fits], MOST)
    assert [d.indicator for d in chosen] == ["i0", "i1", "i2", "i3", "i4", "i5", "r1"]
    assert [d.indicator for d in _spread([*full, crowded], MOST)] == [f"i{n}" for n in range(7)]


def test_relief_is_not_doubled() -> None:
    drafts = [made("a", "t", 5.0, RELIEF), made("b", "t", 4.0, RELIEF)]
    assert [d.indicator for d in _spread(drafts, MOST)] == ["a", "b"]
    assert _spread([], MOST) == []
