"""The archive's own engine: arrays on one machine, in a folder that Whoosh keeps the table of contents of."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import numpy as np

from statements.search.contract.engine import Batch
from statements.search.contract.errors import IndexLocked, IndexNotWritten, SearchUnavailable
from statements.search.contract.fields import INDEXES, KEY, MODEL, NAMES, STATEMENTS
from statements.search.contract.record_names import NameHit, NameMatches
from statements.search.contract.requests import SearchRequest
from statements.search.contract.results import Results
from statements.search.engines.whoosh.batches import RebuildBatch, UpdateBatch
from statements.search.engines.whoosh.evaluation.query_run import run_query
from statements.search.engines.whoosh.evaluation.spelling import find_similar_words
from statements.search.engines.whoosh.generations.generation import Generation
from statements.search.engines.whoosh.names import complete_names, match_names, recognize_names
from statements.search.engines.whoosh.schema import SCHEMA
from statements.search.engines.whoosh.segments.array_file import DamagedIndex
from statements.search.engines.whoosh.segments.builder import NO_NUMBER
from statements.search.engines.whoosh.segments.segment import Segment
from statements.search.engines.whoosh.storage.index_writer import file_lock
from statements.search.engines.whoosh.storage.store import Store, open_store
from statements.search.engines.whoosh.storage.upkeep import remove_unfinished_merges
from statements.search.language import Node


def read_versions(generation: Generation, model: str) -> dict[int, int]:
    """Primary key -> version, of the documents of a model."""
    docs = _documents_of_model(generation, model)
    records, versions = generation.columns.numbers("record")[docs], generation.columns.numbers("version")[docs]
    known = records != NO_NUMBER
    return dict(zip(records[known].tolist(), np.maximum(versions[known], 0).tolist(), strict=True))


def _documents_of_model(generation: Generation, model: str) -> np.ndarray:
    found = [docs + offset for segment, offset, docs in _with_codes(generation, MODEL, [model])]
    return generation.drop_deleted(np.concatenate(found)) if found else np.zeros(0, np.int64)


def read_codes(generation: Generation, keys: Iterable[str], fields: Iterable[str]) -> dict[str, set[str]]:
    """Field -> the codes that any of these documents has."""
    codes: dict[str, set[str]] = {name: set() for name in fields}
    for segment, _, docs in _with_codes(generation, KEY, keys):
        for name, carried in codes.items():
            reader = segment.field(name)
            if reader is None:
                continue
            starts, ordinals = segment.arrays[f"{name}.ptr"], segment.arrays[f"{name}.ord"]
            for doc in docs.tolist():
                places = ordinals[int(starts[doc]) : int(starts[doc + 1])].tolist()
                carried.update(reader.terms[place].decode() for place in places)
    return codes


def read_numbers(generation: Generation, keys: Iterable[str], field: str) -> dict[str, int]:
    """Key -> the number of a field, of those documents that are there and have one."""
    found = [docs + offset for _, offset, docs in _with_codes(generation, KEY, keys)]
    docs = generation.drop_deleted(np.concatenate(found)) if found else np.zeros(0, np.int64)
    numbers = generation.columns.numbers(field)[docs].tolist()
    return {
        generation.key(doc): number for doc, number in zip(docs.tolist(), numbers, strict=True) if number != NO_NUMBER
    }


def _with_codes(generation: Generation, field: str, codes: Iterable[str]) -> Iterator[tuple[Segment, int, np.ndarray]]:
    """The documents that have one of the codes, deleted ones too, by segment; with the number of its first document."""
    wanted = [code.encode() for code in codes]
    for segment, offset in zip(generation.segments, generation.offsets, strict=False):
        reader = segment.field(field)
        if reader is None:
            continue
        places = [place for code in wanted if (place := reader.terms.find(code)) >= 0]
        if places:
            yield segment, offset, np.concatenate([reader.postings(place)[0] for place in places]).astype(np.int64)


class WhooshEngine:
    """See `contract.engine.Engine`. `options["PATH"]` is the folder of the indexes."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._folder = Path(options["PATH"])
        self._stores = {name: open_store(self._folder, name) for name in INDEXES}

    @classmethod
    @contextmanager
    def open_temporary(cls) -> Iterator[Self]:
        with tempfile.TemporaryDirectory(prefix="chancery-index-") as folder:
            engine = cls({"PATH": folder})
            for index in INDEXES:
                engine.clear(index)
            yield engine

    # Searching

    def search(self, request: SearchRequest) -> Results:
        return run_query(self._read(STATEMENTS), request)

    def suggest_words(self, word: str, limit: int = 3) -> list[str]:
        return find_similar_words(self._read(STATEMENTS), word, limit)

    def find_names(self, query: Node) -> list[NameHit]:
        return recognize_names(self._read(NAMES), self._read(STATEMENTS), query)

    def complete_name(self, text: str) -> list[NameHit]:
        return complete_names(self._read(NAMES), text)

    def match_names(self, text: str, kind: str) -> NameMatches:
        return match_names(self._read(NAMES), text, kind)

    # Looking into an index

    def generation(self) -> int:
        return self._read(STATEMENTS).number

    def exists(self, index: str) -> bool:
        return self._stores[index].latest_number() >= 0

    def count(self, index: str) -> int:
        return self._read(index).live_count

    def read_versions(self, index: str, model: str) -> dict[int, int]:
        return read_versions(self._read(index), model)

    def read_codes(self, index: str, keys: Iterable[str], fields: Iterable[str]) -> dict[str, set[str]]:
        return read_codes(self._read(index), keys, fields)

    def read_numbers(self, index: str, keys: Iterable[str], field: str) -> dict[str, int]:
        return read_numbers(self._read(index), keys, field)

    def _read(self, index: str) -> Generation:
        return self._stores[index].generation()

    # Writing

    @contextmanager
    def open_batch(self, index: str) -> Iterator[Batch]:
        with _translate_failures(), UpdateBatch(self._stores[index]) as batch:
            yield batch

    @contextmanager
    def open_rebuild(self, index: str) -> Iterator[Batch]:
        with _translate_failures(), self._stores[index].open_writer(SCHEMA, rebuild=True) as writer:
            batch = RebuildBatch(writer)
            yield batch
            batch.finish()

    def clear(self, index: str) -> None:
        with _translate_failures():
            self._stores[index].clear(SCHEMA)

    def optimize(self, index: str) -> None:
        with _translate_failures(), self._stores[index].open_writer(SCHEMA) as writer:
            writer.merge(writer.segments)

    def sweep(self) -> None:
        for store in self._stores.values():
            if store.latest_number() >= 0:
                with suppress(IndexLocked, OSError):
                    store.sweep()
                    remove_unfinished_merges(store)

    def lock(self, name: str, seconds: float) -> AbstractContextManager[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        return file_lock(self._folder / f"{name}.lock", seconds)

    # For Haystack, whose results carry what is stored in the index

    def store(self, index: str) -> Store:
        return self._stores[index]


@contextmanager
def _translate_failures() -> Iterator[None]:
    try:
        yield
    except (DamagedIndex, SearchUnavailable, OSError) as error:
        raise IndexNotWritten(str(error)) from error


__all__ = ["WhooshEngine"]
