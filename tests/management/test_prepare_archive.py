"""What must be in place before the archive is served, put there once and only where it is missing."""

import os
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor

from statements.models import IndexChange, Party, Statement
from statements.sample.loading import SampleLoader
from statements.sample.records import SampleStatement
from statements.search.indexing.queue import pause_indexing
from statements.search.indexing.status import read_status
from tests import postgres
from tests.conftest import CHECKOUT
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


class Killed(BaseException):
    """The command is killed here."""


@pytest.mark.django_db
def test_a_sample_that_was_interrupted_is_loaded_whole_by_the_next_start(settings, monkeypatch) -> None:  # noqa: ANN001
    settings.LOAD_SAMPLE = True
    with monkeypatch.context() as dying:
        add = SampleLoader._add_statement
        left = iter(range(3))

        def add_or_die(loader: SampleLoader, record: SampleStatement) -> None:
            add(loader, record)
            if next(left, None) is None:
                raise Killed

        dying.setattr(SampleLoader, "_add_statement", add_or_die)
        with pytest.raises(Killed):
            prepare()
    assert "Loading the sample archive" in prepare()
    assert Statement.objects.count() > 4


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told_in_a_sentence(monkeypatch) -> None:  # noqa: ANN001
    def refuse(*arguments: object) -> None:
        raise OperationalError("connection refused\n")

    monkeypatch.setattr(MigrationExecutor, "__init__", refuse)
    with pytest.raises(CommandError, match=r"^The database \(.*\) cannot be used: connection refused$"):
        prepare()


def test_a_postgresql_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # the path of a socket is short
        sockets = Path(folder) / "sockets"
        environment = {
            "PATH": os.environ["PATH"],
            "CHANCERY_ENV_FILE": os.devnull,
            "CHANCERY_DATA": str(tmp_path),
            "LOAD_SAMPLE": "0",
            "DATABASE_URL": f"postgres://postgres@{quote(str(sockets), safe='')}/chancery",
        }
        command = [sys.executable, "manage.py", "prepare_archive", "--no-static", "--wait", "60"]
        with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True) as preparing:
            assert preparing.stdout is not None
            assert preparing.stdout.readline().startswith("Waiting up to 60 seconds for the database of DATABASE_URL: ")
            with postgres.server() as url:
                sockets.symlink_to(unquote(urlsplit(url).netloc.partition("@")[2]))
                said = preparing.stdout.read()
    assert preparing.returncode == 0
    assert "Preparing the database" in said


def test_waiting_for_postgresql_ends_with_a_sentence(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "prepare_archive", "--no-static", "--wait", "1"],
        cwd=CHECKOUT,
        env={
            "PATH": os.environ["PATH"],
            "CHANCERY_ENV_FILE": os.devnull,
            "CHANCERY_DATA": str(tmp_path),
            "DATABASE_URL": f"postgres://chancery@{quote(str(tmp_path), safe='')}/chancery",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stdout.count("Waiting up to 1 seconds") == 1
    assert run.stderr.startswith("CommandError: The database (DATABASE_URL) cannot be used: ")
    assert "Traceback" not in run.stderr


@pytest.mark.django_db
def test_changes_that_a_killed_process_left_are_indexed(settings, index) -> None:  # noqa: ANN001
    settings.LOAD_SAMPLE = False
    prepare()
    with pause_indexing():
        published()
    prepare()
    assert not IndexChange.objects.exists()
    assert read_status().fresh


@pytest.mark.django_db
def test_permissions_that_an_interrupted_migration_did_not_make_are_made(settings) -> None:  # noqa: ANN001
    settings.LOAD_SAMPLE = False
    prepare()
    Permission.objects.filter(codename="add_statement").delete()
    prepare()
    assert Permission.objects.filter(codename="add_statement").exists()
