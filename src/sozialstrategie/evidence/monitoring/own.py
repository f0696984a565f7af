"""All definitions by code: those of the shipped catalogue, and those that an organisation made from tables of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from sozialstrategie.evidence.monitoring.definitions import catalogue, version_in
from sozialstrategie.evidence.monitoring.formula import Catalogue, Derivation, IndicatorDefinition
from sozialstrategie.evidence.monitoring.formula.nodes import Sum
from sozialstrategie.evidence.monitoring.models import Edition, FigureReference, OwnIndicator
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import IndicatorInfo

DERIVATION = "eigene-tabelle"
# units behind "lag bei 121": dative
_AFTER_BEI = {
    "%": " Prozent", "Index": "", "Fälle": " Fällen", "Haushalte": " Haushalten", "Plätze": " Plätzen", "Jahre": " Jahren",
    "Monate": " Monaten", "Tage": " Tagen",
}  # fmt: skip
MARK = "-"  # stands in the code of every own indicator and in none of the catalogue


def is_own(code: str) -> bool:
    """Whether a code names an indicator that an organisation made."""
    return MARK in code


def find(code: str) -> IndicatorDefinition | None:
    """The definition of any code; of an own indicator only inside a scope that names its owner (one query), deleted or not.

    For codes that a frozen figure or a result names. What a person typed goes through `queries.indicator` or `own_for`.
    """
    if not is_own(code):
        return catalogue().get(code)
    return definitions_of([code]).get(code)


def definitions_of(codes: Iterable[str]) -> Mapping[str, IndicatorDefinition]:
    """`find` for many at once: no query for the catalogue's, two for all own ones."""
    wanted = set(codes)
    found = {code: catalogue()[code] for code in wanted if code in catalogue()}
    if own := [code for code in wanted if is_own(code)]:
        found |= _built(OwnIndicator.objects.filter(code__in=own).select_related("owner"))
    return found


def info(code: str) -> IndicatorInfo:
    """The Steckbrief of any indicator for charts and documents; KeyError for a code that is unknown or not to be seen."""
    definition = find(code)
    if definition is None:
        raise KeyError(code)
    return definition.info()


def place_name(reference: FigureReference) -> str:
    """What the place of a used figure is called: what an invented authority made never stands at a real place."""
    if is_own(reference.indicator):
        owner = reference.owner
        if owner.is_example and owner.region_code == reference.region:
            return owner.name
    place = regions.record(reference.region)
    return place.name if place else reference.region


def counted_table(code: str) -> str:
    """The own table whose counts an own indicator shows undivided; "" for every other indicator."""
    definition = find(code) if is_own(code) else None
    formula = definition.derivations[0].formula if definition else None
    return formula.table if isinstance(formula, Sum) else ""


def own_catalogue(owner: Organisation) -> Catalogue:
    """The indicators that an organisation made; inside a scope that names it. Two queries."""
    return Catalogue(_built(OwnIndicator.objects.filter(owner=owner, deleted_at__isnull=True).select_related("owner")))


def version_of(own: Catalogue) -> str:
    """Checksum over definitions: a figure computed by another definition is another figure."""
    plain = [[code, [asdict(d) for d in definition.derivations]] for code, definition in sorted(own.items())]
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def definition_version(code: str, derivation: str) -> str:
    """Checksum of what decides the values of one derivation of any indicator; "" for one that is unknown or gone."""
    definition = find(code)
    whole = catalogue() if definition is None or not is_own(code) else Catalogue({code: definition})
    return version_in(whole, code, derivation)


def _built(made: Iterable[OwnIndicator]) -> dict[str, IndicatorDefinition]:
    rows = list(made)
    tables = {row.table for row in rows}
    editions = Edition.objects.filter(owner__in={row.owner_id for row in rows}, table__in=tables)
    sources = {
        (owner, table): source
        for owner, table, source in editions.order_by("imported_at").values_list("owner_id", "table", "source")
    }
    return {row.code: _definition(row, sources.get((row.owner_id, row.table), "")) for row in rows}


def _definition(made: OwnIndicator, source: str) -> IndicatorDefinition:
    name = made.name.replace("{", "(").replace("}", ")")  # the sentence is a template
    unit = _AFTER_BEI.get(made.unit, f" {made.unit}")
    return IndicatorDefinition(
        code=made.code,
        name=made.name,
        unit=made.unit,
        unit_phrase="in Prozent" if made.unit == "%" else made.unit,
        theme=made.theme,
        definition=made.definition,
        not_shown=made.not_shown,
        direction=made.direction,  # type: ignore[arg-type]  # one of the model's choices
        counts_people=made.counts_people,
        decimals=made.decimals,
        breaks=(),
        derivations=(_derivation(made, source),),
        sentence=f"{{region_in}} lag der Wert „{name}“ {{year}} bei {{value}}{unit}.",
        amount=f"{{value}}{unit}",
        subject=f"der Wert „{name}“",
    )


def _derivation(made: OwnIndicator, source: str) -> Derivation:
    above = Sum(made.table, (made.item,) if made.item else (), (made.category,) if made.category else ())
    below = None
    if made.is_ratio:
        below = Sum(
            made.table,
            (made.below_item,) if made.below_item else (),
            (made.below_category,) if made.below_category else (),
        )
    return Derivation(
        key=DERIVATION,
        label=f"eigene Tabelle {made.table}",
        source=source or f"eigene Tabelle {made.table}",
        kind="counts" if below else "published",
        origin="example" if made.owner.is_example else "computed",
        territorial_status="wie in der eigenen Tabelle",
        period_kind="year",
        numerator=above if below else None,
        denominator=below,
        formula=None if below else above,
        factor=made.factor,
    )
