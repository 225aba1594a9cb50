"""One answer from several indexes: each is asked, and what they find is ordered and counted together.

Documents are numbered through: those of the second index follow on those of the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from haystack.exceptions import SearchBackendError
from whoosh import query as wq
from whoosh.fields import Schema

from statements.search.engines.whoosh.evaluation.scoring import Evaluation, best
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import NO_NUMBER
from statements.search.engines.whoosh.segments.number_encoding import number_of

_LAST = 2**62  # sorts after everything


@dataclass(slots=True)
class Part:
    """What one index finds: `docs` of its generation, ascending."""

    generation: Generation
    evaluation: Evaluation
    docs: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))


@dataclass(frozen=True, slots=True)
class Chosen:
    """One document of a page, with its score where it was ordered by that."""

    generation: Generation
    doc: int
    score: float


def chosen(
    parts: Sequence[Part], query: wq.Query, schema: Schema, sort_by: Sequence[str] | None, first: int, last: int
) -> list[Chosen]:
    """The documents from `first` to `last`, by score or by the fields named. Raises SearchBackendError."""
    if not parts:
        return []
    scores = np.zeros(0) if sort_by else np.concatenate([part.evaluation.score(query, part.docs) for part in parts])
    keys = _sort_keys(parts, schema, sort_by) if sort_by else (-scores,)
    starts = np.cumsum([0, *(len(part.docs) for part in parts)])
    places = best(np.arange(starts[-1]), keys, first, last)
    page = []
    for place in places.tolist():
        number = int(np.searchsorted(starts, place, side="right")) - 1
        part = parts[number]
        score = 0.0 if sort_by else float(scores[place])
        page.append(Chosen(part.generation, int(part.docs[place - starts[number]]), score))
    return page


def _sort_keys(parts: Sequence[Part], schema: Schema, sort_by: Sequence[str]) -> tuple[np.ndarray, ...]:
    """Each field in its own direction; documents that lack it come last either way."""
    keys = []
    for name in sort_by:
        name_of_field = name.lstrip("-")
        if name_of_field not in schema:
            raise SearchBackendError(f"There is no field “{name_of_field}” to sort by.")
        column = _sortable(parts, name_of_field)
        keys.append(np.where(column == NO_NUMBER, _LAST, -column if name.startswith("-") else column))
    return tuple(keys)


def _sortable(parts: Sequence[Part], name: str) -> np.ndarray:
    if any(segment.numbers(name) is not None for part in parts for segment in part.generation.segments):
        return np.concatenate([part.generation.numbers(name)[part.docs] for part in parts])
    if len(parts) == 1:
        generation = parts[0].generation
        return generation.once(("ranks", name), lambda: _ranks(_texts(generation, name)))[parts[0].docs]
    columns = [part.generation.once(("texts", name), lambda part=part: _texts(part.generation, name)) for part in parts]
    return _ranks(np.concatenate([column[part.docs] for column, part in zip(columns, parts, strict=True)]))


def _texts(generation: Generation, name: str) -> np.ndarray:
    """Of each document its first code, or what is stored of a text; "" where it has none."""
    values = [generation.stored(doc).get(name) for doc in range(generation.count)]
    firsts = [value[0] if isinstance(value, list) and value else value for value in values]
    return np.array(["" if value is None or value == [] else str(value) for value in firsts], dtype=object)


def _ranks(texts: np.ndarray) -> np.ndarray:
    if not len(texts):
        return np.zeros(0, np.int64)
    ranks = np.unique(texts, return_inverse=True)[1].astype(np.int64)
    ranks[texts == ""] = NO_NUMBER
    return ranks


def facets(
    parts: Sequence[Part], fields: Any, date_facets: dict | None, queries: Mapping[str, wq.Query]
) -> dict[str, dict]:
    """Haystack's facet counts over what all the indexes found: of whole values, of spans of time, of queries."""
    if not fields and not date_facets and not queries:
        return {}
    found: dict[str, dict] = {"fields": {}, "dates": {}, "queries": {}}
    for name in fields or ():
        counts = sum((_counted(part, name) for part in parts), Counter())
        found["fields"][name] = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    for name, options in (date_facets or {}).items():
        numbers = [part.generation.numbers(name)[part.docs] for part in parts]
        found["dates"][name] = _date_facet(np.concatenate(numbers) if numbers else np.zeros(0, np.int64), options)
    for name, query in queries.items():
        found["queries"][name] = sum(
            len(np.intersect1d(part.docs, part.evaluation.match(query), assume_unique=True)) for part in parts
        )
    return found


def _counted(part: Part, name: str) -> Counter[str]:
    generation = part.generation
    if any(f"{name}.ord" in segment.arrays for segment in generation.segments):
        mask = np.zeros(generation.count, bool)
        mask[part.docs] = True
        counts, values = generation.counts(name, mask), generation.facet(name).values
        return Counter({values[place]: int(counts[place]) for place in np.flatnonzero(counts).tolist()})
    texts = generation.once(("texts", name), lambda: _texts(generation, name))[part.docs]
    return Counter(texts[texts != ""].tolist())


def _date_facet(numbers: np.ndarray, options: dict) -> list[tuple]:
    from dateutil.relativedelta import relativedelta

    start, end, step = options["start_date"], options["end_date"], options.get("gap_amount", 1)
    gap = relativedelta(**{f"{options['gap_by']}s": step})
    counts = []
    while start < end:
        following = start + gap
        inside = (numbers >= number_of(start)) & (numbers < number_of(min(following, end)))
        if inside.any():
            counts.append((start, int(inside.sum())))
        start = following
    return counts
