"""Reads the indicator catalogue from TOML and refuses it with every problem named: file, indicator, what is
wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sozialstrategie.evidence.monitoring.formula.cycles import find_cycle
from sozialstrategie.evidence.monitoring.formula.definitions import Catalogue, Derivation, IndicatorDefinition
from sozialstrategie.evidence.monitoring.formula.errors import CatalogueError, FormulaError
from sozialstrategie.evidence.monitoring.formula.fields import (
    DERIVATION_FIELDS,
    INDICATOR_FIELDS,
    PUBLISHED_FIELDS,
    read_breaks,
    read_fields,
    read_history,
)
from sozialstrategie.evidence.monitoring.formula.nodes import Node, Sum, names, sums
from sozialstrategie.evidence.monitoring.formula.parser import parse_formula, unknown_name

FORMS = (("numerator", "denominator"), ("formula",), ("published",))


def shipped_catalogue_files() -> list[Path]:
    """The catalogue files that come with the product."""
    return sorted((Path(__file__).resolve().parent.parent / "catalogue").glob("*.toml"))


def load_catalogue(paths: Iterable[Path] | None = None) -> Catalogue:
    """Read all files (default: the shipped ones) as one catalogue.

    Raises CatalogueError whose `problems` are German sentences, all of them at once, each with file and
    indicator.
    """
    reader = _Reader()
    for path in sorted(shipped_catalogue_files() if paths is None else [Path(p) for p in paths]):
        reader.read_file(path)
    reader.check_names()
    reader.check_cycles()
    if reader.problems:
        raise CatalogueError(reader.problems)
    return Catalogue({code: entry.definition for code, entry in reader.entries.items()})


@dataclass(frozen=True)
class _Entry:
    definition: IndicatorDefinition
    place: str


class _Reader:
    def __init__(self) -> None:
        self.entries: dict[str, _Entry] = {}
        self.problems: list[str] = []

    def read_file(self, path: Path) -> None:
        try:
            content = tomllib.loads(path.read_text("utf-8"))
        except OSError as problem:
            self.problems.append(f"Datei {path.name}: lässt sich nicht lesen ({problem.strerror}).")
            return
        except UnicodeDecodeError:
            self.problems.append(f"Datei {path.name}: ist kein Text in UTF-8.")
            return
        except tomllib.TOMLDecodeError as problem:
            self.problems.append(f"Datei {path.name}: ist kein gültiges TOML ({problem}).")
            return
        for key in content.keys() - {"indicator"}:
            self.problems.append(f"Datei {path.name}: unbekannter Abschnitt »{key}«; erwartet: [[indicator]].")
        indicators = content.get("indicator", [])
        if not isinstance(indicators, list) or not all(isinstance(raw, dict) for raw in indicators):
            self.problems.append(f"Datei {path.name}: Indikatoren stehen als [[indicator]].")
            return
        for number, raw in enumerate(indicators, start=1):
            self.read_indicator(path, number, raw)

    def read_indicator(self, path: Path, number: int, raw: dict[str, Any]) -> None:
        code = raw.get("code")
        place = f"Datei {path.name}, Indikator {code if isinstance(code, str) and code else f'Nr. {number}'}"
        found: list[str] = []
        values = read_fields(raw, INDICATOR_FIELDS, found)
        breaks = read_breaks(raw.get("breaks", []), found)
        doubtful = read_breaks(raw.get("doubtful", []), found, "doubtful")
        history = read_history(raw.get("history", []), found)
        raw_derivations = raw.get("derivation", [])
        derivations: list[Derivation] = []
        if not isinstance(raw_derivations, list) or not (raw_derivations or values["missing"]):
            found.append("braucht mindestens eine Herleitung [[indicator.derivation]], oder missing sagt, was fehlt.")
        else:
            derivations = [self.read_derivation(entry, n, found) for n, entry in enumerate(raw_derivations, 1)]
        found += [f"Die Herleitung »{key}« gibt es zweimal." for key in _repeated(d.key for d in derivations)]
        if values.get("counts_people") is True and values.get("direction") in ("lower", "higher"):
            found.append('Ein Indikator, der Menschen zählt (counts_people), hat keine Richtung: direction = "none".')
        if code in self.entries:
            found.append(f"Den Code »{code}« gibt es schon ({self.entries[code].place}).")
        self.problems += [f"{place}: {sentence}" for sentence in found]
        if not found:
            definition = IndicatorDefinition(
                **values, breaks=breaks, doubtful=doubtful, history=history, derivations=tuple(derivations)
            )
            self.entries[definition.code] = _Entry(definition, place)

    def read_derivation(self, raw: Any, number: int, found: list[str]) -> Derivation:
        problems: list[str] = []
        raw = raw if isinstance(raw, dict) else {}
        values = read_fields(raw, DERIVATION_FIELDS, problems)
        place = f"Herleitung {values.get('key') or f'Nr. {number}'}"
        first, last = values.get("first_year"), values.get("last_year")
        if first is not None and last is not None and first > last:
            problems.append(f"Das erste Jahr {first} liegt nach dem letzten {last}.")
        expressions = _read_expressions(raw, problems)
        found += [f"{place}: {sentence}" for sentence in problems]
        return Derivation(**{**{f.name: None for f in DERIVATION_FIELDS}, **values, **expressions})

    def check_names(self) -> None:
        for entry in self.entries.values():
            for derivation in entry.definition.derivations:
                for field_name in ("numerator", "denominator", "formula"):
                    node: Node | None = getattr(derivation, field_name)
                    for name in names(node) if node is not None else ():
                        if name.code not in self.entries:
                            text = derivation.texts.get(field_name, "")
                            reason = unknown_name(name.code, self.entries.keys())
                            error = FormulaError(reason, text, name.position)
                            self.problems.append(f"{entry.place}: Herleitung {derivation.key}: {field_name}: {error}")

    def check_cycles(self) -> None:
        uses = {
            code: [used for d in entry.definition.derivations for used in d.used_codes if used in self.entries]
            for code, entry in self.entries.items()
        }
        path = find_cycle(uses)
        if path:
            place = self.entries[path[0]].place
            self.problems.append(f"{place}: Kreis in den Formeln: {' → '.join(path)}.")


def _read_expressions(raw: dict[str, Any], problems: list[str]) -> dict[str, Any]:
    """The one of the three forms that is given, as fields of Derivation."""
    given = [form for form in FORMS if any(part in raw for part in form)]
    if len(given) != 1:
        problems.append("braucht genau eines von: numerator mit denominator, formula, published.")
        return {"kind": "formula"}
    (form,) = given
    if form == ("published",):
        return _read_published(raw, problems)
    factor = _read_factor(raw.get("factor", 1), problems) if form[0] == "numerator" else 1.0
    if form == ("formula",) and "factor" in raw:
        problems.append("factor gehört zu numerator und denominator; in formula steht der Faktor in der Formel.")
    nodes = {part: _read_formula(part, raw.get(part), problems) for part in form}
    texts = {part: raw.get(part) for part in form if isinstance(raw.get(part), str)}
    return {
        "kind": "counts" if form[0] == "numerator" else "formula",
        **nodes,
        "factor": factor,
        "texts": texts,
    }


def _read_formula(part: str, text: Any, problems: list[str]) -> Node | None:
    if not isinstance(text, str):
        problems.append(f"{part}: fehlt oder ist kein Text; numerator und denominator gehören zusammen.")
        return None
    try:
        node = parse_formula(text)
    except FormulaError as error:
        problems.append(f"{part}: {error}")
        return None
    if not names(node) and not sums(node):
        problems.append(f"{part}: Die Formel nennt keine Fakten; erwartet: sum(…) oder ein Indikator.")
    return node


def _read_published(raw: dict[str, Any], problems: list[str]) -> dict[str, Any]:
    published = raw["published"]
    if not isinstance(published, dict):
        problems.append('published steht als { table = "…", factor = 1 }.')
        return {"kind": "published"}
    if "factor" in raw:
        problems.append("factor steht innerhalb von published.")
    found: list[str] = []
    values = read_fields(published, PUBLISHED_FIELDS, found)
    problems += [f"published: {sentence}" for sentence in found]
    factor = _read_factor(published.get("factor", 1), problems)
    cell = Sum(
        values.get("table") or "",
        (values["item"],) if values.get("item") else (),
        (values["category"],) if values.get("category") else (),
    )
    return {"kind": "published", "formula": cell, "factor": factor}


def _read_factor(raw: Any, problems: list[str]) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 < raw < float("inf"):
        problems.append(f"factor ist eine Zahl größer als null, nicht »{raw}«.")
        return 1.0
    return float(raw)


def _repeated(keys: Iterable[Any]) -> list[str]:
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for key in keys:
        if key in seen:
            twice[key] = None
        seen.add(key)
    return [key for key in twice if key is not None]
