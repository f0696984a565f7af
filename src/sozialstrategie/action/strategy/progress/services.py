"""Writing how the carrying out goes: the interval of reports, questions to units, what they answered, returned tables."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sozialstrategie.action.strategy.enums import ProgressAnswerState, Rating, ReportedBy
from sozialstrategie.action.strategy.models import Measure, ProgressAnswer, ProgressRequest, ProgressSetting
from sozialstrategie.action.strategy.progress import queries
from sozialstrategie.action.strategy.services import update_progress, writing
from sozialstrategie.evidence.monitoring.offers.words import names_person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version

Invalid = writing.Invalid
LINK_AFTER_DUE = timedelta(days=30)
NO_LINK: dict[str, Any] = {"token_hash": "", "link_until": None}
NO_PERSON = "Bitte nennen Sie eine Stelle oder Funktion, keinen Menschen."
OVER = "Diese Frage ist beendet."
_State = ProgressAnswerState


def set_interval(*, actor: Actor, owner: Organisation, months: int, version: int) -> ProgressSetting:
    """Say how often a report is expected for each measure on its way.

    Args:
        version: of the stored setting, 0 while there is none.

    Raises:
        Invalid: not 1 to 24 months. Conflict, Forbidden.
    """
    standing = ProgressSetting.objects.filter(owner=owner).first()
    if standing is None:
        setting = ProgressSetting(owner=owner, months=months)
        return writing.create("strategy.set_update_interval", setting, actor=actor)
    return writing.edit(
        "strategy.set_update_interval", standing, actor=actor, version=version,
        values={"months": months, "deleted_at": None},
    )  # fmt: skip


# --- asking a unit under a link ---------------------------------------------------------------------------------------


def ask_unit(
    *, actor: Actor, owner: Organisation, unit: str, measures: Sequence[Measure], due_on: date, note: str = ""
) -> ProgressRequest:
    """Ask a unit without account how its measures go. A link is made apart from this (`make_link`).

    Raises:
        Invalid: a person instead of a unit, no measure, a day that is over. Forbidden.
    """
    with act("strategy.ask_progress", actor=actor, permission=queries.ASK, owner=owner) as record:
        errors: dict[str, list[str]] = {}
        if names_person(unit):
            errors["unit"] = [NO_PERSON]
        if not measures:
            errors["measures"] = ["Bitte wählen Sie mindestens eine Maßnahme."]
        if due_on < timezone.localdate():
            errors["due_on"] = ["Die Frist liegt in der Vergangenheit."]
        if errors:
            raise Invalid(errors)
        request = writing.insert(ProgressRequest(owner=owner, unit=unit.strip(), note=note.strip(), due_on=due_on))
        for measure in measures:
            writing.insert(ProgressAnswer(owner=owner, request=request, measure=measure))
        record.created(request)
        record.note("measures", [m.number for m in measures])
    return request


def make_link(*, actor: Actor, request: ProgressRequest, version: int) -> str:
    """Make the link, or a new one in place of a lost one, which ends by it.

    Returns:
        the secret; nobody can ask for it again, only its checksum is kept.

    Raises:
        Refused: the question is over. Conflict, Forbidden.
    """
    token = secrets.token_urlsafe(32)
    with act("strategy.make_progress_link", actor=actor, permission=queries.ASK, owner=request.owner, obj=request):
        _demand_running(request)
        until = max(request.due_on, timezone.localdate()) + LINK_AFTER_DUE
        save_version(request, version=version, values={"token_hash": queries.token_hash(token), "link_until": until})
    return token


def close_request(*, actor: Actor, request: ProgressRequest, version: int) -> ProgressRequest:
    """End a question; its link opens nothing any more. Answers that nobody took over stay readable here."""
    with act("strategy.close_progress_request", actor=actor, permission=queries.ASK, owner=request.owner, obj=request):
        _demand_running(request)
        save_version(request, version=version, values={"closed_on": timezone.localdate(), **NO_LINK})
    return request


def _demand_running(request: ProgressRequest) -> None:
    if request.closed_on is not None or request.deleted_at is not None:
        raise Refused(OVER)


def answer_by_link(*, token: str, from_function: str, told: Mapping[str, Mapping[str, Any]]) -> ProgressRequest:
    """Take in what a unit said under its link. Call in the scope of the owner.

    It replaces what was said before, except where a planner has decided on it. Nothing changes at the measures.

    Args:
        told: uid of an answer -> rating, text, next_step, day; empty ones are left out.

    Raises:
        LookupError: no such link (any more).
        Invalid: nothing was said, or a person is named as who answers.
    """
    request = queries.request_by_token(token)
    if request is None:
        raise LookupError("Diesen Link gibt es nicht.")
    with act("strategy.answer_progress", actor=queries.LINK, permission=queries.ASK, owner=request.owner) as record:
        standing = ProgressRequest.objects.select_for_update().get(pk=request.pk)
        if standing.token_hash != request.token_hash:
            raise LookupError("Diesen Link gibt es nicht mehr.")
        if not from_function.strip():
            raise Invalid({"from_function": ["Bitte nennen Sie die Stelle oder Funktion, die antwortet."]})
        if names_person(from_function):
            raise Invalid({"from_function": [NO_PERSON]})
        answers = {str(a.uid): a for a in queries.answers_of(standing) if a.state in (_State.ASKED, _State.ANSWERED)}
        said = {uid: words for uid, words in told.items() if uid in answers and _says_something(words)}
        if not said:
            raise Invalid({"": ["Bitte schreiben Sie zu mindestens einer Maßnahme, wie es steht."]})
        for uid, words in said.items():
            answer = answers[uid]
            values = {**_clean(words), "state": _State.ANSWERED, "day": words.get("day") or timezone.localdate()}
            _demand_valid(answer, values)
            save_version(answer, version=answer.version, values=values)
        values = {"answered_on": timezone.localdate(), "from_function": from_function.strip()}
        save_version(standing, version=standing.version, values=values)
        record.note("request", str(request.uid))
        record.note("answers", len(said))
    return standing


def _says_something(words: Mapping[str, Any]) -> bool:
    return any(str(words.get(name) or "").strip() for name in ("rating", "text", "next_step"))


def _clean(words: Mapping[str, Any]) -> dict[str, Any]:
    rating = str(words.get("rating") or "")
    if rating not in ("", *Rating.values):
        raise Invalid({"": ["Diese Einschätzung gibt es nicht."]})
    texts = {name: str(words.get(name) or "").strip() for name in ("text", "next_step")}
    return {"rating": rating, **texts}


def _demand_valid(answer: ProgressAnswer, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(answer, name, value)
    writing.validate(answer)
    if values["day"] > timezone.localdate():
        raise Invalid({"": ["Der Tag eines Sachstands liegt nicht in der Zukunft."]})


def take_over(*, actor: Actor, answer: ProgressAnswer, version: int, measure_version: int) -> Measure:
    """Make a draft that came under a link the Sachstand of its measure.

    What the unit left empty stays as it is at the measure.

    Args:
        measure_version: of the measure that the planner compared it with.

    Raises:
        Refused: nothing was answered, or somebody decided already. Conflict, Forbidden.
    """
    measure = answer.measure
    with transaction.atomic():
        _decide(actor, answer, version, _State.TAKEN)
        values = {"rating": answer.rating or measure.rating, "progress_note": answer.text or measure.progress_note,
                  "next_step": answer.next_step or measure.next_step}  # fmt: skip
        return update_progress(
            actor=actor, measure=measure, version=measure_version, progress_on=answer.day,
            by_words=answer.request.from_function or answer.request.unit, way=ReportedBy.LINK, **values,
        )  # fmt: skip


def decline(*, actor: Actor, answer: ProgressAnswer, version: int) -> ProgressAnswer:
    """Leave an answer aside; the measure stays as it is.

    Raises:
        Refused: nothing was answered, or somebody decided already. Conflict, Forbidden.
    """
    _decide(actor, answer, version, _State.DECLINED)
    return answer


def _decide(actor: Actor, answer: ProgressAnswer, version: int, then: ProgressAnswerState) -> None:
    verb = "strategy.take_over_progress" if then == _State.TAKEN else "strategy.decline_progress"
    with act(verb, actor=actor, permission=queries.ASK, owner=answer.owner, obj=answer):
        if answer.state != _State.ANSWERED:
            raise Refused(
                f"Diese Antwort ist {ProgressAnswerState(answer.state).label}; daran ändert sich nichts mehr."
            )
        save_version(answer, version=version, values={"state": then})


# --- a returned table -------------------------------------------------------------------------------------------------


def import_updates(*, actor: Actor, updates: Iterable[tuple[Measure, int, str, Mapping[str, Any]]]) -> int:
    """Write the reports of a returned table: all or none.

    Args:
        updates: measure, its version at the preview, who reports (a unit), and the values of `update_progress`.

    Returns:
        how many reports were added.

    Raises:
        Refused: a measure was changed since the preview. Forbidden, Invalid.
    """
    count = 0
    with transaction.atomic():
        for measure, version, unit, values in updates:
            try:
                update_progress(
                    actor=actor, measure=measure, version=version, by_words=unit, way=ReportedBy.WORKBOOK, **values
                )
            except Conflict:
                raise Refused(f"Maßnahme {measure.number} wurde inzwischen geändert.") from None
            count += 1
    return count
