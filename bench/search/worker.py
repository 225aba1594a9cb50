"""One engine in a process of its own: `python -m bench.search.worker PEER FOLDER`, asked in lines of JSON.

{"do": "build", "texts": PATH}    indexes the texts; what it cost
{"do": "open"}                    makes ready to answer
{"do": "ask", "questions": […], "clock": wall or processor}
                                  answers them one by one; how long each took and how many hits each had
{"do": "fresh", …}                the same in a process that is forked for it, in which nothing was ever asked
{"do": "memory"}                  the most memory that this process has held, and what it holds without mapped files

An answer is one line of JSON; {"not_offered": reason} where the engine has no such question, {"failed": what} where it
could not answer.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
import traceback
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from . import texts
from .peers import NotOffered, Peer, peer_class
from .questions import Question
from .texts import Text

BATCH = 500


class Reading:
    """Texts in batches; counts the processor time that reading them takes, which is nobody's work but ours."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.cpu = 0.0
        self.count = 0

    def batches(self) -> Iterator[list[Text]]:
        source = texts.read(self._path)
        while True:
            start = time.thread_time()
            batch = list(islice(source, BATCH))
            self.cpu += time.thread_time() - start
            if not batch:
                return
            self.count += len(batch)
            yield batch


def processor_seconds() -> float:
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def most_memory() -> float:
    """Megabytes of the greatest resident set of this process."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage would count what the parent held when it forked.
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def own_memory() -> float:
    """Megabytes of the process without pages of the files that it maps; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


def build(peer: Peer, path: Path) -> dict:
    peer.keep(Reading(path).batches())
    reading = Reading(path)
    at_rest = most_memory()
    cpu, elsewhere, start = processor_seconds(), peer.cpu_elsewhere(), time.perf_counter()
    peer.build(reading.batches())
    seconds = time.perf_counter() - start
    spent = processor_seconds() - cpu - reading.cpu + peer.cpu_elsewhere() - elsewhere
    return {
        "documents": reading.count,
        "seconds": seconds,
        "cpu": spent,
        "bytes": peer.index_bytes(),
        "memory": most_memory(),
        "memory_before": at_rest,
        "memory_of_children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}


def ask(peer: Peer, asked: list[dict], clock: str) -> dict:
    questions = [Question.of_json(fields) for fields in asked]
    now = CLOCKS[clock]
    times, hits = [], []
    gc.collect()
    for question in questions:
        start = now()
        try:
            answer = peer.ask(question)
        except NotOffered as reason:
            return {"not_offered": str(reason)}
        except Exception as error:  # noqa: BLE001 - one engine's failure is told and leaves the others their turn
            traceback.print_exc()
            return {"failed": f"{' '.join(question.words)}: {error!r}"}
        times.append((now() - start) * 1_000)
        hits.append(answer.total)
    return {"times": times, "hits": hits}


def ask_afresh(peer: Peer, asked: list[dict], clock: str) -> dict:
    """`ask` in a forked process that opens the index first."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            peer.open()
            with os.fdopen(writing, "w") as out:
                out.write(json.dumps(ask(peer, asked, clock)))
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answers:
        said = answers.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else {"failed": "a fresh process could not open the index"}


def main() -> int:
    name, folder = sys.argv[1:]
    peer = peer_class(name)(Path(folder))
    for line in sys.stdin:
        order = json.loads(line)
        match order["do"]:
            case "build":
                answer = build(peer, Path(order["texts"]))
            case "open":
                peer.open()
                answer = {}
            case "ask":
                answer = ask(peer, order["questions"], order["clock"])
            case "fresh":
                answer = ask_afresh(peer, order["questions"], order["clock"])
            case "memory":
                answer = {"memory": most_memory(), "own": own_memory()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
