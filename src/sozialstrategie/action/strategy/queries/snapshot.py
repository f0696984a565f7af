"""The content of a strategy as plain data: what a frozen version holds and a document prints.

Keys are fixed: documents of released versions read them years later. No floats (numbers as text), ISO dates, UTF-8 NFC.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from datetime import date
from typing import Any

from django.db.models import Model

from sozialstrategie.action.strategy.enums import GONE_STATUSES, FindingState, NeedState
from sozialstrategie.action.strategy.models import (
    FieldOfAction,
    Finding,
    FindingFigure,
    FindingNeed,
    Goal,
    GoalMeasure,
    LogicItem,
    Measure,
    Need,
    NeedGoal,
    Reading,
    Strategy,
)
from sozialstrategie.action.strategy.numbering import sort_key
from sozialstrategie.action.strategy.queries import frozen_parts
from sozialstrategie.action.strategy.queries.frozen_parts import plain
from sozialstrategie.evidence.disclosure.gate import Audience
from sozialstrategie.evidence.monitoring import queries as monitoring
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.own import find, is_own, place_name
from sozialstrategie.evidence.regions import catalogue as regions
from sozialstrategie.kit.core.acts import canonical
from sozialstrategie.kit.core.enums import Visibility
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import Observation, Origin, Sign

FORMAT = 1

# The texts of a strategy, in the order in which pages show them.
STRATEGY_TEXTS = ("vision", "preface", "summary", "mandate", "procedure", "review", "evaluation", "decision_note")
_STRATEGY = ["title", "period_from", "period_to", *STRATEGY_TEXTS]
_FIELD = ["number", "title", "challenge", "inventory"]
_FINDING = ["number", "title", "statement", "caveat", "theme", "origin", "checked_role", "checked_on", "resting_reason"]
_NEED = ["number", "title", "description", "target_group", "region", "urgency", "state", "resting_reason"]
_GOAL = ["number", "kind", "title", "description", "target_year", "measured_by", "resting_reason"]
_MEASURE = [
    "number",
    "title",
    "description",
    "target_group",
    "social_area",
    "lead_unit",
    "partners",
    "start",
    "end",
    "permanent",
    "priority",
    "cost_note",
    "funding",
    "impact_step",
    "indicator_text",
    "baseline_value",
    "baseline_text",
    "target_value",
    "target_text",
    "target_year",
    "needs_own_decision",
    "decision_note",
    "status",
    "status_reason",
    "progress_note",
    "progress_on",
    "next_step",
    "resting_reason",
]
_FLOATS = ("value", "numerator", "denominator", "low", "high")
# Reasons that were written for the house have no place in what the public reads.
_INTERNAL = {"resting_reason", "status_reason"}


def content_of(strategy: Strategy, *, public_only: bool) -> dict[str, Any]:
    """The whole content of a strategy; a constant number of queries.

    Args:
        public_only: True for release: accepted findings, needs that stand, public measures that are not gone, approved
            readings, no internal reasons. False for work: everything that is not rejected.

    Returns:
        dict with organisation, strategy, fields, findings, needs, goals, measures, series, links; lists in reading order;
        and what `frozen_parts` adds where there is any.
        `series` are the time series behind the figures of the findings, as released that day, so that a document of this
        version draws the same pictures for ever.
    """
    owner = strategy.owner
    alive = {"owner": owner, "deleted_at": None}
    fields = list(FieldOfAction.objects.filter(strategy=strategy, **alive))
    goals = _sorted(Goal.objects.filter(field__in=fields, **alive))
    measures = _measures(fields, alive, public_only)
    findings = [f for f in Finding.objects.filter(**alive) if _shows_finding(f, public_only)]
    needs = [n for n in Need.objects.filter(**alive) if n.state != NeedState.REJECTED]
    hidden = _INTERNAL if public_only else set()
    figures = _figures(findings, public_only)
    parts = frozen_parts.component_plans(strategy, public_only)
    names = {("field", f.pk): str(f.uid) for f in fields} | {("parent", g.pk): str(g.uid) for g in goals}
    return normalised(
        {
            "organisation": {
                "name": owner.name,
                "slug": owner.slug,
                "region_code": owner.region_code,
                "is_example": owner.is_example,
                "cofunding_notice": owner.cofunding_notice,
            },
            "strategy": {
                "uid": str(strategy.uid),
                **plain(strategy, _STRATEGY),
                **frozen_parts.parts_of_strategy(strategy, public_only),
            },
            **({"component_plans": parts} if parts else {}),
            "fields": [{"uid": str(f.uid), **plain(f, _FIELD)} for f in fields],
            "findings": _with(findings, _FINDING, hidden, names, figures=figures),
            "needs": _with(needs, _NEED, hidden, names),
            "goals": _with(goals, _GOAL, hidden, names, frozen_parts.parts_of_goals(goals, public_only)),
            "measures": _with(
                measures,
                _MEASURE,
                hidden,
                names,
                frozen_parts.parts_of_measures(measures, public_only),
                logic=_logic(measures),
                readings=_readings(measures, public_only),
            ),
            "series": _series(owner, figures, "public" if public_only else "internal"),
            "links": {
                "finding_need": _links(FindingNeed, "finding", "need", findings, needs),
                "need_goal": _links(NeedGoal, "need", "goal", needs, goals),
                "goal_measure": _links(GoalMeasure, "goal", "measure", goals, measures),
            },
        }
    )


def payload_of(strategy: Strategy, *, number: int, state: str, as_of: date, public_only: bool) -> dict[str, Any]:
    """What a version freezes: head and content."""
    head = {"format": FORMAT, "number": number, "state": state, "as_of": as_of.isoformat()}
    return {**head, "content": content_of(strategy, public_only=public_only)}


def digest(payload: dict[str, Any]) -> tuple[str, str]:
    """Canonical text of a payload and its SHA-256."""
    data = canonical(payload)
    return data.decode("utf-8"), hashlib.sha256(data).hexdigest()


def published_columns() -> list[tuple[str, list[str]]]:
    """What becomes public of each kind of record, in the words of the forms."""
    kinds: list[tuple[type[Model], Sequence[str]]] = [
        (Strategy, _STRATEGY),
        (FieldOfAction, _FIELD),
        (Finding, _FINDING),
        (Need, _NEED),
        (Goal, [*_GOAL, "life_phases"]),
        (Measure, [*_MEASURE, "life_phases"]),
        *frozen_parts.PUBLISHED,
    ]
    return [
        (
            str(model._meta.verbose_name),
            [str(model._meta.get_field(name).verbose_name) for name in names if name not in _INTERNAL],  # type: ignore[union-attr]
        )
        for model, names in kinds
    ]


def normalised(value: Any) -> Any:
    """All text in Unicode form NFC, so that equal texts have equal checksums."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: normalised(item) for key, item in value.items()}
    return [normalised(item) for item in value] if isinstance(value, list) else value


