"""What the server is doing, told by any of its processes for all of them."""

import os
from collections.abc import Iterator

import pytest

from statements.serving import counters


@pytest.fixture(autouse=True)
def first_row() -> Iterator[None]:
    yield
    counters.use_row(0)
    for row in (5, 6):
        counters.retire_row(row)


def gained(before: dict[str, int]) -> dict[str, int]:
    return {name: number - before[name] for name, number in counters.snapshot().items() if number != before[name]}


def test_processes_add_up_and_each_sees_all() -> None:
    before = counters.snapshot()
    child = os.fork()
    if not child:
        counters.use_row(5)
        counters.add("pages_answered", 3)
        os._exit(0)
    os.waitpid(child, 0)
    counters.use_row(6)
    counters.add("pages_answered")
    assert gained(before) == {"pages_answered": 4, "processes_running": 2}


def test_of_a_process_that_ended_the_totals_stay_and_nothing_runs_any_more() -> None:
    before = counters.snapshot()
    counters.use_row(5)
    counters.add("dear_running", 2)
    counters.add("dear_refused", 7)
    assert counters.own("dear_refused") == 7
    counters.retire_row(5)
    assert gained(before) == {"dear_refused": 7}


def test_a_snapshot_names_every_counter() -> None:
    assert set(counters.snapshot()) == set(counters.NAMES)


def test_the_least_of_all_running_processes_is_known() -> None:
    counters.use_row(5)
    counters.add("connections_open", 4)
    counters.use_row(6)
    counters.add("connections_open", 2)
    assert counters.least("connections_open") == 2
    counters.retire_row(6)
    assert counters.least("connections_open") == 4
