"""Impossible figures, broken sums, names that do not fit their key, wrong encodings and codes."""

from __future__ import annotations

from datetime import date

import pytest

from sozialstrategie.evidence.monitoring.readers import MemoryRegionIndex, ParsedFile, RegionInfo, known_regions, read
from sozialstrategie.evidence.monitoring.readers.units import unit_kind
from tests.evidence.monitoring.readers import samples

A, M, T, F = samples.AGES, samples.MEANS, samples.TIME_IN_HEADER, samples.FFCSV
NEXT = date.today().year + 1
EXPECTED_YEAR = f"erwartet wird ein Jahr von 1900 bis {NEXT}."


def _read(data: str | bytes, index: MemoryRegionIndex | None = None, name: str = "probe.csv") -> ParsedFile:
    raw = data.encode() if isinstance(data, str) else data
    return read(raw, name=name, regions=index or samples.regions())


def _error(data: str | bytes) -> tuple[str, int | None, int | None, str]:
    parsed = _read(data)
    (error,) = parsed.errors
    assert parsed.facts is None
    return error.code, error.row, error.column, error.text


def _note(parsed: ParsedFile, code: str) -> tuple[int | None, int | None, int, str]:
    assert parsed.errors == []
    (note,) = (n for n in parsed.notes if n.code == code)
    return note.row, note.column, note.count, note.text


@pytest.mark.parametrize(
    ("data", "row", "column", "year"),
    [
        (A.replace("31.12.2015;16062", "31.12.2199;16062"), 12, 1, 2199),
        (A.replace("31.12.2015;16062", "31.12.1899;16062"), 12, 1, 1899),
        (M.replace("2015;16062", f"{NEXT + 1};16062"), 10, 1, NEXT + 1),
        (T.replace("31.12.2015;31.12.2015", "31.12.2015;31.12.2150"), 6, 6, 2150),
        (samples.TIME_ALONE.replace("\n2015;", "\n2150;"), 5, 1, 2150),
        (samples.SCHOOL.replace("\n2015;", "\nWintersemester 2088;"), 8, 1, 2088),
        (F.replace("2024-12-31", "2199-12-31", 1), 2, 5, 2199),
    ],
)
def test_years_that_cannot_be(data: str, row: int, column: int, year: int) -> None:
    parsed = _read(data)
    assert parsed.facts is None
    error = parsed.errors[0]
    assert (error.code, error.row, error.column) == ("impossible_year", row, column)
    where = "zu weit zurück" if year < 1900 else "in der Zukunft"
    assert error.text == f"Jahr {year} liegt {where}; {EXPECTED_YEAR}"


def test_next_year_and_1900_are_still_possible() -> None:
    assert _read(M.replace("2015;16062", f"{NEXT};16062")).errors == []
    assert _read(M.replace("2015;16062", "1900;16062")).errors == []


def test_counts_below_zero_and_in_fractions_are_refused() -> None:
    code, row, column, text = _error(A.replace(";700;360;340", ";-700;-360;-340"))
    assert (code, row, column) == ("negative_count", 8, 5)
    assert text.startswith("Hier steht „-700“, erwartet wird eine Anzahl ab 0")
    assert _error(M.replace(";120;10;", ";120,5;10;"))[:3] == ("fractional_count", 9, 4)
    assert _error(F.replace(";9;Anzahl", ";-9;Anzahl"))[:3] == ("negative_count", 2, 18)
    assert _error(F.replace(";9;Anzahl", ";9,5;Personen"))[:3] == ("fractional_count", 2, 18)


def test_rates_and_thousands_may_have_decimals() -> None:
    assert _read(M).errors == []  # -0,5 and 7,0 per cent
    assert _read(F).errors == []  # 12,5 thousand
    density = samples.ATLAS.replace("Ganztagsbetreuung 0 bis 2 Jahre", "Bettendichte (Betten je 1.000 Einw.)")
    assert _read(density.replace("Prozent;Prozent", "Anzahl;Prozent").replace("31,0", "31,5")).errors == []


@pytest.mark.parametrize(
    "word", ["Wanderungssaldo", "Veränderung zum Vorjahr", "Geburtenbilanz", "Überschuss der Geborenen"]
)
def test_balances_may_fall_below_zero(word: str) -> None:
    below = M.replace(";120;10;", ";-120;-10;")
    assert [e.code for e in _read(below).errors] == ["negative_count"]
    in_heading = below.replace(";;;Arbeitslose;Arbeitslose;", f";;;{word};{word};")
    assert _read(in_heading).errors == []
    assert _read(below.replace("Arbeitslose nach Personengruppen", word)).errors == []
    rows = A.replace("unter 1 Jahr;700;360;340", f"{word};-700;-360;-340")
    assert _read(rows).errors == []
    long = F.replace(";9;Anzahl;BEVSTD;Bevölkerungsstand", f";-9;Anzahl;BEV086;{word}")
    assert _read(long).errors == []


