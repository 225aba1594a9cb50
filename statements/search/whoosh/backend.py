"""Haystack's backend over the engine. Whoever knows Haystack finds it as documented, minus its bugs."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np
from django.conf import settings
from haystack import connections
from haystack.backends import BaseEngine, EmptyResults, log_query
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct
from haystack.utils.app_loading import haystack_get_model
from whoosh import query as wq
from whoosh.fields import Schema
from whoosh.qparser import FuzzyTermPlugin, QueryParser

from statements.search.language import Pattern
from statements.search.results import SearchUnavailable

from .building import BODY, NO_NUMBER, SegmentBuilder, Vocabulary
from .compiling import compile_query
from .fields import Text
from .generation import Generation
from .matching import Evaluation, best
from .merging import merge_into_one, merge_small
from .numbers import number_of
from .queries import Coded, text_leaves
from .schema import document_of, schema_of
from .store import Store, Writing, store_at

# What a segment may hold before it is written: about 130 MB of working memory while it is.
SEGMENT_TOKENS = 2_500_000


class Parser(QueryParser):
    """Whoosh's parser, which gives a field that parses itself the text of `negotiat*` without its star."""

    def term_query(self, fieldname: str, text: str, termclass: type, *args: Any, **kwargs: Any) -> wq.Query:
        if termclass is wq.Prefix and fieldname in self.schema and isinstance(self.schema[fieldname], Text):
            return compile_query(Pattern(f"{text}*", kwargs.get("boost", 1.0)), fieldname)
        return super().term_query(fieldname, text, termclass, *args, **kwargs)


