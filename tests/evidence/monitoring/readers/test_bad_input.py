"""Every bad input gives clear German sentences with address and expectation, and no facts."""

from __future__ import annotations

import pytest

from sozialstrategie.evidence.monitoring.readers import ParsedFile, read
from tests.evidence.monitoring.readers import samples

A, M, F, T = samples.AGES, samples.MEANS, samples.FFCSV, samples.TIME_IN_HEADER


def _read(data: str | bytes) -> ParsedFile:
    raw = data.encode() if isinstance(data, str) else data
    return read(raw, name="schlecht.csv", regions=samples.regions())


CLASSIC = {
    "no first line": (A.split("\n", 1)[1], "unmapped_table", None, None),
    "no table at all": ("Liebe Kollegin,\nanbei die Zahlen.\n", "no_table", 1, 1),
    "no heading": (
        "\n".join(line for line in A.split("\n") if not line.startswith(";")),
        "no_header",
        2,
        None,
    ),
    "no rows": (A.split("31.12.2015")[0] + samples.FOOTER, "no_rows", 7, None),
    "short row": (A.replace(";4;3\n", ";4\n"), "wrong_column_count", 12, None),
    "cut in the middle": (A[: A.index("1 bis unter")], "wrong_column_count", 12, None),
    "unknown Kreis": (A.replace(";16062;", ";16999;"), "unknown_region", 12, 2),
    "no key": (A.replace(";16062;", ";Nordhausen;"), "unknown_region", 12, 2),
    "quote alone in a row": (A.replace(";7;4;3\n", ';7;4;"3\n'), "bad_csv", 12, None),
    "quote inside a field": (A.replace(";7;4;3\n", ';7;"4"4;3\n'), "bad_csv", 12, None),
    "footnote at a figure": (M.replace(";130;", ";130 1);"), "footnote_in_number", 10, 4),
    "key of no Land": (A.replace(";16062;", ";99062;"), "unknown_region", 12, 2),
    "empty key": (A.replace(";16062;", ";;"), "unknown_region", 12, 2),
    "same row twice": (
        A.replace("16056;", "16062;").replace("1 bis unter 2 Jahre", "unter 1 Jahr"),
        "duplicate_key",
        12,
        2,
    ),
    "same heading twice": (A.replace(";männlich;weiblich", ";weiblich;weiblich"), "duplicate_key", 7, 7),
    "point as decimal sign": (M.replace("6,1", "6.1"), "wrong_decimal", 8, 6),
    "English thousands": (M.replace("1234", "1,234.0"), "wrong_decimal", 8, 4),
    "text for a number": (M.replace(";130;", ";etwa 130;"), "not_a_number", 10, 4),
    "empty value": (M.replace(";130;", ";;"), "empty_value", 10, 4),
    "unknown unit": (M.replace("Anzahl;Prozent", "Anzahl;Furlong"), "unknown_unit", 7, 6),
    "unknown unit in the title": (A.replace("(Anzahl)", "(Furlong)"), "unknown_unit", 7, 5),
    "no unit": (A.replace("Bevölkerungsstand (Anzahl);;;;;;\n", ""), "unknown_unit", 6, 5),
    "impossible date": (A.replace("31.12.2015;16062", "31.02.2015;16062"), "bad_period", 12, 1),
    "time missing": (T.replace(";;31.12.2014;31.12.2014;31.12.2015;31.12.2015\n", ""), "no_period", 7, 1),
    "UTF-16": (A.encode("utf-16"), "wrong_encoding", 1, 1),
    "NUL": (A.replace("Nordhausen", "Nord\0hausen"), "wrong_encoding", 12, None),
    "encoded twice": (A.encode().decode("cp1252", "ignore").encode(), "wrong_encoding", 2, None),
    "no known encoding": (A.encode("utf-8")[:60] + b"\x81\x8d\n", "wrong_encoding", 2, None),
    "long line": (A.replace("Nordhausen, Kreis", "N" * 100_001), "line_too_long", 12, None),
    "many columns": (
        A.replace(";;;;Insgesamt", ";;;;" + "Insgesamt;" * 1000 + "Insgesamt"),
        "too_many_columns",
        7,
        1001,
    ),
}


