"""`manage.py update_index`: Haystack's, in several processes."""

from statements.search.rebuilding import UpdateIndex as Command

__all__ = ["Command"]
