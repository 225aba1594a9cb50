from django.contrib.auth.management import create_permissions
from django.db import migrations, models

READERS = ("editor", "curator")


def give(apps, schema_editor):
    """Let editors and curators read the log. Permissions are otherwise made after the last migration."""
    config = apps.get_app_config("statements")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="statements", codename="view_askedquery"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=READERS):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("statements", "0010_desk_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(blank=True, help_text="As typed.", max_length=1000)),
                (
                    "filters",
                    models.JSONField(blank=True, default=dict, help_text="Facet -> codes chosen beside the words."),
                ),
                (
                    "hits",
                    models.PositiveIntegerField(help_text="Statements, or passages where these were listed."),
                ),
                ("milliseconds", models.FloatField(help_text="From the asking to the whole page.")),
                ("asked_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={"ordering": ["-pk"], "verbose_name_plural": "asked queries"},
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
