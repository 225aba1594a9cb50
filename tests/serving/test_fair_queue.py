"""Whose turn it is, held against a slow reading of the rule."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from statements.serving.fair_queue import FairQueue

MAX_WAITING, MAX_WAITING_OF_ONE = 5, 3
VISITORS = "abcd"
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(VISITORS)),
        st.tuples(st.just("add unbounded"), st.sampled_from(VISITORS)),
        st.tuples(st.just("take"), st.dictionaries(st.sampled_from(VISITORS), st.integers(0, 2))),
        st.tuples(st.just("remove"), st.integers(0, 20)),
    ),
    max_size=60,
)


@dataclass
class SlowReading:
    """Tickets are numbers; `since` tells when a visitor began to wait for the turn that is next."""

    tickets: list[tuple[str, int]] = field(default_factory=list)
    since: dict[str, int] = field(default_factory=dict)
    now: int = 0

    def of(self, visitor: str) -> list[int]:
        return [ticket for each, ticket in self.tickets if each == visitor]

    def add(self, visitor: str, ticket: int, is_bounded: bool) -> int | None:
        refused = None
        if is_bounded and len(self.of(visitor)) >= MAX_WAITING_OF_ONE:
            return ticket
        if is_bounded and len(self.tickets) >= MAX_WAITING:
            longest = max(self.since, key=lambda each: (len(self.of(each)), -self.since[each]))
            if len(self.of(longest)) <= len(self.of(visitor)) + 1:
                return ticket
            refused = self.of(longest)[-1]
            self.forget(longest, refused)
        if not self.of(visitor):
            self.since[visitor] = self.now
        self.tickets.append((visitor, ticket))
        return refused

    def forget(self, visitor: str, ticket: int) -> None:
        self.tickets.remove((visitor, ticket))
        if not self.of(visitor):
            del self.since[visitor]

    def take(self, running: dict[str, int]) -> tuple[str, int] | None:
        if not self.tickets:
            return None
        visitor = min(self.since, key=lambda each: (running.get(each, 0), self.since[each]))
        ticket = self.of(visitor)[0]
        self.since[visitor] = self.now
        self.forget(visitor, ticket)
        return visitor, ticket


@given(STEPS)
def test_turns_are_those_of_the_rule_read_slowly(steps: list[tuple]) -> None:
    queue: FairQueue[int] = FairQueue(MAX_WAITING, MAX_WAITING_OF_ONE)
    slow = SlowReading()
    for number, (action, argument) in enumerate(steps):
        slow.now = number
        if action == "take":
            assert queue.take(argument) == slow.take(argument)
        elif action == "remove":
            if slow.tickets:
                visitor, ticket = slow.tickets[argument % len(slow.tickets)]
                queue.remove(visitor, ticket)
                slow.forget(visitor, ticket)
        else:
            is_bounded = action == "add"
            refused = queue.add(argument, number, is_bounded=is_bounded)
            assert refused == slow.add(argument, number, is_bounded)
        assert len(queue) == len(slow.tickets)


@given(st.integers(1, 200), st.lists(st.sampled_from("bcde"), min_size=1, max_size=20))
def test_a_crowd_of_one_delays_another_by_one_turn_each(crowd: int, others: list[str]) -> None:
    queue: FairQueue[str] = FairQueue(1000, 1000)
    for _ in range(crowd):
        queue.add("a", "a")
    for visitor in others:
        queue.add(visitor, visitor)
    turns = [queue.take({})[0] for _ in range(len(queue))]
    for visitor in set(others):
        assert turns.index(visitor) <= len(set(others))


def test_a_full_queue_has_room_for_a_newcomer_at_the_cost_of_the_longest() -> None:
    queue: FairQueue[str] = FairQueue(4, 4)
    assert [queue.add("a", f"a{number}") for number in range(4)] == [None] * 4
    assert queue.add("b", "b0") == "a3"
    assert queue.add("b", "b1") == "a2"
    assert queue.add("b", "b2") == "b2"
    assert queue.add("a", "a4") == "a4"


def test_of_whom_fewest_run_comes_first() -> None:
    queue: FairQueue[str] = FairQueue(10, 10)
    for visitor in "abc":
        queue.add(visitor, visitor)
    assert queue.take({"a": 2, "b": 1, "c": 1}) == ("b", "b")
    assert queue.take({"a": 2, "b": 1, "c": 1}) == ("c", "c")
