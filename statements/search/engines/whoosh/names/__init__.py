"""Records by what they are called, from the index of names: a few look-ups in sorted arrays, no query."""

from .asked import named_in
from .listed import matching
from .typed import beginning

__all__ = ["beginning", "matching", "named_in"]
