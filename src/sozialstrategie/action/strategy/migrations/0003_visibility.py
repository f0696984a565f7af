"""Visibility has two steps: what was marked for partners was read by nobody else and is internal."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def partner_to_internal(apps: Any, schema_editor: Any) -> None:
    measures = apps.get_model("strategy", "Measure").objects
    measures.using(schema_editor.connection.alias).filter(visibility="partner").update(visibility="internal")


class Migration(migrations.Migration):
    dependencies = [("strategy", "0002_frozen_versions")]

    operations = [
        migrations.RunPython(partner_to_internal, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="measure",
            name="visibility",
            field=models.CharField(
                choices=[("internal", "intern"), ("public", "öffentlich")],
                default="internal",
                max_length=10,
                verbose_name="Sichtbarkeit",
            ),
        ),
    ]
