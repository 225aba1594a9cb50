"""Servers and file systems that a test has to itself: a PostgreSQL that it may stop, a disk that it may fill."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.postgres import CannotStart, Server, own_server


def _missing(reason: str) -> None:
    """Leave the test out, and say why; where nothing may be left out, let it fail."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def postgresql() -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(own_server())
        except CannotStart as reason:
            _missing(f"PostgreSQL could not be started: {reason}")
        yield server


@contextmanager
def small_disk(size: int) -> Iterator[Path]:
    """An empty file system of `size` bytes, in memory."""
    with tempfile.TemporaryDirectory(prefix="chancery-disk-") as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, text=True, check=False
        )
        if mounted.returncode:
            _missing(f"a file system of its own cannot be mounted here: {mounted.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=False)
