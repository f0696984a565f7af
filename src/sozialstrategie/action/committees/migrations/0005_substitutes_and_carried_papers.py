import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0004_frozen_votes_and_minutes")]
    operations = [
        migrations.AddField(
            model_name="attendance",
            name="stands_in_for",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stood_in_for",
                to="committees.membership",
                verbose_name="vertritt",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="earlier_items",
            field=models.ManyToManyField(
                blank=True,
                editable=False,
                related_name="earlier_consultations",
                to="committees.agendaitem",
                verbose_name="vorher unter",
            ),
        ),
    ]
