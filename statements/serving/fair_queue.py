"""Who waits, and whose turn is next: shared fairly among visitors, not among requests."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping
from typing import Generic, TypeVar

Ticket = TypeVar("Ticket")


class FairQueue(Generic[Ticket]):
    """Tickets in the order in which their visitors get a turn.

    The next ticket is one of the visitor of whom the fewest run, and among those the one whose last turn is longest
    ago; of one visitor, the ticket that came first. A full queue keeps room for newcomers: whoever has most tickets in
    it loses the last of them.

    Invariant: `_waiting` holds no visitor without a ticket, in the order of their turns.
    """

    def __init__(self, max_waiting: int, max_waiting_of_one: int) -> None:
        self.max_waiting, self.max_waiting_of_one = max_waiting, max_waiting_of_one
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, visitor: str, ticket: Ticket, *, is_bounded: bool = True) -> Ticket | None:
        """Put a ticket at its place. Return the ticket for which there is no room: this one, another's, or none.
        There is room for one that is not bounded."""
        refused = None
        if is_bounded:
            length = len(self._waiting.get(visitor, ()))
            if length >= self.max_waiting_of_one:
                return ticket
            if self._length >= self.max_waiting:
                longest = max(self._waiting.values(), key=len, default=deque[Ticket]())
                if len(longest) <= length + 1:
                    return ticket
                refused = longest.pop()
                self._length -= 1
        self._waiting.setdefault(visitor, deque()).append(ticket)
        self._length += 1
        return refused

    def remove(self, visitor: str, ticket: Ticket) -> None:
        """Forget a ticket that nobody waits for any more. Raises KeyError or ValueError where it is not waiting."""
        self._waiting[visitor].remove(ticket)
        self._forget_if_empty(visitor)

    def take(self, running: Mapping[str, int]) -> tuple[str, Ticket] | None:
        """The visitor and ticket whose turn it is, None when nobody waits. `running` counts what runs of a visitor."""
        if not self._waiting:
            return None
        visitor = min(self._waiting, key=lambda each: running.get(each, 0))
        ticket = self._waiting[visitor].popleft()
        self._waiting.move_to_end(visitor)
        self._forget_if_empty(visitor)
        return visitor, ticket

    def _forget_if_empty(self, visitor: str) -> None:
        self._length -= 1
        if not self._waiting[visitor]:
            del self._waiting[visitor]
