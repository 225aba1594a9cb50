"""What may stand where pages link to: refused on every way in, and never given out."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from statements.models import Publisher, Statement, Treaty
from statements.models.web_address import WebAddressField
from tests.factories import PublisherFactory, StatementFactory, TreatyFactory

pytestmark = pytest.mark.django_db
SCRIPT = "javascript:alert(document.cookie)"
FIELDS = [
    (factory, field.name)
    for factory, model in ((PublisherFactory, Publisher), (StatementFactory, Statement), (TreatyFactory, Treaty))
    for field in model._meta.concrete_fields
    if isinstance(field, models.URLField)
]


def test_every_address_of_every_record_is_held_to_the_rule():
    assert len(FIELDS) == 5
    assert all(isinstance(factory._meta.model._meta.get_field(name), WebAddressField) for factory, name in FIELDS)


@pytest.mark.parametrize(("factory", "name"), FIELDS)
def test_a_script_is_no_address_however_it_comes(factory, name):
    record = factory()
    model = type(record)
    setattr(record, name, SCRIPT)
    with pytest.raises(ValidationError, match="no web address"):
        record.full_clean()
    called = "name" if model is Publisher else "title"
    for write in (
        record.save,
        lambda: model.objects.filter(pk=record.pk).update(**{name: SCRIPT}),
        lambda: model.objects.bulk_update([record], [name]),
        lambda: model.objects.bulk_create([model(**{called: "Another", name: SCRIPT})]),
    ):
        with pytest.raises(ValidationError, match="no web address"), transaction.atomic():
            write()
    assert getattr(model.objects.get(pk=record.pk), name) != SCRIPT


@pytest.mark.parametrize(("factory", "name"), FIELDS)
def test_what_an_older_version_has_stored_is_never_given_out(factory, name, client):
    record = factory()
    table = record._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", [SCRIPT, record.pk])
    assert getattr(type(record).objects.get(pk=record.pk), name) == ""
    assert list(type(record).objects.filter(pk=record.pk).values_list(name, flat=True)) == [""]


def test_an_address_is_kept_as_its_publisher_writes_it():
    url = "HTTPS://press_office.example.org/Talks?id=1#p2"
    assert PublisherFactory(name="The press", home_url=url).home_url == url
