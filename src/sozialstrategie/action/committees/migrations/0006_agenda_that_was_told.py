from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0005_substitutes_and_carried_papers")]
    operations = [
        migrations.AddField(
            model_name="meeting",
            name="agenda_told",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
    ]
