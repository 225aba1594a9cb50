import django.db.models.deletion
import statements.text.identity
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def give(apps, schema_editor):
    """Curators may redact. Permissions are otherwise made after the last migration: here they are needed before."""
    config = apps.get_app_config("statements")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    known = Permission.objects.filter(content_type__app_label="statements", codename__endswith="_redaction")
    for group in apps.get_model("auth", "Group").objects.filter(name="curator"):
        group.permissions.add(*known)


class Migration(migrations.Migration):
    dependencies = [
        ("statements", "0014_job_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.CharField(
                        default=statements.text.identity.new_uid, editable=False, max_length=7, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("passage", "Passage"), ("name", "Name")], default="passage", max_length=8
                    ),
                ),
                (
                    "is_everywhere",
                    models.BooleanField(default=False, help_text="In the whole archive, not in one statement only."),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("court_order", "Court order"),
                            ("safety", "A person’s safety"),
                            ("data_protection", "Data protection"),
                            ("other", "Other"),
                        ],
                        help_text="Court order: A court or an authority has ordered it. A person’s safety: The words put a person in danger. Data protection: A person’s right under data protection law. Other: Another reason, told in the sentence beside it.",
                        max_length=16,
                    ),
                ),
                (
                    "sentence",
                    models.CharField(
                        help_text="Public: shown where the words stood. Say why, never what.",
                        max_length=500,
                        verbose_name="public sentence",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="For the desk: file number, who asked.", verbose_name="private note"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("begun", "Begun"), ("rewritten", "Records rewritten"), ("done", "Done")],
                        default="begun",
                        max_length=10,
                    ),
                ),
                (
                    "places",
                    models.JSONField(default=dict, help_text="Kind of place -> how often the words stood there."),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": ("add", "view"),
            },
        ),
        migrations.CreateModel(
            name="RedactedVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was_sha256", models.CharField(blank=True, max_length=64)),
                ("was_digest", models.CharField(max_length=64)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="redactions", to="statements.revision"
                    ),
                ),
                (
                    "redaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="statements.redaction"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RedactedStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("marks", models.PositiveIntegerField(default=0, help_text="Marks in its public words.")),
                (
                    "source_digest",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="Keyed, of the SHA-256 that its raw text had.",
                        max_length=64,
                    ),
                ),
                (
                    "address_digest",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="Keyed, of the key of its address, where that held the words.",
                        max_length=64,
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="redactions",
                        to="statements.statement",
                    ),
                ),
                (
                    "redaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="statements.redaction",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RedactedForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("beginning", models.CharField(help_text="The digest of the first letters.", max_length=64)),
                ("length", models.PositiveIntegerField(help_text="In letters.")),
                ("open_ended", models.BooleanField(default=False)),
                (
                    "key_digest",
                    models.CharField(help_text="Which key made it: another one knows nothing again.", max_length=64),
                ),
                (
                    "redaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="forms", to="statements.redaction"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("sentence", ""), _negated=True), name="redaction_has_sentence"
            ),
        ),
        migrations.AddConstraint(
            model_name="redactedversion",
            constraint=models.UniqueConstraint(fields=("redaction", "revision"), name="redacted_version_once"),
        ),
        migrations.AddConstraint(
            model_name="redactedstatement",
            constraint=models.UniqueConstraint(fields=("redaction", "statement"), name="redacted_statement_once"),
        ),
        migrations.AddConstraint(
            model_name="redactedform",
            constraint=models.UniqueConstraint(fields=("redaction", "digest"), name="redacted_form_once"),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
