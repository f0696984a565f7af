"""The list of a page: on the shipped figures of all 22 Kreise, and with drafts made by hand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.definitions import catalogue
from sozialstrategie.evidence.monitoring.signals import SignalDraft, SignalList, signals_for
from sozialstrategie.evidence.monitoring.signals.selection import MOST, PER_THEME, RELIEF, _spread
from sozialstrategie.evidence.monitoring.wording import stigma_words
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.figures.format import MINUS, number, rounded
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


@pytest.mark.usefixtures("evidence_db", "db")
def test_sentences_of_all_kreise_are_whole_calm_and_name_circumstances(all_drafts: dict[str, SignalList]) -> None:
    for place in KREISE:
        for draft in all_drafts[place.code].drafts:
            words = f"{draft.title} {draft.text} {draft.caveat}"
            assert stigma_words(words) == [], (place.name, words)
            start = "In der Stadt " if place.name.startswith("Stadt ") else "Im "
            assert (place.name in draft.title and start in draft.title) or draft.title[0].isupper(), draft.title
            assert not re.search(
                r"[{}!]|\bNone\b|nan|  |\.\.|leider|erfolgreich|alarm|schlecht", words, re.IGNORECASE
            ), words
            assert not re.search(r"\d\.\d(?!\d\d)|-\d", words), words  # decimal comma, real minus
            for part in (draft.title, draft.text, draft.caveat):
                assert part and part.endswith(".") and part[0].isupper() | part[0].isdigit(), part
            assert number(draft.own.value or 0.0, catalogue()[draft.indicator].decimals) in draft.title


@pytest.mark.usefixtures("evidence_db", "db")
def test_every_distance_adds_up_from_the_shown_values(all_drafts: dict[str, SignalList]) -> None:
    seen = 0
    for drafts in all_drafts.values():
        for draft in drafts.drafts:
            decimals = catalogue()[draft.indicator].decimals
            kind, reference = draft.key.split(":")[0], draft.figures[1]
            distance = rounded(draft.own.value or 0, decimals) - rounded(reference.value or 0, decimals)
            assert distance != 0
            shown = number(float(distance), decimals)
            signed = shown if shown.startswith(MINUS) else f"+{shown}"
            word = "Veränderung" if kind == "change5" else "Abstand"
            assert f"{word}: {signed}" in draft.text, draft
            seen += 1
    assert seen > 200


@pytest.mark.usefixtures("evidence_db", "db")
def test_series_without_land_and_bund_are_never_compared_with_them(all_drafts: dict[str, SignalList]) -> None:
    """`unemployment_rate` and `share_65_plus` are published for Kreise only."""
    for code in ("unemployment_rate", "share_65_plus"):
        released = queries.series(code)
        assert released.payload and {o.level for o in released.payload} == {"kreis"}
    for drafts in all_drafts.values():
        for draft in drafts.drafts:
            if draft.indicator in ("unemployment_rate", "share_65_plus"):
                assert draft.key.startswith("change5:")
                assert {o.region for o in draft.series.payload} <= {draft.own.region}


@pytest.mark.usefixtures("evidence_db", "db")
def test_counts_of_people_are_never_called_relief(all_drafts: dict[str, SignalList]) -> None:
    for drafts in all_drafts.values():
        for draft in drafts.drafts:
            if catalogue()[draft.indicator].direction == "none":
                assert draft.kind in ("Abstand zum Land", "Abstand zum Bund", "Zunahme", "Rückgang")


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
