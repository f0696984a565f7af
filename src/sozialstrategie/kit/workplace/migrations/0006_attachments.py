from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workplace", "0005_word_templates")]
    operations = [
        migrations.AddField(model_name="outgoingmail", name="attachments", field=models.JSONField(default=list)),
    ]
