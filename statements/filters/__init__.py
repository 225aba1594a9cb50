"""One vocabulary of filters for lists, searches, feeds, exports and the API.

A `Selection` says which statements. The database (`database`) or the index (`index`) answers it.
"""

from .selection import Selection, parse_filters
from .vocabulary import Period

__all__ = ["Period", "Selection", "parse_filters"]
