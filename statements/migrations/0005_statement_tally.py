from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statements", "0004_intake"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="statement",
            name="statement_by_year",
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["status", "year", "kind", "language", "publisher"], name="statement_tally"),
        ),
    ]
