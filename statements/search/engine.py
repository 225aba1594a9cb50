"""The archive's search engine, as the settings name it, and its answer to a request. All others get both here."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from statements.search.contract.engine import Engine
from statements.search.contract.requests import Scope, SearchRequest, Show
from statements.search.contract.results import Results
from statements.search.language.any_word_fallback import find_fallback


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`results` answer `request`, which where `is_fallback` asks for any of the words of the search."""

    request: SearchRequest
    results: Results
    is_fallback: bool = False

    @property
    def hit_count(self) -> int:
        """Hits of the search itself."""
        return 0 if self.is_fallback else self.results.total


def answer_search(request: SearchRequest, by: Engine | None = None) -> SearchAnswer:
    """Search for all the words, and for any of them where no statement has them all. Raises SearchUnavailable.

    There is no fallback within a speech or paragraph: a whole statement may well have all the words.
    """
    by = by or get_engine()
    results = by.search(request)
    if results.total or request.scope != Scope.STATEMENT or request.show != Show.STATEMENTS:
        return SearchAnswer(request, results)
    query = find_fallback(request.text, request.query)
    nearest = by.search(replace(request, query=query)) if query else results
    if not nearest.total or query is None:
        return SearchAnswer(request, results)
    return SearchAnswer(replace(request, query=query), nearest, is_fallback=True)


DEFAULT = "default"  # of HAYSTACK_CONNECTIONS


def get_engine(connection: str = DEFAULT) -> Engine:
    """The engine over the index of a Haystack connection; the same object as long as the settings stay the same."""
    return _make_engine(settings.SEARCH_ENGINE, connection, repr(settings.HAYSTACK_CONNECTIONS[connection]))


def open_temporary_engine() -> AbstractContextManager[Engine]:
    """An engine with empty indexes of its own, which are removed when the block is left."""
    return load_engine_class(settings.SEARCH_ENGINE).open_temporary()


def load_engine_class(path: str) -> type[Engine]:
    """Raises ImproperlyConfigured, with the reason."""
    try:
        engine_class = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f"SEARCH_ENGINE is “{path}”, which cannot be imported: {error}") from error
    if missing := [name for name in _METHODS if not callable(getattr(engine_class, name, None))]:
        raise ImproperlyConfigured(f"SEARCH_ENGINE is “{path}”, which is no engine: it lacks {', '.join(missing)}.")
    return cast("type[Engine]", engine_class)


_METHODS = sorted(
    name
    for protocol in Engine.__mro__
    for name, member in vars(protocol).items()
    if protocol.__module__ == Engine.__module__ and not name.startswith("_") and not isinstance(member, type)
)


@lru_cache(maxsize=8)
def _make_engine(path: str, connection: str, options: str) -> Engine:
    """`options` tells settings apart that differ; tests change them."""
    return load_engine_class(path)(settings.HAYSTACK_CONNECTIONS[connection])
