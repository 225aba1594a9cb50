"""The archive as a visitor meets it: gunicorn and the collected files in a folder of its own, with the sample in it."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
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
    """A running archive. `url` has no slash at its end; `environment` is what its own commands must run with; `log` is
    what the server writes to stderr."""

    url: str
    data: Path
    environment: dict[str, str] = field(repr=False)
    log: Path

    def manage(self, *arguments: str, **variables: str) -> str:
        """What `manage.py` printed. Raises NotServed when it failed."""
        return run_manage({**self.environment, **variables}, *arguments)

    def get(self, path: str) -> str:
        """The text of a page, or of what the archive says where there is none."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()


@dataclass(frozen=True)
class Server:
    """A running server: its port, its first process, and the file of what it says."""

    port: int
    process: int
    log: Path


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
        **variables,
    }
    try:
        run_manage(environment, "prepare_archive")
        with served_here(folder, environment) as served:
            yield served
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served_again(served: Served, **variables: str) -> Iterator[Served]:
    """A second server of the same archive on a port of its own, with these variables besides."""
    with served_here(served.data, {**served.environment, **variables}) as again:
        yield again


@contextmanager
def served_here(folder: Path, environment: dict[str, str]) -> Iterator[Served]:
    """Serves the archive of this folder, which is set up."""
    with serve(environment, folder) as server:
        served = Served(f"http://127.0.0.1:{server.port}", folder, environment, server.log)
        _expect_health(served)
        yield served


@contextmanager
def serve(environment: dict[str, str], data: Path, command: list[str] | None = None) -> Iterator[Server]:
    """A server of what is in the folder `data`, until the block ends. Another `command` than the archive's own must
    listen on $PORT. Raises NotServed with the server's last words."""
    own = [sys.executable, "-m", "gunicorn", "-c", "archive/server.py"]
    port = free_port() if command else 0
    log_file = data / f"server-{secrets.token_hex(4)}.log"
    with log_file.open("wb") as log:
        server = subprocess.Popen(
            command or own,
            cwd=CHECKOUT,
            env={**environment, "PORT": str(port), "PYTHONUNBUFFERED": "1"},
            stdout=log if command else subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        if not (port := _wait_for_port(server, port)):
            raise NotServed(log_file.read_text())
        yield Server(port, server.pid, log_file)
    finally:
        server.terminate()
        server.wait()
        if server.stdout:
            server.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_manage(environment: dict[str, str], *arguments: str) -> str:
    """What `manage.py` printed. Raises NotServed when it failed."""
    return _run([sys.executable, "manage.py", *arguments], environment)


def _run(command: list[str], environment: dict[str, str]) -> str:
    run = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise NotServed(f"{' '.join(command[1:])} failed: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    return run.stdout


def _wait_for_port(server: subprocess.Popen, port: int) -> int:
    """The port on which the server answers: `port`, or the one that it prints; 0 when it ended instead."""
    if server.stdout:
        for line in server.stdout:
            if found := re.search(r"http://\S+:(\d+)", line):
                return int(found[1])
        return 0
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return port
        except OSError:
            time.sleep(0.1)
    return 0


def _expect_health(served: Served) -> None:
    health = json.loads(served.get("/healthz"))
    if health["status"] != "ok":
        raise NotServed(f"the archive is not well: {health}")
