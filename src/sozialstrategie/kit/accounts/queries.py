"""Reading people and roles."""

from __future__ import annotations

from datetime import date
from typing import Any
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


def names_in(organisation: Organisation, person_ids: set[Any]) -> dict[str, str]:
    """People as an organisation knows them, by primary key and by uid (both as text); whoever has no role there is absent.

    The newest grant counts. Never the name of an account that another organisation made.
    """
    names: dict[str, str] = {}
    grants = RoleGrant.objects.filter(organisation=organisation).select_related("person").order_by("pk")
    for grant in grants:
        for key in (str(grant.person_id), str(grant.person.uid)):
            if key in person_ids:
                names[key] = grant.shown_name
    return names


def holds_role(email: str, organisation: Organisation, role: str) -> bool:
    """Whether somebody with this address holds the role today."""
    today = holding(timezone.localdate())
    return RoleGrant.objects.filter(
        today, person__email=email.strip().lower(), organisation=organisation, role=role
    ).exists()


def can_get_link(grant: RoleGrant) -> bool:
    """Whether the organisation of a grant may hand out the link by which its person sets a password.

    Only for somebody who has none yet and never held a role elsewhere: else one organisation could open what another one
    entrusted to that person.
    """
    return grant.pk in without_password([grant])


def without_password(grants: list[RoleGrant]) -> set[int]:
    """Primary keys of those grants of one organisation whose person may get a link (see `can_get_link`)."""
    people = {
        g.person_id
        for g in grants
        if g.person.is_active and not g.person.is_example and not g.person.has_usable_password()
    }
    elsewhere = (
        RoleGrant.objects.filter(person__in=people)
        .exclude(organisation__in={g.organisation_id for g in grants})
        .values_list("person_id", flat=True)
    )
    return {g.pk for g in grants if g.person_id in people.difference(elsewhere)}