def _measures(fields: list[FieldOfAction], alive: dict[str, Any], public_only: bool) -> list[Measure]:
    rows = Measure.objects.filter(field__in=fields, **alive).exclude(status__in=GONE_STATUSES)
    if public_only:
        rows = rows.filter(visibility=Visibility.PUBLIC)
    return _sorted(rows)


def _sorted(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: sort_key(row.number))


def _shows_finding(finding: Finding, public_only: bool) -> bool:
    if public_only:
        return finding.state == FindingState.ACCEPTED
    return finding.state != FindingState.REJECTED


def _with(
    rows: list[Any],
    columns: list[str],
    hidden: set[str],
    names: dict[tuple[str, int], str],
    later: Mapping[str, Mapping[int, Any]] | None = None,
    **parts: dict[int, Any],
) -> list[dict[str, Any]]:
    """Records as plain data; `later`: parts that are left out where they are empty."""
    shown = [name for name in columns if name not in hidden]
    return [
        {
            "uid": str(row.uid),
            "field": names.get(("field", row.field_id)),
            "parent": names.get(("parent", getattr(row, "parent_id", None) or 0)),
            **plain(row, shown),
            **{part: by_row.get(row.pk, []) for part, by_row in parts.items()},
            **{part: found for part, by_row in (later or {}).items() if (found := by_row.get(row.pk))},
        }
        for row in rows
    ]


def _figures(findings: list[Finding], public_only: bool) -> dict[int, list[dict[str, Any]]]:
    """Finding id -> its figures; for the public sent through the gate, since they were kept as members may see them."""
    rows = list(FindingFigure.objects.filter(finding__in=findings, deleted_at=None).select_related("reference"))
    passed = None
    if public_only:
        released = monitoring.release_frozen([_observation(row.reference) for row in rows], audience="public")
        passed = {_key(o): o for o in released.payload}
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shown = figure(row.reference)
        if passed is not None:
            observation = passed.get(_key(row.reference))
            if observation is None:
                continue
            if observation.value is None:
                shown |= {"value": None, "sign": None if observation.sign is None else str(observation.sign)}
        found.setdefault(row.finding_id, []).append(shown)
    return found


