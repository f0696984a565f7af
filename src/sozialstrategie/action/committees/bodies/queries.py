"""Reading a body: its members and terms, its rule in words, what the law of the place says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from sozialstrategie.action.committees.enums import Function
from sozialstrategie.action.committees.law.defaults import Provision, law
from sozialstrategie.action.committees.law.rule_words import majority_sentence, quorum_sentence
from sozialstrategie.action.committees.models import Committee, Decision, LawConfirmation, Membership, Term
from sozialstrategie.action.committees.queries import committees_for, in_force, sees_all_of
from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import holding, names_of
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand

_ORDER = {function: place for place, function in enumerate(Function)}


def list_for(actor: Actor, organisation: Organisation) -> QuerySet[Committee]:
    """Bodies with how many members they have today (`members`), for the list."""
    today = timezone.localdate()
    counted = in_force(today, "memberships__") & ~Q(memberships__function=Function.SUBSTITUTE)
    return committees_for(actor, organisation).annotate(members=Count("memberships", filter=counted, distinct=True))


def terms_of(actor: Actor, committee: Committee) -> QuerySet[Term]:
    demand("committees.enter", actor, committee)
    found: QuerySet[Term] = Term.objects.filter(committee=committee, owner=committee.owner_id, deleted_at=None)
    return found


def memberships_of(actor: Actor, committee: Committee) -> QuerySet[Membership]:
    """All memberships of a body, past ones too."""
    demand("committees.enter", actor, committee)
    found: QuerySet[Membership] = Membership.objects.filter(
        committee=committee, owner=committee.owner_id, deleted_at=None
    ).select_related("substitute_for", "term")
    return found


def memberships_on(committee: Committee, on: date) -> list[Membership]:
    """Who belongs to a body on a day: chair first, then deputies, members, substitutes, others; by name. For services."""
    rows = Membership.objects.filter(in_force(on), committee=committee, owner=committee.owner_id)
    return in_order(rows.select_related("substitute_for", "person"))


def in_order(rows: Iterable[Membership]) -> list[Membership]:
    """By function, then by name."""
    return sorted(rows, key=lambda m: (_ORDER[Function(m.function)], m.name.casefold(), m.pk))


def membership_for(actor: Actor, organisation: Organisation, uid: UUID) -> Membership | None:
    """A membership of a body that the actor may see."""
    found: Membership | None = (
        Membership.objects.select_related("committee", "term", "substitute_for", "owner")
        .filter(owner=organisation, uid=uid, deleted_at=None, committee__in=committees_for(actor, organisation))
        .first()
    )
    return found


def term_for(actor: Actor, organisation: Organisation, uid: UUID) -> Term | None:
    found: Term | None = (
        Term.objects.select_related("committee", "owner")
        .filter(owner=organisation, uid=uid, deleted_at=None, committee__in=committees_for(actor, organisation))
        .first()
    )
    return found


def decisions_of(actor: Actor, committee: Committee) -> QuerySet[Decision]:
    """Decisions of a body, newest first; those that are not public only for who sees all of the body."""
    demand("committees.enter", actor, committee)
    rows: QuerySet[Decision] = Decision.objects.filter(committee=committee, owner=committee.owner_id, deleted_at=None)
    return rows if sees_all_of(actor, committee) else rows.filter(is_public=True)


def people_of(organisation: Organisation) -> QuerySet[Person]:
    """People with an account who may sit in a body: whoever holds a role here today."""
    grants = RoleGrant.objects.filter(holding(timezone.localdate()), organisation=organisation)
    return Person.objects.filter(pk__in=grants.values("person_id"), is_active=True)


def rule_sentences(committee: Committee) -> tuple[str, ...]:
    """The rule of votes of a body as sentences."""
    recused = (
        "Wer persönlich beteiligt ist, zählt bei den Stimmberechtigten mit."
        if committee.recused_are_eligible
        else "Wer persönlich beteiligt ist, zählt bei diesem Punkt nicht mit."
    )
    return quorum_sentence(committee.quorum_rule), majority_sentence(committee.majority_rule), recused


@dataclass(frozen=True, slots=True)
class LawLine:
    """A provision with what a person of the organisation has confirmed. `confirmation` None: nobody yet."""

    provision: Provision
    confirmation: LawConfirmation | None
    by: str = ""

    @property
    def text(self) -> str:
        """What holds here: the confirmed words, else those that come with the program."""
        return self.confirmation.text if self.confirmation else self.provision.text


def law_lines(actor: Actor, organisation: Organisation) -> list[LawLine]:
    """All provisions in the order of the law."""
    demand("committees.enter", actor, organisation)
    rows = LawConfirmation.objects.filter(owner=organisation, deleted_at=None)
    confirmed: dict[str, LawConfirmation] = {row.key: row for row in rows}
    names = names_of({row.confirmed_by for row in confirmed.values()})
    lines = []
    for provision in law().provisions:
        row = confirmed.get(provision.key)
        lines.append(LawLine(provision, row, names.get(row.confirmed_by, "") if row else ""))
    return lines


def law_line_for(actor: Actor, organisation: Organisation, key: str) -> LawLine | None:
    return next((line for line in law_lines(actor, organisation) if line.provision.key == key), None)


def confirmer_of(committee: Committee) -> str:
    """The name of who confirmed the rule; "" without one, or when that person is erased."""
    if committee.rule_confirmed_by is None:
        return ""
    return names_of({committee.rule_confirmed_by}).get(committee.rule_confirmed_by, "")
