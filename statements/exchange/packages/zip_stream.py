"""A ZIP file written while it is being sent: only the directory at its end is kept in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

# Collected before it is sent: a chunk for each small text would cost the server a call each.
CHUNK_SIZE = 256 * 1024
# Texts shrink to a third at any level; higher ones take several times as long for a few per cent.
COMPRESSION_LEVEL = 3
_FILE_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a package: its content, or chunks of it where it is large."""

    name: str
    content: bytes | Iterable[bytes]


def stream_zip(members: Iterable[Member], when: datetime) -> Iterator[bytes]:
    """Yield a ZIP file of ``members``, all dated ``when``, in chunks. ZIP64 where needed."""
    out = _Buffer()
    date = (max(when.year, 1980), *when.timetuple()[1:6])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION_LEVEL) as archive:
        for member in members:
            entry = zipfile.ZipInfo(member.name, date)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _FILE_MODE
            if isinstance(member.content, bytes):
                archive.writestr(entry, member.content, compresslevel=COMPRESSION_LEVEL)
            else:
                with archive.open(entry, "w", force_zip64=True) as stream:
                    for chunk in member.content:
                        stream.write(chunk)
                        if out.size >= CHUNK_SIZE:
                            yield out.take()
            if out.size >= CHUNK_SIZE:
                yield out.take()
    # Closing the archive writes the directory at once.
    while out.size:
        yield out.take()


class _Buffer:
    """Holds what was written until it is taken. Without ``seek``, ``zipfile`` writes sequentially."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    @property
    def size(self) -> int:
        return len(self._waiting)

    def write(self, data: bytes, /) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is buffered besides what ``take`` returns."""

    def close(self) -> None:
        """Whoever writes the archive takes the rest."""

    def take(self) -> bytes:
        """The next chunk; a little more than ``CHUNK_SIZE`` where that is all."""
        if self.size < 2 * CHUNK_SIZE:
            taken = bytes(self._waiting)
            self._waiting.clear()
            return taken
        taken = bytes(self._waiting[:CHUNK_SIZE])
        del self._waiting[:CHUNK_SIZE]
        return taken
