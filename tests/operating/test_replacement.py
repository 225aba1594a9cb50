"""A kill between any two steps leaves what was there or what is new, and the next start says which."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from statements.operating.replacement import KEPT, Move, Plan, finish_interrupted, write_plan

CHECKOUT = Path(__file__).resolve().parents[2]
NAMES = ("uploads", "index", "archive.sqlite3")
# Replaces everything in the folder given, and is killed by itself at the n-th call to the system.
SCRIPT = """
import os, signal, sys
from pathlib import Path
from statements.operating.replacement import Move, Plan, carry_out, write_plan

folder, calls = Path(sys.argv[1]), int(sys.argv[2])

def watch(event, arguments):
    global calls
    if event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir"):
        if not calls:
            os.kill(os.getpid(), signal.SIGKILL)
        calls -= 1

sys.addaudithook(watch)
moves = [Move(folder / "uploads"), Move(folder / "index"), Move(folder / "archive.sqlite3", ("archive.sqlite3-wal",))]
plan = Plan("now", moves)
write_plan(folder, plan)
carry_out(folder, plan)
"""


def make(folder: Path) -> None:
    for name in NAMES:
        for place in (folder / name, folder / "chancery-restoring" / name):
            kind = "new" if "chancery-restoring" in place.parts else "old"
            if name == "archive.sqlite3":
                place.parent.mkdir(exist_ok=True, parents=True)
                place.write_text(kind)
            else:
                place.mkdir(parents=True)
                (place / "file").write_text(kind)
    (folder / "archive.sqlite3-wal").write_text("old")


def read(folder: Path) -> set[str]:
    """The kinds that are in place."""
    paths = [folder / name if name == "archive.sqlite3" else folder / name / "file" for name in NAMES]
    found = {path.read_text() for path in paths}
    if (folder / "archive.sqlite3-wal").exists():
        found.add((folder / "archive.sqlite3-wal").read_text())
    return found


def test_a_kill_at_any_step(tmp_path: Path) -> None:
    said = []
    for step in range(100):
        folder = tmp_path / str(step)
        make(folder)
        run = subprocess.run([sys.executable, "-c", SCRIPT, folder, str(step)], cwd=CHECKOUT, check=False)
        if run.returncode == 0:
            assert read(folder) == {"new"}
            break
        assert run.returncode == -signal.SIGKILL
        said.append(finish_interrupted(folder))
        after = read(folder)
        assert after == ({"new"} if "has been finished" in said[-1] else {"old"})
        assert not (folder / "chancery-restoring").exists()
        assert finish_interrupted(folder) == ""
        if after == {"new"}:
            kept = folder / f"{KEPT}now"
            assert read(kept) == {"old"}
    assert "has been finished" in said[1]
    assert step > 8


def test_what_was_made_ready_is_cleared_away_where_the_tables_are_the_old_ones(tmp_path: Path) -> None:

    make(tmp_path)
    write_plan(tmp_path, Plan("now", [Move(tmp_path / "uploads")], mark="c0ffee"))
    assert "the archive is as it was" in finish_interrupted(tmp_path, lambda mark: mark == "another")
    assert read(tmp_path) == {"old"}
    assert not (tmp_path / "chancery-restoring").exists()


def test_nothing_is_said_where_nothing_was_interrupted(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    assert finish_interrupted(tmp_path) == ""
