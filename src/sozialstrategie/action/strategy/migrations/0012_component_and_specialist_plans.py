import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_append_only'),
        ('strategy', '0011_easy_editions'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpecialistPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('youth_welfare', 'Jugendhilfeplan (§ 80 SGB VIII)'), ('family', 'LSZ-Plan (fachspezifischer integrierter Plan)'), ('inclusion', 'Maßnahmenplan nach ThürGIG'), ('care', 'Pflege- oder Altenhilfeplan'), ('health', 'Gesundheitsplan'), ('transport', 'Nahverkehrsplan'), ('other', 'anderer Fachplan')], max_length=15, verbose_name='Art')),
                ('title', models.CharField(max_length=200, verbose_name='Titel des Plans')),
                ('passage', models.CharField(blank=True, max_length=200, verbose_name='Stelle im Plan')),
                ('link', models.CharField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(message='Bitte geben Sie eine Adresse an, die mit https:// beginnt.', schemes=['https'])], verbose_name='Adresse')),
                ('on', models.DateField(blank=True, null=True, verbose_name='Stand des Plans')),
                ('measure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='specialist_plans', to='strategy.measure')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('strategy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='specialist_plans', to='strategy.strategy')),
            ],
            options={
                'verbose_name': 'Fachplan',
                'verbose_name_plural': 'Fachpläne',
                'ordering': ['kind', 'title', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('measure__isnull', True), ('strategy__isnull', False)), models.Q(('measure__isnull', False), ('strategy__isnull', True)), _connector='OR'), name='strategy_specialist_plan_one_subject'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__startswith', 'https://'), _connector='OR'), name='strategy_specialist_plan_https', violation_error_message='Bitte geben Sie eine Adresse an, die mit https:// beginnt.')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='strategy',
            name='strategy_one_in_force',
        ),
        migrations.AddField(
            model_name='goal',
            name='life_phases',
            field=models.JSONField(blank=True, default=list, verbose_name='Lebensphasen'),
        ),
        migrations.AddField(
            model_name='measure',
            name='life_phases',
            field=models.JSONField(blank=True, default=list, verbose_name='Lebensphasen'),
        ),
        migrations.AddField(
            model_name='strategy',
            name='umbrella',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='component_plans', to='strategy.strategy', verbose_name='Teilplan von'),
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True), ('stage__in', ('adopted', 'implementing', 'interim_review', 'strategy_revision')), ('umbrella__isnull', True)), fields=('owner',), name='strategy_one_in_force', violation_error_message='Es gilt schon eine beschlossene Strategie.'),
        ),
    ]
