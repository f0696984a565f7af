import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_append_only'),
        ('monitoring', '0006_offers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ownindicator',
            name='unit',
            field=models.CharField(choices=[('%', '%'), ('je 100', 'je 100'), ('je 1.000', 'je 1.000'), ('je 10.000', 'je 10.000'), ('je 100.000', 'je 100.000'), ('Personen', 'Personen'), ('Fälle', 'Fälle'), ('Haushalte', 'Haushalte'), ('Wohnungen', 'Wohnungen'), ('Plätze', 'Plätze'), ('Jahre', 'Jahre'), ('Euro', 'Euro'), ('Euro je Einwohner', 'Euro je Einwohner'), ('1.000 Euro je Einwohner', '1.000 Euro je Einwohner'), ('Euro je m²', 'Euro je m²'), ('Plätze je Fachkraft', 'Plätze je Fachkraft'), ('m²', 'm²'), ('m² je Einwohner', 'm² je Einwohner'), ('Einwohner je km²', 'Einwohner je km²'), ('Personen je Haushalt', 'Personen je Haushalt'), ('Index', 'Index')], max_length=40, verbose_name='Einheit'),
        ),
        migrations.CreateModel(
            name='ComparisonGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('members', models.JSONField(default=list, verbose_name='Kreise')),
                ('note', models.TextField(blank=True, verbose_name='Warum diese')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
            ],
            options={
                'verbose_name': 'Vergleichsgruppe',
                'verbose_name_plural': 'Vergleichsgruppen',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True)), fields=('owner', 'name'), name='monitoring_one_group_name')],
            },
        ),
        migrations.CreateModel(
            name='ComparisonChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('land', 'alle Kreise des Landes'), ('similar', 'die zehn ähnlichsten Kreise in Deutschland'), ('similar_land', 'die zehn ähnlichsten Kreise des Landes'), ('own', 'eine eigene Gruppe')], default='land', max_length=12, verbose_name='Vergleich mit')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.comparisongroup')),
            ],
            options={
                'verbose_name': 'gewählter Vergleich',
                'constraints': [models.UniqueConstraint(fields=('owner',), name='monitoring_one_comparison'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'own'), ('group__isnull', False)), models.Q(models.Q(('kind', 'own'), _negated=True), ('group__isnull', True)), _connector='OR'), name='monitoring_own_comparison_names_group')],
            },
        ),
    ]
