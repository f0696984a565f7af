"""Writing rounds of opinions: open, ask, close; one named act each. Answers are taken in by `replies`."""

from __future__ import annotations

import secrets
from copy import copy
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sozialstrategie.action.strategy.enums import (
    OpinionState,
    StrategyStage,
    VersionKind,
)
from sozialstrategie.action.strategy.models import OpinionRequest, OpinionRound, StatementOfOpinion, Strategy
from sozialstrategie.action.strategy.opinions import letters, queries
from sozialstrategie.action.strategy.opinions.passages import passage_at
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.action.strategy.services.release import version_of_now
from sozialstrategie.evidence.monitoring.offers.words import names_person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Act
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version

Invalid = writing.Invalid
STAGES = (StrategyStage.COORDINATION, StrategyStage.PUBLIC_PARTICIPATION)
ADDRESS = ("recipient", "email", "person")
LINK_AFTER_DUE = timedelta(days=30)
NO_LINK: dict[str, Any] = {"token_hash": "", "link_until": None}
NO_PERSON = "Bitte nennen Sie eine Stelle oder Funktion, keinen Menschen."
ANSWERED = "Diese Stelle hat schon geantwortet; die Antwort gehört ihr. Bitte fragen Sie die andere Stelle neu."
OVER = "Diese Mitzeichnung ist beendet."


# --- the round --------------------------------------------------------------------------------------------------------


def open_round(
    *,
    actor: Actor,
    strategy: Strategy,
    title: str,
    due_on: date,
    note: str = "",
    with_internal: bool = False,
    opened_on: date | None = None,
) -> OpinionRound:
    """Begin a round over the strategy as it stands now, frozen as a version.

    Args:
        with_internal: the offices read measures that are internal and findings that nobody checked, too.
        opened_on: an earlier day where a round that took place outside the program is entered; else today.

    Raises:
        Refused: the strategy is neither in coordination nor in public participation, or has no goal yet.
        Invalid, Forbidden.
    """
    with act("strategy.open_round", actor=actor, permission=queries.ASK, owner=strategy.owner) as record:
        if strategy.stage not in STAGES:
            raise Refused(
                f"Die Strategie steht bei „{StrategyStage(strategy.stage).label}“. "
                "Stellungnahmen werden in der Mitzeichnung und in der Bürgerbeteiligung eingeholt."
            )
        kind = VersionKind.DRAFT if with_internal else VersionKind.SHARED
        round_ = OpinionRound(
            owner=strategy.owner, strategy=strategy, title=title.strip(), note=note.strip(), due_on=due_on,
            opened_on=opened_on or timezone.localdate(),
            text_version=version_of_now(actor, strategy, kind, f"Mitzeichnung: {title.strip()}"),
        )  # fmt: skip
        writing.insert(round_)
        record.created(round_)
    return round_


def edit_round(*, actor: Actor, round: OpinionRound, version: int, title: str, note: str, due_on: date) -> OpinionRound:
    """Change what a running round is called and how long it lasts; offices with the old day get the new one.

    Raises:
        Refused: it is over. Invalid, Conflict, Forbidden.
    """
    with act("strategy.edit_round", actor=actor, permission=queries.ASK, owner=round.owner, obj=round) as record:
        demand_running(round)
        old = round.due_on
        writing.change(
            record, round, version=version, values={"title": title.strip(), "note": note.strip(), "due_on": due_on}
        )
        if due_on != old:
            moved = OpinionRequest.objects.filter(round=round, due_on=old, state=OpinionState.ASKED, deleted_at=None)
            for request in moved:
                _save(request, request.version, {"due_on": due_on, **_kept_link(request, due_on)})
    return round


def close_round(*, actor: Actor, round: OpinionRound, version: int, on: date | None = None) -> OpinionRound:
    """End a round: all links end, and whoever has not answered was silent.

    Raises:
        Refused: over already. Conflict, Forbidden.
    """
    with act("strategy.close_round", actor=actor, permission=queries.ASK, owner=round.owner, obj=round):
        demand_running(round)
        save_version(round, version=version, values={"closed_on": on or timezone.localdate()})
        for request in OpinionRequest.objects.filter(round=round, deleted_at=None).exclude(token_hash=""):
            _save(request, request.version, NO_LINK)
    return round


