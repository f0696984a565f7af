"""The shipped catalogue: fixed codes and sources, readable texts, every series used, every cell found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sozialstrategie.evidence.monitoring.formula import load_catalogue
from sozialstrategie.evidence.monitoring.formula.definitions import Catalogue
from sozialstrategie.evidence.monitoring.readers import key_form, read
from sozialstrategie.evidence.monitoring.readers.types import RegionForm, RegionInfo
from sozialstrategie.evidence.monitoring.shipped import shipped_tables

THEMES = {
    "Bevölkerung",
    "Familien und Kinder",
    "Einkommen und Mindestsicherung",
    "Arbeit und Ausbildung",
    "Bildung und Betreuung",
    "Gesundheit und Pflege",
    "Wohnen und Wege",
    "Zuwanderung und Zusammenleben",
}
# code -> tables of its derivations, in order of preference
FIXED: dict[str, list[set[str]]] = {
    "population": [{"12411-04-02-4"}, {"12411-02-03-4"}, {"12411-01-01-4"}],
    "youth_dependency_ratio": [{"12411-04-02-4"}, {"12411-02-03-4"}, {"12411-03-03-4"}],
    "old_age_dependency_ratio": [{"12411-04-02-4"}, {"12411-02-03-4"}, {"12411-03-03-4"}],
    "share_under_18": [{"12411-04-02-4"}, {"12411-02-03-4"}, {"12411-03-03-4"}],
    "unemployed_share_under_25": [{"13211-02-05-4"}],
    "unemployed_share_55_plus": [{"13211-02-05-4"}],
    "unemployed_share_long_term": [{"13211-02-05-4"}, {"a_aloLang"}],
    "unemployed_share_foreign": [{"13211-02-05-4"}],
    "minimum_income_rate": [{"22811-01-01-4"}, {"a_sMin"}],
    "school_leavers_without_certificate_share": [{"21111-02-06-4"}, {"a_schul_oA"}],
    "foreign_share": [{"12411-03-03-4"}, {"a_ausl_bev"}],
    "child_sgb2_rate": [{"q_newfBGu15_bev"}],
    "sgb2_rate": [{"q_SGBII"}],
    "care_dependent_rate": [{"q_pfl"}],
    "unemployment_rate": [{"q_alo"}, {"13211-02-05-4"}],
    "share_65_plus": [{"a_bev65um"}, {"12411-03-03-4"}],
    "births_per_100_deaths": [{"12612-01-01-4", "12613-01-01-4"}],
    "turnout_bundestag": [{"bundestagswahl"}, {"14111-01-02-4"}],
    "commuter_balance": [{"x353"}],
    "population_change_5": [set()],
    "one_person_household_share": [],
}
RAW = {
    "12411-04-02-4": "genesis_klassisch/12411-04-02-4.csv",
    "12411-02-03-4": "genesis_klassisch/12411-02-03-4.csv",
    "12411-03-03-4": "genesis_klassisch/12411-03-03-4.csv",
    "13211-02-05-4": "genesis_klassisch/13211-02-05-4.csv",
    "22811-01-01-4": "genesis_klassisch/22811-01-01-4.csv",
    "21111-02-06-4": "genesis_klassisch/21111-02-06-4.csv",
    "12411-01-01-4": "genesis_ffcsv/12411-01-01-4.zip",
    "12612-01-01-4": "genesis_klassisch/12612-01-01-4.csv",
    "12613-01-01-4": "genesis_klassisch/12613-01-01-4.csv",
    "12711-04-02-4": "genesis_klassisch/12711-04-02-4.csv",
    "14111-01-02-4": "genesis_klassisch/14111-01-02-4.csv",
}
# Indicators of the list of 48 without figures: they stand in the catalogue with what is missing.
MISSING = {
    "population_projection", "labour_force_projection", "child_under18_sgb2_rate", "lone_parent_sgb2_rate",
    "basic_income_reduced_capacity_rate", "at_risk_of_poverty_rate", "education_support_rate",
    "child_endangerment_assessment_rate", "taking_into_care_rate", "one_person_household_share", "lone_parent_families_share",
    "severe_disability_rate",
}  # fmt: skip


class EveryKey:
    """A region index for which every well-formed key exists: the test asks for rows and columns only."""

    def form(self, key: str) -> RegionForm:
        return key_form(key)

    def lookup(self, key: str) -> RegionInfo | None:
        form = key_form(key)
        return None if form == "unknown" else RegionInfo(key=key, level=form)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_every_file_loads(catalogue: Catalogue) -> None:
    assert len(catalogue) == 83
    assert {indicator.theme for indicator in catalogue.values()} == THEMES


@pytest.mark.parametrize("code", sorted(FIXED))
def test_fixed_codes_rest_on_the_named_tables(catalogue: Catalogue, code: str) -> None:
    found = [{part.table for part in derivation.used_sums} for derivation in catalogue[code].derivations]
    assert found == FIXED[code]


def test_minimum_income_is_over_the_population_of_the_same_date(catalogue: Catalogue) -> None:
    first = catalogue["minimum_income_rate"].derivations[0]
    assert (first.kind, first.period_kind, first.factor, first.used_codes) == (
        "counts",
        "date",
        100,
        ("population",),
    )


def test_age_limits_of_the_dependency_ratios(catalogue: Catalogue) -> None:
    for code, ages in (("youth_dependency_ratio", (0, 19)), ("old_age_dependency_ratio", (65, None))):
        for derivation in catalogue[code].derivations:
            top, bottom = derivation.used_sums
            assert top.age and (top.age.first, top.age.last) == ages
            assert bottom.age and (bottom.age.first, bottom.age.last) == (20, 64)


def test_what_is_missing_is_said_in_words(catalogue: Catalogue) -> None:
    assert {code for code, indicator in catalogue.items() if indicator.missing} == MISSING
    for code in MISSING:
        indicator = catalogue[code]
        assert not indicator.derivations and indicator.missing.endswith("."), code
        assert not indicator.sentence, "ohne Zahl kein Satz"
    assert all(indicator.derivations for code, indicator in catalogue.items() if code not in MISSING)


def test_every_shipped_series_is_used(catalogue: Catalogue) -> None:
    shipped = {table.table for table in shipped_tables()}
    assert shipped - catalogue.tables() == set()
    assert catalogue.tables() - shipped == {
        "12411-04-02-4", "12411-02-03-4", "22811-01-01-4", "21111-02-06-4", "14111-01-02-4",
    }  # fmt: skip


def test_every_shipped_cell_is_used(catalogue: Catalogue) -> None:
    """Nothing travels with the program that no indicator shows."""
    sums = [part for i in catalogue.values() for d in i.derivations for part in d.used_sums]
    for table in shipped_tables():
        parts = [part for part in sums if part.table == table.table]
        used = {item for part in parts for item in (part.items or table.facts["item"].unique().to_pylist())}
        assert set(table.facts["item"].unique().to_pylist()) <= used, table.table


def test_citation_of_a_derivation_is_that_of_its_shipped_table(catalogue: Catalogue) -> None:
    shipped = {table.table: table for table in shipped_tables()}
    for indicator in catalogue.values():
        for derivation in indicator.derivations:
            tables = {part.table for part in derivation.used_sums}
            for table in tables & shipped.keys():
                if len(tables) == 1:
                    assert derivation.source == shipped[table].source, (indicator.code, derivation.key)
                if derivation.territorial_status != "Gebietsstand des jeweiligen Jahres":
                    assert derivation.territorial_status == shipped[table].territorial_status
            assert all(table in derivation.source + derivation.label for table in tables), (
                indicator.code,
                derivation.key,
            )


def test_origin_tells_own_computation_from_published_figures(catalogue: Catalogue) -> None:
    for indicator in catalogue.values():
        for derivation in indicator.derivations:
            ours = derivation.kind == "counts" or bool(derivation.used_codes)
            assert derivation.origin == ("computed" if ours else "official"), (indicator.code, derivation.key)


def test_change_of_population_never_crosses_a_census(catalogue: Catalogue) -> None:
    (derivation,) = catalogue["population_change_5"].derivations
    assert [year for year, _word in catalogue["population_density"].breaks] == [2011]
    assert derivation.first_year == 2011 + 5


def test_indicators_that_count_groups_of_people_have_no_direction(catalogue: Catalogue) -> None:
    groups = {code for code, indicator in catalogue.items() if indicator.counts_people}
    assert groups >= {"foreign_share", "share_65_plus", "care_dependent_rate", "sgb2_lone_parent_share"}
    assert {catalogue[code].direction for code in groups} == {"none"}
    assert catalogue["child_sgb2_rate"].direction == "lower"  # a circumstance, as the profile says


def test_known_breaks(catalogue: Catalogue) -> None:
    assert [year for year, _word in catalogue["population"].breaks] == [2011, 2022]
    for code in ("care_dependent_rate", "home_care_share", "residential_care_share", "care_allowance_share"):
        assert [year for year, _word in catalogue[code].breaks] == [2017]
    assert [year for year, _word in catalogue["housing_benefit_rate"].breaks] == [2016]
    assert [year for year, _word in catalogue["purchasing_power"].doubtful] == [2018]


def test_mislabelled_series_carry_the_meaning_of_the_publisher(catalogue: Catalogue) -> None:
    assert "nicht der Median" in catalogue["average_age"].definition
    assert "1.500 Euro" in catalogue["low_income_household_share"].definition
    assert catalogue["gdp_per_inhabitant"].unit == "1.000 Euro je Einwohner"


def test_sentences_are_whole_and_name_place_year_value(catalogue: Catalogue) -> None:
    for code, indicator in catalogue.items():
        if indicator.missing:
            continue
        filled = indicator.sentence.format(region_in="Im Landkreis Nordhausen", year="2022", value="14,2")
        assert filled.startswith("Im Landkreis Nordhausen ") and filled.endswith("."), code
        # two figures side by side would read as one
        assert not re.search(r"\d[\d.,]* \d", filled), filled
        assert indicator.subject.split()[0] in {"der", "die", "das"}, code
        assert indicator.amount.format(value="14,2").startswith("14,2 "), code


def test_texts_are_finished_sentences_and_own_words(catalogue: Catalogue) -> None:
    for code, indicator in catalogue.items():
        assert indicator.definition.endswith(".") and indicator.not_shown.endswith("."), code
        assert len({indicator.definition, indicator.not_shown, indicator.name}) == 3
        for text in (indicator.definition, indicator.not_shown, indicator.missing):
            assert "  " not in text and " ," not in text and "–" not in text, code


def test_every_row_and_column_that_a_formula_names_is_in_the_table(catalogue: Catalogue, shared_data: Path) -> None:
    facts = {}
    for table, file in RAW.items():
        parsed = read(shared_data / file, name=file, regions=EveryKey())
        assert parsed.facts is not None, [str(problem) for problem in parsed.errors]
        facts[table] = parsed.facts
    for indicator in catalogue.values():
        for derivation in indicator.derivations:
            for part in derivation.used_sums:
                if part.table in facts:
                    items = set(facts[part.table]["item"].unique().to_pylist())
                    categories = set(facts[part.table]["category"].unique().to_pylist())
                    assert set(part.items) <= items, (indicator.code, derivation.key)
                    assert set(part.categories) <= categories, (indicator.code, derivation.key)
                    kinds = set(facts[part.table]["period_kind"].unique().to_pylist())
                    assert kinds == {derivation.period_kind}, (indicator.code, derivation.key)


def test_the_manual_lists_every_indicator_with_its_sources(catalogue: Catalogue) -> None:
    page = (Path(__file__).parents[4] / "docs" / "verfahren" / "indikatoren.md").read_text("utf-8")
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `") and line.count("|") == 8}
    assert set(rows) == set(catalogue)
    for code, indicator in catalogue.items():
        assert f"| {indicator.name} | {indicator.unit} |" in rows[code]
        for derivation in indicator.derivations:
            assert all(f"`{part.table}`" in rows[code] for part in derivation.used_sums)
