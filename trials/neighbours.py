"""Two servers on one folder of data, set up at the same time and both used: `script/trials neighbours`.

What one publishes the other finds, also while an index is rebuilt; each upload is worked on once; nothing is doubled.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from contextlib import ExitStack
from pathlib import Path

from tests.served import CHECKOUT, NotServed, Served, served_here

SECONDS_TO_FIND = 10.0

# Programs for `manage.py shell`.
PUBLISH = """
from statements.models import Statement
from statements.publishing import record_change
statement = Statement.objects.published().order_by("pk")[{number}]
statement.title, statement.slug = "{title}", ""
statement.save()
record_change(statement, "Another title.")
"""
UPLOAD = """
import io, json
from statements.jobs.upload_tasks import import_transcripts
from trials.kills.made_records import make_records
lines = "".join(json.dumps(record) + chr(10) for record in make_records("{name}", 8))
import_transcripts.enqueue(io.BytesIO(lines.encode()), name="{name}.jsonl", publish=True)
"""
TELL = """
import json
from statements.models import Job, Statement
from trials.kills.facts import find_faults
titles = list(Statement.objects.filter(title__startswith="Talks on the pass").values_list("title", flat=True))
jobs = list(Job.objects.values_list("state", "counts", "tries"))
print(json.dumps([Statement.objects.count(), titles, jobs, find_faults()]))
"""


def try_pair(number: int) -> tuple[dict, list[str]]:
    """Figures and faults of two servers that share a fresh folder."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-pair-"))
    environment = {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "TMPDIR"}},
        "CHANCERY_ENV_FILE": os.devnull, "CHANCERY_DATA": str(folder), "HOST": "127.0.0.1", "PORT": "0",
        "PYTHONUNBUFFERED": "1", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    begun = time.monotonic()
    try:
        _set_up_twice(folder, environment)
        ready = time.monotonic() - begun
        with ExitStack() as stack:
            pair = [stack.enter_context(served_here(folder, environment)) for _ in range(2)]
            found, faults = _use(pair, number)
        return {"seconds to set up": round(ready, 1), "seconds to find": found}, faults
    except NotServed as error:
        return {}, [str(error)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _set_up_twice(folder: Path, environment: dict[str, str]) -> None:
    """As two `script/serve` do that are started together: the second waits for the lock of the first."""
    command = ["flock", str(folder), sys.executable, "manage.py", "prepare_archive"]
    setting_up = [
        subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(2)
    ]
    for process in setting_up:
        said, _ = process.communicate()
        if process.returncode:
            raise NotServed(f"The set-up failed: {said.decode()[-1000:]}")


def _use(pair: list[Served], number: int) -> tuple[list[float], list[str]]:
    faults: list[str] = []
    one, other = pair
    before = json.loads(one.manage("shell", "-v0", "-c", TELL))[0]
    rebuilding = subprocess.Popen(
        [sys.executable, "manage.py", "rebuild_index", "--noinput"], cwd=CHECKOUT, env=other.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    seconds = []
    for place, (publisher, reader) in enumerate(((one, other), (other, one))):
        word = f"quagmal{secrets.token_hex(4)}"
        publisher.manage("shell", "-v0", "-c", PUBLISH.format(number=place, title=f"Talks {word}"))
        seconds.append(_seconds_until_found(reader, word))
    _, said = rebuilding.communicate()
    if rebuilding.returncode:
        faults.append(f"rebuild_index failed: {said[-300:]}")
    if max(seconds) > SECONDS_TO_FIND:
        faults.append(f"What one published the other found after {max(seconds):.1f} s.")
    for server, name in zip(pair, ("pass", "passage"), strict=True):
        server.manage("shell", "-v0", "-c", UPLOAD.format(name=name))
    until = time.monotonic() + 60
    while True:
        count, titles, jobs, wrong = json.loads(one.manage("shell", "-v0", "-c", TELL))
        if (not wrong and all(state == "done" for state, _, _ in jobs)) or time.monotonic() > until:
            break
    faults += wrong
    if count != before + 16 or len(set(titles)) != len(titles):
        faults.append(f"{count - before} statements were added, of 16.")
    if sorted((state, counts["added"], tries) for state, counts, tries in jobs) != [("done", 8, 1)] * 2:
        faults.append(f"The jobs report {jobs}.")
    return [round(one, 1) for one in seconds], faults


def _seconds_until_found(server: Served, word: str) -> float:
    begun = time.monotonic()
    query = urllib.parse.urlencode({"q": word})
    while time.monotonic() < begun + SECONDS_TO_FIND * 3:
        if re.search(rf"/s/[0-9a-z]{{7}}/talks-{word}", server.get(f"/search/?{query}")):
            break
        time.sleep(0.1)
    return time.monotonic() - begun


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials neighbours", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="how often the two are set up and started")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    chosen = parser.parse_args(arguments)
    results = []
    for number in range(chosen.times):
        figures, faults = try_pair(number)
        results.append({**figures, "faults": faults})
        print(f"{number + 1}: {figures} {' '.join(faults) or 'No fault.'}", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1) + "\n")
    return 1 if any(result["faults"] for result in results) else 0
