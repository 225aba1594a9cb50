"""A migration is done and written down, or neither, whenever the process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.served import CHECKOUT

# Kills itself before or after its first commit.
KILLED_AT_A_COMMIT = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
commit = BaseDatabaseWrapper._commit
def commit_or_die(connection):
    if sys.argv[1] == "after":
        commit(connection)
    os.kill(os.getpid(), signal.SIGKILL)
BaseDatabaseWrapper._commit = commit_or_die
call_command("migrate", "statements", "0014", verbosity=0)
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Of an archive whose tables are those of an earlier version."""
    folder = tmp_path_factory.mktemp("earlier")
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "archive.settings", "CHANCERY_ENV_FILE": os.devnull,
        "CHANCERY_DATA": str(folder), "DATABASE_URL": "", "SECRET_KEY": "only for tests",
    }  # fmt: skip
    migrate(environment, "0001_squashed_0013_index_change_of_names")
    return environment


def migrate(environment: dict[str, str], *target: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "statements", *target, "-v0"]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr


@pytest.mark.sqlite_only
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_migration_that_is_killed_at_its_commit_is_done_by_the_next(environment: dict[str, str], moment: str) -> None:
    migrate(environment, "0001_squashed_0013_index_change_of_names")
    command = [sys.executable, "-c", KILLED_AT_A_COMMIT, moment]
    killed = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    migrate(environment)
