"""More like this: the words that tell a document from the others, looked for in the others."""

from __future__ import annotations

from collections import Counter
from math import log

from whoosh import query as wq

from statements.search.engines.whoosh.evaluation.occurrences import count_documents
from statements.search.engines.whoosh.evaluation.queries import Term, WordQuery
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import BODY
from statements.text import tokenization

MAX_WORDS = 25  # Lucene's default for the same
_MIN_COMMON = 3  # documents: in an archive of fewer than twice as many, no word is too common


def build_similarity_query(generation: Generation, text: str) -> wq.Query:
    """Any of the words of `text` with the greatest tf·idf."""
    times = Counter(tokenization.tokenize(text))
    documents = {word: count_documents(generation, BODY, word) for word in times}
    # Words of one document alone find nothing else; words of most documents say nothing, unless there are no others.
    shared = [word for word, count in documents.items() if count > 1]
    telling = [word for word in shared if documents[word] < max(_MIN_COMMON, generation.count // 2)] or shared
    weights = {word: times[word] * (log(generation.count / (documents[word] + 1)) + 1) for word in telling}
    words = sorted(telling, key=lambda word: (-weights[word], word))[:MAX_WORDS]
    return wq.Or([WordQuery(Term(BODY, "exact", word)) for word in words]) if words else wq.NullQuery
