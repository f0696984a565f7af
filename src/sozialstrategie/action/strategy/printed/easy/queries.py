"""Reading easy editions: the texts, their hints, whether people of the target group have tested them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from sozialstrategie.action.strategy.enums import PUBLIC_KINDS, ReaderGroup, VersionKind
from sozialstrategie.action.strategy.models import EasyEdition, EasyTestReading, Strategy, StrategyVersion
from sozialstrategie.action.strategy.printed.easy.blocks import fingerprint, lines
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.methods.easy_language import Hint, check

TESTERS = 2  # people of the target group who must have read a text before it is called Leichte Sprache
TESTED, UNTESTED = "Leichte Sprache", "einfache Sprache, noch nicht geprüft"
# What everybody may read: only texts about a version that is itself for everybody.
RELEASABLE = (VersionKind.ADOPTED, VersionKind.RELEASED)


@dataclass(frozen=True, slots=True)
class Label:
    """How a text may be called, everywhere: on pages, in documents, in names of files."""

    tested_by: str  # "Werkstatt Musterberg am 03.05.2026 (3 Menschen mit Lernschwierigkeiten)"; "" = not tested

    @property
    def words(self) -> str:
        return TESTED if self.tested_by else UNTESTED

    @property
    def slug(self) -> str:
        return "leichte-sprache" if self.tested_by else "einfache-sprache-nicht-geprueft"


def editions_for(actor: Actor, organisation: Organisation) -> QuerySet[EasyEdition]:
    """All texts of an organisation, newest first."""
    demand(VIEW, actor, organisation)
    rows: QuerySet[EasyEdition] = EasyEdition.objects.filter(owner=organisation, deleted_at=None)
    return rows.select_related("version_of", "version_of__strategy", "owner")


def edition_for(actor: Actor, organisation: Organisation, uid: UUID) -> EasyEdition | None:
    return editions_for(actor, organisation).filter(uid=uid).first()


def released_edition(organisation: Organisation, strategy: Strategy | None = None) -> EasyEdition | None:
    """The text that everybody may read: the newest released one about a version that everybody may read.

    Args:
        strategy: only about this strategy; else about any that is no Teilplan.

    Opens its own scope: the public has none.
    """
    with owner_scope(organisation):
        rows = EasyEdition.objects.filter(owner=organisation, deleted_at=None, released_on__isnull=False)
        about = {"version_of__strategy": strategy} if strategy else {"version_of__strategy__umbrella": None}
        rows = rows.filter(version_of__state__in=RELEASABLE, **about).select_related(
            "version_of", "version_of__strategy", "owner"
        )
        found: EasyEdition | None = rows.order_by("-released_on", "-id").first()
        return found


def versions_without(actor: Actor, organisation: Organisation) -> QuerySet[StrategyVersion]:
    """Frozen versions that a new text may be about, newest first: without internal content, and none written yet."""
    demand(VIEW, actor, organisation)
    taken = EasyEdition.objects.filter(owner=organisation, deleted_at=None).values("version_of_id")
    rows: QuerySet[StrategyVersion] = StrategyVersion.objects.filter(
        owner=organisation, deleted_at=None, strategy__deleted_at=None, state__in=PUBLIC_KINDS
    ).exclude(pk__in=taken)
    return rows.select_related("strategy").defer("payload_text").order_by("-frozen_at", "-number")


def readings_of(edition: EasyEdition) -> list[EasyTestReading]:
    """All recorded test readings, newest first."""
    return list(EasyTestReading.objects.filter(edition=edition, owner=edition.owner_id, deleted_at=None))


def reading_for(actor: Actor, organisation: Organisation, edition: EasyEdition, uid: UUID) -> EasyTestReading | None:
    demand(VIEW, actor, organisation)
    rows = EasyTestReading.objects.filter(owner=organisation, edition=edition, uid=uid, deleted_at=None)
    found: EasyTestReading | None = rows.select_related("owner", "edition").first()
    return found


def counts(reading: EasyTestReading, edition: EasyEdition) -> bool:
    """Whether a reading counts: people of the target group, and exactly the text that stands now."""
    return reading.group == ReaderGroup.LEARNING and reading.text_sha == fingerprint(edition.title, edition.text)


def label_of(edition: EasyEdition) -> Label:
    """How the text that stands now may be called; one query."""
    valid = [r for r in readings_of(edition) if counts(r, edition)]
    if sum(r.readers for r in valid) < TESTERS:
        return Label("")
    told = [f"{r.organisation} am {r.day:%d.%m.%Y} ({_people(r.readers)})" for r in reversed(valid)]
    return Label("; ".join(told))


def released_label(edition: EasyEdition) -> Label:
    """How the released text is called."""
    return Label(edition.released_tested_by)


def _people(count: int) -> str:
    return "1 Mensch mit Lernschwierigkeiten" if count == 1 else f"{count} Menschen mit Lernschwierigkeiten"


def hints_of(text: str) -> list[Hint]:
    """What the rules find in headings and sentences; descriptions of pictures are for those who do not see them."""
    return check((line.number, line.text) for line in lines(text) if line.kind != "picture")
