"""What is put right afterwards: an erratum beside a frozen version, an erasure in it, the day and number of a decision."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.enums import NoteKind
from sozialstrategie.action.strategy.models import StrategyDecision, StrategyVersion, VersionNote
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act, canonical
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Act

ERASED = "[gelöscht]"
_SHORTEST = 3  # shorter words stand in the middle of others everywhere
# decisions, actor -> by key of a decision the address where it is put right; "" where the actor may not
DecisionSource = Callable[[Sequence[StrategyDecision], Actor], dict[int, str]]
_sources: list[DecisionSource] = []


def register_decision_source(source: DecisionSource) -> None:
    """A room that decisions come from; they are put right there, so that both say the same."""
    _sources.append(source)


def held_elsewhere(decisions: Sequence[StrategyDecision], actor: Actor) -> dict[int, str]:
    """Decisions that came from another room: by key the address where they are put right; "" where the actor may not."""
    return {key: url for source in _sources for key, url in source(decisions, actor).items()} if decisions else {}


def correct_decision(
    *, actor: Actor, decision: StrategyDecision, version: int, on: date, body: str, number: str
) -> StrategyDecision:
    """Put right what was mistyped of a decision: day, body, number. Result, wording and versions stay as they are.

    Raises:
        Refused: the decision came from a paper and is put right there.
        Invalid: the day lies ahead, or after the day on which leadership signed.
        Conflict, Forbidden.
    """
    values = {"on": on, "body": body.strip(), "number": number.strip()}
    with act(
        "strategy.correct_decision",
        actor=actor,
        permission="strategy.record_decision",
        owner=decision.owner,
        obj=decision,
    ) as record:
        if decision.pk in held_elsewhere([decision], actor):
            raise Refused(
                "Diese Entscheidung kommt aus der Beratungsfolge einer Vorlage. Bitte berichtigen Sie sie dort."
            )
        if on > timezone.localdate():
            raise writing.Invalid({"on": ["Der Tag der Sitzung liegt in der Zukunft."]})
        demand_signed_after(decision, on)
        writing.change(record, decision, version=version, values=values)
    return decision


def demand_signed_after(decision: StrategyDecision, on: date) -> None:
    """Nobody signs against a decision before it is taken.

    Raises:
        Invalid: `on` lies after the signature.
    """
    if decision.signed_on is not None and on > decision.signed_on:
        raise writing.Invalid({"on": [f"Abgezeichnet wurde schon am {decision.signed_on:%d.%m.%Y}."]})


def note_erratum(*, actor: Actor, version: StrategyVersion, text: str) -> VersionNote:
    """Say beside a frozen version what is wrong in it. The version and its checksum stay as they are.

    Raises:
        Refused: no text.
        Forbidden: no right.
    """
    with act(
        "strategy.note_erratum", actor=actor, permission="strategy.release", owner=version.owner, obj=version
    ) as record:
        if not text.strip():
            raise Refused("Bitte schreiben Sie, was falsch ist und was richtig wäre.")
        note = _note(actor, version, NoteKind.ERRATUM, text)
        record.created(note)
    return note


def erase_words(*, actor: Actor, version: StrategyVersion, words: str, reason: str) -> VersionNote:
    """Take words out of the texts of a frozen version, as the protection of a person may demand.

    Every place where they stand reads "[gelöscht]" from then on. The old checksum stays listed, the new one stands in the
    note. The words themselves are kept nowhere; what the list of acts says about this version is blanked. The working copy and
    other versions are not touched.

    Args:
        words: exactly as they stand in the text.
        reason: why; without the words.

    Raises:
        Refused: the words are too short, stand nowhere in the version, are part of its structure, or the reason names them.
        Forbidden: no right.
    """
    words, reason = unicodedata.normalize("NFC", words.strip()), reason.strip()
    with act(
        "strategy.erase_words", actor=actor, permission="strategy.release", owner=version.owner, obj=version
    ) as record:
        if len(words) < _SHORTEST:
            raise Refused(f"Bitte geben Sie mindestens {_SHORTEST} Zeichen an, genau so, wie sie im Text stehen.")
        if not reason:
            raise Refused("Bitte schreiben Sie den Grund dazu.")
        if words.casefold() in reason.casefold():
            raise Refused("Der Grund nennt die Wörter selbst. Dann wären sie nicht gelöscht.")
        payload = version.payload
        count = _erase(payload["content"], words)
        if not count:
            raise Refused(f"Diese Wörter stehen in keinem Text von Fassung {version.number}.")
        data = canonical(payload)
        text, sha256 = data.decode("utf-8"), hashlib.sha256(data).hexdigest()
        if _stands(payload, words):
            raise Refused("Diese Wörter gehören auch zum Gerüst der Fassung und lassen sich nicht herausnehmen.")
        note = _note(actor, version, NoteKind.ERASURE, reason, sha256_after=sha256, pending_text=text)
        StrategyVersion.objects.filter(pk=version.pk).update(payload_text=text)
        VersionNote.objects.filter(pk=note.pk).update(pending_text="")
        # the act that froze the version keeps its text too; blanked, it still verifies
        Act.objects.filter(object_type=StrategyVersion._meta.label_lower, object_uid=version.uid).update(changes=None)
        version.payload_text = text
        record.created(note)
        record.note("places", count)
    note.refresh_from_db()
    return note


# what holds the content together, and what is a number or a day, is no text that somebody wrote
_STRUCTURE = frozenset(
    {"uid", "field", "parent", "kind", "state", "origin", "slug", "region_code", "indicator", "derivation", "edition",
     "period", "sign", "status", "urgency", "source", "target", "number", "life_phases", "direction",
     "rollup", "category", "sha256"}
)  # fmt: skip


def _erase(value: Any, words: str) -> int:
    """Replace the words in all texts below a value, in place; returns in how many texts they stood."""
    count = 0
    keys = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in list(keys):
        if key in _STRUCTURE:
            continue
        if isinstance(item, str) and words in item:
            value[key] = item.replace(words, ERASED)
            count += 1
        elif isinstance(item, dict | list):
            count += _erase(item, words)
    return count


def _stands(value: Any, words: str) -> bool:
    if isinstance(value, dict):
        return any(_stands(part, words) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(_stands(part, words) for part in value)
    return isinstance(value, str) and words in value


def _note(actor: Actor, version: StrategyVersion, kind: NoteKind, text: str, **values: str) -> VersionNote:
    return writing.insert(
        VersionNote(
            owner=version.owner, version_of=version, kind=kind, text=text.strip(), on=timezone.localdate(),
            role=writing.function_of(actor, version.owner), **values,
        )
    )  # fmt: skip
