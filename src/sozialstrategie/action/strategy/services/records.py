"""Making, changing, withdrawing and bringing back each kind of record: one named act each."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Max
from django.utils import timezone

from sozialstrategie.action.strategy.enums import FindingOrigin, FindingState, NeedState
from sozialstrategie.action.strategy.models import FieldOfAction, Finding, Goal, Measure, Need, Restable, Strategy
from sozialstrategie.action.strategy.numbering import next_number
from sozialstrategie.action.strategy.queries.figures import unchecked_renewals
from sozialstrategie.action.strategy.queries.snapshot import STRATEGY_TEXTS
from sozialstrategie.action.strategy.services import guards, statuses, writing
from sozialstrategie.action.strategy.services.answers import settle_signal
from sozialstrategie.action.strategy.services.figures import cite
from sozialstrategie.action.strategy.services.measures import note_update
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import Recorder, act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation, OwnedModel
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version

R = TypeVar("R", bound=OwnedModel)
# stage, release and predecessor change by acts of their own
_STRATEGY_WORDS = frozenset({"title", "period_from", "period_to", *STRATEGY_TEXTS})


# --- strategy and fields of action ---------------------------------------------------------------------------------


def create_strategy(*, actor: Actor, owner: Organisation, umbrella: Strategy | None = None, **values: Any) -> Strategy:
    """Begin a strategy, or a Teilplan of one (`umbrella`). `values`: title, period_from, period_to and the texts."""
    if unknown := set(values) - _STRATEGY_WORDS:
        raise TypeError(f"Eine Strategie beginnt nicht mit {sorted(unknown)}")
    strategy = Strategy(owner=owner, umbrella=umbrella, **values)
    guards.demand_place_fits(strategy, umbrella)
    return writing.create("strategy.create_strategy", strategy, actor=actor)


def place_under(*, actor: Actor, strategy: Strategy, version: int, umbrella: Strategy | None) -> Strategy:
    """Make a strategy a Teilplan of another one, or let it stand for itself again (None).

    Raises:
        Invalid: the other one is a Teilplan itself or has ended; or it would be the second one in force.
        Conflict, Forbidden.
    """
    guards.demand_place_fits(strategy, umbrella)
    return writing.edit(
        "strategy.place_under",
        strategy,
        actor=actor,
        version=version,
        values={"umbrella": umbrella},
        permission="strategy.lead",
        allowed=frozenset({"umbrella"}),
    )


def edit_strategy(*, actor: Actor, strategy: Strategy, version: int, **values: Any) -> Strategy:
    """Change the texts of a strategy. Raises Conflict, Invalid, Forbidden."""
    return writing.edit(
        "strategy.edit_strategy", strategy, actor=actor, version=version, values=values, allowed=_STRATEGY_WORDS
    )


def create_field(*, actor: Actor, owner: Organisation, strategy: Strategy, **values: Any) -> FieldOfAction:
    """Add a Handlungsfeld; without `number` it gets the next one."""
    if values.get("number") is None:
        highest = FieldOfAction.objects.filter(strategy=strategy).aggregate(n=Max("number"))["n"]
        values["number"] = (highest or 0) + 1
    return writing.create("strategy.create_field", FieldOfAction(owner=owner, strategy=strategy, **values), actor=actor)


def edit_field(*, actor: Actor, field: FieldOfAction, version: int, **values: Any) -> FieldOfAction:
    """Change a Handlungsfeld. Raises Conflict, Invalid, Forbidden."""
    return writing.edit("strategy.edit_field", field, actor=actor, version=version, values=values)


def delete_field(*, actor: Actor, field: FieldOfAction, version: int | None = None) -> FieldOfAction:
    """Withdraw an empty Handlungsfeld.

    Raises:
        Refused: goals or measures stand in it.
    """
    guards.demand_withdrawable(field)
    return writing.delete("strategy.delete_field", field, actor=actor, version=version)


def restore_field(*, actor: Actor, field: FieldOfAction) -> FieldOfAction:
    guards.demand_returnable(field)
    return writing.restore("strategy.restore_field", field, actor=actor)


# --- findings ------------------------------------------------------------------------------------------------------


def next_finding_number(owner: Organisation) -> int:
    return _next(Finding, owner)


def create_finding(*, actor: Actor, owner: Organisation, indicator: str = "", **values: Any) -> Finding:
    """Write a finding by hand; without `number` it gets the next one. A finding made as accepted is checked by its author.

    Args:
        indicator: code of an indicator that it cites: its newest released value for the region of the organisation.

    Raises:
        Invalid: a value cannot stand, or there is no such figure.
    """
    finding = Finding(owner=owner, **values)
    if values.get("number") is None:
        finding.number = _next(Finding, owner)
    if finding.state == FindingState.ACCEPTED:
        sign(finding, actor)
    with act("strategy.create_finding", actor=actor, permission="strategy.change", owner=owner) as record:
        writing.insert(finding)
        cite(record, finding, indicator)
        record.created(finding)
    return finding


def edit_finding(
    *, actor: Actor, finding: Finding, version: int, indicator: str | None = None, **values: Any
) -> Finding:
    """Change a finding; whoever changes an accepted one has checked it. Raises Conflict, Invalid, Forbidden.

    Args:
        indicator: another figure for a hand-written finding; "" takes the figure away; None or the one that it cites
            already leaves the figure as it was frozen.
    """
    cites_anew = indicator is not None and indicator != finding.indicator
    texts_differ = any(
        getattr(finding, name) != values[name] for name in ("title", "statement", "caveat") if name in values
    )
    if finding.state == FindingState.ACCEPTED and (texts_differ or cites_anew):
        values |= _signature(actor, finding.owner)
    if indicator is None or not cites_anew:
        return writing.edit("strategy.edit_finding", finding, actor=actor, version=version, values=values)
    if finding.origin != FindingOrigin.WRITTEN:
        raise writing.Invalid({"indicator": ["Dieser Befund entstand aus Zahlen; sie gehören zu ihm."]})
    with act(
        "strategy.edit_finding", actor=actor, permission="strategy.change", owner=finding.owner, obj=finding
    ) as record:
        _change_at_least_version(record, finding, version, values)
        cite(record, finding, indicator)
    return finding


def check_finding(*, actor: Actor, finding: Finding, version: int) -> Finding:
    """Accept a drafted finding: from now on it carries who checked it and when.

    The same for an accepted one whose figures were taken anew: its wording counts as checked again.
    """
    values = {
        "state": FindingState.ACCEPTED,
        "rejection_reason": "",
        "review_note": "",
        **_signature(actor, finding.owner),
    }
    if finding.state == FindingState.ACCEPTED and not unchecked_renewals(finding):
        return finding
    with act(
        "strategy.check_finding", actor=actor, permission="strategy.change", owner=finding.owner, obj=finding
    ) as record:
        _change_at_least_version(record, finding, version, values)
    return finding


def _change_at_least_version(record: Recorder, finding: Finding, version: int, values: dict[str, Any]) -> None:
    writing.change(record, finding, version=version, values=values)
    if not record.changed:  # same words, but what hangs on the finding changes, or somebody answers for it anew
        record.changed = True
        save_version(finding, version=version, values={})


def reject_finding(*, actor: Actor, finding: Finding, version: int, reason: str) -> Finding:
    """Set a finding aside with a reason.

    Raises:
        Refused: no reason.
    """
    if not reason.strip():
        raise Refused("Bitte schreiben Sie dazu, warum Sie den Befund verwerfen.")
    values = {"state": FindingState.REJECTED, "rejection_reason": reason.strip()}
    return writing.edit("strategy.reject_finding", finding, actor=actor, version=version, values=values)


def reopen_finding(*, actor: Actor, finding: Finding, version: int, note: str) -> Finding:
    """Take an accepted finding back to a draft, with a note what is to be checked; its links, figures and text stay.

    Nobody answers for its wording until somebody checks it again; a released version keeps it as it was.

    Raises:
        Refused: no note, or the finding is not accepted.
        Conflict: somebody else changed it meanwhile.
        Forbidden: no right.
    """
    demand("strategy.change", actor, finding)
    if not note.strip():
        raise Refused("Bitte schreiben Sie dazu, was zu prüfen ist.")
    if finding.version == version and finding.state != FindingState.ACCEPTED:
        raise Refused("Nur ein angenommener Befund lässt sich wieder öffnen.")
    values = {
        "state": FindingState.DRAFT,
        "review_note": note.strip(),
        "checked_by": None,
        "checked_role": "",
        "checked_on": None,
    }
    return writing.edit("strategy.reopen_finding", finding, actor=actor, version=version, values=values)


def delete_finding(*, actor: Actor, finding: Finding, version: int | None = None) -> Finding:
    """Withdraw a finding. If it came from a signal, the signal shows again, since no finding answers it any more."""
    return writing.delete("strategy.delete_finding", finding, actor=actor, version=version, settle=settle_signal)


def restore_finding(*, actor: Actor, finding: Finding) -> Finding:
    """Bring a finding back; the signal that it came from counts as accepted again.

    Raises:
        Refused: the signal became another finding meanwhile.
    """
    guards.demand_returnable(finding)
    return writing.restore("strategy.restore_finding", finding, actor=actor, settle=settle_signal)


# --- needs ---------------------------------------------------------------------------------------------------------


def create_need(*, actor: Actor, owner: Organisation, **values: Any) -> Need:
    """Write down a need; without `number` it gets the next one."""
    need = Need(owner=owner, **values)
    if values.get("number") is None:
        need.number = _next(Need, owner)
    return writing.create("strategy.create_need", need, actor=actor)


def edit_need(*, actor: Actor, need: Need, version: int, **values: Any) -> Need:
    """Change a need. Raises Conflict, Invalid, Forbidden."""
    if values.get("state", need.state) != NeedState.REJECTED and "state" in values:
        values["rejection_reason"] = ""
    return writing.edit("strategy.edit_need", need, actor=actor, version=version, values=values)


def delete_need(*, actor: Actor, need: Need, version: int | None = None) -> Need:
    return writing.delete("strategy.delete_need", need, actor=actor, version=version)


def restore_need(*, actor: Actor, need: Need) -> Need:
    return writing.restore("strategy.restore_need", need, actor=actor)


# --- goals ---------------------------------------------------------------------------------------------------------


def create_goal(*, actor: Actor, owner: Organisation, field: FieldOfAction, **values: Any) -> Goal:
    """Set a Leitziel or Ziel; without `number` it gets the next one of its field."""
    if not values.get("number"):
        values["number"] = next_number(str(field.number), _taken(Goal, owner, field))
    goal = Goal(owner=owner, field=field, **values)
    guards.demand_goal_fits(None, goal.kind, goal.parent)
    return writing.create("strategy.create_goal", goal, actor=actor)


def edit_goal(*, actor: Actor, goal: Goal, version: int, **values: Any) -> Goal:
    """Change a goal. Raises Conflict, Invalid, Forbidden."""
    guards.demand_goal_fits(goal, values.get("kind", goal.kind), values.get("parent", goal.parent))
    return writing.edit("strategy.edit_goal", goal, actor=actor, version=version, values=values)


def delete_goal(*, actor: Actor, goal: Goal, version: int | None = None) -> Goal:
    """Withdraw a goal.

    Raises:
        Refused: a Leitziel to which goals belong.
    """
    guards.demand_withdrawable(goal)
    return writing.delete("strategy.delete_goal", goal, actor=actor, version=version)


def restore_goal(*, actor: Actor, goal: Goal) -> Goal:
    guards.demand_returnable(goal)
    return writing.restore("strategy.restore_goal", goal, actor=actor)


# --- measures ------------------------------------------------------------------------------------------------------


def create_measure(
    *,
    actor: Actor,
    owner: Organisation,
    field: FieldOfAction,
    number: str = "",
    under: Goal | None = None,
    **values: Any,
) -> Measure:
    """Plan a measure. Without `number` it is counted under the goal `under`, else in its field ("1.M1")."""
    if not number:
        taken = _taken(Measure, owner, field)
        number = next_number(under.number, taken) if under else _loose_number(field, taken)
    measure = Measure(owner=owner, field=field, number=number, **values)
    _note_progress_day(measure, values)
    with act("strategy.create_measure", actor=actor, permission="strategy.change", owner=owner) as record:
        writing.insert(measure)
        if measure.progress_on is not None:
            note_update(measure, measure.lead_unit)
        record.created(measure)
    return measure


def edit_measure(*, actor: Actor, measure: Measure, version: int, **values: Any) -> Measure:
    """Change a measure; a released one becomes a draft by this. Raises Conflict, Invalid, Forbidden.

    Another status is a step of the machine (`services.statuses`); what it refuses is Invalid.
    """
    values |= statuses.demand_edit(actor, measure, version, values)
    return writing.edit("strategy.edit_measure", measure, actor=actor, version=version, values=values)


def delete_measure(*, actor: Actor, measure: Measure, version: int | None = None) -> Measure:
    return writing.delete("strategy.delete_measure", measure, actor=actor, version=version)


def restore_measure(*, actor: Actor, measure: Measure) -> Measure:
    guards.demand_returnable(measure)
    return writing.restore("strategy.restore_measure", measure, actor=actor)


# --- leaving something open on purpose ------------------------------------------------------------------------------


def rest(*, actor: Actor, obj: R, reason: str, version: int | None = None) -> R:
    """Leave a loose end open on purpose, with a reason; it leaves the list of loose ends.

    Raises:
        Refused: no reason.
    """
    if not isinstance(obj, Restable):
        raise TypeError(f"{type(obj).__name__} kann nicht ruhen")
    if not reason.strip():
        raise Refused("Bitte schreiben Sie den Grund dazu. Wer später nachsieht, soll ihn verstehen.")
    with act("strategy.rest", actor=actor, permission="strategy.change", owner=obj.owner, obj=obj):
        save_version(
            obj, version=obj.version if version is None else version, values={"resting_reason": reason.strip()}
        )
    return obj


def wake(*, actor: Actor, obj: R) -> R:
    """Take a resting record up again."""
    with act("strategy.wake", actor=actor, permission="strategy.change", owner=obj.owner, obj=obj):
        save_version(obj, version=obj.version, values={"resting_reason": ""})
    return obj


# --- inside --------------------------------------------------------------------------------------------------------


def _next(model: type[Finding] | type[Need], owner: Organisation) -> int:
    # deleted ones count: a number that stood in a paper is not given away
    return int(model.objects.filter(owner=owner).aggregate(n=Max("number"))["n"] or 0) + 1


def _taken(model: type[Goal] | type[Measure], owner: Organisation, field: FieldOfAction) -> list[str]:
    return list(model.objects.filter(owner=owner, field=field).values_list("number", flat=True))


def _loose_number(field: FieldOfAction, taken: list[str]) -> str:
    prefix = f"{field.number}.M"
    used = [int(n[len(prefix) :]) for n in taken if n.startswith(prefix) and n[len(prefix) :].isdecimal()]
    return f"{prefix}{max(used, default=0) + 1}"


def _signature(actor: Actor, owner: Organisation) -> dict[str, Any]:
    return {
        "checked_by": actor.person_uid,
        "checked_role": writing.function_of(actor, owner),
        "checked_on": timezone.localdate(),
    }


def sign(finding: Finding, actor: Actor) -> None:
    """Write onto a finding who checked it and when; inside an act."""
    for name, value in _signature(actor, finding.owner).items():
        setattr(finding, name, value)


def _note_progress_day(measure: Measure, values: dict[str, Any]) -> None:
    if values.get("progress_note") and measure.progress_on is None:
        measure.progress_on = timezone.localdate()
