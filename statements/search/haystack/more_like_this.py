"""More like this: the words that tell a document from the rest, looked for in the others."""

from __future__ import annotations

from collections import Counter
from math import log

from whoosh import query as wq

from statements.search.engines.whoosh.evaluation.expansion import Term
from statements.search.engines.whoosh.evaluation.queries import Words
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY
from statements.text import tokenization

MOST_WORDS = 25


def likeness_query(generation: Generation, text: str) -> wq.Query:
    """The words of `text` with the greatest tf·idf, any of which will do."""
    times = Counter(tokenization.tokenize(text))
    holders = {word: _document_frequency(generation, word) for word in times}
    # Words of one document alone find nothing else; words of most documents say nothing, unless there are no others.
    shared = [word for word, many in holders.items() if many > 1]
    telling = [word for word in shared if holders[word] < max(3, generation.count // 2)] or shared
    weights = {word: times[word] * (log(generation.count / (holders[word] + 1)) + 1) for word in telling}
    words = sorted(telling, key=lambda word: (-weights[word], word))[:MOST_WORDS]
    return wq.Or([Words(Term(BODY, "exact", word)) for word in words]) if words else wq.NullQuery


def _document_frequency(generation: Generation, word: str) -> int:
    total, encoded = 0, word.encode()
    for segment in generation.segments:
        reader = segment.field(BODY)
        place = -1 if reader is None else reader.terms.find(encoded)
        total += 0 if place < 0 else int(reader.df[place])
    return total
