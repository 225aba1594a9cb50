"""Files and folders put in the place of others, all or none: a kill at any moment leaves the old ones or the new ones.

What is new is made ready in a folder `chancery-restoring` beside what it replaces. The plan of the moves is then
written durably, which decides; the moves follow, and a later start finishes those that were interrupted. What was there
is moved into a folder `before-restore-…`, never removed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE_MODE = 0o600
STAGING = "chancery-restoring"
KEPT = "before-restore-"
PLAN = "restore.json"


@dataclass(frozen=True, slots=True)
class Move:
    """`companions` are names beside `place` that belong to what was there and go with it, such as a log.
    Where nothing was staged the place is left empty."""

    place: Path
    companions: tuple[str, ...] = ()
    new: bool = True

    @property
    def staged(self) -> Path:
        return self.place.parent / STAGING / self.place.name


@dataclass(frozen=True, slots=True)
class Plan:
    """`mark` is "" where the files decide; else the mark that the tables of PostgreSQL have once they are new."""

    stamp: str
    moves: list[Move]
    mark: str = ""

    def kept(self, path: Path) -> Path:
        return path.parent / f"{KEPT}{self.stamp}" / path.name


def sync_folder(folder: Path) -> None:
    """Make names that were given and taken in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_plan(folder: Path, plan: Plan) -> None:
    """From here on the new files are what counts (or, with a mark, as soon as the tables have it)."""
    described = {
        "stamp": plan.stamp,
        "mark": plan.mark,
        "moves": [[str(move.place), list(move.companions), move.new] for move in plan.moves],
    }
    fresh = folder / f"{PLAN}.fresh"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "w", encoding="utf-8") as stream:
        json.dump(described, stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(folder / PLAN)
    sync_folder(folder)


def read_plan(folder: Path) -> Plan | None:
    try:
        described = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    moves = [Move(Path(place), tuple(companions), new) for place, companions, new in described["moves"]]
    return Plan(described["stamp"], moves, described["mark"])


def carry_out(folder: Path, plan: Plan) -> None:
    """Make every move that was not made yet, and forget the plan. May be repeated."""
    for move in plan.moves:
        if move.new and not move.staged.exists():
            continue  # made by the start before
        for path in [*(move.place.with_name(name) for name in move.companions), move.place]:
            if os.path.lexists(path):
                plan.kept(path).parent.mkdir(exist_ok=True, mode=0o700)
                path.rename(plan.kept(path))
        if move.new:
            move.staged.rename(move.place)
        sync_folder(move.place.parent)
    # In this order: where the plan is left, so is that it was carried out.
    _remove_staging(plan.moves)
    _remove_plan(folder)


def forget(folder: Path, moves: Sequence[Move]) -> None:
    """Leave all as it was: remove the plan first, then what was made ready."""
    _remove_plan(folder)
    _remove_staging(moves)


def _remove_plan(folder: Path) -> None:
    (folder / PLAN).unlink(missing_ok=True)
    sync_folder(folder)


def _remove_staging(moves: Sequence[Move]) -> None:
    for staging in {move.staged.parent for move in moves}:
        shutil.rmtree(staging, ignore_errors=True)


def finish_interrupted(folder: Path, decided: Callable[[str], bool] = lambda mark: not mark) -> str:
    """Finish a restore that was killed, or clear away what it had made ready; returns a sentence, "" where there was
    none. For a process that holds the archive alone. `decided` is asked whether the tables have a mark."""
    plan = read_plan(folder)
    if plan is not None and decided(plan.mark):
        carry_out(folder, plan)
        return f"A restore was interrupted and has been finished; what was there before is in {KEPT}{plan.stamp}."
    staging = [move.staged.parent for move in plan.moves] if plan else [folder / STAGING]
    if plan is None and not staging[0].exists():
        return ""
    forget(folder, plan.moves if plan else [])
    for each in staging:
        shutil.rmtree(each, ignore_errors=True)
    return "A restore was interrupted before it changed anything: the archive is as it was."
