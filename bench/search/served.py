"""Search over HTTP: gunicorn as `script/serve` runs it, eight readers at once, statements published all the while."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode, urlsplit

from bench.figures import CannotMeasure

from .peers.chancery import typed
from .questions import Question
from .texts import CHECKOUT

CLIENTS = 8
PUBLISHED = 100  # statements added meanwhile, at most
PATIENCE = 60  # seconds for one page


@dataclass(frozen=True)
class Built:
    """What `rebuild_index` cost, the database's part in it included; memory in MB."""

    documents: int
    cpu: float
    seconds: float
    memory: float


@dataclass(frozen=True)
class Heard:
    """Seconds a page, sorted; what a process of the server held at most and, in the end, of its own, in MB."""

    first: list[float]
    again: list[float]
    publishing: list[float]
    memory: float
    own_memory: float


def fill(folder: Path, texts_path: Path) -> Built:
    """Makes an archive of the texts in `folder` and builds its index by `manage.py rebuild_index`."""
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "built.json"
    if done.exists():
        return Built(**json.loads(done.read_text()))
    documents = int(_run(folder, "-m", "bench.search.filling", "fill", str(folder), str(texts_path)))
    cost = json.loads(_run(folder, "-m", "bench.search.filling", "index", str(folder), str(texts_path)))
    built = Built(documents, **cost)
    done.write_text(json.dumps(built.__dict__))
    return built


def cost(folder: Path, questions: list[Question]) -> tuple[list[float], list[float]]:
    """Milliseconds of the processor a page, outside the engine and in it, each sorted; of one process without HTTP."""
    (folder / "addresses.json").write_text(json.dumps([address(question) for question in questions]))
    _run(folder, "manage.py", "prepare_archive")
    taken = json.loads(_run(folder, "-m", "bench.search.pages", str(folder)))
    outside = [page - part for page, part in zip(taken["page"], taken["engine"], strict=True)]
    return sorted(outside), sorted(taken["engine"])


def ask(folder: Path, texts_path: Path, questions: list[Question]) -> Heard:
    """Each question twice over all clients, in an order of its own, while statements are published."""
    addresses = [address(question) for question in questions]
    random.Random(0).shuffle(addresses)
    with _served(folder) as (url, server):
        publishing = [
            sys.executable,
            "-m",
            "bench.search.filling",
            "publish",
            str(folder),
            str(texts_path),
            str(PUBLISHED),
        ]
        publisher = subprocess.Popen(
            publishing, cwd=CHECKOUT, env=_environment(folder), stdout=subprocess.PIPE, text=True
        )
        first = _asked(url, addresses)
        again = _asked(url, addresses)
        said, _ = publisher.communicate()
        if publisher.returncode:
            raise CannotMeasure("statements could not be published while pages were read")
        published = json.loads(said)
        return Heard(first, again, published, _of_workers(server, "VmHWM"), _of_workers(server, "RssAnon"))


def address(question: Question) -> str:
    """The address of the results page that answers the question."""
    asked = {
        "q": typed(question),
        "country": question.country,
        "since": question.since,
        "until": question.until,
        "sort": "newest" if question.by_date else "",
        "page": question.page if question.page > 1 else "",
    }
    return "/search/?" + urlencode({name: value for name, value in asked.items() if value})


def percentiles(seconds: list[float]) -> dict[str, float]:
    """In ms."""
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {"p50": median(seconds) * 1_000, "p95": cuts[94] * 1_000, "p99": cuts[98] * 1_000}


def _asked(url: str, addresses: list[str]) -> list[float]:
    """Asks all addresses over `CLIENTS` connections; every page must come whole and with status 200."""
    waiting, taken, faults = iter(addresses), [], []
    lock = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
        while True:
            with lock:
                path = next(waiting, None)
            if path is None or faults:
                break
            start = time.perf_counter()
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                page = answer.read()
            except (OSError, http.client.HTTPException) as error:
                faults.append(f"{path}: {error!r}")
                break
            spent = time.perf_counter() - start
            with lock:
                taken.append(spent)
                if answer.status != 200 or b"</html>" not in page:
                    faults.append(f"{path}: {answer.status}")
        connection.close()

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    if faults:
        raise CannotMeasure(f"a page could not be had: {faults[0]}")
    return sorted(taken)


def _environment(folder: Path) -> dict[str, str]:
    passed = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "TMPDIR"}}
    return passed | {
        "CHANCERY_ENV_FILE": os.devnull,
        "CHANCERY_DATA": str(folder),
        "SECRET_KEY": "only for measurements",
        "LOAD_SAMPLE": "false",
        "LOG_LEVEL": "WARNING",
        "HOST": "127.0.0.1",
        "PORT": "0",
        "PYTHONUNBUFFERED": "1",
    }


def _run(folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise CannotMeasure(f"{' '.join(arguments[:3])} failed: {run.stderr.strip().splitlines()[-1:]}")
    return run.stdout


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, int]]:
    """The address of a running server and its process id."""
    _run(folder, "manage.py", "prepare_archive")
    command = [sys.executable, "-m", "gunicorn", "-c", "archive/server.py"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=CHECKOUT, env=_environment(folder), stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        found = next((re.search(r"http://\S+:\d+", line) for line in server.stdout if "http://" in line), None)
        if not found:
            raise CannotMeasure(f"the server did not start; see {folder / 'server.log'}")
        yield found.group(), server.pid
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def _of_workers(server: int, what: str) -> float:
    """The greatest value of a line of /proc/PID/status among the server's workers, in MB; 0 without such a folder."""
    children = Path(f"/proc/{server}/task/{server}/children")
    if not children.exists():
        return 0.0
    peaks = []
    for worker in children.read_text().split():
        status = Path(f"/proc/{worker}/status").read_text()
        peaks.append(int(re.search(rf"{what}:\s+(\d+)", status)[1]) / 1024)
    return max(peaks, default=0.0)
