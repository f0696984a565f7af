"""Rows of the lists inside a record, each in one line: how a comparison of two contents shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sozialstrategie.action.strategy.enums import BudgetCategory, SpecialistPlanKind, TargetDirection
from sozialstrategie.evidence.monitoring.offers.words import LifePhase
from sozialstrategie.kit.figures.format import number

Row = Mapping[str, Any]


def decimal_text(text: str) -> str:
    """A frozen decimal with German comma, with as many places as it has."""
    value = Decimal(text)
    return number(value, max(0, -int(value.as_tuple().exponent)))


def euro_text(text: str) -> str:
    return f"{number(Decimal(text), 2)} Euro"


def day_text(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d.%m.%Y}"


def line_of(name: str, row: Any) -> str:
    """A row of the list `name` in one line."""
    if name == "life_phases":
        return phase_text(str(row))
    if not isinstance(row, Mapping):
        return str(row)
    return _LINES.get(name, _figure)(row)


def phase_text(key: str) -> str:
    return str(LifePhase(key).label) if key in LifePhase.values else key


def path_text(row: Row) -> str:
    return f"„{row['from']}“ (Stufe {row['from_step']}) führt zu „{row['to']}“ (Stufe {row['to_step']})"


def targets_text(row: Row) -> str:
    """The targets of an indicator: "2027: 9, 2028: 10 bis 14"."""
    return ", ".join(
        f"{t['year']}: {decimal_text(t['value'])}" + (f" bis {decimal_text(t['upper'])}" if t["upper"] else "")
        for t in row["targets"]
    )


def plan_text(row: Row) -> str:
    said = f"{SpecialistPlanKind(row['kind']).label}: {row['title']}"
    for more in (row["passage"], f"Stand {day_text(row['on'])}" if row["on"] else "", row["link"]):
        said += f", {more}" if more else ""
    return said


def budget_text(row: Row) -> str:
    said = f"{row['year']}, {BudgetCategory(row['category']).label}: {euro_text(row['planned'])}"
    if row.get("actual") is not None:
        said += f", ausgegeben {euro_text(row['actual'])}"
    shares = "; ".join(f"{s['from']} {euro_text(s['amount'])}" for s in row.get("shares", ()))
    said += f" ({shares})" if shares else ""
    return said + (f", {row['note']}" if row.get("note") else "")


def _logic(row: Row) -> str:
    return f"Stufe {row['step']}: {row['text']}" + (f" ({row['indicator_text']})" if row["indicator_text"] else "")


def _reading(row: Row) -> str:
    said = f"{day_text(row['day'])}: {decimal_text(row['value'])}"
    return said + (f", {row['text']}" if row["text"] else "")


def _indicator(row: Row) -> str:
    unit = f" ({row['unit']})" if row["unit"] else ""
    parts = [f"{row['name']}{unit}, {TargetDirection(row['direction']).label}"]
    if row["baseline_value"] is not None:
        year = f" {row['baseline_year']}" if row["baseline_year"] else ""
        parts.append(f"Ausgangswert{year} {decimal_text(row['baseline_value'])}")
    if row["targets"]:
        parts.append(f"Zielwerte {targets_text(row)}")
    parts += [f"Messwert {_reading(reading)}" for reading in row["readings"]]
    return "; ".join(parts)


def _figure(row: Row) -> str:
    value = row.get("value") if row.get("value") is not None else row.get("sign") or ""
    place = row.get("region_name") or row.get("region") or ""
    return " ".join(str(part) for part in (row.get("name", ""), place, row.get("period", ""), value) if part)


_LINES: dict[str, Callable[[Row], str]] = {
    "logic": _logic,
    "readings": _reading,
    "paths": path_text,
    "indicators": _indicator,
    "budget": budget_text,
    "specialist_plans": plan_text,
}
