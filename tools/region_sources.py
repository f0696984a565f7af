"""Reads the official files for build_regions.py: conversion key, register, changes of the Gemeinden."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import region_facts as facts
from python_calamine import CalamineWorkbook

Row = dict[str, Any]


def sheet(path: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()


def key5(value: Any) -> str:
    return f"{int(value) // 1000:05d}"


class Crosswalk:
    """Per Kreis and base year: {Kreis of 31.12.2021: (share of area, of population)}, name, population."""

    def __init__(self, path: Path) -> None:
        book = CalamineWorkbook.from_path(str(path))
        self.shares: dict[str, dict[int, dict[str, tuple[float, float]]]] = defaultdict(lambda: defaultdict(dict))
        self.names: dict[str, dict[int, str]] = defaultdict(dict)
        self.population: dict[tuple[str, int], float] = defaultdict(float)
        for name in book.sheet_names:
            year = int(name)
            rows = book.get_sheet_by_name(name).to_python()
            population = next(i for i, head in enumerate(rows[0]) if str(head).startswith("Bevölkerung"))
            for row in rows[1:]:
                if not row[0]:
                    continue
                key = key5(row[0])
                self.shares[key][year][key5(row[-2])] = (float(row[2]), float(row[3]))
                self.population[key, year] += float(row[population])
                if str(row[1]).strip():
                    self.names[key][year] = re.sub(r"\s+", " ", str(row[1])).strip()
        self.current = {target for years in self.shares.values() for t in years.values() for target in t}

    def years(self, key: str) -> list[int]:
        """Base years of the key; of a key that was given twice only the later use."""
        years = sorted(self.shares[key])
        gaps = [i for i, (a, b) in enumerate(pairwise(years)) if b - a > 1]
        return years[gaps[-1] + 1 :] if gaps else years

    def sources_of(self, target: str, year: int) -> set[str]:
        return {key for key, years in self.shares.items() if target in years.get(year, {})}


def boundary(land: str, year: int) -> tuple[date, str]:
    """First day of the keys that appear in the sheet of `year`, and how precisely it is known."""
    known = facts.REFORMS.get((land, year))
    return (date.fromisoformat(known), "day") if known else (date(year, 1, 1), "year")


def validity(key: str, walk: Crosswalk) -> tuple[date | None, date | None, str]:
    land, years = key[:2], walk.years(key)
    precision = "day"
    start: date | None = None
    if years[0] > 1990:
        start, precision = boundary(land, years[0])
    elif land in facts.NEW_LAENDER and key not in ("11000",):
        start = date(1990, 10, 3)
    if key in facts.ENDS:
        return start, date.fromisoformat(facts.ENDS[key]), precision
    if key in walk.current:
        return start, None, precision
    end, end_precision = boundary(land, years[-1] + 1)
    return start, end - timedelta(days=1), "year" if "year" in (precision, end_precision) else "day"


def proper_name(printed: str, kind: str) -> tuple[str, str]:
    """('Landkreis Nordhausen', 'Nordhausen') from the name as the office prints it."""
    short, _, title = (part.strip() for part in printed.partition(","))
    short = re.sub(r"^(Landkreis|Kreis) ", "", short)
    if kind == "kreisfreie_stadt":
        title = "Stadt" if title.lower() in ("", "kreisfreie stadt", "stadtkreis") else title
        return f"{title} {short}", short
    if re.search("kreis|Region|verband", short, re.I):
        return short, short
    return ("Kreis " if kind == "kreis" else "Landkreis ") + short, short


def old_name(key: str, walk: Crosswalk) -> tuple[str, str, str]:
    """kind, name, short name of a Kreis that no longer exists, from the conversion key's own spelling."""
    names = walk.names[key]
    if not names:  # Sachsen-Anhalt 1990: same last two digits as the named keys of 1991
        names = next(
            walk.names[other]
            for other in walk.names
            if other[:2] == key[:2] and other[2] in "123" and other[3:] == key[3:]
        )
    printed = facts.SPELLING.get(key) or list(names.values())[-1]
    town = any(re.search(r"^KS |Kreisfreie Stadt|, Stadt|-Stadt$", name) for name in names.values())
    printed = re.sub(r"-Stadt$", "", re.sub(r"^KS ", "", printed)) if town else printed
    printed = facts.TOWN_NAMES.get(printed.partition(",")[0], printed)
    kind = "kreisfreie_stadt" if town else "landkreis"
    name, short = proper_name(printed, "kreis" if key[:2] in ("05", "01") and not town else kind)
    return kind, name, short


KINDS = {
    "41": "kreisfreie_stadt",
    "42": "kreisfreie_stadt",
    "43": "kreis",
    "44": "landkreis",
    "45": "kommunalverband",
}


def number(text: str) -> float:
    return float(str(text).replace(",", "."))


def read_register(path: Path) -> tuple[dict[str, tuple[str, str]], list[Row]]:
    """Kreise of today (key -> kind, printed name) and the Gemeinden of Thüringen."""
    book = CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name(book.sheet_names[-1]).to_python()
    kreise = {r[2] + r[3] + r[4]: (KINDS[r[1]], r[7].strip()) for r in rows if r[0] == "40"}
    gemeinden = [gemeinde(r) for r in rows if r[0] == "60" and r[2] == "16"]
    return kreise, gemeinden


def gemeinde(r: list[Any]) -> Row:
    kreis = r[2] + r[3] + r[4]
    short, _, title = (part.strip() for part in r[7].partition(","))
    return {
        "code": kreis + r[6],
        "level": "gemeinde",
        "kind": "stadt" if r[1] in ("61", "63") else "gemeinde",
        "name": f"{title} {short}" if title else f"Gemeinde {short}",
        "short_name": short,
        "parent": kreis,
        "ars": kreis + r[5] + r[6],
        "area_km2": Decimal(str(r[8])),
        "population": int(r[9]),
        "lon": round(number(r[14]), 5),
        "lat": round(number(r[15]), 5),
    }


def read_changes(paths: Iterable[Path]) -> list[Row]:
    """Changes of Gemeinden that matter here: all in Thüringen, elsewhere people crossing a Kreis border."""
    found = []
    for path in paths:
        for r in sheet(path, "Gebietsaenderungen"):
            if r[1] != "Gemeinde" or r[3] == r[9]:
                continue
            if r[3][:2] != "16" and (r[3][:5] == r[9][:5] or int(float(r[7] or 0)) == 0):
                continue
            day, month, year = (int(part) for part in str(r[11]).split("."))
            found.append(
                {
                    "source": r[3],
                    "target": r[9],
                    "name": r[4],
                    "ars": r[2],
                    "dissolved": int(float(r[5])) == 1,
                    "area_m2": float(r[6] or 0),
                    "people": int(float(r[7] or 0)),
                    "date": date(year, month, day),
                }
            )
    return found
