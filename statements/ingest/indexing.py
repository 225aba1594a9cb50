"""The one place where an import tells the search what changed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec


def tell_index(pks: list[int]) -> None:
    """Hand on the keys of statements that changed and are committed; the search updates its index in its own time."""
    if find_spec("statements.search.changes"):
        import_module("statements.search.changes").statements_changed(pks)
