"""One process at a time, by a lock that the kernel lets go of when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from statements.search.contract.errors import IndexLocked


@contextmanager
def file_lock(path: Path, wait: float) -> Iterator[None]:
    """Hold the lock of `path`; raises IndexLocked after `wait` seconds."""
    with path.open("w") as file:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise IndexLocked("The index is being written by another process.") from None
                time.sleep(0.02)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
