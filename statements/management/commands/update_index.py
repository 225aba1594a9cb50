"""`manage.py update_index`: Haystack's, in several processes."""

from statements.search.indexing.rebuilding import UpdateIndex as Command

__all__ = ["Command"]
