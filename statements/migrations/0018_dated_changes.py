import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('statements', '0017_uncompared_statement'),
    ]

    operations = [
        migrations.CreateModel(
            name='LastHarvest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(null=True)),
            ],
        ),
        # The columns stay as they are: SQLite would write both tables anew, with every version there is.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='permalink',
                    name='created_at',
                    field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                migrations.AlterField(
                    model_name='revision',
                    name='created_at',
                    field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='permalink',
            index=models.Index(fields=['created_at'], name='permalink_by_date'),
        ),
    ]
