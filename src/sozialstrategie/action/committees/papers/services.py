"""Papers: writing them, finishing them, the sequence of bodies. Results of steps are recorded in `results`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils import timezone

from sozialstrategie.action.committees.enums import ConsultationRole, DecisionResult, PaperKind, PaperState
from sozialstrategie.action.committees.models import Committee, Consultation, Paper, PaperMeasure
from sozialstrategie.action.committees.papers.content import measure_content
from sozialstrategie.action.committees.papers.queries import DECIDABLE, is_open, measures_of, reads_drafts, steps_of
from sozialstrategie.action.strategy.models import Measure
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import Recorder, act
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version

CHANGE = "committees.change"
WORDS = frozenset(
    {
        "reference", "title", "kind", "on", "proposed", "reasons", "finances", "originator", "is_public", "url",
        "strategy_version",
    }
)  # fmt: skip
# What the office of the council gives or changes after the paper is finished.
LATER = frozenset({"reference", "url"})
STEP_WORDS = frozenset({"committee", "role", "is_authoritative", "on", "item", "url"})

# state now, state then -> verb, whether a reason is needed
STEPS: dict[tuple[PaperState, PaperState], tuple[str, bool]] = {
    (PaperState.DRAFT, PaperState.READY): ("committees.finish_paper", False),
    (PaperState.READY, PaperState.DRAFT): ("committees.reopen_paper", False),
    (PaperState.DRAFT, PaperState.WITHDRAWN): ("committees.withdraw_paper", True),
    (PaperState.READY, PaperState.WITHDRAWN): ("committees.withdraw_paper", True),
    (PaperState.WITHDRAWN, PaperState.DRAFT): ("committees.reopen_paper", True),
}


def create_paper(*, actor: Actor, owner: Organisation, measures: Iterable[Measure] = (), **values: Any) -> Paper:
    """Begin a paper.

    Args:
        measures: what it is about where its annex is no version of the strategy.

    Raises:
        Invalid, Refused, Forbidden.
    """
    if unknown := set(values) - WORDS:
        raise TypeError(f"Eine Vorlage beginnt nicht mit {sorted(unknown)}")
    paper = Paper(owner=owner, **_with_strategy(values))
    with act("committees.create_paper", actor=actor, permission=CHANGE, owner=owner) as record:
        _demand_annex(paper, list(measures))
        _demand_read(actor, owner, list(measures))
        writing.insert(paper)
        record.created(paper)
        _set_measures(record, paper, list(measures))
    return paper


def edit_paper(
    *, actor: Actor, paper: Paper, version: int, measures: Iterable[Measure] | None = None, **values: Any
) -> Paper:
    """Change a paper in work; of a finished one only its number and address.

    Args:
        measures: the whole new list; None = as it is.

    Raises:
        Refused: the paper is finished or withdrawn.
        Conflict, Invalid, Forbidden.
    """
    with act("committees.edit_paper", actor=actor, permission=CHANGE, owner=paper.owner, obj=paper) as record:
        before = {link.measure_id for link in measures_of(paper)}
        chosen = None if measures is None else list(measures)
        moved = chosen is not None and {m.pk for m in chosen} != before
        changed = {name for name, value in values.items() if getattr(paper, name) != value}
        if paper.version == version and paper.state != PaperState.DRAFT and (moved or changed - LATER):
            raise Refused(
                f"Die Vorlage ist {paper.get_state_display()}. Geändert wird ihr Inhalt erst, wenn sie wieder in Arbeit ist."
            )
        trial = Paper(**{**_plain(paper), **values})
        links = chosen if chosen is not None else [link.measure for link in measures_of(paper)]
        _demand_annex(trial, links)
        _demand_read(actor, paper.owner, [m for m in links if m.pk not in before])
        writing.change(record, paper, version=version, values=_with_strategy(values), allowed=WORDS | {"strategy"})
        if moved and chosen is not None:
            if not record.changed:
                record.changed = True
                save_version(paper, version=version, values={})
            _set_measures(record, paper, chosen)
    return paper


def _plain(paper: Paper) -> dict[str, Any]:
    return {name: getattr(paper, name) for name in (*WORDS, "owner")}


def _with_strategy(values: dict[str, Any]) -> dict[str, Any]:
    if "strategy_version" not in values:
        return values
    version = values["strategy_version"]
    return {**values, "strategy": version.strategy if version is not None else None}


def _demand_read(actor: Actor, owner: Organisation, added: list[Measure]) -> None:
    if added and not reads_drafts(actor, owner):
        raise Forbidden("Maßnahmen nimmt die Planung in eine Vorlage hinein.")


def _demand_annex(paper: Paper, measures: list[Measure]) -> None:
    writing.demand_same_owner(paper.owner, paper.strategy_version, *measures)
    version = paper.strategy_version
    if version is not None and version.state not in DECIDABLE:
        sentence = f"Fassung {version.number} ist ein interner Entwurf. In die Gremien gibt die Leitung eine Fassung."
        raise writing.Invalid({"strategy_version": [sentence]})
    if version is not None and measures:
        sentence = "Eine Vorlage hat die Strategie als Anlage oder einzelne Maßnahmen, nicht beides."
        raise writing.Invalid({"measures": [sentence]})


def _set_measures(record: Recorder, paper: Paper, measures: list[Measure]) -> None:
    old = list(PaperMeasure.objects.filter(paper=paper, owner=paper.owner_id).select_related("measure"))
    if {link.measure_id for link in old} == {m.pk for m in measures}:
        return
    PaperMeasure.objects.filter(paper=paper, owner=paper.owner_id).exclude(measure__in=measures).delete()
    standing = {link.measure_id for link in old}
    for measure in measures:
        if measure.pk not in standing:
            writing.insert(PaperMeasure(owner=paper.owner, paper=paper, measure=measure))
    record.note("measures", [str(m.uid) for m in measures], [str(link.measure.uid) for link in old])


# --- the state of a paper ---------------------------------------------------------------------------------------------


def move_paper(*, actor: Actor, paper: Paper, to: PaperState, version: int, reason: str = "") -> Paper:
    """Finish a paper, take it back to work, or withdraw it.

    Finished, its measures stand in it as they are now; members of the bodies can read it from then on.

    Raises:
        Refused: there is no such step, something is missing, or a body has dealt with it already.
        Conflict, Forbidden.
    """
    found = STEPS.get((PaperState(paper.state), to))
    verb, needs_reason = found if found else ("committees.reopen_paper", False)
    with act(verb, actor=actor, permission=CHANGE, owner=paper.owner, obj=paper) as record:
        if found is None:
            raise Refused(f"Die Vorlage ist {paper.get_state_display()}; „{to.label}“ ist von dort aus kein Schritt.")
        if needs_reason and not reason.strip():
            raise Refused("Bitte schreiben Sie den Grund dazu. Wer später nachsieht, soll ihn verstehen.")
        if to == PaperState.READY:
            _demand_whole(paper)
        if to == PaperState.WITHDRAWN and is_decided(steps_of(paper)):
            raise Refused("Über diese Vorlage ist schon entschieden; zurückziehen lässt sie sich nicht mehr.")
        if to == PaperState.DRAFT and any(not is_open(step) for step in steps_of(paper)):
            raise Refused("Ein Gremium hat schon über diese Vorlage beraten. Ihr Inhalt bleibt, wie er vorlag.")
        if reason.strip():
            record.note("reason", reason.strip())
        save_version(paper, version=version, values={"state": to})
        _freeze_measures(paper, frozen=to == PaperState.READY)
    return paper


def is_decided(steps: Iterable[Consultation]) -> bool:
    """Whether the deciding body has dealt with the paper for good; one that sent it back has not."""
    final = [s for s in steps if s.is_authoritative and not is_open(s)]
    return any(s.result != DecisionResult.REFERRED for s in final)


def missing(paper: Paper) -> list[str]:
    """What a paper lacks before it is finished, in sentences."""
    steps, found = steps_of(paper), []
    if paper.kind != PaperKind.INFORMATION and not paper.proposed.strip():
        found.append("Der Beschlussvorschlag fehlt.")
    if not steps:
        found.append("Die Beratungsfolge ist leer.")
    elif paper.kind != PaperKind.INFORMATION and not any(s.is_authoritative for s in steps):
        found.append("In der Beratungsfolge entscheidet noch kein Gremium.")
    return found


def _demand_whole(paper: Paper) -> None:
    if against := missing(paper):
        raise Refused(" ".join(against))


def _freeze_measures(paper: Paper, *, frozen: bool) -> None:
    """A withdrawn paper keeps what it said; one in work says again what its measures say."""
    if paper.state == PaperState.WITHDRAWN:
        return
    for link in measures_of(paper):
        PaperMeasure.objects.filter(pk=link.pk).update(content=measure_content(link.measure) if frozen else {})


# --- the sequence -----------------------------------------------------------------------------------------------------


def add_step(
    *,
    actor: Actor,
    paper: Paper,
    committee: Committee,
    role: str = "",
    is_authoritative: bool = False,
    **values: Any,
) -> Consultation:
    """Put a body at the end of the sequence.

    Args:
        role: a `ConsultationRole`; "" = it decides or advises.

    Raises:
        Refused: another body decides already, or the paper is withdrawn.
        Invalid: it decides in another role. Forbidden.
    """
    role = role or (ConsultationRole.DECISION if is_authoritative else ConsultationRole.PRELIMINARY)
    step = Consultation(
        owner=paper.owner, paper=paper, committee=committee, role=role, is_authoritative=is_authoritative,
        position=_last(paper) + 1, **values,
    )  # fmt: skip
    with act("committees.add_step", actor=actor, permission=CHANGE, owner=paper.owner) as record:
        demand_step(step)
        writing.insert(step)
        record.created(step)
    return step


def edit_step(*, actor: Actor, step: Consultation, version: int, **values: Any) -> Consultation:
    """Change body, role, day or point of a step that is still open.

    Raises:
        Refused: the body has dealt with the paper, or nobody would decide on a finished one.
        Conflict, Invalid, Forbidden.
    """
    with act("committees.edit_step", actor=actor, permission=CHANGE, owner=step.owner, obj=step) as record:
        if step.version == version and not is_open(step):
            raise Refused("Dieses Gremium hat schon beraten. Nummer und Stimmen ändern Sie beim Ergebnis.")
        trial = Consultation(**{n: getattr(step, n) for n in ("owner", "paper", "result", *STEP_WORDS)} | values)
        trial.pk = step.pk
        demand_step(trial)
        demand_decider(step, stays=trial.is_authoritative)
        writing.change(record, step, version=version, values=values, allowed=STEP_WORDS)
    return step


def move_step(*, actor: Actor, step: Consultation, version: int, up: bool) -> Consultation:
    """Let a step change places with the open one before or after it."""
    with act("committees.move_step", actor=actor, permission=CHANGE, owner=step.owner, obj=step) as record:
        row = steps_of(step.paper)
        place = next(n for n, s in enumerate(row) if s.pk == step.pk)
        target = place - 1 if up else place + 1
        if not is_open(step) or not 0 <= target < len(row) or not is_open(row[target]):
            raise Refused("Hier lässt sich die Reihenfolge nicht ändern: Wo beraten wurde, bleibt sie stehen.")
        other = row[target]
        mine, its = step.position, other.position
        if mine == its:
            its = mine + (-1 if up else 1)
        save_version(step, version=version, values={"position": max(its, 0)})
        save_version(other, version=other.version, values={"position": mine})
        record.note("changed_places_with", str(other.uid))
    return step


def remove_step(*, actor: Actor, step: Consultation, version: int) -> Consultation:
    """Take a step that is still open out of the sequence.

    Raises:
        Refused: the body has dealt with the paper, or nobody would decide on a finished one. Conflict, Forbidden.
    """
    with act("committees.remove_step", actor=actor, permission=CHANGE, owner=step.owner, obj=step):
        if step.version == version and step.result:
            raise Refused("Dieses Gremium hat sich schon mit der Vorlage befasst. Der Schritt bleibt stehen.")
        demand_decider(step, stays=False)
        save_version(step, version=version, values={"deleted_at": timezone.now()})
    return step


def demand_decider(step: Consultation, *, stays: bool) -> None:
    """A finished paper keeps the body that decides. `stays`: the step will still decide. Raises: Refused."""
    if step.is_authoritative and not stays and is_open(step) and step.paper.state == PaperState.READY:
        raise Refused(
            f"Die Vorlage ist fertig, und {step.committee} entscheidet über sie. Entscheidet ein anderes Gremium, ändern Sie es in diesem Schritt."
        )


def demand_step(step: Consultation) -> None:
    """Refuse a step that cannot stand: two deciding bodies, one that decides by advising, an information that decides, a foreign point."""
    paper = step.paper
    if paper.state == PaperState.WITHDRAWN:
        raise Refused("Die Vorlage ist zurückgezogen.")
    if step.is_authoritative:
        if paper.kind == PaperKind.INFORMATION:
            raise writing.Invalid({"is_authoritative": ["Über eine Informationsvorlage wird nicht entschieden."]})
        if step.role != ConsultationRole.DECISION:
            sentence = f"Die Aufgabe ist hier {step.get_role_display()}. Ein Gremium, das entscheidet, hat die Aufgabe „Entscheidung“."
            raise writing.Invalid({"role": [sentence]})
        others = [s for s in steps_of(paper) if s.is_authoritative and is_open(s) and s.pk != step.pk]
        if others:
            sentence = f"Es entscheidet schon: {others[0].committee}. Bitte nehmen Sie das dort zuerst heraus."
            raise writing.Invalid({"is_authoritative": [sentence]})
        if is_decided([s for s in steps_of(paper) if s.pk != step.pk]):
            raise Refused("Über diese Vorlage ist schon entschieden.")
    if step.item is not None and step.item.meeting.committee_id != step.committee_id:
        raise writing.Invalid({"item": ["Dieser Tagesordnungspunkt gehört zu einem anderen Gremium."]})


def _last(paper: Paper) -> int:
    rows = Consultation.objects.filter(paper=paper, owner=paper.owner_id, deleted_at=None)
    return int(rows.aggregate(last=Max("position"))["last"] or 0)


def exchange_annex(*, actor: Actor, paper: Paper, version: int, annex: Any, reason: str) -> Paper:
    """Put another frozen version of the same strategy under a finished paper, e.g. after it was sent back.

    Args:
        annex: the `StrategyVersion` that the bodies decide on from now.

    Raises:
        Refused: there is no such annex, no reason is given, or the paper is decided.
        Conflict, Forbidden.
    """
    with act("committees.exchange_annex", actor=actor, permission=CHANGE, owner=paper.owner, obj=paper) as record:
        if not reason.strip():
            raise Refused("Bitte schreiben Sie den Grund dazu. Wer später nachsieht, soll ihn verstehen.")
        if paper.state != PaperState.READY or paper.strategy_id is None:
            raise Refused("Ausgetauscht wird die Anlage einer fertigen Vorlage zu einer Strategie.")
        if not any(is_open(s) for s in steps_of(paper)):
            raise Refused("Über diese Vorlage berät kein Gremium mehr.")
        _demand_annex(Paper(owner=paper.owner, strategy_version=annex), [])
        if annex.strategy_id != paper.strategy_id:
            raise Refused("Diese Fassung gehört zu einer anderen Strategie.")
        record.note("reason", reason.strip())
        save_version(paper, version=version, values={"strategy_version": annex})
    return paper
