"""Whoosh's table of contents: the schema, the segments and which of their documents are deleted.

Whoosh pickles both, so the file names the modules of our classes. They have moved since the first indexes were
written; `_MOVED` says where to, so that an index stays readable when its classes move again.
"""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, IndexError, IndexVersionError

from statements.search.engines.whoosh.segments.array_file import DamagedIndex
from statements.search.engines.whoosh.segments.codec import ArraySegment

FORMAT = 2  # raised when the files or the schema change: an index of another format has to be rebuilt

# Module named in a table of contents -> module that holds its classes now.
_MOVED = {
    "statements.search.whoosh.segments.codec": "statements.search.engines.whoosh.segments.codec",
    "statements.search.whoosh.haystack.fields": "statements.search.engines.whoosh.fields",
    "statements.search.haystack.fields": "statements.search.engines.whoosh.fields",
}
_TOC_VERSION = -111  # Whoosh 2.7's
# Sizes that Whoosh writes at the head of the file, and a number that tells the order of bytes.
_HEAD = (4, 8, 4)
_BYTE_ORDER = -12345


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return super().find_class(_MOVED.get(module, module), name)


def toc_path(folder: Path, name: str, number: int) -> Path:
    return folder / f"_{name}_{number}.toc"


def find_latest(folder: Path, name: str) -> int:
    """The number of the latest table of contents; -1 where there is none. One look at the folder."""
    latest = -1
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(f"_{name}_") and entry.name.endswith(".toc"):
                    digits = entry.name[len(name) + 2 : -4]
                    latest = max(latest, int(digits) if digits.isdigit() else -1)
    except OSError:
        return -1
    return latest


def read_toc(folder: Path, name: str) -> TOC | None:
    """The latest table of contents; None where there is none.

    Raises DamagedIndex where it is of another format, FileNotFoundError where it is swept while it is looked for, and
    whatever Whoosh and pickle raise over a damaged file.
    """
    number = find_latest(folder, name)
    if number < 0:
        return None
    with toc_path(folder, name, number).open("rb") as file:
        stream = StructFile(file)
        if tuple(stream.read_varint() for _ in _HEAD) != _HEAD or stream.read_int() != _BYTE_ORDER:
            raise IndexError("The index was written on a machine of another kind.")
        version = stream.read_int()
        if version != _TOC_VERSION:
            raise IndexVersionError(f"There is no reading format {version}.", version)
        release = tuple(stream.read_varint() for _ in range(3))
        schema = _Unpickler(io.BytesIO(stream.read_string())).load()
        if getattr(schema, "chancery_format", None) != FORMAT:
            raise DamagedIndex("the index was built by another release")
        if stream.read_int() != number:
            raise IndexError("A table of contents has been renamed.")
        stream.read_int()  # unused by Whoosh
        segments = _Unpickler(file).load()
    return TOC(schema, segments, number, version=version, release=release)


def write_toc(folder: Path, name: str, number: int, schema: Schema, segments: Sequence[ArraySegment]) -> None:
    """Write the table of contents durably and rename it into place. Raises OSError."""
    marked = schema.copy()
    marked.chancery_format = FORMAT
    TOC(marked, list(segments), number).write(_DurableStorage(str(folder)), name)
    _sync(folder)


class _DurableStorage(FileStorage):
    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        _sync(Path(self.folder) / oldname)
        super().rename_file(oldname, newname, safe)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
