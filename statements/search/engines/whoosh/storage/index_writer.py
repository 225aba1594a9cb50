"""The next generation of an index, while it is being written under the writer's lock."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from whoosh.fields import Schema

from statements.search.contract.errors import IndexLocked
from statements.search.engines.whoosh.segments.builder import SegmentBuilder
from statements.search.engines.whoosh.segments.codec import ArraySegment
from statements.search.engines.whoosh.segments.merging import merge_segments
from statements.search.engines.whoosh.segments.segment import open_segment, segment_path
from statements.search.engines.whoosh.storage.toc import toc_path, write_toc

_POLL_SECONDS = 0.02  # short beside the 50 ms that an update takes (docs/measurements.md)


@contextmanager
def file_lock(path: Path, wait: float) -> Iterator[None]:
    """Hold the lock of `path`, which is made if need be. Raises IndexLocked after `wait` seconds."""
    with path.open("w") as file:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise IndexLocked("The index is being written by another process.") from None
                time.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


class IndexWriter:
    """The segments that will make up the index: old ones, new ones, and which documents of each are deleted."""

    def __init__(
        self, folder: Path, name: str, schema: Schema, segments: Sequence[ArraySegment], *, changed: bool = False
    ) -> None:
        """`changed`: commit even if nothing is written, so that rebuilding an empty archive replaces its index."""
        self.folder, self.name, self.segments, self.changed = folder, name, list(segments), changed
        self._schema = schema

    def new_segment(self, count: int) -> tuple[ArraySegment, Path]:
        """A segment of `count` documents that is yet to be written, and its path. See `add_segment`."""
        entry = ArraySegment(self.name, count)
        return entry, segment_path(self.folder, entry.segment_id())

    def add(self, builder: SegmentBuilder) -> None:
        """Write what `builder` holds as a new segment."""
        if not len(builder):
            return
        entry, path = self.new_segment(len(builder))
        builder.write(path)
        self.add_segment(entry)

    def add_segment(self, entry: ArraySegment) -> None:
        """Make a segment whose file is written part of the index."""
        self.segments.append(entry)
        self.changed = True

    def delete(self, keys: Iterable[str], segments: Iterable[ArraySegment] | None = None) -> int:
        """Mark the documents of these keys as deleted, in all segments or in these; returns how many there were."""
        wanted = sorted({key.encode() for key in keys})
        count = 0
        for entry in self.segments if segments is None else segments:
            reader = open_segment(self.folder, entry.segment_id()).field("id")
            if reader is None:
                continue
            for key in wanted:
                ordinal = reader.terms.find(key)
                if ordinal < 0:
                    continue
                gone = set(reader.postings(ordinal)[0].tolist()) - entry.deleted
                entry.deleted |= gone
                count += len(gone)
        self.changed = self.changed or count > 0
        return count

    def merge(self, entries: Sequence[ArraySegment]) -> None:
        """Put one segment in the place of `entries`, without their deleted documents."""
        if len(entries) < 2 and not any(entry.deleted for entry in entries):
            return
        merged, path = self.new_segment(sum(entry.doc_count() for entry in entries))
        if merged.count:
            merge_segments(self.folder, entries, path)
        self.replace(entries, merged)

    def replace(self, entries: Iterable[ArraySegment], merged: ArraySegment) -> None:
        """Put `merged`, whose file is written unless it is empty, in the place of `entries`."""
        names = {segment.segment_id() for segment in entries}
        self.segments = [segment for segment in self.segments if segment.segment_id() not in names]
        self.segments += [merged] if merged.count else []
        self.changed = True

    def commit(self, number: int) -> None:
        """Put the new generation in the place of the old one. Raises OSError."""
        if not self.changed:
            return
        self.segments = [entry for entry in self.segments if entry.doc_count()]
        write_toc(self.folder, self.name, number, self._schema, self.segments)
        sweep(self.folder, self.name, number, self.segments)


def sweep(folder: Path, name: str, number: int, segments: Iterable[ArraySegment]) -> None:
    """Remove what the table of contents `number` does not name: older tables, and what killed writers left.

    Only for the holder of the writer's lock.
    """
    kept = {segment_path(folder, entry.segment_id()).name for entry in segments} | {toc_path(folder, name, number).name}
    for path in folder.iterdir():
        if path.name.startswith((f"{name}_", f"_{name}_")) and path.name not in kept:
            path.unlink(missing_ok=True)
