"""What a job has written is kept record by record until it is over, so that its report tells of all of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statements", "0013_index_change_of_names")]

    operations = [
        migrations.CreateModel(
            name="JobEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.JSONField(help_text="As `ingest.report.Entry` has it.")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_entries",
                        to="statements.job",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
