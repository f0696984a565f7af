import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_append_only'),
        ('monitoring', '0007_comparison'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ownindicator',
            name='unit',
            field=models.CharField(max_length=40, verbose_name='Einheit'),
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('title', models.CharField(max_length=120, verbose_name='Titel der Tabelle')),
                ('item', models.CharField(max_length=200, verbose_name='Name der Reihe')),
                ('unit', models.CharField(max_length=40, verbose_name='Einheit')),
                ('question', models.TextField(max_length=2000, verbose_name='Was genau gefragt ist')),
                ('rows', models.CharField(choices=[('whole', 'nur das ganze Gebiet'), ('gemeinden', 'jede Gemeinde'), ('both', 'das ganze Gebiet und jede Gemeinde')], default='whole', max_length=10, verbose_name='Zeilen')),
                ('regions', models.JSONField(default=list, verbose_name='Gebiete')),
                ('years', models.JSONField(default=list, verbose_name='Jahre')),
                ('show_earlier', models.BooleanField(default=True, verbose_name='Vorjahreswerte zeigen')),
                ('recipient', models.CharField(max_length=200, verbose_name='Stelle')),
                ('recipient_function', models.CharField(blank=True, max_length=120, verbose_name='Funktion')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-Mail der Stelle')),
                ('due_on', models.DateField(verbose_name='Frist')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='Hinweis an die Stelle')),
                ('state', models.CharField(choices=[('draft', 'Entwurf'), ('sent', 'verschickt'), ('delivered', 'geliefert'), ('returned', 'zurückgegeben'), ('accepted', 'angenommen')], default='draft', max_length=10, verbose_name='Stand')),
                ('token_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('link_until', models.DateField(blank=True, editable=False, null=True, verbose_name='Link gilt bis')),
                ('sent_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='verschickt am')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='abgeschlossen am')),
                ('earlier', models.JSONField(default=list, editable=False)),
                ('reminded', models.JSONField(default=list, editable=False)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
            ],
            options={
                'verbose_name': 'Datenanfrage',
                'verbose_name_plural': 'Datenanfragen',
                'ordering': ['due_on', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('token_hash', ''), _negated=True), fields=('token_hash',), name='monitoring_request_link')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('values', models.JSONField(verbose_name='Zahlen')),
                ('from_function', models.CharField(max_length=120, verbose_name='Wer antwortet (Stelle oder Funktion)')),
                ('remark', models.TextField(blank=True, max_length=1000, verbose_name='Erläuterung')),
                ('delivered_at', models.DateTimeField(verbose_name='eingegangen am')),
                ('notes', models.JSONField(default=list, verbose_name='Auffälliges')),
                ('state', models.CharField(choices=[('received', 'eingegangen'), ('replaced', 'durch eine neuere ersetzt'), ('returned', 'zurückgegeben'), ('accepted', 'angenommen')], default='received', max_length=10, verbose_name='Stand')),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='Grund der Rückgabe')),
                ('edition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.edition')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='monitoring.datarequest')),
            ],
            options={
                'verbose_name': 'Lieferung',
                'verbose_name_plural': 'Lieferungen',
                'ordering': ['-delivered_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'received')), fields=('request',), name='monitoring_one_open_delivery')],
            },
        ),
    ]
