"""Work in forked processes: run to its end, or killed."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .crash_points import CrashPoints

SECONDS_TO_END = 300
SECONDS_FOR_ORPHANS = 3


class WorkFailed(Exception):
    """A work that was not killed did not come to its end; what it said is on the standard error."""


@dataclass(frozen=True, slots=True)
class Kill:
    """When a process is killed: after ``seconds``, or at crash point ``point``. ``alone``: without its children."""

    seconds: float = 0.0
    point: int = 0
    alone: bool = False

    def __str__(self) -> str:
        where = f"at point {self.point}" if self.point else f"after {self.seconds:.3f} s"
        return f"killed {where}{', alone' if self.alone else ''}"


def run(work: Callable[[], Any], answer: Path) -> tuple[Any, float, int]:
    """Run ``work`` in a process of its own; returns what it returned (as JSON), seconds, and crash points passed.

    Raises WorkFailed.
    """
    answer.unlink(missing_ok=True)
    begun = time.monotonic()
    child = _fork(work, CrashPoints(), answer)
    status = _wait(child, SECONDS_TO_END)
    if status != 0 or not answer.exists():
        raise WorkFailed(f"It ended with {status}.")
    value, points = json.loads(answer.read_text())
    return value, time.monotonic() - begun, points


def run_and_kill(work: Callable[[], Any], kill: Kill, answer: Path) -> tuple[bool, list[str]]:
    """Returns whether the work was killed before its end, and faults: processes that outlive the one killed."""
    child = _fork(work, CrashPoints(kill.point), answer)
    if kill.point:
        status = _wait(child, SECONDS_TO_END)
    else:
        status = _wait(child, kill.seconds)
        if status is None:
            (os.kill if kill.alone else os.killpg)(child, signal.SIGKILL)
            status = _wait(child, SECONDS_TO_END)
    faults = []
    until = time.monotonic() + SECONDS_FOR_ORPHANS
    while _group_lives(child) and time.monotonic() < until:
        time.sleep(0.02)
    if _group_lives(child):
        os.killpg(child, signal.SIGKILL)
        faults.append("A process that it had started outlived it.")
    if status not in (0, -signal.SIGKILL):
        faults.append(f"It ended with {status} before it was killed.")
    return status == -signal.SIGKILL, faults


def _fork(work: Callable[[], Any], points: CrashPoints, answer: Path) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        # Both do it, so that it is done whoever is first.
        try:
            os.setpgid(child, child)
        except (PermissionError, ProcessLookupError):
            pass
        return child
    try:
        os.setpgid(0, 0)
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - for the rest of the process
        points.install()
        value = work()
        from django.db import connections

        connections.close_all()
        answer.write_text(json.dumps([value, points.passed]))
        os._exit(0)
    except BaseException:  # noqa: BLE001 - nothing may run on as if it were the parent
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _wait(child: int, seconds: float) -> int | None:
    """The exit status, negative for a signal; None where it still runs after so many seconds."""
    until = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        left = until - time.monotonic()
        if left <= 0:
            return None
        time.sleep(min(left, 0.005))


def _group_lives(group: int) -> bool:
    """Whether a process of the group runs; one that has ended and waits for its parent does not."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                return True
    return False
