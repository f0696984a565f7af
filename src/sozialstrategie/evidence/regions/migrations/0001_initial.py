import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=8, primary_key=True, serialize=False, verbose_name='Schlüssel')),
                ('level', models.CharField(choices=[('bund', 'Deutschland'), ('land', 'Land'), ('regierungsbezirk', 'Regierungsbezirk'), ('kreis', 'Kreis'), ('gemeinde', 'Gemeinde'), ('kreisteil', 'Teil eines Kreises')], max_length=16, verbose_name='Ebene')),
                ('kind', models.CharField(choices=[('bund', 'Bund'), ('land', 'Land'), ('regierungsbezirk', 'Regierungsbezirk'), ('statistische_region', 'Statistische Region'), ('kreisfreie_stadt', 'kreisfreie Stadt'), ('landkreis', 'Landkreis'), ('kommunalverband', 'Kommunalverband besonderer Art'), ('stadt', 'Stadt'), ('gemeinde', 'Gemeinde'), ('kreisteil', 'Teil eines Kreises')], max_length=20, verbose_name='Art')),
                ('name', models.CharField(max_length=100, verbose_name='Name')),
                ('short_name', models.CharField(max_length=100, verbose_name='Kurzname')),
                ('sort_name', models.CharField(max_length=100, verbose_name='Sortiername')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='gültig ab')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='gültig bis')),
                ('precision', models.CharField(blank=True, choices=[('day', 'auf den Tag genau'), ('year', 'auf das Jahr genau'), ('', 'nicht erhoben')], max_length=4, verbose_name='Genauigkeit der Daten')),
                ('ars', models.CharField(blank=True, max_length=12, verbose_name='Regionalschlüssel')),
                ('in_project', models.BooleanField(default=False, verbose_name='eine der zwölf Gebietskörperschaften')),
                ('area_km2', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='Fläche in km²')),
                ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='Bevölkerung am 31.12.2023 (Zensus 2011)')),
                ('lon', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name='Längengrad')),
                ('lat', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, verbose_name='Breitengrad')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='Hinweis')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='regions.region', verbose_name='gehört zu')),
            ],
            options={
                'verbose_name': 'Gebiet',
                'verbose_name_plural': 'Gebiete',
                'ordering': ('sort_name', 'code'),
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='region_validity_in_order', violation_error_message='Die Gültigkeit endet vor ihrem Beginn.'), models.CheckConstraint(condition=models.Q(models.Q(('level', 'bund'), ('parent__isnull', True)), models.Q(models.Q(('level', 'bund'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='region_has_parent', violation_error_message='Jedes Gebiet außer Deutschland gehört zu einem anderen.')],
            },
        ),
        migrations.CreateModel(
            name='TerritorialEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', 'geht ganz in einem anderen Gebiet auf'), ('split', 'geht in mehreren Gebieten auf oder wird geteilt'), ('boundary_shift', 'gibt einen Teil ab'), ('rename', 'bekommt einen neuen Namen'), ('key_change', 'bekommt einen neuen Schlüssel')], max_length=16, verbose_name='Art')),
                ('date', models.DateField(verbose_name='wirksam ab')),
                ('precision', models.CharField(choices=[('day', 'auf den Tag genau'), ('year', 'auf das Jahr genau'), ('', 'nicht erhoben')], max_length=4, verbose_name='Genauigkeit')),
                ('target_status', models.DateField(verbose_name='Gebietsstand des Ziels')),
                ('weight_population', models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True, verbose_name='Anteil der Bevölkerung')),
                ('weight_area', models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True, verbose_name='Anteil der Fläche')),
                ('old_name', models.CharField(blank=True, max_length=100, verbose_name='alter Name')),
                ('new_name', models.CharField(blank=True, max_length=100, verbose_name='neuer Name')),
                ('basis', models.CharField(max_length=40, verbose_name='Grundlage')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='Hinweis')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events_out', to='regions.region', verbose_name='Ausgangsgebiet')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events_in', to='regions.region', verbose_name='Zielgebiet')),
            ],
            options={
                'verbose_name': 'Gebietsänderung',
                'verbose_name_plural': 'Gebietsänderungen',
                'ordering': ('date', 'source', 'target'),
                'constraints': [models.UniqueConstraint(fields=('date', 'kind', 'source', 'target'), name='territorial_event_once'), models.CheckConstraint(condition=models.Q(('weight_population__isnull', True), models.Q(('weight_population__gt', 0), ('weight_population__lte', 1)), _connector='OR'), name='territorial_event_weight', violation_error_message='Das Gewicht ist ein Anteil über 0 und höchstens 1.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'rename'), ('new_name__gt', ''), ('source', models.F('target'))), models.Q(models.Q(('kind', 'rename'), _negated=True), models.Q(('source', models.F('target')), _negated=True)), _connector='OR'), name='territorial_event_rename', violation_error_message='Nur eine Umbenennung bleibt beim selben Gebiet.')],
            },
        ),
        migrations.AddIndex(
            model_name='region',
            index=models.Index(fields=['level', 'parent'], name='region_level_parent'),
        ),
    ]
