from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statements", "0012_help_texts")]

    operations = [
        migrations.RenameField(model_name="indexchange", old_name="statement", new_name="record"),
        migrations.AlterField(
            model_name="indexchange",
            name="record",
            field=models.PositiveBigIntegerField(help_text="Its primary key; the record itself may be gone."),
        ),
        migrations.AddField(
            model_name="indexchange",
            name="model",
            field=models.CharField(
                default="statement",
                help_text="Statement, speaker, treaty, party, topic or event; “names” for all of them but statements.",
                max_length=20,
            ),
        ),
    ]
