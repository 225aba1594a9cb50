"""Kills on purpose: `script/trials kills`. See docs/measurements.md.

Each round copies a small archive, begins a work in a forked process, kills it with SIGKILL at a moment drawn by chance
or between two steps that reach the disk, starts the archive again, and looks for whatever was lost, doubled, left
behind or told wrongly. Then the same work is done to its end: the archive must be the one that an uninterrupted run
makes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
DATABASES = ("sqlite", "postgresql")
KINDS = (
    "import", "restoration", "jobs", "rebuild", "update", "merge", "migration", "setup", "backup", "restore",
    "redaction", "publish",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how many, of all kinds and databases together")
    parser.add_argument("--only", action="append", choices=KINDS, help="this kind alone; may be given again")
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    parser.add_argument("--seed", type=int, default=0, help="draws other moments; 0: by the clock")
    parser.add_argument("--round", type=int, help="this round alone, as a failure names it")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    chosen = parser.parse_args(arguments)
    seed = chosen.seed or int(time.time())
    databases = DATABASES if chosen.database == "both" else (chosen.database,)
    print(f"Seed {seed}.", flush=True)
    with tempfile.TemporaryDirectory(prefix="chancery-kills-") as folder:
        command = ["--seed", str(seed), "--kills", str(-(-chosen.kills // len(databases)))]
        command += [part for kind in chosen.only or KINDS for part in ("--kind", kind)]
        command += ["--round", str(chosen.round)] if chosen.round is not None else []
        try:
            figures = _run_all(databases, Path(folder), command)
        except postgres.CannotStart as reason:
            print(f"PostgreSQL could not be started: {reason}")
            return postgres.CANNOT_START
    print_figures(figures)
    if chosen.json:
        chosen.json.write_text(json.dumps({"seed": seed, "rounds": figures}, indent=1) + "\n")
    return 1 if any(one["faults"] for one in figures) else 0


def _run_all(databases: tuple[str, ...], folder: Path, command: list[str]) -> list[dict]:
    """The figures of each database, which are tried side by side."""
    if "postgresql" not in databases:
        return _wait_for([_start("sqlite", folder, "", command)])
    with postgres.own_server() as server:
        # Backups are made by the programs of the server's own version.
        os.environ["PATH"] = f"{server.programs}{os.pathsep}{os.environ['PATH']}"
        urls = {"sqlite": "", "postgresql": server.url}
        return _wait_for([_start(name, folder, urls[name], command) for name in databases])


def _start(database: str, folder: Path, url: str, command: list[str]) -> tuple[subprocess.Popen, Path]:
    data, results = folder / database, folder / f"{database}.json"
    environment = {
        **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "TMPDIR"}},
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "CHANCERY_ENV_FILE": os.devnull,
        "CHANCERY_DATA": str(data / "archive"),
        "DATABASE_URL": url,
        "SECRET_KEY": "only for trials",
        "LOAD_SAMPLE": "0",
        "LOG_LEVEL": "ERROR",
        "PYTHONUNBUFFERED": "1",
        "CHANCERY_TRIAL": str(data),
        "STATIC_ROOT": str(data / "static"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "trials.kills.rounds", *command, "--results", str(results)], cwd=ROOT, env=environment
    )
    return process, results


def _wait_for(started: list[tuple[subprocess.Popen, Path]]) -> list[dict]:
    figures: list[dict] = []
    for process, results in started:
        if process.wait() or not results.exists():
            raise SystemExit("The rounds of a database ended before their time; what they said is above.")
        figures += json.loads(results.read_text())
    return figures


def print_figures(figures: list[dict]) -> None:
    """A line for each kind of work and database, and every fault with what repeats it."""
    totals: dict[tuple[str, str], Counter] = {}
    for one in figures:
        total = totals.setdefault((one["database"], one["kind"]), Counter())
        total.update(kills=one["kills"], rounds=1, faulty=bool(one["faults"]))
        total["slowest"] = max(total["slowest"], one["recovery"])
    print(f"{'database':12}{'work':14}{'kills':>7}{'rounds':>8}{'faulty':>8}{'longest recovery':>18}")
    for (database, kind), total in sorted(totals.items()):
        print(
            f"{database:12}{kind:14}{total['kills']:7}{total['rounds']:8}{total['faulty']:8}{total['slowest']:16.1f} s"
        )
    print(f"{sum(one['kills'] for one in figures)} kills, {sum(bool(one['faults']) for one in figures)} rounds faulty.")
    for one in figures:
        for fault in one["faults"]:
            repeat = f"--only {one['kind']} --database {one['database']} --seed {one['seed']} --round {one['round']}"
            print(f"  {one['moment']}: {fault}\n    script/trials kills {repeat}")
