"""A line of progress, overwritten on a terminal; silent where the output is none."""

from __future__ import annotations

import time
from typing import TextIO

SECONDS_BETWEEN_LINES = 0.5


class ProgressLine:
    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None
        self._last = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._stream is None or time.monotonic() - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = time.monotonic()
        amount = f": {done / 1_000_000:,.0f} of {total / 1_000_000:,.0f} MB" if total else " …"
        self._stream.write(f"\r\x1b[K{what}{amount}")
        self._stream.flush()

    def end(self) -> None:
        if self._stream is not None and self._last:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._last = 0.0