def test_two_cells_that_the_office_publishes_below_zero_are_a_note() -> None:
    school = samples.SCHOOL.replace(
        ";;;Insgesamt;ohne Hauptschulabschluss",
        ";;;mit Fachhochschulreife;mit Fachhochschulreife\n;;;Insgesamt;weiblich",
    ).replace("2015;16062;      Nordhausen, Kreis;100;14", "1995;06432;Darmstadt-Dieburg, Landkreis;112;-56")
    row, column, count, text = _note(_read(school, known_regions()), "published_negative_count")
    assert (row, column, count) == (9, 5, 1)
    assert "„-56“" in text
    other = _read(school.replace(";-56", ";-57"), known_regions())
    assert [e.code for e in other.errors] == ["negative_count"]


def test_total_that_is_not_the_sum_of_both_sexes_is_a_note_with_first_address() -> None:
    assert "sum_differs" not in {n.code for n in _read(A).notes}
    wrong = A.replace(";90;30;60", ";91;30;60").replace(";7;4;3", ";9;4;3")
    row, column, count, text = _note(_read(wrong), "sum_differs")
    assert (row, column, count) == (9, 5, 2)
    assert "Hier steht 91, zusammen sind es 90." in text


def test_a_nil_is_counted_as_zero_and_an_unknown_is_left_out() -> None:
    row, _, count, _ = _note(_read(A.replace(";3;-;3", ";5;-;3")), "sum_differs")
    assert (row, count) == (11, 1)


def test_sums_over_rows_and_over_codes() -> None:
    body = "\n".join(
        f"2015;16062;Nordhausen, Kreis;{sex};{n}" for sex, n in (("männlich", 4), ("weiblich", 5), ("Insgesamt", 10))
    )
    head = samples.TIME_ALONE.split("\n;;;Zu")[0].replace("2015;;;;\n", "").replace("\n2015;;;;", "")
    rows = f"{head}\n;;;;Zuzüge\n;;;;Anzahl\n{body}\n{samples.FOOTER}"
    assert _note(_read(rows), "sum_differs")[:3] == (9, 5, 1)
    start = "12411;Bevölkerung;STAG;Stichtag;2024-12-31;GES;Geschlecht;"
    rest = ";KREISE;Kreise;16062;Nordhausen;NAT;Nationalität;NATA;Ausländer"
    lines = [
        f"{start}{sex}{rest};{n};Anzahl;BEVSTD;Bevölkerungsstand;"
        for sex, n in (("GESM;männlich", 4), ("GESW;weiblich", 5), (";Insgesamt", 10))
    ]
    long = "\n".join([samples.FFCSV_HEAD, *lines, ""])
    assert _note(_read(long), "sum_differs")[:3] == (4, 18, 1)


def test_figures_rounded_to_five_may_differ_by_rounding() -> None:
    rows = [f"31.12.2015;DG;Deutschland;{age} bis unter {age + 1} Jahre;25;15;15" for age in range(1, 30)]
    start, end = A.split("31.12.2015")[0], samples.FOOTER
    assert "sum_differs" not in {n.code for n in _read(start + "\n".join(rows) + "\n" + end).notes}
    rows[4] = rows[4].replace(";25;15;15", ";40;15;15")
    assert _note(_read(start + "\n".join(rows) + "\n" + end), "sum_differs")[:3] == (12, 5, 1)


def test_key_and_name_of_different_regions_are_a_note() -> None:
    swapped = A.replace("16062;      Nordhausen, Kreis", "16062;      Flensburg, Kreisfreie Stadt")
    row, column, count, text = _note(_read(swapped), "name_differs")
    assert (row, column, count) == (12, 2, 1)
    assert "16062 ist Nordhausen" in text and "Flensburg" not in text
    long = F.replace(";16062;Nordhausen;", ";16062;Flensburg;", 1)
    assert _note(_read(long), "name_differs")[:3] == (2, 12, 1)


@pytest.mark.parametrize(
    ("key", "known", "name"),
    [
        ("16062", "Nordhausen", "Nordhausen, Kreis"),
        ("15362", "Ohre-Kreis", "Ohrekreis"),
        ("13", "Mecklenburg-Vorpommern", "Mecklenb.-Vorp."),
        ("16068", "Sömmerda", "Soemmerda, Landkreis"),
        ("16", "Thüringen", "Thuringia"),
        ("16062", "Nordhausen", "16062"),
    ],
)
def test_other_spellings_of_a_name_are_no_note(key: str, known: str, name: str) -> None:
    index = MemoryRegionIndex([RegionInfo(key, "kreis" if len(key) == 5 else "land", known)])
    parsed = _read(samples.SCHOOL.replace("16062;      Nordhausen, Kreis", f"{key};{name}"), index)
    assert parsed.errors == [] and "name_differs" not in {n.code for n in parsed.notes}


