"""Writing bodies, terms, members, and what a person confirms about rules and law; one named act each."""

from __future__ import annotations

import secrets
from copy import copy
from typing import Any

from django.utils import timezone

from sozialstrategie.action.committees.bodies import queries
from sozialstrategie.action.committees.enums import SITTING_IN_PUBLIC, Function
from sozialstrategie.action.committees.law.defaults import law
from sozialstrategie.action.committees.models import Committee, LawConfirmation, Membership, Term
from sozialstrategie.action.committees.queries import token_hash
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version

CHANGE, CONFIRM = "committees.change", "committees.confirm"
Invalid = writing.Invalid
RULE = frozenset(
    {
        "quorum_numerator", "quorum_denominator", "quorum_strict", "quorum_minimum", "majority_numerator",
        "majority_denominator", "majority_strict", "majority_base", "tie", "recused_are_eligible",
    }
)  # fmt: skip
_UNCONFIRMED: dict[str, Any] = {"rule_confirmed_by": None, "rule_confirmed_on": None}
_COMMITTEE = RULE | {
    "name", "short_name", "kind", "purpose", "is_public", "url", "oparl_url", "valid_from", "valid_to",
}  # fmt: skip
_MEMBER = frozenset(
    {"term", "person", "name", "email", "function", "voting", "on_behalf_of", "substitute_for", "start", "end"}
)


# --- bodies -----------------------------------------------------------------------------------------------------------


def create_committee(*, actor: Actor, owner: Organisation, **values: Any) -> Committee:
    """Make a body. Its rule of votes is unconfirmed until a person confirms it.

    Args:
        values: without `is_public` the law of the kind holds (`SITTING_IN_PUBLIC`).

    Raises:
        Invalid: a value cannot stand. Forbidden.
    """
    values.setdefault("is_public", values.get("kind") in SITTING_IN_PUBLIC)
    return writing.create(
        "committees.create_committee", Committee(owner=owner, **values), actor=actor, permission=CHANGE
    )


def edit_committee(*, actor: Actor, committee: Committee, version: int, **values: Any) -> Committee:
    """Change a body; another rule of votes takes its confirmation away. Votes that were taken keep their own copy.

    Raises:
        Conflict, Invalid, Forbidden.
    """
    if any(name in RULE and getattr(committee, name) != value for name, value in values.items()):
        values |= _UNCONFIRMED
    allowed = _COMMITTEE | set(_UNCONFIRMED)
    return writing.edit(
        "committees.edit_committee", committee, actor=actor, version=version, values=values, permission=CHANGE, allowed=allowed
    )  # fmt: skip


def confirm_rule(*, actor: Actor, committee: Committee, version: int) -> Committee:
    """A person says that the rule, as the page shows it in words, is the rule of this body.

    Raises:
        Refused: the machine cannot confirm, or it is confirmed already. Conflict, Forbidden.
    """
    with act("committees.confirm_rule", actor=actor, permission=CONFIRM, owner=committee.owner, obj=committee):
        if actor.person_uid is None:
            raise Refused("Eine Regel bestätigt ein Mensch.")
        if committee.rule_confirmed_on is not None:
            raise Refused("Diese Regel ist schon bestätigt.")
        values = {"rule_confirmed_by": actor.person_uid, "rule_confirmed_on": timezone.localdate()}
        save_version(committee, version=version, values=values)
    return committee


def make_feed_link(*, actor: Actor, committee: Committee, version: int) -> str:
    """Make the address of the calendar feed, or a new one that ends the former.

    Returns:
        the secret; nobody can ask for it again, only its checksum is kept.
    """
    token = secrets.token_urlsafe(32)
    with act("committees.make_feed_link", actor=actor, permission=CHANGE, owner=committee.owner, obj=committee):
        save_version(committee, version=version, values={"feed_token_hash": token_hash(token)})
    return token


def demand_undoable(committee: Committee, values: dict[str, Any]) -> None:
    """What undo asks: a former rule must not come back under the confirmation of another one.

    Raises:
        Refused.
    """
    if RULE & set(values) and "rule_confirmed_on" not in values and committee.rule_confirmed_on is not None:
        raise Refused("Die Regel ist inzwischen bestätigt. Bitte ändern Sie sie im Formular.")


# --- terms and members ------------------------------------------------------------------------------------------------


def create_term(*, actor: Actor, committee: Committee, **values: Any) -> Term:
    """Begin a term. Raises: Invalid, Forbidden."""
    term = Term(owner=committee.owner, committee=committee, **values)
    return writing.create("committees.create_term", term, actor=actor, permission=CHANGE)


def edit_term(*, actor: Actor, term: Term, version: int, **values: Any) -> Term:
    """Change a term. Raises: Conflict, Invalid, Forbidden."""
    return writing.edit(
        "committees.edit_term", term, actor=actor, version=version, values=values, permission=CHANGE,
        allowed=frozenset({"name", "start", "end"}),
    )  # fmt: skip


