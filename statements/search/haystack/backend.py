"""Haystack's backend over the archive's own engine. It behaves as Haystack documents, without the bugs of Haystack's
Whoosh backend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from haystack import connections
from haystack.backends import BaseEngine, EmptyResults, log_query
from haystack.backends.whoosh_backend import WhooshSearchBackend
from haystack.constants import DJANGO_CT, ID
from haystack.exceptions import SearchBackendError
from haystack.utils import get_identifier, get_model_ct
from haystack.utils.loading import UnifiedIndex
from whoosh import query as wq

from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.fields import INDEXES, STATEMENTS
from statements.search.engine import get_engine
from statements.search.engines.whoosh.engine import WhooshEngine
from statements.search.engines.whoosh.evaluation.queries import CodeQuery
from statements.search.engines.whoosh.evaluation.scoring import Evaluation
from statements.search.engines.whoosh.evaluation.spelling import correct_spelling
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.schema import SCHEMA
from statements.search.engines.whoosh.segments.builder import BODY
from statements.search.engines.whoosh.storage.store import Store
from statements.search.indexing.documents import SOURCES
from statements.search.indexing.updating_names import is_rebuilding, open_batch

from .indexes import DocumentIndex
from .more_like_this import build_similarity_query
from .multi_index import IndexMatches, PageDocument, count_facets, select_page
from .parsing import Parser
from .query import HaystackQuery
from .results import build_results, read_text


class HaystackBackend(WhooshSearchBackend):
    def __init__(self, connection_alias: str, **connection_options: Any) -> None:
        super().__init__(connection_alias, **connection_options)
        self.content_field_name = BODY
        self.schema = SCHEMA
        self.parser = Parser(BODY, SCHEMA)

    @property
    def engine(self) -> WhooshEngine:
        engine = get_engine(self.connection_alias)
        if not isinstance(engine, WhooshEngine):
            raise SearchBackendError(f"This backend searches indexes of the archive's own engine, not of {engine!r}.")
        return engine

    def store_of(self, name: str) -> Store:
        return self.engine.store(name)

    # The parts that Haystack's own methods ask for

    def setup(self) -> None:
        self.setup_complete = True

    @property
    def _unified(self) -> UnifiedIndex:
        return connections[self.connection_alias].get_unified_index()

    # Writing

    def update(self, index: DocumentIndex, iterable: Iterable[Any], commit: bool = True) -> None:
        """Index the objects, in place of what was there under their keys."""
        with open_batch(self.engine, index.source.index) as batch:
            for document in index.read_documents(iterable):
                batch.add(document)

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        key = get_identifier(obj_or_string)
        model = key.rpartition(".")[0]
        index = next((source.index for source in SOURCES.values() if source.label == model), STATEMENTS)
        with open_batch(self.engine, index) as batch:
            batch.delete([key])

    def clear(self, models: list | tuple | None = None, commit: bool = True) -> None:
        if is_rebuilding():
            return  # the new index is empty, and the old one answers until it is whole
        if models is None:
            self.delete_index()
            return
        for source in [SOURCES[model] for model in models]:
            with open_batch(self.engine, source.index) as batch:
                batch.delete(source.key(pk) for pk in self.engine.read_versions(source.index, source.label))

    def delete_index(self) -> None:
        for index in INDEXES:
            self.engine.clear(index)

    def optimize(self) -> None:
        for index in INDEXES:
            self.engine.optimize(index)

    # Reading

    @log_query
    def search(
        self, query_string: str, sort_by: list[str] | None = None, start_offset: int = 0, end_offset: int | None = None,
        fields: str = "", highlight: bool = False, facets: Any = None, date_facets: dict | None = None,
        query_facets: Any = None, narrow_queries: set | None = None, spelling_query: str | None = None,
        models: Any = None, limit_to_registered_models: bool | None = None, result_class: type | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:  # fmt: skip
        if not query_string:
            return {"results": [], "hits": 0}
        generations = self._generations(models, limit_to_registered_models)
        query = self._parse(query_string)
        narrowing = [self._parse(str(narrow)) for narrow in narrow_queries or ()]
        parts = [self._part(generation, codes, query, narrowing) for generation, codes in generations]
        hits, page = self._page(parts, query, sort_by, start_offset, end_offset)
        return {
            "results": build_results(page, self._unified, query if highlight else None, result_class),
            "hits": hits,
            "facets": count_facets(parts, facets, date_facets, self._facet_queries(query_facets)),
            "spelling_suggestion": self.create_spelling_suggestion(spelling_query) if spelling_query else None,
        }

    def _parse(self, text: str) -> wq.Query:
        try:
            return self.parser.parse(text)
        except SearchBackendError:
            if not self.silently_fail:
                raise
            self.log.warning("A query cannot be parsed.", exc_info=True)
            return wq.NullQuery

    def _page(
        self, parts: list[IndexMatches], query: wq.Query, sort_by: list[str] | None, start: int, end: int | None
    ) -> tuple[int, list[PageDocument]]:
        """How many documents were found, and those from `start` to `end`."""
        hits = sum(len(part.docs) for part in parts)
        last = hits if end is None else max(0, min(end, hits))
        return hits, select_page(parts, query, self.schema, sort_by, start or 0, last)

    def _facet_queries(self, query_facets: Iterable[tuple[str, str]] | None) -> dict[str, wq.Query]:
        """Under the names that Haystack's other backends give them."""
        return {f"{name}_{text}": self._parse(f"{name}:({text})") for name, text in query_facets or ()}

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        """The words, respelled where the index lacks one; None where it lacks none, or has no similar word."""
        generation = self._generation(STATEMENTS)
        words = [word for word in query_string.split() if word not in self.RESERVED_WORDS]
        return correct_spelling(generation, " ".join(words)) if generation else None

    def _generations(self, models: Any, limit: bool | None) -> list[tuple[Generation, tuple[str, ...]]]:
        """The indexes of the wanted models, each with the models to narrow it to; () for all that it has."""
        wanted = sorted(map(get_model_ct, models)) if models else self.build_models_list() if limit is not False else []
        generations = []
        for name, indexed in self._models_by_index.items():
            here = tuple(model for model in wanted if model in indexed)
            if wanted and not here:
                continue
            generation = self._generation(name)
            if generation is not None and generation.count:
                generations.append((generation, () if not wanted or len(here) == len(indexed) else here))
        return generations

    @property
    def _models_by_index(self) -> dict[str, set[str]]:
        models: dict[str, set[str]] = {}
        for source in SOURCES.values():
            models.setdefault(source.index, set()).add(source.label)
        return models

    def _generation(self, name: str) -> Generation | None:
        try:
            return self.store_of(name).generation()
        except SearchUnavailable:
            if not self.silently_fail:
                raise
            self.log.warning("The index %s cannot be read.", name, exc_info=True)
            return None

    def _part(
        self, generation: Generation, codes: tuple[str, ...], query: wq.Query, narrowing: Iterable[wq.Query],
        without: np.ndarray | None = None,
    ) -> IndexMatches:  # fmt: skip
        evaluation = Evaluation(generation)
        docs = evaluation.match(query)
        if codes:
            docs = docs[evaluation.documents(CodeQuery(DJANGO_CT, codes)).mask[docs]]
        if without is not None:
            docs = docs[np.isin(docs, without, invert=True)]
        for narrow in narrowing:
            docs = docs[np.isin(docs, evaluation.match(narrow), assume_unique=True)]
        return IndexMatches(generation, evaluation, docs)

    def more_like_this(
        self, model_instance: Any, additional_query_string: str | None = None, start_offset: int = 0,
        end_offset: int | None = None, models: Any = None, limit_to_registered_models: bool | None = None,
        result_class: type | None = None, **kwargs: Any,
    ) -> dict[str, Any]:  # fmt: skip
        index = self._unified.get_index(type(model_instance))
        generation = self._generation(index.source.index)
        if generation is None:
            return {"results": EmptyResults(), "hits": 0}
        itself = Evaluation(generation).match(CodeQuery(ID, (get_identifier(model_instance),)))
        query = build_similarity_query(generation, read_text(index, model_instance))
        narrowing = [self._parse(additional_query_string)] if additional_query_string else []
        # Statements share few words with names: unless models are named, only the index of the record is searched.
        searched = self._generations(models, limit_to_registered_models) if models else [(generation, ())]
        parts = [
            self._part(each, codes, query, narrowing, itself if each is generation else None)
            for each, codes in searched
        ]
        hits, page = self._page(parts, query, None, start_offset, end_offset)
        return {"results": build_results(page, self._unified, None, result_class), "hits": hits}


class HaystackEngine(BaseEngine):
    backend = HaystackBackend
    query = HaystackQuery
