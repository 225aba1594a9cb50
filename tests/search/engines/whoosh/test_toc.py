"""An index stays readable when the classes that its table of contents names have moved."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from statements.search.contract.errors import SearchUnavailable
from statements.search.engines.whoosh import fields
from statements.search.engines.whoosh.segments import codec
from statements.search.engines.whoosh.storage import toc
from statements.search.engines.whoosh.storage.store import Store

from .bruteforce import Text, Turn
from .corpora import added, indexed

STATEMENT = Text(1, "Of the sea", (Turn("putin", "RUS", ("of peace",)),))
LATER = Text(2, "Of war", (Turn("kim", "PRK", ("of peace",)),))


@pytest.fixture
def pretend_old_names(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """While this holds, classes are pickled under the names of modules that they had in the first indexes."""
    for old, module, names in (
        ("statements.search.whoosh.segments.codec", codec, ["ArraySegment"]),
        ("statements.search.whoosh.haystack.fields", fields, ["Text", "Code", "TextAnalyzer"]),
    ):
        monkeypatch.setitem(sys.modules, old, module)
        for name in names:
            monkeypatch.setattr(getattr(module, name), "__module__", old)
    return monkeypatch


def test_an_index_written_before_its_classes_moved_is_read_and_updated(
    tmp_path: Path, pretend_old_names: pytest.MonkeyPatch
) -> None:
    indexed(tmp_path, [[STATEMENT]])
    pretend_old_names.undo()
    (contents,) = tmp_path.glob("_MAIN_*.toc")
    assert b"statements.search.whoosh.segments.codec" in contents.read_bytes()
    assert b"statements.search.whoosh.haystack.fields" in contents.read_bytes()
    store = Store(tmp_path)
    assert store.generation().columns.numbers("record").tolist() == [1]
    added(store, [[LATER]])
    assert Store(tmp_path).generation().columns.numbers("record").tolist() == [1, 2]
    (contents,) = tmp_path.glob("_MAIN_*.toc")
    assert b"statements.search.whoosh." not in contents.read_bytes()


def test_the_classes_of_every_module_that_moved_are_found(pretend_old_names: pytest.MonkeyPatch) -> None:
    pretend_old_names.undo()
    for module in toc._MOVED.values():
        assert sys.modules[module] in (codec, fields)


@pytest.mark.parametrize("change", ["unknown module", "cut short", "another format"])
def test_a_table_of_contents_that_cannot_be_read_makes_search_unavailable_until_a_rebuild(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    store = indexed(tmp_path, [[STATEMENT]])
    (contents,) = tmp_path.glob("_MAIN_*.toc")
    written = contents.read_bytes()
    if change == "unknown module":
        contents.write_bytes(written.replace(b"whoosh.segments.codec", b"whoosh.segments.xxxxx"))
    elif change == "cut short":
        contents.write_bytes(written[: len(written) // 2])
    else:
        monkeypatch.setattr(toc, "FORMAT", toc.FORMAT + 1)
    with pytest.raises(SearchUnavailable):
        Store(tmp_path).generation()
    indexed(tmp_path, [[STATEMENT, LATER]])
    assert store.generation().columns.numbers("record").tolist() == [1, 2]
