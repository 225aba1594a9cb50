"""The rounds of one database: `python -m trials.kills.rounds`, started by `script/trials kills` with an environment of
its own. Django is set up once; each work runs in a process forked from this one."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import random
import sys
import time
from pathlib import Path

import django

import statements

from .archives import Archive
from .facts import find_faults, list_differences, list_facts
from .made_records import write_records
from .processes import Kill, WorkFailed, run, run_and_kill
from .works import Work, start
from .works.importing import FOLDER, Import, Restoration
from .works.indexing import Merge, Rebuild, Update
from .works.jobs import Jobs
from .works.publishing import PublishRounds
from .works.safekeeping import Backup, Redact, Restore
from .works.setting_up import Migration, SetUp

WORKS: dict[str, type[Work]] = {
    "import": Import, "restoration": Restoration, "jobs": Jobs, "rebuild": Rebuild, "update": Update, "merge": Merge,
    "migration": Migration, "setup": SetUp, "backup": Backup, "restore": Restore, "redaction": Redact,
}  # fmt: skip
STATEMENTS = 20
COUNTRIES = ("USA", "SUN", "DEU", "CHN", "IND", "UN", "FRA", "GBR", "CHE", "RUS")
SHARE_AT_POINTS = 0.5  # of the kills: at a crash point rather than after a time
SHARE_ALONE = 0.3  # of the others: only the process that was started
SHARE_TWICE = 0.2  # of the rounds: the repeated work is killed too


class Rounds:
    """The rounds of one kind of work."""

    def __init__(self, kind: str, archive: Archive, seed: int) -> None:
        self.kind, self.archive, self.seed = kind, archive, seed
        self.work = WORKS[kind]()
        self.answer = FOLDER / "answer.json"

    def begin(self) -> None:
        """Prepare the template of the work, and see what it comes to without interruption."""
        self.archive.restore(self.work.template)
        run(self.work.prepare, self.answer)
        self.archive.keep(self.kind)
        _, self.seconds, self.points = run(self.work.run, self.answer)
        (faults, self.expected), _, _ = run(_start_and_look, self.answer)
        if faults:
            raise WorkFailed(f"Without interruption: {' '.join(faults)}")

    def try_round(self, number: int) -> dict:
        if not hasattr(self, "expected"):
            self.begin()
        drawn = random.Random(f"{self.seed} {self.kind} {self.archive.vendor} {number}")
        self.archive.restore(self.kind)
        moments, kills, recovery = [], 0, 0.0
        faults: list[str] = []
        try:
            for _ in range(1 + (drawn.random() < SHARE_TWICE)):
                kill = self._draw(drawn)
                killed, left = run_and_kill(self.work.run, kill, self.answer)
                kills += killed
                moments.append(str(kill))
                faults += left
            (found, _), recovery, _ = run(_start_and_look, self.answer)
            faults += [f"After the next start: {fault}" for fault in found]
            (found, facts), _, _ = run(self._do_all, self.answer)
            faults += [f"Given again: {fault}" for fault in [*found, *list_differences(facts, self.expected)]]
        except WorkFailed as error:
            faults.append(str(error))
        return {
            "database": self.archive.vendor, "kind": self.kind, "seed": self.seed, "round": number, "kills": kills,
            "moment": ", ".join(moments), "recovery": round(recovery, 2), "faults": faults,
        }  # fmt: skip

    def _do_all(self) -> tuple[list[str], dict]:
        self.work.run()
        return _start_and_look()

    def close(self) -> None:
        """Nothing runs on between two rounds."""

    def _draw(self, drawn: random.Random) -> Kill:
        if drawn.random() < SHARE_AT_POINTS:
            return Kill(point=drawn.randint(1, self.points))
        return Kill(seconds=drawn.uniform(0, self.seconds), alone=drawn.random() < SHARE_ALONE)


def _start_and_look() -> tuple[list[str], dict]:
    start()
    return find_faults(), list_facts()


def thin_out() -> None:
    """Start an archive with few countries: the index of names is compared whole again and again."""
    from statements.models import Party

    start()
    kept = Party.objects.filter(code__in=COUNTRIES).values_list("pk", flat=True)
    Party.objects.exclude(pk__in=list(kept)).delete()
    start()


def make_templates(archive: Archive) -> None:
    """An archive of nothing, one without statements, and one with a few; and a package of the last."""
    answer = FOLDER / "answer.json"

    def fill() -> None:
        from django.core.management import call_command

        path = write_records(FOLDER / "filled.jsonl", "river", STATEMENTS)
        call_command("import_statements", str(path), publish=True)
        start()
        call_command("export_archive", str(FOLDER / "package"))
        call_command("backup", str(FOLDER / "filled.backup"), verbosity=0)

    archive.clear()
    archive.keep("nothing")
    run(thin_out, answer)
    archive.keep("empty")
    run(fill, answer)
    archive.keep("filled")


def _import_all() -> None:
    """What one process has imported, those forked from it need not."""
    for module in pkgutil.walk_packages(statements.__path__, "statements."):
        importlib.import_module(module.name)


def _leave_merging_to_the_work() -> None:
    """The background merge is a process of its own, and would go on in a folder that the next round replaces."""
    from statements.search.engines.whoosh import batches

    batches.start_background_merge = lambda store: None


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m trials.kills.rounds")
    parser.add_argument("--kind", action="append", required=True)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--round", type=int)
    parser.add_argument("--results", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    os.umask(0o077)
    FOLDER.mkdir(parents=True)
    django.setup()
    _import_all()
    _leave_merging_to_the_work()
    archive = Archive(FOLDER / "templates")
    make_templates(archive)
    figures: list[dict] = []
    share = -(-chosen.kills // len(chosen.kind))
    for kind in chosen.kind:
        rounds = _open(kind, archive, chosen.seed)
        try:
            _try_rounds(kind, rounds, figures, chosen.round, share)
        finally:
            rounds.close()
        print(f"{archive.vendor}: {kind} done, {time.strftime('%H:%M:%S')}.", flush=True)
    chosen.results.write_text(json.dumps(figures))
    return 0


def _try_rounds(
    kind: str, rounds: Rounds | PublishRounds, figures: list[dict], only: int | None, share: int
) -> None:  # fmt: skip
    """Rounds until ``share`` processes have been killed, or the round ``only``."""
    number, kills = only or 0, 0
    while kills < share:
        figures.append(rounds.try_round(number))
        kills += max(1, figures[-1]["kills"])
        if figures[-1]["faults"]:
            print(f"{kind}, round {number}: {' '.join(figures[-1]['faults'])}", flush=True)
        if only is not None:
            return
        number += 1


def _open(kind: str, archive: Archive, seed: int) -> Rounds | PublishRounds:
    return PublishRounds(archive, seed) if kind == "publish" else Rounds(kind, archive, seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
