"""One file of named arrays, written once, read through a memory map.

Layout: a magic word, the arrays one after the other on 64-byte borders, then a JSON directory {name: [type, count,
offset]} with the writer's own notes, and at the very end its offset, its length, its CRC and the magic word again, so
that a file that was cut short is recognized.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"CHANCRY1"
_ALIGNMENT = 64  # bytes: a line of the processor's cache
_END = struct.Struct("<QQI8s")


class DamagedIndex(RuntimeError):
    """A file of the index is missing, cut short or of another format."""


class ArrayFileWriter:
    """Adds arrays of one dimension to a new file; `close` makes it complete and durable."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._at = len(MAGIC)
        self._directory: dict[str, tuple[str, int, int]] = {}

    def add(self, name: str, array: np.ndarray) -> None:
        self.add_chunks(name, array.dtype, [array])

    def add_chunks(self, name: str, dtype: np.dtype[Any] | type, chunks: Iterable[np.ndarray]) -> int:
        """Write the chunks as one array of `dtype` and return its number of items. Holds one chunk at a time."""
        dtype = np.dtype(dtype)
        self._write(b"\0" * (-self._at % _ALIGNMENT))
        start, count = self._at, 0
        for chunk in chunks:
            count += len(chunk)
            self._write(np.ascontiguousarray(chunk, dtype).data.cast("B") if len(chunk) else b"")
        self._directory[name] = (dtype.str, count, start)
        return count

    def close(self, notes: dict[str, Any]) -> None:
        body = json.dumps({"arrays": self._directory, "notes": notes}, ensure_ascii=False).encode()
        start = self._at
        self._write(body)
        self._write(_END.pack(start, len(body), zlib.crc32(body), MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close the file without an end."""
        self._file.close()

    def _write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._at += len(data)


def add_blobs(writer: ArrayFileWriter, name: str, items: Sequence[bytes]) -> None:
    """Write byte strings as `name` (uint8, one after the other) and `name.starts` (uint64, with an item more)."""
    sizes = np.fromiter(map(len, items), np.int64, len(items))
    writer.add(name, np.frombuffer(b"".join(items), np.uint8))
    writer.add(f"{name}.starts", np.concatenate(([0], np.cumsum(sizes))).astype(np.uint64))


def to_narrowest(numbers: np.ndarray) -> np.ndarray:
    """Numbers from 0 on as uint16 or, where the largest does not fit, uint32."""
    largest = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.uint16 if largest < 65536 else np.uint32)


class ArrayFile:
    """The arrays of a file by name, read only: views of a memory map, which live as long as they are used."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise DamagedIndex(f"{path.name} cannot be read: {error}") from error
        self._directory, self.notes = self._read_directory(path.name)
        self._views: dict[str, np.ndarray] = {}

    def _read_directory(self, name: str) -> tuple[dict[str, list], dict[str, Any]]:
        size = len(self._map)
        if size < len(MAGIC) + _END.size or self._map[: len(MAGIC)] != MAGIC:
            raise DamagedIndex(f"{name} is not a file of arrays")
        start, length, crc, magic = _END.unpack(self._map[size - _END.size :])
        body = self._map[start : start + length]
        if magic != MAGIC or start + length + _END.size != size or zlib.crc32(body) != crc:
            raise DamagedIndex(f"{name} is cut short or damaged")
        content = json.loads(body)
        return content["arrays"], content["notes"]

    def release_memory(self) -> None:
        """Give back the memory of what was read; it is read from the file again when needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def __getitem__(self, name: str) -> np.ndarray:
        view = self._views.get(name)
        if view is None:
            dtype, count, start = self._directory[name]
            view = self._views[name] = np.frombuffer(self._map, np.dtype(dtype), count, start)
        return view
