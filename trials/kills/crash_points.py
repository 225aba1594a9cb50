"""Points at which a process can be killed exactly: before and after each call that changes what is on the disk."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable
from typing import Any

CALLS = ("fsync", "replace", "rename", "unlink", "remove", "rmdir", "mkdir", "truncate", "link")


class CrashPoints:
    """Counts the points a process passes, and kills it with its whole group at number ``fatal`` (from 1 on)."""

    def __init__(self, fatal: int = 0) -> None:
        self.fatal = fatal
        self.passed = 0

    def install(self) -> None:
        """For the rest of the process. Connections to the database commit through Django."""
        from django.db.backends.base.base import BaseDatabaseWrapper

        for name in CALLS:
            setattr(os, name, self._between(getattr(os, name)))
        BaseDatabaseWrapper._commit = self._between(BaseDatabaseWrapper._commit)  # type: ignore[method-assign]

    def _between(self, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def wrapped(*arguments: Any, **options: Any) -> Any:
            self._pass()
            result = call(*arguments, **options)
            self._pass()
            return result

        return wrapped

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self.fatal:
            os.killpg(0, signal.SIGKILL)
