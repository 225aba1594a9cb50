"""What must be in place before the archive is served, put there once and only where it is missing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor

from statements.models import Party, Statement


def prepare() -> str:
    """What the command said, the steps' own reports aside."""
    out = StringIO()
    call_command("prepare_archive", "--no-static", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_new_archive_gets_its_countries_once(settings) -> None:  # noqa: ANN001
    settings.LOAD_SAMPLE = False
    assert "Loading countries, organisations and topics" in prepare()
    assert Party.objects.filter(code="THA").exists()
    assert "Loading" not in prepare()


@pytest.mark.django_db
def test_who_wants_no_sample_keeps_an_empty_archive(settings) -> None:  # noqa: ANN001
    settings.LOAD_SAMPLE = False
    assert "sample" not in prepare()
    assert not Statement.objects.exists()


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told_in_a_sentence(monkeypatch) -> None:  # noqa: ANN001
    def refuse(*arguments: object) -> None:
        raise OperationalError("connection refused\n")

    monkeypatch.setattr(MigrationExecutor, "__init__", refuse)
    with pytest.raises(CommandError, match=r"^The database \(.*\) cannot be used: connection refused$"):
        prepare()
