"""Each edition carries the rule by which its figures are protected; what was read in so far are published tables."""

from django.db import migrations, models


def mark_published(apps, schema_editor):
    edition = apps.get_model("monitoring", "Edition")
    readers = ["genesis-classic", "genesis-ffcsv", "shipped"]
    edition.objects.filter(format__in=readers).update(disclosure_rule="published")


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_run_problems")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="disclosure_rule",
            field=models.CharField(default="own", max_length=20, verbose_name="Regel der Geheimhaltung"),
        ),
        migrations.RunPython(mark_published, migrations.RunPython.noop, elidable=True),
    ]
