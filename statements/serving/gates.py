"""Slots of a lane, and the wait for them. Belongs to one event loop; nothing here runs in a thread."""

from __future__ import annotations

import asyncio
from collections import Counter

from .fair_queue import FairQueue


class NotAdmitted(Exception):
    """A request that gets no slot; the subclasses say why. `reason` is the counter that counts it."""

    reason = ""


class QueueFull(NotAdmitted):
    reason = "refused"


class WaitedTooLong(NotAdmitted):
    reason = "expired"


class ClientGone(NotAdmitted):
    reason = "dropped"


class Gate:
    """Lets in `slots` requests at a time. Whoever was let in must `leave`.

    Invariant: nobody waits while a slot is free.
    """

    def __init__(self, slots: int, max_waiting: int, max_waiting_of_one: int) -> None:
        self._queue: FairQueue[asyncio.Future[None]] = FairQueue(max_waiting, max_waiting_of_one)
        self._running: Counter[str] = Counter()
        self._free = slots

    async def enter(
        self, visitor: str, gone: asyncio.Future[None], patience: float | None = None, *, is_bounded: bool = True
    ) -> None:
        """Return once there is a slot. `gone` is done when the client has left; `patience` is in seconds, None for any
        time. Who `is_bounded` may find the queue full.

        Raises QueueFull, WaitedTooLong or ClientGone.
        """
        if gone.done():
            raise ClientGone
        if self._free:
            self._start(visitor)
            return None
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if (refused := self._queue.add(visitor, turn, is_bounded=is_bounded)) is not None:
            if refused is turn:
                raise QueueFull
            refused.set_exception(QueueFull())
        try:
            await asyncio.wait({turn, gone}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._give_up(visitor, turn)
            raise
        if turn.done() and not gone.done():
            return turn.result()
        self._give_up(visitor, turn)
        raise ClientGone if gone.done() else WaitedTooLong

    def leave(self, visitor: str) -> None:
        # Chosen while the leaving one still counts, so that of two who wait it is the other's turn.
        next_one = self._queue.take(self._running)
        self._free += 1
        self._running[visitor] -= 1
        if not self._running[visitor]:
            del self._running[visitor]
        if next_one:
            visitor, turn = next_one
            self._start(visitor)
            turn.set_result(None)

    def _start(self, visitor: str) -> None:
        self._free -= 1
        self._running[visitor] += 1

    def _give_up(self, visitor: str, turn: asyncio.Future[None]) -> None:
        if not turn.done():
            self._queue.remove(visitor, turn)
        elif not turn.exception():
            self.leave(visitor)
