"""Our kinds of queries under Whoosh's own searcher: what they match, handed to it as one of its matchers.

So `whoosh.index.open_dir` on the folder of the index answers whatever Haystack's or Whoosh's parsers make of a text.
"""

from __future__ import annotations

from pathlib import Path

from whoosh import query as wq
from whoosh.matching import ListMatcher, Matcher, NullMatcher
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from statements.search.engines.whoosh.evaluation.scoring import Evaluation
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.codec import open_segment


def matcher_of(query: wq.Query, searcher: Searcher) -> Matcher:
    """A matcher over the documents of `searcher`, scored as in the whole index; deleted ones are left out."""
    whole = searcher.get_parent()
    generation = _generation_of(whole.reader())
    docs = Evaluation(generation).match(query)
    first = _offset(whole.reader(), searcher.reader())
    docs = docs[(docs >= first) & (docs < first + searcher.doc_count_all())]
    if not len(docs):
        return NullMatcher()
    scores = Evaluation(generation).score(query, docs)
    return ListMatcher((docs - first).tolist(), weights=scores.tolist())


def _generation_of(reader: IndexReader) -> Generation:
    """The segments that `reader` reads, as one generation, kept with it."""
    kept = getattr(reader, "chancery_generation", None)
    if kept is None:
        leaves = [leaf for leaf, _ in reader.leaf_readers()]
        segments = [open_segment(Path(leaf.storage().folder), leaf.segment().segment_id()) for leaf in leaves]
        deleted = [sorted(leaf.segment().deleted) for leaf in leaves]
        kept = reader.chancery_generation = Generation(reader.generation() or 0, segments, deleted)
    return kept


def _offset(whole: IndexReader, part: IndexReader) -> int:
    return next((offset for leaf, offset in whole.leaf_readers() if leaf is part), 0)
