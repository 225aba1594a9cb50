"""A lock between processes. The kernel releases it when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from statements.search.contract.errors import IndexLocked

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
