import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_append_only'),
        ('monitoring', '0003_edition_disclosure_rule'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnIndicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('code', models.CharField(editable=False, max_length=60, unique=True, verbose_name='Kennung')),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('theme', models.CharField(max_length=80, verbose_name='Thema')),
                ('unit', models.CharField(max_length=40, verbose_name='Einheit')),
                ('decimals', models.PositiveSmallIntegerField(default=1, verbose_name='Nachkommastellen')),
                ('direction', models.CharField(choices=[('none', 'keine: weder gut noch schlecht'), ('lower', 'weniger ist besser'), ('higher', 'mehr ist besser')], default='none', max_length=10, verbose_name='Richtung')),
                ('counts_people', models.BooleanField(default=False, verbose_name='zählt Menschen')),
                ('definition', models.TextField(verbose_name='Definition')),
                ('not_shown', models.TextField(verbose_name='Was die Zahl nicht zeigt')),
                ('table', models.CharField(max_length=80, verbose_name='Tabelle')),
                ('item', models.CharField(blank=True, max_length=300, verbose_name='Reihe')),
                ('category', models.CharField(blank=True, max_length=300, verbose_name='Gliederung')),
                ('below_item', models.CharField(blank=True, max_length=300, verbose_name='Reihe unter dem Bruchstrich')),
                ('below_category', models.CharField(blank=True, max_length=300, verbose_name='Gliederung unter dem Bruchstrich')),
                ('is_ratio', models.BooleanField(default=False, verbose_name='wird geteilt')),
                ('factor', models.FloatField(default=1.0, verbose_name='mal')),
                ('target', models.FloatField(blank=True, null=True, verbose_name='Zielwert')),
                ('target_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Zieljahr')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
            ],
            options={
                'verbose_name': 'eigene Kennzahl',
                'ordering': ['theme', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('counts_people', False), ('direction', 'none'), _connector='OR'), name='monitoring_people_have_no_direction'), models.CheckConstraint(condition=models.Q(('factor__gt', 0)), name='monitoring_factor_above_zero')],
            },
        ),
        migrations.CreateModel(
            name='SavedMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('table', models.CharField(max_length=80, verbose_name='Kürzel der Tabelle')),
                ('plain', models.JSONField(verbose_name='Zuordnung')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
            ],
            options={
                'verbose_name': 'Zuordnung',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True)), fields=('owner', 'table'), name='monitoring_one_mapping')],
            },
        ),
        migrations.AddField(
            model_name='edition',
            name='series',
            field=models.JSONField(blank=True, default=list, verbose_name='Reihen'),
        ),
        migrations.AddField(
            model_name='edition',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation'),
        ),
        migrations.AddField(
            model_name='run',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.organisation'),
        ),
        migrations.AlterField(
            model_name='edition',
            name='digest',
            field=models.CharField(max_length=64),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('owner__isnull', True)), fields=('digest',), name='monitoring_one_official'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('owner', 'digest'), name='monitoring_one_own'),
        ),
    ]
