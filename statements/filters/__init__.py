"""One vocabulary of filters for lists, searches, feeds, exports and the API.

A `Selection` says which statements. The database (`database`) or the index (`index`) answers it.
"""

from .period import Period
from .selection import Selection, parse_filters

__all__ = ["Period", "Selection", "parse_filters"]
