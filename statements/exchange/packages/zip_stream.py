"""A ZIP file written while it is being sent: nothing of it is kept but the list of names at its end."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

# Gathered before it is handed on: one piece a small text would cost a call of the server each.
CHUNK_SIZE = 256 * 1024
# Texts shrink to a third at any level; the higher ones take several times as long for a few per cent.
COMPRESSION_LEVEL = 3
_FILE_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a package: its whole content, or its pieces where it is large."""

    name: str
    content: bytes | Iterable[bytes]


def stream_zip(members: Iterable[Member], when: datetime) -> Iterator[bytes]:
    """The pieces of a ZIP file of ``members``, all dated ``when``. ZIP64 where it must be."""
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
                    for piece in member.content:
                        stream.write(piece)
                        if out.size >= CHUNK_SIZE:
                            yield out.take()
            if out.size >= CHUNK_SIZE:
                yield out.take()
    # The list of names is written at once, when all is closed.
    while out.size:
        yield out.take()


class _Buffer:
    """Takes what is written until it is fetched. Without ``seek``, ``zipfile`` writes straight through."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    @property
    def size(self) -> int:
        return len(self._waiting)

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""

    def take(self) -> bytes:
        """The next piece; a little more than ``CHUNK_SIZE`` where that is all there is."""
        if self.size < 2 * CHUNK_SIZE:
            taken = bytes(self._waiting)
            self._waiting.clear()
            return taken
        taken = bytes(self._waiting[:CHUNK_SIZE])
        del self._waiting[:CHUNK_SIZE]
        return taken
