"""What every package is made of: its specification, running counts, and tables that grow while texts are written."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from statements.exchange.content import Content
from statements.exchange.named_records import PublisherEntry

from .zip_stream import Member

# Larger tables go to disk.
MAX_IN_MEMORY = 4 * 1024 * 1024
CHUNK_SIZE = 128 * 1024


@dataclass(frozen=True, slots=True)
class PackageSpec:
    """What a package contains. ``words``: "3 speeches by India on Disarmament"; ``address`` is that of the list."""

    words: str
    address: str
    base: str
    when: datetime
    title: str = "Statements from Chancery"

    @property
    def folder(self) -> str:
        """The top folder of the package. The day is in its name, since the records may change from day to day."""
        return f"chancery-{self.when:%Y-%m-%d}"


@dataclass(slots=True)
class Tally:
    """What has gone into a package so far."""

    statements: int = 0
    texts: int = 0
    words: int = 0
    without_text: int = 0
    first: str = ""
    last: str = ""
    publishers: dict[str, PublisherEntry] = field(default_factory=dict)

    def count(self, content: Content) -> None:
        self.statements += 1
        self.words += content.word_count
        self.without_text += not content.has_text
        self.publishers.setdefault(content.publisher.uid, content.publisher)
        date = content.snapshot["date"]
        self.first = min(filter(None, (self.first, date)))
        self.last = max(self.last, date)


class Table:
    """A member that grows while others are written, with its size and SHA-256 for the description of the package."""

    def __init__(self, name: str, stack: ExitStack):
        self.name = name
        self.size = 0
        self._hash = hashlib.sha256()
        file = tempfile.SpooledTemporaryFile(MAX_IN_MEMORY)  # noqa: SIM115 - the stack closes it
        self._file: IO[bytes] = stack.enter_context(file)

    def write(self, text: str) -> None:
        data = text.encode()
        self.size += len(data)
        self._hash.update(data)
        self._file.write(data)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def member(self, folder: str) -> Member:
        return Member(f"{folder}/{self.name}", self._chunks())

    def _chunks(self) -> Iterator[bytes]:
        self._file.seek(0)
        while chunk := self._file.read(CHUNK_SIZE):
            yield chunk
