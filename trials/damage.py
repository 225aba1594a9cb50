"""Damage on purpose to the files of the index: `script/trials damage`.

One file is cut, emptied, removed, overwritten in one place, or an older one is put back. Whatever is done, a search
answers rightly or says that it cannot, the health of the archive or its check says so, and the next start mends it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

WORD = "quagmalion"


def cut(path: Path, drawn: random.Random) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(drawn.randrange(size) if size else 0)


def empty(path: Path, drawn: random.Random) -> None:
    path.write_bytes(b"")


def remove(path: Path, drawn: random.Random) -> None:
    path.unlink()


def overwrite(path: Path, drawn: random.Random) -> None:
    """64 bytes in the middle, as a bad block of a disk would."""
    data = bytearray(path.read_bytes())
    place = drawn.randrange(max(1, len(data) - 64))
    data[place : place + 64] = drawn.randbytes(min(64, len(data) - place))
    path.write_bytes(data)


def leave_older(path: Path, drawn: random.Random) -> None:
    """What an older generation would have left, under a lower number."""
    shutil.copy(path, path.with_name("_MAIN_0.toc" if path.suffix == ".toc" else f"MAIN_{drawn.randrange(10**9)}.seg"))


HARM: dict[str, Callable[[Path, random.Random], None]] = {
    "cut": cut, "emptied": empty, "removed": remove, "overwritten": overwrite, "older left": leave_older,
}  # fmt: skip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials damage", description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="0: by the clock")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    chosen = parser.parse_args(arguments)
    seed = chosen.seed or int(time.time())
    print(f"Seed {seed}.")
    with tempfile.TemporaryDirectory(prefix="chancery-damage-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "archive.settings", "CHANCERY_ENV_FILE": os.devnull, "CHANCERY_DATA": folder,
            "DATABASE_URL": "", "LOG_LEVEL": "ERROR", "LOAD_SAMPLE": "0", "SECRET_KEY": "only for trials",
        }  # fmt: skip
        results = try_all(Path(folder), chosen.times, seed)
    counted = Counter((one["harm"], one["what it did"]) for one in results)
    for (harm, outcome), count in sorted(counted.items()):
        print(f"{count:5}  {harm}: {outcome}")
    faults = [one for one in results if one["fault"]]
    for one in faults:
        print(f"  round {one['round']}, {one['file']} {one['harm']}: {one['fault']}")
    print(f"{len(results)} times, {len(faults)} faults.")
    if chosen.json:
        chosen.json.write_text(json.dumps({"seed": seed, "rounds": results}, indent=1) + "\n")
    return 1 if faults else 0


def try_all(folder: Path, times: int, seed: int) -> list[dict]:
    import django

    django.setup()
    from django.core.management import call_command

    from trials.kills.made_records import write_records
    from trials.kills.rounds import thin_out

    def run(*command: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            call_command(*command)

    thin_out()
    run("import_statements", str(write_records(folder / "records.jsonl", "lake", 30)), "--publish", "--no-duplicates")
    expected = _search()
    index, kept = folder / "index", folder / "kept"
    shutil.copytree(index, kept)
    results = []
    for number in range(times):
        shutil.rmtree(index)
        shutil.copytree(kept, index)
        results.append({"round": number, **_try_once(index, random.Random(f"{seed} {number}"), expected)})
        run("prepare_archive", "--no-static")
        if (mended := _search()) != expected:
            results[-1]["fault"] += f" After the next start a search finds {mended}, not {expected}."
        _forget()
    return results


def _try_once(index: Path, drawn: random.Random, expected: object) -> dict:
    """Read from a process that has not opened the index yet, as after a restart."""
    from statements.operating.health import describe_health
    from statements.search.indexing.agreement import find_disagreements

    files = sorted(path for path in index.iterdir() if path.suffix != ".lock")
    path, harm = drawn.choice(files), drawn.choice(sorted(HARM))
    HARM[harm](path, drawn)
    _forget()
    found = _search()
    health = describe_health()
    told = bool(health["index"] or health["index delay"]) or any(find_disagreements())
    fault = ""
    if found == expected:
        outcome = "noticed, answers are right" if told else "harmless, answers are right"
    elif found is None:
        outcome = "noticed, a search says that it cannot answer"
        fault = "" if told else "A search cannot answer, and nothing says so."
    else:
        outcome = "noticed, answers are wrong" if told else "not noticed, answers are wrong"
        fault = f"A search answers {found}, not {expected}."
    return {"file": path.name, "harm": harm, "what it did": outcome, "fault": fault}


def _search() -> object:
    """What two searches find; None where they say that they cannot."""
    from statements.search.contract.errors import SearchUnavailable
    from statements.search.contract.requests import SearchRequest
    from statements.search.engine import get_engine
    from statements.search.language import parse_strictly

    try:
        answers = [
            get_engine().search(SearchRequest(text=text, query=parse_strictly(text), per_page=100))
            for text in (WORD, '"we shall meet again" OR delegation')
        ]
    except SearchUnavailable:
        return None
    return [sorted(hit.statement for hit in answer.hits) for answer in answers]


def _forget() -> None:
    """Open the index anew, as another process would."""
    from statements.search import engine
    from statements.search.engines.whoosh.storage import store

    engine._make_engine.cache_clear()
    store._stores.clear()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
