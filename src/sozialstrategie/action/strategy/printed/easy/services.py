"""Writing easy editions: one named act each."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils import timezone

from sozialstrategie.action.strategy.enums import PUBLIC_KINDS
from sozialstrategie.action.strategy.models import EasyEdition, EasyTestReading, StrategyVersion
from sozialstrategie.action.strategy.printed.easy.blocks import fingerprint, sections
from sozialstrategie.action.strategy.printed.easy.queries import RELEASABLE, label_of
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.evidence.monitoring.offers.words import names_person
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version

CHANGE, RELEASE = "strategy.change", "strategy.release"
Invalid = writing.Invalid
NO_SENTENCE = "Der Text hat noch keinen Satz."
NO_CLAIM = (
    "„Leichte Sprache“ schreibt das Programm selbst dazu, sobald der Text geprüft ist. Bitte lassen Sie die Worte weg."
)
_CALLED = re.compile(r"leichte[rn]?\s+sprache", re.I)
NO_PERSON = "Bitte nennen Sie die Organisation, keinen Menschen."


def create_easy(
    *, actor: Actor, owner: Organisation, version_of: StrategyVersion, title: str, text: str
) -> EasyEdition:
    """Begin a text in easy words about a frozen version.

    Raises:
        Invalid: no sentence, words that call themselves Leichte Sprache, a second text about the same version, or a version with internal content.
        Forbidden: no right, or a version of another organisation.
    """
    edition = EasyEdition(owner=owner, version_of=version_of, title=title.strip(), text=text.strip())
    with act("strategy.create_easy", actor=actor, permission=CHANGE, owner=owner) as record:
        writing.demand_same_owner(owner, version_of)
        if version_of.state not in PUBLIC_KINDS:
            raise Invalid({"version_of": ["Diese Fassung enthält Internes. Bitte wählen Sie eine für alle."]})
        _demand_words(edition.title, edition.text)
        writing.insert(edition)
        record.created(edition)
    return edition


def edit_easy(*, actor: Actor, edition: EasyEdition, version: int, title: str, text: str) -> EasyEdition:
    """Change the words; what is released stays as it was.

    Raises:
        Conflict: somebody else saved meanwhile. Invalid, Forbidden.
    """
    _demand_words(title, text)
    values: dict[str, Any] = {"title": title.strip(), "text": text.strip()}
    return writing.edit("strategy.edit_easy", edition, actor=actor, version=version, values=values)


def record_test_reading(
    *, actor: Actor, edition: EasyEdition, group: str, organisation: str, day: date, readers: int, changed: str
) -> EasyTestReading:
    """Record that a group read the text as it stands now, after what they said was put in.

    Raises:
        Invalid: a day to come, or a person where an organisation is meant. Forbidden.
    """
    reading = EasyTestReading(
        owner=edition.owner, edition=edition, group=group, organisation=organisation.strip(), day=day, readers=readers,
        changed=changed.strip(), text_sha=fingerprint(edition.title, edition.text),
    )  # fmt: skip
    with act("strategy.record_test_reading", actor=actor, permission=CHANGE, owner=edition.owner) as record:
        if edition.deleted_at is not None:
            raise Refused("Dieser Text wurde gelöscht.")
        if day > timezone.localdate():
            raise Invalid({"day": ["Der Tag liegt in der Zukunft."]})
        if names_person(reading.organisation):
            raise Invalid({"organisation": [NO_PERSON]})
        writing.insert(reading)
        record.created(reading)
    return reading


def withdraw_test_reading(*, actor: Actor, reading: EasyTestReading, version: int) -> EasyTestReading:
    """Take a reading back that was recorded by mistake.

    Raises: Conflict, Forbidden.
    """
    with act(
        "strategy.withdraw_test_reading", actor=actor, permission=CHANGE, owner=reading.owner, obj=reading
    ) as record:
        if reading.deleted_at is not None:
            record.nothing_changed()
        else:
            save_version(reading, version=version, values={"deleted_at": timezone.now()})
    return reading


def release_easy(*, actor: Actor, edition: EasyEdition, version: int) -> EasyEdition:
    """Leadership makes the words that it saw readable for everybody, under the name that they have earned by then.

    Raises:
        Refused: the version that it is about is not for everybody.
        Conflict: the text changed since leadership saw it. Forbidden.
    """
    with act("strategy.release_easy", actor=actor, permission=RELEASE, owner=edition.owner, obj=edition):
        if edition.version_of.state not in RELEASABLE:
            raise Refused(
                f"Fassung {edition.version_of.number} ist weder beschlossen noch freigegeben. Ein Text über sie bleibt im Haus."
            )
        values = {
            "released_title": edition.title,
            "released_text": edition.text,
            "released_on": timezone.localdate(),
            "released_tested_by": label_of(edition).tested_by,
        }
        save_version(edition, version=version, values=values)
    return edition


def take_easy_back(*, actor: Actor, edition: EasyEdition, version: int) -> EasyEdition:
    """Nobody outside reads the text any more.

    Raises: Conflict, Forbidden.
    """
    with act("strategy.take_easy_back", actor=actor, permission=RELEASE, owner=edition.owner, obj=edition) as record:
        if edition.released_on is None:
            record.nothing_changed()
        else:
            nothing = {"released_title": "", "released_text": "", "released_on": None, "released_tested_by": ""}
            save_version(edition, version=version, values=nothing)
    return edition


def _demand_words(title: str, text: str) -> None:
    """There is something to read, and the words do not call themselves what only readers can make them."""
    for name, words in (("title", title), ("text", text)):
        if _CALLED.search(words):
            raise Invalid({name: [NO_CLAIM]})
    if not any(section.parts for section in sections(text)):
        raise Invalid({"text": [NO_SENTENCE]})
