"""A test collection in an index of its own: the archive's analysis, language and ranking, and none of its records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from statements.search.contract.documents import Document, Passage
from statements.search.contract.engine import Engine
from statements.search.contract.fields import STATEMENTS
from statements.search.contract.requests import SearchRequest
from statements.search.contract.results import Results
from statements.search.engine import answer_search, open_temporary_engine
from statements.search.language import Node, parse_query
from statements.search.language.any_word_fallback import build_any_word_query
from statements.search.relevance.measures import DEPTH, Collection, TestDocument


class Trial:
    """Ranks the documents of a collection for a text: their ids, the best first."""

    def __init__(self, collection: Collection, engine: Engine) -> None:
        self._ids = [document.id for document in collection.documents]
        self._engine = engine

    def rank_as_typed(self, text: str) -> list[str]:
        """As the search box does: for all words and, where no document has them all, for any of them."""
        request = SearchRequest(text=text, query=parse_query(text).query, per_page=DEPTH, facets=())
        return self._list_ids(answer_search(request, self._engine).results)

    def rank_by_all_words(self, text: str) -> list[str]:
        """For all words, and whatever else of the query language is in the text."""
        return self._rank(text, parse_query(text).query)

    def rank_by_any_word(self, text: str) -> list[str]:
        """For any of the words; the text is read as prose."""
        return self._rank(text, build_any_word_query(text))

    def _rank(self, text: str, query: Node) -> list[str]:
        return self._list_ids(self._engine.search(SearchRequest(text=text, query=query, per_page=DEPTH, facets=())))

    def _list_ids(self, results: Results) -> list[str]:
        return [self._ids[hit.statement] for hit in results.hits]


@contextmanager
def open_trial(collection: Collection, language: str = "en") -> Iterator[Trial]:
    """Index the documents as statements of one language; the index is removed when the block is left."""
    with open_temporary_engine() as engine:
        with engine.open_rebuild(STATEMENTS) as batch:
            for number, document in enumerate(collection.documents):
                batch.add(_make_document(number, document, language))
        yield Trial(collection, engine)


def _make_document(number: int, document: TestDocument, language: str) -> Document:
    texts = [document.title, *document.text.split("\n\n")]
    return Document(
        key=document.id,
        language=language,
        passages=[Passage(text, order) for order, text in enumerate(texts)],
        texts={"title": document.title},
        codes={"id": [document.id]},
        numbers={"record": number, "date_from": date.min},
    )
