"""Computes evidence/regions/data/*.csv from official files; run by developers when a new register appears.

    python tools/build_regions.py --crosswalk UMSTEIGESCHLUESSEL.xlsx --register GEMEINDEVERZEICHNIS.xlsx \
        --changes GEBIETSAENDERUNGEN_2023.xlsx GEBIETSAENDERUNGEN_2024.xlsx

- crosswalk: BBSR, Umsteigeschlüssel der Kreise 1990-2020 auf Gebietsstand 31.12.2021, a sheet per year
- register: Destatis, Gemeindeverzeichnis GV-ISys (Auszug), Gebietsstand 31.12.2024
- changes: Destatis, Namens- und Gebietsänderungen der Gemeinden, one file per year after 2021

The files are not part of the repository. What is typed by hand (legal dates, renames, names that the sources
abbreviate) stands in `region_facts.py` beside this file.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import region_facts as facts
from region_sources import (
    Crosswalk,
    Row,
    boundary,
    old_name,
    proper_name,
    read_changes,
    read_register,
    validity,
)

DATA = Path(__file__).resolve().parent.parent / "src/sozialstrategie/evidence/regions/data"
REGION_COLUMNS = (
    "code", "level", "kind", "name", "short_name", "parent", "valid_from", "valid_to", "precision", "ars",
    "in_project", "area_km2", "population", "lon", "lat", "note",
)  # fmt: skip
EVENT_COLUMNS = (
    "kind", "date", "precision", "source", "target", "target_status", "weight_population", "weight_area",
    "old_name", "new_name", "basis", "note",
)  # fmt: skip
SMALLEST_SHARE = 0.00005  # shares below are rounding of the conversion key, not people


def kreis_rows(walk: Crosswalk, today: dict[str, tuple[str, str]]) -> list[Row]:
    rows = []
    for key in sorted(walk.shares):
        start, end, precision = validity(key, walk)
        if key in today:
            kind, printed = today[key]
            name, short = proper_name(printed, kind)
            if "Region" in name or "region" in name:
                kind = "kommunalverband"
            kind = "landkreis" if kind == "kreis" else kind
        else:
            kind, name, short = old_name(key, walk)
        rows.append(
            {
                "code": key,
                "level": "kreis",
                "kind": kind,
                "name": name,
                "short_name": short,
                "parent": key[:2],
                "valid_from": start,
                "valid_to": end,
                "precision": precision,
                "in_project": int(key in facts.PROJECT),
                "note": facts.NOTES.get(key, ""),
            }
        )
    missing = set(today) - set(walk.shares)
    if missing:
        raise SystemExit(f"Kreise des Verzeichnisses fehlen im Umsteigeschlüssel: {sorted(missing)}")
    return rows


def dissolved_gemeinden(changes: list[Row], known: set[str]) -> list[Row]:
    rows = {}
    for change in changes:
        if change["dissolved"] and change["source"] not in known and change["source"][:2] == "16":
            short, _, title = (part.strip() for part in change["name"].partition(","))
            rows[change["source"]] = {
                "code": change["source"],
                "level": "gemeinde",
                "kind": "stadt" if title else "gemeinde",
                "name": f"{title} {short}" if title else f"Gemeinde {short}",
                "short_name": short,
                "parent": change["source"][:5],
                "valid_to": change["date"] - timedelta(days=1),
                "precision": "day",
                "ars": change["ars"],
            }
    return list(rows.values())


def add_totals(rows: list[Row], gemeinden: list[Row]) -> None:
    """Area and population of the Thuringian Kreise and the Land as sums of their Gemeinden."""
    for row in rows:
        own = [g for g in gemeinden if row["code"] == "16" or g["parent"] == row["code"]]
        if own and row["valid_to"] is None:
            row["area_km2"] = sum((g["area_km2"] for g in own), Decimal(0))
            row["population"] = sum(g["population"] for g in own)


def conversion_events(walk: Crosswalk) -> list[Row]:
    """From every key that changed to the Kreise of 31.12.2021, with the weights of the last year before."""
    events = []
    for key in sorted(walk.shares):
        years = walk.years(key)
        if key not in walk.current:
            start = validity(key, walk)[1]
            assert start is not None
            precision = "day" if key in facts.ENDS else boundary(key[:2], years[-1] + 1)[1]
            events += targets_of(walk, key, years[-1], start + timedelta(days=1), precision)
            continue
        for before, after in pairwise(years):
            gone = set(walk.shares[key][before]) - set(walk.shares[key][after])
            day, precision = facts.SHIFTS.get((key, after), (f"{after}-01-01", "year"))
            for target in sorted(gone):
                area, people = walk.shares[key][before][target]
                if people >= SMALLEST_SHARE:
                    events.append(
                        conversion(
                            "boundary_shift",
                            date.fromisoformat(day),
                            precision,
                            key,
                            target,
                            people,
                            area,
                            before,
                        )
                    )
    return events


def targets_of(walk: Crosswalk, key: str, year: int, day: date, precision: str) -> list[Row]:
    shares = {t: s for t, s in walk.shares[key][year].items() if s[1] >= SMALLEST_SHARE}
    only = len(shares) == 1 and walk.sources_of(next(iter(shares)), year) == {key}
    kind = "key_change" if only else "merge" if len(shares) == 1 else "split"
    return [conversion(kind, day, precision, key, target, s[1], s[0], year) for target, s in sorted(shares.items())]


def conversion(
    kind: str, day: date, precision: str, source: str, target: str, people: float, area: float, year: int
) -> Row:
    return {
        "kind": kind,
        "date": day,
        "precision": precision,
        "source": source,
        "target": target,
        "target_status": date(2021, 12, 31),
        "weight_population": f"{people:.6f}",
        "weight_area": f"{area:.6f}",
        "basis": f"bbsr-{year}",
        "note": facts.EVENT_NOTES.get((source, target), ""),
    }


def change_events(changes: list[Row], gemeinden: list[Row]) -> list[Row]:
    """Events after the conversion key: Gemeinden of Thüringen and, across a border, their Kreise.

    The weight of a Kreis is the people moved over its population of 31.12.2023 on the old territory.
    """
    area: dict[str, float] = defaultdict(float)
    people: dict[str, float] = defaultdict(float)
    for g in gemeinden:
        area[g["parent"]] += float(g["area_km2"])
        people[g["parent"]] += g["population"]
    events = []
    for day in sorted({c["date"] for c in changes}, reverse=True):
        moved = [c for c in changes if c["date"] == day]
        across: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for c in moved:
            if c["source"][:5] != c["target"][:5]:
                across[c["source"][:5], c["target"][:5]].append(c)
        for (source, target), parts in across.items():  # back to the territory before this day
            for c in parts:
                area[source] += c["area_m2"] / 1e6
                people[source] += c["people"]
                area[target] -= c["area_m2"] / 1e6
                people[target] -= c["people"]
        for (source, target), parts in across.items():
            events.append(shift(day, source, target, parts, area, people))
        events += gemeinde_events(day, moved)
    return events


def shift(
    day: date, source: str, target: str, parts: list[Row], area: dict[str, float], people: dict[str, float]
) -> Row:
    count = sum(c["people"] for c in parts)
    names = ", ".join(c["name"].partition(",")[0] for c in parts)
    return {
        "kind": "boundary_shift",
        "date": day,
        "precision": "day",
        "source": source,
        "target": target,
        "target_status": day,
        "weight_population": f"{count / people[source]:.6f}",
        "weight_area": f"{sum(c['area_m2'] for c in parts) / 1e6 / area[source]:.6f}",
        "basis": f"gvisys-{day.year}",
        "note": f"{names}: {count} Personen",
    }


def gemeinde_events(day: date, moved: list[Row]) -> list[Row]:
    by_source: dict[str, list[Row]] = defaultdict(list)
    for c in moved:
        if c["source"][:2] == "16" and c["dissolved"]:
            by_source[c["source"]].append(c)
    events = []
    for source, parts in by_source.items():
        people, area = sum(c["people"] for c in parts), sum(c["area_m2"] for c in parts)
        for c in parts:
            events.append(
                {
                    "kind": "merge" if len(parts) == 1 else "split",
                    "date": day,
                    "precision": "day",
                    "source": source,
                    "target": c["target"],
                    "target_status": day,
                    "weight_population": f"{c['people'] / people:.6f}",
                    "weight_area": f"{c['area_m2'] / area:.6f}",
                    "basis": f"gvisys-{day.year}",
                    "note": f"{c['people']} Personen",
                }
            )
    return events


def hand_events(walk: Crosswalk) -> list[Row]:
    """Renames, and Eisenach leaving the Wartburgkreis in 1998, which a key to 2021 cannot show."""
    events: list[Row] = [
        {
            "kind": "rename",
            "date": date.fromisoformat(day),
            "precision": precision,
            "source": code,
            "target": code,
            "target_status": date.fromisoformat(day),
            "old_name": old,
            "new_name": new,
            "basis": "amtliche Bekanntmachung",
        }
        for code, day, precision, old, new in facts.RENAMES
    ]
    town, rest = walk.population["16056", 1997], walk.population["16063", 1997]
    events.append(
        {
            "kind": "split",
            "date": date(1998, 1, 1),
            "precision": "day",
            "source": "16063",
            "target": "16056",
            "target_status": date(1998, 1, 1),
            "weight_population": f"{town / (town + rest):.6f}",
            "basis": "bbsr-1997",
            "note": "Eisenach wird kreisfrei; Gewicht aus den Bevölkerungszahlen 1997 des Umsteigeschlüssels",
        }
    )
    return events


def write(path: Path, columns: tuple[str, ...], rows: list[Row], head: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(f"# {line}\n" for line in head.strip().splitlines())
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(["" if row.get(c) is None else row.get(c, "") for c in columns])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crosswalk", type=Path, required=True)
    parser.add_argument("--register", type=Path, required=True)
    parser.add_argument("--changes", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    walk = Crosswalk(arguments.crosswalk)
    today, gemeinden = read_register(arguments.register)
    changes = read_changes(arguments.changes)
    upper = facts.upper_regions() + kreis_rows(walk, today) + facts.parts()
    add_totals(upper, gemeinden)
    old = dissolved_gemeinden(changes, {g["code"] for g in gemeinden})
    for row in gemeinden + old:
        row["valid_from"] = facts.NEW_GEMEINDEN.get(row["code"])
    events = conversion_events(walk) + hand_events(walk) + change_events(changes, gemeinden)
    events.sort(key=lambda e: (e["date"], e["source"], e["target"]))
    write(arguments.out / "gebiete.csv", REGION_COLUMNS, upper, facts.HEAD_REGIONS)
    write(
        arguments.out / "gemeinden.csv",
        REGION_COLUMNS,
        sorted(gemeinden + old, key=lambda g: g["code"]),
        facts.HEAD_GEMEINDEN,
    )
    write(arguments.out / "ereignisse.csv", EVENT_COLUMNS, events, facts.HEAD_EVENTS)
    print(f"{len(upper)} Gebiete, {len(gemeinden)} + {len(old)} Gemeinden, {len(events)} Ereignisse")


if __name__ == "__main__":
    main()