class ArrayBackend(WhooshSearchBackend):
    def __init__(self, connection_alias: str, **connection_options: Any) -> None:
        super().__init__(connection_alias, **connection_options)
        self._building = threading.local()

    @property
    def store(self) -> Store:
        return store_at(settings.HAYSTACK_CONNECTIONS[self.connection_alias]["PATH"])

    # The parts that Haystack's own methods ask for

    def setup(self) -> None:
        self.content_field_name, self.schema = schema_of(self._fields)
        self.parser = Parser(self.content_field_name, schema=self.schema)
        self.parser.add_plugins([FuzzyTermPlugin])
        self.setup_complete = True

    @property
    def _fields(self) -> dict:
        return connections[self.connection_alias].get_unified_index().all_searchfields()

    @cached_property
    def ready_schema(self) -> Schema:
        if not self.setup_complete:
            self.setup()
        return self.schema

    # Writing

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Updates within the block make up a new index, which takes the place of the old one at its end."""
        with self.store.writing(self.ready_schema, afresh=True) as writing:
            self._building.build = _Build(writing)
            try:
                yield
                self._building.build.flush()
                merge_into_one(writing, writing.segments)
            finally:
                self._building.build = None

    @property
    def _build(self) -> _Build | None:
        return getattr(self._building, "build", None)

    def update(self, index: Any, iterable: Iterable, commit: bool = True) -> None:
        """Index the objects, in place of what was there under their names. Raises SearchBackendError."""
        build = self._build
        if build is not None:
            for document in self.documents(index, iterable):
                build.add(document)
            return
        builder = SegmentBuilder()
        for document in self.documents(index, iterable):
            builder.add(document)
        self.apply(builder, ())

    def apply(self, builder: SegmentBuilder, gone: Iterable[str]) -> None:
        """Write the documents of `builder` in place of those of the same keys, and delete those of `gone`."""
        with self.store.writing(self.ready_schema) as writing:
            writing.delete([*builder.keys, *gone])
            writing.add(builder)
            merge_small(writing)

    def documents(self, index: Any, iterable: Iterable) -> Iterator:
        schema, fields = self.ready_schema, index.fields
        spoken = getattr(index, "spoken", None)
        for record in iterable:
            try:
                prepared = index.full_prepare(record)
                yield document_of(schema, fields, prepared, spoken(record) if spoken else None)
            except SkipDocument:
                self.log.debug("Indexing for object `%s` skipped", record)

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        self.apply(SegmentBuilder(), [get_identifier(obj_or_string)])

    def clear(self, models: list | tuple | None = None, commit: bool = True) -> None:
        if self._build is not None:
            return  # the index being built is empty, and the old one answers until it is whole
        if models is None:
            self.store.clear(self.ready_schema)
            return
        generation = self.store.generation()
        query = Coded(DJANGO_CT, tuple(get_model_ct(model) for model in models))
        keys = [generation.key(doc) for doc in Evaluation(generation).match(query).tolist()]
        self.apply(SegmentBuilder(), keys)

    def delete_index(self) -> None:
        self.store.clear(self.ready_schema)

    def optimize(self) -> None:
        with self.store.writing(self.ready_schema) as writing:
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
        generation = self._generation()
        if generation is None:
            return {"results": [], "hits": 0, "facets": {}, "spelling_suggestion": None}
        query = self.parser.parse(query_string)
        evaluation = Evaluation(generation)
        mask = self._narrowed(evaluation, narrow_queries, models, limit_to_registered_models)
        docs = evaluation.match(query)
        docs = docs[mask[docs]]
        keys = self._sort_keys(generation, sort_by, docs) if sort_by else (-evaluation.score(query, docs),)
        last = len(docs) if end_offset is None else max(0, min(end_offset, len(docs)))
        chosen = best(docs, keys, start_offset or 0, last)
        scores = np.zeros(len(chosen)) if sort_by else -keys[0][np.searchsorted(docs, chosen)]
        return {
            "results": self._results(generation, chosen, scores, query if highlight else None, result_class),
            "hits": len(docs),
            "facets": self._facets(generation, docs, facets, date_facets),
            "spelling_suggestion": None,
        }

    def _generation(self) -> Generation | None:
        self.ready_schema  # noqa: B018 - the parser is made with it
        try:
            return self.store.generation()
        except SearchUnavailable:
            if not self.silently_fail:
                raise
            self.log.warning("The index cannot be read.", exc_info=True)
            return None

    def _narrowed(
        self, evaluation: Evaluation, narrow_queries: set | None, models: Any, limit: bool | None
    ) -> np.ndarray:
        generation = evaluation.generation
        mask = np.zeros(generation.count, bool)
        mask[generation.all_ids] = True
        choices = (
            sorted(map(get_model_ct, models)) if models else self.build_models_list() if limit is not False else []
        )
        if choices:
            mask &= evaluation.coded(Coded(DJANGO_CT, tuple(choices)))
        for narrow in narrow_queries or ():
            found = np.zeros(generation.count, bool)
            found[evaluation.match(self.parser.parse(str(narrow)))] = True
            mask &= found
        return mask

    def _sort_keys(self, generation: Generation, sort_by: list[str], docs: np.ndarray) -> tuple[np.ndarray, ...]:
        """Each field in its own direction; documents that lack it come last either way."""
        keys = []
        for name in sort_by:
            field = name.lstrip("-")
            if field not in self.schema:
                raise SearchBackendError(f"There is no field “{field}” to sort by.")
            column = self._sortable(generation, field)[docs]
            absent = column == NO_NUMBER
            keys.append(np.where(absent, 2**62, -column if name.startswith("-") else column))
        return tuple(keys)

    def _sortable(self, generation: Generation, field: str) -> np.ndarray:
        if any(segment.numbers(field) is not None for segment in generation.segments):
            return generation.numbers(field)
        return generation.once(("ranks", field), lambda: self._ranks(generation, field))

    def _ranks(self, generation: Generation, field: str) -> np.ndarray:
        """Documents numbered by their first code, or by what is stored of a text."""
        values = [generation.stored(doc).get(field) for doc in range(generation.count)]
        texts = [
            "" if value is None else str(value[0] if isinstance(value, list) and value else value) for value in values
        ]
        ranks = np.unique(np.array(texts, dtype=object), return_inverse=True)[1].astype(np.int64)
        ranks[[not text for text in texts]] = NO_NUMBER
        return ranks

    def _facets(self, generation: Generation, docs: np.ndarray, facets: Any, date_facets: dict | None) -> dict:
        if not facets and not date_facets:
            return {}
        mask = np.zeros(generation.count, bool)
        mask[docs] = True
        found: dict[str, dict] = {"fields": {}, "dates": {}, "queries": {}}
        for field in facets or ():
            counts = generation.counts(field, mask)
            values = generation.facet(field).values
            pairs = [(values[place], int(counts[place])) for place in np.flatnonzero(counts).tolist()]
            found["fields"][field] = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
        for field, options in (date_facets or {}).items():
            found["dates"][field] = _date_facet(generation.numbers(field)[docs], options)
        return found

    def _results(
        self, generation: Generation, docs: np.ndarray, scores: np.ndarray, marked: wq.Query | None, result_class: Any
    ) -> list[Any]:
        unified = connections[self.connection_alias].get_unified_index()
        make = result_class or SearchResult
        results = []
        for doc, score in zip(docs.tolist(), scores.tolist(), strict=True):
            stored = generation.stored(doc)
            app, model_name = stored.pop(DJANGO_CT).split(".")
            pk = stored.pop(DJANGO_ID)
            model = haystack_get_model(app, model_name)
            known = unified.get_index(model).fields if model else {}
            values = {name: known[name].convert(value) if name in known else value for name, value in stored.items()}
            result = make(app, model_name, pk, score, **values)
            if marked is not None:
                result.highlighted = {BODY: self._highlighted(result, marked)}
            results.append(result)
        return results

    def _highlighted(self, result: SearchResult, query: wq.Query) -> list[str]:
        from statements.search.marking import excerpt

        index = connections[self.connection_alias].get_unified_index().get_index(result.model)
        record = result.object
        if record is None:
            return []
        return [excerpt(index.full_prepare(record)[BODY], list(text_leaves(query)), "em")]

    def more_like_this(
        self, model_instance: Any, additional_query_string: str | None = None, start_offset: int = 0,
        end_offset: int | None = None, models: Any = None, limit_to_registered_models: bool | None = None,
        result_class: type | None = None, **kwargs: Any,
    ) -> dict[str, Any]:  # fmt: skip
        from .likeness import likeness_query

        generation = self._generation()
        if generation is None:
            return {"results": EmptyResults(), "hits": 0}
        evaluation = Evaluation(generation)
        itself = evaluation.match(Coded(ID, (get_identifier(model_instance),)))
        if not len(itself):
            return {"results": [], "hits": 0}
        query = likeness_query(generation, int(itself[0]))
        narrow = {additional_query_string} if additional_query_string and additional_query_string != "*" else set()
        mask = self._narrowed(evaluation, narrow, models, limit_to_registered_models)
        mask[itself] = False
        docs = evaluation.match(query)
        docs = docs[mask[docs]]
        scores = evaluation.score(query, docs)
        last = len(docs) if end_offset is None else min(end_offset, len(docs))
        chosen = best(docs, (-scores,), start_offset, last)
        results = self._results(generation, chosen, scores[np.searchsorted(docs, chosen)], None, result_class)
        return {"results": results, "hits": len(docs)}


class _Build:
    """A rebuild under way: one segment after the other under a shared vocabulary."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._vocabulary = Vocabulary()
        self._builder = SegmentBuilder(self._vocabulary)

    def add(self, document: Any) -> None:
        self._builder.add(document)
        if self._builder.size >= SEGMENT_TOKENS:
            self.flush()

    def flush(self) -> None:
        self._writing.add(self._builder)
        self._builder = SegmentBuilder(self._vocabulary)


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


class ArrayEngine(BaseEngine):
    backend = ArrayBackend
    query = WhooshSearchQuery