def against_reopening(round_: OpinionRound) -> str:
    """Why a round that is over stays over, in a sentence; "" when it may go on."""
    if round_.strategy.stage not in STAGES:
        stage = StrategyStage(round_.strategy.stage).label
        return f"Die Strategie steht inzwischen bei „{stage}“. Diese Mitzeichnung bleibt beendet."
    weighed = StatementOfOpinion.objects.filter(
        request__round=round_, owner=round_.owner_id, deleted_at=None, considered_on__gt=round_.closed_on
    )
    if weighed.exists():
        return "Seit dem Ende der Mitzeichnung sind Anmerkungen abgewogen. Sie bleibt beendet; bitte beginnen Sie eine neue."
    return ""


def reopen_round(*, actor: Actor, round: OpinionRound, version: int) -> OpinionRound:
    """Let a round go on that was ended too early. Its links stay closed; offices get new ones.

    Raises:
        Refused: it is running, the strategy has moved on, or remarks were weighed since. Conflict, Forbidden.
    """
    with act("strategy.reopen_round", actor=actor, permission=queries.ASK, owner=round.owner, obj=round):
        if round.closed_on is None or round.deleted_at is not None:
            raise Refused("Diese Mitzeichnung läuft.")
        if against := against_reopening(round):
            raise Refused(against)
        save_version(round, version=version, values={"closed_on": None})
    return round


def demand_running(round_: OpinionRound) -> None:
    if round_.closed_on is not None or round_.deleted_at is not None:
        raise Refused(OVER)


# --- asking -----------------------------------------------------------------------------------------------------------


def ask(
    *, actor: Actor, round: OpinionRound, passage: str = "strategy", due_on: date | None = None, **address: Any
) -> OpinionRequest:
    """Put an office on the list of a round. A link is made apart from this (`make_link`).

    Args:
        passage: key of a passage of the frozen version.
        address: recipient, recipient_function, email, person (somebody with an account).

    Raises:
        Refused: the round is over.
        Invalid: no such passage, a person instead of an office, a day that cannot stand.
        Forbidden: no right.
    """
    owner = round.owner
    with act("strategy.ask_opinion", actor=actor, permission=queries.ASK, owner=owner) as record:
        demand_running(round)
        request = OpinionRequest(
            owner=owner, round=round, due_on=due_on or round.due_on, **_at(round, passage), **address
        )
        _demand_asked(request)
        writing.insert(request)
        record.created(request)
    return request


def edit_request(*, actor: Actor, request: OpinionRequest, version: int, **values: Any) -> OpinionRequest:
    """Change who is asked, about what, until when.

    With another office, address or person the link ends at once, and whatever was said before stays with the former one.

    Args:
        values: recipient, recipient_function, email, person, due_on, passage (a key).

    Raises:
        Refused: the round is over.
        Invalid: the office has answered already; its answer is not handed on.
        Conflict, Forbidden.
    """
    with act("strategy.edit_opinion_request", actor=actor, permission=queries.ASK, owner=request.owner, obj=request):
        demand_running(request.round)
        if "passage" in values:
            values |= _at(request.round, values["passage"])
        trial = copy(request)
        for name, value in values.items():
            setattr(trial, name, value)
        _demand_asked(trial)
        moved = [
            name for name in (*ADDRESS, "passage", "passage_uid") if getattr(trial, name) != getattr(request, name)
        ]
        if moved and request.state == OpinionState.ANSWERED:
            shown = {"passage" if name == "passage_uid" else name for name in moved}
            raise Invalid({name: [ANSWERED] for name in shown})
        if set(moved) & set(ADDRESS):
            values |= {**NO_LINK, "opened_at": None}
        elif trial.due_on != request.due_on:
            values |= _kept_link(request, trial.due_on)
        _save(request, version, values)
    return request


def _at(round_: OpinionRound, key: str) -> dict[str, Any]:
    found = passage_at(round_.text_version.payload["content"], key)
    if found is None:
        raise Invalid({"passage": ["Diese Stelle gibt es in der Fassung nicht."]})
    return {"passage": found.kind, "passage_uid": found.uid, "passage_label": found.label[:320]}


def _demand_asked(request: OpinionRequest) -> None:
    errors: dict[str, list[str]] = {}
    for name in ("recipient", "recipient_function"):
        if names_person(getattr(request, name)):
            errors[name] = [NO_PERSON]
    if request.due_on < request.round.opened_on:
        errors["due_on"] = ["Die Frist liegt vor dem Beginn der Mitzeichnung."]
    if request.person is not None and not queries.people_of(request.owner).filter(pk=request.person.pk).exists():
        errors["person"] = ["Diese Person hat hier keinen Zugang."]
    if errors:
        raise Invalid(errors)
    writing.validate(request)


