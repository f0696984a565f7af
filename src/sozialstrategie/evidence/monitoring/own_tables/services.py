"""Reading own tables in, and making indicators from them: one named act each."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from sozialstrategie.evidence.disclosure.gate import COUNTED_UNITS
from sozialstrategie.evidence.monitoring.formula import UNITS
from sozialstrategie.evidence.monitoring.models import OwnIndicator, SavedMapping
from sozialstrategie.evidence.monitoring.own_tables.queries import CHANGE, tables_for
from sozialstrategie.evidence.monitoring.readers.tables import TableMapping
from sozialstrategie.evidence.monitoring.readers.units import unit_kind
from sozialstrategie.evidence.monitoring.services.computing import ask_for_own
from sozialstrategie.evidence.monitoring.services.importing import Outcome, import_bytes
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import scope_of
from sozialstrategie.kit.core.versions import save_version

TABLE_PREFIX = "eigen-"  # no office has a table of such a name
_LONGEST_CODE = 60
_TRIES = 3
_NAMING = system("Vergabe von Kennungen")


def table_code(title: str) -> str:
    """The short name of an own table; the same title is the same table, so that a newer file is its next edition."""
    return TABLE_PREFIX + (slugify(title)[:50].strip("-") or "tabelle")


def import_own(
    *,
    actor: Actor,
    owner: Organisation,
    data: bytes,
    name: str,
    mapping: TableMapping,
    dry_run: bool = False,
    keep_mapping: bool = True,
) -> Outcome:
    """Read an own table in and keep its mapping for the next file, both or neither. The figures are seen by `owner` alone.

    Of two editions of a table the one with the later Stand counts, of two with the same Stand the one read in later.

    Args:
        mapping: its `stand` is an ISO day, or "" for today.
        keep_mapping: False for a table that no file brought, so that its columns do not replace those of a file.

    Raises:
        Forbidden: the actor may not read in for this organisation.
    """
    with transaction.atomic():
        outcome = import_bytes(
            actor=actor,
            data=data,
            name=name,
            owner=owner,
            mapping=replace(mapping, stand=ranked_stand(mapping.stand)),
            private=True,
            dry_run=dry_run,
        )
        if outcome.edition is not None and not dry_run and keep_mapping:
            save_mapping(actor=actor, owner=owner, mapping=replace(mapping, stand=""))
    return outcome


def ranked_stand(day: str, now: datetime | None = None) -> str:
    """An ISO day ("" is today) with the moment of reading in, by which editions are ranked; pages show the day alone."""
    moment = timezone.localtime(now)
    return f"{day or moment.date().isoformat()} {moment:%y%m%d%H%M%S%f}"


def save_mapping(*, actor: Actor, owner: Organisation, mapping: TableMapping) -> SavedMapping:
    """Keep what the columns of a table mean; one mapping per table, the newest counts."""
    plain = mapping.to_plain()
    with act("monitoring.save_mapping", actor=actor, permission=CHANGE, owner=owner) as record:
        saved: SavedMapping | None = SavedMapping.objects.filter(
            owner=owner, table=mapping.table, deleted_at__isnull=True
        ).first()
        if saved is None:
            saved = SavedMapping.objects.create(owner=owner, name=mapping.title[:120], table=mapping.table, plain=plain)
            record.created(saved)
        elif saved.plain == plain:
            record.nothing_changed()
        else:
            save_version(saved, version=saved.version, values={"plain": plain, "name": mapping.title[:120]})
            record.note("mapping", mapping.table)
    return saved


def create_indicator(*, actor: Actor, owner: Organisation, **values: Any) -> OwnIndicator:
    """Make an indicator from an own table and ask for its computation.

    Raises:
        Refused: a value cannot stand, or the table has no such series.
        Forbidden: the actor may not make any here.
    """
    made = OwnIndicator(owner=owner, code=_free_code(owner, values["name"]), **values)
    with act("monitoring.create_indicator", actor=actor, permission=CHANGE, owner=owner) as record:
        _demand_valid(actor, made)
        _insert(made)
        record.created(made)
        ask_for_own(owner, f"{made.uid}:1")
    return made


def edit_indicator(*, actor: Actor, indicator: OwnIndicator, version: int, **values: Any) -> OwnIndicator:
    """Change an indicator; what rests on it is shown as changed as soon as it is computed anew.

    Raises:
        Conflict: somebody else saved meanwhile.
        Refused, Forbidden: as `create_indicator`.
    """
    owner = indicator.owner
    with act("monitoring.edit_indicator", actor=actor, permission=CHANGE, owner=owner, obj=indicator) as record:
        if indicator.version == version and all(getattr(indicator, name) == value for name, value in values.items()):
            record.nothing_changed()
            return indicator
        trial = copy(indicator)
        for name, value in values.items():
            setattr(trial, name, value)
        _demand_valid(actor, trial)
        save_version(indicator, version=version, values=values)
        ask_for_own(owner, f"{indicator.uid}:{indicator.version}")
    return indicator


def delete_indicator(*, actor: Actor, indicator: OwnIndicator, version: int) -> OwnIndicator:
    """Withdraw an indicator; findings keep the figures they were made from. It can be brought back from the list of acts."""
    owner = indicator.owner
    with act("monitoring.delete_indicator", actor=actor, permission=CHANGE, owner=owner, obj=indicator):
        save_version(indicator, version=version, values={"deleted_at": timezone.now()})
        ask_for_own(owner, f"{indicator.uid}:{indicator.version}")
    return indicator


def computed_again(indicator: OwnIndicator, actor: Actor) -> None:
    """After an undo: the figures follow the definition."""
    ask_for_own(indicator.owner, f"{indicator.uid}:{indicator.version}:{timezone.now():%s}")


def _free_code(owner: Organisation, name: str) -> str:
    """ "musterberg-wartezeit", with a number where that was ever given."""
    base = f"{owner.slug}-{slugify(name) or 'kennzahl'}"[: _LONGEST_CODE - 4].strip("-")
    with scope_of(_NAMING):  # codes are unique in the whole instance, and one slug may begin like another
        taken = set(OwnIndicator.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for n in range(1, 1000) if (code := base if n == 1 else f"{base}-{n}") not in taken)


def _insert(made: OwnIndicator) -> None:
    """Store under its code, or under the next free one where somebody was quicker."""
    for _ in range(_TRIES - 1):
        try:
            with transaction.atomic():
                made.save(force_insert=True)
            return
        except IntegrityError:
            made.code = _free_code(made.owner, made.name)
    made.save(force_insert=True)


def _demand_valid(actor: Actor, made: OwnIndicator) -> None:
    try:
        made.clean_fields(exclude={"owner"})
        made.validate_constraints(exclude={"uid", "code"})
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages)) from fault
    if made.unit not in UNITS:
        raise Refused(f"Die Einheit „{made.unit}“ ist nicht bekannt. Bitte wählen Sie eine aus der Liste.")
    edition = tables_for(actor, made.owner).get(made.table)
    if edition is None:
        raise Refused(f"Die Tabelle {made.table} gibt es hier nicht. Bitte lesen Sie sie zuerst ein.")
    series = {(item, category): unit for item, category, unit in edition.series}
    wanted = [(made.item, made.category), *([(made.below_item, made.below_category)] if made.is_ratio else [])]
    if any(one not in series for one in wanted):
        raise Refused("Diese Reihe hat die Tabelle nicht. Bitte wählen Sie eine aus der Liste.")
    if not made.is_ratio:
        _demand_same_scale(made, series[made.item, made.category])


def _demand_same_scale(made: OwnIndicator, unit: str) -> None:
    """A count that is not divided stays the count that it is: in another unit or size the gate would not know small ones."""
    if made.factor != 1:
        raise Refused("„Mal“ gibt es nur zusammen mit „geteilt durch“. Bitte wählen Sie dort eine Reihe, oder hier 1.")
    if unit_kind(unit) in (None, "count", "scaled_count") and made.unit not in COUNTED_UNITS:
        raise Refused(
            f"Die Reihe zählt in „{unit}“, also ist die Einheit Personen, Fälle, Haushalte, Wohnungen oder Plätze. "
            "Für einen Anteil oder eine Quote wählen Sie bei „geteilt durch“ eine zweite Reihe."
        )