def _key(figure_: FigureReference | Observation) -> tuple[str, ...]:
    return figure_.indicator, figure_.derivation, figure_.region, figure_.period, figure_.edition


def _observation(reference: FigureReference) -> Observation:
    """A reference as the gate wants it; a place that nobody knows counts as lying below the Kreis."""
    definition, place = find(reference.indicator), regions.record(reference.region)
    return Observation(
        indicator=reference.indicator,
        region=reference.region,
        region_name=place.name if place else reference.region,
        level=place.level if place else "gemeinde",
        period=reference.period,
        year=int(reference.period[:4]),
        value=reference.value,
        sign=None if reference.sign is None else Sign(reference.sign),
        unit=definition.unit if definition else "",
        source="",
        edition=reference.edition,
        territorial_status="",
        derivation=reference.derivation,
        origin=Origin.OFFICIAL,
    )


def figure(reference: FigureReference) -> dict[str, Any]:
    """A used figure with all that is needed to cite it; unknown definitions leave name and source empty."""
    definition = find(reference.indicator)
    derivation = None
    if definition is not None:
        derivation = next((d for d in definition.derivations if d.key == reference.derivation), None)
    return {
        "uid": str(reference.uid),
        "indicator": reference.indicator,
        "name": definition.name if definition else reference.indicator,
        "unit": definition.unit if definition else "",
        "decimals": definition.decimals if definition else 1,
        "derivation": reference.derivation,
        "source": derivation.source if derivation else "",
        "origin": str(derivation.origin) if derivation else "",
        "region": reference.region,
        "region_name": place_name(reference),
        "period": reference.period,
        "edition": reference.edition,
        "formula_version": reference.formula_version,
        "value": None if reference.value is None else repr(reference.value),
        "sign": reference.sign,
    }


def _series(
    owner: Organisation, figures: dict[int, list[dict[str, Any]]], audience: Audience
) -> list[list[dict[str, Any]]]:
    used: dict[tuple[str, str], set[str]] = {}
    for figure_ in (f for rows in figures.values() for f in rows):
        used.setdefault((figure_["indicator"], figure_["derivation"]), set()).add(figure_["region"])
    found = []
    for (code, derivation), regions_ in sorted(used.items()):
        # the course of an own indicator is for those who may see own figures; a finding tells what it cites
        if not is_own(code) and find(code) is not None:
            wanted = sorted({owner.region_code, "16", "DG", *regions_} - {""})
            released = monitoring.series(code, regions=wanted, derivation=derivation, audience=audience)
            found.append([frozen_observation(o) for o in released.payload])
    return [rows for rows in found if rows]


def frozen_observation(o: Observation) -> dict[str, Any]:
    """An observation as plain text and numbers that survive canonical JSON."""
    row = {f.name: getattr(o, f.name) for f in dataclass_fields(o)}
    row |= {name: None if row[name] is None else repr(float(row[name])) for name in _FLOATS}
    return {**row, "sign": None if o.sign is None else str(o.sign), "origin": str(o.origin), "flags": sorted(o.flags)}


def thawed_observation(row: dict[str, Any]) -> Observation:
    """The observation that `frozen_observation` wrote down; the inverse of it."""
    values = {**row, "sign": None if row["sign"] is None else Sign(row["sign"]), "origin": Origin(row["origin"])}
    values |= {name: None if row[name] is None else float(row[name]) for name in _FLOATS}
    return Observation(**{**values, "flags": frozenset(row["flags"])})


def _logic(measures: list[Measure]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for item in LogicItem.objects.filter(measure__in=measures, deleted_at=None):
        found.setdefault(item.measure_id, []).append(plain(item, ("step", "text", "indicator_text")))
    return found


def _readings(measures: list[Measure], public_only: bool) -> dict[int, list[dict[str, Any]]]:
    rows = Reading.objects.filter(measure__in=measures, deleted_at=None)
    if public_only:
        rows = rows.filter(approved_on__isnull=False)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.measure_id, []).append(plain(row, ("day", "value", "text", "approved_on")))
    return found


def _links(model: Any, first: str, second: str, sources: list[Any], targets: list[Any]) -> list[list[str]]:
    by_source, by_target = {s.pk: str(s.uid) for s in sources}, {t.pk: str(t.uid) for t in targets}
    pairs = model.objects.filter(**{f"{first}__in": sources, f"{second}__in": targets}).values_list(
        f"{first}_id", f"{second}_id"
    )
    return sorted([by_source[a], by_target[b]] for a, b in pairs)