def create_membership(*, actor: Actor, committee: Committee, **values: Any) -> Membership:
    """Put somebody into a body, with or without an account.

    Raises:
        Invalid: the person has no role here, or term or member belong to another body. Forbidden.
    """
    membership = Membership(owner=committee.owner, committee=committee, **values)
    with act("committees.create_membership", actor=actor, permission=CHANGE, owner=committee.owner) as record:
        _demand_fitting(membership)
        writing.insert(membership)
        record.created(membership)
    return membership


def edit_membership(*, actor: Actor, membership: Membership, version: int, **values: Any) -> Membership:
    """Change a membership; to end it set `end`. Raises: Conflict, Invalid, Forbidden."""
    trial = copy(membership)
    for name, value in values.items():
        setattr(trial, name, value)
    with act(
        "committees.edit_membership", actor=actor, permission=CHANGE, owner=membership.owner, obj=membership
    ) as record:
        _demand_fitting(trial)
        writing.change(record, membership, version=version, values=values, allowed=_MEMBER)
    return membership


def remove_membership(*, actor: Actor, membership: Membership, version: int) -> Membership:
    """Take a membership back that was entered by mistake.

    Raises:
        Refused: the person was invited to a meeting or has a substitute; then it can only end.
        Conflict, Forbidden.
    """
    with act("committees.remove_membership", actor=actor, permission=CHANGE, owner=membership.owner, obj=membership):
        used = membership.attendances.exists() or membership.substitutes.filter(deleted_at=None).exists()
        if used:
            raise Refused(
                "Diese Person stand schon auf einer Einladung oder wird vertreten. Bitte tragen Sie stattdessen ein Ende ein."
            )
        save_version(membership, version=version, values={"deleted_at": timezone.now()})
    return membership


def demand_member_undoable(membership: Membership, values: dict[str, Any]) -> None:
    """What undo asks: the former state must fit what else there is now."""
    trial = copy(membership)
    for column, value in values.items():
        setattr(trial, column, value)
    if values.get("deleted_at") is not None and membership.attendances.exists():
        raise Refused("Diese Person stand schon auf einer Einladung. Bitte tragen Sie stattdessen ein Ende ein.")
    _demand_fitting(trial)


def _demand_fitting(membership: Membership) -> None:
    errors: dict[str, list[str]] = {}
    writing.demand_same_owner(membership.owner, membership.term, membership.substitute_for)
    if membership.term is not None and membership.term.committee_id != membership.committee_id:
        errors["term"] = ["Diese Amtszeit gehört zu einem anderen Gremium."]
    errors |= _about_substitute(membership)
    if (
        membership.person is not None
        and not queries.people_of(membership.owner).filter(pk=membership.person.pk).exists()
    ):
        errors["person"] = ["Diese Person hat hier keinen Zugang."]
    if errors:
        raise Invalid(errors)


def _about_substitute(membership: Membership) -> dict[str, list[str]]:
    """A substitute stands in for one member of the same body, never for another substitute; without one, for the whole body."""
    other = membership.substitute_for
    if other is None:
        return {}
    if membership.function != Function.SUBSTITUTE:
        return {"function": ["Wer jemanden vertritt, steht hier als Stellvertretung."]}
    if other.committee_id != membership.committee_id or other.pk == membership.pk:
        return {"substitute_for": ["Bitte wählen Sie ein anderes Mitglied dieses Gremiums."]}
    if other.function == Function.SUBSTITUTE:
        return {"substitute_for": ["Eine Stellvertretung hat keine eigene Stellvertretung."]}
    return {}


# --- the law of the place ---------------------------------------------------------------------------------------------


def confirm_law(*, actor: Actor, owner: Organisation, key: str, text: str, version: int = 0) -> LawConfirmation:
    """A person says in which words a provision holds here; confirming anew replaces the words.

    Args:
        version: of the confirmation that the page showed, 0 where there was none.

    Raises:
        Refused: no such provision, or the machine tries. Conflict, Invalid, Forbidden.
    """
    if key not in {p.key for p in law().provisions}:
        raise Refused("Diese Vorgabe gibt es nicht.")
    if actor.person_uid is None:
        raise Refused("Eine Vorgabe bestätigt ein Mensch.")
    words: dict[str, Any] = {
        "text": text.strip(),
        "confirmed_by": actor.person_uid,
        "confirmed_on": timezone.localdate(),
    }
    standing: LawConfirmation | None = LawConfirmation.objects.filter(owner=owner, key=key, deleted_at=None).first()
    with act("committees.confirm_law", actor=actor, permission=CONFIRM, owner=owner, obj=standing) as record:
        if standing is None:
            standing = writing.insert(LawConfirmation(owner=owner, key=key, **words))
            record.created(standing)
        else:
            save_version(standing, version=version, values=words)
    return standing
