"""A test collection in a temporary index: the archive's analysis, language and ranking, none of its records."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from haystack import connections

from statements.search.answers import answer
from statements.search.contract.engine import WhooshEngine
from statements.search.contract.results import Results, SearchRequest
from statements.search.engines.whoosh.segments.documents import Document, Passage
from statements.search.engines.whoosh.storage.index_build import Build
from statements.search.language import Node, read
from statements.search.language.any_word_fallback import any_word_of
from statements.search.relevance.measures import DEPTH, Collection, TestDocument


class Trial:
    """Ranks the documents of a collection for a text that was asked: their ids, the best first."""

    def __init__(self, collection: Collection, engine: WhooshEngine) -> None:
        self._ids = [document.id for document in collection.documents]
        self._engine = engine

    def as_typed(self, text: str) -> list[str]:
        """As the search box takes it: all words and, where no document holds them all, any of them."""
        request = SearchRequest(text=text, query=read(text).query, per_page=DEPTH, facets=())
        return self._ids_of(answer(request, self._engine).results)

    def all_words(self, text: str) -> list[str]:
        """All words, and whatever else of the query language is in it."""
        return self._ranked(text, read(text).query)

    def any_word(self, text: str) -> list[str]:
        """As prose, any of its words."""
        return self._ranked(text, any_word_of(text))

    def _ranked(self, text: str, query: Node) -> list[str]:
        return self._ids_of(self._engine.search(SearchRequest(text=text, query=query, per_page=DEPTH, facets=())))

    def _ids_of(self, results: Results) -> list[str]:
        return [self._ids[hit.statement] for hit in results.hits]


@contextmanager
def trial_of(collection: Collection, language: str = "en") -> Iterator[Trial]:
    """Index the documents as statements of one language; the index goes when the block is left."""
    with tempfile.TemporaryDirectory(prefix="chancery-trial-") as folder:
        engine = WhooshEngine(str(Path(folder)))
        with engine.store.writing(connections["default"].get_backend().ready_schema, afresh=True) as writing:
            build = Build(writing)
            for number, document in enumerate(collection.documents):
                build.add(_document(number, document, language))
            build.flush()
        yield Trial(collection, engine)


def _document(number: int, document: TestDocument, language: str) -> Document:
    texts = [document.title, *document.text.split("\n\n")]
    return Document(
        key=document.id,
        language=language,
        passages=[Passage(text, order) for order, text in enumerate(texts)],
        texts={"title": document.title},
        codes={"id": [document.id]},
        numbers={"record": number, "date_from": 0},
    )
