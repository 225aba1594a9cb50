"""One answer from several indexes: each is asked, and what they find is ordered and counted together.

Haystack's users may search statements and names at once. Documents are numbered through: those of the second index
follow those of the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]  # stubs are a package of their own
from haystack.exceptions import SearchBackendError
from whoosh import query as wq
from whoosh.fields import Schema

from statements.search.engines.whoosh.evaluation.scoring import Evaluation, select_best
from statements.search.engines.whoosh.generations.document_sets import DocumentSet
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import NO_NUMBER
from statements.search.engines.whoosh.segments.postings import encode_number

_LAST = 2**62  # a key that sorts after all others


@dataclass(frozen=True, slots=True)
class IndexMatches:
    """What one index finds: `docs` are documents of its generation, ascending whole numbers."""

    generation: Generation
    evaluation: Evaluation
    docs: np.ndarray


@dataclass(frozen=True, slots=True)
class PageDocument:
    """One document of a page, with its score where the page is ordered by that, else 0."""

    generation: Generation
    doc: int
    score: float


def select_page(
    parts: Sequence[IndexMatches],
    query: wq.Query,
    schema: Schema,
    sort_by: Sequence[str] | None,
    first: int,
    last: int,
) -> list[PageDocument]:
    """The documents from `first` to `last`, by score or by the fields of `sort_by`. Raises SearchBackendError."""
    if not parts:
        return []
    scores = np.zeros(0) if sort_by else np.concatenate([part.evaluation.score(query, part.docs) for part in parts])
    keys = _make_sort_keys(parts, schema, sort_by) if sort_by else (-scores,)
    starts = np.cumsum([0, *(len(part.docs) for part in parts)])
    page = []
    for place in select_best(np.arange(starts[-1]), keys, first, last).tolist():
        number = int(np.searchsorted(starts, place, side="right")) - 1
        part = parts[number]
        score = 0.0 if sort_by else float(scores[place])
        page.append(PageDocument(part.generation, int(part.docs[place - starts[number]]), score))
    return page


def _make_sort_keys(parts: Sequence[IndexMatches], schema: Schema, sort_by: Sequence[str]) -> tuple[np.ndarray, ...]:
    """int64 by match: each field in its own direction; documents that lack it come last either way."""
    keys = []
    for name in sort_by:
        field = name.lstrip("-")
        if field not in schema:
            raise SearchBackendError(f"There is no field “{field}” to sort by.")
        column = _read_sort_column(parts, field)
        keys.append(np.where(column == NO_NUMBER, _LAST, -column if name.startswith("-") else column))
    return tuple(keys)


def _read_sort_column(parts: Sequence[IndexMatches], field: str) -> np.ndarray:
    """int64 by match: numbers in the order of the field's values; NO_NUMBER where there is none."""
    if any(segment.numbers(field) is not None for part in parts for segment in part.generation.segments):
        return np.concatenate([part.generation.columns.numbers(field)[part.docs] for part in parts])
    texts = np.concatenate([_read_texts(part.generation, field)[part.docs] for part in parts])
    if not len(texts):
        return np.zeros(0, np.int64)
    ranks = np.unique(texts, return_inverse=True)[1].astype(np.int64)
    ranks[texts == ""] = NO_NUMBER
    return ranks


def _read_texts(generation: Generation, field: str) -> np.ndarray:
    """str objects by document: its first code, or what is stored of a text; "" where it has none."""

    def make() -> np.ndarray:
        values = [generation.stored(doc).get(field) for doc in range(generation.count)]
        firsts = [value[0] if isinstance(value, list) and value else value for value in values]
        return np.array(["" if value is None or value == [] else str(value) for value in firsts], dtype=object)

    return generation.segment_set.once(("texts", field), make)


def count_facets(
    parts: Sequence[IndexMatches],
    fields: Iterable[str] | None,
    date_facets: Mapping[str, Mapping[str, Any]] | None,
    queries: Mapping[str, wq.Query],
) -> dict[str, dict[str, Any]]:
    """Haystack's facet counts over what all the indexes find: of values, of spans of time, of queries."""
    if not fields and not date_facets and not queries:
        return {}
    counts: dict[str, dict[str, Any]] = {"fields": {}, "dates": {}, "queries": {}}
    for field in fields or ():
        values = sum((_count_values(part, field) for part in parts), Counter[str]())
        counts["fields"][field] = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    for field, options in (date_facets or {}).items():
        numbers = [part.generation.columns.numbers(field)[part.docs] for part in parts]
        counts["dates"][field] = _count_dates(np.concatenate(numbers) if numbers else np.zeros(0, np.int64), options)
    for name, query in queries.items():
        counts["queries"][name] = sum(
            len(np.intersect1d(part.docs, part.evaluation.match(query), assume_unique=True)) for part in parts
        )
    return counts


def _count_values(part: IndexMatches, field: str) -> Counter[str]:
    generation = part.generation
    if any(f"{field}.ord" in segment.arrays for segment in generation.segments):
        facet = generation.facet(field)
        counts = facet.counts(DocumentSet(generation.count, part.docs))
        return Counter({facet.values[number]: int(counts[number]) for number in np.flatnonzero(counts).tolist()})
    texts = _read_texts(generation, field)[part.docs]
    return Counter(texts[texts != ""].tolist())


def _count_dates(numbers: np.ndarray, options: Mapping[str, Any]) -> list[tuple[date, int]]:
    start, end = options["start_date"], options["end_date"]
    gap = relativedelta(**{f"{options['gap_by']}s": options.get("gap_amount", 1)})
    counts = []
    while start < end:
        following = start + gap
        inside = (numbers >= encode_number(start)) & (numbers < encode_number(min(following, end)))
        if inside.any():
            counts.append((start, int(inside.sum())))
        start = following
    return counts
