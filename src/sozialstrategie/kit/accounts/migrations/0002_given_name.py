"""A grant keeps the name that its organisation gave; the name of an account stays where the account was made."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """The organisation that granted a person's first role made the account, so the name came from there."""
    grants = apps.get_model("accounts", "RoleGrant")
    first: dict[int, int] = {}
    for grant in grants.objects.select_related("person").order_by("pk"):
        if first.setdefault(grant.person_id, grant.organisation_id) == grant.organisation_id:
            grant.given_name = grant.person.name
            grant.save(update_fields=["given_name"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            "rolegrant", "given_name", models.CharField(max_length=120, blank=True, default=""), preserve_default=False
        ),
        migrations.AlterField(
            "rolegrant",
            "person",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="role_grants",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Person",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
