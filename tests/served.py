"""The archive as a visitor meets it: gunicorn and the collected files in a folder of its own, with the sample in it."""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


class NotServed(Exception):
    """The archive could not be set up or started; the message holds its last words."""


@dataclass(frozen=True)
class Served:
    """A running archive. `url` has no slash at its end; `environment` is what its own commands must run with."""

    url: str
    data: Path
    environment: dict[str, str] = field(repr=False)

    def manage(self, *arguments: str, **variables: str) -> str:
        """What `manage.py` printed. Raises NotServed when it failed."""
        return _run([sys.executable, "manage.py", *arguments], {**self.environment, **variables})

    def get(self, path: str) -> str:
        """The text of a page, or of what the archive says where there is none."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()


@contextmanager
def served_archive(database_url: str = "", within: Path | None = None, **variables: str) -> Iterator[Served]:
    """Serves the sample archive on a free port, from SQLite in a fresh folder or from the empty `database_url`, with
    these variables of the environment besides. `within` is where the fresh folder is made."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-served-", dir=within))
    environment = {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "TMPDIR"}},
        "CHANCERY_ENV_FILE": os.devnull,
        "CHANCERY_DATA": str(folder),
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
        "PORT": "0",
        "PYTHONUNBUFFERED": "1",
        **variables,
    }
    try:
        _run([sys.executable, "manage.py", "prepare_archive"], environment)
        with _served(folder, environment) as served:
            yield served
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served_again(served: Served, **variables: str) -> Iterator[Served]:
    """A second server of the same archive on a port of its own, with these variables besides."""
    with _served(served.data, {**served.environment, **variables}) as again:
        yield again


@contextmanager
def _served(folder: Path, environment: dict[str, str]) -> Iterator[Served]:
    log_file = folder / f"server-{secrets.token_hex(4)}.log"
    with log_file.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "archive/server.py"],
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        address = _address(server)
        if not address:
            raise NotServed(log_file.read_text())
        served = Served(address, folder, environment)
        _expect_health(served)
        yield served
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def _run(command: list[str], environment: dict[str, str]) -> str:
    run = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise NotServed(f"{' '.join(command[1:])} failed: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    return run.stdout


def _address(server: subprocess.Popen) -> str:
    """The address that the server prints once it listens; empty when it ended instead."""
    for line in server.stdout:
        if found := re.search(r"http://\S+:\d+", line):
            return found.group()
    return ""


def _expect_health(served: Served) -> None:
    health = json.loads(served.get("/healthz"))
    if health["status"] != "ok":
        raise NotServed(f"the archive is not well: {health}")
