"""What the server is doing, counted: kept in memory that all processes of one server share, so that any of them can
tell of all.

The memory is taken when this module is first imported, before the server makes its processes. Each process writes into
a row of its own (`use_row`), on one thread, so that nothing is locked; the numbers of a process that has ended are kept
(`retire_row`). Outside a server everything is counted in the first row.
"""

from __future__ import annotations

import mmap

from . import request_kinds

LANES = ("pages", "dear", "health")
# Of each lane: how many requests run and wait now, and of all so far, how many were answered, refused because the
# queue was full, refused because they had waited too long, given up by their client while they waited, given up by it
# while they were answered, and broken off by a fault of the archive.
LEVELS = ("running", "waiting")
TOTALS = ("answered", "refused", "expired", "dropped", "abandoned", "failed")
# Of the server: open connections now; of all so far, connections ended because their client was silent or too slow,
# connections ended to make room for others, and bodies refused (too long, too slow, too many); processes now, and those
# that finish what they have to make way for a fresh one; of all so far, processes so replaced.
NAMES = (
    *(f"{lane}_{what}" for lane in LANES for what in (*LEVELS, *TOTALS)),
    "connections_open",
    "connections_timed_out",
    "connections_evicted",
    "bodies_refused",
    "processes_running",
    "processes_making_way",
    "processes_recycled",
    *request_kinds.NAMES,
)
_LEVEL_NAMES = {
    "connections_open",
    "processes_running",
    "processes_making_way",
    *(f"{lane}_{what}" for lane in LANES for what in LEVELS),
}
_COLUMNS = {name: column for column, name in enumerate(NAMES)}
MAX_ROWS = 128

_memory = memoryview(mmap.mmap(-1, MAX_ROWS * len(NAMES) * 8)).cast("q")
_own = _memory[: len(NAMES)]


def use_row(row: int) -> None:
    """Count in this row from now on: from 1 for the processes of a server, below MAX_ROWS."""
    global _own  # noqa: PLW0603 - a process has one row
    _own = _memory[row * len(NAMES) : (row + 1) * len(NAMES)]
    if row:
        add("processes_running")


def add(name: str, number: int = 1) -> None:
    _own[_COLUMNS[name]] += number


def own(name: str) -> int:
    """What this process alone has counted."""
    return _own[_COLUMNS[name]]


def least(name: str) -> int:
    """The smallest number that any running process of this server has counted; 0 where none runs."""
    running, column = _COLUMNS["processes_running"], _COLUMNS[name]
    rows = range(0, len(_memory), len(NAMES))
    return min((_memory[row + column] for row in rows if _memory[row + running]), default=0)


def snapshot() -> dict[str, int]:
    """Every counter by name, for all processes of this server together."""
    return {name: sum(_memory[column :: len(NAMES)]) for name, column in _COLUMNS.items()}


def retire_row(row: int) -> None:
    """Keep the totals of a process that has ended, and forget what was running in it; its row is free again."""
    for name, column in _COLUMNS.items():
        place = row * len(NAMES) + column
        if name not in _LEVEL_NAMES:
            _memory[column] += _memory[place]
        _memory[place] = 0
