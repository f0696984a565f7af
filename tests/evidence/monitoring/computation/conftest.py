"""Small editions of facts, written by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from sozialstrategie.evidence.monitoring.computation import EditionFacts
from sozialstrategie.evidence.monitoring.formula import Catalogue, load_catalogue
from sozialstrategie.evidence.monitoring.readers.types import FACT_COLUMNS

INTEGERS = ("year", "age_from", "age_to", "row", "column")


def fact(**given: Any) -> dict[str, Any]:
    """One fact; `cell` is a number or one of the signs."""
    cell = given.pop("cell")
    given.setdefault("year", 2015)
    row = {
        "table": "T", "region": "16062", "region_name": "Nordhausen", "period_kind": "date",
        "period": f"{given['year']}-12-31", "item": "Insgesamt", "category": "", "age_from": None, "age_to": None,
        "unit": "Anzahl", "quality": "", "row": 1, "column": 1, **given,
    }  # fmt: skip
    row["value"], row["sign"] = (None, cell) if isinstance(cell, str) else (float(cell), None)
    return row


@pytest.fixture(scope="session")
def make_fact() -> Callable[..., dict[str, Any]]:
    return fact


@pytest.fixture(scope="session")
def make_edition(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., EditionFacts]:
    """Write facts as one edition; its name decides the checksum."""

    def make(facts: Iterable[dict[str, Any]], name: str = "a", stand: str = "") -> EditionFacts:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = list(facts)
        types = {name: pa.int32() for name in INTEGERS} | {"value": pa.float64()}
        columns = {c: pa.array([row[c] for row in rows], types.get(c, pa.string())) for c in FACT_COLUMNS}
        path = tmp_path_factory.mktemp("edition") / f"{name}.parquet"
        pq.write_table(pa.table(columns), path)
        sha = hashlib.sha256(name.encode()).hexdigest()
        return EditionFacts(rows[0]["table"], stand, sha, path, "Quelle", "dl-de/by-2-0")

    return make


@pytest.fixture(scope="session")
def make_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Catalogue]:
    """Indicators from short lines of TOML: code = the lines of its one derivation (or several, as a list)."""

    def make(**indicators: str | list[str]) -> Catalogue:
        entries = []
        for code, derivations in indicators.items():
            entries.append(
                f'[[indicator]]\ncode = "{code}"\nname = "N"\nunit = "%"\nunit_phrase = "P"\ntheme = "T"\n'
                'definition = "D"\nnot_shown = "S"\ndirection = "none"\ncounts_people = true\ndecimals = 1\n'
            )
            given = [derivations] if isinstance(derivations, str) else derivations
            for number, lines in enumerate(given):
                entries.append(
                    f'[[indicator.derivation]]\nkey = "d{number}"\nlabel = "L"\nsource = "S"\norigin = "computed"\n'
                    f'territorial_status = "fest"\nperiod_kind = "date"\n{lines}\n'
                )
        path = tmp_path_factory.mktemp("catalogue") / "catalogue.toml"
        path.write_text("\n".join(entries), "utf-8")
        return load_catalogue([path])

    return make
