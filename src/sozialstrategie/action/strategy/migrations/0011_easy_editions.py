import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_append_only'),
        ('strategy', '0010_first_status_updates'),
    ]

    operations = [
        migrations.CreateModel(
            name='EasyEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('title', models.CharField(max_length=160, verbose_name='Titel')),
                ('text', models.TextField(max_length=60000, verbose_name='Text')),
                ('released_title', models.CharField(blank=True, editable=False, max_length=160)),
                ('released_text', models.TextField(blank=True, editable=False)),
                ('released_on', models.DateField(blank=True, editable=False, null=True, verbose_name='veröffentlicht am')),
                ('released_tested_by', models.TextField(blank=True, editable=False)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('version_of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='easy_editions', to='strategy.strategyversion', verbose_name='Fassung')),
            ],
            options={
                'verbose_name': 'leicht verständliche Fassung',
                'verbose_name_plural': 'leicht verständliche Fassungen',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True)), fields=('version_of',), name='strategy_easy_once', violation_error_message='Zu dieser Fassung gibt es schon einen leicht verständlichen Text.'), models.CheckConstraint(condition=models.Q(('released_on__isnull', True), models.Q(('released_text', ''), _negated=True), _connector='OR'), name='strategy_easy_released_words')],
            },
        ),
        migrations.CreateModel(
            name='EasyTestReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('group', models.CharField(choices=[('learning', 'Menschen mit Lernschwierigkeiten'), ('little_german', 'Menschen, die Deutsch lernen'), ('older', 'ältere Menschen'), ('others', 'andere')], max_length=15, verbose_name='Wer hat gelesen')),
                ('organisation', models.CharField(max_length=160, verbose_name='Organisation')),
                ('day', models.DateField(verbose_name='Tag')),
                ('readers', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='Wie viele Menschen')),
                ('changed', models.TextField(max_length=2000, verbose_name='Was danach geändert wurde')),
                ('text_sha', models.CharField(editable=False, max_length=64)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='test_readings', to='strategy.easyedition')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
            ],
            options={
                'verbose_name': 'Testlesen',
                'verbose_name_plural': 'Testlesen',
                'ordering': ['-day', '-id'],
            },
        ),
    ]
