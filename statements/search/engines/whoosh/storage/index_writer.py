"""The next generation of an index, while it is being written under the writer's lock."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from statements.search.engines.whoosh.segments.builder import SegmentBuilder
from statements.search.engines.whoosh.segments.codec import ArraySegment, open_segment, path_of

FORMAT = 2  # raised when the files or the schema change: indexes of another format are stale


class Writing:
    """Segments that are there already, new ones, and which documents of each are deleted."""

    def __init__(self, folder: Path, name: str, schema: Schema, segments: list[ArraySegment], changed: bool) -> None:
        self.folder, self.name, self.segments, self.changed = folder, name, list(segments), changed
        self._schema = schema

    def new_segment(self, count: int) -> tuple[ArraySegment, Path]:
        """A segment of `count` documents that is yet to be written, and where; see `take`."""
        entry = ArraySegment(self.name, count)
        return entry, path_of(self.folder, entry.segment_id())

    def add(self, builder: SegmentBuilder) -> None:
        """Write what `builder` holds as a new segment."""
        if not len(builder):
            return
        entry, path = self.new_segment(len(builder))
        builder.write(path)
        self.take(entry)

    def take(self, entry: ArraySegment) -> None:
        """Let a segment whose file is written be part of the index."""
        self.segments.append(entry)
        self.changed = True

    def delete(self, keys: Iterable[str], among: Iterable[ArraySegment] | None = None) -> int:
        """Mark the documents of these keys as deleted, in all segments or only these; returns how many there were."""
        wanted = sorted({key.encode() for key in keys})
        count = 0
        for entry in self.segments if among is None else among:
            reader = open_segment(self.folder, entry.segment_id()).field("id")
            for key in wanted:
                place = -1 if reader is None else reader.terms.find(key)
                if place < 0:
                    continue
                gone = set(reader.postings(place)[0].tolist()) - entry.deleted
                entry.deleted |= gone
                count += len(gone)
        self.changed = self.changed or count > 0
        return count

    def replace(self, merged: Iterable[ArraySegment], entry: ArraySegment) -> None:
        """Let `entry`, written already unless it is empty, take the place of `merged`."""
        names = {segment.segment_id() for segment in merged}
        self.segments = [segment for segment in self.segments if segment.segment_id() not in names]
        self.segments += [entry] if entry.count else []
        self.changed = True

    def commit(self, number: int) -> None:
        """Put the new generation in place of the old one. Raises OSError."""
        if not self.changed:
            return
        self.segments = [entry for entry in self.segments if entry.doc_count()]
        schema = self._schema.copy()
        schema.chancery_format = FORMAT
        TOC(schema, self.segments, number).write(_DurableStorage(str(self.folder)), self.name)
        _sync(self.folder)
        sweep(self.folder, self.name, number, self.segments)


def sweep(folder: Path, name: str, number: int, segments: Iterable[ArraySegment]) -> None:
    """Remove what the table of contents `number` does not name: older tables, and whatever writers left that were
    killed. For the one who holds the writer's lock."""
    kept = {path_of(folder, entry.segment_id()).name for entry in segments} | {f"_{name}_{number}.toc"}
    for path in folder.iterdir():
        if path.name.startswith((f"{name}_", f"_{name}_")) and path.name not in kept:
            path.unlink(missing_ok=True)


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
