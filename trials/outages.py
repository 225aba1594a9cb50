"""PostgreSQL stopped and started while the archive is read, imported into and published from: `script/trials outages`.

Readers must get 503 with a reason while it is away and pages within a second or two after it is back, an import must
end with a sentence and be completed by the same command, and what was acknowledged must be there.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from tests import postgres
from tests.served import CHECKOUT, Served, served_archive
from trials.kills.made_records import write_records

READERS = 8
RECORDS = 150
SECONDS_TO_PAGES = 3.0  # after the database is back
PAGES = ("/", "/statements/", "/search/?q=treaty", "/speakers/", "/treaties/")

# A program for `manage.py shell`: publishes version after version and says which are committed.
PUBLISHING = """
from statements.models import Statement
from statements.publishing import record_change
for number in range(100_000):
    for statement in Statement.objects.published().order_by("pk")[:5]:
        record_change(statement, f"Round {number}.")
        print(statement.pk, statement.lock_version, flush=True)
"""


class Readers:
    """Visitors who read one page after the other. ``answers`` are (seconds by the clock, status); 0: no answer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: list[tuple[float, int]] = []
        self._over = threading.Event()

    @contextmanager
    def reading(self) -> Iterator[Readers]:
        threads = [threading.Thread(target=self._read, args=(number,)) for number in range(READERS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _read(self, number: int) -> None:
        while not self._over.is_set():
            number += 1
            try:
                with urllib.request.urlopen(self.url + PAGES[number % len(PAGES)], timeout=30) as answer:
                    answer.read()
                    status = answer.status
            except urllib.error.HTTPError as error:
                status = error.code if error.code != 503 or error.headers["Retry-After"] else 0
            except OSError:
                status = 0
            self.answers.append((time.monotonic(), status))
            time.sleep(0.05)

    def count(self, since: float, until: float) -> Counter:
        return Counter(status for at, status in self.answers if since <= at < until)


class Outages:
    def __init__(self, server: postgres.Server, served: Served, seconds: float) -> None:
        self.server, self.served, self.seconds = server, served, seconds
        self.figures: dict[str, object] = {}
        self.faults: list[str] = []

    def run(self) -> None:
        self._expect_readers("stopped and started", self._stop_and_start)
        self._expect_readers("connections ended", self._end_connections)
        self._interrupt_import()
        self._publish_until_it_breaks()
        checked = self.served.manage("check_archive", "--deep")
        self.figures["check_archive --deep"] = checked.splitlines()[-1]

    def _expect_readers(self, name: str, disturb: Callable[[], None]) -> None:
        with Readers(self.served.url).reading() as readers:
            time.sleep(self.seconds)
            begun = time.monotonic()
            disturb()
            back = time.monotonic()
            time.sleep(SECONDS_TO_PAGES + self.seconds)
            over = time.monotonic()
        during, after = readers.count(begun, back), readers.count(back + SECONDS_TO_PAGES, over)
        failures = [at for at, status in readers.answers if at >= back and status != 200]
        self.figures[name] = {
            "before": readers.count(0, begun), "meanwhile": during, "seconds until all is well": round(
                max(failures, default=back) - back, 2
            ), "after": after,
        }  # fmt: skip
        if unexpected := {status for at, status in readers.answers if status not in (200, 503)}:
            self.faults.append(f"{name}: readers were answered {sorted(unexpected)}.")
        if set(after) != {200}:
            self.faults.append(f"{name}: {SECONDS_TO_PAGES} s later readers were answered {dict(after)}.")

    def _stop_and_start(self) -> None:
        self.server.stop()
        time.sleep(self.seconds)
        self.server.start()

    def _end_connections(self) -> None:
        for _ in range(5):
            with closing(psycopg2.connect(host=str(self.server.folder), user="postgres", dbname="postgres")) as own:
                own.autocommit = True
                own.cursor().execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'chancery'"
                )
            time.sleep(self.seconds / 5)

    def _interrupt_import(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = write_records(Path(folder) / "records.jsonl", "harbour", RECORDS)
            command = ["import_statements", str(path), "--publish", "--no-duplicates"]
            process = self._manage(*command)
            self._wait_for(lambda: self._count("title LIKE 'Talks on the harbour%'") >= RECORDS // 5)
            self._stop_and_start()
            _, said = process.communicate(timeout=120)
            last = said.strip().splitlines()[-1] if said.strip() else ""
            self.figures["an import when the database stops"] = last
            if "Traceback" in said or process.returncode == 0:
                self.faults.append(f"The import ended with {process.returncode}: {said[-500:]}")
            self.served.manage(*command)
        if (there := self._count("title LIKE 'Talks on the harbour%'")) != RECORDS:
            self.faults.append(f"{there} of {RECORDS} records were imported.")

    def _publish_until_it_breaks(self) -> None:
        process = self._manage("shell", "-v0", "-c", PUBLISHING)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(self.seconds)
        self.server.crash()
        said, _ = process.communicate(timeout=120)
        self.server.start()
        committed = {}
        for line in said.splitlines():
            pk, _, version = line.partition(" ")
            if pk.isdigit() and version.isdigit():
                committed[int(pk)] = int(version)
        lost = [pk for pk, version in committed.items() if not self._count(f"id = {pk} AND lock_version >= {version}")]
        self.figures["publications acknowledged before a crash of the database"] = len(said.splitlines())
        self.figures["of them lost"] = len(lost)
        if lost or not committed:
            self.faults.append(f"Of {len(committed)} statements {len(lost)} lost an acknowledged version.")
        self.served.manage("index_status", "--repair")

    def _manage(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=CHECKOUT, env=self.served.environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _count(self, where: str) -> int:
        with closing(psycopg2.connect(host=str(self.server.folder), user="postgres", dbname="chancery")) as own:
            cursor = own.cursor()
            cursor.execute(f"SELECT count(*) FROM statements_statement WHERE {where}")
            return cursor.fetchone()[0]

    def _wait_for(self, reached: Callable[[], bool]) -> None:
        until = time.monotonic() + 60
        while not reached():
            if time.monotonic() > until:
                raise TimeoutError("The import does not get on.")
            time.sleep(0.05)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials outages", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long the database is away, each time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    chosen = parser.parse_args(arguments)
    try:
        durable = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
        with postgres.own_server(**durable) as server, served_archive(server.url) as served:
            outages = Outages(server, served, chosen.seconds)
            outages.run()
    except postgres.CannotStart as reason:
        print(f"PostgreSQL could not be started: {reason}")
        return postgres.CANNOT_START
    for name, figure in outages.figures.items():
        print(f"{name}: {dict(figure) if isinstance(figure, Counter) else figure}")
    print(*outages.faults or ["No fault."], sep="\n")
    if chosen.json:
        chosen.json.write_text(json.dumps({"figures": outages.figures, "faults": outages.faults}, indent=1) + "\n")
    return 1 if outages.faults else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main(sys.argv[1:]))
