"""Every address ever handed out, asked for."""

import io

import pytest
from django.core.management import CommandError, call_command

from statements.ingest.writing import write_speeches
from statements.models import Permalink, Revision
from statements.publishing import publish, unpublish, withdraw
from tests.factories import TreatyFactory, published, putin, russia, turn

pytestmark = pytest.mark.django_db


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_links", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return False, out.getvalue() + str(error), err.getvalue()
    return True, out.getvalue(), err.getvalue()


@pytest.fixture
def archive():
    """Public, corrected, withdrawn and taken off; a treaty; a merged uid."""
    corrected = published([turn(putin(), "He thanked his host.", "He spoke of railways.", party=russia())])
    write_speeches(corrected, [turn(putin(), "He thanked his host.", party=russia())])
    publish(corrected, "Corrected.")
    withdraw(published(title="Withdrawn"), "The publisher took it back.")
    unpublish(published(title="Taken off"), "A page is missing.")
    TreatyFactory()
    Permalink.objects.create(address="s/1bcdfgh", target=corrected.get_absolute_url(), reason="The same document.")
    return corrected


def test_all_is_well_and_counted(archive):
    well, out, err = run()
    assert (well, err) == (True, "")
    for line in ("statement: 6", "version: 4", "passage: 8", "treaty: 1", "moved: 1"):
        assert line in out
    assert "addresses answer as they should" in out


def test_a_version_that_does_not_answer_is_named_and_ends_the_command_with_failure(archive):
    Revision.objects.filter(statement=archive, number=2).update(number=7)
    Permalink.objects.bulk_create([Permalink(address="s/2bcdfgh", target="/s/3bcdfgh/")])
    well, out, err = run()
    assert not well
    assert "/s/2bcdfgh/ (moved) answers 404 instead of 200 or 410" in err
    assert "1 of" in out


def test_a_circle_is_found(archive):
    Permalink.objects.bulk_create(
        [Permalink(address="s/4bcdfgh", target="/s/5bcdfgh/"), Permalink(address="s/5bcdfgh", target="/s/4bcdfgh/")]
    )
    well, _, err = run()
    assert not well
    assert "in a circle" in err


def test_passages_and_files_can_be_left_out(archive):
    _, out, _ = run("--no-passages", "--no-files")
    assert "passage" not in out
    assert "file" not in out


def test_one_in_many_can_be_asked(archive):
    _, every, _ = run()
    _, some, _ = run("--every", "5")
    assert int(some.split("All ")[1].split()[0]) < int(every.split("All ")[1].split()[0])
    assert "from 1 on" in run("--every", "0")[1]
