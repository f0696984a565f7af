"""The digest of the facts tells contents, not files."""

from __future__ import annotations

import hashlib
import random
import unicodedata

from sozialstrategie.evidence.monitoring.readers import canonical_digest, read
from tests.evidence.monitoring.readers import samples


def _digest(text: str, encoding: str = "utf-8") -> str:
    parsed = read(text.encode(encoding), name="probe.csv", regions=samples.regions())
    assert parsed.errors == []
    return canonical_digest(parsed.facts)


def _shuffled(text: str) -> str:
    """The same table with its rows in another order and one line more in its title."""
    lines = text.split("\n")
    rows = [line for line in lines if line.startswith("31.12.")]
    first = lines.index(rows[0])
    mixed = random.Random(7).sample(rows, len(rows))
    return "\n".join([*lines[:2], "noch eine Zeile;;;;;;", *lines[2:first], *mixed, *lines[first + len(rows) :]])


def test_known_value() -> None:
    """Fixed once: a change would give every edition a new identity. Built here by hand, without Arrow."""
    names = (
        *(
            "table",
            "region",
            "region_name",
            "period_kind",
            "period",
            "year",
            "item",
            "category",
            "age_from",
            "age_to",
        ),
        *("value", "sign", "unit", "quality"),
    )
    lines = []
    for region, name, values in (
        ("DG", "Deutschland", (80, 41, 82, 42)),
        ("16056", "Eisenach, krsfr. Stadt", (5, 3, 4, 2)),
    ):
        for at, value in enumerate(values):
            year, item = 2014 + at // 2, ("Insgesamt", "weiblich")[at % 2]
            when = ("date", f"{year}-12-31", str(year))
            lines.append(
                (
                    "12411-01-01-4",
                    region,
                    name,
                    *when,
                    item,
                    "",
                    "\\0",
                    "\\0",
                    f"{value}.0",
                    "\\0",
                    "Anzahl",
                    "",
                )
            )
    text = "\n".join(["\t".join(names), *sorted("\t".join(line) for line in lines)])
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert expected == "af5880a85c4087b11a456c77a67d71c915a97c91c27f00d52bdbdbce77372807"
    assert _digest(samples.TIME_IN_HEADER) == expected


def test_order_place_encoding_and_unicode_form_do_not_matter() -> None:
    digest = _digest(samples.AGES)
    assert _shuffled(samples.AGES) != samples.AGES
    assert _digest(_shuffled(samples.AGES)) == digest
    assert _digest(samples.AGES, "iso-8859-1") == digest
    assert _digest(unicodedata.normalize("NFD", samples.AGES)) == digest
    assert _digest(samples.AGES.replace(";700;", ";700,0;")) == digest


def test_every_change_of_contents_matters() -> None:
    texts = [
        samples.AGES,
        samples.AGES.replace(";700;", ";701;"),
        samples.AGES.replace(";18;.;x", ";18;x;."),
        samples.AGES.replace(";18;.;x", ";18;0;x"),
        samples.AGES.replace("31.12.2015", "31.12.2014"),
        samples.AGES.replace("12411-04-02-4", "12411-04-02-5"),
        samples.AGES.replace("männlich", "divers"),
        samples.AGES.replace("(Anzahl)", "(1000)"),
        samples.AGES.replace(";7;4;3", ";(7);4;3"),
        samples.AGES.replace("Nordhausen, Kreis", "Nordhausen"),
    ]
    assert len({_digest(text) for text in texts}) == len(texts)
