"""`manage.py update_index`: Haystack's, in several processes."""

from statements.search.haystack.commands import UpdateIndex as Command

__all__ = ["Command"]
