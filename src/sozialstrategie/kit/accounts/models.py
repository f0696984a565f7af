"""People and the roles they hold for a time."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        from allauth.account.models import EmailAddress  # inline: its models need this one first

        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        # The organisation gave the address; else the login library would add it unverified at the first look at its page,
        # and then refuse to set up the second step.
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person


class Person(AbstractBaseUser):
    """Somebody with a login. There is no superuser: every right comes from a role."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("E-Mail", unique=True)
    name = models.CharField("Name", max_length=120)
    is_active = models.BooleanField("Zugang offen", default=True)
    is_example = models.BooleanField("Erfundene Person", default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = "Person"
        verbose_name_plural = "Personen"

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        return False

    @property
    def is_superuser(self) -> bool:
        return False


class RoleGrant(models.Model):
    """A role of a person in an organisation, from a day to a day, granted by somebody."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants", verbose_name="Person")
    # What this organisation called the person. The name of the account may come from another organisation, and stays there.
    given_name = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField("Rolle", max_length=30, choices=Role)
    valid_from = models.DateField("von")
    valid_until = models.DateField("bis einschließlich", null=True, blank=True)
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["organisation", "person", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="accounts_rolegrant_period",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(valid_until__isnull=True),
                name="accounts_rolegrant_one_open",
            ),
        ]
        verbose_name = "Rolle"
        verbose_name_plural = "Rollen"

    @property
    def owner_id(self) -> int:
        return self.organisation_id

    @property
    def shown_name(self) -> str:
        """The person as this organisation knows it: the name it gave, else the address."""
        return self.given_name or self.person.email

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.organisation})"
