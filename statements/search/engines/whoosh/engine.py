"""The archive's own engine: arrays on one machine, in a folder that Whoosh keeps the table of contents of."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Self

from statements.search.contract.engine import Batch
from statements.search.contract.errors import IndexNotWritten, SearchUnavailable
from statements.search.contract.fields import INDEXES, NAMES, STATEMENTS
from statements.search.contract.record_names import NameHit, NameMatches
from statements.search.contract.requests import SearchRequest
from statements.search.contract.results import Results
from statements.search.engines.whoosh.storage.file_lock import file_lock
from statements.search.language import Node

from .batches import RebuildBatch, UpdateBatch
from .evaluation.query_run import run_query
from .evaluation.spelling import find_similar_words
from .generations.generation import Generation
from .inspection import read_codes, read_numbers, read_versions
from .names import complete_names, match_names, recognize_names
from .schema import SCHEMA
from .segments.array_file import DamagedIndex
from .storage.store import Store, open_store


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
