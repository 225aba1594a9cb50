"""What must be in place before the archive is served, put there once and only where it is missing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor

from statements.models import Party, Statement
from statements.search.indexing.status import read_status
from tests.factories import published


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
def test_an_index_that_is_missing_is_built_and_one_that_is_behind_is_mended(settings, tmp_path: Path) -> None:  # noqa: ANN001
    settings.LOAD_SAMPLE = False
    settings.HAYSTACK_CONNECTIONS = {
        "default": {**settings.HAYSTACK_CONNECTIONS["default"], "PATH": str(tmp_path / "index")}
    }
    kept = [published(), published()]
    assert "Building the search index" in prepare()
    assert "index" not in prepare()
    later = published()
    assert "Bringing the search index up to date (1 statements)" in prepare()
    assert "index" not in prepare()
    assert read_status().indexed == len([*kept, later])


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told_in_a_sentence(monkeypatch) -> None:  # noqa: ANN001
    def refuse(*arguments: object) -> None:
        raise OperationalError("connection refused\n")

    monkeypatch.setattr(MigrationExecutor, "__init__", refuse)
    with pytest.raises(CommandError, match=r"^The database \(.*\) cannot be used: connection refused$"):
        prepare()
