"""Every key of the real files is known, and the packaged tables are what the tools compute from the official
files."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

from sozialstrategie.evidence.regions import catalogue

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "src/sozialstrategie/evidence/regions/data"


def classic_keys(path: Path) -> set[str]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    keys = set()
    for line in text.splitlines():
        cells = [cell.strip('" ') for cell in line.split(";")[:4]]
        for cell, name in pairwise(cells):
            if re.fullmatch(r"\d{5}", cell) and re.search("[A-Za-z]", name):
                keys.add(cell)
    return keys


def test_every_kreis_key_of_the_classic_tables_is_known(shared_data: Path) -> None:
    files = sorted((shared_data / "genesis_klassisch").glob("*.csv"))
    keys = set().union(*(classic_keys(path) for path in files))
    assert len(files) == 30 and len(keys) == 471
    assert [key for key in sorted(keys) if (e := catalogue.index().get(key)) is None or e.level != "kreis"] == []


def test_every_region_key_of_the_flat_tables_is_known(shared_data: Path) -> None:
    keys = set()
    for path in sorted((shared_data / "genesis_ffcsv").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text), delimiter=";"):
            code = row["1_variable_attribute_code"]
            if re.fullmatch(r"DG|\d{2}|\d{3}|\d{5}|\d{8}", code):
                keys.add(code)
    assert len(keys) > 530
    assert sorted(keys - catalogue.index().keys()) == []


def test_every_thuringian_gemeinde_of_the_zensus_is_known(shared_data: Path) -> None:
    with zipfile.ZipFile(shared_data / "genesis_ffcsv/1000A-0000.zip") as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    codes = {row["1_variable_attribute_code"] for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    zensus = {c[:5] + c[9:] for c in codes if c.startswith("16") and len(c) == 12}
    known = {r.code for r in catalogue.regions() if r.level == "gemeinde"}
    assert len(zensus) == 631
    assert zensus - known == set()


def run_tool(name: str, out: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, str(ROOT / "tools" / name), "--out", str(out), *arguments],
        check=True,
        capture_output=True,
    )


def test_the_tables_are_what_the_tool_computes(shared_data: Path, tmp_path: Path) -> None:
    keys, register = (
        shared_data / "umsteigeschluessel",
        shared_data / "gemeindeverzeichnis/AuszugGV4QAktuell_2024.xlsx",
    )
    changes = [str(keys / f"{name}.xlsx") for name in ("2023", "2024", "2025-02")]
    crosswalk = str(keys / "ref-kreise-umrech-2021-1990-2020.xlsx")
    run_tool(
        "build_regions.py",
        tmp_path,
        "--crosswalk",
        crosswalk,
        "--register",
        str(register),
        "--changes",
        *changes,
    )
    for name in ("gebiete.csv", "gemeinden.csv", "ereignisse.csv"):
        assert (tmp_path / name).read_text() == (DATA / name).read_text(), name
