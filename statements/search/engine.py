"""The archive's search engine, as the settings name it. All others get it here."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from statements.search.contract.engine import Engine

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