@pytest.mark.parametrize("case", CLASSIC)
def test_classic(case: str) -> None:
    data, code, row, column = CLASSIC[case]
    parsed = _read(data)
    assert parsed.facts is None
    error = parsed.errors[0]
    assert (error.code, error.row, error.column) == (code, row, column)
    _is_a_clear_sentence(str(error))


def _line(text: str, number: int, old: str, new: str) -> str:
    lines = text.split("\n")
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new)
    return "\n".join(lines)


FFCSV = {
    "column missing": (F.replace("value_unit", "unit"), "no_table", 1, None),
    "column twice": (F.replace("statistics_label", "time_label"), "duplicate_column", 1, 4),
    "no rows": (samples.FFCSV_HEAD + "\n", "no_rows", 1, None),
    "short row": (_line(F, 3, ";Kreise;16062", ";16062"), "wrong_column_count", 3, None),
    "two statistics": (_line(F, 4, "12411;", "13111;"), "several_tables", 4, 1),
    "unknown Kreis": (_line(F, 3, ";16062;", ";16999;"), "unknown_region", 3, 12),
    "no region": (_line(F, 3, "KREISE", "BILDUNG"), "no_region", 3, 8),
    "two regions": (_line(F, 3, "GES;", "DLAND;"), "several_regions", 3, 8),
    "region without key": (_line(F, 3, ";16062;", ";;"), "unknown_region", 3, 12),
    "English decimal": (_line(F, 3, "12,5", "12.5"), "wrong_decimal", 3, 18),
    "English decimal that looks like thousands": (_line(F, 3, "12,5", "1.250"), "wrong_decimal", 3, 18),
    "text for a number": (_line(F, 3, "12,5", "zwölf"), "not_a_number", 3, 18),
    "unknown unit": (_line(F, 3, ";1000;", ";Furlong;"), "unknown_unit", 3, 19),
    "same row twice": (
        F.replace("ALT075UM;75 u.m.", ";x").replace("16062;Nord", "DG;Nord"),
        "duplicate_key",
        4,
        12,
    ),
    "bad time": (_line(F, 3, "2024-12-31", "2024-13-31"), "bad_period", 3, 5),
}


@pytest.mark.parametrize("case", FFCSV)
def test_ffcsv(case: str) -> None:
    data, code, row, column = FFCSV[case]
    parsed = _read(samples.zipped(data))
    assert parsed.facts is None
    error = parsed.errors[0]
    assert (error.code, error.row, error.column) == (code, row, column)
    _is_a_clear_sentence(str(error))


def _is_a_clear_sentence(text: str) -> None:
    assert text.startswith("Datei schlecht.csv")
    assert text.endswith((".", "…“)."))
    assert "rwarte" in text, text
    assert "Error" not in text and "None" not in text and "Traceback" not in text


def test_all_kinds_of_errors_are_named_at_once() -> None:
    parsed = _read(M.replace("6,1", "6.1").replace(";130;", ";etwa;").replace("2016;16062", "2016;16999"))
    assert {e.code for e in parsed.errors} == {"wrong_decimal", "not_a_number", "unknown_region"}
    assert [p.severity for p in parsed.problems] == sorted(p.severity for p in parsed.problems)


def test_unknown_keys_are_listed_up_to_ten() -> None:
    rows = "".join(f"31.12.2015;168{n:02};Nirgendwo;unter 1 Jahr;1;1;-\n" for n in range(15))
    parsed = _read(A.replace("__________", rows + "__________", 1))
    assert len(parsed.errors) == 11
    assert "Weitere 5 Regionalschlüssel" in parsed.errors[-1].text


def test_count_and_first_address_of_repeated_problems() -> None:
    parsed = _read(A.replace(";18;.;x", ";1.5;2.5;x").replace(";7;4;3", ";7.5;4;3"))
    (error,) = parsed.errors
    assert (error.code, error.row, error.column, error.count) == ("wrong_decimal", 10, 5, 3)
    assert "„1.5“" in error.text


def test_messages_do_not_repeat_free_text() -> None:
    parsed = _read(M.replace(";130;", ";Frau Muster;").replace("2016;16062", "2016;Frau Muster"))
    assert len(parsed.errors) == 2
    assert not any("Muster" in str(e) for e in parsed.problems)


def test_file_above_the_limit() -> None:
    parsed = read(A.encode(), name="gross.csv", regions=samples.regions(), max_bytes=500)
    assert [e.code for e in parsed.errors] == ["file_too_big"]
