"""Reading people and roles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.core.actor import Actor, Grant
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand


def holding(on: date) -> Q:
    """Grants that hold on a day; the last day is included."""
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))


def actor_for(person: Person, on: date | None = None) -> Actor:
    """The actor that a person is today: all roles that hold."""
    day = on or timezone.localdate()
    if not person.is_active:
        return Actor(person_uid=person.uid, name=person.name)
    grants = RoleGrant.objects.filter(holding(day), person=person).select_related("organisation")
    return Actor(
        person_uid=person.uid,
        name=person.name,
        grants=tuple(
            Grant(g.organisation_id, g.organisation.slug, g.organisation.name, g.organisation.kind, g.role)
            for g in grants
        ),
    )


def organisations_for(actor: Actor) -> QuerySet[Organisation]:
    """Organisations in which the actor holds a role today."""
    return Organisation.objects.filter(pk__in=actor.owner_ids)


def organisation_by_slug(slug: str, *, kind: str | None = None) -> Organisation | None:
    """A fresh copy of an organisation; for pages that show it to everybody or edit it."""
    rows = Organisation.objects.filter(slug=slug)
    return (rows.filter(kind=kind) if kind else rows).first()


def example_person(email: str) -> Person | None:
    """An invented person of the example; never a real one."""
    return Person.objects.filter(email=email, is_example=True).first()


def role_grants_for(actor: Actor, organisation: Organisation) -> QuerySet[RoleGrant]:
    """All grants of an organisation, past ones too, for whoever may see its members."""
    demand("accounts.view_members", actor, organisation)
    return RoleGrant.objects.filter(organisation=organisation).select_related("person", "granted_by")


def names_of(uids: set[UUID]) -> dict[UUID, str]:
    """Names for the history page; erased people are absent."""
    return dict(Person.objects.filter(uid__in=uids).values_list("uid", "name"))
