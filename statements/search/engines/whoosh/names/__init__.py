"""Records by what they are called, from the index of names: a few look-ups in sorted arrays, no query."""

from .completion import complete_names
from .matching import match_names
from .recognition import recognize_names

__all__ = ["complete_names", "match_names", "recognize_names"]
