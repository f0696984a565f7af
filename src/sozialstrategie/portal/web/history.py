"""What an act changed, in German: numbers and dates as people write them, words for choices, names for records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from sozialstrategie.action.strategy.enums import ImpactStep
from sozialstrategie.kit.accounts.models import Person
from sozialstrategie.kit.accounts.queries import names_in
from sozialstrategie.kit.core.actor import PUBLIC, Actor
from sozialstrategie.kit.core.acts import reserved_fields
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.figures.format import german_date, number

EMPTY = "leer"
GONE = "nicht mehr vorhanden"
RESERVED = "nur für Menschen, die es bearbeiten"
# Keys, marks of versions and checksums say nothing to a reader.
_TECHNICAL = re.compile(
    r"(^|_)(sha256|sha|digest|hash|uid|slug|key|version|fingerprint)$|^(deleted_at|owner|undone_act)$"
)
_NOTES = {
    "released_measures": "Freigegebene Maßnahmen",
    "created_offers": "Neu angelegt",
    "changed_offers": "Geändert",
    "offer": "Angebot",
}
_STEP = re.compile(r"step_(\d)")
_GROUPED_FROM = 10_000

Related = dict[tuple[type[models.Model], str], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one act. `old` is None where the act made the record."""

    label: str
    old: str | None
    new: str


def changes_of(acts: Iterable[Act], organisation: Organisation, actor: Actor = PUBLIC) -> dict[int, list[Change]]:
    """Primary key of an act -> its changes that say something to a reader; one query per kind of related record.

    Reserved fields (`acts.register_reserved`) keep their values from whoever may not read them.
    """
    acts = list(acts)
    related = _related(acts, organisation)
    reserved = {kind: reserved_fields(actor, organisation, kind) for kind in {a.object_type for a in acts}}
    return {a.pk: _changes(a, related, reserved[a.object_type]) for a in acts}


def _changes(row: Act, related: Related, reserved: frozenset[str]) -> list[Change]:
    if not row.changes:
        return []
    fields, created = _fields(row), bool(row.changes.get("created"))
    found = []
    for name, (old, new) in row.changes["fields"].items():
        field = fields.get(name)
        label = _note_label(row, name) if field is None else _label(field)
        # Whatever is made has many empty fields; they say nothing.
        if label is None or _TECHNICAL.search(name) or (created and new in (None, "", False, [], {})):
            continue
        if name in reserved:
            found.append(Change(label, None, RESERVED))
            continue
        before, after = _words(field, old, related), _words(field, new, related)
        if before != after or created:
            found.append(Change(label, None if created else before, after))
    return found


def _fields(row: Act) -> dict[str, models.Field[Any, Any]]:
    """Fields of the record that an act changed; none when its model is gone."""
    try:
        return {f.name: f for f in apps.get_model(row.object_type)._meta.concrete_fields} if row.object_type else {}
    except LookupError:
        return {}


def _label(field: models.Field[Any, Any]) -> str | None:
    """The German name of a field. Django makes one up from the code where there is none; that one is not shown."""
    if field._verbose_name is not None:  # type: ignore[attr-defined]
        return str(field.verbose_name)
    target = field.related_model
    if target is None or "verbose_name" not in target._meta.original_attrs:
        return None
    return str(target._meta.verbose_name)


def _note_label(row: Act, name: str) -> str | None:
    """German name of a note that is no field: the other end of a link, a step of the staircase, a count."""
    if name in _NOTES:
        return _NOTES[name]
    if step := _STEP.fullmatch(name):
        return f"Wirkungsstufe {ImpactStep(int(step[1])).label}"
    try:
        target = apps.get_model(row.object_type.split(".")[0], name)
    except LookupError:
        return None
    return str(target._meta.verbose_name)


def _related(acts: list[Act], organisation: Organisation) -> Related:
    """Names of all records that the acts point to, fetched together by kind."""
    wanted: dict[tuple[type[models.Model], str], set[str]] = defaultdict(set)
    for row in acts:
        fields = _fields(row)
        for name, values in (row.changes or {"fields": {}})["fields"].items():
            if (target := _target(fields.get(name))) is not None:
                wanted[target] |= {str(value) for value in values if value is not None}
    return {target: _names(target, keys, organisation) for target, keys in wanted.items()}


def _target(field: models.Field[Any, Any] | None) -> tuple[type[models.Model], str] | None:
    """Model and column that a foreign key points to."""
    if not isinstance(field, models.ForeignKey):
        return None
    return field.related_model, str(field.target_field.attname)


def _names(target: tuple[type[models.Model], str], keys: set[str], organisation: Organisation) -> dict[str, str]:
    model, column = target
    if model is Person:
        return names_in(organisation, keys)
    # Owned records come through the scope of the page, so a foreign one stays unknown.
    rows = model._default_manager.filter(**{f"{column}__in": keys})
    return {str(getattr(row, column)): str(row) for row in rows}


def _words(field: models.Field[Any, Any] | None, value: Any, related: Related) -> str:
    """One stored value as people read it."""
    if value is None or value in ("", [], {}):
        return EMPTY
    if (target := _target(field)) is not None:
        return related.get(target, {}).get(str(value), GONE)
    for known, label in getattr(field, "flatchoices", ()):
        if known == value:
            return str(label)
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return "; ".join(text for text in (_words(field, entry, related) for entry in value) if text != EMPTY) or EMPTY
    if isinstance(field, models.DecimalField):
        return _amount(value)
    if isinstance(value, int | float):
        # a whole number of four digits may be a year
        return str(value) if isinstance(value, int) and 0 <= value < _GROUPED_FROM else _amount(value)
    if isinstance(field, models.DateField):  # a DateTimeField is one as well
        return _day(str(value))
    return str(value)


def _amount(value: Any) -> str:
    """40 for "40.000", "14,5" for 14.5, "2.500" for "2500.000"; the text itself where it is no number."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return number(amount, max(0, -int(amount.normalize().as_tuple().exponent)))


def _day(text: str) -> str:
    """ "2026-06-30" as "30.06.2026"; with a time the hour here."""
    try:
        if len(text) <= len("2026-06-30"):
            return german_date(date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return date_format(timezone.localtime(moment) if timezone.is_aware(moment) else moment, "d.m.Y, H:i") + " Uhr"
