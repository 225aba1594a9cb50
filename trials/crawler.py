"""A crawler of 100 connections, 60 abandoned downloads and slow clients beside readers: who is still answered, and how
soon.

Serves the sample, `--statements N` of the corpora beside the checkout, or an archive that is there (`--data DIR`), each
visitor from a loopback address of its own. See docs/measurements.md for the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import io
import json
import os
import re
import shlex
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from random import Random
from typing import Any

from tests.served import CHECKOUT, run_manage, serve
from trials.load import Client, Tally, abandon_downloads, crawl, hold_slowly, read_pages

CORPUS = CHECKOUT.parent / "shared" / "corpus"
DOWNLOAD = "/export/corpus.zip"
STARTING_PAGES = (
    "/", "/statements/", "/statements/?page=2", "/statements/?page=3", "/search/?q=peace", "/search/?q=security+treaty",
    "/search/?q=%22united+nations%22", "/speakers/", "/countries/", "/topics/", "/treaties/", "/dates/", "/events/",
    "/about/",
)  # fmt: skip
MAX_LINKS = 1_500
SLOW_KINDS = ("header", "body", "silence", "reader")
SECONDS_TO_SETTLE = 3.0
MAX_SECONDS_OF_SILENCE = 60.0  # after a crawler has gone


@dataclass
class Trial:
    """A served archive: its port, its processes, the pages that its visitors ask for, and what was found so far."""

    port: int
    server: int = 0  # the process
    links: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def expect(self, is_so: bool, what: str) -> None:
        if not is_so:
            self.failures.append(what)


def main(arguments: list[str]) -> int:
    options = _parse(arguments)
    with _archive(options) as (environment, data):
        trial_environment = {**environment, "API_REQUESTS_PER_MINUTE": "0"}
        with serve(trial_environment, data, options.server and shlex.split(options.server)) as server:
            trial = Trial(server.port, server.process)
            asyncio.run(_run(trial, options))
    if options.json:
        options.json.write_text(json.dumps(trial.figures, indent=2) + "\n")
    for failure in trial.failures:
        print(f"NOT AS PROMISED: {failure}")
    return 1 if trial.failures else 0


def try_shortly(port: int) -> list[str]:
    """A few seconds of everything, with small numbers: what was not as promised, times aside."""
    trial = Trial(port)

    async def run() -> None:
        trial.links = await _collect_links(port)
        await _try_crawler(trial, crawlers=20, downloads=10, seconds=3)
        for kind in SLOW_KINDS:
            await _try_slow(trial, kind, 12, seconds=1.5)

    with contextlib.redirect_stdout(io.StringIO()):
        asyncio.run(run())
    return [failure for failure in trial.failures if "p95" not in failure]


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/trials crawler", description=__doc__)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--statements", type=int, metavar="N", help="import N statements of the corpora first")
    source.add_argument("--data", type=Path, metavar="DIR", help="serve the archive in this folder of data")
    parser.add_argument("--seconds", type=float, default=30, help="of each phase (30)")
    parser.add_argument("--minutes", type=float, default=0, help="of the mixed load whose memory is watched (none)")
    parser.add_argument("--crawlers", type=int, default=100, help="connections of the crawler (100)")
    parser.add_argument("--downloads", type=int, default=60, help="downloads abandoned at a time (60)")
    parser.add_argument("--readers", type=int, nargs="*", default=[8, 64, 256], help="readers alone (8 64 256)")
    parser.add_argument("--slow", type=int, nargs="*", default=[24, 200], help="slow clients of each kind (24 200)")
    parser.add_argument("--server", metavar="COMMAND", help="another server, listening on $PORT, to compare with")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    return parser.parse_args(arguments)


@contextmanager
def _archive(options: argparse.Namespace) -> Iterator[tuple[dict[str, str], Path]]:
    """The environment that its commands need, and its folder."""
    base = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "TMPDIR"}}
    base |= {"CHANCERY_ENV_FILE": os.devnull, "DATABASE_URL": "", "LOG_LEVEL": "ERROR", "HOST": "127.0.0.1"}
    base |= {name: value for name, value in os.environ.items() if name.startswith("WEB_")}
    with tempfile.TemporaryDirectory(prefix="chancery-crawler-") as folder:
        data = options.data or Path(folder) / "data"
        environment = {**base, "CHANCERY_DATA": str(data)}
        if not options.data:
            run_manage(environment, "prepare_archive")
        if options.statements:
            chosen = _choose_statements(options.statements, Path(folder))
            print(f"Importing {options.statements:,} statements …", flush=True)
            run_manage(
                environment, "import_statements", *map(str, chosen), "--publish", "--publisher", "United Nations",
                "--no-duplicates",
            )  # fmt: skip
        yield environment, data


def _choose_statements(number: int, folder: Path) -> list[Path]:
    """The same ones each time, half from each corpus."""
    chosen = []
    for name in ("whitehouse", "ungdc"):
        source = CORPUS / f"{name}.jsonl.gz"
        if not source.exists():
            sys.exit(f"The corpora are not beside the checkout ({source} is missing); use --data or the sample.")
        with gzip.open(source, "rt", encoding="utf-8") as lines:
            picked = Random(name).sample(list(lines), number // 2)
        path = folder / f"{name}.jsonl"
        path.write_text("".join(picked), encoding="utf-8")
        chosen.append(path)
    return chosen


async def _run(trial: Trial, options: argparse.Namespace) -> None:
    trial.links = await _collect_links(trial.port)
    print(f"{len(trial.links):,} pages are known to the visitors.", flush=True)
    memory = asyncio.create_task(_watch_memory(trial))
    for readers in options.readers:
        await _try_readers(trial, readers, options.seconds)
    if options.crawlers or options.downloads:
        await _try_crawler(trial, options.crawlers, options.downloads, options.seconds)
    for number in options.slow:
        for kind in SLOW_KINDS:
            await _try_slow(trial, kind, number, options.seconds)
    if options.minutes:
        await _try_crawler(trial, options.crawlers, options.downloads, options.minutes * 60, "long")
    memory.cancel()
    _report(trial, "memory", trial.figures["memory"])


async def _collect_links(port: int) -> list[str]:
    """Every page that the starting pages lead to, but no download and nothing for editors."""
    client, found = Client(port, "127.0.0.1"), dict.fromkeys(STARTING_PAGES)
    for page in STARTING_PAGES:
        _, _, body = await client.get(page)
        for link in re.findall(r'href="(/[^"#]*)"', body.decode(errors="replace")):
            if not link.startswith(("/static/", "/admin/", "/export/", "/search/export/", "/api/", "/oai")):
                found.setdefault(unescape(link))
    client.close()
    return list(found)[:MAX_LINKS]


async def _try_readers(trial: Trial, number: int, seconds: float) -> None:
    tally = Tally()
    await asyncio.gather(*_readers(trial, number, tally, seconds))
    trial.expect(not tally.statuses[500], f"{number} readers: a 500")
    _report(trial, f"readers_{number}", tally.figures())


async def _try_crawler(trial: Trial, crawlers: int, downloads: int, seconds: float, name: str = "crawler") -> None:
    """The promise: of the readers' requests 99 % are answered, 95 % of them within half a second, and no 500."""
    readers, crawler, abandoned = Tally(), Tally(), Tally()
    end = time.monotonic() + seconds
    await asyncio.gather(
        *_readers(trial, 8, readers, seconds),
        *(crawl(trial.port, trial.links, crawler, end, number) for number in range(crawlers)),
        *(
            abandon_downloads(trial.port, f"127.0.2.{1 + number}", DOWNLOAD, abandoned, end)
            for number in range(downloads)
        ),
    )
    begin = time.monotonic()
    status = await _ask_until_answered(trial.port)
    answered = time.monotonic() - begin
    await asyncio.sleep(SECONDS_TO_SETTLE)
    left = _count_left_over(trial.port)
    figures = {
        "readers": readers.figures(),
        "crawler": crawler.figures(),
        "downloads": abandoned.figures(),
        "afterwards": {"status": status, "ms": round(answered * 1000), "connections_left_over": left},
    }
    for tally in (readers, crawler, abandoned):
        trial.expect(not tally.statuses[500], f"{name}: a 500")
        trial.expect(not tally.without_retry_after, f"{name}: a 503 without Retry-After")
    trial.expect(readers.share(200) >= 0.99, f"{name}: {readers.share(200):.1%} of the readers' requests answered")
    trial.expect(readers.quantile(0.95) <= 0.5, f"{name}: the readers' p95 is {readers.quantile(0.95):.2f} s")
    trial.expect(status == 200 and answered < 5, f"{name}: afterwards {status} after {answered:.1f} s")
    trial.expect(not left, f"{name}: {left} connections of clients that have gone are left")
    for part, values in figures.items():
        _report(trial, f"{name}_{part}", values)


