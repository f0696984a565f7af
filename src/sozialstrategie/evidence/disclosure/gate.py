"""The gate: the only way from results to any output, and the only maker of `Released`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from django.utils import timezone

from sozialstrategie.evidence.disclosure.models import ReleaseLog
from sozialstrategie.evidence.disclosure.rules import RULES, STRICTEST, ProtectionRule
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.figures.released import Observation, Observations, Released, Sign

WHOLE_PLACES = ("bund", "land", "kreis")  # every other level lies below the Kreis
COUNT_UNITS = ("Personen", "Fälle", "Haushalte")
# What an unprotected source counts may stand for people: two places taken are two people.
COUNTED_UNITS = (*COUNT_UNITS, "Wohnungen", "Plätze", "Anzahl")
PERSON_KEPT = timedelta(days=365)

Audience = Literal["public", "internal"]
Candidate = tuple[Observation, str]  # an observation and the name of its source's rule


def release(candidates: Iterable[Candidate], *, audience: Audience) -> Released[Observations]:
    """Let through what may be seen; replace by `.` what would make single persons recognisable.

    A suppressed observation loses value, numerator, denominator and interval together: each of them reveals the count.

    Args:
        candidates: observations with the name of the protection rule of their source ("published", "own", ...).
        audience: "public" for everybody, "internal" for members of the organisation.

    Returns:
        the observations in the same order, with the number of suppressed ones.
    """
    shown: list[Observation] = []
    suppressed = withheld = 0
    for observation, name in candidates:
        rule = RULES.get(name, STRICTEST)
        if audience == "public" and rule.internal_below_kreis and observation.level not in WHOLE_PLACES:
            withheld += 1
            continue
        if _reveals(observation, rule):
            observation = _without_value(observation)
            suppressed += 1
        shown.append(observation)
    notes = (f"{withheld} Werte unterhalb der Kreisebene sind nicht freigegeben.",) if withheld else ()
    return Released(tuple(shown), audience, suppressed, notes)


def log_release(released: Released[Observations], *, channel: str, actor: Actor | None = None) -> ReleaseLog:
    """Keep a line about a file that is handed out.

    Who took it is kept for internal figures only, and blanked after `PERSON_KEPT` when the next file goes out; the page on
    data protection says both. Public figures may be read by everybody, so nobody's reading is recorded.
    """
    ReleaseLog.objects.filter(actor_uid__isnull=False, time__lt=timezone.now() - PERSON_KEPT).update(actor_uid=None)
    return ReleaseLog.objects.create(
        channel=channel,
        audience=released.audience,
        indicators=sorted({o.indicator for o in released.payload}),
        values=len(released.payload),
        suppressed=released.suppressed,
        actor_uid=actor.person_uid if actor and released.audience == "internal" else None,
    )


def _reveals(observation: Observation, rule: ProtectionRule) -> bool:
    """Few cases in the numerator, few in its complement within the denominator, or few in the denominator."""
    if rule.min_cases == 0 or observation.value is None:
        return False
    if observation.numerator is None and observation.unit not in COUNTED_UNITS:
        # Without counts a ratio of an unprotected source cannot be judged: only whole places pass.
        return observation.level not in WHOLE_PLACES
    counts = [observation.value if observation.numerator is None else observation.numerator]
    if observation.denominator is not None:
        counts += [observation.denominator, observation.denominator - counts[0]]
    return any(0 < count < rule.min_cases for count in counts)


def _without_value(observation: Observation) -> Observation:
    return replace(
        observation,
        value=None,
        sign=Sign.UNKNOWN,
        numerator=None,
        denominator=None,
        low=None,
        high=None,
        flags=observation.flags | {"suppressed"},
    )
