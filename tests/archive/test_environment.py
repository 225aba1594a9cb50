"""The environment as the settings read it, and the documentation of it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from archive.environment import Environment, EnvironmentProblem, read_env_file

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = set(re.findall(r"^# ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
# Read by docker-compose.yml, not by Python.
OF_COMPOSE = {"POSTGRES_PASSWORD", "PUBLISHED_PORT", "COMPOSE_PROJECT_NAME"}


def asked_by(module: str) -> set[str]:
    code = f"import {module} as read; print(' '.join(read.environment.names_read))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_every_variable_that_is_read_is_documented_and_the_other_way_round() -> None:
    # BEHIND_TLS decides whether SECURE_HSTS_SECONDS is asked for at all.
    read = asked_by("archive.settings") | asked_by("archive.server") | {"SECURE_HSTS_SECONDS"}
    assert read == DOCUMENTED - OF_COMPOSE


def test_compose_variables_are_documented() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked <= DOCUMENTED
    assert asked >= OF_COMPOSE


def test_a_real_variable_goes_before_the_file() -> None:
    environment = Environment({"PORT": "9000"}, {"PORT": "8000", "HOST": "0.0.0.0"})
    assert environment.number("PORT", 1) == 9000
    assert environment.text("HOST") == "0.0.0.0"
    assert environment.names_read == ["PORT", "HOST"]


def test_an_empty_variable_means_the_default() -> None:
    environment = Environment({"ALLOWED_HOSTS": " ", "DEBUG": ""})
    assert environment.words("ALLOWED_HOSTS", "a.example, b.example") == ["a.example", "b.example"]
    assert environment.flag("DEBUG", default=True) is True


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("DEBUG", "perhaps", lambda environment: environment.flag("DEBUG")),
        ("PORT", "80a", lambda environment: environment.number("PORT", 8000)),
        ("WEB_CONCURRENCY", "0", lambda environment: environment.number("WEB_CONCURRENCY", 2, least=1)),
        ("LOG_LEVEL", "loud", lambda environment: environment.choice("LOG_LEVEL", "INFO", ("INFO", "DEBUG"))),
    ],
)
def test_a_value_nobody_can_use_is_named_with_its_variable(name: str, value: str, read) -> None:  # noqa: ANN001
    with pytest.raises(EnvironmentProblem, match=name) as problem:
        read(Environment({name: value}))
    assert value.lower() in str(problem.value).lower()


def test_the_file_may_hold_comments_quotes_and_export(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# hosts\n\nexport ALLOWED_HOSTS='archive.example'\nSECRET_KEY=\"a=b#c\"\nDEBUG = 0\n")
    assert read_env_file(file) == {"ALLOWED_HOSTS": "archive.example", "SECRET_KEY": "a=b#c", "DEBUG": "0"}


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_env_file(tmp_path / "none") == {}


def test_a_line_that_is_no_assignment_is_named_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("DEBUG=0\nnonsense\n")
    with pytest.raises(EnvironmentProblem, match="line 2"):
        read_env_file(file)
