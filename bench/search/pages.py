"""What a page of results costs the processor: `python -m bench.search.pages FOLDER`.

Asks every address of FOLDER/addresses.json of the application itself, in one process and without HTTP, once unmeasured
and once measured. Prints, as JSON, milliseconds of the processor a page: the whole, and the engine's part in it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .peers import django_side


class Stopwatch:
    """Counts the processor's time that calls of the functions it stands before take in this thread."""

    def __init__(self) -> None:
        self.taken = 0.0

    def before(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any) -> Any:
            start = time.thread_time()
            try:
                return work(*arguments)
            finally:
                self.taken += time.thread_time() - start

        return timed


def main() -> int:
    folder = Path(sys.argv[1])
    django_side.set_up(folder)
    from django.test import Client

    from statements.search.engines.whoosh.engine import WhooshEngine

    search = Stopwatch()
    WhooshEngine.search = search.before(WhooshEngine.search)
    client = Client(SERVER_NAME="localhost")
    addresses = json.loads((folder / "addresses.json").read_text())
    costs: list[tuple[float, float]] = []
    for _ in range(2):
        costs.clear()
        for address in addresses:
            search.taken, start = 0.0, time.thread_time()
            if client.get(address).status_code != 200:
                raise SystemExit(f"{address} could not be had")
            costs.append(((time.thread_time() - start) * 1_000, search.taken * 1_000))
    sys.stdout.write(json.dumps({"page": [page for page, _ in costs], "engine": [part for _, part in costs]}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
