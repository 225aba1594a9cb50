"""Few segments, however many updates there are.

What small updates leave is merged in passing, which takes milliseconds. The rest is left to a process of low priority
(`python -m statements.search.engines.whoosh.storage.upkeep FOLDER NAME`): it merges beside the index, without the
writer's lock, takes that for the moment in which the merged segment takes the places of the others, and may be killed
at any time.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from statements.search.contract.errors import IndexLocked, SearchUnavailable
from statements.search.engines.whoosh.segments.array_file import DamagedIndex
from statements.search.engines.whoosh.segments.codec import ArraySegment, open_segment, path_of
from statements.search.engines.whoosh.segments.merging import merge, merge_into_one
from statements.search.engines.whoosh.storage.file_lock import file_lock

from .index_writer import Writing
from .store import Store

logger = logging.getLogger(__name__)

FEW = 8  # segments; what every query has to bear
MANY = 24  # segments from which on an update merges by itself: the other process does not keep up
IN_PASSING = 200_000  # tokens that an update merges in any case
AT_ONCE = 3_000_000  # tokens that an update merges where there are many segments
_PROJECT = Path(__file__).resolve().parents[5]

_started: list[subprocess.Popen] = []


def keep_few(writing: Writing) -> bool:
    """Merge what is quickly merged; whether there is more to merge."""
    if len(writing.segments) > FEW:
        _merge_smallest(writing, IN_PASSING)
    if len(writing.segments) > MANY:
        _merge_smallest(writing, AT_ONCE)
    return bool(due(writing.folder, writing.segments))


def _merge_smallest(writing: Writing, most: int) -> None:
    sizes = _sizes(writing.folder, writing.segments)
    order = np.argsort(sizes, kind="stable")
    count = int(np.searchsorted(np.cumsum(sizes[order]), most, side="right"))
    chosen = set(order[:count].tolist())
    if count > 1:
        merge_into_one(writing, [entry for place, entry in enumerate(writing.segments) if place in chosen])


def due(folder: Path, entries: Sequence[ArraySegment]) -> list[ArraySegment]:
    """The segments that had better be one, in their order; none while there are few.

    The smallest, so many that half of `FEW` are left, and further ones that are no larger than those together: each
    token is then merged as often as the collection doubles. A segment of which a third is deleted goes along.
    """
    if len(entries) <= FEW:
        return []
    sizes = _sizes(folder, entries)
    order = np.argsort(sizes, kind="stable")
    count = len(entries) - FEW // 2
    while count < len(order) and sizes[order[count]] <= sizes[order[:count]].sum():
        count += 1
    chosen = set(order[:count].tolist())
    return [
        entry
        for place, entry in enumerate(entries)
        if place in chosen or 3 * entry.deleted_count() > entry.doc_count_all()
    ]


def _sizes(folder: Path, entries: Sequence[ArraySegment]) -> np.ndarray:
    return np.array([open_segment(folder, entry.segment_id()).size for entry in entries], np.int64)


def merge_in_background(store: Store) -> None:
    """Start the other process, unless one that this process started is at work."""
    _started[:] = [process for process in _started if process.poll() is None]
    if _started:
        return
    order = [
        sys.executable,
        "-m",
        __spec__.name,
        str(store.folder.resolve()),
        store.name,
    ]
    _started.append(subprocess.Popen(order, cwd=_PROJECT, stdin=subprocess.DEVNULL, start_new_session=True))


def merge_aside(store: Store) -> int:
    """Merge as long as something is due; returns how many segments were merged away. One process at a time does."""
    gone = 0
    try:
        with file_lock(store.folder / f"{store.name}.upkeep.lock", 0):
            for left in store.folder.glob(f"~{store.name}_*"):
                left.unlink(missing_ok=True)
            while entries := due(store.folder, store.entries()):
                gone += _merge_and_put_in_place(store, entries)
    except IndexLocked:
        logger.info("Another process is merging, or writing for long.")
    except (DamagedIndex, SearchUnavailable, FileNotFoundError):
        logger.info("The index has been built anew meanwhile.")
    return gone


def _merge_and_put_in_place(store: Store, entries: list[ArraySegment]) -> int:
    merged = ArraySegment(store.name, sum(entry.doc_count() for entry in entries))
    # Under a name that writers do not sweep away.
    aside = store.folder / f"~{path_of(store.folder, merged.segment_id()).name}"
    if merged.count:
        merge(store.folder, entries, aside)
    try:
        with store.writing(store.schema()) as writing:
            now = {entry.segment_id(): entry for entry in writing.segments}
            if not all(entry.segment_id() in now for entry in entries):
                return 0
            merged.deleted = _deleted_since(entries, [now[entry.segment_id()].deleted for entry in entries])
            if merged.count:
                aside.rename(path_of(store.folder, merged.segment_id()))
            writing.replace(entries, merged)
    finally:
        aside.unlink(missing_ok=True)
    return len(entries) - 1


def _deleted_since(entries: Sequence[ArraySegment], deleted: Sequence[set[int]]) -> set[int]:
    """The numbers that documents have in the merged segment which were deleted after it was begun."""
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
    os.nice(10)
    merge_aside(Store(folder, name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
