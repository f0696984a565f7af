"""Who did what in the example: the invented people where they exist, so that the history shows functions at work."""

from __future__ import annotations

from dataclasses import dataclass

from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import actor_for, example_person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.portal.demo.people import by_key


@dataclass(frozen=True, slots=True)
class Team:
    """Planner, leadership and the unit that carries measures out; without people the given actor does everything."""

    planner: Actor
    leadership: Actor
    measure_owner: Actor
    responsible: Person | None


def team(fallback: Actor) -> Team:
    """The people behind the login buttons."""
    people = {key: _person(key) for key in ("planung", "leitung", "massnahme")}
    actors = {key: actor_for(person) if person else fallback for key, person in people.items()}
    return Team(actors["planung"], actors["leitung"], actors["massnahme"], people["massnahme"])


def _person(key: str) -> Person | None:
    login = by_key(key)
    return example_person(login.email) if login else None
