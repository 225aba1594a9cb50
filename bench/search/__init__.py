"""Search: the archive beside stock Haystack and Whoosh, SQLite FTS5, PostgreSQL and Tantivy.

The same texts and the same questions for all, asked in turn; warm and asked for the first time apart. Nothing that is
measured keeps whole answers. See docs/measurements.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench.figures import CannotMeasure, Figure

from . import promises, questions, served, texts, turns
from .peers import PEERS, peer_class
from .peers.postgresql import ADDRESS
from .promises import OURS
from .questions import KINDS
from .turns import Taken, Worker

SHARED_INDEX = {"chancery_haystack": OURS}  # asked on the index that another peer built
STOCK_UP_TO = 10_000  # documents: beyond it takes hours
STOCK_RATES_AT = (250, 500, 1_000, 2_000, 5_000)  # documents at which its own way of building is timed


def add_options(parser: argparse.ArgumentParser) -> None:
    known = [peer for peer in PEERS if peer != "stock_as_documented"]
    parser.add_argument(
        "--documents", type=_numbers, default=[2_000], metavar="N[,N]", help="statements to index; 2000 by default"
    )
    parser.add_argument("--peers", type=_words, default=known, metavar="NAME[,NAME]", help=f"of {', '.join(known)}")
    parser.add_argument("--kinds", type=_words, default=[], metavar="KIND[,KIND]", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--passes", type=int, default=3, help="how often each question is asked warm; 3 by default")
    parser.add_argument(
        "--clock",
        choices=("wall", "processor"),
        default="wall",
        help="processor: for a machine that has other work; no PostgreSQL",
    )
    parser.add_argument("--no-http", action="store_true", help="leave out the pages that a server gives")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep texts and indexes, and use those kept")


def _words(written: str) -> list[str]:
    return [word for word in written.split(",") if word]


def _numbers(written: str) -> list[int]:
    return [int(word) for word in _words(written)]


def measure(options: argparse.Namespace) -> Iterator[Figure]:
    if unknown := (set(options.peers) - set(PEERS)) | (set(options.kinds) - set(KINDS)):
        raise CannotMeasure(
            f"there is no {', '.join(sorted(unknown))}; peers: {', '.join(PEERS)}; kinds: {', '.join(KINDS)}"
        )
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-search-")))
        # PostgreSQL works in processes of its own, whose time is none of the process that asks.
        wanted = [peer for peer in options.peers if options.clock == "wall" or peer != "postgresql"]
        peers = _with_postgresql(stack, wanted)
        print(f"Texts: {texts.source()}.")
        medians: dict[str, dict[int, float]] = {}
        for count in options.documents:
            run = _Run(folder.resolve() / str(count), count, peers, options)
            yield from run.figures()
            for kind, taken in run.warm.items():
                if OURS in taken:
                    medians.setdefault(kind, {})[count] = taken[OURS].median
        if len(options.documents) > 1:
            yield from _growth(medians)


def _with_postgresql(stack: ExitStack, peers: list[str]) -> list[str]:
    """Starts a server for the workers, or leaves it out and says why."""
    if "postgresql" not in peers:
        return peers
    from tests.postgres import CannotStart, server

    try:
        os.environ[ADDRESS] = stack.enter_context(server())
    except CannotStart as reason:
        print(f"Without PostgreSQL: {reason}.")
        peers.remove("postgresql")
    return peers


class _Run:
    """All that is measured on one number of statements."""

    def __init__(self, folder: Path, count: int, peers: list[str], options: argparse.Namespace) -> None:
        self.folder, self.count, self.options = folder, count, options
        self.peers = [peer for peer in peers if count <= STOCK_UP_TO or not peer.startswith("stock")]
        self.names = {peer: peer_class(peer).name for peer in PEERS}
        self.built: dict[str, dict] = {}
        self.stock: dict[int, dict] = {}
        self.warm: dict[str, dict[str, Taken]] = {}
        self.first: dict[str, dict[str, Taken]] = {}

    def figures(self) -> Iterator[Figure]:
        texts_path, questions_path = self.folder / "texts.jsonl", self.folder / "questions.json"
        texts.write(texts_path, self.count)
        questions.write(questions_path, texts_path)
        size = texts_path.stat().st_size
        print(f"{self.count:,} statements, {size / 1e6:,.0f} MB.")
        for peer in self.peers:
            if peer not in SHARED_INDEX:
                self.built[peer] = self._build(peer, texts_path)
        if "stock" in self.peers:
            sizes = [few for few in STOCK_RATES_AT if few <= self.count]
            self.stock = {few: self._build_few("stock_as_documented", texts_path, few) for few in sizes}
        yield from self._building(size)
        asked = questions.read(questions_path)
        yield from self._asking(asked)
        if self.options.no_http:
            return
        try:
            yield from self._serving(texts_path, [question for some in asked.values() for question in some])
        except CannotMeasure as reason:
            print(f"Over HTTP not measured: {reason}.")

    def _build_few(self, peer: str, texts_path: Path, count: int) -> dict:
        few = self.folder / f"texts.{count}.jsonl"
        with texts_path.open() as lines:
            few.write_text("".join(line for _, line in zip(range(count), lines, strict=False)))
        return self._build(peer, few, self.folder / f"{peer}-{count}")

    def _build(self, peer: str, texts_path: Path, folder: Path | None = None) -> dict:
        folder = folder or self.folder / peer
        done = folder / "built.json"
        if done.exists() and peer != "postgresql":
            return json.loads(done.read_text())
        with Worker(peer, folder) as worker:
            cost = worker.order("build", texts=str(texts_path))
        done.write_text(json.dumps(cost))
        print(f"  built: {self.names[peer]}, {cost['documents']:,} in {cost['seconds']:,.0f} s")
        return cost

    def _building(self, size: int) -> Iterator[Figure]:
        """Rates, sizes and memory of building. Each was built once."""
        if OURS not in self.built:
            return
        ours = self.built[OURS]
        whole = {self.names[peer]: cost for peer, cost in self.built.items() if peer != OURS}
        rate = _rate(ours)
        yield self._once("building", "doc/CPU s", rate, {name: _rate(cost) for name, cost in whole.items()}, more=True)
        for peer, least in promises.BUILD_RATIOS.items():
            if peer in self.built:
                ratio = rate / _rate(self.built[peer])
                name = f"building: rate to that of {self.names[peer]}"
                yield self._once(name, "×", ratio, more=True, target=least)
        if len(self.stock) > 1:
            yield from self._building_as_documented(rate)
        shares = {name: cost["bytes"] / size for name, cost in whole.items()}
        yield self._once("index / text", "", ours["bytes"] / size, shares, target=promises.INDEX_TO_TEXT)
        memory = {name: cost["memory"] for name, cost in whole.items()}
        most = max(ours["memory"], ours["memory_of_children"])
        yield self._once("memory of a building process", "MB", most, memory, target=promises.BUILDING_MEMORY)

    def _building_as_documented(self, rate: float) -> Iterator[Figure]:
        """Haystack's own way costs more a document the more there are: its rate at this size would take hours."""
        for few, cost in self.stock.items():
            yield self._once(f"building: rate to that of stock Haystack at {few:,}", "×", rate / _rate(cost), more=True)
        exponent, seconds = fitted([(few, cost["cpu"]) for few, cost in self.stock.items()], self.count)
        yield self._once("building: growth of stock Haystack's cost", "N^", exponent)
        name = f"building: rate to that of stock Haystack, its own EXTRAPOLATED to {self.count:,}"
        target = promises.BUILD_TO_STOCK
        yield self._once(name, "×", rate * seconds / self.count, more=True, target=target)

    def _asking(self, asked: dict[str, list[questions.Question]]) -> Iterator[Figure]:
        folders = {peer: self.folder / SHARED_INDEX.get(peer, peer) for peer in self.peers}
        with turns.workers(folders) as warm, turns.workers(folders) as fresh:
            for worker in warm.values():
                worker.order("open")
            for kind, some in questions.in_order(asked, self.options.kinds):
                self.warm[kind] = turns.warm(warm, some, self.options.passes, self.options.clock)
                yield from self._kind(kind, "warm", self.warm[kind])
            for kind, some in questions.in_order(asked, self.options.kinds):
                # Where an answer takes half a second, it makes no difference whether it was asked for before.
                quick = {peer: worker for peer, worker in fresh.items() if not turns.is_slow(self.warm[kind].get(peer))}
                self.first[kind] = turns.first_touch(quick, some, 2, self.options.clock)
                yield from self._kind(kind, "first touch", self.first[kind])
            yield from (self._at(figure) for figure in promises.kept(KINDS, self.names, self.warm, self.first))
            if self.count >= promises.PAGE_MS_FROM and OURS in self.warm.get("page", {}):
                page = self.warm["page"][OURS].median
                yield self._once("full results page, warm, by itself", "ms", page, target=promises.PAGE_MS)
            held = {self.names[peer]: worker.order("memory") for peer, worker in warm.items()}
        if ours := held.pop(self.names[OURS], None):
            for name, part, target in (
                ("memory of a process that answers", "memory", promises.WEB_MEMORY),
                ("the same at the end, without the files that it maps", "own", None),
            ):
                theirs = {peer: each[part] for peer, each in held.items()}
                yield self._once(name, "MB", ours[part], theirs, target=target)

    def _serving(self, texts_path: Path, asked: list[questions.Question]) -> Iterator[Figure]:
        """The product whole: records in its database, its own pages, eight readers and an editor."""
        folder = self.folder / "archive"
        built = served.fill(folder, texts_path)
        yield self._once("building with the ORM", "doc/CPU s", built.documents / built.cpu, more=True)
        yield self._once("memory of rebuild_index", "MB", built.memory, target=promises.BUILDING_MEMORY)
        outside, inside = served.cost(folder, asked)
        yield self._of_pages("processor a page of results takes outside the engine", outside, promises.PAGE_OUTSIDE)
        yield self._of_pages("processor a page of results takes in the engine", inside)
        heard = served.ask(folder, texts_path, asked)
        for state, seconds in (("asked for the first time", heard.first), ("asked again", heard.again)):
            for name, value in served.percentiles(seconds).items():
                target = promises.HTTP_P95 if name == "p95" else None
                figure = Figure(
                    f"HTTP, {served.CLIENTS} readers, statements being published, {state}: {name}",
                    "ms",
                    value,
                    seconds[0] * 1_000,
                    seconds[-1] * 1_000,
                    len(seconds),
                    target=target,
                )
                yield self._at(figure)
        publishing = sorted(each * 1_000 for each in heard.publishing)
        yield self._at(
            Figure(
                "publishing a statement until it is in the index",
                "ms",
                median(publishing),
                publishing[0],
                publishing[-1],
                len(publishing),
                target=promises.FINDABLE,
            )
        )
        yield self._once("memory of a web process", "MB", heard.memory, target=promises.WEB_MEMORY)
        yield self._once("the same without the files that it maps", "MB", heard.own_memory)

    def _of_pages(self, name: str, taken: list[float], target: float | None = None) -> Figure:
        return self._at(Figure(name, "ms", median(taken), taken[0], taken[-1], len(taken), target=target))

    def _kind(self, kind: str, state: str, taken: dict[str, Taken]) -> Iterator[Figure]:
        if OURS not in taken:
            return
        ours = taken[OURS]
        others = {peer: each for peer, each in taken.items() if peer != OURS}
        yield Figure(
            f"{self.count:,}: {KINDS[kind]}, {state}",
            "ms",
            ours.median,
            min(ours.times),
            max(ours.times),
            len(ours.times) * len(ours.passes),
            {self.names[peer]: each.median for peer, each in others.items()},
            remark=self._hits(ours, others) if state == "warm" else "",
        )

    def _hits(self, ours: Taken, others: dict[str, Taken]) -> str:
        """How many hits all questions had together, and for how many of them a peer counts the same."""
        parts = [f"{sum(ours.hits):,} hits"]
        for peer, each in others.items():
            same = sum(mine == theirs for mine, theirs in zip(ours.hits, each.hits, strict=True))
            parts.append(f"{self.names[peer]} {sum(each.hits):,} ({same}/{len(ours.hits)} the same)")
        return "; ".join(parts)

    def _once(
        self, name: str, unit: str, value: float, peers: dict[str, float] | None = None, *, more: bool = False,
        target: float | None = None,
    ) -> Figure:  # fmt: skip
        return self._at(Figure(name, unit, value, value, value, 1, peers or {}, more_is_better=more, target=target))

    def _at(self, figure: Figure) -> Figure:
        return replace(figure, name=f"{self.count:,}: {figure.name}")


def _rate(cost: dict) -> float:
    return cost["documents"] / cost["cpu"]


def _growth(medians: dict[str, dict[int, float]]) -> Iterator[Figure]:
    for kind, by_count in medians.items():
        exponent, _ = fitted(list(by_count.items()), 1)
        yield Figure(f"growth of “{KINDS[kind]}”, warm", "N^", exponent, exponent, exponent, len(by_count))


def fitted(measured: list[tuple[int, float]], count: int) -> tuple[float, float]:
    """The exponent e of cost ~ N^e, fitted by least squares through the logarithms, and the cost at `count`."""
    points = [(math.log(size), math.log(cost)) for size, cost in measured]
    across, up = (sum(values) / len(points) for values in zip(*points, strict=True))
    spread = sum((x - across) ** 2 for x, _ in points)
    exponent = sum((x - across) * (y - up) for x, y in points) / spread
    return exponent, math.exp(up + exponent * (math.log(count) - across))
