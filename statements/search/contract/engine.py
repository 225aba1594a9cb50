"""The one door to the engine: a request goes in, results come out, and nothing else of the engine is seen."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from django.conf import settings

from .names import NAMES, Named, NamesFound
from .results import Results, SearchRequest


class Engine(Protocol):
    """What an engine must do. Implementations raise `SearchUnavailable` and nothing else for whatever is asked."""

    def search(self, request: SearchRequest) -> Results: ...

    def words_like(self, word: str, most: int = 3) -> list[str]:
        """Words of the index that are spelled nearly like `word`, the likeliest first."""
        ...

    def generation(self) -> int:
        """The number of the state of the index that answers; it grows with every change."""
        ...

    def names_in(self, text: str) -> list[Named]:
        """The records that a search names, at most three; none where it is not sure."""
        ...

    def names_beginning(self, text: str) -> list[Named]:
        """The records whose names begin like what was typed so far, some of each kind."""
        ...

    def names_matching(self, text: str, kind: str) -> NamesFound:
        """The records of one kind about which every word of `text` is said, or else words spelled nearly so."""
        ...


class WhooshEngine:
    def __init__(self, folder: str) -> None:
        from statements.search.engines.whoosh.storage.store import store_at

        self.store = store_at(folder)
        self.names = store_at(folder, NAMES)

    def search(self, request: SearchRequest) -> Results:
        from statements.search.engines.whoosh.evaluation.query_run import run

        return run(self.store.generation(), request)

    def words_like(self, word: str, most: int = 3) -> list[str]:
        from statements.search.engines.whoosh.evaluation.spelling import words_like

        return words_like(self.store.generation(), word, most)

    def generation(self) -> int:
        return self.store.generation().number

    def names_in(self, text: str) -> list[Named]:
        from statements.search.engines.whoosh.names import named_in

        return named_in(self.names.generation(), self.store.generation(), text)

    def names_beginning(self, text: str) -> list[Named]:
        from statements.search.engines.whoosh.names import beginning

        return beginning(self.names.generation(), text)

    def names_matching(self, text: str, kind: str) -> NamesFound:
        from statements.search.engines.whoosh.names import matching

        return matching(self.names.generation(), text, kind)


@lru_cache(maxsize=8)
def _engine_at(folder: str) -> WhooshEngine:
    return WhooshEngine(folder)


def engine() -> Engine:
    """The engine of the archive's index."""
    return _engine_at(str(settings.HAYSTACK_CONNECTIONS["default"]["PATH"]))
