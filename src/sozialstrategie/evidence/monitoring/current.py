"""The pointer to the run that pages show, and with it the rules by which the figures of that run are protected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from sozialstrategie.evidence.disclosure.rules import STRICTEST_NAME, strictest_of
from sozialstrategie.evidence.monitoring.models import Edition, Run
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.models import InstanceSetting, Organisation

CURRENT_RUN = "monitoring.current_run"
SHORT = 8  # characters of a checksum by which a figure names its editions
MORE = "…"  # stands for the editions of a figure that names more than it can list


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which run is shown. `rules`: short checksum of an edition -> name of its rule of disclosure; `sources`: -> what the
    file itself says to be its source, where the catalogue cannot know it (another INKAR edition, a mapped table).
    """

    id: int
    uid: UUID
    rules: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


def pointer(owner: Organisation | None = None) -> Pointer | None:
    """The pointer as it stands, one query; None before the first run.

    `owner`: the run of the indicators that this organisation made; None for the catalogue of the instance.
    """
    return pointer_of(owner.pk if owner else None)


def pointer_of(owner_id: int | None) -> Pointer | None:
    """The same for the row number of an organisation."""
    return _read(settings_store.get(_key(owner_id)))


def _key(owner_id: int | None) -> str:
    return CURRENT_RUN if owner_id is None else f"{CURRENT_RUN}:{owner_id}"


def _read(value: Any) -> Pointer | None:
    if (
        not isinstance(value, dict) or not value
    ):  # before the first run, or the bare number of an older program: compute
        return None
    rules = {short: name for name, shorts in value.get("rules", {}).items() for short in shorts}
    return Pointer(int(value["id"]), UUID(value["uid"]), rules, value.get("sources", {}))


def locked_pointer(owner: Organisation | None = None) -> Pointer | None:
    """The same inside a transaction; nobody else can switch before it ends (SQLite has one writer anyway)."""
    key = _key(owner.pk if owner else None)
    InstanceSetting.objects.get_or_create(pk=key, defaults={"value": {}})
    return _read(InstanceSetting.objects.select_for_update().get(pk=key).value)


def show_run(run: Run) -> None:
    """Point all pages to a run that is written whole."""
    editions = Edition.objects.filter(Q(owner__isnull=True) | Q(owner=run.owner_id), digest__in=run.editions)
    pairs = editions.values_list("digest", "disclosure_rule")
    rules: dict[str, list[str]] = {}
    for short, name in rules_by_short(pairs).items():
        if name != STRICTEST_NAME:  # what is not named is protected most
            rules.setdefault(name, []).append(short)
    mapped = editions.filter(format="mapped").values_list("digest", "source")
    sources = {digest[:SHORT]: source for digest, source in mapped}
    settings_store.put(_key(run.owner_id), {"id": run.pk, "uid": str(run.uid), "rules": rules, "sources": sources})


def rules_by_short(editions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """(checksum, rule) of editions -> rule by short checksum; MORE gets the strictest of all."""
    found: dict[str, str] = {}
    for digest, rule in editions:
        short = digest[:SHORT]
        found[short] = strictest_of([rule, found.get(short, rule)])
    found[MORE] = strictest_of(found.values())
    return found


def rule_of(edition: str, rules: Mapping[str, str]) -> str:
    """The rule for a figure that rests on `edition` ("1a2b3c4d+5e6f7a8b"): the strictest of its editions."""
    return strictest_of(rules.get(part, "") for part in edition.split("+"))


def current_run_id() -> int | None:
    """Row number of the run that pages show; one query."""
    shown = pointer()
    return shown.id if shown else None


def current_run_uid(owner: Organisation | None = None) -> UUID | None:
    """The run that pages show, named so that no other run ever has that name (for what is kept in memory); one query."""
    shown = pointer(owner)
    return shown.uid if shown else None


def current_run(owner: Organisation | None = None) -> Run | None:
    """The run that pages show."""
    shown = pointer(owner)
    return None if shown is None else Run.objects.filter(pk=shown.id).first()
