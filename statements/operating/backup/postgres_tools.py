"""PostgreSQL's own programs: found in the right version, and run on the database of the settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from .problems import BackupProblem

# Where Debian keeps the programs of each version, whichever of them is in the path.
_VERSIONED = Path("/usr/lib/postgresql")


def find_program(name: str, server_version: int) -> str:
    """The path of `pg_dump` or `pg_restore`, of the server's major version or a newer one.

    `server_version` is PostgreSQL's number: 170004 for 17.4. Raises BackupProblem, with what to install.
    """
    major = server_version // 10_000
    found: dict[str, int] = {}
    folders = [*os.environ.get("PATH", os.defpath).split(os.pathsep), *map(str, _VERSIONED.glob("*/bin"))]
    for folder in folders:
        path = shutil.which(name, path=folder)
        if path and path not in found:
            found[path] = _read_major(path)
    fitting = [path for path, version in found.items() if version >= major]
    if fitting:
        return min(fitting, key=lambda path: found[path])
    install = f"Install PostgreSQL's client programs of version {major} (Debian: apt install postgresql-client-{major})"
    if found:
        raise BackupProblem(
            f"The server is PostgreSQL {major} and {name} here is {max(found.values())}: too old. {install}."
        )
    raise BackupProblem(f"{name} was not found. {install}, or add their folder to PATH.")


def _read_major(path: str) -> int:
    run = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"(\d+)(?:\.\d+)?", run.stdout)
    return int(version.group(1)) if version and not run.returncode else 0


def start_program(
    command: Sequence[str], database: Mapping[str, Any], *, stdout: IO[bytes] | int, stdin: IO[bytes] | int
) -> subprocess.Popen[bytes]:
    """Connection and password go by the environment, where no list of processes shows them."""
    options = database.get("OPTIONS", {})
    connection = {
        "PGHOST": database.get("HOST"),
        "PGPORT": database.get("PORT"),
        "PGUSER": database.get("USER"),
        "PGPASSWORD": database.get("PASSWORD"),
        "PGDATABASE": database.get("NAME"),
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
    }
    environment = {**os.environ, **{name: str(value) for name, value in connection.items() if value}}
    return subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)


def expect_success(process: subprocess.Popen[bytes], name: str) -> None:
    """Wait for the end. Raises BackupProblem, with the program's last words."""
    said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
    if process.wait():
        last = said.splitlines()[-1] if said else f"status {process.returncode}"
        raise BackupProblem(f"{name} failed: {last}")
