"""Records by what they are called, from the index of names: a few look-ups in sorted arrays, no query."""

from .completion import beginning
from .matching import matching
from .recognition import named_in

__all__ = ["beginning", "matching", "named_in"]
