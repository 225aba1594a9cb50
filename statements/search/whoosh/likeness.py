"""More like this: the words that tell a document from the rest, looked for in the others."""

from __future__ import annotations

import numpy as np
from whoosh import query as wq

from .building import BODY
from .generation import Generation
from .queries import Words
from .slots import Term

MOST_WORDS = 25


def likeness_query(generation: Generation, document: int) -> wq.Query:
    """The words of the document with the greatest tf·idf, any of which will do."""
    segment, local = generation.locate(document)
    reader = segment.field(BODY)
    # Words of one document alone find nothing else, words of most documents say nothing.
    worth = np.flatnonzero((reader.df > 1) & (reader.df < max(3, segment.count // 2)))
    weighed = []
    for place in worth[np.argsort(reader.df[worth], kind="stable")].tolist():
        docs, freqs = reader.postings(place)
        at = int(np.searchsorted(docs, local))
        if at < len(docs) and docs[at] == local:
            freq = 1 if freqs is None else int(freqs[at])
            weighed.append((freq * float(np.log(segment.count / (len(docs) + 1)) + 1), place))
    words = [reader.terms[place].decode(errors="replace") for _, place in sorted(weighed, reverse=True)[:MOST_WORDS]]
    return wq.Or([Words(Term(BODY, "exact", word)) for word in words]) if words else wq.NullQuery
