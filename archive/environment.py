"""The environment as the settings read it: real variables first, then the lines of a `.env` file.

Every variable is read through `Environment`, which remembers what was read, so that a test can compare `.env.example`
with it, and so that an unusable value ends in one sentence instead of a traceback from somewhere else.
"""

import ipaddress
import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


class EnvironmentProblem(Exception):
    """A variable holds what the archive cannot use; the message says which, what, and what to write instead."""


def is_installed(module: str) -> bool:
    """Whether the packages of an extra that bring `module` are there."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False  # not even what holds it


def read_env_file(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of a `.env` file; comments and empty lines are skipped, one pair of quotes is taken off.

    A missing file is an empty one. Raises EnvironmentProblem, with file and line, for a line that is neither.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentProblem(f"{path} cannot be read: {error}.") from error
    values = {}
    for number, line in enumerate(lines, start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.removeprefix("export ").partition("=")
        if not equals or not name.strip().isidentifier():
            raise EnvironmentProblem(f"{path}, line {number}: expected NAME=value, found {line!r}.")
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name.strip()] = value
    return values


class Environment:
    """Variables by name and kind. `names_read` are the names, in the order in which they were first read."""

    def __init__(self, variables: Mapping[str, str], fallback: Mapping[str, str] | None = None) -> None:
        self._values = {**(fallback or {}), **variables}
        self.names_read: list[str] = []

    @classmethod
    def from_process(cls, env_file: Path) -> "Environment":
        """The process's own variables before those of `env_file`, or of the file that CHANCERY_ENV_FILE names."""
        chosen = os.environ.get("CHANCERY_ENV_FILE")
        environment = cls(os.environ, read_env_file(Path(chosen) if chosen else env_file))
        environment.names_read.append("CHANCERY_ENV_FILE")
        return environment

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding blanks; `default` when it is missing or empty."""
        if name not in self.names_read:
            self.names_read.append(name)
        return self._values.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name, str(default)).lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise EnvironmentProblem(f"{name} is {value!r}; write 1 for yes or 0 for no.")

    def words(self, name: str, default: str = "") -> list[str]:
        """Values separated by commas."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def networks(self, name: str, default: str = "") -> list[str]:
        """Addresses and networks of IPv4 or IPv6, separated by commas."""
        words = self.words(name, default)
        for word in words:
            try:
                ipaddress.ip_network(word, strict=False)
            except ValueError as error:
                raise EnvironmentProblem(
                    f"{name} has {word!r}; write addresses or networks, such as 10.0.0.7 or 10.0.0.0/8."
                ) from error
        return words

    def web_address(self, name: str) -> str:
        """An address of http or https, without a slash at its end; empty when there is none."""
        value = self.text(name)
        try:
            parts = urlsplit(value)
            usable = not value or (parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0)
        except ValueError:
            usable = False
        if not usable:
            raise EnvironmentProblem(f"{name} is {value!r}; write an address, such as http://127.0.0.1:4318.")
        return value.rstrip("/")

    def number(self, name: str, default: int, least: int = 0) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) < least:
            raise EnvironmentProblem(f"{name} is {value!r}; write a whole number of at least {least}.")
        return int(value)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default).upper()
        if value not in allowed:
            raise EnvironmentProblem(f"{name} is {value!r}; write one of {', '.join(allowed)}.")
        return value