def _kept_link(request: OpinionRequest, due_on: date) -> dict[str, Any]:
    return {"link_until": _link_until(due_on)} if request.token_hash else {}


def _link_until(due_on: date) -> date:
    return max(due_on, timezone.localdate()) + LINK_AFTER_DUE


def make_link(*, actor: Actor, request: OpinionRequest, version: int) -> str:
    """Make the link of an office, or a new one in place of a lost one, which ends by it.

    The letter with the link goes out with this act where `letters.goes_by_mail`.

    Returns:
        the secret; nobody can ask for it again, only its checksum is kept.

    Raises:
        Refused: the round is over, the question was taken back, or the office answers with an account.
    """
    token = secrets.token_urlsafe(32)
    with act("strategy.make_opinion_link", actor=actor, permission=queries.ASK, owner=request.owner, obj=request):
        demand_running(request.round)
        if request.state == OpinionState.WITHDRAWN:
            raise Refused("Diese Frage ist zurückgenommen.")
        if request.person_id is not None:
            raise Refused("Diese Stelle antwortet mit ihrem Zugang und braucht keinen Link.")
        values = {
            "token_hash": queries.token_hash(token),
            "link_until": _link_until(request.due_on),
            "opened_at": request.opened_at or timezone.now(),
        }
        _save(request, version, values)
        letters.send_link(request, token=token)
    return token


def send_links(*, actor: Actor, round: OpinionRound) -> int:
    """Write to every office of a round that has an address and no link yet; each gets a link of its own, and all or none.

    Returns:
        how many letters are on their way.

    Raises:
        Refused: the round is over. Forbidden.
    """
    demand(queries.ASK, actor, round.owner)
    with transaction.atomic():
        demand_running(round)
        waiting = without_link(round)
        for request in waiting:
            make_link(actor=actor, request=request, version=request.version)
    return len(waiting)


def without_link(round_: OpinionRound) -> list[OpinionRequest]:
    """Offices that a letter could reach and that have no link yet."""
    rows = OpinionRequest.objects.filter(
        round=round_, owner=round_.owner_id, state=OpinionState.ASKED, token_hash="", deleted_at=None
    )
    return [row for row in rows.select_related("owner", "round__strategy") if letters.goes_by_mail(row)]


def withdraw_request(*, actor: Actor, request: OpinionRequest, version: int) -> OpinionRequest:
    """Take a question back; the link ends.

    Raises:
        Refused: the office has answered.
    """
    with act(
        "strategy.withdraw_opinion_request", actor=actor, permission=queries.ASK, owner=request.owner, obj=request
    ):
        demand_running(request.round)
        if request.state != OpinionState.ASKED:
            raise Refused("Zurücknehmen lässt sich eine Frage nur, solange niemand geantwortet hat.")
        _save(request, version, {**NO_LINK, "state": OpinionState.WITHDRAWN})
    return request


def _save(request: OpinionRequest, version: int, values: dict[str, Any]) -> None:
    save_version(request, version=version, values=values)
    if "token_hash" in values:
        letters.recall_link(request)


# --- as time goes by --------------------------------------------------------------------------------------------------


def remind(*, actor: Actor, today: date) -> int:
    """Remind silent offices shortly before their day, each once. Call inside a scope of all organisations.

    Returns:
        how many letters were written now.
    """
    written = 0
    for request in queries.silent_with_link(today):
        if not letters.is_reminder_due(request, today):
            continue
        with act(
            "strategy.remind_opinion", actor=actor, permission=queries.ASK, owner=request.owner, obj=request
        ) as record:
            if letters.remind(request):
                written += 1
            else:
                record.nothing_changed()
    return written


def erase_contacts(*, actor: Actor, today: date) -> int:
    """Forget addresses, secrets and who answered, of rounds that ended a year ago, also in the list of acts.

    What the offices said, and what became of it, stays. Call inside a scope of all organisations.

    Returns:
        how many requests were emptied.
    """
    found = list(queries.long_over(today))
    for request in found:
        with act("strategy.erase_opinion_contact", actor=actor, permission=queries.ASK, owner=request.owner) as record:
            OpinionRequest.objects.filter(pk=request.pk).update(
                email="", token_hash="", link_until=None, from_function="", person=None
            )
            Act.objects.filter(object_type=OpinionRequest._meta.label_lower, object_uid=request.uid).update(
                changes=None
            )
            record.note("request", str(request.uid))
    return len(found)
