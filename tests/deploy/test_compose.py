"""docker-compose.yml as Compose itself reads it: every setting reaches the archive, passwords stay as they are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

COMPOSE = Path(sys.executable).with_name("docker-compose")
NEEDED = {"SECRET_KEY": "key", "POSTGRES_PASSWORD": "password"}
SETTINGS = re.findall(r"^# ?([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
# What the image or this file decides, and so no operator; DEBUG shows every visitor the settings.
DECIDED = {"CHANCERY_ENV_FILE", "CHANCERY_DATA", "DATABASE_URL", "STATIC_ROOT", "HOST", "PORT", "DEBUG"}
# What only Compose reads.
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "COMPOSE_PROJECT_NAME"}


def configuration(env_file: Path) -> dict:
    """What Compose makes of docker-compose.yml and these lines of `.env`."""
    run = subprocess.run(
        [COMPOSE, "--env-file", env_file, "config", "--format", "json"],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / "env"


def write(env_file: Path, **values: str) -> Path:
    env_file.write_text("".join(f"{name}='{value}'\n" for name, value in {**NEEDED, **values}.items()))
    return env_file


@pytest.mark.parametrize("service", ["prepare", "web"])
def test_every_setting_reaches_the_archive(env_file: Path, service: str) -> None:
    wanted = {name: f"value-of-{name}" for name in SETTINGS if name not in DECIDED | COMPOSE_ONLY | {"PUBLISHED_PORT"}}
    given = configuration(write(env_file, **wanted))["services"][service]["environment"]
    assert {name: given.get(name) for name in wanted} == wanted


def test_nothing_is_set_that_no_document_explains(env_file: Path) -> None:
    given = configuration(write(env_file))["services"]["web"]["environment"]
    assert set(given) - set(SETTINGS) == {"PGPASSWORD"}
    assert not set(given) & (DECIDED - {"DATABASE_URL"})


def test_what_is_not_set_keeps_its_default(env_file: Path) -> None:
    given = configuration(write(env_file))["services"]["web"]["environment"]
    # gunicorn reads WEB_CONCURRENCY by itself and ends at an empty one.
    decided = {"DATABASE_URL", "PGPASSWORD", "SECRET_KEY", "PUBLISHED_PORT", "WEB_CONCURRENCY"}
    assert {name for name, value in given.items() if value} == decided


def test_a_dollar_in_single_quotes_is_a_dollar(env_file: Path) -> None:
    services = configuration(write(env_file, SECRET_KEY="a$bc$$d", POSTGRES_PASSWORD="p@ss/$w:rd#1"))["services"]
    # `config` writes each dollar twice, so that its answer can be read again.
    assert services["web"]["environment"]["SECRET_KEY"] == "a$$bc$$$$d"
    assert services["web"]["environment"]["PGPASSWORD"] == "p@ss/$$w:rd#1"
    assert services["db"]["environment"]["POSTGRES_PASSWORD"] == "p@ss/$$w:rd#1"


def test_a_password_is_missed_before_anything_starts(env_file: Path) -> None:
    env_file.write_text("SECRET_KEY=key\n")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        configuration(env_file)
    assert "set POSTGRES_PASSWORD, as .env.example says" in failed.value.stderr


def test_an_archive_finds_its_volumes_and_a_second_one_has_others(env_file: Path) -> None:
    first = configuration(write(env_file))
    assert {volume["name"] for volume in first["volumes"].values()} == {"chancery_database", "chancery_archive"}
    second = configuration(write(env_file, COMPOSE_PROJECT_NAME="second", PUBLISHED_PORT="8010"))
    assert {volume["name"] for volume in second["volumes"].values()} == {"second_database", "second_archive"}
    assert second["services"]["web"]["ports"][0]["published"] == "8010"


def test_the_database_is_asked_over_tcp(env_file: Path) -> None:
    """While a new database is prepared, its server listens on a socket alone and is not the one that stays."""
    assert "--host=127.0.0.1" in configuration(write(env_file))["services"]["db"]["healthcheck"]["test"]
