"""Packages of this archive, as a folder or a ZIP file: recognised, and read line by line without unpacking."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from statements.text.json_values import InvalidJSON, parse_json
from statements.text.zip_members import UNREADABLE_MEMBER, TooManyMembers, open_zip

STATEMENTS = "archive/statements.jsonl"
# A statement with all its versions is some megabytes at most.
# Of the ZIP file: a package has a text for each turn.
MAX_MEMBERS = 5_000_000
MAX_LINE_BYTES = 64 * 1024 * 1024
LAYOUTS = (1,)


class DamagedPackage(ValueError):
    """The package cannot be read; carries a sentence."""


@dataclass(frozen=True, slots=True)
class PackageLine:
    """A line of one of its files: a record, or a ``problem`` (a sentence) where it is none. ``done`` are the bytes of
    the file read so far."""

    number: int
    record: dict[str, Any]
    problem: str
    done: int


@dataclass(frozen=True, slots=True)
class Package:
    """``root`` is the folder within the ZIP file, with its slash, or "" for a folder on the disk."""

    path: Path
    root: str = ""

    def __str__(self) -> str:
        return str(self.path)

    def size(self) -> int:
        """Bytes of the statements' records, for a progress bar."""
        if self.path.is_dir():
            return (self.path / STATEMENTS).stat().st_size
        with zipfile.ZipFile(self.path) as archive:
            return archive.getinfo(self.root + STATEMENTS).file_size

    def lines(self, name: str) -> Iterator[PackageLine]:
        """Yield the lines of a file; nothing where the package lacks it. Raises ``DamagedPackage``."""
        try:
            with self._opened(name) as stream:
                yield from _read_lines(stream, name)
        except UNREADABLE_MEMBER as error:
            raise DamagedPackage(f"{self.path} is damaged: {error}.") from error

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        if self.path.is_dir():
            file = self.path / name
            with file.open("rb") if file.exists() else io.BytesIO() as stream:
                yield stream
            return
        with zipfile.ZipFile(self.path) as archive:
            exists = self.root + name in archive.namelist()
            with archive.open(self.root + name) if exists else io.BytesIO() as stream:
                yield stream


def find_package(path: Path) -> Package | None:
    """Return the package at ``path``, None where it is anything else."""
    if path.is_dir():
        return Package(path) if (path / STATEMENTS).is_file() else None
    if path.suffix.lower() != ".zip" or not path.is_file():
        return None
    try:
        with path.open("rb") as stream, open_zip(stream, MAX_MEMBERS) as archive:
            names = [name for name in archive.namelist() if name.endswith(STATEMENTS)]
    except (zipfile.BadZipFile, OSError, TooManyMembers):
        return None
    return Package(path, names[0].removesuffix(STATEMENTS)) if len(names) == 1 else None


def _read_lines(stream: IO[bytes], name: str) -> Iterator[PackageLine]:
    number = done = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        done += len(line)
        if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                done += len(rest)
            yield PackageLine(number, {}, "The line is longer than any record.", done)
        elif line.strip():
            record, problem = _read_record(line)
            if record.get("layout", LAYOUTS[0]) not in LAYOUTS:
                raise DamagedPackage(f"{name} was written by a newer version of Chancery: update this one first.")
            yield PackageLine(number, record, problem, done)


def _read_record(line: bytes) -> tuple[dict[str, Any], str]:
    try:
        record = parse_json(line)
    except InvalidJSON as error:
        return {}, f"The line is no record: {error}."
    return (record, "") if isinstance(record, dict) else ({}, "The line is no record.")
