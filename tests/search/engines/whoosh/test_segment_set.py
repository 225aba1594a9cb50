"""What is kept between queries, while several threads ask."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from statements.search.engines.whoosh.generations.segment_set import SegmentCache


@dataclass(frozen=True)
class Key:
    """Like the keys of terms, compared by Python: threads may change places while one is looked up."""

    number: int


@pytest.fixture
def restless() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_a_cache_is_handed_on_while_others_read_it(restless: None) -> None:
    cache = SegmentCache(2, None)
    keys = [Key(number) for number in range(500)]
    for key in keys:
        cache.get(key, lambda _, __: 1)
    finished = threading.Event()

    def read() -> None:
        while not finished.is_set():
            for key in keys:
                cache.get(key, lambda _, __: 1)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        successors = [cache.make_successor(3, 2) for _ in range(100)]
    finally:
        finished.set()
        for reader in readers:
            reader.join()
    assert all(
        successor.get(key, lambda known, segments: (known, segments)) == (1, 2)
        for successor in successors[:3]
        for key in keys
    )
