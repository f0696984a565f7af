"""Minutes composed from facts: a plain, canonical payload per part, and what is still missing in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sozialstrategie.action.committees.minutes.facts import (
    ItemFacts,
    MeetingFacts,
    Part,
    VoteFacts,
)

FORMAT = 1
Payload = dict[str, Any]


def compose(facts: MeetingFacts, part: Part) -> Payload:
    """The content of one part: text, whole numbers and lists only, so that the same facts give the same bytes.

    The public part names points of the non-public part by number alone. Reasons of absence and guests stand in the main
    part, the first of `parts`; the other one repeats names only.
    """
    main = part is parts(facts)[0]
    return {
        "format": FORMAT,
        "part": part.value,
        "main": main,
        "organisation": facts.organisation,
        "is_example": facts.is_example,
        "committee": facts.committee,
        "title": facts.title,
        "start": _moment(facts.start),
        "end": _moment(facts.end) if facts.end else "",
        "place": facts.place,
        "chair": facts.chair,
        "minute_taker": facts.minute_taker,
        "law": facts.law,
        "quorum": facts.quorum,
        "present": [[p.name, p.function, "ja" if p.votes else "nein", p.remark] for p in facts.present],
        "absent": [[a.name, a.function, a.reason if main else "", a.substitute] for a in facts.absent],
        "guests": list(facts.guests) if main else [],
        "items": [_item(item) for item in facts.items if item.public is (part is Part.PUBLIC)],
        "hidden": [item.number for item in facts.items if not item.public] if part is Part.PUBLIC else [],
    }


def is_main(payload: Payload) -> bool:
    """Whether this part holds what belongs to the meeting as a whole; payloads without a word of it: the public part."""
    return bool(payload.get("main", payload["part"] == Part.PUBLIC))


def parts(facts: MeetingFacts) -> tuple[Part, ...]:
    """The parts that these minutes have: the public one, and the other where a point was not public.

    A meeting without any public point has the non-public part alone.
    """
    hidden = any(not item.public for item in facts.items)
    shown = any(item.public for item in facts.items) or not hidden
    return (*((Part.PUBLIC,) if shown else ()), *((Part.NON_PUBLIC,) if hidden else ()))


def _item(item: ItemFacts) -> Payload:
    return {
        "number": item.number,
        "title": item.title,
        "purpose": item.purpose,
        "text": item.text,
        "outcome": item.outcome,
        "recused": list(item.recused),
        "papers": list(item.papers),
        "votes": [_vote(vote) for vote in item.votes],
        "decisions": [[d.number, d.result, d.text] for d in item.decisions],
        "tasks": [[t.title, t.unit, t.due.isoformat() if t.due else ""] for t in item.tasks],
    }


def _vote(vote: VoteFacts) -> Payload:
    return {
        "motion": vote.motion,
        "yes": vote.yes,
        "no": vote.no,
        "abstain": vote.abstain,
        "invalid": vote.invalid,
        "present": vote.present,
        "eligible": vote.eligible,
        "carried": {True: "angenommen", False: "abgelehnt", None: ""}[vote.carried],
        "outcome": vote.outcome,
        "rule": vote.rule,
        "secret": vote.secret,
        "override_reason": vote.override_reason,
        # how somebody voted in a secret vote is nowhere
        "ballots": [] if vote.secret else [list(ballot) for ballot in vote.ballots],
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def gaps(facts: MeetingFacts) -> list[str]:
    """What minutes must hold and do not yet, as sentences (after § 42 Abs. 1 ThürKO); empty when nothing is missing."""
    found = []
    for value, sentence in (
        (facts.place, "Der Ort der Sitzung fehlt."),
        (facts.end, "Das Ende der Sitzung fehlt."),
        (facts.present, "Es ist niemand als anwesend eingetragen."),
        (facts.chair, "Wer die Sitzung geleitet hat, fehlt."),
        (facts.minute_taker, "Wer die Niederschrift führt, fehlt."),
        (facts.items, "Die Tagesordnung ist leer."),
    ):
        if not value:
            found.append(sentence)
    found += [f"Für {a.name} fehlt der Grund der Abwesenheit." for a in facts.absent if facts.law and not a.reason]
    for item in facts.items:
        if item.is_open:
            found.append(f"TOP {item.number} hat noch kein Ergebnis.")
        elif item.votes_expected and item.decisions and not item.votes:
            found.append(f"Zu TOP {item.number} fehlt das Abstimmungsergebnis.")
    return found
