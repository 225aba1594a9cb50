"""Engines asked in turn: a worker process each, one of them at work at a time, the same questions to all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from bench.figures import CannotMeasure

from .questions import Question
from .texts import CHECKOUT

# An engine that needs this long for a set of questions is not asked it again and again.
LONG = 5_000  # ms


class Worker:
    """A process that holds one engine. Ends with the `with` block."""

    def __init__(self, peer: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.peer, self.folder = peer, folder
        self._log_path = folder / f"{peer}.log"
        self._log = self._log_path.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.search.worker", peer, str(folder)],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *raised: object) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._log.close()

    def order(self, do: str, **more: object) -> dict:
        """Raises CannotMeasure with the last words of a worker that failed."""
        try:
            self._process.stdin.write(json.dumps({"do": do, **more}) + "\n")
            self._process.stdin.flush()
            said = self._process.stdout.readline()
        except OSError:
            said = ""
        if not said:
            last = self._log_path.read_text(errors="replace").strip().splitlines()[-1:]
            raise CannotMeasure(f"{self.peer} failed: {' '.join(last)} (all of it in {self._log_path})")
        return json.loads(said)


@dataclass
class Taken:
    """How long an engine took for each question, in ms, pass by pass, and how many hits each question had."""

    passes: list[list[float]] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)

    @property
    def times(self) -> list[float]:
        """One a question: the median of its passes."""
        return [median(each) for each in zip(*self.passes, strict=True)]

    @property
    def median(self) -> float:
        return median(self.times)


@contextmanager
def workers(peers: dict[str, Path]) -> Iterator[dict[str, Worker]]:
    with ExitStack() as stack:
        yield {peer: stack.enter_context(Worker(peer, folder)) for peer, folder in peers.items()}


def warm(working: dict[str, Worker], questions: list[Question], passes: int, clock: str) -> dict[str, Taken]:
    """Engine -> what it took, from the second time on that it was asked. One that lacks such questions is left out."""
    asked = [asdict(question) for question in questions]
    taken = {peer: Taken() for peer in working}
    for number in range(passes + 1):
        for peer, worker in working.items():
            if peer not in taken or is_slow(taken[peer]):
                continue
            answer = worker.order("ask", questions=asked, clock=clock)
            if _left_out(peer, answer):
                del taken[peer]
                continue
            # What takes long gains nothing from having been asked before, and is counted from the first pass.
            if number or sum(answer["times"]) > LONG:
                taken[peer].passes.append(answer["times"])
            taken[peer].hits = answer["hits"]
    return taken


def is_slow(taken: Taken | None) -> bool:
    """Whether the engine took so long for a set of questions that it is not asked it again."""
    return bool(taken and taken.passes) and sum(taken.passes[0]) > LONG


def _left_out(peer: str, answer: dict) -> bool:
    if "failed" in answer:
        print(f"  {peer} failed at {answer['failed']}")
    return "times" not in answer


def first_touch(working: dict[str, Worker], questions: list[Question], rounds: int, clock: str) -> dict[str, Taken]:
    """Engine -> what it took in a process that had just opened the index, every word asked for the first time."""
    asked = [asdict(question) for question in questions]
    taken = {peer: Taken() for peer in working}
    for _ in range(rounds):
        for peer, worker in working.items():
            if peer not in taken or is_slow(taken[peer]):
                continue
            answer = worker.order("fresh", questions=asked, clock=clock)
            if _left_out(peer, answer):
                del taken[peer]
                continue
            taken[peer].passes.append(answer["times"])
            taken[peer].hits = answer["hits"]
    return taken
