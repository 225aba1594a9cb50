"""Work that a process left when it died is taken up while the archive is served."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from statements.jobs import tasks, unfinished_work, worker
from statements.jobs.unfinished_work import MAX_SECONDS_BETWEEN_STARTS, NOTHING, Watch, list_waiting
from statements.jobs.upload_tasks import set_details
from statements.models import IndexChange
from statements.search.engine import get_engine
from statements.search.indexing.queue import pause_indexing
from statements.search.indexing.status import read_status
from tests.factories import published

pytestmark = pytest.mark.django_db
TABLE = b"uid,title\n0bc1234,Another title\n"


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch, index) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    monkeypatch.setattr(tasks, "spawn_worker", lambda: None)


@pytest.fixture
def started() -> list[float]:
    return []


@pytest.fixture
def watch(started) -> Watch:
    clock = Clock()
    watch = Watch(lambda: started.append(clock.seconds), clock)
    watch.clock = clock
    return watch


def leave_changes() -> None:
    """As an import does that is killed: it would have indexed them at its end."""
    with pause_indexing():
        published()


def test_where_nothing_waits_nothing_is_started(watch, started):
    assert [watch.look() for _ in range(3)] == [False] * 3


def test_changes_that_nobody_indexes_are_taken_up_at_the_second_look(watch, started):
    leave_changes()
    assert [watch.look(), watch.look()] == [False, True]


def test_a_queue_that_grows_is_left_to_the_process_that_fills_it(watch, started):
    for _ in range(4):
        leave_changes()
        assert not watch.look()


def test_changes_that_are_being_indexed_are_left_to_that_process(watch, started):
    leave_changes()
    with get_engine().lock("queue", 0):
        assert [watch.look(), watch.look()] == [False, False]


def test_where_starting_a_worker_does_not_help_it_is_started_less_and_less_often(watch, started):
    leave_changes()
    for _ in range(1000):
        watch.look()
        watch.clock.seconds += 4
    pauses = [later - earlier for earlier, later in zip(started, started[1:], strict=False)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == MAX_SECONDS_BETWEEN_STARTS


def test_an_upload_without_a_worker_is_taken_up_and_one_that_is_worked_on_is_not(watch, started):
    set_details.enqueue(io.BytesIO(TABLE), name="details.csv")
    with worker.claim_job():
        assert [watch.look(), watch.look()] == [False, False]
    assert [watch.look(), watch.look()] == [False, True]


def test_the_worker_leaves_nothing_that_waits(watch, started):
    leave_changes()
    set_details.enqueue(io.BytesIO(TABLE), name="details.csv")
    assert list_waiting() != NOTHING
    call_command("run_jobs", no_wait=True)
    assert list_waiting() == NOTHING
    assert not IndexChange.objects.exists()
    assert read_status().fresh


def test_only_one_process_watches(monkeypatch):
    looks = []
    monkeypatch.setattr(unfinished_work.Watch, "look", looks.append)

    class Ended(BaseException):
        pass

    def sleep(seconds: float) -> None:
        raise Ended

    monkeypatch.setattr(unfinished_work.time, "sleep", sleep)
    with get_engine().lock("watch", 0), pytest.raises(Ended):
        unfinished_work._watch()
    assert not looks
