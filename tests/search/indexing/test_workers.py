"""Several processes that index, on a database of their own: what they build, and what is left when one dies."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from statements.search.contract.requests import SearchRequest
from statements.search.engines.whoosh.evaluation.query_run import run_query
from statements.search.engines.whoosh.storage.store import Store
from statements.search.language import Everything

MANAGE = Path(__file__).resolve().parents[3] / "manage.py"


class Archive:
    """The sample archive in a folder, worked on by processes of its own."""

    def __init__(self, folder: Path) -> None:
        self.index = folder / "index"
        self._environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "archive.settings", "CHANCERY_DATA": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'archive.sqlite3'}",
        }  # fmt: skip

    def start(self, *order: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, str(MANAGE), *order], env=self._environment, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def done(self, *order: str) -> str:
        process = self.start(*order)
        said, complaints = process.communicate()
        assert process.returncode == 0, complaints
        return said

    def found(self) -> set[tuple[int, int]]:
        """Every statement in the index, with how many tokens it has."""
        generation = Store(self.index).generation()
        lengths = generation.columns.lengths("text")
        results = run_query(generation, SearchRequest(query=Everything(), per_page=1_000))
        by_record = dict(zip(generation.columns.numbers("record").tolist(), lengths.tolist(), strict=True))
        return {(hit.statement, by_record[hit.statement]) for hit in results.hits}

    def files(self) -> set[str]:
        return {path.name for path in self.index.glob("*.arrays")}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    sample = Archive(tmp_path_factory.mktemp("archive"))
    sample.done("migrate", "-v0")
    sample.done("load_reference")
    sample.done("load_sample")
    return sample


def workers_of(process: subprocess.Popen) -> Iterator[int]:
    """The processes that it spawned to index."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == process.pid and b"spawn_main" in command:
            yield int(entry.name)


def wait_for_workers(process: subprocess.Popen) -> list[int]:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if workers := list(workers_of(process)):
            return workers
        time.sleep(0.01)
    raise AssertionError("no process was spawned")


on_linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked for in /proc")


def test_several_processes_build_what_one_builds(archive: Archive) -> None:
    archive.done("rebuild_index", "--noinput", "-k", "1")
    alone = archive.found()
    assert len(alone) > 3
    said = archive.done("rebuild_index", "--noinput", "-k", "3")
    assert f"Indexing {len(alone)} statements in 3 processes" in said
    assert archive.found() == alone
    assert "up to date" in archive.done("index_status")


def test_several_processes_update_what_is_there(archive: Archive) -> None:
    before = archive.found()
    assert "in 2 processes" in archive.done("update_index", "-k", "2")
    assert archive.found() == before
    assert "up to date" in archive.done("index_status")


@on_linux
@pytest.mark.parametrize("seed", range(2))
def test_a_worker_that_is_killed_fails_the_build_and_leaves_the_old_index(archive: Archive, seed: int) -> None:
    before, files = archive.found(), archive.files()
    building = archive.start("rebuild_index", "--noinput", "-k", "2")
    worker = wait_for_workers(building)[0]
    time.sleep(random.Random(seed).random() / 4)  # before it can be done: to import the archive takes longer
    os.kill(worker, signal.SIGKILL)
    _, complaints = building.communicate(timeout=60)
    assert building.returncode == 1
    assert "killed, or out of memory" in complaints
    assert archive.found() == before
    assert archive.files() == files


@on_linux
@pytest.mark.parametrize("seed", range(2))
def test_a_build_that_is_killed_leaves_no_process_and_the_old_index(archive: Archive, seed: int) -> None:
    before = archive.found()
    building = archive.start("rebuild_index", "--noinput", "-k", "2")
    workers = wait_for_workers(building)
    time.sleep(random.Random(seed).random() * 2)
    building.kill()
    building.communicate()
    until = time.monotonic() + 30
    while time.monotonic() < until and any(Path(f"/proc/{worker}/stat").exists() for worker in workers):
        time.sleep(0.05)
    assert not any(Path(f"/proc/{worker}/stat").exists() for worker in workers)
    assert archive.found() == before
    archive.done("rebuild_index", "--noinput", "-k", "2")
    assert archive.found() == before
    assert len(archive.files()) == 2
