from django.db import migrations, models
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest


def from_revisions(apps, schema_editor):
    """What is public was last changed by its last version; what was withdrawn, when its row was last written."""
    Statement = apps.get_model("statements", "Statement")
    Revision = apps.get_model("statements", "Revision")
    last = Revision.objects.filter(statement=OuterRef("pk")).order_by().values("statement").annotate(at=Max("created_at"))
    once_public = Statement.objects.exclude(published_at=None)
    once_public.filter(status="published").update(datestamp=Coalesce(Subquery(last.values("at")), F("published_at")))
    once_public.filter(status="withdrawn").update(datestamp=Greatest(F("published_at"), F("changed_at")))


class Migration(migrations.Migration):
    dependencies = [
        ("statements", "0002_source_lock_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="datestamp",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When what the public sees of it last changed; harvesters ask by it. "
                "Empty until it is first public.",
                null=True,
            ),
        ),
        migrations.RunPython(from_revisions, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["datestamp", "uid"], name="statement_by_datestamp"),
        ),
    ]
