"""What can go wrong with an index."""

from __future__ import annotations


class SearchUnavailable(RuntimeError):
    """The index is missing, damaged or of another release. Pages answer with status 503 and can still be browsed."""


class IndexNotWritten(RuntimeError):
    """The index could not be written: it is locked or damaged, or the disk is full. It stays as it was."""


class IndexLocked(IndexNotWritten):
    """Another process held the lock for too long."""
