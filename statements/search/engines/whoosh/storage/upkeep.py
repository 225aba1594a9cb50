"""Few segments, however many updates there are.

An update merges the small segments that others left, which takes milliseconds. The rest is left to a process of low
priority (`python -m statements.search.engines.whoosh.storage.upkeep FOLDER NAME`): it merges beside the index, takes
the writer's lock only for the moment in which the merged segment replaces the others, and may be killed at any time.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from statements.search.contract.errors import IndexLocked, SearchUnavailable
from statements.search.engines.whoosh.segments.array_file import DamagedIndex
from statements.search.engines.whoosh.segments.codec import ArraySegment
from statements.search.engines.whoosh.segments.merging import merge_segments
from statements.search.engines.whoosh.segments.segment import open_segment, segment_path

from .index_writer import IndexWriter, file_lock
from .store import Store

logger = logging.getLogger(__name__)

# Segments that an index may keep: searches during updates, with never more than these, took 0.9 ms at the median
# (docs/measurements.md).
TARGET_SEGMENTS = 8
# Segments beyond which an update merges much by itself, because the background process does not keep up.
MAX_SEGMENTS = 24
# Tokens that an update merges in any case: some 20 ms (docs/engine.md).
MAX_TOKENS_PER_UPDATE = 200_000
# Tokens that an update merges where there are more than MAX_SEGMENTS: as many as a build holds in memory.
MAX_TOKENS_WHEN_BEHIND = 3_000_000
# A segment is merged once a third of its documents are deleted: it then wastes half as much room as it uses.
_MAX_DELETED_SHARE = 1 / 3
_NICENESS = 10
_PROJECT = Path(__file__).resolve().parents[5]

_started: list[subprocess.Popen[bytes]] = []


def merge_small_segments(writer: IndexWriter) -> bool:
    """Merge what is quickly merged; returns whether there is more to merge."""
    if len(writer.segments) > TARGET_SEGMENTS:
        _merge_smallest(writer, MAX_TOKENS_PER_UPDATE)
    if len(writer.segments) > MAX_SEGMENTS:
        _merge_smallest(writer, MAX_TOKENS_WHEN_BEHIND)
    return bool(select_due_segments(writer.folder, writer.segments))


def _merge_smallest(writer: IndexWriter, max_tokens: int) -> None:
    """Merge the smallest segments, as many as have up to `max_tokens` together."""
    sizes = _read_sizes(writer.folder, writer.segments)
    order = np.argsort(sizes, kind="stable")
    count = int(np.searchsorted(np.cumsum(sizes[order]), max_tokens, side="right"))
    chosen = set(order[:count].tolist())
    if count > 1:
        writer.merge([entry for place, entry in enumerate(writer.segments) if place in chosen])


def select_due_segments(folder: Path, entries: Sequence[ArraySegment]) -> list[ArraySegment]:
    """The segments that are to be merged into one, in their order; none up to TARGET_SEGMENTS.

    The smallest, so many that half of TARGET_SEGMENTS are left, and further ones that are no larger than those
    together: each token is then merged as often as the collection doubles. Segments with many deletions go along.
    """
    if len(entries) <= TARGET_SEGMENTS:
        return []
    sizes = _read_sizes(folder, entries)
    order = np.argsort(sizes, kind="stable")
    count = len(entries) - TARGET_SEGMENTS // 2
    while count < len(order) and sizes[order[count]] <= sizes[order[:count]].sum():
        count += 1
    chosen = set(order[:count].tolist())
    return [
        entry
        for place, entry in enumerate(entries)
        if place in chosen or entry.deleted_count() > _MAX_DELETED_SHARE * entry.doc_count_all()
    ]


def _read_sizes(folder: Path, entries: Sequence[ArraySegment]) -> np.ndarray:
    """int64: the tokens of each segment."""
    return np.array([open_segment(folder, entry.segment_id()).size for entry in entries], np.int64)


def start_background_merge(store: Store) -> None:
    """Start the background process, unless one that this process started is at work."""
    _started[:] = [process for process in _started if process.poll() is None]
    if _started:
        return
    command = [sys.executable, "-m", __spec__.name, str(store.folder.resolve()), store.name]
    _started.append(subprocess.Popen(command, cwd=_PROJECT, stdin=subprocess.DEVNULL, start_new_session=True))


def merge_due_segments(store: Store) -> int:
    """Merge as long as something is due; returns how many segments were merged away. One process at a time does."""
    gone = 0
    try:
        with _lock_merging(store):
            while entries := select_due_segments(store.folder, store.entries()):
                gone += _merge_and_replace(store, entries)
    except IndexLocked:
        logger.info("Another process is merging, or writing for long.")
    except (DamagedIndex, SearchUnavailable, FileNotFoundError):
        logger.info("The index has been rebuilt meanwhile.")
    return gone


def remove_unfinished_merges(store: Store) -> None:
    """Remove what killed merges left. Raises IndexLocked where one is at work."""
    with _lock_merging(store):
        pass


@contextmanager
def _lock_merging(store: Store) -> Iterator[None]:
    with file_lock(store.folder / f"{store.name}.upkeep.lock", 0):
        for left in store.folder.glob(f"~{store.name}_*"):
            left.unlink(missing_ok=True)
        yield


def _merge_and_replace(store: Store, entries: list[ArraySegment]) -> int:
    merged = ArraySegment(store.name, sum(entry.doc_count() for entry in entries))
    path = segment_path(store.folder, merged.segment_id())
    aside = store.folder / f"~{path.name}"  # a name that writers do not sweep
    if merged.count:
        merge_segments(store.folder, entries, aside)
    try:
        with store.open_writer(store.schema()) as writer:
            now = {entry.segment_id(): entry for entry in writer.segments}
            if not all(entry.segment_id() in now for entry in entries):
                return 0
            merged.deleted = _find_deleted_since(entries, [now[entry.segment_id()].deleted for entry in entries])
            if merged.count:
                aside.rename(path)
            writer.replace(entries, merged)
    finally:
        aside.unlink(missing_ok=True)
    return len(entries) - 1


def _find_deleted_since(entries: Sequence[ArraySegment], deleted: Sequence[set[int]]) -> set[int]:
    """The numbers that documents have in the merged segment which were deleted after the merge was begun."""
    gone: set[int] = set()
    offset = 0
    for entry, now in zip(entries, deleted, strict=True):
        kept = np.ones(entry.doc_count_all(), bool)
        kept[list(entry.deleted)] = False
        numbers = np.cumsum(kept) - 1 + offset
        gone.update(numbers[sorted(now - entry.deleted)].tolist())
        offset += int(kept.sum())
    return gone


def main() -> int:
    folder, name = sys.argv[1:]
    logging.basicConfig(level=logging.WARNING)
    os.nice(_NICENESS)
    merge_due_segments(Store(folder, name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
