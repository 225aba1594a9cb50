"""What search is held to, as figures: each promise is a ratio to a peer of the same run, or a bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bench.figures import Figure

from .turns import Taken

OURS = "chancery"


class Ratio(NamedTuple):
    """Our time for a kind of question is at most `most` times the peer's."""

    kind: str
    peer: str
    most: float


WARM = [
    *(Ratio(kind, "tantivy", 1.5) for kind in ("rare", "common", "and", "or", "filter", "sort")),
    *(Ratio(kind, "tantivy", 1.5) for kind in ("phrase", "common_phrase")),
    Ratio("prefix", "tantivy", 2),
    Ratio("page", "tantivy", 0.5),
    Ratio("page", "fts5", 1 / 15),
    Ratio("page", "stock", 1 / 200),
]
FIRST_TOUCH = [Ratio("page", "tantivy", 1), Ratio("page", "fts5", 0.3)]
# Any other kind of question, asked for the first time: so many ms, or so many times Tantivy's time.
AT_FIRST_MS, AT_FIRST_RATIO = 5, 3
BUILD_RATIOS = {"fts5": 0.5}  # documents per CPU second, ours to theirs
BUILD_TO_STOCK = 100  # the same, stock Haystack's own way extrapolated
INDEX_TO_TEXT = 0.6
PAGE_MS, PAGE_MS_FROM = 15, 100_000  # warm, from so many statements on
WEB_MEMORY, BUILDING_MEMORY = 500, 600  # MB
HTTP_P95 = 150  # ms, eight readers, statements being published
PAGE_OUTSIDE = 15  # ms of the processor that a page of results takes outside the engine
FINDABLE = 1_000  # ms until a published statement is found


def kept(
    titles: dict[str, str], names: dict[str, str], warm: dict[str, dict[str, Taken]], first: dict[str, dict[str, Taken]]
) -> Iterator[Figure]:
    """The promises about time that this run can tell. `warm` and `first` are {kind: {peer: what it took}}."""
    for state, taken, promised in (("warm", warm, WARM), ("first touch", first, FIRST_TOUCH)):
        for kind, peer, most in promised:
            if {OURS, peer} <= taken.get(kind, {}).keys():
                yield _ratio(f"{titles[kind]}, {state}: time to that of {names[peer]}", taken[kind], peer, most)
    for kind, taken in first.items():
        if kind != "page" and OURS in taken:
            yield _at_first(titles[kind], taken)


def _ratio(name: str, taken: dict[str, Taken], peer: str, most: float) -> Figure:
    ratio = taken[OURS].median / taken[peer].median
    return Figure(name, "×", ratio, ratio, ratio, len(taken[OURS].times), target=round(most, 4))


def _at_first(title: str, taken: dict[str, Taken]) -> Figure:
    bound = max(AT_FIRST_MS, AT_FIRST_RATIO * taken["tantivy"].median if "tantivy" in taken else 0)
    times = taken[OURS].times
    return Figure(f"{title}, first touch", "ms", taken[OURS].median, min(times), max(times), len(times), target=bound)
