"""Figures that cannot be, and totals that do not add up: looked for in the finished fact table of a file.

Counts below zero or in fractions refuse the file. A total that is not the sum of its sexes is a note: offices
estimate, round and change figures for confidentiality, so it may be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .facts import Coded
from .problems import ProblemLog, shown
from .units import WHOLE_UNITS, unit_kind

# What may fall below zero although it is counted in heads.
_BALANCE = re.compile(
    r"sald(?:o|en)|veränderung|bilanz|übersch(?:uss|uß|üss)|zunahme|abnahme|differenz|\b(?:balance|change|surplus)\b",
    re.I,
)
# Ratios that offices print under the unit "Anzahl": "Krankenhausbettendichte (Betten je 1.000 Einw.)".
_RATIO = re.compile(
    r"\bje \w|\bpro \w|dichte|quote\b|ziffer|durchschn|\bmittlere|anteil|index|\baverage\b|\brate\b", re.I
)
# Cells below zero that the office publishes by mistake; read in the table's edition of 24.02.2018.
_CELL = ("table", "region", "period", "item", "value")
_WITH_FHR = "Schulabschluss > mit Fachhochschulreife > weiblich"
_PUBLISHED_NEGATIVE = frozenset(
    {
        ("21111-02-06-4", "06432", "1994/1995", _WITH_FHR, -56.0),
        ("21111-02-06-4", "06631", "1994/1995", _WITH_FHR, -21.0),
    }
)
_MALE = frozenset({"männlich", "männer", "male", "men", "gesm"})
_FEMALE = frozenset({"weiblich", "frauen", "female", "women", "gesw"})
_STEPS = (1000, 100, 10, 5, 3)
_MIN_FOR_STEP = 20


SheetOf = Callable[[int], str]


def check_figures(
    facts: Any, title: str, labels: Mapping[str, str], log: ProblemLog, *, sheet_of: SheetOf = lambda position: ""
) -> None:
    """Report impossible counts (errors) and totals that differ from the sum of both sexes (a note).

    `facts`: table with FACT_COLUMNS. `labels`: what an item is called, where the item itself is a code. `sheet_of`: the
    sheet from which the fact at a position comes.
    """
    _check_counts(facts, title, labels, log, sheet_of)
    _check_sums(facts, log, sheet_of)


def _check_counts(facts: Any, title: str, labels: Mapping[str, str], log: ProblemLog, sheet_of: SheetOf) -> None:
    import numpy as np  # heavy: only when needed

    if _BALANCE.search(title):
        return
    value = _numbers(facts)
    suspects = np.flatnonzero((value < 0) | (value != np.floor(value)) & ~np.isnan(value))
    unit, item, category = (Coded(facts[name]) for name in ("unit", "item", "category"))
    whole = np.array(unit.map(WHOLE_UNITS.__contains__))[unit.codes[suspects]]
    # A description is read once per text: whether it names a balance, and whether it names a ratio.
    described = [item.map(lambda text: f"{text} {labels.get(text, '')}"), category.texts]
    balance, ratio = (
        _found(pattern, described[0])[item.codes[suspects]] | _found(pattern, described[1])[category.codes[suspects]]
        for pattern in (_BALANCE, _RATIO)
    )
    suspects, ratio = suspects[whole & ~balance], ratio[whole & ~balance]
    below = value[suspects] < 0
    negative, published = _split_published(facts, suspects[below])
    text = "Hier steht {cell} als Anzahl; so steht es auch in der Tabelle des Amtes, der Wert bleibt erhalten"
    _report(facts, published, "note", "published_negative_count", text, log, sheet_of)
    expected = "erwartet wird eine Anzahl ab 0; nur Salden und Veränderungen dürfen darunter liegen"
    _report(facts, negative, "error", "negative_count", f"Hier steht {{cell}}, {expected}", log, sheet_of)
    expected = "erwartet wird eine ganze Zahl, denn die Einheit zählt Personen oder Fälle"
    text = f"Hier steht {{cell}}, {expected}"
    _report(facts, suspects[~below & ~ratio], "error", "fractional_count", text, log, sheet_of)


def _found(pattern: re.Pattern[str], texts: Sequence[str]) -> Any:
    import numpy as np  # heavy: only when needed

    return np.array([bool(pattern.search(text)) for text in texts])


def _split_published(facts: Any, positions: Any) -> tuple[Any, Any]:
    """Negative counts that are errors of this file, and those that the office itself publishes."""
    import numpy as np  # heavy: only when needed
    import pyarrow as pa  # heavy: only when needed

    if not len(positions):
        return positions, positions
    cells = facts.select(list(_CELL)).take(pa.array(positions)).to_pylist()
    published = np.array([tuple(cell[name] for name in _CELL) in _PUBLISHED_NEGATIVE for cell in cells])
    return positions[~published], positions[published]


def _report(
    facts: Any, positions: Any, severity: str, code: str, text: str, log: ProblemLog, sheet_of: SheetOf
) -> None:
    """One problem for all positions, with the address and the figure of the first."""
    if not len(positions):
        return
    first = int(positions[0])
    value = facts["value"][first].as_py()
    cell = shown(f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ","))
    place = {"row": facts["row"][first].as_py(), "column": facts["column"][first].as_py()}
    add = log.error if severity == "error" else log.note
    add(code, text.format(cell=cell) + ".", **place, count=len(positions), sheet=sheet_of(first))


def _numbers(facts: Any) -> Any:
    """Values as float64; not a number where the cell holds a sign."""
    return facts["value"].to_numpy()


def _sex(text: str, present: frozenset[str] | set[str]) -> tuple[str, str] | None:
    """The label of the total that belongs to a label with a sex, and the sex ("m", "w"); None without one.

    Labels are paths ("Deutsche > männlich") or codes ("GES=GESM;NAT=NATA"); the total is the same path with
    "Insgesamt" in this place or without it.
    """
    joint = ";" if "=" in text else " > "
    parts = text.split(joint)
    for at, part in enumerate(parts):
        word = part.rsplit("=", 1)[-1].strip().casefold()
        if word not in _MALE and word not in _FEMALE:
            continue
        left_out = joint.join(parts[:at] + parts[at + 1 :])
        total = joint.join([*parts[:at], "Insgesamt", *parts[at + 1 :]])
        return (total if total in present else left_out), "m" if word in _MALE else "w"
    return None


def _check_sums(facts: Any, log: ProblemLog, sheet_of: SheetOf) -> None:
    """Note where a total is not the sum of both sexes, `-` counted as 0, other signs left out."""
    import numpy as np  # heavy: only when needed

    unit = Coded(facts["unit"])
    counted = np.array([unit_kind(text) in ("count", "scaled_count") for text in unit.texts])[unit.codes]
    key, sex = _sum_keys(facts)
    if key is None:
        return
    value = _numbers(facts).copy()
    sign = facts["sign"].to_numpy()
    value[sign == "-"] = 0
    usable = counted & ~np.isnan(value)
    sides = []
    for which in (0, 1, 2):
        here = np.flatnonzero(usable & (sex == which))
        keys, first = np.unique(key[here], return_index=True)
        sides.append((keys, here[first]))
    common = np.intersect1d(np.intersect1d(sides[0][0], sides[1][0]), sides[2][0])
    total, male, female = (places[np.searchsorted(keys, common)] for keys, places in sides)
    thousands = np.array([text not in WHOLE_UNITS for text in unit.texts])[unit.codes[total]]
    allowed = np.where(thousands, 1.5, _rounding(value[usable]))
    together = value[male] + value[female]
    wrong = np.flatnonzero(np.abs(value[total] - together) > allowed + 1e-9)
    if not len(wrong):
        return
    earliest = int(wrong[np.argmin(total[wrong])])
    at = int(total[earliest])
    text = (
        f"„Insgesamt“ ist nicht „männlich“ und „weiblich“ zusammen: Hier steht {value[at]:.0f}, zusammen sind es "
        f"{together[earliest]:.0f}. Die Zahlen bleiben, wie sie sind; bitte prüfen, ob das Amt sie so veröffentlicht."
    )
    place = {"row": facts["row"][at].as_py(), "column": facts["column"][at].as_py(), "sheet": sheet_of(at)}
    log.note("sum_differs", text, **place, count=len(wrong))


def _sum_keys(facts: Any) -> tuple[Any, Any]:
    """Per fact a number that a total and its parts share, and what it is: 0 total, 1 male, 2 female, -1 both."""
    import numpy as np  # heavy: only when needed

    region, period = Coded(facts["region"]), Coded(facts["period"])
    code = region.codes.astype(np.int64) * len(period.texts) + period.codes
    sex = np.zeros(len(code), dtype=int)
    any_sex = False
    for name in ("item", "category"):
        labels = Coded(facts[name])
        present = set(labels.texts)
        found = [_sex(text, present) for text in labels.texts]
        bases = [text if one is None else one[0] for text, one in zip(labels.texts, found, strict=True)]
        number = {base: at for at, base in enumerate(dict.fromkeys(bases))}
        here = np.array([0 if one is None else 1 if one[1] == "m" else 2 for one in found])[labels.codes]
        code = code * len(number) + np.array([number[base] for base in bases])[labels.codes]
        sex = np.where((sex > 0) & (here > 0), -1, sex + here)
        any_sex = any_sex or any(found)
    return (code, sex) if any_sex else (None, sex)


def _rounding(values: Any) -> float:
    """How far a total may be from its two parts: one and a half steps where all counts are rounded to a step."""
    import numpy as np  # heavy: only when needed

    numbers = values[values != 0]
    if len(numbers) < _MIN_FOR_STEP:
        return 0.0
    return next((1.5 * step for step in _STEPS if not np.any(numbers % step)), 0.0)
