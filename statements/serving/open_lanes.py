"""A lane in use: its queue, its turns, its threads, and the counters that tell of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from . import counters
from .gates import Gate, NotAdmitted
from .lanes import Lane

Result = TypeVar("Result")
_ANY_NUMBER = 1_000_000


class OpenLane:
    """Who is admitted holds a turn, works with it once (`work`), and takes another for each further slice
    (`take_turn`)."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        # Downloads go through a door first and then take turns behind it; of pages each turn is waited for alone.
        queue = (lane.max_waiting, lane.max_waiting_of_one)
        self._doors = Gate(lane.max_open, *queue) if lane.max_open else None
        self._turns = Gate(lane.slots, *((_ANY_NUMBER, _ANY_NUMBER) if lane.max_open else queue))
        self._pool = ThreadPoolExecutor(lane.slots, thread_name_prefix=lane.name)

    @asynccontextmanager
    async def admit(self, visitor: str, gone: asyncio.Future[None]) -> AsyncIterator[None]:
        """Wait for a turn, hold a place while the body of the context runs. Raises NotAdmitted."""
        name = self.lane.name
        with _counting(f"{name}_waiting"):
            try:
                await (self._doors or self._turns).enter(visitor, gone, self.lane.patience)
            except NotAdmitted as refused:
                counters.add(f"{name}_{refused.reason}")
                raise
        try:
            with _counting(f"{name}_running"):
                if self._doors:
                    await self._turns.enter(visitor, gone)
                yield
        finally:
            if self._doors:
                self._doors.leave(visitor)

    async def take_turn(self, visitor: str, gone: asyncio.Future[None]) -> None:
        """Raises ClientGone. Who is under way is never refused."""
        await self._turns.enter(visitor, gone, is_bounded=False)

    async def work(self, visitor: str, function: Callable[[], Result]) -> Result:
        """Run it in a thread with the turn that is held, which is given back when it has ended, whatever ends first."""
        running = asyncio.get_running_loop().run_in_executor(self._pool, function)
        running.add_done_callback(lambda _: self._turns.leave(visitor))
        return await asyncio.shield(running)

    async def clean_up(self, function: Callable[[], None]) -> None:
        """Run it in a thread without a turn."""
        await asyncio.get_running_loop().run_in_executor(self._pool, function)


@contextmanager
def _counting(level: str) -> Iterator[None]:
    counters.add(level)
    try:
        yield
    finally:
        counters.add(level, -1)
