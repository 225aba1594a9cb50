"""How many small changes of the code the tests notice: `script/trials mutation [SUBJECT…] [--sample N]`.

Each mutant runs in a process forked from one that has collected the tests, so that it costs little more than its tests.
Tests that touch a database are left out; property tests run a fixed set of examples, fewer than usual.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from trials.mutants import Mutant, apply_mutant, list_mutants

ROOT = Path(__file__).resolve().parents[1]
# Subject -> (modules or packages changed, tests that should notice).
SUBJECTS = {
    "dates": (["statements/dates"], ["tests/dates"]),
    "differences": (["statements/text/differences.py"], ["tests/text/test_differences.py"]),
    "anchors": (["statements/publishing/anchors.py"], ["tests/publishing/test_anchors.py"]),
    "language": (["statements/search/language"], ["tests/search/language"]),
}
# Mutants that no test can tell from the code, each with its reason: see the head of the file.
EQUIVALENT_FILE = Path(__file__).with_name("equivalent_mutants.txt")
MAX_EXAMPLES = 8
MIN_SECONDS = 10


@dataclass
class Result:
    killed: int = 0
    survivors: list[Mutant] | None = None
    equivalent: int = 0

    @property
    def share(self) -> float:
        survivors = len(self.survivors or ())
        return self.killed / (self.killed + survivors) if self.killed + survivors else 1.0


class Trial:
    """A pytest plugin that runs the collected tests once as they are and once a mutant."""

    def __init__(self, mutants: list[Mutant], equivalent: set[str]):
        self.mutants, self.equivalent = mutants, equivalent
        self.result = Result(survivors=[])
        self.broken = False

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        hypothesis.settings.register_profile(
            "trials", deadline=None, max_examples=MAX_EXAMPLES, derandomize=True, database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip
        hypothesis.settings.load_profile("trials")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if not _touches_database(item)]
        # Property tests take longest and come last.
        items.sort(key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))
        print(f"{len(items)} tests", file=sys.__stderr__)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        began = time.monotonic()
        if not _passes(session, None, 3600, []):
            self.broken = True
            return True
        seconds = max(MIN_SECONDS, 5 * (time.monotonic() - began))
        # The test that noticed the last mutant of a function is the one to try first on its next mutant.
        noticed_by: dict[str, list[int]] = {}
        for number, mutant in enumerate(self.mutants, start=1):
            first = noticed_by.setdefault(str(mutant).partition(": ")[0], [])
            if str(mutant) in self.equivalent:
                self.result.equivalent += 1
            elif _passes(session, mutant, seconds, first):
                self.result.survivors.append(mutant)
                print(f"{number}/{len(self.mutants)} survived: line {mutant.line}: {mutant}", file=sys.__stderr__)
            else:
                self.result.killed += 1
            if number % 50 == 0:
                print(f"{number}/{len(self.mutants)} tried", file=sys.__stderr__)
        return True


def _touches_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames))


def _passes(session: pytest.Session, mutant: Mutant | None, seconds: float, first: list[int]) -> bool:
    """Run the tests in a forked process, those numbered in ``first`` before the others; add there what failed.

    A mutant that takes too long is one that the tests notice.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(int(seconds) + 1)
        failed = _run_tests(session, mutant, first)
        os.write(writing, str(failed).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if answer and int(answer) >= 0 and int(answer) not in first:
        first.insert(0, int(answer))
    return answer == "-1"


def _run_tests(session: pytest.Session, mutant: Mutant | None, first: list[int]) -> int:
    """Return the number of the first test that fails; -1 where none does, -2 where the mutant cannot be applied."""
    failed = False

    class Watch:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            nonlocal failed
            failed = failed or report.failed

    session.config.pluginmanager.register(Watch())
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            if mutant:
                apply_mutant(mutant)
            others = [number for number in range(len(session.items)) if number not in first]
            for number in [*first, *others]:
                item = session.items[number]
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
                if failed:
                    return number
        except BaseException:  # noqa: BLE001 - a mutant may raise anything
            return -2
    return -1


def _modules(places: list[str]) -> Iterator[tuple[str, Path]]:
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            if not name.endswith("__init__"):
                yield name, file


def read_equivalents() -> set[str]:
    """Read the names of the equivalent mutants: lines without the reasons that follow two spaces and a sharp."""
    if not EQUIVALENT_FILE.exists():
        return set()
    lines = EQUIVALENT_FILE.read_text(encoding="utf-8").splitlines()
    return {line.split("  # ")[0].strip() for line in lines if line.strip() and not line.startswith("#")}


def run_trial(subject: str, sample: int | None, only: str) -> Trial:
    places, tests = SUBJECTS[subject]
    mutants = [mutant for name, file in _modules(places) for mutant in list_mutants(name, file.read_text("utf-8"))]
    if only:
        mutants = [mutant for mutant in mutants if only in str(mutant)]
    if sample and sample < len(mutants):
        mutants = random.Random(9).sample(mutants, sample)
    trial = Trial(mutants, read_equivalents())
    arguments = ["-q", "-p", "no:cacheprovider", "--no-header", "--no-summary", *(str(ROOT / test) for test in tests)]
    with open(os.devnull, "w", encoding="utf-8") as silence, contextlib.redirect_stdout(silence):  # noqa: PTH123
        pytest.main(arguments, plugins=[trial])
    return trial


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials mutation", description=__doc__)
    parser.add_argument("subjects", nargs="*", help=f"of {', '.join(SUBJECTS)}; all where none is named")
    parser.add_argument("--sample", type=int, help="so many mutants of a subject, always the same ones")
    parser.add_argument("--only", default="", metavar="TEXT", help="only mutants whose name contains it")
    options = parser.parse_args(arguments)
    for subject in options.subjects or SUBJECTS:
        if subject not in SUBJECTS:
            parser.error(f"{subject} is none of {', '.join(SUBJECTS)}.")
        began = time.monotonic()
        trial = run_trial(subject, options.sample, options.only)
        if trial.broken:
            print(f"{subject}: the tests fail as they are.")
            return 1
        result = trial.result
        print(
            f"{subject}: {result.killed} of {result.killed + len(result.survivors)} mutants killed "
            f"({result.share:.1%}), {result.equivalent} equivalent left out, {time.monotonic() - began:.0f} s"
        )
    return 0
