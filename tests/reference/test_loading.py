"""Reference data in the database: added once, the editors' changes kept."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statements.models import Party, PartyName, Topic
from statements.reference.loading import load_reference
from statements.reference.parties import load_parties
from statements.reference.topics import load_topics

pytestmark = pytest.mark.django_db


def test_loading_brings_parties_names_successors_and_topics():
    load_reference()
    assert Party.objects.count() == len(load_parties())
    assert PartyName.objects.count() == sum(len(party.names) for party in load_parties())
    assert Topic.objects.count() == len(load_topics())
    soviet_union = Party.objects.get(code="SUN")
    assert soviet_union.end_latest == date(1991, 12, 26)
    assert soviet_union.successors.filter(code="RUS").exists()
    siam = PartyName.objects.get(name="Siam")
    assert (siam.party.code, siam.key, siam.kind, siam.end_latest) == ("THA", "siam", "former", date(1949, 5, 31))
    weapons = Topic.objects.get(path="peace-and-security/disarmament/nuclear-weapons")
    assert (weapons.depth, weapons.parent.slug, weapons.parent.parent.name) == (3, "disarmament", "Peace and security")


def test_every_row_would_pass_the_forms_of_the_admin():
    load_reference()
    for row in (*Party.objects.all(), *Topic.objects.all(), *PartyName.objects.select_related("party")[::20]):
        row.full_clean(validate_unique=False, validate_constraints=False)


def test_loading_again_changes_nothing():
    load_reference()
    for count in load_reference(update=True).values():
        assert (count.added, count.updated) == (0, 0)


def test_what_an_editor_changed_stays_until_an_update_is_asked_for():
    load_reference()
    Party.objects.filter(code="TUR").update(name="Turkey", note="Renamed by an editor.")
    Party.objects.get(code="TUR").names.get(name="Turkey").delete()
    report = load_reference()
    assert report["names"].added == 1
    assert Party.objects.get(code="TUR").name == "Turkey"
    assert load_reference(update=True)["parties"].updated == 1
    assert Party.objects.get(code="TUR").name == "Türkiye"


def test_a_dry_run_reports_and_changes_nothing(capsys):
    call_command("load_reference", dry_run=True)
    assert f"parties: {len(load_parties())} added, 0 updated, 0 unchanged" in capsys.readouterr().out
    assert not Party.objects.exists()
    assert not Topic.objects.exists()


def test_few_queries_do():
    load_reference()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load_reference()
    assert len(queries) < 20
