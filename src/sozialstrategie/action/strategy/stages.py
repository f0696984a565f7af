"""The two machines of this room: which step leads from where to where, who may take it, and what must hold first.

A strategy and a measure change their stage or status by these steps alone; `services.life` and `services.statuses` take
them. Visibility and editorial state are other axes: no step here reads or writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sozialstrategie.action.strategy.enums import DecisionResult, MeasureStatus, StrategyStage

CHANGE, LEAD, RELEASE = "strategy.change", "strategy.lead", "strategy.release"
PROGRESS, DECIDE = "strategy.update_progress", "strategy.record_decision"


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed step.

    Args:
        words: what its button says.
        permission: who may take it.
        ways: the acts that may take it; "move" is the plain step of a person.
        guards: names of what must hold first, see `services.life.GUARDS` and `services.statuses.GUARDS`.
        needs_reason: a step back, or one past something, says why.
        who: the function that takes it, for those who may not.
    """

    words: str
    permission: str
    ways: frozenset[str] = frozenset({"move"})
    guards: tuple[str, ...] = ()
    needs_reason: bool = False
    who: str = "Planungskoordination"


def _by(*ways: str) -> frozenset[str]:
    return frozenset(ways)


_S = StrategyStage
_LEADERS = "Leitung"
_RECORDERS = "Planungskoordination, Leitung oder Gremienbetreuung"

STRATEGY_STEPS: Mapping[tuple[StrategyStage, StrategyStage], Step] = {
    (_S.DRAFT, _S.COORDINATION): Step("Mitzeichnung beginnen", LEAD, guards=("has_content",)),
    (_S.DRAFT, _S.IN_COMMITTEES): Step(
        "Ohne Mitzeichnung in die Gremien geben", RELEASE, _by("submit"), ("has_content", "carried_over"), True, _LEADERS
    ),
    (_S.DRAFT, _S.ADOPTED): Step(
        "Als schon beschlossen eintragen", DECIDE, _by("enter"), ("has_content",), who=_RECORDERS
    ),
    (_S.COORDINATION, _S.DRAFT): Step("Zurück in den Entwurf", LEAD, needs_reason=True),
    (_S.COORDINATION, _S.PUBLIC_PARTICIPATION): Step("Bürgerbeteiligung beginnen", LEAD, guards=("considered",)),
    (_S.COORDINATION, _S.IN_COMMITTEES): Step(
        "Ohne Bürgerbeteiligung in die Gremien geben", RELEASE, _by("submit"),
        ("has_content", "considered", "carried_over"), True, _LEADERS,
    ),
    (_S.PUBLIC_PARTICIPATION, _S.DRAFT): Step("Zurück in den Entwurf", LEAD, needs_reason=True),
    (_S.PUBLIC_PARTICIPATION, _S.COORDINATION): Step("Noch einmal mitzeichnen lassen", LEAD, needs_reason=True),
    (_S.PUBLIC_PARTICIPATION, _S.IN_COMMITTEES): Step(
        "In die Gremien geben", RELEASE, _by("submit"), ("has_content", "considered", "carried_over"), who=_LEADERS
    ),
    (_S.IN_COMMITTEES, _S.DRAFT): Step(
        "Zurück in den Entwurf", DECIDE, _by("decision"), needs_reason=True, who=_RECORDERS
    ),
    (_S.IN_COMMITTEES, _S.ADOPTED): Step("Beschluss eintragen", DECIDE, _by("decision"), who=_RECORDERS),
    (_S.IN_COMMITTEES, _S.ENTERING_CHANGES): Step(
        "Beschluss mit Änderungen eintragen", DECIDE, _by("decision"), needs_reason=True, who=_RECORDERS
    ),
    (_S.ENTERING_CHANGES, _S.ADOPTED): Step(
        "Gegen den Beschluss abzeichnen", RELEASE, _by("sign_off"), ("changes_entered",), who=_LEADERS
    ),
    (_S.ENTERING_CHANGES, _S.IN_COMMITTEES): Step(
        "Noch einmal in die Gremien geben", RELEASE, _by("submit"), ("has_content",), True, _LEADERS
    ),
    (_S.ADOPTED, _S.IMPLEMENTING): Step("Umsetzung beginnen", LEAD),
    (_S.IMPLEMENTING, _S.INTERIM_REVIEW): Step("Zwischenbilanz beginnen", LEAD),
    (_S.INTERIM_REVIEW, _S.IMPLEMENTING): Step("Umsetzung fortsetzen", LEAD),
    (_S.IMPLEMENTING, _S.STRATEGY_REVISION): Step("Fortschreibung beginnen", LEAD, _by("revise")),
    (_S.INTERIM_REVIEW, _S.STRATEGY_REVISION): Step("Fortschreibung beginnen", LEAD, _by("revise")),
    (_S.STRATEGY_REVISION, _S.IMPLEMENTING): Step("Fortschreibung aussetzen", LEAD, needs_reason=True),
    **{
        (stage, _S.SUPERSEDED): Step("Durch die nächste Strategie ablösen", DECIDE, _by("supersede"), who=_RECORDERS)
        for stage in (_S.ADOPTED, _S.IMPLEMENTING, _S.INTERIM_REVIEW, _S.STRATEGY_REVISION)
    },
}  # fmt: skip

