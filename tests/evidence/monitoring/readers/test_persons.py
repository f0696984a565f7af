"""Files with one row per person are refused, and the answer repeats nothing of them."""

from __future__ import annotations

import pytest

from sozialstrategie.evidence.monitoring.readers import read, refuse_person_records
from tests.evidence.monitoring.readers import samples

SECRETS = (
    "Musterfrau",
    "Erika",
    "12.08.1964",
    "Heidestraße",
    "0361",
    "erika@",
    "65120864M003",
    "DE02120300000000202051",
)

HEADED = {
    "names": "Nr;Name;Vorname;Ort\n1;Musterfrau;Erika;Erfurt\n",
    "birth dates": "ID,Geburtsdatum,Geschlecht\n1,12.08.1964,w\n",
    "birth dates, short": "id\tGeb.-Datum\tLeistung\n1\t12.08.1964\tx\n",
    "address": "Name;Straße;Telefon\nMusterfrau;Heidestraße 17;0361 1234\n",
    "contact": "Name;E-Mail\nMusterfrau;erika@beispiel.de\n",
    "insurance": "Fall;Sozialversicherungsnummer;Betrag\n1;65120864M003;100\n",
    "benefit unit": "BG-Nummer;Betrag\n12345//0001;100\n",
    "account": "IBAN;Betrag\nDE02120300000000202051;100\n",
    "of a child": '"Vorname des Kindes";"Einrichtung"\n"Erika";"Kita Heidestraße"\n',
    "below a title": "Liste Jugendamt;;\nStand 2024;;\nNachname;Vorname;Alter\nMusterfrau;Erika;60\n",
    "in capitals": "NAME;VORNAME;GEBURTSDATUM\nMUSTERFRAU;ERIKA;12.08.1964\n",
    "behind a GENESIS line": "GENESIS-Tabelle: 1-1\nTitel;;\n;;Geburtsdatum\nx;Musterfrau;12.08.1964\n",
    "as ffcsv": samples.FFCSV.replace("2_variable_label", "Vorname", 1),
}


@pytest.mark.parametrize("case", HEADED)
@pytest.mark.parametrize("packed", [False, True])
def test_headings(case: str, packed: bool) -> None:
    data = samples.zipped(HEADED[case], "liste.csv") if packed else HEADED[case].encode("cp1252")
    parsed = read(data, name="liste.csv", regions=samples.regions())
    assert parsed.facts is None
    assert [e.code for e in parsed.errors] == ["person_records"]
    text = str(parsed.errors[0])
    assert "einer Zeile je Person" in text and "erwartet werden zusammengefasste Zahlen" in text
    assert not any(secret in text for secret in SECRETS)
    problem = refuse_person_records(data, name="liste.csv")
    assert problem == parsed.errors[0]


def _people(make: str) -> str:
    rows = [make.format(n=n, year=1950 + 3 * n, day=n % 28 + 1) for n in range(12)]
    return "a;b;c\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    "row",
    [
        "{n};{day:02}.03.{year};x",
        "{n};{year}-04-{day:02};16062",
        "x;person{n}@beispiel.de;3",
        "x;DE0212030000000020{n:04};3",
        "x;651208{day:02}M0{n:02};3",
    ],
)
def test_contents_without_telling_headings(row: str) -> None:
    data = _people(row).encode()
    parsed = read(data, name="liste.csv", regions=samples.regions())
    assert [e.code for e in parsed.errors] == ["person_records"]
    assert "beispiel.de" not in parsed.errors[0].text and "195" not in parsed.errors[0].text


@pytest.mark.parametrize(
    "text",
    [
        samples.AGES,
        samples.MEANS,
        samples.FFCSV,
        "Kennziffer;Raumeinheit;Name;Wert\n16062;Kreis;Nordhausen;3\n",
        "AGS;Name;Stichtag;Anzahl\n" + "".join(f"160{n};Ort {n};31.12.2020;{n}\n" for n in range(51, 78)),
        "Name;Geburten;Gestorbene\nErfurt;1;2\n",
        "Stichtag;Lebendgeborene\n" + "".join(f"31.12.{y};{y % 7}\n" for y in range(1995, 2020)),
    ],
)
def test_statistics_are_not_mistaken_for_people(text: str) -> None:
    assert refuse_person_records(text.encode(), name="tabelle.csv") is None


def test_other_files_are_left_to_the_reader() -> None:
    for data in (b"", b"\x00\x01", b"PK\x03\x04kaputt", b"%PDF-1.7", samples.AGES.encode("utf-16")):
        assert refuse_person_records(data, name="x") is None
