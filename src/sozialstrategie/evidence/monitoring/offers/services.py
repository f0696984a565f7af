"""Writing the register: make, change, delete, bring back, read a workbook in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers import places, queries
from sozialstrategie.evidence.monitoring.offers.words import (
    holds_address,
    names_person,
    sounds_like_refuge,
    tells_place,
)
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Invalid, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.validators import text_faults
from sozialstrategie.kit.core.versions import save_version

FIELDS = (
    "kind", "name", "provider", "protected", "gemeinde", "address", "latitude", "longitude", "target_groups", "life_phases",
    "theme", "places", "access", "access_note", "funding", "valid_from", "valid_to", "contact", "link", "note", "source",
    "as_of",
)  # fmt: skip
# Everybody who may see the register reads these.
OPEN_TEXTS = ("name", "provider", "access_note", "funding", "contact", "link", "note", "source")
CONFIRM = (
    "Das klingt nach einem geschützten Ort. Bitte schützen Sie ihn, oder bestätigen Sie, dass er gezeigt werden darf."
)


def create_offer(*, actor: Actor, owner: Organisation, open_place: bool = False, **values: Any) -> Offer:
    """Enter an offer or facility under the next number.

    Args:
        open_place: a person has confirmed that the place may be shown although the name sounds like a refuge.
        values: any of FIELDS.

    Raises:
        Invalid: a value cannot stand, or the confirmation is missing.
        Forbidden: no right.
    """
    with act("monitoring.create_offer", actor=actor, permission=queries.CHANGE, owner=owner) as record:
        offer = Offer(owner=owner, number=queries.next_number(owner), **_known(values))
        demand_valid(offer)
        demand_confirmed(None, offer, open_place)
        try:
            with transaction.atomic():
                offer.save(force_insert=True)
        except IntegrityError as error:
            raise Invalid(
                {"": ["Gerade hat jemand anderes etwas eingetragen. Bitte speichern Sie noch einmal."]}
            ) from error
        offer.refresh_from_db(from_queryset=Offer._base_manager.all())
        record.created(offer)
    return offer


def edit_offer(*, actor: Actor, offer: Offer, version: int, open_place: bool = False, **values: Any) -> Offer:
    """Change fields if the entry still has `version`; unchanged values write nothing.

    Raises:
        Conflict: somebody else saved meanwhile.
        Invalid: a value cannot stand, or nobody confirmed that a protected place is shown from now on.
        Refused: the entry was deleted.
        Forbidden: no right.
    """
    with act("monitoring.edit_offer", actor=actor, permission=queries.CHANGE, owner=offer.owner, obj=offer) as record:
        if offer.deleted_at is not None:
            raise Refused("Der Eintrag wurde gelöscht. Bitte stellen Sie ihn zuerst wieder her.")
        _known(values)
        if offer.version == version and all(getattr(offer, name) == value for name, value in values.items()):
            record.nothing_changed()
            return offer
        trial = copy(offer)
        for name, value in values.items():
            setattr(trial, name, value)
        demand_valid(trial)
        demand_confirmed(offer, trial, open_place)
        save_version(offer, version=version, values={name: getattr(trial, name) for name in values})
    return offer


def delete_offer(*, actor: Actor, offer: Offer, version: int | None = None) -> Offer:
    """Take an entry out; it can be brought back and keeps its number."""
    with act("monitoring.delete_offer", actor=actor, permission=queries.CHANGE, owner=offer.owner, obj=offer) as record:
        if offer.deleted_at is not None:
            record.nothing_changed()
            return offer
        stand = offer.version if version is None else version
        save_version(offer, version=stand, values={"deleted_at": timezone.now()})
    return offer


def restore_offer(*, actor: Actor, offer: Offer) -> Offer:
    """Bring a deleted entry back."""
    with act(
        "monitoring.restore_offer", actor=actor, permission=queries.CHANGE, owner=offer.owner, obj=offer
    ) as record:
        if offer.deleted_at is None:
            record.nothing_changed()
            return offer
        save_version(offer, version=offer.version, values={"deleted_at": None})
    return offer


def import_offers(
    *,
    actor: Actor,
    owner: Organisation,
    new: Iterable[Mapping[str, Any]],
    changed: Iterable[tuple[Offer, int, Mapping[str, Any]]],
    open_places: bool,
) -> tuple[int, int]:
    """Everything that a workbook brings, or nothing: one act for each entry, one transaction for all.

    Args:
        new: fields of entries to make.
        changed: entry, the version that the preview was made with, fields.
        open_places: the workbook says itself which refuges may be shown (checked when it was read).

    Returns:
        How many were made and changed.

    Raises:
        Conflict, Invalid, Forbidden: nothing is written.
    """
    made, edited = list(new), list(changed)
    with act("monitoring.import_offers", actor=actor, permission=queries.CHANGE, owner=owner) as record:
        for values in made:
            create_offer(actor=actor, owner=owner, open_place=open_places, **values)
        for offer, version, values in edited:
            edit_offer(actor=actor, offer=offer, version=version, open_place=open_places, **values)
        record.note("created_offers", len(made))
        record.note("changed_offers", len(edited))
    return len(made), len(edited)


def demand_valid(offer: Offer) -> None:
    """Fields, constraints and the rules across fields.

    Raises:
        Invalid: sentences by field.
    """
    errors: dict[str, list[str]] = {}
    try:
        offer.clean_fields(exclude={"owner"})
        offer.validate_constraints(exclude={"uid", "number"})
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        errors = {"" if name == NON_FIELD_ERRORS else name: list(texts) for name, texts in found.items()}
    errors |= text_faults(offer, {"link"} - set(errors))
    if offer.gemeinde and not places.is_place(offer.owner, offer.gemeinde):
        errors.setdefault("gemeinde", []).append("Diese Gemeinde gehört nicht zu Ihrem Gebiet.")
    if names_person(offer.contact):
        errors.setdefault("contact", []).append(
            "Bitte nennen Sie eine Stelle oder Funktion, keinen Menschen, zum Beispiel „Anmeldung, 03000 1234“."
        )
    if offer.protected:
        for name in _telling_fields(offer):
            errors.setdefault(name, []).append(
                "Hier steht etwas wie eine Anschrift oder der Ort. Bei einem geschützten Ort gehören sie nur in die Felder „Anschrift“ "
                "und „Gemeinde“."
            )
    if errors:
        raise Invalid(errors)


def _telling_fields(offer: Offer) -> list[str]:
    """Open texts of a protected entry that tell where it is. A provider may be called like the Gemeinde: it is no place."""
    gemeinde = places.place_name(offer.owner, offer.gemeinde) if offer.gemeinde else ""
    found = []
    for name in OPEN_TEXTS:
        text = getattr(offer, name)
        named = "" if name in ("provider", "funding", "source") else gemeinde
        if holds_address(text) or tells_place(text, named, offer.address):
            found.append(name)
    return found


def needs_confirmation(before: Offer | None, after: Offer) -> bool:
    """Whether a person must confirm that the place may be shown: it sounds like a refuge, or was protected so far."""
    if after.protected:
        return False
    if before is not None and before.protected:
        return True
    settled = before is not None and (before.name, before.provider) == (after.name, after.provider)
    return not settled and sounds_like_refuge(after.name, after.provider)


def demand_confirmed(before: Offer | None, after: Offer, open_place: bool) -> None:
    """Refuse to show a place that sounds protected without a word of a person.

    Raises:
        Invalid: at the field `protected`.
    """
    if not open_place and needs_confirmation(before, after):
        raise Invalid({"protected": [CONFIRM]})


def demand_undoable(offer: Offer, values: dict[str, Any]) -> None:
    """What undo asks before it writes `values`: the same as `edit_offer`; a protected place never opens by an undo.

    Raises:
        Refused: the entry is deleted, or the former state breaks a rule.
    """
    if values.get("deleted_at") is not None:
        return
    if offer.deleted_at is not None and "deleted_at" not in values:
        raise Refused("Der Eintrag wurde gelöscht. Bitte stellen Sie ihn zuerst wieder her.")
    trial = copy(offer)
    for column, value in values.items():
        setattr(trial, column, value)
    demand_valid(trial)
    if needs_confirmation(offer, trial):
        raise Refused("Damit würde ein geschützter Ort gezeigt. Bitte ändern Sie den Eintrag von Hand.")


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"Ein Eintrag im Bestand hat keine Felder {sorted(unknown)}")
    return dict(values)