async def _ask_until_answered(port: int) -> int:
    """The status of the home page, 0 where a server is still silent when the longest time has passed."""
    try:
        async with asyncio.timeout(MAX_SECONDS_OF_SILENCE):
            status, _, _ = await Client(port, "127.0.0.9").get("/")
    except (TimeoutError, OSError, EOFError):
        return 0
    return status


async def _try_slow(trial: Trial, kind: str, number: int, seconds: float) -> None:
    tally, end = Tally(), time.monotonic() + seconds
    await asyncio.gather(
        *_readers(trial, 8, tally, seconds), *(hold_slowly(trial.port, kind, each, end) for each in range(number))
    )
    trial.expect(tally.share(200) >= 0.99, f"{number} × slow {kind}: {tally.share(200):.1%} of the readers answered")
    _report(trial, f"slow_{kind}_{number}", tally.figures())


def _readers(trial: Trial, number: int, tally: Tally, seconds: float) -> list[Coroutine[Any, Any, None]]:
    end = time.monotonic() + seconds
    addresses = [f"127.0.{100 + each // 250}.{1 + each % 250}" for each in range(number)]
    return [read_pages(trial.port, address, trial.links, tally, end) for address in addresses]


def _count_left_over(port: int) -> int:
    """Connections to the server whose client has gone: in CLOSE-WAIT (`08`), in the kernel's own table."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == "08" and int(row[1].partition(":")[2], 16) == port for row in rows)


async def _watch_memory(trial: Trial) -> None:
    """Once a second: the memory that each process of the server has for itself, in MB."""
    memory = trial.figures["memory"] = {"first_mb": 0, "largest_mb": 0, "all_largest_mb": 0, "processes": 0}
    seen: set[int] = set()
    while True:
        sizes = {process: _private_mb(process) for process in [trial.server, *_children(trial.server)]}
        seen |= set(sizes)
        memory["first_mb"] = memory["first_mb"] or max(sizes.values())
        memory["largest_mb"] = max(memory["largest_mb"], *sizes.values())
        memory["all_largest_mb"] = max(memory["all_largest_mb"], sum(sizes.values()))
        memory["last_mb"], memory["processes"] = max(sizes.values()), len(seen)
        await asyncio.sleep(1)


def _children(process: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def _private_mb(process: int) -> int:
    try:
        _, resident, shared, *_ = Path(f"/proc/{process}/statm").read_text().split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE") // 2**20


def _report(trial: Trial, name: str, values: dict[str, Any]) -> None:
    trial.figures[name] = values
    print(f"{name:24}  " + "  ".join(f"{key} {value}" for key, value in values.items()), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
