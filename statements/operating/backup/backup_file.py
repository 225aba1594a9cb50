"""The file of a backup: a ZIP archive with a manifest that names every member with its SHA-256.

| member | what it is |
|---|---|
| `database.sqlite3` or `database.pgdump` | the whole database; the second in the custom format of `pg_dump` |
| `uploads/…` | files that wait for a job |
| `index/…` | the search index, where it was asked for |
| `secret_key` | where it was asked for |
| `manifest.json` | written last: a file without it is not whole |
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

from statements.operating.leftovers import UNFINISHED
from statements.operating.replacement import FILE_MODE, sync_folder
from statements.text.zip_members import UNREADABLE_MEMBER

from .problems import BackupProblem

FORMAT = 1  # raised when an older release could not read the file
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
UPLOADS, INDEX, SECRET_KEY = "uploads", "index", "secret_key"
MAX_MANIFEST_BYTES = 64 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024

# Told after each piece: what is being worked on, bytes done, bytes in all.
Progress = Callable[[str, int, int], None]


def say_nothing(what: str, done: int, total: int) -> None:
    """No progress."""


@dataclass(frozen=True, slots=True)
class Member:
    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """`made` is in UTC, as ISO 8601. `counts` are records by kind; `sessions` says whether who is signed in is kept."""

    chancery: str
    made: str
    engine: str
    engine_version: str
    migrations: list[str]
    counts: dict[str, int]
    sessions: bool = False
    members: dict[str, Member] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def database(self) -> str:
        return DATABASES[self.engine]

    @property
    def size(self) -> int:
        return sum(member.size for member in self.members.values())

    def holds(self, part: str) -> bool:
        return any(name == part or name.startswith(part + "/") for name in self.members)


class BackupWriter:
    """Writes members one after the other, and the manifest at the end. A block left by an error leaves a file that no
    reader takes for whole."""

    def __init__(self, stream: IO[bytes], progress: Progress = say_nothing) -> None:
        self._zip = zipfile.ZipFile(stream, "w", allowZip64=True)
        self._progress = progress
        self.members: dict[str, Member] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._zip.close()

    def add(self, name: str, source: IO[bytes], total: int = 0, *, compress: bool = True) -> None:
        """`total` is the size, where it is known. What is compressed already need not be compressed again."""
        info = zipfile.ZipInfo(name)
        info.external_attr = FILE_MODE << 16
        # The first level is four times as fast as the usual one, and the file a tenth larger.
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info._compresslevel = 1 if compress else None  # type: ignore[attr-defined]
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK_BYTES):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                self._progress(f"Writing {name}", size, max(total, size))
        self.members[name] = Member(size, digest.hexdigest())

    def add_folder(self, prefix: str, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                with path.open("rb") as source:
                    self.add(f"{prefix}/{path.relative_to(folder).as_posix()}", source, path.stat().st_size)

    def finish(self, manifest: Manifest) -> None:
        manifest.members = self.members
        self._zip.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        self._zip.close()


@contextmanager
def write_aside(target: Path) -> Iterator[IO[bytes]]:
    """A file beside `target` that takes its place, whole and on the disk, when the block is left without an error."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}{UNFINISHED}")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, FILE_MODE), "w+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
        sync_folder(target.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


class BackupReader:
    """A backup that is whole: its manifest was read, and its members are the ones that the manifest names."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        """Raises BackupProblem."""
        self.name = name
        try:
            self._zip = zipfile.ZipFile(file)
            if self._zip.getinfo(MANIFEST).file_size > MAX_MANIFEST_BYTES:
                raise BackupProblem(f"{name} is no backup: its manifest is too large.")
            described = json.loads(self._zip.read(MANIFEST))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise BackupProblem(
                f"{name} is no backup of an archive, or was cut off on its way: it is not a whole ZIP file ({error})."
            ) from error
        except KeyError as error:
            raise BackupProblem(
                f"{name} is a ZIP file but no backup: it has no {MANIFEST}. Packages of export_archive are imported "
                "with “manage.py import_statements”."
            ) from error
        except ValueError as error:
            raise BackupProblem(f"{name} is no backup: its {MANIFEST} is damaged ({error}).") from error
        self.manifest = _read_manifest(name, described)
        self._expect_members()

    def _expect_members(self) -> None:
        there = {info.filename for info in self._zip.infolist() if not info.is_dir()} - {MANIFEST}
        named = set(self.manifest.members)
        if there != named or self.manifest.database not in named:
            astray = sorted(there ^ named) or [self.manifest.database]
            raise BackupProblem(f"{self.name} is damaged: {astray[0]} is not where its manifest says.")
        for member in named:
            path = PurePosixPath(member)
            top = path.parts[0] if path.parts else ""
            inside = top in (UPLOADS, INDEX) or member in (self.manifest.database, SECRET_KEY)
            if not inside or path.is_absolute() or ".." in path.parts or "\\" in member:
                raise BackupProblem(f"{self.name} is refused: {member!r} is no name of a part of a backup.")

    def read_chunks(self, member: str) -> Iterator[bytes]:
        """The bytes of a member. Raises BackupProblem at its end where they are not what the manifest says."""
        expected, digest, size = self.manifest.members[member], hashlib.sha256(), 0
        try:
            with self._zip.open(member) as source:
                while chunk := source.read(CHUNK_BYTES):
                    digest.update(chunk)
                    size += len(chunk)
                    if size > expected.size:
                        break
                    yield chunk
        except UNREADABLE_MEMBER as error:
            raise BackupProblem(f"{self.name} is damaged: {member} cannot be read ({error}).") from error
        if size != expected.size or digest.hexdigest() != expected.sha256:
            raise BackupProblem(f"{self.name} is damaged: {member} is not what its SHA-256 says. Take another backup.")

    def verify(self, progress: Progress = say_nothing) -> None:
        """Read everything. Raises BackupProblem at the first member that is not what it should be."""
        done = 0
        for member in self.manifest.members:
            for chunk in self.read_chunks(member):
                done += len(chunk)
                progress("Verifying", done, self.manifest.size)

    def extract(self, member: str, target: Path) -> None:
        """Write a member to a file. Raises BackupProblem, OSError."""
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as stream:
            for chunk in self.read_chunks(member):
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())


def _read_manifest(name: str, described: Any) -> Manifest:
    """Raises BackupProblem."""
    try:
        version = int(described["format"])
        if version > FORMAT:
            raise BackupProblem(
                f"{name} was made by a newer release (Chancery {described.get('chancery')}, format {version}); "
                "install that one to restore it."
            )
        members = {str(key): Member(int(m["size"]), str(m["sha256"])) for key, m in described["members"].items()}
        manifest = Manifest(
            str(described["chancery"]), str(described["made"]), str(described["engine"]),
            str(described["engine_version"]), [str(each) for each in described["migrations"]],
            {str(key): int(count) for key, count in described["counts"].items()}, bool(described["sessions"]), members,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupProblem(f"{name} is no backup: its {MANIFEST} lacks {error}.") from error
    if manifest.engine not in DATABASES:
        raise BackupProblem(f"{name} holds a database of an unknown kind, {manifest.engine!r}.")
    return manifest
