"""`manage.py rebuild_index`: Haystack's, with the old index answering until the new one is whole."""

from statements.search.haystack.commands import RebuildIndex as Command

__all__ = ["Command"]
