"""What killed processes leave in the folder of an index is removed when the archive is next started."""

from __future__ import annotations

from pathlib import Path

from statements.search.contract.fields import STATEMENTS
from statements.search.engines.whoosh.engine import WhooshEngine
from statements.search.engines.whoosh.schema import SCHEMA


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix != ".lock"}


def leave(folder: Path) -> set[str]:
    """What a rebuild, a commit and a merge leave that are killed."""
    left = {"MAIN_abcdefgh.arrays", "_MAIN_7.toc.1234", "~MAIN_ijklmnop.arrays"}
    for name in left:
        (folder / name).write_bytes(b"half")
    return left


def test_sweeping_removes_what_the_index_does_not_name(tmp_path: Path) -> None:
    engine = WhooshEngine({"PATH": str(tmp_path)})
    engine.clear(STATEMENTS)
    before = names(tmp_path)
    leave(tmp_path)
    engine.sweep()
    assert names(tmp_path) == before


def test_what_is_being_written_is_left_alone(tmp_path: Path) -> None:
    engine = WhooshEngine({"PATH": str(tmp_path)})
    engine.clear(STATEMENTS)
    with engine.store(STATEMENTS).open_writer(SCHEMA):
        left = leave(tmp_path)
        engine.sweep()
        assert left <= names(tmp_path)
