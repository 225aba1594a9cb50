"""However many updates there are, there are few segments; and whatever is killed, the index is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from statements.search.contract.requests import SearchRequest
from statements.search.engines.whoosh.evaluation.query_run import run_query
from statements.search.engines.whoosh.segments.builder import SegmentBuilder
from statements.search.engines.whoosh.segments.merging import merge_segments
from statements.search.engines.whoosh.storage import upkeep
from statements.search.engines.whoosh.storage.store import Store
from statements.search.language import Everything

from .bruteforce import Text, Turn
from .corpora import SCHEMA, document_of, indexed


def statement(pk: int, words: str = "peace") -> Text:
    return Text(pk, f"Statement {pk}", (Turn("putin", "RUS", (words,)),))


def found(store: Store) -> list[int]:
    results = run_query(store.generation(), SearchRequest(query=Everything(), per_page=10_000))
    return sorted(hit.statement for hit in results.hits)


def update(store: Store, *pks: int) -> bool:
    builder = SegmentBuilder()
    for pk in pks:
        builder.add(document_of(statement(pk)))
    with store.open_writer(SCHEMA) as writing:
        writing.delete(builder.keys)
        writing.add(builder)
        return upkeep.merge_small_segments(writing)


def in_another_process(what: str, *arguments: str) -> subprocess.Popen:
    """Call a function of this module in a process of its own."""
    own = "from tests.search.engines.whoosh import test_upkeep as own"
    script = f"import sys, django; django.setup()\n{own}\nown.{what}(*sys.argv[1:])"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_small_updates_are_merged_in_passing(tmp_path: Path) -> None:
    store = indexed(tmp_path, [[statement(pk) for pk in range(1, 6)]])
    for pk in range(3, 60):
        assert not update(store, pk)
        assert len(store.entries()) <= upkeep.TARGET_SEGMENTS
    assert found(store) == list(range(1, 60))


def test_an_update_merges_much_where_nobody_keeps_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "MAX_TOKENS_PER_UPDATE", 0)
    store = indexed(tmp_path, [[statement(1)]])
    assert [update(store, pk) for pk in range(2, 60)][-1]
    assert len(store.entries()) <= upkeep.MAX_SEGMENTS
    assert found(store) == list(range(1, 60))


def test_another_process_merges_what_is_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "MAX_TOKENS_PER_UPDATE", 0)
    store = indexed(tmp_path, [[statement(pk)] for pk in range(1, 13)])
    assert update(store, 13, 5)
    upkeep.start_background_merge(store)
    (process,) = upkeep._started
    assert process.wait(timeout=60) == 0
    assert len(store.entries()) <= upkeep.TARGET_SEGMENTS
    assert found(store) == list(range(1, 14))
    assert list(tmp_path.glob("~*")) == []


def test_what_changes_while_segments_are_merged_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = indexed(tmp_path, [[statement(pk), statement(pk + 100)] for pk in range(1, 13)], gone=[2])

    def merge_slowly(folder: Path, entries: list, path: Path) -> None:
        merge_segments(folder, entries, path)
        with store.open_writer(SCHEMA) as writing:
            writing.delete(["statements.statement.3", "statements.statement.112"])
        update(store, 200)

    monkeypatch.setattr(upkeep, "MAX_TOKENS_PER_UPDATE", 0)
    monkeypatch.setattr(upkeep, "merge_segments", merge_slowly)
    before = found(store)
    assert upkeep.merge_due_segments(store) > 0
    assert found(store) == sorted({*before, 200} - {3, 112})


def test_an_index_built_anew_while_segments_are_merged_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = indexed(tmp_path, [[statement(pk)] for pk in range(1, 13)])

    def merge_too_late(folder: Path, entries: list, path: Path) -> None:
        merge_segments(folder, entries, path)
        builder = SegmentBuilder()
        builder.add(document_of(statement(77)))
        with store.open_writer(SCHEMA, rebuild=True) as writing:
            writing.add(builder)

    monkeypatch.setattr(upkeep, "merge_segments", merge_too_late)
    upkeep.merge_due_segments(store)
    assert found(store) == [77]
    assert len(list(tmp_path.glob("*.arrays"))) == 1


def keep_updating(folder: str) -> None:
    """Add one statement after the other, and say which is in."""
    store = Store(folder)
    for pk in range(1000):
        update(store, pk)
        sys.stdout.write(f"{pk}\n")
        sys.stdout.flush()


def keep_merging(folder: str) -> None:
    upkeep.TARGET_SEGMENTS = 2
    store = Store(folder)
    while True:
        upkeep.merge_due_segments(store)


@pytest.mark.parametrize("seed", range(4))
def test_updates_killed_at_any_moment_leave_what_they_said(tmp_path: Path, seed: int) -> None:
    moments = random.Random(seed)
    store = indexed(tmp_path, [[statement(5000)]])
    writer = in_another_process("keep_updating", str(tmp_path))
    said = [int(writer.stdout.readline()) for _ in range(moments.randrange(1, 12))]
    time.sleep(moments.random() * 0.05)
    writer.kill()
    said += [int(line) for line in writer.stdout.read().split()]
    assert writer.wait() == -signal.SIGKILL
    # The last one may be in without having been said.
    there = found(store)
    assert there in ([*said, 5000], [*said, said[-1] + 1, 5000])
    update(store, 6000)
    assert found(store) == [*there, 6000]
    assert len(list(tmp_path.glob("*.arrays"))) == len(store.entries())


def test_merging_killed_at_any_moment_leaves_the_index_whole(tmp_path: Path) -> None:
    moments = random.Random(0)
    store = indexed(tmp_path, [[statement(0)]])
    for round_ in range(1, 5):
        merger = in_another_process("keep_merging", str(tmp_path))
        for pk in range(round_ * 100, round_ * 100 + 20):
            update(store, pk)
            time.sleep(moments.random() * 0.1)
        merger.kill()
        merger.wait()
        merger.stdout.close()
        assert found(store) == [0, *(pk for each in range(1, round_ + 1) for pk in range(each * 100, each * 100 + 20))]
    upkeep.merge_due_segments(store)
    assert list(tmp_path.glob("~*")) == []


def add_some(folder: str, first: str) -> None:
    store = Store(folder)
    for pk in range(int(first), int(first) + 15):
        update(store, pk)


def test_writers_in_several_processes_take_turns(tmp_path: Path) -> None:
    store = indexed(tmp_path, [[statement(0)]])
    writers = [in_another_process("add_some", str(tmp_path), str(first)) for first in (100, 200, 300)]
    while any(writer.poll() is None for writer in writers):
        assert 0 in found(store)
        time.sleep(0.01)
    for writer in writers:
        writer.stdout.close()
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert found(store) == [0, *(pk for first in (100, 200, 300) for pk in range(first, first + 15))]