# The usual way, for the line of steps on the page; the other stages stand beside it.
USUAL_WAY = (
    _S.DRAFT, _S.COORDINATION, _S.PUBLIC_PARTICIPATION, _S.IN_COMMITTEES, _S.ADOPTED, _S.IMPLEMENTING, _S.STRATEGY_REVISION,
)  # fmt: skip
# Where a stage that is not on the line is shown.
SHOWN_AT = {
    _S.ENTERING_CHANGES: _S.IN_COMMITTEES,
    _S.INTERIM_REVIEW: _S.IMPLEMENTING,
    _S.SUPERSEDED: _S.STRATEGY_REVISION,
}

# What the result of the deciding body does; the other results leave the strategy in the committees.
AFTER_DECISION: Mapping[str, StrategyStage] = {
    DecisionResult.ADOPTED: _S.ADOPTED,
    DecisionResult.ADOPTED_AMENDED: _S.ENTERING_CHANGES,
    DecisionResult.REJECTED: _S.DRAFT,
    DecisionResult.REFERRED: _S.DRAFT,
    DecisionResult.WITHDRAWN: _S.DRAFT,
}


_M = MeasureStatus
_PLANNERS, _OWNERS = "Planung", "Planung oder verantwortliche Person"
_PLANNED = (_M.IDEA, _M.PROPOSED, _M.PRIORITISED)
_OPEN = (*_PLANNED, _M.DECIDED, _M.PREPARING, _M.RUNNING, _M.PERMANENT)

MEASURE_STEPS: Mapping[tuple[MeasureStatus, MeasureStatus], Step] = {
    (_M.IDEA, _M.PROPOSED): Step("Vorschlagen", CHANGE, who=_PLANNERS),
    (_M.PROPOSED, _M.IDEA): Step("Zurück zur Idee", CHANGE, who=_PLANNERS),
    (_M.PROPOSED, _M.PRIORITISED): Step("Priorisieren", CHANGE, _by("move", "adoption"), who=_PLANNERS),
    (_M.IDEA, _M.PRIORITISED): Step("Priorisieren", CHANGE, _by("adoption"), who=_PLANNERS),
    (_M.PRIORITISED, _M.PROPOSED): Step("Zurück zu den Vorschlägen", CHANGE, who=_PLANNERS),
    (_M.PRIORITISED, _M.DECIDED): Step(
        "Beschluss eintragen", DECIDE, _by("move", "adoption"), ("own_decision",), who=_RECORDERS
    ),
    (_M.IDEA, _M.DECIDED): Step("Beschluss eintragen", DECIDE, _by("adoption"), ("own_decision",), who=_RECORDERS),
    (_M.PROPOSED, _M.DECIDED): Step("Beschluss eintragen", DECIDE, _by("adoption"), ("own_decision",), who=_RECORDERS),
    (_M.DECIDED, _M.PREPARING): Step("Vorbereitung beginnen", PROGRESS, who=_OWNERS),
    (_M.DECIDED, _M.RUNNING): Step("Beginnen", PROGRESS, who=_OWNERS),
    (_M.DECIDED, _M.PERMANENT): Step("Als Daueraufgabe beginnen", PROGRESS, guards=("no_end",), who=_OWNERS),
    (_M.PREPARING, _M.RUNNING): Step("Beginnen", PROGRESS, who=_OWNERS),
    (_M.PREPARING, _M.PERMANENT): Step("Als Daueraufgabe beginnen", PROGRESS, guards=("no_end",), who=_OWNERS),
    (_M.RUNNING, _M.PREPARING): Step("Zurück in die Vorbereitung", PROGRESS, needs_reason=True, who=_OWNERS),
    (_M.RUNNING, _M.COMPLETED): Step("Abschließen", PROGRESS, who=_OWNERS),
    (_M.RUNNING, _M.PERMANENT): Step("Zur Daueraufgabe machen", PROGRESS, guards=("no_end",), who=_OWNERS),
    (_M.PERMANENT, _M.RUNNING): Step("Wieder befristet führen", PROGRESS, who=_OWNERS),
    (_M.PERMANENT, _M.COMPLETED): Step("Abschließen", PROGRESS, needs_reason=True, who=_OWNERS),
    (_M.COMPLETED, _M.RUNNING): Step("Wieder aufnehmen", CHANGE, needs_reason=True, who=_PLANNERS),
    (_M.DROPPED, _M.PROPOSED): Step("Neu vorschlagen", CHANGE, needs_reason=True, who=_PLANNERS),
    **{(now, _M.POSTPONED): Step("Zurückstellen", CHANGE, needs_reason=True, who=_PLANNERS) for now in _OPEN},
    **{(_M.POSTPONED, then): Step("Wieder aufnehmen", CHANGE, guards=("stood_there",), who=_PLANNERS) for then in _OPEN},
    **{
        (now, _M.DROPPED): Step(
            "Fallen lassen", CHANGE, _by("move", "supersede"), needs_reason=True, who=_PLANNERS
        )
        for now in (*_OPEN, _M.POSTPONED)
    },
    **{
        (now, _M.CARRIED_OVER): Step("In die nächste Strategie übernehmen", DECIDE, _by("supersede"), who=_RECORDERS)
        for now in (*_OPEN, _M.POSTPONED, _M.COMPLETED)
    },
}  # fmt: skip


def refusal(now: str, then: str, labels: type[StrategyStage] | type[MeasureStatus]) -> str:
    """Why a step that the machine does not know is refused, with what it knows instead."""
    known = STRATEGY_STEPS if labels is StrategyStage else MEASURE_STEPS
    reachable = [f"„{labels(b).label}“" for a, b in known if a == now]
    sentence = f"Von „{labels(now).label}“ führt kein Schritt zu „{labels(then).label}“."
    return sentence + (f" Möglich sind: {', '.join(reachable)}." if reachable else " Hier endet der Weg.")
