"""The methods of a search engine, for reading and for writing. Another engine is a package with a class that has them.

Reading methods raise `SearchUnavailable` and nothing else; writing methods raise `IndexNotWritten`. An index that
cannot be read is repaired by building it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, Self

from statements.search.language import Node

from .documents import Document
from .record_names import NameHit, NameMatches
from .requests import SearchRequest
from .results import Results


class PartWriter(Protocol):
    """Writes documents for a batch in another process. It can be pickled, and so can what it returns."""

    def write(self, documents: Iterable[Document]) -> Sequence[Any]:
        """The parts that were written, for `Batch.take`."""
        ...


class Batch(Protocol):
    """Changes to one index, visible when its block is left. A block left by an exception changes nothing.

    A very large batch of changes to an index in use may become visible in several steps.
    """

    def add(self, document: Document) -> None:
        """Index the document, in place of the one with the same key."""
        ...

    def delete(self, keys: Iterable[str]) -> None:
        """Take out documents that were there before the batch."""
        ...

    def part_writer(self) -> PartWriter: ...

    def take(self, part: Any) -> None:
        """Add what a part writer wrote, in place of documents with the same keys."""
        ...


class SearchReader(Protocol):
    """Searches."""

    def search(self, request: SearchRequest) -> Results: ...

    def suggest_words(self, word: str, limit: int = 3) -> list[str]:
        """Words of the index that are spelled nearly like `word`, the likeliest first."""
        ...

    def find_names(self, query: Node) -> list[NameHit]:
        """The records that a search is about, at most three; none where that is not certain."""
        ...

    def complete_name(self, text: str) -> list[NameHit]:
        """Records of every kind whose names begin like the text typed so far."""
        ...

    def match_names(self, text: str, kind: str) -> NameMatches:
        """The records of one kind that have every word of `text` in their names or facts; where there are none,
        those that have words spelled nearly so."""
        ...


class IndexReader(Protocol):
    """Tells what an index holds. `index` is one of `fields.INDEXES`, `model` the label of a Django model."""

    def generation(self) -> int:
        """The number of the state of the statements' index; it grows with every change."""
        ...

    def exists(self, index: str) -> bool:
        """Whether there is an index, readable or not."""
        ...

    def count(self, index: str) -> int:
        """How many documents it has."""
        ...

    def read_versions(self, index: str, model: str) -> dict[int, int]:
        """Primary key -> the number in the field `version`, of all documents of a model."""
        ...

    def read_codes(self, index: str, keys: Iterable[str], fields: Iterable[str]) -> dict[str, set[str]]:
        """Field -> the codes that any of these documents has."""
        ...

    def read_numbers(self, index: str, keys: Iterable[str], field: str) -> dict[str, int]:
        """Key -> the number of a field, of those documents that are there and have one."""
        ...


class IndexWriter(Protocol):
    """Writes an index."""

    def open_batch(self, index: str) -> AbstractContextManager[Batch]:
        """Changes to the index in use. One that is not there is made."""
        ...

    def open_rebuild(self, index: str) -> AbstractContextManager[Batch]:
        """A new index from nothing. The old one answers until the block is left, then the new one takes its place."""
        ...

    def clear(self, index: str) -> None:
        """Make it an empty index."""
        ...

    def optimize(self, index: str) -> None:
        """Bring it into the form that is quickest to read."""
        ...

    def sweep(self) -> None:
        """Remove what processes left that were killed while they wrote; where one is writing, it is left to that."""
        ...

    def lock(self, name: str, seconds: float) -> AbstractContextManager[None]:
        """Hold a lock that all processes which write this index share. Raises IndexLocked after so many seconds."""
        ...


class Engine(SearchReader, IndexReader, IndexWriter, Protocol):
    """An engine. `options` are those of the connection in the settings."""

    def __init__(self, options: Mapping[str, Any]) -> None: ...

    @classmethod
    def open_temporary(cls) -> AbstractContextManager[Self]:
        """An engine with empty indexes of its own, which are removed when the block is left."""
        ...
