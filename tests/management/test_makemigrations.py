"""Help texts need no migration; what the database knows of does."""

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ProjectState

from statements.management.autodetector import SchemaAutodetector


def changes(detector: type[MigrationAutodetector], **attributes: object) -> list[str]:
    """The operations that a migration would have if the place of a statement had these attributes."""
    before, after = ProjectState.from_apps(apps), ProjectState.from_apps(apps)
    field: models.Field = after.models["statements", "statement"].fields["place"].clone()
    for name, value in attributes.items():
        setattr(field, name, value)
    after.models["statements", "statement"].fields["place"] = field
    found = detector(before, after)._detect_changes()
    return [operation.describe() for migration in found.get("statements", []) for operation in migration.operations]


@pytest.mark.parametrize("attributes", [{"help_text": "Where it was said."}, {"_verbose_name": "venue"}])
def test_words_for_people_need_no_migration(attributes):
    assert changes(SchemaAutodetector, **attributes) == []
    assert changes(MigrationAutodetector, **attributes) == ["Alter field place on statement"]


def test_what_the_database_knows_of_needs_one():
    assert changes(SchemaAutodetector, max_length=300) == ["Alter field place on statement"]


@pytest.mark.parametrize("name", ["makemigrations", "migrate"])
def test_both_commands_look_at_the_schema_alone(name):
    app = get_commands()[name]
    assert load_command_class(app, name).autodetector is SchemaAutodetector
