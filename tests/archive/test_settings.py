"""Settings as a fresh process sees them, for environments that the tests themselves do not run in."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHOW = "import json, archive.settings as s; print(json.dumps({name: getattr(s, name) for name in %r}, default=str))"


def settings(names: list[str], **variables: str) -> dict:
    environment = {"PATH": os.environ["PATH"], "CHANCERY_ENV_FILE": os.devnull, **variables}
    run = subprocess.run(
        [sys.executable, "-c", SHOW % names], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "CHANCERY_ENV_FILE": os.devnull, **variables}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_debug_is_off_and_sqlite_waits_for_its_lock(tmp_path: Path) -> None:
    found = settings(["DEBUG", "DATABASES", "SECURE_SSL_REDIRECT"], CHANCERY_DATA=str(tmp_path))
    assert found["DEBUG"] is False
    assert found["SECURE_SSL_REDIRECT"] is False
    database = found["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "archive.sqlite3")
    assert database["OPTIONS"]["timeout"] >= 20
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = settings(["SECRET_KEY"], CHANCERY_DATA=str(tmp_path / "new"))
    assert settings(["SECRET_KEY"], CHANCERY_DATA=str(tmp_path / "new")) == first
    assert len(first["SECRET_KEY"]) >= 50
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600


def test_a_key_from_the_environment_leaves_no_file(tmp_path: Path) -> None:
    assert settings(["SECRET_KEY"], CHANCERY_DATA=str(tmp_path), SECRET_KEY="given")["SECRET_KEY"] == "given"
    assert list(tmp_path.iterdir()) == []


def test_postgresql_connections_are_kept_and_tested(tmp_path: Path) -> None:
    url = "postgres://editor:p%40ss@db.example:5433/chancery"
    database = settings(["DATABASES"], CHANCERY_DATA=str(tmp_path), DATABASE_URL=url)["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["PASSWORD"]) == ("db.example", 5433, "p@ss")
    assert database["CONN_MAX_AGE"] > 0
    assert database["CONN_HEALTH_CHECKS"] is True


def test_behind_tls_cookies_are_secure_and_plain_requests_redirected(tmp_path: Path) -> None:
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"]
    found = settings(names, CHANCERY_DATA=str(tmp_path), BEHIND_TLS="1", SECURE_HSTS_SECONDS="60")
    assert list(found.values()) == [True, True, True, 60]


def test_a_faulty_variable_ends_a_command_in_one_sentence(tmp_path: Path) -> None:
    run = manage("check", CHANCERY_DATA=str(tmp_path), DATABASE_URL="mysteriously")
    assert run.returncode == 1
    assert run.stderr.startswith("Chancery: DATABASE_URL is not an address of a database;")
    assert "Traceback" not in run.stderr


def test_a_data_folder_that_cannot_be_written_ends_a_command_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = manage("check", CHANCERY_DATA=str(tmp_path / "file" / "data"))
    assert run.returncode == 1
    assert "set CHANCERY_DATA to a folder that can be written" in run.stderr
    assert "Traceback" not in run.stderr
