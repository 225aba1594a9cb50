"""A measured figure, and how it is taken."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median


class CannotMeasure(Exception):
    """Something that a subject needs is not here; the message is one sentence that says what."""


@dataclass(frozen=True)
class Figure:
    """One row of the table: `median` in `unit`, and what each peer needed or managed in the same rounds.

    `target` is what the figure is held to, in the same unit; None where nothing was promised. `remark` stands below
    the row: what a number cannot say.
    """

    name: str
    unit: str
    median: float
    least: float
    most: float
    rounds: int
    peers: dict[str, float] = field(default_factory=dict)
    more_is_better: bool = False
    target: float | None = None
    remark: str = ""

    def ratios(self) -> dict[str, float]:
        """How many times better than each peer: above 1 is better, whichever way the unit points."""
        return {
            peer: self.median / value if self.more_is_better else value / self.median
            for peer, value in self.peers.items()
        }

    def on_target(self) -> bool | None:
        if self.target is None:
            return None
        return self.median >= self.target if self.more_is_better else self.median <= self.target


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes, by the clock on the wall."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def take_turns(
    name: str,
    work: Callable[[], object],
    peers: dict[str, Callable[[], object]] | None = None,
    *,
    rounds: int = 5,
    amount: float = 0,
    unit: str = "ms",
    target: float | None = None,
) -> Figure:
    """Times `work` and its peers in turn, `rounds` times each, after one call of each that is not counted.

    With an `amount` the figure is amount per second, such as MB/s, and more is better; without, it is milliseconds.
    """
    everyone = {"": work, **(peers or {})}
    for each in everyone.values():
        each()
    taken: dict[str, list[float]] = {peer: [] for peer in everyone}
    for _ in range(rounds):
        for peer, each in everyone.items():
            duration = seconds(each)
            taken[peer].append(amount / duration if amount else duration * 1000)
    ours = taken.pop("")
    return Figure(
        name=name,
        unit=unit,
        median=median(ours),
        least=min(ours),
        most=max(ours),
        rounds=rounds,
        peers={peer: median(values) for peer, values in taken.items()},
        more_is_better=bool(amount),
        target=target,
    )
