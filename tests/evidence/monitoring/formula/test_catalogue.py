"""The catalogue: what it accepts, and every way to refuse it in a sentence with file and indicator."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialstrategie.evidence.monitoring.formula import (
    Catalogue,
    CatalogueError,
    load_catalogue,
    shipped_catalogue_files,
)
from sozialstrategie.evidence.monitoring.formula.cycles import find_cycle

HEAD = """[[indicator]]
code = "{code}"
name = "Name"
unit = "je 100"
unit_phrase = "je 100 Menschen"
theme = "Bevölkerung"
definition = "Eine Definition."
not_shown = "Ein Rest."
direction = "none"
counts_people = true
decimals = 1
"""
DERIVATION = """[[indicator.derivation]]
key = "d"
label = "aus der Tabelle"
source = "Statistische Ämter, Tabelle T"
origin = "computed"
territorial_status = "fest"
period_kind = "date"
"""


def entry(code: str, formula: str, head: str = "", derivation: str = "") -> str:
    return f"{HEAD.format(code=code)}{head}{DERIVATION}{derivation}formula = '{formula}'\n"


def load(folder: Path, *texts: str) -> Catalogue:
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.toml"
        path.write_text(text, "utf-8")
        paths.append(path)
    return load_catalogue(paths)


def problems(folder: Path, *texts: str) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as caught:
        load(folder, *texts)
    return caught.value.problems


def test_a_whole_entry(tmp_path: Path) -> None:
    text = (
        HEAD.format(code="quota")
        + 'breaks = [[2011, "Zensus 2011"]]\n'
        + DERIVATION
        + "first_year = 2001\nlast_year = 2016\n"
        + """numerator = 'sum("T", item="a")'\ndenominator = 'sum("T", item="b")'\nfactor = 100\n"""
        + DERIVATION.replace('key = "d"', 'key = "inkar"')
        + 'published = { table = "q_SGBII", factor = 0.1 }\n'
    )
    indicator = load(tmp_path, text)["quota"]
    counts, published = indicator.derivations
    assert (counts.kind, counts.factor, counts.first_year, counts.last_year) == ("counts", 100.0, 2001, 2016)
    assert counts.texts["numerator"] == 'sum("T", item="a")'
    assert (published.kind, published.factor, published.used_sums[0].table) == ("published", 0.1, "q_SGBII")
    assert indicator.breaks == ((2011, "Zensus 2011"),)
    assert indicator.info().code == "quota" and indicator.info().unit == "je 100"
    assert indicator.derivation("inkar") is published


def test_an_indicator_without_figures_says_what_is_missing(tmp_path: Path) -> None:
    bare = HEAD.format(code="quota")
    assert "braucht mindestens eine Herleitung [[indicator.derivation]], oder missing" in problems(tmp_path, bare)[0]
    indicator = load(tmp_path, bare + 'missing = "Die Statistik liegt nicht vor."\n')["quota"]
    assert (indicator.derivations, indicator.missing) == ((), "Die Statistik liegt nicht vor.")


def test_the_history_of_a_definition(tmp_path: Path) -> None:
    head = 'history = [["2026-03-01", "anderer Nenner"], ["2027-01-15", "ohne Zweitwohnungen"]]\n'
    indicator = load(tmp_path, entry("quota", 'sum("T")', head))["quota"]
    assert indicator.history == (("2026-03-01", "anderer Nenner"), ("2027-01-15", "ohne Zweitwohnungen"))
    plain = load(tmp_path, entry("quota", 'sum("T")'))
    assert plain.formula_version("quota", "d") == load(tmp_path, entry("quota", 'sum("T")', head)).formula_version(
        "quota", "d"
    )


@pytest.mark.parametrize(
    "history",
    ['"2026"', '[["2026", "x"]]', '[["2026-02-30", "x"]]', '[["2026-03-01", ""]]', '[["2026-03-01"]]', "[[2026, 'x']]",
     '[["2027-01-15", "b"], ["2026-03-01", "a"]]'],
)  # fmt: skip
def test_a_faulty_history_is_refused(history: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, entry("quota", 'sum("T")', f"history = {history}\n"))
    assert found.startswith("Datei 0.toml, Indikator quota: history steht als [[")


def test_indicators_may_use_each_other_across_files(tmp_path: Path) -> None:
    catalogue = load(tmp_path, entry("a", "b * 2"), entry("b", 'sum("T") + sum("U")'))
    assert list(catalogue) == ["a", "b"]
    assert catalogue.tables() == {"T", "U"}
    assert catalogue["a"].derivations[0].used_codes == ("b",)


def test_a_cycle_is_named_as_a_path(tmp_path: Path) -> None:
    found = problems(tmp_path, entry("a", "b + 1"), entry("b", "lag(c, 1)"), entry("c", "2 * a"))
    assert found == ("Datei 0.toml, Indikator a: Kreis in den Formeln: a → b → c → a.",)


def test_an_indicator_that_uses_itself(tmp_path: Path) -> None:
    assert "a → a" in problems(tmp_path, entry("a", "a + 1"))[0]


def test_unknown_names_carry_file_indicator_and_position(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, entry("quota", "1 + quotta2"))
    assert found.startswith("Datei 0.toml, Indikator quota: Herleitung d: formula: Formel, Zeichen 5: ")
    assert "Unbekannter Name »quotta2«" in found


def test_all_problems_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, entry("a", "1 +"), entry("b", 'sum("T") / 0'))
    assert len(found) == 2
    assert "Indikator a: Herleitung d: formula: Formel, Zeichen 4" in found[0]
    assert "Division durch null" in found[1]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            'unit = "je 100"',
            'unit = "Prozent"',
            "Das Feld unit ist »Prozent«; erwartet: eine bekannte Einheit",
        ),
        ('name = "Name"\n', "", "Das Feld name fehlt."),
        ('name = "Name"', 'name = "  "', "Das Feld name ist »  «"),
        ('code = "a"', 'code = "Ä-1"', "Das Feld code ist »Ä-1«"),
        ('code = "a"', 'code = "sum"', "keines der Wörter"),
        ('direction = "none"', 'direction = "up"', "eines von lower, higher, none"),
        (
            'direction = "none"',
            'direction = "lower"',
            "der Menschen zählt (counts_people), hat keine Richtung",
        ),
        ("counts_people = true", 'counts_people = "ja"', "true oder false"),
        ("decimals = 1", "decimals = 9", "eine ganze Zahl von 0 bis 4"),
        ("decimals = 1", "decimals = 1\ncolour = 3", "Unbekanntes Feld »colour«."),
        ("decimals = 1", 'decimals = 1\nbreaks = [["2011", "x"]]', "breaks steht als"),
        ("decimals = 1", 'decimals = 1\nbreaks = [[2012, "x"], [2011, "y"]]', "aufsteigend"),
        ('period_kind = "date"', 'period_kind = "day"', "Herleitung d: Das Feld period_kind"),
        ('origin = "computed"', 'origin = "own"', "Herleitung d: Das Feld origin"),
        (
            'period_kind = "date"',
            'period_kind = "date"\nfirst_year = 2016\nlast_year = 2001',
            "liegt nach dem letzten",
        ),
        ("formula = 'sum(\"T\")'", "formula = '2 * 3'", "nennt keine Fakten"),
        ("formula = 'sum(\"T\")'", "", "braucht genau eines von"),
        ("formula = 'sum(\"T\")'", "formula = 5", "kein Text"),
        ("formula = 'sum(\"T\")'", "numerator = 'sum(\"T\")'", "denominator: fehlt"),
        ("formula = 'sum(\"T\")'", "formula = 'sum(\"T\")'\nfactor = 2", "factor gehört zu numerator"),
        ("formula = 'sum(\"T\")'", "published = { factor = 2 }", "published: Das Feld table fehlt."),
        ("formula = 'sum(\"T\")'", 'published = { table = "T", factor = 0 }', "größer als null"),
        ("formula = 'sum(\"T\")'", 'published = "T"', "published steht als"),
    ],
)
def test_each_fault_has_its_sentence(tmp_path: Path, old: str, new: str, words: str) -> None:
    good = entry("a", 'sum("T")')
    assert old in good
    load(tmp_path, good)
    found = problems(tmp_path, good.replace(old, new, 1))
    assert any(words in sentence for sentence in found), found
    assert all(sentence.startswith("Datei 0.toml, Indikator ") for sentence in found)


def test_duplicates_are_refused(tmp_path: Path) -> None:
    one = entry("a", 'sum("T")')
    assert problems(tmp_path, one, one) == (
        "Datei 1.toml, Indikator a: Den Code »a« gibt es schon (Datei 0.toml, Indikator a).",
    )
    twice = one + DERIVATION + "formula = 'sum(\"U\")'\n"
    assert "Die Herleitung »d« gibt es zweimal." in problems(tmp_path, twice)[0]


def test_files_that_are_no_catalogue(tmp_path: Path) -> None:
    assert "kein gültiges TOML" in problems(tmp_path, "code = ")[0]
    assert "unbekannter Abschnitt »indicators«" in problems(tmp_path, "[[indicators]]\ncode = 'a'\n")[0]
    (tmp_path / "latin.toml").write_bytes('name = "Bevölkerung"'.encode("latin-1"))
    with pytest.raises(CatalogueError, match="kein Text in UTF-8"):
        load_catalogue([tmp_path / "latin.toml"])
    with pytest.raises(CatalogueError, match=r"fehlt\.toml: lässt sich nicht lesen"):
        load_catalogue([tmp_path / "fehlt.toml"])


def test_the_formula_version_follows_the_computation_not_the_words(tmp_path: Path) -> None:
    def version(nested: str = 'sum("T")', formula: str = "b * 2", name: str = "Name", years: str = "") -> str:
        text = entry("a", formula, derivation=years).replace('"Name"', f'"{name}"') + entry("b", nested)
        return load(tmp_path, text).formula_version("a", "d")

    first = version()
    assert version(name="Anderer Name") == first
    assert version(formula="b  *  2.0") == first
    assert version(formula="b * 3") != first
    assert version(nested='sum("U")') != first
    assert version(years="first_year = 2005\n") != first


def test_find_cycle_walks_long_chains_without_recursion() -> None:
    chain = {str(n): [str(n + 1)] for n in range(5000)}
    assert find_cycle(chain) is None
    chain["5000"] = ["4998"]
    assert find_cycle(chain) == ("4998", "4999", "5000", "4998")


def test_the_shipped_catalogue_loads_and_has_the_agreed_codes() -> None:
    catalogue = load_catalogue()
    assert shipped_catalogue_files()
    assert {
        "population", "youth_dependency_ratio", "old_age_dependency_ratio", "unemployed_share_under_25",
        "unemployed_share_55_plus", "unemployed_share_long_term", "unemployed_share_foreign", "minimum_income_rate",
        "school_leavers_without_certificate_share", "foreign_share", "child_sgb2_rate", "sgb2_rate",
        "care_dependent_rate", "unemployment_rate", "share_65_plus",
    } <= set(catalogue)  # fmt: skip
