"""Who acts: a person with the roles that hold today, the public, or the machine itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sozialstrategie.kit.core.enums import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """One role that holds today in one organisation."""

    organisation_id: int
    organisation_slug: str
    organisation_name: str
    organisation_kind: str
    role: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The one argument by which every service and query learns who asks."""

    person_uid: UUID | None
    name: str
    grants: tuple[Grant, ...] = ()
    is_system: bool = False

    @property
    def is_authenticated(self) -> bool:
        return self.person_uid is not None or self.is_system

    @property
    def owner_ids(self) -> list[int]:
        """Organisations whose rows this actor may ask for at all; the scope of a request."""
        return sorted({grant.organisation_id for grant in self.grants})

    def roles_in(self, organisation_id: int | None) -> frozenset[str]:
        return frozenset(g.role for g in self.grants if g.organisation_id == organisation_id)

    def has_role(self, organisation_id: int | None, *roles: Role) -> bool:
        return self.is_system or not self.roles_in(organisation_id).isdisjoint(roles)


PUBLIC = Actor(person_uid=None, name="Öffentlichkeit")


def system(name: str) -> Actor:
    """The machine acting by itself or for the operator at the command line; its name stands in the history."""
    return Actor(person_uid=None, name=name, is_system=True)
