from django.contrib.auth.management import create_permissions
from django.db import migrations

# What each role may do, beyond looking at everything that the desk shows. The later role has all of the earlier.
LOOKED_AT = (
    "statement", "speaker", "speakeralias", "term", "party", "partyname", "treaty", "treatyalias", "treatyparty",
    "treatyrelation", "treatymention", "topic", "publisher", "event", "speech", "paragraph", "revision", "source",
    "statementparty", "merge", "likeness", "job",
)
CONTRIBUTOR = (
    *(f"view_{name}" for name in LOOKED_AT),
    "add_statement", "change_statement",
    "add_treatymention", "change_treatymention", "delete_treatymention",
    "add_statementparty", "change_statementparty", "delete_statementparty",
    "add_event",
)
EDITOR = (
    *CONTRIBUTOR,
    "publish_statement", "withdraw_statement", "import_statements", "delete_statement",
    "change_event", "add_publisher", "change_publisher", "add_speaker", "add_speakeralias", "add_term", "add_treaty",
    "change_likeness", "add_job", "change_job",
)
CURATOR = (
    *CONTRIBUTOR,
    "merge_statement", "merge_speaker", "merge_treaty", "change_likeness",
    *(
        f"{act}_{name}"
        for act in ("add", "change", "delete")
        for name in (
            "speaker", "speakeralias", "term", "party", "partyname", "treaty", "treatyalias", "treatyparty",
            "treatyrelation", "topic", "publisher", "event",
        )
    ),
    "view_permalink",
)
ROLES = {"contributor": CONTRIBUTOR, "editor": EDITOR, "curator": CURATOR}


def give(apps, schema_editor):
    """Make the groups. Permissions are otherwise made after the last migration: here they are needed before."""
    config = apps.get_app_config("statements")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    known = dict(
        Permission.objects.filter(content_type__app_label="statements").values_list("codename", "pk")
    )
    for name, codenames in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(known[codename] for codename in codenames))


def take_back(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("statements", "0006_history_merges_jobs"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give, take_back)]
