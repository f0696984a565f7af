"""What all acts of this room share: same owner, validation with German sentences, optimistic lock."""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import Recorder, act
from sozialstrategie.kit.core.errors import Forbidden, Invalid, Refused
from sozialstrategie.kit.core.models import Organisation, OwnedModel
from sozialstrategie.kit.core.validators import text_faults
from sozialstrategie.kit.core.versions import save_version

M = TypeVar("M", bound=OwnedModel)


def demand_same_owner(owner: Organisation, *records: Any) -> None:
    """Refuse records of another organisation, and deleted ones.

    Raises:
        Forbidden: pages answer 404, so that nobody learns what exists elsewhere.
    """
    for record in records:
        foreign = isinstance(record, OwnedModel) and (record.owner_id != owner.pk or record.deleted_at is not None)
        if foreign:
            raise Forbidden("Diesen Eintrag gibt es hier nicht.")


def create(verb: str, obj: M, *, actor: Actor, permission: str = "strategy.change") -> M:
    """Validate and insert a new record in one act."""
    with act(verb, actor=actor, permission=permission, owner=obj.owner) as record:
        insert(obj)
        record.created(obj)
    return obj


def insert(obj: M) -> M:
    """Validate and insert inside a running act."""
    demand_same_owner(obj.owner, *_related(obj))
    validate(obj)
    try:
        with transaction.atomic():
            obj.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(
            {"": ["Der Eintrag passt nicht zu einem, den es schon gibt. Bitte prüfen Sie die Nummer."]}
        ) from error
    # the stored form of decimals and times is what a later undo compares with
    obj.refresh_from_db(from_queryset=type(obj)._base_manager.all())
    return obj


def edit(
    verb: str,
    obj: M,
    *,
    actor: Actor,
    version: int,
    values: dict[str, Any],
    permission: str = "strategy.change",
    allowed: frozenset[str] | None = None,
) -> M:
    """Change fields in one act if the record still has `version`; unchanged values write nothing.

    Raises:
        Conflict: somebody else saved meanwhile.
        Invalid: a value cannot stand.
        Forbidden: no right, or a value points to another organisation.
    """
    with act(verb, actor=actor, permission=permission, owner=obj.owner, obj=obj) as record:
        change(record, obj, version=version, values=values, allowed=allowed)
    return obj


def change(
    record: Recorder, obj: M, *, version: int, values: dict[str, Any], allowed: frozenset[str] | None = None
) -> None:
    """`edit` inside a running act."""
    known = {f.name for f in obj._meta.concrete_fields} - {"id", "uid", "owner", "version", "created_at", "updated_at"}
    unknown = set(values) - (allowed if allowed is not None else known)
    if unknown:
        raise TypeError(f"{type(obj).__name__} hat keine änderbaren Felder {sorted(unknown)}")
    if obj.deleted_at is not None:
        raise Refused("Der Eintrag wurde gelöscht. Bitte stellen Sie ihn zuerst wieder her.")
    demand_same_owner(obj.owner, *values.values())
    if obj.version == version and all(getattr(obj, name) == value for name, value in values.items()):
        record.nothing_changed()
        return
    trial = copy(obj)
    for name, value in values.items():
        setattr(trial, name, value)
    validate(trial, written={name for name, value in values.items() if getattr(obj, name) != value})
    try:
        with transaction.atomic():
            save_version(obj, version=version, values={name: getattr(trial, name) for name in values})
    except IntegrityError as error:
        raise Invalid(
            {"": ["Der Eintrag passt nicht zu einem, den es schon gibt. Bitte prüfen Sie die Nummer."]}
        ) from error


def delete(
    verb: str, obj: M, *, actor: Actor, version: int | None = None, settle: Callable[[M, Actor], None] | None = None
) -> M:
    """Withdraw a record; it can be brought back. `settle` puts right what hangs on it, in the same act."""
    with act(verb, actor=actor, permission="strategy.withdraw", owner=obj.owner, obj=obj) as record:
        if obj.deleted_at is not None:
            record.nothing_changed()
            return obj
        save_version(obj, version=obj.version if version is None else version, values={"deleted_at": timezone.now()})
        if settle is not None:
            settle(obj, actor)
    return obj


def restore(verb: str, obj: M, *, actor: Actor, settle: Callable[[M, Actor], None] | None = None) -> M:
    """Bring a withdrawn record back.

    Raises:
        Refused: its number was given to another one meanwhile.
    """
    with act(verb, actor=actor, permission="strategy.withdraw", owner=obj.owner, obj=obj) as record:
        if obj.deleted_at is None:
            record.nothing_changed()
            return obj
        try:
            with transaction.atomic():
                save_version(obj, version=obj.version, values={"deleted_at": None})
        except IntegrityError as error:
            raise Refused(
                "Die Nummer gehört inzwischen einem anderen Eintrag. Bitte geben Sie jenem zuerst eine andere."
            ) from error
        if settle is not None:
            settle(obj, actor)
    return obj


def function_of(actor: Actor, owner: Organisation) -> str:
    """The function that answers for an act on printed pages, e.g. "Planungskoordination"; people are not named there."""
    from sozialstrategie.kit.core.enums import Role  # inline: labels only

    roles = actor.roles_in(owner.pk)
    return next((str(r.label) for r in Role if r in roles), "")


def _related(obj: models.Model) -> list[Any]:
    return [
        getattr(obj, f.name)
        for f in obj._meta.concrete_fields
        if f.is_relation and f.name != "owner" and getattr(obj, f.attname) is not None
    ]


def validate(obj: models.Model, *, written: Collection[str] | None = None) -> None:
    """Fields and constraints of a record, errors as sentences.

    Args:
        written: fields whose texts are new; what stood there before does not stand against another change. None = all.

    Raises:
        Invalid
    """
    # foreign keys are checked by demand_same_owner; Django's own check would need an unscoped manager
    relations = {f.name for f in obj._meta.concrete_fields if f.is_relation and f.name != "owner"}
    try:
        obj.clean_fields(exclude=relations | {"owner"})
        obj.validate_constraints(exclude={"uid"})
    except ValidationError as error:
        raise Invalid.from_validation(error) from error
    if faults := text_faults(obj, {f.name for f in obj._meta.concrete_fields} if written is None else written):
        raise Invalid(faults)
