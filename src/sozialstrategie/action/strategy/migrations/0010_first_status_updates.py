"""What measures say about themselves today becomes the first entry of their history."""

from django.db import migrations


def begin_history(apps, schema_editor):
    StatusUpdate = apps.get_model("strategy", "StatusUpdate")
    for m in apps.get_model("strategy", "Measure").objects.filter(progress_on__isnull=False).iterator():
        StatusUpdate.objects.create(
            owner_id=m.owner_id, measure=m, day=m.progress_on, rating=m.rating, text=m.progress_note,
            next_step=m.next_step, by_words=m.lead_unit,
        )


class Migration(migrations.Migration):
    dependencies = [("strategy", "0009_implementation")]

    operations = [migrations.RunPython(begin_history, migrations.RunPython.noop)]