def test_the_kind_of_region_alone_is_no_shared_word() -> None:
    index = MemoryRegionIndex([RegionInfo("16077", "kreis", "Altenburger Land, Landkreis")])
    parsed = _read(samples.SCHOOL.replace("16062;      Nordhausen, Kreis", "16077;Weimarer Land, Landkreis"), index)
    assert "name_differs" in {n.code for n in parsed.notes}


@pytest.mark.parametrize("cell", ["5.123", "1.234,5", "12.345.678"])
def test_a_dot_in_a_number_is_refused_in_classic_files(cell: str) -> None:
    code, row, column, text = _error(M.replace(";130;", f";{cell};"))
    assert (code, row, column) == ("wrong_decimal", 10, 4)
    assert f"„{cell}“ ist keine Zahl; erwartet wird ein Dezimalkomma und kein Tausenderpunkt" in text


@pytest.mark.parametrize("code", ["<script>", "../../etc", "A" * 5000, "A", "-1", "12411_01", "ä1", "a1"])
def test_table_codes_that_are_none(code: str) -> None:
    found = _error(A.replace("12411-04-02-4", code, 1))
    assert found[:3] == ("no_table", 1, 1)
    assert "12411-01-01-4" in found[3]
    assert _error(F.replace("\n12411;", f"\n{code};"))[:3] == ("no_table", 2, 1)


def test_control_characters_and_marks_of_direction_leave_titles_and_names() -> None:
    dirty = (
        A.replace("Bevölkerungsstand: B", "Bevölkerungsstand:\u202e B\x1b", 1)
        .replace("Nordhausen, Kreis", "Nord\u2066hausen,\x07 Kreis")
        .replace("90 Jahre und", "90 Jahre\x08 und")
        .replace("erfundene Zahlen", "erfundene\u202d Zahlen")
    )
    parsed = _read(dirty)
    assert _note(parsed, "control_characters")[:3] == (2, None, 6)
    clean = _read(A)
    assert (parsed.title, parsed.footnotes) == (clean.title, clean.footnotes)
    assert parsed.facts.equals(clean.facts)
    assert "control_characters" not in {n.code for n in clean.notes}


def test_control_characters_in_ffcsv_leave_names_and_refuse_codes() -> None:
    parsed = _read(
        samples.zipped(F.replace(";16062;Nordhausen;", ";16062;Nord\u202ehausen;")), name="12411-02-03-5.zip"
    )
    assert "Nordhausen" in parsed.facts["region_name"].to_pylist()
    assert _note(parsed, "control_characters")[:3] == (2, None, 2)
    assert _error(F.replace("ALT000B03", "ALT000\x07B03"))[:3] == ("control_characters", 2, 16)


def test_control_characters_in_values_are_refused() -> None:
    assert _error(M.replace(";130;", ";1\x0830;"))[:3] == ("not_a_number", 10, 4)
    assert _error(M.replace(";130;", ";1\u202e30;"))[:3] == ("not_a_number", 10, 4)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        *(("mac_roman", name) for name in ("Köln", "Bördekreis", "Großenhain", "Südharz", "Jämlitz")),
        # ß of cp850 reads as á, which stands in names of other languages
        *(("cp850", name) for name in ("Köln", "Südharz", "Jämlitz")),
    ],
)
def test_wrong_single_byte_encodings_are_refused(encoding: str, name: str) -> None:
    """Only the name has umlauts: one wrong letter is enough."""
    plain = A.replace("ö", "oe").replace("ä", "ae").replace("ü", "ue").replace("©", "(c)").replace("Ä", "Ae")
    found = _error(plain.replace("Nordhausen", name).encode(encoding))
    assert found[:2] == ("wrong_encoding", 12)
    assert "Windows-1252" in found[3]


def test_wrong_letters_that_were_saved_as_utf8_are_refused_too() -> None:
    assert _error(A.replace("Thüringen", "ThŸringen"))[:2] == ("wrong_encoding", 10)


@pytest.mark.parametrize("name", ["Bautzen - Budyšin", "Žagań", "Neustadt a. d. Aisch", "Straße §264, „ganz“ – usw.…"])
def test_letters_that_names_do_have(name: str) -> None:
    assert "wrong_encoding" not in {e.code for e in _read(A.replace("Nordhausen", name)).errors}


def test_kinds_of_units() -> None:
    kinds = [unit_kind(unit) for unit in ("Anzahl", "Prozent", "%", "je  1000", "Tsd. EUR", "qkm", "1000", "Furlong")]
    assert kinds == ["count", "share", "share", "rate", "money", "measure", "scaled_count", None]
