"""Haystack's backend over the engine. Whoever knows Haystack finds it as documented, minus its bugs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from django.conf import settings
from haystack import connections
from haystack.backends import BaseEngine, EmptyResults, log_query
from haystack.backends.whoosh_backend import WhooshSearchBackend
from haystack.constants import DJANGO_CT, ID
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.utils import get_identifier, get_model_ct
from haystack.utils.loading import UnifiedIndex
from whoosh import query as wq
from whoosh.fields import Schema
from whoosh.index import FileIndex, open_dir

from statements.search.contract.results import SearchUnavailable
from statements.search.engines.whoosh.evaluation.queries import Coded
from statements.search.engines.whoosh.evaluation.scoring import Evaluation
from statements.search.engines.whoosh.evaluation.spelling import respelled
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.segments.builder import SegmentBuilder
from statements.search.engines.whoosh.segments.merging import merge_into_one
from statements.search.engines.whoosh.storage.index_build import Build
from statements.search.engines.whoosh.storage.index_writer import Writing
from statements.search.engines.whoosh.storage.store import NAME as MAIN
from statements.search.engines.whoosh.storage.store import Store, store_at
from statements.search.engines.whoosh.storage.upkeep import keep_few, merge_in_background
from statements.text.batches import batches

from .asking import ArrayQuery
from .more_like_this import likeness_query
from .multi_index import Chosen, Part, chosen
from .multi_index import facets as counted
from .parsing import Parser
from .results import results_of, text_of
from .schema import document_of, schema_of

LOT = 200  # records whose related ones are looked up together


class ArrayBackend(WhooshSearchBackend):
    def __init__(self, connection_alias: str, **connection_options: Any) -> None:
        super().__init__(connection_alias, **connection_options)
        self._building = threading.local()

    @property
    def store(self) -> Store:
        """Of the statements."""
        return self.store_of(MAIN)

    def store_of(self, name: str) -> Store:
        return store_at(settings.HAYSTACK_CONNECTIONS[self.connection_alias]["PATH"], name)

    # The parts that Haystack's own methods ask for

    def setup(self) -> None:
        self.content_field_name, self.schema = schema_of(self._unified.all_searchfields())
        self.parser = Parser(self.content_field_name, self.schema)
        self.setup_complete = True

    @property
    def _unified(self) -> UnifiedIndex:
        return connections[self.connection_alias].get_unified_index()

    @property
    def index(self) -> FileIndex:
        """Whoosh's own view of the statements' index."""
        if self.store.latest() < 0:
            self.store.clear(self.ready_schema)
        return open_dir(str(self.store.folder), self.store.name)

    @property
    def ready_schema(self) -> Schema:
        if not self.setup_complete:
            self.setup()
        return self.schema

    # Writing

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Updates within the block make up new indexes, which take the places of the old ones at its end."""
        with ExitStack() as stack:
            builds = {
                name: Build(stack.enter_context(self.store_of(name).writing(self.ready_schema, afresh=True)))
                for name in self._models_by_index
            }
            self._building.builds = builds
            try:
                yield
                for build in builds.values():
                    build.finish()
            finally:
                self._building.builds = {}

    @property
    def _builds(self) -> dict[str, Build]:
        """The rebuild under way in this thread, by the name of the index."""
        return getattr(self._building, "builds", {})

    @property
    def building(self) -> bool:
        """Whether this thread is building a new index."""
        return bool(self._builds)

    def update(self, index: Any, iterable: Iterable, commit: bool = True) -> None:
        """Index the objects, in place of what was there under their names. Raises SearchBackendError."""
        name = index_name_of(index)
        build = self._builds.get(name)
        if build is not None:
            for document in self.documents(index, iterable):
                build.add(document)
            return
        builder = SegmentBuilder()
        for document in self.documents(index, iterable):
            builder.add(document)
        self.apply(builder, (), name)

    def apply(self, builder: SegmentBuilder, gone: Iterable[str], name: str = MAIN) -> None:
        """Write the documents of `builder` in place of those of the same keys, and delete those of `gone`."""
        with self.taking(name) as writing:
            writing.delete([*builder.keys, *gone])
            writing.add(builder)

    @contextmanager
    def taking(self, name: str) -> Iterator[Writing]:
        """What is written becomes part of the index that is being built, or else of the one in place."""
        if name in self._builds:
            yield self._builds[name].writing
            return
        store = self.store_of(name)
        with store.writing(self.ready_schema) as writing:
            yield writing
            more = keep_few(writing)
        if more:
            merge_in_background(store)

    def documents(self, index: Any, iterable: Iterable) -> Iterator:
        schema, fields = self.ready_schema, index.fields
        spoken, gather = getattr(index, "spoken", None), getattr(index, "gather", None)
        for record in _gathered(iterable, gather) if gather else iterable:
            try:
                prepared = index.full_prepare(record)
                yield document_of(schema, fields, prepared, spoken(record) if spoken else None)
            except SkipDocument:
                self.log.debug("Indexing for object `%s` skipped", record)

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        key = get_identifier(obj_or_string)
        model = key.rpartition(".")[0]
        name = next((name for name, held in self._models_by_index.items() if model in held), MAIN)
        self.apply(SegmentBuilder(), [key], name)

    def clear(self, models: list | tuple | None = None, commit: bool = True) -> None:
        if self._builds:
            return  # the index being built is empty, and the old one answers until it is whole
        if models is None:
            self.delete_index()
            return
        wanted = set(map(get_model_ct, models))
        for name, held in self._models_by_index.items():
            if not wanted & held:
                continue
            generation = self.store_of(name).generation()
            found = Evaluation(generation).match(Coded(DJANGO_CT, tuple(sorted(wanted & held))))
            self.apply(SegmentBuilder(), [generation.key(doc) for doc in found.tolist()], name)

    def delete_index(self) -> None:
        for name in self._models_by_index:
            self.store_of(name).clear(self.ready_schema)

    def optimize(self) -> None:
        for name in self._models_by_index:
            with self.store_of(name).writing(self.ready_schema) as writing:
                merge_into_one(writing, writing.segments)

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
        query = self._read(query_string)
        narrowing = [self._read(str(narrow)) for narrow in narrow_queries or ()]
        parts = [self._part(generation, codes, query, narrowing) for generation, codes in generations]
        hits, page = self._page(parts, query, sort_by, start_offset, end_offset)
        return {
            "results": results_of(page, self._unified, query if highlight else None, result_class),
            "hits": hits,
            "facets": counted(parts, facets, date_facets, self._facet_queries(query_facets)),
            "spelling_suggestion": self.create_spelling_suggestion(spelling_query) if spelling_query else None,
        }

    def _read(self, text: str) -> wq.Query:
        try:
            return self.parser.parse(text)
        except SearchBackendError:
            if not self.silently_fail:
                raise
            self.log.warning("A query cannot be read.", exc_info=True)
            return wq.NullQuery

    def _page(
        self, parts: list[Part], query: wq.Query, sort_by: list[str] | None, start: int, end: int | None
    ) -> tuple[int, list[Chosen]]:
        """How many documents were found, and those from `start` to `end`."""
        hits = sum(len(part.docs) for part in parts)
        last = hits if end is None else max(0, min(end, hits))
        return hits, chosen(parts, query, self.schema, sort_by, start or 0, last)

    def _facet_queries(self, query_facets: Iterable[tuple[str, str]] | None) -> dict[str, wq.Query]:
        """Under the names that Haystack's other backends give them."""
        return {f"{name}_{asked}": self._read(f"{name}:({asked})") for name, asked in query_facets or ()}

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        """The words asked for, respelled where the index lacks one; None where it lacks none or has none like it."""
        generation = self._generation()
        words = [word for word in query_string.split() if word not in self.RESERVED_WORDS]
        return respelled(generation, " ".join(words)) if generation else None

    def _generations(self, models: Any, limit: bool | None) -> list[tuple[Generation, tuple[str, ...]]]:
        """The indexes in which the models asked for are, and to which models each is to be narrowed; () for none."""
        self.ready_schema  # noqa: B018 - the parser is made with it
        asked = sorted(map(get_model_ct, models)) if models else self.build_models_list() if limit is not False else []
        generations = []
        for name, held in self._models_by_index.items():
            wanted = tuple(model for model in asked if model in held)
            if asked and not wanted:
                continue
            generation = self._generation(name)
            if generation is not None and generation.count:
                generations.append((generation, () if not asked or len(wanted) == len(held) else wanted))
        return generations

    @property
    def _models_by_index(self) -> dict[str, set[str]]:
        held: dict[str, set[str]] = {}
        for model, index in self._unified.get_indexes().items():
            held.setdefault(index_name_of(index), set()).add(get_model_ct(model))
        return held

    def _generation(self, name: str = MAIN) -> Generation | None:
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
    ) -> Part:  # fmt: skip
        evaluation = Evaluation(generation)
        docs = evaluation.match(query)
        if codes:
            docs = docs[evaluation.coded(Coded(DJANGO_CT, codes))[docs]]
        if without is not None:
            docs = docs[np.isin(docs, without, invert=True)]
        for narrow in narrowing:
            docs = docs[np.isin(docs, evaluation.match(narrow), assume_unique=True)]
        return Part(generation, evaluation, docs)

    def more_like_this(
        self, model_instance: Any, additional_query_string: str | None = None, start_offset: int = 0,
        end_offset: int | None = None, models: Any = None, limit_to_registered_models: bool | None = None,
        result_class: type | None = None, **kwargs: Any,
    ) -> dict[str, Any]:  # fmt: skip
        self.ready_schema  # noqa: B018 - the parser is made with it
        index = self._unified.get_index(type(model_instance))
        generation = self._generation(index_name_of(index))
        if generation is None:
            return {"results": EmptyResults(), "hits": 0}
        itself = Evaluation(generation).match(Coded(ID, (get_identifier(model_instance),)))
        query = likeness_query(generation, text_of(index, model_instance))
        narrowing = [self._read(additional_query_string)] if additional_query_string else []
        # Words of a statement say little of names, and the other way round: other indexes are asked when models are.
        asked = self._generations(models, limit_to_registered_models) if models else [(generation, ())]
        parts = [
            self._part(each, codes, query, narrowing, itself if each is generation else None) for each, codes in asked
        ]
        hits, page = self._page(parts, query, None, start_offset, end_offset)
        return {"results": results_of(page, self._unified, None, result_class), "hits": hits}


def index_name_of(index: Any) -> str:
    """Which of the folder's indexes holds the documents of Haystack's `index`: its own word, or the statements'."""
    return getattr(index, "index_name", MAIN)


def _gathered(records: Iterable, gather: Callable[[list], None]) -> Iterator:
    """`records`, some at a time, after `gather` has looked up for all of them what it would ask for one by one."""
    for lot in batches(records, LOT):
        gather(lot)
        yield from lot


class ArrayEngine(BaseEngine):
    backend = ArrayBackend
    query = ArrayQuery
